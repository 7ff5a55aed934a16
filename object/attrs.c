/* attrs.c: shapes and the attributes of instances (attrs.h).
 *
 * Look-up in a shape of up to INDEX_FROM attributes compares interned names along the array `names`; larger shapes have a
 * hash index. Both are built the first time a shape is searched: shapes that are only passed through while an
 * object is being built cost one struct. Inline caches make searches rare.
 */
#include "object/attrs.h"

#include <stdlib.h>

#include "object/dict.h"
#include "object/error.h"
#include "object/gc.h"
#include "object/protocol.h"
#include "object/str.h"

#define INDEX_FROM 8
#define NO_SLOT UINT32_MAX

/* ---- shapes -------------------------------------------------------------------------------------------------- */

static Shape *shape_alloc(Thread *t, Type *type, Shape *parent, uint16_t inline_slots)
{
    Shape *s = mem_alloc(t, sizeof *s);
    if (!s)
        return NULL;
    *s = (Shape){.type = type, .parent = parent, .inline_slots = inline_slots, .count = parent ? parent->count + 1 : 0};
    return s;
}

Shape *shape_root(Thread *t, Type *type)
{
    Shape *s = type->root_shape;

    if (likely(s && !s->is_dict && s->inline_slots == type->inline_slots))
        return s;
    for (; s; s = s->next)
        if (!s->is_dict && s->inline_slots == type->inline_slots)
            return s;
    s = shape_alloc(t, type, NULL, type->inline_slots);
    if (s) {
        s->next = type->root_shape;
        type->root_shape = s;
    }
    return s;
}

Shape *shape_dict(Thread *t, Type *type, uint16_t inline_slots)
{
    for (Shape *s = type->root_shape; s; s = s->next)
        if (s->is_dict && s->inline_slots == inline_slots)
            return s;
    Shape *s = shape_alloc(t, type, NULL, inline_slots);
    if (!s)
        return NULL;
    s->is_dict = true;
    if (type->root_shape) {             /* behind the head, which is the root of new instances */
        s->next = type->root_shape->next;
        type->root_shape->next = s;
    } else {
        type->root_shape = s;
    }
    return s;
}

static uint32_t name_hash(Ref name) { return (uint32_t)((uintptr_t)object_of(name) >> 4) * 2654435761u; }

/* names[] and, for many, the index: open addressing over a power of two at least twice the count. */
static bool shape_prepare(Thread *t, Shape *s)
{
    Value *names = mem_alloc_array(t, s->count, sizeof *names);
    if (!names)
        return false;
    for (Shape *p = s; p->parent; p = p->parent)
        names[p->count - 1] = p->name;
    if (s->count > INDEX_FROM) {
        uint32_t size = 2u << (32 - __builtin_clz(s->count));
        uint32_t *index = mem_alloc_array(t, size + 1, sizeof *index);
        if (!index)
            return mem_free(names), false;
        memset(index + 1, 0xFF, size * sizeof *index);
        index[0] = size - 1;
        for (uint32_t i = 0; i < s->count; i++) {
            uint32_t at = name_hash(names[i]) >> 7;
            while (index[1 + (at & (size - 1))] != NO_SLOT)
                at++;
            index[1 + (at & (size - 1))] = i;
        }
        s->index = index;
    }
    s->names = names;
    return true;
}

int shape_find(Shape *s, Ref name)
{
    if (s->count == 0)
        return -1;
    if (!s->names && !shape_prepare(current_thread, s)) {
        raised_clear(current_thread);           /* no memory for the index: walk the tree */
        for (Shape *p = s; p->parent; p = p->parent)
            if (same(p->name, name))
                return (int)p->count - 1;
        return -1;
    }
    if (!s->index) {
        for (uint32_t i = 0; i < s->count; i++)
            if (same(s->names[i], name))
                return (int)i;
        return -1;
    }
    uint32_t mask = s->index[0];
    for (uint32_t at = name_hash(name) >> 7;; at++) {
        uint32_t i = s->index[1 + (at & mask)];
        if (i == NO_SLOT)
            return -1;
        if (same(s->names[i], name))
            return (int)i;
    }
}

Shape *shape_extend(Thread *t, Shape *s, Ref name)
{
    for (uint32_t i = s->child_count; i-- > 0;)
        if (same(s->children[i]->name, name))
            return s->children[i];
    if (s->count >= SHAPE_MAX)
        return shape_dict(t, s->type, s->inline_slots);
    if (s->child_count >= 64)                   /* attributes named by data: a dict serves better than a bush */
        return shape_dict(t, s->type, s->inline_slots);
    if (s->child_count == s->child_capacity) {
        uint32_t capacity = s->child_capacity ? s->child_capacity * 2 : 2;
        Shape **children = mem_realloc(t, s->children, capacity * sizeof *children);
        if (!children)
            return NULL;
        s->children = children;
        s->child_capacity = capacity;
    }
    Shape *child = shape_alloc(t, s->type, s, s->inline_slots);
    if (!child)
        return NULL;
    child->name = retain(name);
    s->children[s->child_count++] = child;
    return child;
}

static void shape_free(Shape *s)
{
    for (uint32_t i = 0; i < s->child_count; i++)
        shape_free(s->children[i]);             /* depth is at most SHAPE_MAX */
    release(s->name);
    mem_free(s->children);
    mem_free(s->names);
    mem_free(s->index);
    mem_free(s);
}

static void shape_traverse(const Shape *s, Visitor *visitor)
{
    visit(visitor, s->name);
    for (uint32_t i = 0; i < s->child_count; i++)
        shape_traverse(s->children[i], visitor);
}

void shapes_traverse(Type *type, Visitor *visitor)
{
    for (const Shape *s = type->root_shape; s; s = s->next)
        shape_traverse(s, visitor);
}

void shapes_free(Type *type)
{
    for (Shape *s = type->root_shape, *next; s; s = next) {
        next = s->next;
        shape_free(s);
    }
    type->root_shape = NULL;
}

/* The counterpart of s in a tree of fresh shapes. */
static Shape *shape_renewed(Thread *t, Type *type, Shape *s, Shape **roots, int *root_count)
{
    if (s->parent) {
        Shape *parent = shape_renewed(t, type, s->parent, roots, root_count);
        return parent ? shape_extend(t, parent, s->name) : NULL;
    }
    for (int i = 0; i < *root_count; i++)
        if (roots[i]->inline_slots == s->inline_slots && roots[i]->is_dict == s->is_dict)
            return roots[i];
    Shape *root = *root_count < 2 * INLINE_SLOTS_MAX ? shape_alloc(t, type, NULL, s->inline_slots) : NULL;
    if (root) {
        root->is_dict = s->is_dict;
        roots[(*root_count)++] = root;
    }
    return root;
}

typedef struct Renewal { Thread *t; Type *type; Shape *roots[2 * INLINE_SLOTS_MAX + 2]; int root_count; } Renewal;

static bool renew_instance(void *context, Object *o)
{
    Renewal *r = context;
    Attrs *a = o->type == r->type ? attrs_of(value_of(o)) : NULL;
    Shape *fresh = a ? shape_renewed(r->t, r->type, a->shape, r->roots, &r->root_count) : NULL;
    if (fresh && fresh->count == a->shape->count)
        a->shape = fresh;
    return true;
}

void shapes_retire(Thread *t, Type *type)
{
    Renewal r = {.t = t, .type = type};

    if (!type->root_shape)
        return;
    gc_each(t->heap, -1, renew_instance, &r);
    for (int i = 0; i < r.root_count; i++) {        /* the old ones stay until the class dies: caches compare their addresses */
        r.roots[i]->next = type->root_shape;
        type->root_shape = r.roots[i];
    }
    if (!r.root_count) {                            /* no instance alive: still, the next must not match old caches */
        Shape *root = shape_alloc(t, type, NULL, type->inline_slots);
        if (root) {
            root->next = type->root_shape;
            type->root_shape = root;
        } else {
            raised_clear(t);
        }
    }
}

/* ---- storage of one instance --------------------------------------------------------------------------------- */

void attrs_init(Attrs *a, Shape *shape)
{
    a->shape = shape;
    a->extra = NULL;
    for (uint32_t i = 0; i < shape->inline_slots; i++)
        a->slot[i] = EMPTY;
}

/* The root every emptied instance of the same size goes back to. */
static Shape *shape_top(Shape *s)
{
    while (s->parent)
        s = s->parent;
    return s;
}

void attrs_release(Attrs *a)
{
    Shape *shape = a->shape;
    Extra *extra = a->extra;
    uint32_t inline_count = MIN(shape->count, (uint32_t)shape->inline_slots);

    if (shape->is_dict) {
        if (extra)
            replace_take(&extra->dict, EMPTY);
        inline_count = 0;
    } else {
        a->shape = shape_top(shape);
    }
    for (uint32_t i = 0; i < inline_count; i++)
        replace_take(&a->slot[i], EMPTY);
    if (extra && a->extra == extra) {
        a->extra = NULL;
        if (!shape->is_dict)
            for (uint32_t i = shape->inline_slots; i < shape->count; i++)
                release(extra->overflow[i - shape->inline_slots]);
        release(extra->dict);
        mem_free(extra);
        if (shape->is_dict && a->shape == shape)        /* an emptied instance of dict shape needs an Extra when used again */
            a->extra = NULL;
    }
}

void attrs_traverse(Attrs *a, Visitor *visitor)
{
    Shape *shape = a->shape;

    if (shape->is_dict) {
        if (a->extra)
            visit(visitor, a->extra->dict);
        return;
    }
    for (uint32_t i = 0; i < shape->count; i++)
        visit(visitor, *attrs_slot(a, i));
}

static Extra *extra_reserve(Thread *t, Attrs *a, uint32_t capacity)
{
    uint32_t old = a->extra ? a->extra->capacity : 0;

    if (a->extra && old >= capacity)
        return a->extra;
    if (capacity > 1)
        capacity = MAX(capacity, old + old / 2 + 2);
    Extra *extra = mem_realloc(t, a->extra, sizeof *extra + capacity * sizeof(Value));
    if (!extra)
        return NULL;
    if (!a->extra)
        extra->dict = EMPTY;
    for (uint32_t i = old; i < capacity; i++)
        extra->overflow[i] = EMPTY;
    extra->capacity = capacity;
    return a->extra = extra;
}

/* The dict of an instance in dict mode, borrowed; made when the instance was emptied. */
static Dict *dict_of(Thread *t, Attrs *a)
{
    if (!extra_reserve(t, a, 0))
        return NULL;
    if (is_empty(a->extra->dict))
        a->extra->dict = dict_new(t);
    return is_empty(a->extra->dict) ? NULL : as_dict(a->extra->dict);
}

/* Moves the attributes into a dict: the instance is in dict mode afterwards. */
static Dict *to_dict(Thread *t, Attrs *a)
{
    Shape *shape = a->shape;

    if (shape->is_dict)
        return dict_of(t, a);
    Shape *target = shape_dict(t, shape->type, shape->inline_slots);
    OWN Value dict = target ? dict_new_presized(t, shape->count) : EMPTY;
    if (is_empty(dict) || !extra_reserve(t, a, 0))
        return NULL;
    if (shape->count && !shape->names && !shape_prepare(t, shape))
        return NULL;
    for (uint32_t i = 0; i < shape->count; i++) {
        Value *slot = attrs_slot(a, i);
        if (!is_empty(*slot) && !dict_set(t, as_dict(dict), shape->names[i], *slot))
            return NULL;
    }
    for (uint32_t i = 0; i < shape->count; i++)
        replace_take(attrs_slot(a, i), EMPTY);          /* the dict holds them too: nothing dies here */
    a->shape = target;
    a->extra->dict = take(&dict);
    return as_dict(a->extra->dict);
}

/* ---- attributes by name -------------------------------------------------------------------------------------- */

/* Where a plain dict of attributes lies in v (functions, exceptions, modules), or NULL. */
static Value *plain_dict(Ref v)
{
    ssize offset = is_ptr(v) ? object_of(v)->type->dict_offset : 0;
    return offset ? (Value *)((char *)object_of(v) + offset) : NULL;
}

Lookup attr_get(Thread *t, Ref v, Ref name, Value *value)
{
    Attrs *a = attrs_of(v);
    Dict *d;

    if (a && !a->shape->is_dict) {
        int i = shape_find(a->shape, name);
        if (i >= 0 && !is_empty(*attrs_slot(a, (uint32_t)i))) {
            *value = retain(*attrs_slot(a, (uint32_t)i));
            return FOUND;
        }
        return MISSING;
    }
    if (a) {
        if (!a->extra || is_empty(a->extra->dict))
            return MISSING;
        d = as_dict(a->extra->dict);
    } else {
        Value *p = plain_dict(v);
        if (!p || is_empty(*p))
            return MISSING;
        d = as_dict(*p);
    }
    OWN Value keep = retain_object(d);
    Ref found;
    Lookup r = dict_find(t, d, name, &found);
    if (r == FOUND)
        *value = retain(found);
    return r;
}

/* Adds a new attribute to an instance whose attributes are in slots. */
static bool attr_add(Thread *t, Attrs *a, Ref name, Ref value)
{
    Shape *shape = shape_extend(t, a->shape, name);
    if (!shape)
        return false;
    if (shape->is_dict) {
        Dict *d = to_dict(t, a);
        return d && dict_set(t, d, name, value);
    }
    uint32_t i = shape->count - 1;
    if (i >= shape->inline_slots) {
        if (!extra_reserve(t, a, i - shape->inline_slots + 1))
            return false;
        Type *type = shape->type;                       /* the next instances get room for it */
        if (type->inline_slots < INLINE_SLOTS_MAX && type->inline_slots <= i && type->attrs_offset > 0)
            type->inline_slots = (uint16_t)MIN(i + 1, INLINE_SLOTS_MAX);
    }
    a->shape = shape;
    *attrs_slot(a, i) = retain(value);
    return true;
}

bool attr_set(Thread *t, Ref v, Ref name, Ref value)
{
    Attrs *a = attrs_of(v);

    if (!a) {
        Value *p = plain_dict(v);
        if (!p)
            return raise_attribute(t, v, name), false;
        if (is_empty(*p) && is_empty(*p = dict_new(t)))
            return false;
        OWN Value keep = retain(*p);
        return dict_set(t, as_dict(keep), name, value);
    }
    if (a->shape->is_dict) {
        Dict *d = dict_of(t, a);
        if (!d)
            return false;
        OWN Value keep = retain_object(d);
        return dict_set(t, d, name, value);
    }
    int i = shape_find(a->shape, name);
    if (i >= 0) {
        replace_take(attrs_slot(a, (uint32_t)i), retain(value));
        return true;
    }
    if (!as_str(name)->interned) {
        OWN Value interned = intern_take(t, retain(name));
        return !is_empty(interned) && attr_add(t, a, interned, value);
    }
    return attr_add(t, a, name, value);
}

Lookup attr_delete(Thread *t, Ref v, Ref name)
{
    Attrs *a = attrs_of(v);
    Dict *d;

    if (!a) {
        Value *p = plain_dict(v);
        if (!p || is_empty(*p))
            return MISSING;
        d = as_dict(*p);
    } else if (!a->shape->is_dict && shape_find(a->shape, name) < 0) {
        return MISSING;
    } else if (!a->shape->is_dict && a->shape->count && same(a->shape->name, name)) {
        uint32_t i = a->shape->count - 1;               /* the last one added: back to the parent shape */
        Value old = take(attrs_slot(a, i));
        a->shape = a->shape->parent;
        release(old);
        return FOUND;
    } else if (!(d = to_dict(t, a))) {
        return ERROR;
    }
    OWN Value keep = retain_object(d);
    return dict_delete(t, d, name);
}

Value attrs_dict(Thread *t, Ref v)
{
    Attrs *a = attrs_of(v);

    if (a)
        return retain_object(to_dict(t, a));
    Value *p = plain_dict(v);
    if (!p)
        return raise_attribute(t, v, NAME(__dict__));
    if (is_empty(*p))
        *p = dict_new(t);
    return retain(*p);
}

bool attrs_set_dict(Thread *t, Ref v, Ref dict)
{
    Attrs *a = attrs_of(v);

    if (!is_dict(dict))
        return raise_type(t, "__dict__ must be set to a dictionary, not a '%T'", dict), false;
    if (a) {
        if (!to_dict(t, a))
            return false;
        replace_take(&a->extra->dict, retain(dict));
        return true;
    }
    Value *p = plain_dict(v);
    if (!p)
        return raise_attribute(t, v, NAME(__dict__)), false;
    replace_take(p, retain(dict));
    return true;
}
