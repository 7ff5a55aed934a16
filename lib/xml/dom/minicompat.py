"""What minidom's classes are made with: lists of nodes, and properties of methods _get_x and _set_x."""

import xml.dom

__all__ = ['NodeList', 'EmptyNodeList', 'StringTypes', 'defproperty']

StringTypes = (str,)


class NodeList(list):
    """A list with DOM's item() and length."""

    __slots__ = ()

    def item(self, index):
        """The node at a position, or None."""
        return self[index] if 0 <= index < len(self) else None

    def _get_length(self):
        return len(self)

    def _set_length(self, value):
        raise xml.dom.NoModificationAllowedErr("attempt to modify read-only attribute 'length'")

    length = property(_get_length, _set_length, doc='The number of nodes in the NodeList.')

    def __setstate__(self, state):
        # Lists pickled by earlier versions come with one.
        self[:] = state


class EmptyNodeList(tuple):
    """The children of nodes that never have any."""

    __slots__ = ()

    def __add__(self, other):
        return NodeList(other)

    def __radd__(self, other):
        return NodeList(other)

    def item(self, index):
        return None

    def _get_length(self):
        return 0

    def _set_length(self, value):
        raise xml.dom.NoModificationAllowedErr("attempt to modify read-only attribute 'length'")

    length = property(_get_length, _set_length, doc='The number of nodes in the NodeList.')


def defproperty(klass, name, doc):
    """Make a read-only property of a class's method _get_<name>."""
    get = getattr(klass, '_get_' + name)

    def set(self, value, name=name):
        raise xml.dom.NoModificationAllowedErr('attempt to modify read-only attribute ' + repr(name))

    assert not hasattr(klass, '_set_' + name), 'expected not to find _set_' + name
    setattr(klass, name, property(get, set, doc=doc))
