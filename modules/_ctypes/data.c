/* data.c: instances of ctypes classes as memory: whose it is, what it keeps alive, reading and assigning parts, buffers, pickling.
 *
 * Manual: ctypes, "Data types", _CData.
 *
 * What memory refers to is kept by the root of the chain of bases, in a dict; the key tells the place: the indices from the
 * part outwards in hexadecimal ("0:2": item 0 of field 2).
 */
#include "modules/_ctypes/types.h"

#include <stdio.h>

#include "object/attrs.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_ctypes/data.h"

/* ---- making, ending ---- */

static Memory *memory_new(Thread *t, ssize size)
{
    if (size > SSIZE_MAX_ - (ssize)sizeof(Memory))
        return raise_memory(t), NULL;
    return mem_alloc_zeroed(t, 1, sizeof(Memory) + (size_t)size);
}

Value data_new(Thread *t, CType *c)
{
    OWN Value v = type_alloc(t, &c->type, 0);
    if (is_empty(v))
        return EMPTY;
    CData *d = as_data(v);
    d->data = d->small;
    if (c->size > (ssize)sizeof d->small) {
        d->memory = memory_new(t, c->size);
        if (!d->memory)
            return EMPTY;
        d->data = d->memory->bytes;
    }
    d->size = c->size;
    c->final = true;
    return take(&v);
}

Value data_new_slot(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    CType *c = require_defined(t, value_of(cls));
    return c ? data_new(t, c) : EMPTY;
}

bool data_init_argument(Thread *t, Ref self, const Value *args, ssize nargs, Ref names, Ref *argument)
{
    *argument = nargs ? args[0] : EMPTY;
    if (nargs > 1)
        return raise_type(t, "__init__ expected at most 1 argument, got %zd", nargs), false;
    if (!is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "%T() takes no keyword arguments", self), false;
    return true;
}

Value data_at(Thread *t, CType *c, Ref base, ssize index, void *p)
{
    Value v = type_alloc(t, &c->type, 0);
    if (is_empty(v))
        return EMPTY;
    CData *d = as_data(v);
    d->data = p;
    d->size = c->size;
    d->index = index;
    d->base = retain(base);
    if (!is_empty(base))
        as_data(base)->parts++;
    c->final = true;
    return v;
}

void data_release_contents(CData *d)
{
    release(take(&d->keep));
    if (d->buffer) {
        buffer_release(d->buffer);
        mem_free(d->buffer);
    }
    for (Memory *m = d->memory, *older; m; m = older) {
        older = m->older;
        mem_free(m);
    }
    if (!is_empty(d->base)) {
        as_data(d->base)->parts--;
        release(take(&d->base));
    }
}
void data_dealloc(Object *o)
{
    data_release_contents((CData *)o);
    object_free(o, object_size(o));
}
void data_traverse(Object *o, Visitor *visitor)
{
    CData *d = (CData *)o;
    visit(visitor, d->base);
    visit(visitor, d->keep);
    if (d->buffer)
        visit(visitor, d->buffer->object);
}
/* base stays: the memory may be its, and no cycle is of bases alone. */
void data_clear(Object *o) { release(take(&((CData *)o)->keep)); }

bool data_check(Thread *t, const CData *d, ssize offset, ssize size)
{
    if (offset >= 0 && size <= d->size - offset)
        return true;
    return raise_value(t, "access beyond the memory of the instance (%zd bytes)", d->size), false;
}

bool data_resize(Thread *t, Ref v, ssize size)
{
    CData *d = as_data(v);
    if (size < ctype_of(v)->size)
        return raise_value(t, "minimum size is %zd", ctype_of(v)->size), false;
    if (d->data != d->small && !d->memory)
        return raise_value(t, "Memory cannot be resized because this object doesn't own it"), false;
    if (d->exports)
        return raise_format(t, &exc_BufferError, "Existing exports of data: object cannot be re-sized"), false;
    if (d->data == d->small && size <= (ssize)sizeof d->small) {
        d->size = size;
        return true;
    }
    Memory *m = memory_new(t, size);
    if (!m)
        return false;
    memcpy(m->bytes, d->data, (size_t)MIN(size, d->size));
    m->older = d->memory;
    if (d->memory && !d->parts) {
        m->older = d->memory->older;
        mem_free(d->memory);
    }
    d->memory = m;
    d->data = m->bytes;
    d->size = size;
    return true;
}

/* ---- what is kept alive ---- */

static Ref root_of(Ref v)
{
    while (!is_empty(as_data(v)->base))
        v = as_data(v)->base;
    return v;
}

Ref data_keep(Thread *t, Ref v)
{
    CData *root = as_data(root_of(v));
    if (is_empty(root->keep)) {
        if (!((CType *)root->head.type)->length)
            return NONE;
        root->keep = dict_new(t);
    }
    return root->keep;
}

#define KEY_MAX 256

bool data_keep_take(Thread *t, Ref v, ssize index, Value object)
{
    OWN Value owned = object;
    if (is_none(object))
        return true;
    CData *root = as_data(root_of(v));
    Ref kept = data_keep(t, v);
    if (is_empty(kept))
        return false;
    if (!is_exact(kept, &dict_type)) {              /* a single value, one object */
        replace_take(&root->keep, take(&owned));
        return true;
    }
    char key[KEY_MAX];
    int n = snprintf(key, sizeof key, "%lx", (unsigned long)index);
    for (CData *d = as_data(v); !is_empty(d->base); d = as_data(d->base)) {
        if (n > KEY_MAX - 20)
            return raise_value(t, "ctypes object structure too deep"), false;
        n += snprintf(key + n, sizeof key - (size_t)n, ":%lx", (unsigned long)d->index);
    }
    OWN Value dict = retain(kept);
    return dict_set_text(t, as_dict(dict), key, owned);
}

/* ---- reading and assigning ---- */

Value data_load(Thread *t, CType *c, Ref base, ssize index, void *p)
{
    return is_plain(c) ? simple_load(t, c, p) : data_at(t, c, base, index, p);
}

void stored_free(Stored *s)
{
    release(take(&s->keep));
    release(take(&s->hold));
}

static bool store_address(Stored *s, const void *address)
{
    memcpy(s->small, &address, sizeof address);
    s->from = s->small;
    return true;
}

/* A tuple stands for the arguments of the class. */
static bool store_tuple(Thread *t, CType *c, Ref value, Stored *s)
{
    OWN Value made = call_tuple(t, value_of(c), value, EMPTY);
    if (!is_empty(made))
        return stored_make(t, c, made, s);
    extend_error(t, &exc_RuntimeError, "(%s) ", type_display_name(&c->type));
    return false;
}

static bool store_instance(Thread *t, CType *c, Ref value, Stored *s)
{
    CData *source = as_data(value);
    CType *from = ctype_of(value);
    if (type_is_subtype(&from->type, &c->type)) {
        if (!data_check(t, source, 0, c->size))
            return false;
        Ref kept = data_keep(t, value);
        if (is_empty(kept))
            return false;
        s->keep = retain(kept);
        s->hold = retain(value);
        s->from = source->data;
        return true;
    }
    if (c->kind == KIND_POINTER && from->kind == KIND_ARRAY && !is_empty(c->item) && !is_empty(from->item)
        && type_is_subtype(as_type(from->item), as_type(c->item))) {
        Ref kept = data_keep(t, value);
        OWN Value pair = is_empty(kept) ? EMPTY : tuple_pack(t, 2, kept, value);
        if (is_empty(pair))
            return false;
        s->keep = take(&pair);
        return store_address(s, source->data);
    }
    return raise_type(t, "incompatible types, %T instance instead of %N instance", value, &c->type), false;
}

bool stored_make(Thread *t, CType *c, Ref value, Stored *s)
{
    s->keep = NONE;
    s->hold = EMPTY;
    s->size = c->size;
    bool any = c->kind == KIND_SIMPLE && c->code == 'O';       /* py_object takes instances of other classes as objects */
    if (is_data(value) && (!any || type_is_subtype(type_of(value), &c->type)))
        return store_instance(t, c, value, s);
    if (c->kind == KIND_SIMPLE) {
        s->from = s->small;
        return simple_convert(t, c, s->small, value, &s->keep);
    }
    if (c->kind == KIND_POINTER && is_none(value))
        return store_address(s, NULL);
    if (is_tuple(value))
        return store_tuple(t, c, value, s);
    return raise_type(t, "expected %N instance, got %T", &c->type, value), false;
}

bool data_store(Thread *t, Ref self, ssize offset, CType *c, Ref value, ssize index)
{
    Stored s;
    OWN Value cls = retain_object(c);                   /* Python code may set another class of the instance */
    bool good = stored_make(t, c, value, &s) && data_check(t, as_data(self), offset, s.size);
    if (good) {
        memmove(as_data(self)->data + offset, s.from, (size_t)s.size);
        good = data_keep_take(t, self, index, take(&s.keep));
    }
    stored_free(&s);
    return good;
}

/* ---- buffers ---- */

bool data_get_buffer(Thread *t UNUSED, Ref self, Buffer *b, int flags)
{
    CData *d = as_data(self);
    CType *c = ctype_of(self);
    bool whole = d->size == c->size;        /* not after resize() */
    *b = (Buffer){
        .data = d->data, .object = retain(self), .len = d->size, .item_size = whole ? c->item_size : 1, .ndim = whole ? c->ndim : 1,
        .format = flags & BUFFER_FORMAT ? (whole && c->format ? c->format : "B") : NULL, .shape = whole ? c->shape : &d->size,
    };
    d->exports++;
    return true;
}
void data_release_buffer(Ref self, Buffer *b UNUSED) { as_data(self)->exports--; }

/* ---- attributes and methods of all ---- */

static bool hash_refused(Thread *t, Ref self UNUSED, int64_t *hash UNUSED) { return raise_type(t, "unhashable type"), false; }

/** the base object */
GETTER(data, _b_base_) { return is_empty(as_data(self)->base) ? NONE : retain(as_data(self)->base); }
/** whether the object owns the memory or not */
GETTER(data, _b_needsfree_) { return fixnum(as_data(self)->memory || as_data(self)->data == as_data(self)->small); }
/** internal objects tree (NEVER CHANGE THIS OBJECT!) */
GETTER(data, _objects) { return is_empty(as_data(self)->keep) ? NONE : retain(as_data(self)->keep); }

/** What a prototype gives for an output parameter: the value of a plain type, else the object itself. */
METHOD0(data, __ctypes_from_outparam__)
{
    CType *c = ctype_of(self);
    if (!is_plain(c))
        return retain(self);
    return data_check(t, as_data(self), 0, c->size) ? simple_load(t, c, as_data(self)->data) : EMPTY;
}

METHOD0(data, __reduce__)
{
    if (ctype_of(self)->has_pointers)
        return raise_value(t, "ctypes objects containing pointers cannot be pickled");
    OWN Value dict = get_attr(t, self, NAME(__dict__));
    OWN Value bytes = is_empty(dict) ? EMPTY : bytes_from(t, as_data(self)->data, as_data(self)->size);
    OWN Value state = is_empty(bytes) ? EMPTY : tuple_pack(t, 2, dict, bytes);
    OWN Value arguments = is_empty(state) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), state);
    OWN Value function = is_empty(arguments) ? EMPTY : import_attribute(t, "_ctypes", "_unpickle");
    return is_empty(function) ? EMPTY : tuple_pack(t, 2, function, arguments);
}

METHOD(data, __setstate__, "(self, dict, data: bytes, /)")
{
    OWN Value own = get_attr(t, self, NAME(__dict__));
    if (is_empty(own))
        return EMPTY;
    if (!is_dict(own))
        return raise_type(t, "%T.__dict__ must be a dictionary, not %T", self, own);
    if (!is_dict(a->dict))
        return raise_type(t, "the state's first item must be dict, not %T", a->dict);
    CData *d = as_data(self);
    if (ctype_of(self)->has_pointers)
        return raise_value(t, "ctypes objects containing pointers cannot be pickled");
    memmove(d->data, as_bytes(a->data)->data, (size_t)MIN(d->size, as_bytes(a->data)->len));
    return dict_update(t, as_dict(own), a->dict) ? NONE : EMPTY;
}

CType data_type = {.type = {
    .head = OBJECT_STATIC(&ctype_type), .name = "_ctypes._CData", .size = sizeof(CData), .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .doc = "An instance of a C data type: some memory.", .dealloc = data_dealloc, .traverse = data_traverse, .clear = data_clear,
    .hash = hash_refused, .get_buffer = data_get_buffer, .release_buffer = data_release_buffer, .methods = data_methods,
    .getset = data_getset, .new_ = data_new_slot,
}};
