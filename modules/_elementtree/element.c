/* element.c: Element: tag, attributes, text, tail and children, as in a list; and the iterators over a tree.
 *
 * The children lie in a list of their own, made with the first one; the dict of attributes is made when somebody asks for it. So a
 * leaf costs one block. Python manual: xml.etree.ElementTree, "Element Objects". What lib/xml/etree/ElementTree.py has in Python
 * is the same, and says more.
 */
#include "modules/_elementtree/types.h"
#include "object/attrs.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_elementtree/element.h"

/* ---- construction, destruction ---- */

Value element_new(Thread *t, Ref tag, Ref attrib)
{
    Value v = type_alloc(t, &element_type, 0);
    if (is_empty(v))
        return EMPTY;
    as_element(v)->tag = retain(tag);
    as_element(v)->attrib = retain(attrib);
    return v;
}

static Value element_new_slot(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return type_alloc(t, cls, 0);
}

/* The attributes of a call: a copy of the dict with the keywords; EMPTY without exception for none. Keyword attrib is the dict too. */
static bool merge_attributes(Thread *t, Ref attrib, Ref extra, Value *result)
{
    *result = EMPTY;
    if (!is_empty(attrib) && !is_dict(attrib))
        return raise_type(t, "attrib must be dict, not %T", attrib), false;
    bool has_extra = !is_empty(extra) && dict_len(as_dict(extra));
    if (!has_extra && (is_empty(attrib) || dict_len(as_dict(attrib)) == 0))
        return true;
    OWN Value merged = is_empty(attrib) ? dict_new(t) : dict_copy(t, as_dict(attrib));
    if (is_empty(merged) || (has_extra && !dict_update(t, as_dict(merged), extra)))
        return false;
    *result = take(&merged);
    return true;
}

INIT(element, "(self, tag, /, attrib=?, **extra)")
{
    Element *e = as_element(self);
    Value attrib;
    if (!merge_attributes(t, a->attrib, a->extra, &attrib))
        return false;
    Value text = take(&e->text), tail = take(&e->tail), children = take(&e->children);
    replace_take(&e->attrib, attrib);
    replace_take(&e->tag, retain(a->tag));
    release(text);
    release(tail);
    release(children);
    return true;
}

static void clear_cycle(Object *o)
{
    Element *e = (Element *)o;
    Value owned[] = {take(&e->tag), take(&e->text), take(&e->tail), take(&e->attrib), take(&e->children)};
    for (ssize i = 0; i < (ssize)COUNT_OF(owned); i++)
        release(owned[i]);
}

static void element_dealloc(Object *o)
{
    clear_cycle(o);
    object_free(o, object_size(o));
}

static void element_traverse(Object *o, Visitor *visitor)
{
    Element *e = (Element *)o;
    visit(visitor, e->tag);
    visit(visitor, e->text);
    visit(visitor, e->tail);
    visit(visitor, e->attrib);
    visit(visitor, e->children);
}

/* ---- fields ---- */

static Value or_none(Ref v) { return is_empty(v) ? NONE : retain(v); }

/* The attributes, lent; EMPTY with MemoryError. */
static Ref peek_attributes(Thread *t, Element *e)
{
    if (is_empty(e->attrib))
        e->attrib = dict_new(t);
    return e->attrib;
}

/* The list of children, lent; EMPTY with MemoryError. */
static Ref peek_children(Thread *t, Element *e)
{
    if (is_empty(e->children))
        e->children = list_new(t, 4);
    return e->children;
}

static ssize child_count(const Element *e) { return is_empty(e->children) ? 0 : as_list(e->children)->len; }

static bool set_field(Thread *t, Value *field, Ref value)
{
    if (is_empty(value))
        return raise_format(t, &exc_AttributeError, "can't delete element attribute"), false;
    replace_take(field, retain(value));
    return true;
}

/** A string identifying what kind of data this element represents. */
GETTER(element, tag) { return or_none(as_element(self)->tag); }
SETTER(element, tag) { return set_field(t, &as_element(self)->tag, value); }
/** A string of text directly after the start tag, or None. */
GETTER(element, text) { return or_none(as_element(self)->text); }
SETTER(element, text) { return set_field(t, &as_element(self)->text, value); }
/** A string of text directly after the end tag, or None. */
GETTER(element, tail) { return or_none(as_element(self)->tail); }
SETTER(element, tail) { return set_field(t, &as_element(self)->tail, value); }
/** A dictionary containing the element's attributes. */
GETTER(element, attrib)
{
    Ref attrib = peek_attributes(t, as_element(self));
    return is_empty(attrib) ? EMPTY : retain(attrib);
}
SETTER(element, attrib) { return set_field(t, &as_element(self)->attrib, value); }

static Value element_repr(Thread *t, Ref self)
{
    Lookup running = repr_enter(t, self);
    if (running == FOUND)
        return raise_runtime(t, "reentrant call inside %T.__repr__", self);
    if (running == ERROR)
        return EMPTY;
    OWN Value tag = or_none(as_element(self)->tag);
    Value text = str_format(t, "<%T %R at 0x%lx>", self, tag, (unsigned long)(uintptr_t)object_of(self));
    repr_leave(t, self);
    return text;
}

/* ---- children ---- */

static bool check_element(Thread *t, Ref v)
{
    return is_element(v) || (raise_type(t, "expected an Element, not %T", v), false);
}

static bool append_child(Thread *t, Element *e, Ref child)
{
    Ref children = peek_children(t, e);
    return !is_empty(children) && list_append(t, as_list(children), child);
}

bool element_append(Thread *t, Ref parent, Ref child)
{
    if (is_exact(parent, &element_type) && is_element(child))
        return append_child(t, as_element(parent), child);
    OWN Value result = call_method1(t, parent, NAME(append), child);
    return !is_empty(result);
}

static bool element_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = child_count(as_element(self));
    return true;
}

static Test element_truth(Thread *t, Ref self)
{
    if (!warn(t, &exc_FutureWarning, 1, "The behavior of this method will change in future versions.  Use specific 'len(elem)' or "
              "'elem is not None' test instead."))
        return TEST_ERROR;
    return child_count(as_element(self)) ? TEST_TRUE : TEST_FALSE;
}

static Value element_item(Thread *t, Ref self, ssize i)
{
    Element *e = as_element(self);
    if ((size_t)i >= (size_t)child_count(e))
        return raise_index(t, "child index out of range");
    return retain(as_list(e->children)->item[i]);
}

static Value element_getitem(Thread *t, Ref self, Ref key)
{
    ssize i;
    if (type_of(key) == &slice_type) {
        OWN Value children = retain(peek_children(t, as_element(self)));
        return is_empty(children) ? EMPTY : get_item(t, children, key);
    }
    if (!type_of(key)->index)
        return raise_type(t, "element indices must be integers");
    if (!to_ssize(t, key, &exc_IndexError, &i))
        return EMPTY;
    return element_item(t, self, i < 0 ? i + child_count(as_element(self)) : i);
}

/* Elements of an iterable as list. */
static Value elements_of(Thread *t, Ref iterable)
{
    OWN Value list = to_list(t, iterable);
    for (ssize i = 0; !is_empty(list) && i < as_list(list)->len; i++)
        if (!check_element(t, as_list(list)->item[i]))
            return EMPTY;
    return take(&list);
}

static bool element_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    OWN Value children = retain(peek_children(t, as_element(self)));
    if (is_empty(children))
        return false;
    if (is_empty(value))
        return set_item(t, children, key, value);
    if (type_of(key) != &slice_type)
        return check_element(t, value) && set_item(t, children, key, value);
    OWN Value elements = elements_of(t, value);
    return !is_empty(elements) && set_item(t, children, key, elements);
}

/** Add subelement to the end of this element. */
METHOD1(element, append, subelement)
{
    return check_element(t, subelement) && append_child(t, as_element(self), subelement) ? NONE : EMPTY;
}

/** Append subelements from a sequence. */
METHOD1(element, extend, elements)
{
    OWN Value list = elements_of(t, elements);
    OWN Value children = is_empty(list) ? EMPTY : retain(peek_children(t, as_element(self)));
    return !is_empty(children) && list_extend(t, as_list(children), list) ? NONE : EMPTY;
}

/** Insert subelement at position index. */
METHOD(element, insert, "(self, index: index, subelement, /)")
{
    if (!check_element(t, a->subelement))
        return EMPTY;
    OWN Value children = retain(peek_children(t, as_element(self)));
    if (is_empty(children))
        return EMPTY;
    ssize len = as_list(children)->len, i = a->index < 0 ? MAX(a->index + len, (ssize)0) : MIN(a->index, len);
    return list_insert(t, as_list(children), i, a->subelement) ? NONE : EMPTY;
}

/** Remove a child, compared by identity or as its class says; ValueError if it is none. */
METHOD1(element, remove, subelement)
{
    OWN Value children = retain(peek_children(t, as_element(self)));
    OWN Value removed = is_empty(children) ? EMPTY : call_method1(t, children, NAME(remove), subelement);
    return is_empty(removed) ? EMPTY : NONE;
}

/** Remove all but the tag. */
METHOD0(element, clear)
{
    Element *e = as_element(self);
    Value owned[] = {take(&e->text), take(&e->tail), take(&e->attrib), take(&e->children)};
    for (ssize i = 0; i < (ssize)COUNT_OF(owned); i++)
        release(owned[i]);
    return NONE;
}

/** The children as list. Deprecated. */
METHOD0(element, getchildren)
{
    if (!warn(t, &exc_DeprecationWarning, 1, "This method will be removed in future versions.  Use 'list(elem)' or iteration over "
              "elem instead."))
        return EMPTY;
    return child_count(as_element(self)) ? list_slice(t, as_list(as_element(self)->children), 0, SSIZE_MAX_) : list_new(t, 0);
}

/* ---- copies ---- */

/** A new element of the same class. Use SubElement() instead. */
METHOD(element, makeelement, "(self, tag, attrib, /)") { return call2(t, value_of(type_of(self)), a->tag, a->attrib); }

static Value copy_of(Thread *t, Ref self)
{
    Element *e = as_element(self);
    OWN Value tag = or_none(e->tag), attrib = retain(peek_attributes(t, e));
    OWN Value copy = is_empty(attrib) ? EMPTY : call_method2(t, self, NAME(makeelement), tag, attrib);
    if (is_empty(copy) || !check_element(t, copy))
        return EMPTY;
    Element *c = as_element(copy);
    replace_take(&c->text, retain(e->text));
    replace_take(&c->tail, retain(e->tail));
    if (child_count(e)) {
        Value children = list_slice(t, as_list(e->children), 0, SSIZE_MAX_);
        if (is_empty(children))
            return EMPTY;
        replace_take(&c->children, children);
    }
    return take(&copy);
}

/** A copy that shares the children. */
METHOD0(element, __copy__) { return copy_of(t, self); }

/** The same as copy.copy(). Deprecated. */
METHOD0(element, copy)
{
    if (!warn(t, &exc_DeprecationWarning, 1, "elem.copy() is deprecated. Use copy.copy(elem) instead."))
        return EMPTY;
    return copy_of(t, self);
}

/** The state as a dict, as that of the class in Python is. */
METHOD0(element, __getstate__)
{
    Element *e = as_element(self);
    Ref attrib = peek_attributes(t, e), children = peek_children(t, e);
    OWN Value state = is_exact(self, &element_type) || !type_of(self)->attrs_offset ? dict_new(t) : EMPTY;
    if (is_empty(state) && !is_raised(t)) {
        OWN Value own = attrs_dict(t, self);
        state = is_empty(own) ? EMPTY : dict_copy(t, as_dict(own));
    }
    if (is_empty(state) || is_empty(attrib) || is_empty(children))
        return EMPTY;
    const struct { const char *name; Ref value; } rows[] = {
        {"tag", e->tag}, {"_children", children}, {"attrib", attrib}, {"text", e->text}, {"tail", e->tail},
    };
    for (ssize i = 0; i < (ssize)COUNT_OF(rows); i++)
        if (!dict_set_text(t, as_dict(state), rows[i].name, is_empty(rows[i].value) ? NONE : rows[i].value))
            return EMPTY;
    return take(&state);
}

/** For pickle and copy, in all protocols. */
METHOD0(element, __reduce__)
{
    OWN Value function = import_attribute(t, "copyreg", "__newobj__");
    OWN Value args = tuple_pack(t, 1, value_of(type_of(self)));
    OWN Value state = is_empty(function) || is_empty(args) ? EMPTY : call_method0(t, self, NAME(__getstate__));
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, function, args, state);
}

static bool set_state(Thread *t, Ref self, Ref key, Ref value)
{
    Element *e = as_element(self);
    if (!is_str(key))
        return raise_type(t, "the names of attributes must be str, not %T", key), false;
    if (str_is(key, "_children")) {
        OWN Value children = to_list(t, value);
        if (is_empty(children))
            return false;
        replace_take(&e->children, take(&children));
        return true;
    }
    return set_attr(t, self, key, value);
}

/** Take a state that __getstate__() gave. */
METHOD1(element, __setstate__, state)
{
    if (!is_dict(state))
        return raise_type(t, "Don't know how to unpickle \"%.200R\" as an Element", state);
    OWN Value copy = dict_copy(t, as_dict(state));
    OWN Value done = element_clear_method(t, self);
    ssize position = 0;
    for (Ref key, value; !is_empty(copy) && dict_next(as_dict(copy), &position, &key, &value);) {
        OWN Value held_key = retain(key), held = retain(value);
        if (!set_state(t, self, held_key, held))
            return EMPTY;
    }
    return is_empty(copy) ? EMPTY : NONE;
}

/** Size of object in memory, in bytes. */
METHOD0(element, __sizeof__)
{
    Element *e = as_element(self);
    ssize size = (ssize)object_size(object_of(self));
    if (!is_empty(e->children))
        size += (ssize)sizeof(List) + as_list(e->children)->capacity * (ssize)sizeof(Value);
    return fixnum(size);
}

/* ---- attributes ---- */

/** The value of an attribute. */
METHOD(element, get, "(self, key, default=None)")
{
    Ref value;
    Element *e = as_element(self);
    if (is_empty(e->attrib))
        return retain(a->default_);
    OWN Value attrib = retain(e->attrib);
    if (!is_dict(attrib))
        return call_method2(t, attrib, NAME(get), a->key, a->default_);
    switch (dict_find(t, as_dict(attrib), a->key, &value)) {
    case FOUND:   return retain(value);
    case MISSING: return retain(a->default_);
    default:      return EMPTY;
    }
}

/** Set an attribute. */
METHOD(element, set, "(self, key, value, /)")
{
    OWN Value attrib = retain(peek_attributes(t, as_element(self)));
    return !is_empty(attrib) && set_item(t, attrib, a->key, a->value) ? NONE : EMPTY;
}

/** The names of attributes. */
METHOD0(element, keys)
{
    OWN Value attrib = retain(peek_attributes(t, as_element(self)));
    return is_empty(attrib) ? EMPTY : call_method0(t, attrib, NAME(keys));
}

/** The attributes as (name, value). */
METHOD0(element, items)
{
    OWN Value attrib = retain(peek_attributes(t, as_element(self)));
    return is_empty(attrib) ? EMPTY : call_method0(t, attrib, NAME(items));
}

/* ---- search ---- */

/* Is a path just a tag, so that it need not be compiled? */
static bool is_tag(Ref path)
{
    if (!is_exact(path, &str_type) || as_str(path)->len == 0)
        return false;
    const Str *s = as_str(path);
    ssize i = 0;
    if (str_at(s, 0) == '{') {
        i = str_find_char(s, '}', 1, s->len) + 1;
        if (i <= 2 || str_at(s, 1) == '*')
            return false;
    }
    if (i == s->len)
        return false;
    for (; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (c < 128 && c != '_' && c != '-' && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z'))
            return false;
    }
    return true;
}

static Value call_path_function(Thread *t, const char *name, const Value *args, ssize nargs)
{
    OWN Value function = import_attribute(t, "xml.etree.ElementPath", name);
    return is_empty(function) ? EMPTY : call(t, function, args, nargs, EMPTY);
}

/* The next child with a tag, from *i on; *child is owned. */
static Lookup find_child(Thread *t, Element *e, Ref tag, ssize *i, Value *child)
{
    for (; *i < child_count(e); ++*i) {
        OWN Value candidate = retain(as_list(e->children)->item[*i]);
        if (!check_element(t, candidate))
            return ERROR;
        OWN Value own_tag = or_none(as_element(candidate)->tag);
        Test alike = equal(t, own_tag, tag);
        if (alike == TEST_ERROR)
            return ERROR;
        if (alike) {
            ++*i;
            *child = take(&candidate);
            return FOUND;
        }
    }
    return MISSING;
}

/** The first element found by a tag name or path, or None. namespaces maps prefixes to uris. */
METHOD(element, find, "(self, path, namespaces=None)")
{
    ssize i = 0;
    Value child;
    if (!is_none(a->namespaces) || !is_tag(a->path))
        return call_path_function(t, "find", (Value[]){self, a->path, a->namespaces}, 3);
    Lookup found = find_child(t, as_element(self), a->path, &i, &child);
    return found == FOUND ? child : found == MISSING ? NONE : EMPTY;
}

/** The text of the first element found, '' if it has none, or default. */
METHOD(element, findtext, "(self, path, default=None, namespaces=None)")
{
    ssize i = 0;
    Value child;
    if (!is_none(a->namespaces) || !is_tag(a->path))
        return call_path_function(t, "findtext", (Value[]){self, a->path, a->default_, a->namespaces}, 4);
    Lookup found = find_child(t, as_element(self), a->path, &i, &child);
    if (found != FOUND)
        return found == MISSING ? retain(a->default_) : EMPTY;
    OWN Value owned = child, text = or_none(as_element(child)->text);
    return is_none(text) ? str_empty(t) : take(&text);
}

/** A list of the elements found, in document order. */
METHOD(element, findall, "(self, path, namespaces=None)")
{
    ssize i = 0;
    Value child;
    if (!is_none(a->namespaces) || !is_tag(a->path))
        return call_path_function(t, "findall", (Value[]){self, a->path, a->namespaces}, 3);
    OWN Value list = list_new(t, 0);
    while (!is_empty(list)) {
        Lookup found = find_child(t, as_element(self), a->path, &i, &child);
        if (found == ERROR)
            return EMPTY;
        if (found == MISSING)
            break;
        if (!list_append_take(t, as_list(list), child))
            return EMPTY;
    }
    return take(&list);
}

/** An iterator over the elements found, in document order. */
METHOD(element, iterfind, "(self, path, namespaces=None)")
{
    return call_path_function(t, "iterfind", (Value[]){self, a->path, a->namespaces}, 3);
}

/* ---- iterators over a tree ---- */

typedef struct { Value element; ssize next; } Step;     /* an element that is being walked, and which child is next */

typedef struct ElementIterator {
    Object head;
    Value root;                 /* EMPTY once it was given */
    Value tag;                  /* EMPTY: all */
    Value tail;                 /* of texts: one that is to come after the element that was left */
    bool texts;                 /* gives texts instead of elements */
    Step *step;                 /* without recursion, so that depth costs nothing */
    ssize depth, capacity;
} ElementIterator;
ALWAYS_INLINE ElementIterator *as_iterator(Ref v) { return (ElementIterator *)object_of(v); }

static Value new_iterator(Thread *t, Ref root, Ref tag, bool texts)
{
    Value v = type_alloc(t, &element_iterator_type, 0);
    if (is_empty(v))
        return EMPTY;
    ElementIterator *it = as_iterator(v);
    it->root = retain(root);
    it->tag = is_none(tag) || (is_str(tag) && str_is(tag, "*")) ? EMPTY : retain(tag);
    it->texts = texts;
    return v;
}

static void iterator_clear(Object *o)
{
    ElementIterator *it = (ElementIterator *)o;
    Step *step = it->step;
    ssize depth = it->depth;
    it->step = NULL;
    it->depth = it->capacity = 0;
    Value root = take(&it->root), tag = take(&it->tag), tail = take(&it->tail);
    for (ssize i = 0; i < depth; i++)
        release(step[i].element);
    mem_free(step);
    release(root);
    release(tag);
    release(tail);
}

static void iterator_dealloc(Object *o)
{
    iterator_clear(o);
    object_free(o, object_size(o));
}

static void iterator_traverse(Object *o, Visitor *visitor)
{
    ElementIterator *it = (ElementIterator *)o;
    visit(visitor, it->root);
    visit(visitor, it->tag);
    visit(visitor, it->tail);
    for (ssize i = 0; i < it->depth; i++)
        visit(visitor, it->step[i].element);
}

static bool push(Thread *t, ElementIterator *it, Ref element)
{
    if (it->depth == it->capacity) {
        ssize capacity = it->capacity ? 2 * it->capacity : 8;
        Step *grown = mem_alloc_array(t, capacity, sizeof *grown);
        if (!grown)
            return false;
        if (it->depth)
            memcpy(grown, it->step, (size_t)it->depth * sizeof *grown);
        mem_free(it->step);
        it->step = grown;
        it->capacity = capacity;
    }
    it->step[it->depth++] = (Step){retain(element), 0};
    return true;
}

/* The next element in document order, owned; the text after the one that was left goes to it->tail. */
static Lookup walk(Thread *t, ElementIterator *it, Value *element)
{
    if (!is_empty(it->root)) {
        *element = take(&it->root);
        return FOUND;
    }
    while (it->depth) {
        Step *top = &it->step[it->depth - 1];
        Element *parent = as_element(top->element);
        if (top->next < child_count(parent)) {
            Ref child = as_list(parent->children)->item[top->next++];
            if (!is_element(child))
                return raise_format(t, &exc_AttributeError, "'%.100T' object has no attribute 'iter'", child), ERROR;
            *element = retain(child);
            return FOUND;
        }
        Value left = top->element;
        it->depth--;
        if (it->texts && it->depth)
            it->tail = retain(as_element(left)->tail);
        release(left);
        if (!is_empty(it->tail))
            return MISSING;
    }
    return MISSING;
}

static Value next_element(Thread *t, ElementIterator *it)
{
    for (;;) {
        Value element;
        Lookup found = walk(t, it, &element);
        if (found != FOUND)
            return EMPTY;
        OWN Value owned = element;
        Test wanted = TEST_TRUE;
        if (!is_empty(it->tag)) {
            OWN Value tag = or_none(as_element(element)->tag), wanted_tag = retain(it->tag);
            wanted = equal(t, tag, wanted_tag);
        }
        if (wanted == TEST_ERROR || !push(t, it, element))
            return EMPTY;
        if (wanted)
            return take(&owned);
    }
}

/* Texts that are not empty: of each element before its children, then, for all but the root, its tail. */
static Value next_text(Thread *t, ElementIterator *it)
{
    for (;;) {
        OWN Value text = EMPTY;
        if (!is_empty(it->tail)) {
            text = take(&it->tail);
        } else {
            Value element;
            Lookup found = walk(t, it, &element);
            if (found == ERROR || (found == MISSING && is_empty(it->tail)))
                return EMPTY;
            if (found == MISSING)
                continue;
            OWN Value owned = element;
            Element *e = as_element(element);
            bool is_root = it->depth == 0;
            if (is_empty(e->tag) || is_none(e->tag) || is_str(e->tag)) {
                text = or_none(e->text);
                if (!push(t, it, element))
                    return EMPTY;
            } else if (!is_root) {              /* a comment: what is in it is no text */
                text = or_none(e->tail);
            }
        }
        if (is_empty(text))
            continue;
        Test full = test(t, text);
        if (full == TEST_ERROR)
            return EMPTY;
        if (full)
            return take(&text);
    }
}

static Value iterator_next(Thread *t, Ref self)
{
    OWN Value held = retain(self);
    ElementIterator *it = as_iterator(self);
    return it->texts ? next_text(t, it) : next_element(t, it);
}

/** An iterator over this element and all below it, in document order; only those with a tag (None, '*': all). */
METHOD(element, iter, "(self, tag=None)") { return new_iterator(t, self, a->tag, false); }

/** A list of what iter() gives. Deprecated. */
METHOD(element, getiterator, "(self, tag=None)")
{
    if (!warn(t, &exc_PendingDeprecationWarning, 1, "This method will be removed in future versions.  Use 'elem.iter()' or "
              "'list(elem.iter())' instead."))
        return EMPTY;
    OWN Value it = new_iterator(t, self, a->tag, false);
    return is_empty(it) ? EMPTY : to_list(t, it);
}

/** An iterator over all text in this element, in document order. */
METHOD0(element, itertext) { return new_iterator(t, self, NONE, true); }

/* ---- types ---- */

Type element_iterator_type = {
    TYPE_HEAD("_elementtree._element_iterator", ElementIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse, .clear = iterator_clear, .iter = iter_self, .next = iterator_next,
};

Type element_type = {
    TYPE_HEAD("xml.etree.ElementTree.Element", Element), .flags = TYPE_GC | TYPE_BASE | TYPE_WEAKREFS,
    .doc = "An XML element: tag, attrib, text, tail, and children, as in a list.",
    .dealloc = element_dealloc, .traverse = element_traverse, .clear = clear_cycle,
    .new_ = element_new_slot, .init = element_init_slot, .init_signature = &element_init_signature,
    .repr = element_repr, .len = element_len, .truth = element_truth,
    .getitem = element_getitem, .setitem = element_setitem, .item = element_item,
    .methods = element_methods, .getset = element_getset,
};
