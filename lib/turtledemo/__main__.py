"""Shows the demonstrations: `python -m turtledemo [NAME...]`, or all, in a list to choose from."""

import importlib
import pkgutil
import sys
import tkinter
import turtle
import turtledemo


def names():
    return sorted(m.name for m in pkgutil.iter_modules(turtledemo.__path__) if m.name != '__main__')


class Viewer:
    """A list of the demonstrations beside the canvas."""

    def __init__(self):
        self.root = tkinter.Tk()
        self.root.title('Turtle demonstrations')
        self.list = tkinter.Listbox(self.root, exportselection=False)
        self.list.insert('end', *names())
        self.list.pack(side='left', fill='y')
        self.list.bind('<<ListboxSelect>>', self.start)
        self.status = tkinter.Label(self.root, anchor='w', text='Choose one.')
        self.status.pack(side='bottom', fill='x')
        canvas = turtle.ScrolledCanvas(self.root, 800, 600, 600, 450)
        canvas.pack(side='right', fill='both', expand=True)
        self.canvas = canvas
        self.running = False
        # The functions of turtle draw here.
        turtle._Screen._root = self.root
        turtle._Screen._canvas = canvas
        self.screen = turtle._Screen()
        turtle.TurtleScreen.__init__(self.screen, canvas)
        turtle.Turtle._screen = self.screen
        self.root.protocol('WM_DELETE_WINDOW', self.screen._destroy)

    def start(self, event=None):
        chosen = self.list.curselection()
        if not chosen or self.running:
            return
        name = self.list.get(chosen[0])
        self.running = True
        self.status['text'] = name
        try:
            self.screen.clearscreen()
            self.screen.mode('standard')
            result = importlib.import_module('turtledemo.' + name).main()
            self.status['text'] = '%s: %s' % (name, 'click on the canvas' if result == 'EVENTLOOP' else result)
        except (turtle.Terminator, tkinter.TclError):
            return              # the window was closed
        finally:
            self.running = False

    def run(self):
        self.root.mainloop()


def main():
    chosen = sys.argv[1:]
    if not chosen:
        Viewer().run()
        return
    for name in chosen:
        turtle.clearscreen()
        print(importlib.import_module('turtledemo.' + name).main())
    turtle.exitonclick()


if __name__ == '__main__':
    main()
