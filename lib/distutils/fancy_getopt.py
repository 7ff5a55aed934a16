"""Options by a table: (long name, short name, help), "=" after a name that takes a value; values go to attributes of an object."""
import getopt
import re
import string
import sys

from distutils.errors import DistutilsArgError, DistutilsGetoptError

longopt_pat = r"[a-zA-Z](?:[a-zA-Z0-9-]*)"
longopt_re = re.compile(r"^%s$" % longopt_pat)
neg_alias_re = re.compile("^(%s)=!(%s)$" % (longopt_pat, longopt_pat))
longopt_xlate = str.maketrans("-", "_")
WS_TRANS = {ord(character): " " for character in string.whitespace}


class FancyGetopt:

    def __init__(self, option_table=None):
        self.option_table = option_table
        self.option_index = {}              # long name -> row of the table
        self.alias = {}                     # long name -> long name
        self.negative_alias = {}            # long name -> option that it turns off
        self.short_opts = []
        self.long_opts = []
        self.short2long = {}
        self.attr_name = {}
        self.takes_arg = {}
        self.option_order = []              # (option, value), in the order they were given
        if self.option_table:
            self._build_index()

    def _build_index(self):
        self.option_index = {option[0]: option for option in self.option_table}

    def set_option_table(self, option_table):
        self.option_table = option_table
        self._build_index()

    def add_option(self, long_option, short_option=None, help_string=None):
        if long_option in self.option_index:
            raise DistutilsGetoptError("option conflict: already an option '%s'" % long_option)
        option = (long_option, short_option, help_string)
        self.option_table.append(option)
        self.option_index[long_option] = option

    def has_option(self, long_option):
        return long_option in self.option_index

    def get_attr_name(self, long_option):
        """The attribute for an option."""
        return long_option.translate(longopt_xlate)

    def _check_alias_dict(self, aliases, what):
        assert isinstance(aliases, dict)
        for alias, option in aliases.items():
            for name in (alias, option):
                if name not in self.option_index:
                    raise DistutilsGetoptError("invalid %s '%s': %soption '%s' not defined"
                                               % (what, alias, "" if name is alias else "aliased ", name))

    def set_aliases(self, alias):
        self._check_alias_dict(alias, "alias")
        self.alias = alias

    def set_negative_aliases(self, negative_alias):
        self._check_alias_dict(negative_alias, "negative alias")
        self.negative_alias = negative_alias

    def _grok_option_table(self):
        """Make of the table what getopt and getopt() need."""
        self.long_opts = []
        self.short_opts = []
        self.short2long.clear()
        self.repeat = {}
        for option in self.option_table:
            if len(option) == 3:
                name, short, help = option
                repeat = 0
            elif len(option) == 4:
                name, short, help, repeat = option
            else:
                raise ValueError("invalid option tuple: %r" % (option,))
            if not isinstance(name, str) or len(name) < 2:
                raise DistutilsGetoptError("invalid long option '%s': must be a string of length >= 2" % name)
            if not (short is None or (isinstance(short, str) and len(short) == 1)):
                raise DistutilsGetoptError("invalid short option '%s': must a single character or None" % short)
            self.repeat[name] = repeat
            self.long_opts.append(name)
            if name[-1] == "=":
                if short:
                    short += ":"
                name = name[:-1]
                self.takes_arg[name] = 1
            else:
                opposite = self.negative_alias.get(name)
                if opposite is not None:
                    if opposite + "=" in self.option_index:
                        raise DistutilsGetoptError("invalid negative alias '%s': aliased option '%s' takes a value" % (name, opposite))
                    self.long_opts[-1] = name
                self.takes_arg[name] = 0
            alias = self.alias.get(name)
            if alias is not None and self.takes_arg[name] != self.takes_arg[alias]:
                raise DistutilsGetoptError("invalid alias '%s': inconsistent with aliased option '%s' (one of them takes a value, "
                                           "the other doesn't" % (name, alias))
            if not longopt_re.match(name):
                raise DistutilsGetoptError("invalid long option name '%s' (must be letters, numbers, hyphens only" % name)
            self.attr_name[name] = self.get_attr_name(name)
            if short:
                self.short_opts.append(short)
                self.short2long[short[0]] = name

    def getopt(self, args=None, object=None):
        """Take the options from args (by default sys.argv[1:]); (other arguments, object), or only those where object is given."""
        args = sys.argv[1:] if args is None else args
        created = object is None
        if created:
            object = OptionDummy()
        self._grok_option_table()
        try:
            options, args = getopt.getopt(args, " ".join(self.short_opts), self.long_opts)
        except getopt.error as e:
            raise DistutilsArgError(e)
        for name, value in options:
            if len(name) == 2 and name[0] == "-":
                name = self.short2long[name[1]]
            else:
                name = name[2:]
            name = self.alias.get(name) or name
            if not self.takes_arg[name]:
                assert value == "", "boolean option can't have value"
                opposite = self.negative_alias.get(name)
                value = 0 if opposite else 1
                name = opposite or name
            attr = self.attr_name[name]
            if value and self.repeat.get(name) is not None and self.repeat[name]:
                value = getattr(object, attr, 0) + 1
            setattr(object, attr, value)
            self.option_order.append((name, value))
        return (args, object) if created else args

    def get_option_order(self):
        if self.option_order is None:
            raise RuntimeError("'getopt()' hasn't been called yet")
        return self.option_order

    def generate_help(self, header=None):
        """The lines of a help text."""
        def label(option):
            name, short = option[0].rstrip("="), option[1]
            return "%s (-%s)" % (name, short) if short else name

        width = max([len(label(option)) for option in self.option_table], default=0) + 4   # "  --" before, two blanks after
        lines = [header] if header else ["Option summary:"]
        for option in self.option_table:
            text = wrap_text(option[2] or "", 78 - width - 2)
            first = "  --%-*s" % (width - 4, label(option))
            lines.append(first + "  " + text[0] if text else first)
            lines.extend(" " * (width + 2) + line for line in text[1:])
        return lines

    def print_help(self, header=None, file=None):
        for line in self.generate_help(header):
            (file or sys.stdout).write(line + "\n")


def fancy_getopt(options, negative_opt, object, args):
    parser = FancyGetopt(options)
    parser.set_negative_aliases(negative_opt)
    return parser.getopt(args, object)


def wrap_text(text, width):
    """The lines, each at most width long, that a text is broken into; words that are too long are cut."""
    if text is None:
        return []
    if len(text) <= width:
        return [text]
    pieces = [piece for piece in re.split(r"( +|-+)", text.expandtabs().translate(WS_TRANS)) if piece]
    lines = []
    while pieces:
        line, length = [], 0
        while pieces and length + len(pieces[0]) <= width:
            line.append(pieces.pop(0))
            length += len(line[-1])
        if pieces:
            if length == 0:
                line.append(pieces[0][:width])
                pieces[0] = pieces[0][width:]
            if pieces[0][:1] == " ":
                del pieces[0]
        if line and line[-1][0] == " ":
            del line[-1]
        lines.append("".join(line))
    return lines


def translate_longopt(opt):
    """An option's name as an identifier."""
    return opt.translate(longopt_xlate)


class OptionDummy:
    """An object for options, with an attribute for each."""

    def __init__(self, options=[]):
        for option in options:
            setattr(self, option, None)
