"""WeakSet: a set that holds its elements weakly.

Only `_weakref` is needed here, so that abc can use it without a cycle of
imports.
"""

from _weakref import ref

__all__ = ['WeakSet']

try:
    _GenericAlias = type(list[int])
except TypeError:
    _GenericAlias = None


class _IterationGuard:
    """While one of these is active, deaths are noted and applied later."""

    def __init__(self, owner):
        self.owner = ref(owner)

    def __enter__(self):
        owner = self.owner()
        if owner is not None:
            owner._iterating.add(self)
        return self

    def __exit__(self, *exc):
        owner = self.owner()
        if owner is not None:
            owner._iterating.discard(self)
            if not owner._iterating:
                owner._commit_removals()


class WeakSet:
    """A set of weakly referenced objects."""

    def __init__(self, data=None):
        self.data = set()
        self._pending_removals = []
        self._iterating = set()

        def forget(item, selfref=ref(self)):
            self = selfref()
            if self is not None:
                if self._iterating:
                    self._pending_removals.append(item)
                else:
                    self.data.discard(item)

        self._remove = forget
        if data is not None:
            self.update(data)

    def _commit_removals(self):
        pending = self._pending_removals
        while True:
            try:
                item = pending.pop()
            except IndexError:
                return
            self.data.discard(item)

    def __iter__(self):
        with _IterationGuard(self):
            for itemref in self.data:
                item = itemref()
                if item is not None:
                    yield item

    def __len__(self):
        return len(self.data) - len(self._pending_removals)

    def __contains__(self, item):
        try:
            itemref = ref(item)
        except TypeError:
            return False
        return itemref in self.data

    def __reduce__(self):
        return self.__class__, (list(self),), getattr(self, '__dict__', None) and {
            k: v for k, v in self.__dict__.items()
            if k not in ('data', '_remove', '_pending_removals', '_iterating')} or None

    def add(self, item):
        """Add an element."""
        if self._pending_removals:
            self._commit_removals()
        self.data.add(ref(item, self._remove))

    def clear(self):
        """Remove all elements."""
        if self._pending_removals:
            self._commit_removals()
        self.data.clear()

    def copy(self):
        """A shallow copy."""
        return self.__class__(self)

    def pop(self):
        """Remove and return an arbitrary element."""
        if self._pending_removals:
            self._commit_removals()
        while True:
            try:
                itemref = self.data.pop()
            except KeyError:
                raise KeyError('pop from empty WeakSet') from None
            item = itemref()
            if item is not None:
                return item

    def remove(self, item):
        """Remove an element, which must be present."""
        if self._pending_removals:
            self._commit_removals()
        self.data.remove(ref(item))

    def discard(self, item):
        """Remove an element if it is present."""
        if self._pending_removals:
            self._commit_removals()
        self.data.discard(ref(item))

    def update(self, other):
        """Add all elements of an iterable."""
        if self._pending_removals:
            self._commit_removals()
        for element in other:
            self.add(element)

    def __ior__(self, other):
        self.update(other)
        return self

    def difference(self, other):
        """The elements of this set that are not in other."""
        result = self.copy()
        result.difference_update(other)
        return result

    __sub__ = difference

    def difference_update(self, other):
        """Remove all elements of another set."""
        if self._pending_removals:
            self._commit_removals()
        if self is other:
            self.data.clear()
        else:
            self.data.difference_update(ref(item) for item in other)

    def __isub__(self, other):
        self.difference_update(other)
        return self

    def intersection(self, other):
        """The elements in both sets."""
        return self.__class__(item for item in other if item in self)

    __and__ = intersection

    def intersection_update(self, other):
        """Keep only the elements also in other."""
        if self._pending_removals:
            self._commit_removals()
        self.data.intersection_update(ref(item) for item in other)

    def __iand__(self, other):
        self.intersection_update(other)
        return self

    def issubset(self, other):
        """Whether every element is in other."""
        return self.data.issubset(ref(item) for item in other)

    __le__ = issubset

    def __lt__(self, other):
        return self.data < set(map(ref, other))

    def issuperset(self, other):
        """Whether every element of other is here."""
        return self.data.issuperset(ref(item) for item in other)

    __ge__ = issuperset

    def __gt__(self, other):
        return self.data > set(map(ref, other))

    def __eq__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.data == set(map(ref, other))

    __hash__ = None

    def symmetric_difference(self, other):
        """The elements in exactly one of the sets."""
        result = self.copy()
        result.symmetric_difference_update(other)
        return result

    __xor__ = symmetric_difference

    def symmetric_difference_update(self, other):
        """Keep the elements that are in exactly one of the sets."""
        if self._pending_removals:
            self._commit_removals()
        if self is other:
            self.data.clear()
        else:
            self.data.symmetric_difference_update(
                ref(item, self._remove) for item in other)

    def __ixor__(self, other):
        self.symmetric_difference_update(other)
        return self

    def union(self, other):
        """The elements of both sets."""
        return self.__class__(element for s in (self, other) for element in s)

    __or__ = union

    def isdisjoint(self, other):
        """Whether the sets have no element in common."""
        return len(self.intersection(other)) == 0

    def __repr__(self):
        return repr(self.data)

    if _GenericAlias:
        __class_getitem__ = classmethod(_GenericAlias)
