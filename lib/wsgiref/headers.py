"""Response headers as a mapping over the list that WSGI wants."""

import re

# What makes it necessary to quote a parameter.
tspecials = re.compile(r'[ \(\)<>@,;:\\"/\[\]\?=]')


def _formatparam(param, value=None, quote=1):
    """'param=value', quoted where wanted or needed; 'param' without a value."""
    if value is None or len(value) == 0:
        return param
    if quote or tspecials.search(value):
        value = value.replace('\\', '\\\\').replace('"', r'\"')
        return '%s="%s"' % (param, value)
    return '%s=%s' % (param, value)


class Headers:
    """A list of (name, value), which is changed in place. Names are looked up without
    regard to case, and one that is missing is None."""

    def __init__(self, headers=None):
        headers = headers if headers is not None else []
        if type(headers) is not list:
            raise TypeError('Headers should be a list of name/value tuples')
        self._headers = headers
        if __debug__:
            for k, v in headers:
                self._convert_string_type(k)
                self._convert_string_type(v)

    def _convert_string_type(self, value):
        if type(value) is str:
            return value
        raise AssertionError('Header names/values must be of type str (got {0})'
                             .format(repr(value)))

    def __len__(self):
        return len(self._headers)

    def __setitem__(self, name, val):
        del self[name]
        self._headers.append((self._convert_string_type(name), self._convert_string_type(val)))

    def __delitem__(self, name):
        """Remove all headers of a name, if there are any."""
        name = self._convert_string_type(name.lower())
        self._headers[:] = [kv for kv in self._headers if kv[0].lower() != name]

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        return self.get(name) is not None

    def get_all(self, name):
        """A list of the values of all headers of a name."""
        name = self._convert_string_type(name.lower())
        return [kv[1] for kv in self._headers if kv[0].lower() == name]

    def get(self, name, default=None):
        """The first value of a name."""
        name = self._convert_string_type(name.lower())
        for k, v in self._headers:
            if k.lower() == name:
                return v
        return default

    def keys(self):
        return [k for k, v in self._headers]

    def values(self):
        return [v for k, v in self._headers]

    def items(self):
        return self._headers[:]

    def __repr__(self):
        return '%s(%r)' % (self.__class__.__name__, self._headers)

    def __str__(self):
        """The headers as they are sent, with the empty line at the end."""
        return '\r\n'.join(['%s: %s' % kv for kv in self._headers] + ['', ''])

    def __bytes__(self):
        return str(self).encode('iso-8859-1')

    def setdefault(self, name, value):
        """The first value of a name; where there is none it gets this one."""
        result = self.get(name)
        if result is not None:
            return result
        self._headers.append((self._convert_string_type(name),
                              self._convert_string_type(value)))
        return value

    def add_header(self, _name, _value, **_params):
        """Add a header with parameters; _ in their names becomes -, and those that are None
        are added without a value.

            h.add_header('content-disposition', 'attachment', filename='bud.gif')
        """
        parts = []
        if _value is not None:
            parts.append(self._convert_string_type(_value))
        for k, v in _params.items():
            k = self._convert_string_type(k).replace('_', '-')
            parts.append(k if v is None else _formatparam(k, self._convert_string_type(v)))
        self._headers.append((self._convert_string_type(_name), '; '.join(parts)))
