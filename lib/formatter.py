"""Formatting: a formatter is told of text, line ends, fonts, margins and styles, and tells a writer what to put where.

A writer has new_alignment(), new_font(), new_margin(), new_spacing(), new_styles(), send_paragraph(), send_line_break(), send_hor_rule(),
send_label_data(), send_flowing_data(), send_literal_data() and flush(). AbstractFormatter keeps stacks of what is in force.
"""
import sys

AS_IS = None


class NullFormatter:
    """Does nothing; the base for formatters."""

    def __init__(self, writer=None):
        self.writer = NullWriter() if writer is None else writer

    def end_paragraph(self, blankline):
        pass

    def add_line_break(self):
        pass

    def add_hor_rule(self, *args, **kw):
        pass

    def add_label_data(self, format, counter, blankline=None):
        pass

    def add_flowing_data(self, data):
        pass

    def add_literal_data(self, data):
        pass

    def flush_softspace(self):
        pass

    def push_alignment(self, align):
        pass

    def pop_alignment(self):
        pass

    def push_font(self, x):
        pass

    def pop_font(self):
        pass

    def push_margin(self, margin):
        pass

    def pop_margin(self):
        pass

    def set_spacing(self, spacing):
        pass

    def push_style(self, *styles):
        pass

    def pop_style(self, n=1):
        pass

    def assert_line_data(self, flag=1):
        pass


class AbstractFormatter:
    """The usual formatter. Blanks in flowing text become one blank, which is put out only when text follows (softspace)."""

    def __init__(self, writer):
        self.writer = writer
        self.align = None
        self.align_stack = []
        self.font_stack = []                # (size, italic, bold, teletype)
        self.margin_stack = []
        self.spacing = None
        self.style_stack = []
        self.nospace = 1                    # no blank is wanted
        self.softspace = 0                  # a blank is wanted before text
        self.para_end = 1                   # just after a paragraph
        self.parskip = 0                    # blank lines put out since
        self.hard_break = 1                 # just after a line end
        self.have_label = 0

    def end_paragraph(self, blankline):
        if not self.hard_break:
            self.writer.send_line_break()
            self.have_label = 0
        if self.parskip < blankline and not self.have_label:
            self.writer.send_paragraph(blankline - self.parskip)
            self.parskip = blankline
            self.have_label = 0
        self.hard_break = self.nospace = self.para_end = 1
        self.softspace = 0

    def add_line_break(self):
        if not (self.hard_break or self.para_end):
            self.writer.send_line_break()
            self.have_label = self.parskip = 0
        self.hard_break = self.nospace = 1
        self.softspace = 0

    def add_hor_rule(self, *args, **kw):
        if not self.hard_break:
            self.writer.send_line_break()
        self.writer.send_hor_rule(*args, **kw)
        self.hard_break = self.nospace = 1
        self.have_label = self.para_end = self.softspace = self.parskip = 0

    def add_label_data(self, format, counter, blankline=None):
        if self.have_label or not self.hard_break:
            self.writer.send_line_break()
        if not self.para_end:
            self.writer.send_paragraph(1 if blankline else 0)
        label = self.format_counter(format, counter) if isinstance(format, str) else format
        self.writer.send_label_data(label)
        self.nospace = self.have_label = self.hard_break = self.para_end = 1
        self.softspace = self.parskip = 0

    def format_counter(self, format, counter):
        """A label: 1 stands for the number, a or A for letters, i or I for Roman digits."""
        label = ""
        for c in format:
            if c == "1":
                label += "%d" % counter
            elif c in "aA":
                if counter > 0:
                    label += self.format_letter(c, counter)
            elif c in "iI":
                if counter > 0:
                    label += self.format_roman(c, counter)
            else:
                label += c
        return label

    def format_letter(self, case, counter):
        label = ""
        while counter > 0:
            counter, x = divmod(counter - 1, 26)
            label = chr(ord(case) + x) + label
        return label

    def format_roman(self, case, counter):
        label = ""
        for value, text in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
                            (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
            label += text * (counter // value)
            counter %= value
        return label.upper() if case == "I" else label

    def add_flowing_data(self, data):
        if not data:
            return
        before, after = data[:1].isspace(), data[-1:].isspace()
        data = " ".join(data.split())
        if self.nospace and not data:
            return
        if before or self.softspace:
            if not data:
                if not self.nospace:
                    self.softspace = 1
                    self.parskip = 0
                return
            if not self.nospace:
                data = " " + data
        self.hard_break = self.nospace = self.para_end = self.parskip = self.have_label = 0
        self.softspace = int(after)
        self.writer.send_flowing_data(data)

    def add_literal_data(self, data):
        if not data:
            return
        if self.softspace:
            self.writer.send_flowing_data(" ")
        self.hard_break = int(data[-1:] == "\n")
        self.nospace = self.para_end = self.softspace = self.parskip = self.have_label = 0
        self.writer.send_literal_data(data)

    def flush_softspace(self):
        if self.softspace:
            self.hard_break = self.para_end = self.parskip = self.have_label = self.softspace = 0
            self.nospace = 1
            self.writer.send_flowing_data(" ")

    def push_alignment(self, align):
        if align and align != self.align:
            self.writer.new_alignment(align)
            self.align = align
            self.align_stack.append(align)
        else:
            self.align_stack.append(self.align)

    def pop_alignment(self):
        if self.align_stack:
            del self.align_stack[-1]
        self.align = self.align_stack[-1] if self.align_stack else None
        self.writer.new_alignment(self.align)

    def push_font(self, font):
        size, italic, bold, teletype = font
        self._need_space()
        if self.font_stack:
            font = tuple(old if new is AS_IS else new for new, old in zip((size, italic, bold, teletype), self.font_stack[-1]))
        else:
            font = (size, italic, bold, teletype)
        self.font_stack.append(font)
        self.writer.new_font(font)

    def pop_font(self):
        if self.font_stack:
            del self.font_stack[-1]
        self.writer.new_font(self.font_stack[-1] if self.font_stack else None)

    def push_margin(self, margin):
        self.margin_stack.append(margin)
        named = [m for m in self.margin_stack if m]
        if not margin and named:
            margin = named[-1]
        self.writer.new_margin(margin, len(named))

    def pop_margin(self):
        if self.margin_stack:
            del self.margin_stack[-1]
        named = [m for m in self.margin_stack if m]
        self.writer.new_margin(named[-1] if named else None, len(named))

    def set_spacing(self, spacing):
        self.spacing = spacing
        self.writer.new_spacing(spacing)

    def push_style(self, *styles):
        self._need_space()
        self.style_stack.extend(styles)
        self.writer.new_styles(tuple(self.style_stack))

    def pop_style(self, n=1):
        del self.style_stack[-n:]
        self.writer.new_styles(tuple(self.style_stack))

    def assert_line_data(self, flag=1):
        self.nospace = self.hard_break = not flag
        self.para_end = self.parskip = self.have_label = 0

    def _need_space(self):
        """Put the blank out that is wanted, before a font or style changes."""
        if self.softspace:
            self.hard_break = self.para_end = self.softspace = 0
            self.nospace = 1
            self.writer.send_flowing_data(" ")


class NullWriter:
    """Does nothing; the base for writers."""

    def __init__(self):
        pass

    def flush(self):
        pass

    def new_alignment(self, align):
        pass

    def new_font(self, font):
        pass

    def new_margin(self, margin, level):
        pass

    def new_spacing(self, spacing):
        pass

    def new_styles(self, styles):
        pass

    def send_paragraph(self, blankline):
        pass

    def send_line_break(self):
        pass

    def send_hor_rule(self, *args, **kw):
        pass

    def send_label_data(self, data):
        pass

    def send_flowing_data(self, data):
        pass

    def send_literal_data(self, data):
        pass


class AbstractWriter(NullWriter):
    """Prints what it is told: for finding errors in formatters."""

    def new_alignment(self, align):
        print("new_alignment(%r)" % (align,))

    def new_font(self, font):
        print("new_font(%r)" % (font,))

    def new_margin(self, margin, level):
        print("new_margin(%r, %d)" % (margin, level))

    def new_spacing(self, spacing):
        print("new_spacing(%r)" % (spacing,))

    def new_styles(self, styles):
        print("new_styles(%r)" % (styles,))

    def send_paragraph(self, blankline):
        print("send_paragraph(%r)" % (blankline,))

    def send_line_break(self):
        print("send_line_break()")

    def send_hor_rule(self, *args, **kw):
        print("send_hor_rule()")

    def send_label_data(self, data):
        print("send_label_data(%r)" % (data,))

    def send_flowing_data(self, data):
        print("send_flowing_data(%r)" % (data,))

    def send_literal_data(self, data):
        print("send_literal_data(%r)" % (data,))


class DumbWriter(NullWriter):
    """Writes plain text, with lines broken at maxcol."""

    def __init__(self, file=None, maxcol=72):
        self.file = file or sys.stdout
        self.maxcol = maxcol
        NullWriter.__init__(self)
        self.reset()

    def reset(self):
        self.col = 0
        self.atbreak = 0

    def send_paragraph(self, blankline):
        self.file.write("\n" * blankline)
        self.col = 0
        self.atbreak = 0

    def send_line_break(self):
        self.file.write("\n")
        self.col = 0
        self.atbreak = 0

    def send_hor_rule(self, *args, **kw):
        self.file.write("\n" + "-" * self.maxcol + "\n")
        self.col = 0
        self.atbreak = 0

    def send_literal_data(self, data):
        self.file.write(data)
        i = data.rfind("\n")
        if i >= 0:
            self.col = 0
            data = data[i + 1:]
        self.col += len(data.expandtabs())
        self.atbreak = 0

    def send_flowing_data(self, data):
        if not data:
            return
        may_break = self.atbreak or data[0].isspace()
        col = self.col
        for word in data.split():
            if may_break:
                if col + len(word) >= self.maxcol:
                    self.file.write("\n")
                    col = 0
                else:
                    self.file.write(" ")
                    col += 1
            self.file.write(word)
            col += len(word)
            may_break = 1
        self.col = col
        self.atbreak = data[-1].isspace()
