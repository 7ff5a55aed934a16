/* dict_view.c: the views keys(), values() and items() of dicts, and the iterators over dicts (Built-in Types,
 * "Dictionary view objects").
 *
 * An iterator walks entry numbers. It notices a changed size at once; a change that keeps the size is noticed when more
 * keys turn up than there were, as documented for dict. Iterators forget the dict when they are exhausted.
 */
#include "object/dict_internal.h"
#include "object/list.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/sequence.h"
#include "object/set.h"
#include "object/tuple.h"
#include "gen/object/dict_view.h"

ALWAYS_INLINE DictIterator *as_iterator(Ref v) { return (DictIterator *)object_of(v); }
ALWAYS_INLINE DictView *as_view(Ref v)         { return (DictView *)object_of(v); }
ALWAYS_INLINE Dict *dict_of(Ref view)          { return as_dict(as_view(view)->dict); }

/* ---- iterators ---- */

static bool is_reverse(const Type *type)
{
    return type == &dict_reverse_key_iterator_type || type == &dict_reverse_value_iterator_type || type == &dict_reverse_item_iterator_type;
}

Value dict_iterator_new(Thread *t, Type *type, Ref dict)
{
    Dict *d = as_dict(dict);
    DictIterator *it = object_new(t, type, sizeof *it);
    if (!it)
        return EMPTY;
    it->dict = retain(dict);
    it->used = it->remaining = d->used;
    it->generation = d->generation;
    it->position = is_reverse(type) ? (ssize)d->entry_count - 1 : 0;
    it->reuse = EMPTY;
    return value_of(it);
}

static void iterator_dealloc(Object *o)
{
    DictIterator *it = (DictIterator *)o;
    release(it->dict);
    release(it->reuse);
    object_free(o, sizeof *it);
}

static void iterator_traverse(Object *o, Visitor *visitor)
{
    DictIterator *it = (DictIterator *)o;
    visit(visitor, it->dict);
    visit(visitor, it->reuse);
}

ALWAYS_INLINE bool still_valid(Thread *t, DictIterator *it)
{
    if (is_empty(it->dict))
        return false;
    if (unlikely(it->used != as_dict(it->dict)->used)) {
        it->used = -1;                          /* for good */
        raise_runtime(t, "dictionary changed size during iteration");
        return false;
    }
    if (unlikely(it->generation != as_dict(it->dict)->generation) && as_dict(it->dict)->ordered) {
        it->used = -1;
        raise_runtime(t, "OrderedDict mutated during iteration");
        return false;
    }
    return true;
}

/* After a search for the next entry: whether it may be given out. */
static bool accept_next(Thread *t, DictIterator *it, bool found)
{
    if (found && likely(it->remaining > 0)) {
        it->remaining--;
        return true;
    }
    if (found)
        raise_runtime(t, "dictionary keys changed during iteration");
    it->remaining = 0;
    release(take(&it->dict));
    return false;
}

ALWAYS_INLINE StrEntry *advance(Thread *t, DictIterator *it)
{
    if (unlikely(!still_valid(t, it)))
        return NULL;
    StrEntry *e = dict_step(as_dict(it->dict), &it->position);
    if (likely(e && it->remaining > 0)) {
        it->remaining--;
        return e;
    }
    return accept_next(t, it, e), NULL;
}

static bool retreat(Thread *t, DictIterator *it, Ref *key, Ref *value)
{
    if (!still_valid(t, it))
        return false;
    Dict *d = as_dict(it->dict);
    ssize i = MIN(it->position, (ssize)d->entry_count - 1);
    while (i >= 0 && is_empty(entry_at(d, i)->key))
        i--;
    it->position = i - 1;
    if (i >= 0) {
        *key = entry_at(d, i)->key;
        *value = entry_at(d, i)->value;
    }
    return accept_next(t, it, i >= 0);
}

/* (key, value) in the tuple handed out before, if nobody kept it. */
ALWAYS_INLINE Value pair(Thread *t, DictIterator *it, Ref key, Ref value)
{
    Value result = tuple_reuse(&it->reuse);
    if (!is_empty(result)) {
        Tuple *p = as_tuple(result);
        Value old_key = p->item[0], old_value = p->item[1];
        p->item[0] = retain(key);
        p->item[1] = retain(value);
        release(old_key);
        release(old_value);
        return result;
    }
    Value made = tuple_pack(t, 2, key, value);
    if (!is_empty(made) && is_empty(it->reuse))
        it->reuse = retain(made);
    return made;
}

static Value key_next(Thread *t, Ref self)
{
    StrEntry *e = advance(t, as_iterator(self));
    return e ? retain(e->key) : EMPTY;
}
static Value value_next(Thread *t, Ref self)
{
    StrEntry *e = advance(t, as_iterator(self));
    return e ? retain(e->value) : EMPTY;
}
static Value item_next(Thread *t, Ref self)
{
    StrEntry *e = advance(t, as_iterator(self));
    return e ? pair(t, as_iterator(self), e->key, e->value) : EMPTY;
}
PairStep dict_item_step_pair(Thread *t, Ref self, Value *a, Value *b)
{
    StrEntry *e = advance(t, as_iterator(self));
    if (unlikely(!e))
        return pair_end(t);
    *a = retain(e->key);
    *b = retain(e->value);
    return PAIR_FOUND;
}
static Value reverse_key_next(Thread *t, Ref self)
{
    Ref key, value;
    return retreat(t, as_iterator(self), &key, &value) ? retain(key) : EMPTY;
}
static Value reverse_value_next(Thread *t, Ref self)
{
    Ref key, value;
    return retreat(t, as_iterator(self), &key, &value) ? retain(value) : EMPTY;
}
static Value reverse_item_next(Thread *t, Ref self)
{
    Ref key, value;
    return retreat(t, as_iterator(self), &key, &value) ? pair(t, as_iterator(self), key, value) : EMPTY;
}

/** Private method returning an estimate of len(list(it)). */
METHOD0(dict_iterator, __length_hint__)
{
    DictIterator *it = as_iterator(self);
    return fixnum(is_empty(it->dict) || it->used != as_dict(it->dict)->used ? 0 : it->remaining);
}

/** Return state information for pickling. */
METHOD0(dict_iterator, __reduce__)
{
    /* what is left, from a copy of the iterator, so that this one stays where it is */
    DictIterator *it = as_iterator(self), *copy = object_new(t, object_of(self)->type, sizeof *copy);
    if (!copy)
        return EMPTY;
    Object head = copy->head;
    *copy = *it;
    copy->head = head;
    copy->reuse = EMPTY;
    retain(copy->dict);
    OWN Value held = value_of(copy);
    OWN Value rest = to_list(t, held);
    OWN Value function = get_builtin(t, NAME(iter));
    OWN Value args = is_empty(rest) ? EMPTY : tuple_pack(t, 1, rest);
    return is_empty(function) || is_empty(args) ? EMPTY : tuple_pack(t, 2, function, args);
}

#define DICT_ITERATOR \
    .flags = TYPE_GC, .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iter_self, .methods = dict_iterator_methods

Type dict_key_iterator_type = {TYPE_HEAD("dict_keyiterator", DictIterator), DICT_ITERATOR, .next = key_next};
Type dict_value_iterator_type = {TYPE_HEAD("dict_valueiterator", DictIterator), DICT_ITERATOR, .next = value_next};
Type dict_item_iterator_type = {TYPE_HEAD("dict_itemiterator", DictIterator), DICT_ITERATOR, .next = item_next};
Type dict_reverse_key_iterator_type = {TYPE_HEAD("dict_reversekeyiterator", DictIterator), DICT_ITERATOR, .next = reverse_key_next};
Type dict_reverse_value_iterator_type = {TYPE_HEAD("dict_reversevalueiterator", DictIterator), DICT_ITERATOR, .next = reverse_value_next};
Type dict_reverse_item_iterator_type = {TYPE_HEAD("dict_reverseitemiterator", DictIterator), DICT_ITERATOR, .next = reverse_item_next};

/* ---- views ---- */

static void view_dealloc(Object *o)
{
    release(((DictView *)o)->dict);
    object_free(o, sizeof(DictView));
}

static void view_traverse(Object *o, Visitor *visitor) { visit(visitor, ((DictView *)o)->dict); }

static bool view_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = dict_of(self)->used;
    return true;
}

static Value view_repr(Thread *t, Ref self)
{
    StrBuilder b;
    Lookup running = repr_enter(t, self);
    if (running == ERROR)
        return EMPTY;
    if (running == FOUND)
        return str_from_text(t, "...");
    builder_init(&b, t);
    OWN Value items = to_list(t, self);
    bool ok = !is_empty(items) && builder_text(&b, type_of(self)->name) && builder_char(&b, '(') && builder_repr(&b, items);
    repr_leave(t, self);
    if (!ok) {
        builder_free(&b);
        return EMPTY;
    }
    builder_char(&b, ')');
    return builder_take(&b);
}

static Value keys_iter(Thread *t, Ref self)   { return dict_iterator_new(t, &dict_key_iterator_type, as_view(self)->dict); }
static Value values_iter(Thread *t, Ref self) { return dict_iterator_new(t, &dict_value_iterator_type, as_view(self)->dict); }
static Value items_iter(Thread *t, Ref self)  { return dict_iterator_new(t, &dict_item_iterator_type, as_view(self)->dict); }

static Test keys_contains(Thread *t, Ref self, Ref key)
{
    Ref value;
    return (Test)dict_find(t, dict_of(self), key, &value);
}

static Test items_contains(Thread *t, Ref self, Ref item)
{
    Ref found;
    if (!is_tuple(item) || as_tuple(item)->len != 2)
        return TEST_FALSE;
    Lookup lookup = dict_find(t, dict_of(self), as_tuple(item)->item[0], &found);
    if (lookup != FOUND)
        return (Test)lookup;
    OWN Value held = retain(found);
    return equal(t, held, as_tuple(item)->item[1]);
}

/* ---- as sets: keys and items ---- */

static bool is_set_view(Ref v) { return is_exact(v, &dict_keys_type) || is_exact(v, &dict_items_type); }

static Value set_of(Thread *t, Ref iterable)
{
    OWN Value set = set_new(t);
    if (is_empty(set) || !set_update(t, as_set(set), iterable))
        return EMPTY;
    return take(&set);
}

static Value view_sub(Thread *t, Ref a, Ref b)
{
    OWN Value set = set_of(t, a);
    return is_empty(set) || !set_difference_update(t, as_set(set), b) ? EMPTY : take(&set);
}

static Value view_or(Thread *t, Ref a, Ref b)
{
    OWN Value set = set_of(t, a);
    return is_empty(set) || !set_update(t, as_set(set), b) ? EMPTY : take(&set);
}

static Value view_xor(Thread *t, Ref a, Ref b)
{
    OWN Value set = set_of(t, a);
    return is_empty(set) || !set_symmetric_difference_update(t, as_set(set), b) ? EMPTY : take(&set);
}

/* Those of the other operand that the view contains. Walks the other, so looks up in the view. */
static Value view_and(Thread *t, Ref a, Ref b)
{
    Ref view = is_set_view(a) ? a : b, other = is_set_view(a) ? b : a;
    OWN Value result = set_new(t);
    OWN Value it = is_empty(result) ? EMPTY : iter(t, other);
    if (is_empty(it))
        return EMPTY;
    for (;;) {
        OWN Value item = EMPTY;
        Lookup found = step(t, it, &item);
        if (found != FOUND)
            return found == ERROR ? EMPTY : take(&result);
        Test inside = type_of(view)->contains(t, view, item);
        if (inside == TEST_ERROR || (inside && !set_add(t, as_set(result), item)))
            return EMPTY;
    }
}

static Test all_in(Thread *t, Ref items, Ref container)
{
    OWN Value it = iter(t, items);
    if (is_empty(it))
        return TEST_ERROR;
    for (;;) {
        OWN Value item = EMPTY;
        Lookup found = step(t, it, &item);
        if (found != FOUND)
            return found == ERROR ? TEST_ERROR : TEST_TRUE;
        Test inside = contains(t, container, item);
        if (inside != TEST_TRUE)
            return inside;
    }
}

static Value view_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    ssize n;
    if (!is_any_set(other) && !is_set_view(other))
        return NOT_IMPLEMENTED;
    if (!length(t, other, &n))
        return EMPTY;
    ssize mine = dict_of(self)->used;
    Test result = TEST_FALSE;
    switch (op) {
    case CMP_EQ:
    case CMP_NE: if (mine == n) result = all_in(t, self, other); break;
    case CMP_LT: if (mine < n) result = all_in(t, self, other); break;
    case CMP_LE: if (mine <= n) result = all_in(t, self, other); break;
    case CMP_GT: if (mine > n) result = all_in(t, other, self); break;
    case CMP_GE: if (mine >= n) result = all_in(t, other, self); break;
    }
    return result == TEST_ERROR ? EMPTY : bool_value(result != (op == CMP_NE));
}

static Value is_disjoint(Thread *t, Ref self, Ref other)
{
    ssize n;
    if (same(self, other))
        return bool_value(dict_of(self)->used == 0);
    Ref walked = other, asked = self;
    if (is_any_set(other) || is_set_view(other)) {
        if (!length(t, other, &n))
            return EMPTY;
        if (n > dict_of(self)->used) {
            walked = self;
            asked = other;
        }
    }
    OWN Value it = iter(t, walked);
    if (is_empty(it))
        return EMPTY;
    for (;;) {
        OWN Value item = EMPTY;
        Lookup found = step(t, it, &item);
        if (found != FOUND)
            return found == ERROR ? EMPTY : TRUE_VALUE;
        Test inside = contains(t, asked, item);
        if (inside != TEST_FALSE)
            return inside == TEST_ERROR ? EMPTY : FALSE_VALUE;
    }
}

/** Return True if the view and the given iterable have a null intersection. */
METHOD1(dict_keys, isdisjoint, other)  { return is_disjoint(t, self, other); }
/** Return True if the view and the given iterable have a null intersection. */
METHOD1(dict_items, isdisjoint, other) { return is_disjoint(t, self, other); }

/** Return a reverse iterator over the dict keys. */
METHOD0(dict_keys, __reversed__)   { return dict_iterator_new(t, &dict_reverse_key_iterator_type, as_view(self)->dict); }
/** Return a reverse iterator over the dict values. */
METHOD0(dict_values, __reversed__) { return dict_iterator_new(t, &dict_reverse_value_iterator_type, as_view(self)->dict); }
/** Return a reverse iterator over the dict items. */
METHOD0(dict_items, __reversed__)  { return dict_iterator_new(t, &dict_reverse_item_iterator_type, as_view(self)->dict); }

/** dictionary that this view refers to */
GETTER(dict_view, mapping) { return mapping_proxy_new(t, as_view(self)->dict); }

#define VIEW(name_) \
    TYPE_HEAD(name_, DictView), .flags = TYPE_GC, .dealloc = view_dealloc, .traverse = view_traverse, \
    .repr = view_repr, .len = view_len, .getset = dict_view_getset
#define SET_VIEW \
    .hash = hash_unhashable, .compare = view_compare, .sub = view_sub, .or_ = view_or, .xor_ = view_xor, .and_ = view_and

Type dict_keys_type = {
    VIEW("dict_keys"), SET_VIEW, .iter = keys_iter, .contains = keys_contains, .methods = dict_keys_methods,
};
Type dict_values_type = {
    VIEW("dict_values"), .iter = values_iter, .methods = dict_values_methods,
};
Type dict_items_type = {
    VIEW("dict_items"), SET_VIEW, .iter = items_iter, .contains = items_contains, .methods = dict_items_methods,
};
