"""Editing text in a window, with the keys of Emacs."""

import curses
import curses.ascii


def rectangle(win, uly, ulx, lry, lrx):
    """Draw a rectangle from its upper left to its lower right corner."""
    win.vline(uly + 1, ulx, curses.ACS_VLINE, lry - uly - 1)
    win.hline(uly, ulx + 1, curses.ACS_HLINE, lrx - ulx - 1)
    win.hline(lry, ulx + 1, curses.ACS_HLINE, lrx - ulx - 1)
    win.vline(uly + 1, lrx, curses.ACS_VLINE, lry - uly - 1)
    win.addch(uly, ulx, curses.ACS_ULCORNER)
    win.addch(uly, lrx, curses.ACS_URCORNER)
    win.addch(lry, lrx, curses.ACS_LRCORNER)
    win.addch(lry, ulx, curses.ACS_LLCORNER)


class Textbox:
    """Text being edited in the window `win`.

    Ctrl-A      to the left edge of the window
    Ctrl-B      left, to the line before at the edge
    Ctrl-D      delete the character under the cursor
    Ctrl-E      to the right edge, or to the end of the line if blanks are stripped
    Ctrl-F      right, to the next line at the edge
    Ctrl-G      end, with the contents
    Ctrl-H      delete the character before the cursor
    Ctrl-J      end if the window has one line, else insert a line break
    Ctrl-K      delete to the end of the line; an empty line wholly
    Ctrl-L      show the screen anew
    Ctrl-N      a line down
    Ctrl-O      insert an empty line at the cursor
    Ctrl-P      a line up

    A movement beyond the edge does nothing.  Cursor keys do as B, F, P, N;
    backspace as H.  With stripspaces the blanks at the ends of lines do not count.
    """

    def __init__(self, win, insert_mode=False):
        self.win = win
        self.insert_mode = insert_mode
        self._update_max_yx()
        self.stripspaces = 1
        self.lastcmd = None
        win.keypad(1)

    def _update_max_yx(self):
        maxy, maxx = self.win.getmaxyx()
        self.maxy = maxy - 1
        self.maxx = maxx - 1

    def _end_of_line(self, y):
        """The column after the last one that is not blank."""
        self._update_max_yx()
        last = self.maxx
        while True:
            if curses.ascii.ascii(self.win.inch(y, last)) != curses.ascii.SP:
                return min(self.maxx, last + 1)
            if last == 0:
                return 0
            last -= 1

    def _insert_printable_char(self, ch):
        self._update_max_yx()
        y, x = self.win.getyx()
        back = None
        while y < self.maxy or x < self.maxx:
            old = self.win.inch() if self.insert_mode else None
            # The library reports an error for the corner although it has written there.
            try:
                self.win.addch(ch)
            except curses.error:
                pass
            if not self.insert_mode or not curses.ascii.isprint(old):
                break
            # What was here goes to the next place, and so on.
            ch = old
            before = y, x
            y, x = self.win.getyx()
            if back is None:
                back = y, x
            if (y, x) == before:
                break       # the cursor could not move: the corner is full
        if back is not None:
            self.win.move(*back)

    def _left(self, y, x):
        if x > 0:
            self.win.move(y, x - 1)
        elif y > 0:
            if self.stripspaces:
                self.win.move(y - 1, self._end_of_line(y - 1))
            else:
                self.win.move(y - 1, self.maxx)

    def do_command(self, ch):
        """Do what a key means; 0 if it ends the editing."""
        self._update_max_yx()
        y, x = self.win.getyx()
        self.lastcmd = ch
        ascii = curses.ascii
        if ascii.isprint(ch):
            if y < self.maxy or x < self.maxx:
                self._insert_printable_char(ch)
        elif ch == ascii.SOH:                                           # ^a
            self.win.move(y, 0)
        elif ch in (ascii.STX, curses.KEY_LEFT, ascii.BS, curses.KEY_BACKSPACE, ascii.DEL):
            self._left(y, x)
            if ch in (ascii.BS, curses.KEY_BACKSPACE, ascii.DEL):
                self.win.delch()
        elif ch == ascii.EOT:                                           # ^d
            self.win.delch()
        elif ch == ascii.ENQ:                                           # ^e
            self.win.move(y, self._end_of_line(y) if self.stripspaces else self.maxx)
        elif ch in (ascii.ACK, curses.KEY_RIGHT):                       # ^f
            if x < self.maxx:
                self.win.move(y, x + 1)
            elif y < self.maxy:
                self.win.move(y + 1, 0)
        elif ch == ascii.BEL:                                           # ^g
            return 0
        elif ch == ascii.NL:                                            # ^j
            if self.maxy == 0:
                return 0
            if y < self.maxy:
                self.win.move(y + 1, 0)
        elif ch == ascii.VT:                                            # ^k
            if x == 0 and self._end_of_line(y) == 0:
                self.win.deleteln()
            else:
                self.win.move(y, x)     # finding the end moved the cursor
                self.win.clrtoeol()
        elif ch == ascii.FF:                                            # ^l
            self.win.refresh()
        elif ch in (ascii.SO, curses.KEY_DOWN):                         # ^n
            if y < self.maxy:
                self.win.move(y + 1, x)
                if x > self._end_of_line(y + 1):
                    self.win.move(y + 1, self._end_of_line(y + 1))
        elif ch == ascii.SI:                                            # ^o
            self.win.insertln()
        elif ch in (ascii.DLE, curses.KEY_UP):                          # ^p
            if y > 0:
                self.win.move(y - 1, x)
                if x > self._end_of_line(y - 1):
                    self.win.move(y - 1, self._end_of_line(y - 1))
        return 1

    def gather(self):
        """The text in the window."""
        result = []
        self._update_max_yx()
        for y in range(self.maxy + 1):
            self.win.move(y, 0)
            stop = self._end_of_line(y)
            if stop == 0 and self.stripspaces:
                continue
            line = ''
            for x in range(self.maxx + 1):
                if self.stripspaces and x > stop:
                    break
                line += chr(curses.ascii.ascii(self.win.inch(y, x)))
            result.append(line)
            if self.maxy > 0:
                result.append('\n')
        return ''.join(result)

    def edit(self, validate=None):
        """Edit until ^G; validate(key) may change a key, or drop it by giving 0."""
        while True:
            ch = self.win.getch()
            if validate:
                ch = validate(ch)
            if not ch:
                continue
            if not self.do_command(ch):
                break
            self.win.refresh()
        return self.gather()
