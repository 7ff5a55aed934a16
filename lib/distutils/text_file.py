"""Reading text files by logical lines: without comments, blank lines, and line ends, joined where they end with a backslash."""
import io


class TextFile:

    default_options = {"strip_comments": 1, "skip_blanks": 1, "lstrip_ws": 0, "rstrip_ws": 1, "join_lines": 0, "collapse_join": 0,
                       "errors": "strict"}

    def __init__(self, filename=None, file=None, **options):
        if filename is None and file is None:
            raise RuntimeError("you must supply either or both of 'filename' and 'file'")
        for name, default in self.default_options.items():
            setattr(self, name, options.get(name, default))
        for name in options:
            if name not in self.default_options:
                raise KeyError("invalid TextFile option '%s'" % name)
        if file is None:
            self.open(filename)
        else:
            self.filename = filename
            self.file = file
            self.current_line = 0           # a physical line, or (first, last) of a logical one
        self.linebuf = []                   # lines put back

    def open(self, filename):
        self.filename = filename
        self.file = io.open(self.filename, "r", errors=self.errors)
        self.current_line = 0

    def close(self):
        file, self.file = self.file, None
        file.close()
        self.filename = None
        self.current_line = None

    def gen_error(self, msg, line=None):
        """A message with the place it is about."""
        line = self.current_line if line is None else line
        where = "lines %d-%d: " % tuple(line) if isinstance(line, (list, tuple)) else "line %d: " % line
        return "%s, %s%s" % (self.filename, where, msg)

    def error(self, msg, line=None):
        raise ValueError("error: " + self.gen_error(msg, line))

    def warn(self, msg, line=None):
        import sys
        sys.stderr.write("warning: " + self.gen_error(msg, line) + "\n")

    def readline(self):
        """The next logical line; None at the end."""
        if self.linebuf:
            return self.linebuf.pop()
        joined = ""
        while True:
            line = self.file.readline() or None
            if self.strip_comments and line:
                line = self.without_comment(line)
                if line is None:
                    continue
            if self.join_lines and joined:
                # the line before ended with a backslash
                if line is None:
                    self.warn("continuation line immediately precedes end-of-file")
                    return joined
                if self.collapse_join:
                    line = line.lstrip()
                line = joined + line
                if isinstance(self.current_line, list):
                    self.current_line[1] += 1
                else:
                    self.current_line = [self.current_line, self.current_line + 1]
            else:
                if line is None:
                    return None
                self.current_line = (self.current_line[1] if isinstance(self.current_line, list) else self.current_line) + 1
            if self.lstrip_ws and self.rstrip_ws:
                line = line.strip()
            elif self.lstrip_ws:
                line = line.lstrip()
            elif self.rstrip_ws:
                line = line.rstrip()
            if line in ("", "\n") and self.skip_blanks:
                continue
            if self.join_lines:
                if line[-1:] == "\\":
                    joined = line[:-1]
                    continue
                if line[-2:] == "\\\n":
                    joined = line[:-2] + "\n"
                    continue
            return line

    def without_comment(self, line):
        """A line without its comment; None where it was nothing else. A # behind a backslash begins none."""
        pos = line.find("#")
        if pos == -1:
            return line
        if pos == 0 or line[pos - 1] != "\\":
            end = "\n" if line[-1] == "\n" else ""
            line = line[:pos] + end
            return None if line.strip() == "" else line
        return line.replace("\\#", "#")

    def readlines(self):
        lines = []
        while True:
            line = self.readline()
            if line is None:
                return lines
            lines.append(line)

    def unreadline(self, line):
        self.linebuf.append(line)
