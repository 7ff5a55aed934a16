"""Completion of names and attributes, for readline."""

import atexit
import builtins
import __main__

__all__ = ['Completer']


class Completer:
    def __init__(self, namespace=None):
        """Completes names of namespace, by default those of __main__."""
        if namespace and not isinstance(namespace, dict):
            raise TypeError('namespace must be a dictionary')
        if namespace is None:
            self.use_main_ns = 1
        else:
            self.use_main_ns = 0
            self.namespace = namespace

    def complete(self, text, state):
        """The completion number state, or None."""
        if self.use_main_ns:
            self.namespace = __main__.__dict__
        if not text.strip():
            if state == 0:
                if _readline_available:
                    readline.insert_text('\t')
                    readline.redisplay()
                    return ''
                return '\t'
            return None
        if state == 0:
            self.matches = self.attr_matches(text) if '.' in text else self.global_matches(text)
        try:
            return self.matches[state]
        except IndexError:
            return None

    def _callable_postfix(self, val, word):
        return word + '(' if callable(val) else word

    def global_matches(self, text):
        """Keywords, built-ins and names that begin with text."""
        import keyword
        matches = []
        seen = {'__builtins__'}
        for word in keyword.kwlist:
            if word.startswith(text):
                seen.add(word)
                if word in {'finally', 'try'}:
                    word += ':'
                elif word not in {'False', 'None', 'True', 'break', 'continue', 'pass', 'else'}:
                    word += ' '
                matches.append(word)
        for names in self.namespace, builtins.__dict__:
            for word, val in names.items():
                if word.startswith(text) and word not in seen:
                    seen.add(word)
                    matches.append(self._callable_postfix(val, word))
        return matches

    def attr_matches(self, text):
        """Attributes: text is an expression of names with dots."""
        import re
        m = re.match(r'(\w+(\.\w+)*)\.(\w*)', text)
        if not m:
            return []
        expr, attr = m.group(1, 3)
        try:
            thisobject = eval(expr, self.namespace)
        except Exception:
            return []
        words = set(dir(thisobject))
        words.discard('__builtins__')
        if hasattr(thisobject, '__class__'):
            words.add('__class__')
            words.update(get_class_members(thisobject.__class__))
        matches = []
        # Names with underscores come only when nothing else does, or they were begun.
        noprefix = {'': '_', '_': '__'}.get(attr)
        while True:
            for word in words:
                if word.startswith(attr) and not (noprefix and word.startswith(noprefix)):
                    match = '%s.%s' % (expr, word)
                    try:
                        val = getattr(thisobject, word)
                    except Exception:
                        pass
                    else:
                        match = self._callable_postfix(val, match)
                    matches.append(match)
            if matches or not noprefix:
                break
            noprefix = '__' if noprefix == '_' else None
        matches.sort()
        return matches


def get_class_members(klass):
    ret = dir(klass)
    for base in getattr(klass, '__bases__', ()):
        ret = ret + get_class_members(base)
    return ret


try:
    import readline
except ImportError:
    _readline_available = False
else:
    readline.set_completer(Completer().complete)
    # The completer holds objects that should go before the interpreter does.
    atexit.register(lambda: readline.set_completer(None))
    _readline_available = True
