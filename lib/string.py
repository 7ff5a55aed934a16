"""Constants, capwords(), templates and the machinery of str.format()."""

__all__ = ['ascii_letters', 'ascii_lowercase', 'ascii_uppercase', 'capwords',
           'digits', 'hexdigits', 'octdigits', 'printable', 'punctuation',
           'whitespace', 'Formatter', 'Template']

import _string

whitespace = ' \t\n\r\v\f'
ascii_lowercase = 'abcdefghijklmnopqrstuvwxyz'
ascii_uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = digits + 'abcdef' + 'ABCDEF'
octdigits = '01234567'
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    """Capitalize each word of s and join them with sep, or a single space."""
    return (sep or ' ').join(word.capitalize() for word in s.split(sep))


_no_mapping = {}


class _TemplatePattern:
    """Compiles the pattern of a Template class when it is first wanted."""

    def __get__(self, instance, owner):
        return owner._compile_pattern()


class Template:
    """A string with $-substitutions: $name, ${name} and $$.

    Subclasses may set delimiter, idpattern, braceidpattern, flags or pattern.
    """

    delimiter = '$'
    idpattern = r'(?-i:[_a-zA-Z][_a-zA-Z0-9]*)'
    braceidpattern = None
    flags = None            # re.IGNORECASE, without importing re here
    pattern = _TemplatePattern()

    def __init_subclass__(cls):
        super().__init_subclass__()
        cls._compile_pattern()

    @classmethod
    def _compile_pattern(cls):
        import re
        pattern = cls.__dict__.get('pattern')
        if pattern is None or isinstance(pattern, _TemplatePattern):
            inherited = None
            for base in cls.__mro__[1:]:
                given = base.__dict__.get('_given_pattern')
                if given is not None:
                    inherited = given
                    break
            if inherited is not None:
                pattern = inherited
            else:
                delim = re.escape(cls.delimiter)
                name = cls.idpattern
                braced = cls.braceidpattern or name
                pattern = (rf'{delim}(?:(?P<escaped>{delim})|(?P<named>{name})|'
                           rf'{{(?P<braced>{braced})}}|(?P<invalid>))')
        else:
            cls._given_pattern = pattern
        flags = re.IGNORECASE if cls.flags is None else cls.flags
        cls.flags = flags
        cls.pattern = (re.compile(pattern, flags | re.VERBOSE)
                       if isinstance(pattern, (str, bytes)) else pattern)
        return cls.pattern

    def __init__(self, template):
        self.template = template

    def _invalid(self, mo):
        i = mo.start('invalid')
        lines = self.template[:i].splitlines(keepends=True)
        if not lines:
            colno = lineno = 1
        else:
            colno = i - len(''.join(lines[:-1]))
            lineno = len(lines)
        raise ValueError(f'Invalid placeholder in string: line {lineno}, col {colno}')

    def substitute(self, mapping=_no_mapping, /, **kws):
        """Fill in all placeholders; a missing one is a KeyError."""
        mapping = self._mapping(mapping, kws)

        def convert(mo):
            named = mo.group('named') or mo.group('braced')
            if named is not None:
                return str(mapping[named])
            if mo.group('escaped') is not None:
                return self.delimiter
            if mo.group('invalid') is not None:
                self._invalid(mo)
            raise ValueError('Unrecognized named group in pattern', self.pattern)
        return self.pattern.sub(convert, self.template)

    def safe_substitute(self, mapping=_no_mapping, /, **kws):
        """Fill in what is known and leave the other placeholders."""
        mapping = self._mapping(mapping, kws)

        def convert(mo):
            named = mo.group('named') or mo.group('braced')
            if named is not None:
                try:
                    return str(mapping[named])
                except KeyError:
                    return mo.group()
            if mo.group('escaped') is not None:
                return self.delimiter
            if mo.group('invalid') is not None:
                return mo.group()
            raise ValueError('Unrecognized named group in pattern', self.pattern)
        return self.pattern.sub(convert, self.template)

    def _mapping(self, mapping, kws):
        if mapping is _no_mapping:
            return kws
        if kws:
            from collections import ChainMap
            return ChainMap(kws, mapping)
        return mapping

    def is_valid(self):
        """Whether every placeholder is well formed."""
        for mo in self.pattern.finditer(self.template):
            if mo.group('invalid') is not None:
                return False
            self._known_group(mo)
        return True

    def get_identifiers(self):
        """The names in the template, in order, each once."""
        names = []
        for mo in self.pattern.finditer(self.template):
            named = mo.group('named') or mo.group('braced')
            if named is not None:
                if named not in names:
                    names.append(named)
            else:
                self._known_group(mo)
        return names

    def _known_group(self, mo):
        if all(mo.group(name) is None for name in
               ('named', 'braced', 'invalid', 'escaped')):
            raise ValueError('Unrecognized named group in pattern', self.pattern)


class Formatter:
    """str.format() in parts that subclasses can replace."""

    def format(self, /, *args, **kwargs):
        """format(format_string, *args, **kwargs): format a string."""
        if args:
            format_string, *args = args
            args = tuple(args)
        elif 'format_string' in kwargs:         # 3.2 took it by name too
            import warnings
            warnings.warn("Passing 'format_string' as keyword argument is deprecated",
                          DeprecationWarning, stacklevel=2)
            format_string = kwargs.pop('format_string')
        else:
            raise TypeError("format() missing 1 required positional argument: "
                            "'format_string'")
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        """Format a string with a tuple and a dict of arguments."""
        used_args = set()
        result, _ = self._vformat(format_string, args, kwargs, used_args, 2)
        self.check_unused_args(used_args, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used_args, depth, auto_index=0):
        if depth < 0:
            raise ValueError('Max string recursion exceeded')
        result = []
        for literal, field_name, spec, conversion in self.parse(format_string):
            if literal:
                result.append(literal)
            if field_name is None:
                continue
            # Automatic and manual numbering exclude each other: auto_index is
            # False once a number was seen.
            first, _ = _string.formatter_field_name_split(field_name)
            if first == '':
                if auto_index is False:
                    raise ValueError('cannot switch from manual field specification '
                                     'to automatic field numbering')
                field_name = str(auto_index) + field_name
                auto_index += 1
            elif isinstance(first, int):
                if auto_index:
                    raise ValueError('cannot switch from automatic field numbering '
                                     'to manual field specification')
                auto_index = False
            obj, arg_used = self.get_field(field_name, args, kwargs)
            used_args.add(arg_used)
            obj = self.convert_field(obj, conversion)
            spec, auto_index = self._vformat(spec, args, kwargs, used_args,
                                             depth - 1, auto_index)
            result.append(self.format_field(obj, spec))
        return ''.join(result), auto_index

    def get_value(self, key, args, kwargs):
        """The argument with a number or name."""
        if isinstance(key, int):
            return args[key]
        return kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        """Hook: used_args holds the keys of the arguments used."""

    def format_field(self, value, format_spec):
        """Format one value."""
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        """Apply !s, !r or !a."""
        if conversion is None:
            return value
        if conversion == 's':
            return str(value)
        if conversion == 'r':
            return repr(value)
        if conversion == 'a':
            return ascii(value)
        raise ValueError(f'Unknown conversion specifier {conversion!s}')

    def parse(self, format_string):
        """Yield (literal text, field name, format spec, conversion)."""
        return _string.formatter_parser(format_string)

    def get_field(self, field_name, args, kwargs):
        """The object a field name like '0.name[x]' means, and its key."""
        first, rest = _string.formatter_field_name_split(field_name)
        obj = self.get_value(first, args, kwargs)
        for is_attr, name in rest:
            obj = getattr(obj, name) if is_attr else obj[name]
        return obj, first
