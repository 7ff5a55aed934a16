"""The concrete syntax tree, and patterns over it.

A Node has a symbol number and children, a Leaf a token number and text. What stands before a leaf (blanks, comments, blank lines) is its
prefix, so that str(tree) is the source, character by character. Trees are changed in place; `was_changed` goes up to the root.
"""
import sys

HUGE = 0x7FFFFFFF
_type_reprs = {}


def type_repr(type_num):
    """The name of a symbol number, or the number where it is none of Python's."""
    if not _type_reprs:
        from .pygram import python_symbols
        _type_reprs.update((number, name) for name, number in vars(python_symbols).items())
    return _type_reprs.setdefault(type_num, type_num)


class Base:
    """What nodes and leaves have in common."""

    type = None
    parent = None
    children = ()
    was_changed = False
    was_checked = False

    def __new__(cls, *args, **kwds):
        assert cls is not Base, "Cannot instantiate Base"
        return object.__new__(cls)

    def __eq__(self, other):
        if self.__class__ is not other.__class__:
            return NotImplemented
        return self._eq(other)

    __hash__ = None

    def replace(self, new):
        """Put a node, or a list of nodes, where this one is."""
        assert self.parent is not None, str(self)
        new = new if isinstance(new, list) else [] if new is None else [new]
        children = []
        for child in self.parent.children:
            if child is self:
                children.extend(new)
            else:
                children.append(child)
        for node in new:
            node.parent = self.parent
        self.parent.children = children
        self.parent.changed()
        self.parent = None

    def remove(self):
        """Take this node out of its parent; the place it had, None where it had no parent."""
        if self.parent is None:
            return None
        for i, node in enumerate(self.parent.children):
            if node is self:
                # A new list: someone may be iterating over the old one.
                self.parent.children = self.parent.children[:i] + self.parent.children[i + 1:]
                self.parent.changed()
                self.parent = None
                return i

    def changed(self):
        """Note a change, here and in all nodes above."""
        node = self
        while node is not None and not (node.was_changed and node is not self):
            node.was_changed = True
            node = node.parent

    def get_lineno(self):
        """The line of the first leaf, None where there is none."""
        node = self
        while not isinstance(node, Leaf):
            if not node.children:
                return None
            node = node.children[0]
        return node.lineno

    def _sibling(self, distance):
        if self.parent is None:
            return None
        siblings = self.parent.children
        for i, node in enumerate(siblings):
            if node is self:
                return siblings[i + distance] if 0 <= i + distance < len(siblings) else None

    @property
    def next_sibling(self):
        return self._sibling(1)

    @property
    def prev_sibling(self):
        return self._sibling(-1)

    def leaves(self):
        for child in self.children:
            yield from child.leaves()

    def depth(self):
        return 0 if self.parent is None else 1 + self.parent.depth()

    def get_suffix(self):
        """The prefix of what follows in the same parent."""
        following = self.next_sibling
        return "" if following is None else following.prefix

    def clone(self):
        raise NotImplementedError

    def post_order(self):
        raise NotImplementedError

    def pre_order(self):
        raise NotImplementedError


class Node(Base):

    def __init__(self, type, children, context=None, prefix=None, fixers_applied=None):
        assert type >= 256, type
        self.type = type
        self.children = list(children)
        for child in self.children:
            assert child.parent is None, repr(child)
            child.parent = self
        if prefix is not None:
            self.prefix = prefix
        self.fixers_applied = fixers_applied[:] if fixers_applied else None

    def __repr__(self):
        return "%s(%s, %r)" % (self.__class__.__name__, type_repr(self.type), self.children)

    def __str__(self):
        return "".join(map(str, self.children))

    def _eq(self, other):
        return (self.type, self.children) == (other.type, other.children)

    def clone(self):
        return Node(self.type, [child.clone() for child in self.children], fixers_applied=self.fixers_applied)

    def post_order(self):
        for child in self.children:
            yield from child.post_order()
        yield self

    def pre_order(self):
        yield self
        for child in self.children:
            yield from child.pre_order()

    @property
    def prefix(self):
        return self.children[0].prefix if self.children else ""

    @prefix.setter
    def prefix(self, prefix):
        if self.children:
            self.children[0].prefix = prefix

    def set_child(self, i, child):
        child.parent = self
        self.children[i].parent = None
        self.children[i] = child
        self.changed()

    def insert_child(self, i, child):
        child.parent = self
        self.children.insert(i, child)
        self.changed()

    def append_child(self, child):
        child.parent = self
        self.children.append(child)
        self.changed()


class Leaf(Base):

    _prefix = ""
    lineno = 0
    column = 0

    def __init__(self, type, value, context=None, prefix=None, fixers_applied=()):
        assert 0 <= type < 256, type
        if context is not None:
            self._prefix, (self.lineno, self.column) = context
        self.type = type
        self.value = value
        if prefix is not None:
            self._prefix = prefix
        self.fixers_applied = list(fixers_applied)

    def __repr__(self):
        return "%s(%r, %r)" % (self.__class__.__name__, self.type, self.value)

    def __str__(self):
        return self._prefix + str(self.value)

    def _eq(self, other):
        return (self.type, self.value) == (other.type, other.value)

    def clone(self):
        return Leaf(self.type, self.value, (self.prefix, (self.lineno, self.column)), fixers_applied=self.fixers_applied)

    def leaves(self):
        yield self

    def post_order(self):
        yield self

    def pre_order(self):
        yield self

    @property
    def prefix(self):
        return self._prefix

    @prefix.setter
    def prefix(self, prefix):
        self.changed()
        self._prefix = prefix


def convert(gr, raw_node):
    """What the parser shall make of a raw node: nodes with a single child are left out."""
    type, value, context, children = raw_node
    if children or type in gr.number2symbol:
        if len(children) == 1:
            return children[0]
        return Node(type, children, context=context)
    return Leaf(type, value, context=context)


# ---- patterns ----

class BasePattern:
    """A pattern with a type (None: any), a content, and a name under which what it matched is told."""

    type = None
    content = None
    name = None

    def __new__(cls, *args, **kwds):
        assert cls is not BasePattern, "Cannot instantiate BasePattern"
        return object.__new__(cls)

    def __repr__(self):
        args = [type_repr(self.type), self.content, self.name]
        while args and args[-1] is None:
            del args[-1]
        return "%s(%s)" % (self.__class__.__name__, ", ".join(map(repr, args)))

    def optimize(self):
        """An equivalent pattern that matches faster, if there is one."""
        return self

    def match(self, node, results=None):
        """Does this match a node? What named parts matched is put into results."""
        if self.type is not None and node.type != self.type:
            return False
        found = {}
        if self.content is not None and not self._submatch(node, found):
            return False
        if results is not None:
            results.update(found)
            if self.name:
                results[self.name] = node
        return True

    def match_seq(self, nodes, results=None):
        """Does this match a sequence of nodes, exactly?"""
        return len(nodes) == 1 and self.match(nodes[0], results)

    def generate_matches(self, nodes):
        """(number of nodes, results) for each way to match the beginning of a sequence."""
        found = {}
        if nodes and self.match(nodes[0], found):
            yield 1, found


class LeafPattern(BasePattern):

    def __init__(self, type=None, content=None, name=None):
        assert type is None or 0 <= type < 256, type
        assert content is None or isinstance(content, str), repr(content)
        self.type = type
        self.content = content
        self.name = name

    def match(self, node, results=None):
        return isinstance(node, Leaf) and BasePattern.match(self, node, results)

    def _submatch(self, node, results=None):
        return self.content == node.value


class NodePattern(BasePattern):

    wildcards = False

    def __init__(self, type=None, content=None, name=None):
        assert type is None or type >= 256, type
        if content is not None:
            assert not isinstance(content, str), repr(content)
            content = list(content)
            self.wildcards = any(isinstance(item, (WildcardPattern, NegatedPattern)) for item in content)
        self.type = type
        self.content = content
        self.name = name

    def _submatch(self, node, results=None):
        if self.wildcards:
            for count, found in generate_matches(self.content, node.children):
                if count == len(node.children):
                    results.update(found)
                    return True
            return False
        if len(self.content) != len(node.children):
            return False
        return all(pattern.match(child, results) for pattern, child in zip(self.content, node.children))


class WildcardPattern(BasePattern):
    """Any of several sequences of patterns, min to max times; without content, any nodes. Its name stands for a list of nodes."""

    def __init__(self, content=None, min=0, max=HUGE, name=None):
        assert 0 <= min <= max <= HUGE, (min, max)
        if content is not None:
            content = tuple(map(tuple, content))
            assert content and all(content), repr(content)
        self.content = content
        self.min = min
        self.max = max
        self.name = name

    def optimize(self):
        if self.content is not None and len(self.content) == 1 and len(self.content[0]) == 1 and self.min == self.max == 1:
            inner = self.content[0][0]
            if self.name is None or self.name == inner.name:
                return inner.optimize()
        return self

    def match(self, node, results=None):
        return self.match_seq([node], results)

    def match_seq(self, nodes, results=None):
        for count, found in self.generate_matches(nodes):
            if count == len(nodes):
                if results is not None:
                    results.update(found)
                return True
        return False

    def generate_matches(self, nodes):
        if self.content is None:
            for count in range(self.min, 1 + min(len(nodes), self.max)):
                yield count, {self.name: nodes[:count]} if self.name else {}
            return
        for count, found in self._repeat(nodes):
            if self.name:
                found[self.name] = nodes[:count]
            yield count, found

    def _alternatives(self, nodes):
        for sequence in self.content:
            yield from generate_matches(sequence, nodes)

    def _repeat(self, nodes):
        """Depth first over the repetitions, with a stack of its own: there may be as many as there are nodes."""
        if self.min == 0:
            yield 0, {}
        if self.max == 0:
            return
        stack = [(0, {}, self._alternatives(nodes))]
        while stack:
            done, before, matches = stack[-1]
            for count, found in matches:
                total = done + count
                found = dict(before, **found) if before else found
                if len(stack) >= self.min:
                    yield total, dict(found)
                if len(stack) < self.max and count:
                    stack.append((total, found, self._alternatives(nodes[total:])))
                    break
            else:
                stack.pop()


class NegatedPattern(BasePattern):
    """Matches nothing, where the content does not match."""

    def __init__(self, content=None):
        assert content is None or isinstance(content, BasePattern), repr(content)
        self.content = content

    def match(self, node, results=None):
        return False

    def match_seq(self, nodes, results=None):
        return len(nodes) == 0

    def generate_matches(self, nodes):
        if self.content is None:
            if not nodes:
                yield 0, {}
        elif next(self.content.generate_matches(nodes), None) is None:
            yield 0, {}


def generate_matches(patterns, nodes):
    """(number of nodes, results) for each way a sequence of patterns matches the beginning of a sequence of nodes."""
    if not patterns:
        yield 0, {}
        return
    first, rest = patterns[0], patterns[1:]
    for count, found in first.generate_matches(nodes):
        if not rest:
            yield count, found
            continue
        for more, others in generate_matches(rest, nodes[count:]):
            yield count + more, dict(found, **others)
