"""The search language of element trees, a part of XPath.

A path is compiled to a list of selectors. A selector is a function (context, elements) -> elements; chained, they lead from
[element] to the result. The last paths are kept compiled.

    tag  {uri}tag  {*}tag  {uri}*  prefix:tag  *  .  ..  /  //
    [@attr]  [@attr='value']  [tag]  [tag='text']  [.='text']  (!= too)  [position]  [last()]  [last()-1]
"""

import re

xpath_tokenizer_re = re.compile(r"""
    ( ' [^']* ' | " [^"]* "             # a text
    | :: | // | \.\. | \(\) | != | [/.*:\[\]()@=]
    )
    | ( (?: \{ [^}]+ \} )? [^/\[\]()@!=\s]+ )       # a name
    | \s+""", re.VERBOSE)

_cache = {}
_CACHE_SIZE = 100


def xpath_tokenizer(pattern, namespaces=None):
    """Yield (operator, '') and ('', name), prefixes of names replaced by their {uri}."""
    default = namespaces.get('') if namespaces else None
    after_attribute_sign = False
    for operator, name in xpath_tokenizer_re.findall(pattern):
        if name and name[0] != '{':
            if ':' in name:
                prefix, name = name.split(':', 1)
                try:
                    if not namespaces:
                        raise KeyError
                    yield operator, '{%s}%s' % (namespaces[prefix], name)
                except KeyError:
                    raise SyntaxError('prefix %r not found in prefix map' % prefix) from None
            elif default and not after_attribute_sign:
                yield operator, '{%s}%s' % (default, name)
            else:
                yield operator, name
            after_attribute_sign = False
        else:
            yield operator, name
            after_attribute_sign = operator == '@'


class _SelectorContext:
    """What the selectors of one search share: the element searched, and each element's parent once somebody asks."""

    parent_map = None

    def __init__(self, root):
        self.root = root


def get_parent_map(context):
    if context.parent_map is None:
        context.parent_map = {child: parent for parent in context.root.iter() for child in parent}
    return context.parent_map


# ---- steps ----

def _tag_test(tag):
    """A function that tells whether a tag matches a pattern with wildcards; None: compare with the pattern itself."""
    if tag == '*' or tag == '{*}*':
        return lambda other: tag == '*' or isinstance(other, str)
    if tag.startswith('{*}'):
        name = tag[3:]
        ending = '}' + name
        return lambda other: isinstance(other, str) and (other == name or other.endswith(ending) and other[0] == '{')
    if tag.startswith('{}'):
        if tag == '{}*':
            return lambda other: isinstance(other, str) and other[:1] != '{'
        name = tag[2:]
        return lambda other: other == name
    if tag[:1] == '{' and tag.endswith('}*'):
        prefix = tag[:-1]
        return lambda other: isinstance(other, str) and other.startswith(prefix)
    return None


def prepare_child(next, token):
    tag = token[1]
    matches = _tag_test(tag)

    def select(context, result):
        for elem in result:
            for e in elem:
                if e.tag == tag if matches is None else matches(e.tag):
                    yield e
    return select


def prepare_star(next, token):
    def select(context, result):
        for elem in result:
            yield from elem
    return select


def prepare_self(next, token):
    def select(context, result):
        yield from result
    return select


def prepare_descendant(next, token):
    try:
        token = next()
    except StopIteration:
        return None
    if token[0] == '*':
        tag = '*'
    elif not token[0]:
        tag = token[1]
    else:
        raise SyntaxError('invalid descendant')
    matches = None if tag == '*' else _tag_test(tag)

    def select(context, result):
        for elem in result:
            for e in elem.iter(tag if matches is None else None):
                if e is not elem and (matches is None or matches(e.tag)):
                    yield e
    return select


def prepare_parent(next, token):
    def select(context, result):
        parents = get_parent_map(context)
        seen = {}
        for elem in result:
            if elem in parents:
                parent = parents[elem]
                if parent not in seen:
                    seen[parent] = None
                    yield parent
    return select


def prepare_predicate(next, token):
    # The shape of the predicate: '-' for a name, "'" for a text, else the operators.
    shape = []
    words = []
    while True:
        try:
            token = next()
        except StopIteration:
            return None
        if token[0] == ']':
            break
        if token == ('', ''):
            continue                    # white space
        if token[0] and token[0][:1] in '\'"':
            token = "'", token[0][1:-1]
        shape.append(token[0] or '-')
        words.append(token[1])
    shape = ''.join(shape)
    if shape == '@-':
        return _has_attribute(words[1])
    if shape in ("@-='", "@-!='"):
        return _attribute_equals(words[1], words[-1], '!=' in shape)
    if shape == '-' and not re.match(r'-?\d+$', words[0]):
        return _has_child(words[0])
    if shape in (".='", ".!='") or shape in ("-='", "-!='") and not re.match(r'-?\d+$', words[0]):
        return _text_equals(words[0], words[-1], '!=' in shape)
    if shape in ('-', '-()', '-()-'):
        return _at_position(_position(shape, words))
    raise SyntaxError('invalid predicate')


def _position(shape, words):
    """The index among elements of one tag that [position] or [last()...] means."""
    if shape == '-':
        index = int(words[0]) - 1
        if index < 0:
            raise SyntaxError('XPath position >= 1 expected')
        return index
    if words[0] != 'last':
        raise SyntaxError('unsupported function')
    if shape == '-()':
        return -1
    try:
        index = int(words[2]) - 1
    except ValueError:
        raise SyntaxError('unsupported expression') from None
    if index > -2:
        raise SyntaxError('XPath offset from last() must be negative')
    return index


def _has_attribute(key):
    def select(context, result):
        for elem in result:
            if elem.get(key) is not None:
                yield elem
    return select


def _attribute_equals(key, value, negated):
    def select(context, result):
        for elem in result:
            found = elem.get(key)
            if found is not None and (found == value) != negated:
                yield elem
    return select


def _has_child(tag):
    def select(context, result):
        for elem in result:
            if elem.find(tag) is not None:
                yield elem
    return select


def _text_equals(tag, value, negated):
    def select(context, result):
        for elem in result:
            for e in elem.findall(tag) if tag else [elem]:
                if (''.join(e.itertext()) == value) != negated:
                    yield elem
                    break
    return select


def _at_position(index):
    def select(context, result):
        parents = get_parent_map(context)
        for elem in result:
            try:
                # Counted among the siblings of the same tag.
                if list(parents[elem].findall(elem.tag))[index] is elem:
                    yield elem
            except (IndexError, KeyError):
                pass
    return select


ops = {'': prepare_child, '*': prepare_star, '.': prepare_self, '..': prepare_parent, '//': prepare_descendant,
       '[': prepare_predicate}


# ---- searching ----

def _compile(path, namespaces):
    next = iter(xpath_tokenizer(path, namespaces)).__next__
    selectors = []
    try:
        token = next()
        while True:
            try:
                selector = ops[token[0]](next, token)
            except StopIteration:
                selector = None
            if selector is None:
                raise SyntaxError('invalid path')
            selectors.append(selector)
            token = next()
            if token[0] == '/':
                token = next()
    except StopIteration:
        pass
    except KeyError:
        raise SyntaxError('invalid path') from None
    return selectors


def iterfind(elem, path, namespaces=None):
    """An iterator over the elements found, in document order."""
    if path[-1:] == '/':
        path = path + '*'
    key = path, tuple(sorted(namespaces.items(), key=lambda item: item[0] or '')) if namespaces else None
    try:
        selectors = _cache[key]
    except KeyError:
        if len(_cache) > _CACHE_SIZE:
            _cache.clear()
        if path[:1] == '/':
            raise SyntaxError('cannot use absolute path on element') from None
        selectors = _cache[key] = _compile(path, namespaces)
    result = [elem]
    context = _SelectorContext(elem)
    for select in selectors:
        result = select(context, result)
    return result if not isinstance(result, list) else iter(result)


def find(elem, path, namespaces=None):
    """The first element found, or None."""
    return next(iterfind(elem, path, namespaces), None)


def findall(elem, path, namespaces=None):
    """A list of the elements found."""
    return list(iterfind(elem, path, namespaces))


def findtext(elem, path, default=None, namespaces=None):
    """The text of the first element found, or default."""
    elem = next(iterfind(elem, path, namespaces), None)
    if elem is None:
        return default
    return elem.text or '' if elem.text is None or elem.text else elem.text
