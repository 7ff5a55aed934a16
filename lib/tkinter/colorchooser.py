"""The dialog to choose a colour."""

from tkinter.commondialog import Dialog


class Chooser(Dialog):
    """Options: initialcolor, parent, title."""

    command = 'tk_chooseColor'

    def _fixoptions(self):
        # It may be the (red, green, blue) of a former result.
        color = self.options.get('initialcolor')
        if isinstance(color, tuple):
            self.options['initialcolor'] = '#%02x%02x%02x' % color

    def _fixresult(self, widget, result):
        if not result or not str(result):
            return None, None
        r, g, b = widget.winfo_rgb(result)
        return (r / 256, g / 256, b / 256), str(result)


def askcolor(color=None, **options):
    """Ask for a colour: ((red, green, blue), '#rrggbb'), or (None, None)."""
    if color:
        options = options.copy()
        options['initialcolor'] = color
    return Chooser(**options).show()
