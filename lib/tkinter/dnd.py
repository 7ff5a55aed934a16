"""Dragging and dropping within one program.

What can be dragged is any object with dnd_end(target, event); a press of a
button on its picture calls dnd_start(source, event).  While the button is held
the widget under the pointer, or one it is in, that has dnd_accept(source,
event) is asked for a target: an object with dnd_enter(source, event),
dnd_motion(source, event), dnd_leave(source, event) and dnd_commit(source,
event).  In the end dnd_commit() of the target is called, if there is one, and
dnd_end() of the source.
"""

import tkinter


def dnd_start(source, event):
    """Begin to drag; the handler, or None if something is being dragged already."""
    h = DndHandler(source, event)
    return h if h.root is not None else None


class DndHandler:
    root = None

    def __init__(self, source, event):
        if event.num > 5:
            return
        root = event.widget._root()
        try:
            root.__dnd
            return              # one thing at a time
        except AttributeError:
            root.__dnd = self
            self.root = root
        self.source = source
        self.target = None
        self.initial_button = button = event.num
        self.initial_widget = widget = event.widget
        self.release_pattern = '<B%d-ButtonRelease-%d>' % (button, button)
        self.save_cursor = widget['cursor'] or ''
        widget.bind(self.release_pattern, self.on_release)
        widget.bind('<Motion>', self.on_motion)
        widget['cursor'] = 'hand2'

    def __del__(self):
        root = self.root
        self.root = None
        if root is not None:
            try:
                del root.__dnd
            except AttributeError:
                pass

    def on_motion(self, event):
        target_widget = self.initial_widget.winfo_containing(event.x_root, event.y_root)
        source = self.source
        new_target = None
        while target_widget is not None:
            accept = getattr(target_widget, 'dnd_accept', None)
            if accept is not None:
                new_target = accept(source, event)
                if new_target is not None:
                    break
            target_widget = target_widget.master
        old_target = self.target
        if old_target is new_target:
            if old_target is not None:
                old_target.dnd_motion(source, event)
            return
        if old_target is not None:
            self.target = None
            old_target.dnd_leave(source, event)
        if new_target is not None:
            new_target.dnd_enter(source, event)
            self.target = new_target

    def on_release(self, event):
        self.finish(event, 1)

    def cancel(self, event=None):
        self.finish(event, 0)

    def finish(self, event, commit=0):
        target = self.target
        source = self.source
        widget = self.initial_widget
        root = self.root
        try:
            if root is not None:
                try:
                    del root.__dnd
                except AttributeError:
                    pass
            self.initial_widget.unbind(self.release_pattern)
            self.initial_widget.unbind('<Motion>')
            widget['cursor'] = self.save_cursor
            self.target = self.source = self.initial_widget = self.root = None
            if target is not None:
                if commit:
                    target.dnd_commit(source, event)
                else:
                    target.dnd_leave(source, event)
        finally:
            source.dnd_end(target, event)
