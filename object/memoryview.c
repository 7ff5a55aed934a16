/* memoryview.c: memoryview: the memory of another object, as an array of items of up to MAX_DIM dimensions.
 *
 * The exporter's buffer is held by a ManagedBuffer, which all views derived from one memoryview(obj) share; it is given
 * back when the last of them is released. A view has its own shape and strides, and counts the buffers taken from itself:
 * while there are any it cannot be released. Items are read and written for the native one-letter formats of struct.
 * Manual: Memory Views.
 */
#include "object/bytes_ops.h"

#include <stdlib.h>

#include "base/hash.h"
#include "object/float.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/range.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/memoryview.h"

#define MAX_DIM BUFFER_MAX_DIM

typedef struct ManagedBuffer {
    Object head;
    Buffer buffer;              /* the exporter's */
} ManagedBuffer;

typedef struct MemoryView {
    Object head;
    Value managed;              /* ManagedBuffer; EMPTY once released */
    Value format_owner;         /* bytes that hold `format` after a cast, or EMPTY */
    Buffer view;                /* object is EMPTY: it is the managed buffer's. shape and strides are never NULL if ndim > 0 */
    ssize *dims;                /* shape, strides, suboffsets: 3 * ndim; malloc'ed, for one dimension `small` */
    ssize small[3];
    ssize exports;              /* buffers out */
    int64_t hash;               /* -1: not computed */
} MemoryView;

static Type managed_buffer_type;

static MemoryView *as_view(Ref v) { return (MemoryView *)object_of(v); }

/* --- Life --- */

static void managed_dealloc(Object *o)
{
    buffer_release(&((ManagedBuffer *)o)->buffer);
    object_free(o, sizeof(ManagedBuffer));
}

static void managed_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((ManagedBuffer *)o)->buffer.object);
}

/* A view like `from`, of a managed buffer; owns its dimensions. */
static MemoryView *view_new(Thread *t, Ref managed, const Buffer *from)
{
    int n = from->ndim;
    ssize *dims = n <= 1 ? NULL : mem_alloc_zeroed(t, 3 * n, sizeof *dims);
    MemoryView *m = n <= 1 || dims ? object_new_zeroed(t, &memoryview_type, sizeof *m) : NULL;
    if (!m) {
        mem_free(dims);
        return NULL;
    }
    if (n <= 1)
        dims = m->small;
    m->managed = retain(managed);
    m->hash = -1;
    m->dims = dims;
    m->view = *from;
    m->view.object = EMPTY;
    m->view.internal = NULL;
    m->view.format = from->format ? from->format : "B";
    m->view.shape = dims;
    m->view.strides = dims + n;
    m->view.suboffsets = NULL;
    if (n == 1 && !from->shape)
        m->view.shape[0] = from->item_size ? from->len / from->item_size : 0;
    else if (n)
        memcpy(m->view.shape, from->shape, (size_t)n * sizeof *dims);
    if (from->strides && n)
        memcpy(m->view.strides, from->strides, (size_t)n * sizeof *dims);
    else
        for (ssize i = n - 1, stride = from->item_size; i >= 0; stride *= m->view.shape[i--])
            m->view.strides[i] = stride;
    if (from->suboffsets) {
        m->view.suboffsets = dims + 2 * n;
        memcpy(m->view.suboffsets, from->suboffsets, (size_t)n * sizeof *dims);
    }
    return m;
}

static bool check_released(Thread *t, const MemoryView *m)
{
    if (!is_empty(m->managed))
        return true;
    return raise_value(t, "operation forbidden on released memoryview object"), false;
}

Value memoryview_from(Thread *t, Ref v)
{
    if (is_exact(v, &memoryview_type)) {
        MemoryView *m = as_view(v);
        MemoryView *copy = check_released(t, m) ? view_new(t, m->managed, &m->view) : NULL;
        if (copy)
            copy->format_owner = retain(m->format_owner);
        return value_of(copy);
    }
    if (!has_buffer(v))
        return raise_type(t, "memoryview: a bytes-like object is required, not '%T'", v);
    if (!type_ready(t, &managed_buffer_type))
        return EMPTY;
    ManagedBuffer *managed = object_new_zeroed(t, &managed_buffer_type, sizeof *managed);
    if (!managed)
        return EMPTY;
    OWN Value hold = value_of(managed);
    if (!buffer_get(t, v, &managed->buffer, BUFFER_FULL_RO))
        return EMPTY;
    if (managed->buffer.ndim > MAX_DIM)
        return raise_value(t, "memoryview: number of dimensions must not exceed %d", MAX_DIM);
    return value_of(view_new(t, hold, &managed->buffer));
}

Value memoryview_from_buffer(Thread *t, const Buffer *b, Ref owner)
{
    if (b->ndim > MAX_DIM || b->ndim < 0)
        return raise_value(t, "memoryview: number of dimensions must not exceed %d", MAX_DIM);
    if (!type_ready(t, &managed_buffer_type))
        return EMPTY;
    ManagedBuffer *managed = object_new_zeroed(t, &managed_buffer_type, sizeof *managed);
    if (!managed)
        return EMPTY;
    OWN Value hold = value_of(managed);
    MemoryView *m = view_new(t, hold, b);
    if (m && !is_empty(owner))
        m->format_owner = retain(owner);        /* keeps the memory's owner, as long as the view lives */
    return value_of(m);
}

Value memoryview_from_memory(Thread *t, void *p, ssize n, bool readonly, Ref owner)
{
    const Buffer b = {.data = p, .len = n, .item_size = 1, .readonly = readonly, .ndim = 1, .format = "B"};
    return memoryview_from_buffer(t, &b, owner);
}

Value memoryview_contiguous_copy(Thread *t, Ref view, bool fortran)
{
    const Buffer *from = &as_view(view)->view;
    ssize strides[MAX_DIM];
    OWN Value bytes = bytes_new(t, from->len);
    OWN Value whole = is_empty(bytes) ? EMPTY : memoryview_from(t, bytes);
    OWN Value format = is_empty(whole) ? EMPTY : bytes_from(t, from->format, (ssize)strlen(from->format));
    if (is_empty(format))
        return EMPTY;
    buffer_copy_order(from, as_bytes(bytes)->data, fortran, false);
    Buffer b = *from;
    b.data = as_bytes(bytes)->data;
    b.readonly = true;
    b.format = (const char *)as_bytes(format)->data;
    b.strides = strides;
    b.suboffsets = NULL;
    buffer_fill_strides(b.ndim, b.shape, strides, b.item_size, fortran);
    MemoryView *m = view_new(t, as_view(whole)->managed, &b);
    if (m)
        m->format_owner = take(&format);
    return value_of(m);
}

const Buffer *memoryview_buffer(Thread *t, Ref view)
{
    return check_released(t, as_view(view)) ? &as_view(view)->view : NULL;
}

static void memoryview_clear(Object *o)
{
    MemoryView *m = (MemoryView *)o;
    if (m->exports == 0)
        release(take(&m->managed));
    release(take(&m->format_owner));
}

static void memoryview_dealloc(Object *o)
{
    MemoryView *m = (MemoryView *)o;
    release(take(&m->managed));
    release(take(&m->format_owner));
    if (m->dims != m->small)
        mem_free(m->dims);
    object_free(o, sizeof *m);
}

static void memoryview_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((MemoryView *)o)->managed);
    visit(visitor, ((MemoryView *)o)->format_owner);
}

/** A view of the memory of a bytes-like object, without a copy. */
NEW(memoryview, "(object)")
{
    return memoryview_from(t, a->object);
}

/* --- Items --- */

/* The letter of a native one-letter format; 0: another kind of format. */
static char format_letter(const char *format)
{
    if (format[0] == 'B' && !format[1])
        return 'B';
    if (*format == '@')
        format++;
    return format[0] && !format[1] && strchr("cbB?hHiIlLqQnNfdP", format[0]) ? format[0] : 0;
}

static ssize letter_size(char letter)
{
    switch (letter) {
    case 'c': case 'b': case 'B': case '?': return 1;
    case 'h': case 'H': return 2;
    case 'i': case 'I': case 'f': return 4;
    default: return 8;
    }
}

static bool is_byte_format(const char *format)
{
    char c = format_letter(format);
    return c == 'B' || c == 'b' || c == 'c';
}

#define LOAD(Type_) ({ Type_ x_; memcpy(&x_, p, sizeof x_); x_; })

static Value unpack(Thread *t, const char *format, const uint8_t *p)
{
    switch (format_letter(format)) {
    case 'B': return fixnum(*p);
    case 'b': return fixnum((int8_t)*p);
    case 'c': return bytes_from(t, p, 1);
    case '?': return bool_value(*p != 0);
    case 'h': return fixnum(LOAD(int16_t));
    case 'H': return fixnum(LOAD(uint16_t));
    case 'i': return fixnum(LOAD(int32_t));
    case 'I': return fixnum(LOAD(uint32_t));
    case 'l': case 'q': case 'n': return int_from_int64(t, LOAD(int64_t));
    case 'L': case 'Q': case 'N': case 'P': return int_from_uint64(t, LOAD(uint64_t));
    case 'f': return float_from(t, LOAD(float));
    case 'd': return float_from(t, LOAD(double));
    }
    return raise_format(t, &exc_NotImplementedError, "memoryview: format %s not supported", format);
}

/* The bytes of an int for a format; ValueError when out of range. */
static bool pack_int(Thread *t, const char *format, char letter, Ref v, uint8_t *out)
{
    ssize size = letter_size(letter);
    bool is_signed = letter >= 'a' && letter != '?';
    OWN Value i = to_index(t, v);
    if (is_empty(i)) {
        if (raised_catch(t, &exc_TypeError))
            raise_type(t, "memoryview: invalid type for format '%s'", format);
        return false;
    }
    if (int_to_bytes(t, i, out, size, true, is_signed))
        return true;
    if (raised_catch(t, &exc_OverflowError))
        raise_value(t, "memoryview: invalid value for format '%s'", format);
    return false;
}

static bool pack(Thread *t, const char *format, Ref v, uint8_t *out)
{
    char letter = format_letter(format);
    double d;
    switch (letter) {
    case 0:
        return raise_format(t, &exc_NotImplementedError, "memoryview: format %s not supported", format), false;
    case 'c':
        if (!is_bytes(v))
            return raise_type(t, "memoryview: invalid type for format '%s'", format), false;
        if (as_bytes(v)->len != 1)
            return raise_value(t, "memoryview: invalid value for format '%s'", format), false;
        *out = as_bytes(v)->data[0];
        return true;
    case '?': {
        Test truth = test(t, v);
        *out = truth == TEST_TRUE;
        return truth != TEST_ERROR;
    }
    case 'f': case 'd':
        if (!to_double(t, v, &d)) {
            if (raised_catch(t, &exc_TypeError))
                raise_type(t, "memoryview: invalid type for format '%s'", format);
            return false;
        }
        if (letter == 'f')
            memcpy(out, &(float){(float)d}, sizeof(float));
        else
            memcpy(out, &d, sizeof d);
        return true;
    }
    return pack_int(t, format, letter, v, out);
}

/* The item at an index of dimension `dim` in p; NULL: IndexError. */
static uint8_t *lookup_dimension(Thread *t, const Buffer *b, int dim, uint8_t *p, ssize i)
{
    ssize n = b->shape[dim];
    if (i < 0)
        i += n;
    if (i < 0 || i >= n) {
        raise_index(t, "index out of bounds on dimension %d", dim + 1);
        return NULL;
    }
    return buffer_step(b, dim, p, i);
}

/* The item that a tuple of indices means. */
static uint8_t *lookup_tuple(Thread *t, const Buffer *b, const Tuple *key)
{
    uint8_t *p = b->data;
    if (key->len > b->ndim) {
        raise_type(t, "cannot index %d-dimension view with %zd-element tuple", b->ndim, key->len);
        return NULL;
    }
    if (key->len < b->ndim) {
        raise_format(t, &exc_NotImplementedError, "sub-views are not implemented");
        return NULL;
    }
    for (int dim = 0; p && dim < b->ndim; dim++) {
        ssize i;
        if (!to_ssize(t, key->item[dim], &exc_IndexError, &i))
            return NULL;
        p = lookup_dimension(t, b, dim, p, i);
    }
    return p;
}

static bool all_items(const Tuple *key, bool slices)
{
    for (ssize i = 0; i < key->len; i++)
        if (slices ? !is_exact(key->item[i], &slice_type) : !type_of(key->item[i])->index)
            return false;
    return true;
}

/* The item that `key`, an index or a tuple of them, means; NULL: raised. */
static uint8_t *lookup_item(Thread *t, MemoryView *m, Ref key)
{
    const Buffer *b = &m->view;
    if (is_tuple(key)) {
        if (all_items(as_tuple(key), false)) {
            uint8_t *p = lookup_tuple(t, b, as_tuple(key));
            return p && check_released(t, m) ? p : NULL;
        }
        if (all_items(as_tuple(key), true))
            raise_format(t, &exc_NotImplementedError, "multi-dimensional slicing is not implemented");
        else
            raise_type(t, "memoryview: invalid slice key");
        return NULL;
    }
    ssize i;
    if (!type_of(key)->index) {
        raise_type(t, "memoryview: invalid slice key");
        return NULL;
    }
    if (b->ndim == 0) {
        raise_type(t, "invalid indexing of 0-dim memory");
        return NULL;
    }
    if (!to_ssize(t, key, &exc_IndexError, &i) || !check_released(t, m))
        return NULL;
    if (b->ndim > 1) {
        raise_format(t, &exc_NotImplementedError, "multi-dimensional sub-views are not implemented");
        return NULL;
    }
    return lookup_dimension(t, b, 0, b->data, i);
}

/* self[slice] in the first dimension. */
static MemoryView *slice_view(Thread *t, MemoryView *m, Slice *slice)
{
    ssize start, stop, step;
    if (m->view.ndim == 0)
        return raise_type(t, "invalid indexing of 0-dim memory"), NULL;
    if (!slice_unpack(t, slice, &start, &stop, &step) || !check_released(t, m))
        return NULL;
    ssize count = MAX(slice_adjust(m->view.shape[0], &start, &stop, step), (ssize)0);
    MemoryView *part = view_new(t, m->managed, &m->view);
    if (!part)
        return NULL;
    part->format_owner = retain(m->format_owner);
    Buffer *b = &part->view;
    if (b->suboffsets && b->suboffsets[0] >= 0) {       /* the pointers are stepped over, not what they point at */
        b->data = (uint8_t *)b->data + start * b->strides[0];
    } else {
        b->data = (uint8_t *)b->data + (count ? start * b->strides[0] : 0);
    }
    b->len = b->shape[0] ? b->len / b->shape[0] * count : 0;
    b->shape[0] = count;
    b->strides[0] *= step;
    return part;
}

static Value memoryview_getitem(Thread *t, Ref self, Ref key)
{
    MemoryView *m = as_view(self);
    if (!check_released(t, m))
        return EMPTY;
    if (is_fixnum(key) && m->view.ndim == 1) {
        const uint8_t *p = lookup_dimension(t, &m->view, 0, m->view.data, fixnum_value(key));
        return p ? unpack(t, m->view.format, p) : EMPTY;
    }
    if (m->view.ndim == 0 && is_tuple(key) && as_tuple(key)->len == 0)
        return unpack(t, m->view.format, m->view.data);
    if (m->view.ndim == 0 && same(key, ELLIPSIS))
        return retain(self);
    if (is_exact(key, &slice_type))
        return value_of(slice_view(t, m, as_slice(key)));
    const uint8_t *p = lookup_item(t, m, key);
    return p ? unpack(t, m->view.format, p) : EMPTY;
}

static Value memoryview_item(Thread *t, Ref self, ssize i)
{
    return memoryview_getitem(t, self, fixnum(i));
}

/* --- Assignment --- */

static bool same_structure(const Buffer *a, const Buffer *b)
{
    const char *f = a->format ? a->format : "B", *g = b->format ? b->format : "B";
    f += *f == '@';
    g += *g == '@';
    if (strcmp(f, g) != 0 || a->item_size != b->item_size || a->ndim != b->ndim)
        return false;
    for (int i = 0; i < a->ndim; i++)
        if (a->shape[i] != b->shape[i])
            return false;
    return true;
}

static bool assign_slice(Thread *t, MemoryView *part, Ref value)
{
    Buffer from;
    if (!buffer_get(t, value, &from, BUFFER_FULL_RO))
        return false;
    bool ok = same_structure(&part->view, &from);
    if (!ok) {
        raise_value(t, "memoryview assignment: lvalue and rvalue have different structures");
    } else if (from.len) {
        uint8_t *copy = mem_alloc(t, (size_t)from.len);     /* source and destination may overlap */
        ok = copy != NULL;
        if (ok) {
            buffer_copy(&from, copy);
            buffer_copy_order(&part->view, copy, false, true);
            mem_free(copy);
        }
    }
    buffer_release(&from);
    return ok;
}

/* self[slice] = bytes, of bytes in a row; TEST_FALSE: it is not as simple as that. */
static Test assign_bytes(Thread *t, MemoryView *m, Slice *slice, const Bytes *from)
{
    ssize start, stop, step;
    if (!(is_fixnum(slice->start) || is_none(slice->start)) || !(is_fixnum(slice->stop) || is_none(slice->stop)) || !is_none(slice->step))
        return TEST_FALSE;
    if (!slice_unpack(t, slice, &start, &stop, &step))
        return TEST_ERROR;
    const Buffer *b = &m->view;
    ssize n = slice_adjust(b->shape[0], &start, &stop, step);
    if (step != 1 || b->strides[0] != 1 || b->suboffsets || n != from->len)
        return TEST_FALSE;
    memmove((uint8_t *)b->data + start, from->data, (size_t)n);
    return TEST_TRUE;
}

static bool store_item(Thread *t, MemoryView *m, uint8_t *p, Ref value)
{
    uint8_t item[8];
    if (!p || !pack(t, m->view.format, value, item) || !check_released(t, m))
        return false;
    memcpy(p, item, (size_t)letter_size(format_letter(m->view.format)));
    return true;
}

static bool memoryview_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    MemoryView *m = as_view(self);
    if (!check_released(t, m))
        return false;
    if (m->view.readonly)
        return raise_type(t, "cannot modify read-only memory"), false;
    if (is_empty(value))
        return raise_type(t, "cannot delete memory"), false;
    if (m->view.ndim == 0 && (same(key, ELLIPSIS) || (is_tuple(key) && as_tuple(key)->len == 0)))
        return store_item(t, m, m->view.data, value);
    if (is_exact(key, &slice_type)) {
        if (m->view.ndim > 1)
            return raise_format(t, &exc_NotImplementedError, "memoryview slice assignments are currently restricted to ndim = 1"), false;
        if (is_exact(value, &bytes_type) && m->view.ndim == 1 && format_letter(m->view.format) == 'B') {
            Test done = assign_bytes(t, m, as_slice(key), as_bytes(value));
            if (done != TEST_FALSE)
                return done == TEST_TRUE;
        }
        MemoryView *part = slice_view(t, m, as_slice(key));
        bool ok = part && assign_slice(t, part, value);
        release(value_of(part));
        return ok;
    }
    return store_item(t, m, lookup_item(t, m, key), value);
}

/* --- Other slots --- */

static Value memoryview_repr(Thread *t, Ref self)
{
    return str_format(t, is_empty(as_view(self)->managed) ? "<released memory at %p>" : "<memory at %p>", (void *)object_of(self));
}

static bool memoryview_len(Thread *t, Ref self, ssize *n)
{
    MemoryView *m = as_view(self);
    if (!check_released(t, m))
        return false;
    *n = m->view.ndim ? m->view.shape[0] : 1;
    return true;
}

static bool memoryview_hash(Thread *t, Ref self, int64_t *hash)
{
    MemoryView *m = as_view(self);
    if (m->hash == -1) {
        if (!check_released(t, m))
            return false;
        if (!m->view.readonly)
            return raise_value(t, "cannot hash writable memoryview object"), false;
        if (!is_byte_format(m->view.format))
            return raise_value(t, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'"), false;
        /* Equal bytes have equal hashes; also the exporter must be hashable. */
        int64_t ignored;
        Ref exporter = ((ManagedBuffer *)object_of(m->managed))->buffer.object;
        if (!is_empty(exporter) && !hash_of(t, exporter, &ignored))
            return false;
        uint8_t *copy = mem_alloc(t, (size_t)m->view.len + 1);
        if (!copy)
            return false;
        buffer_copy(&m->view, copy);
        const uint64_t *key = t->interp->hash_key;
        m->hash = hash_bytes((HashKey){key[0], key[1]}, copy, (size_t)m->view.len);
        mem_free(copy);
    }
    *hash = m->hash;
    return true;
}

/* Are the items of two views of one shape equal, from dimension `dim` on? */
static Test items_equal(Thread *t, const Buffer *a, const Buffer *b, int dim, uint8_t *p, uint8_t *q)
{
    if (dim == a->ndim) {
        OWN Value x = unpack(t, a->format ? a->format : "B", p), y = is_empty(x) ? EMPTY : unpack(t, b->format ? b->format : "B", q);
        if (is_empty(y))
            return raised_catch(t, &exc_NotImplementedError) ? TEST_FALSE : TEST_ERROR;
        return compare_test(t, x, y, CMP_EQ);
    }
    for (ssize i = 0; i < a->shape[dim]; i++) {
        Test same_item = items_equal(t, a, b, dim + 1, buffer_step(a, dim, p, i), buffer_step(b, dim, q, i));
        if (same_item != TEST_TRUE)
            return same_item;
    }
    return TEST_TRUE;
}

static Test views_equal(Thread *t, const Buffer *a, const Buffer *b)
{
    if (a->ndim != b->ndim)
        return TEST_FALSE;
    for (int i = 0; i < a->ndim; i++)
        if (a->shape[i] != b->shape[i])
            return TEST_FALSE;
    bool bytes = format_letter(a->format) == 'B' && (!b->format || format_letter(b->format) == 'B');
    if (bytes && buffer_is_contiguous(a, false) && buffer_is_contiguous(b, false))
        return a->len == 0 || memcmp(a->data, b->data, (size_t)a->len) == 0;
    return items_equal(t, a, b, 0, a->data, b->data);
}

static Value memoryview_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    MemoryView *m = as_view(self);
    if (op != CMP_EQ && op != CMP_NE)
        return NOT_IMPLEMENTED;
    if (is_empty(m->managed))
        return bool_value(same(self, other) == (op == CMP_EQ));
    Buffer b;
    Test outcome;
    if (is_exact(other, &memoryview_type)) {
        if (is_empty(as_view(other)->managed))
            return bool_value(op == CMP_NE);
        outcome = views_equal(t, &m->view, &as_view(other)->view);
    } else {
        if (!has_buffer(other) || !buffer_get(t, other, &b, BUFFER_FULL_RO)) {
            raised_clear(t);
            return NOT_IMPLEMENTED;
        }
        outcome = views_equal(t, &m->view, &b);
        buffer_release(&b);
    }
    return outcome == TEST_ERROR ? EMPTY : bool_value(outcome == (op == CMP_EQ));
}

static bool memoryview_get_buffer(Thread *t, Ref self, Buffer *b, int flags)
{
    MemoryView *m = as_view(self);
    const char *why = NULL;
    if (!check_released(t, m))
        return false;
    const Buffer *v = &m->view;
    bool c = buffer_is_contiguous(v, false), f = buffer_is_contiguous(v, true);
    if ((flags & BUFFER_WRITABLE) && v->readonly)
        why = "memoryview: underlying buffer is not writable";
    else if ((flags & BUFFER_C_CONTIGUOUS) == BUFFER_C_CONTIGUOUS && !c)
        why = "memoryview: underlying buffer is not C-contiguous";
    else if ((flags & BUFFER_F_CONTIGUOUS) == BUFFER_F_CONTIGUOUS && !f)
        why = "memoryview: underlying buffer is not Fortran contiguous";
    else if ((flags & BUFFER_ANY_CONTIGUOUS) == BUFFER_ANY_CONTIGUOUS && !c && !f)
        why = "memoryview: underlying buffer is not contiguous";
    else if ((flags & BUFFER_INDIRECT) != BUFFER_INDIRECT && v->suboffsets)
        why = "memoryview: underlying buffer requires suboffsets";
    else if ((flags & BUFFER_STRIDES) != BUFFER_STRIDES && !c)
        why = "memoryview: underlying buffer is not C-contiguous";
    else if ((flags & BUFFER_ND) != BUFFER_ND && (flags & BUFFER_FORMAT))
        why = "memoryview: cannot cast to unsigned bytes if the format flag is present";
    if (why)
        return raise_format(t, &exc_BufferError, "%s", why), false;
    *b = *v;
    b->object = retain(self);
    if (!(flags & BUFFER_FORMAT))
        b->format = NULL;
    if ((flags & BUFFER_STRIDES) != BUFFER_STRIDES)
        b->strides = NULL;
    if ((flags & BUFFER_ND) != BUFFER_ND) {
        b->ndim = 1;
        b->shape = NULL;
    }
    m->exports++;
    return true;
}

static void memoryview_release_buffer(Ref self, Buffer *b UNUSED)
{
    as_view(self)->exports--;
}

/* --- Methods --- */

/** Gives the underlying memory back; the view cannot be used any more. */
METHOD0(memoryview, release)
{
    MemoryView *m = as_view(self);
    if (m->exports)
        return raise_format(t, &exc_BufferError, "memoryview has %zd exported buffer%s", m->exports, m->exports == 1 ? "" : "s");
    release(take(&m->managed));
    return NONE;
}

METHOD0(memoryview, __enter__)
{
    return check_released(t, as_view(self)) ? retain(self) : EMPTY;
}

METHOD(memoryview, __exit__, "(self, /, *exc_info)")
{
    return memoryview_release_method(t, self);
}

/** The items as bytes, in order 'C', 'F' (Fortran), or 'A' (Fortran if the memory is so, else C). */
METHOD(memoryview, tobytes, "(self, /, order: str? = None)")
{
    MemoryView *m = as_view(self);
    char order = 'C';
    if (!check_released(t, m))
        return EMPTY;
    if (!is_empty(a->order)) {
        const char *text = str_text(t, a->order);
        if (!text[0] || text[1] || !strchr("CFA", text[0]))
            return raise_value(t, "order must be 'C', 'F' or 'A'");
        order = text[0];
    }
    Value v = bytes_new(t, m->view.len);
    if (is_empty(v) || m->view.len == 0)
        return v;
    buffer_copy_order(&m->view, as_bytes(v)->data, order == 'F' || (order == 'A' && buffer_is_contiguous(&m->view, true)), false);
    return v;
}

/** The bytes in hexadecimal; see bytes.hex. */
METHOD(memoryview, hex, "(self, /, sep = ?, bytes_per_sep: int = 1)")
{
    MemoryView *m = as_view(self);
    if (!check_released(t, m))
        return EMPTY;
    OWN Value plain = bytes_new(t, m->view.len);
    if (is_empty(plain))
        return EMPTY;
    if (m->view.len)
        buffer_copy(&m->view, as_bytes(plain)->data);
    return byte_hex(t, byte_span(plain), a->sep, a->bytes_per_sep);
}

static Value list_dimension(Thread *t, const Buffer *b, int dim, uint8_t *p)
{
    if (dim == b->ndim)
        return unpack(t, b->format, p);
    Value list = list_new(t, b->shape[dim]);
    for (ssize i = 0; !is_empty(list) && i < b->shape[dim]; i++) {
        Value item = list_dimension(t, b, dim + 1, buffer_step(b, dim, p, i));
        if (is_empty(item) || !list_append_take(t, as_list(list), item))
            release(take(&list));
    }
    return list;
}

/** The items as a list, of lists for more than one dimension. */
METHOD0(memoryview, tolist)
{
    MemoryView *m = as_view(self);
    if (!check_released(t, m))
        return EMPTY;
    if (!format_letter(m->view.format))
        return raise_format(t, &exc_NotImplementedError, "memoryview: format %s not supported", m->view.format);
    return list_dimension(t, &m->view, 0, m->view.data);
}

/** A view of the same memory that cannot be written through. */
METHOD0(memoryview, toreadonly)
{
    Value v = memoryview_from(t, self);
    if (!is_empty(v))
        as_view(v)->view.readonly = true;
    return v;
}

/* A shape given as a list or tuple; false: raised. */
static bool read_shape(Thread *t, Ref v, ssize item_size, ssize len, ssize *shape, int *ndim)
{
    OWN Value items = to_tuple(t, v);
    if (is_empty(items))
        return false;
    ssize product = item_size;
    if (as_tuple(items)->len > MAX_DIM)
        return raise_value(t, "memoryview: number of dimensions must not exceed %d", MAX_DIM), false;
    *ndim = (int)as_tuple(items)->len;
    for (int i = 0; i < *ndim; i++) {
        Ref item = as_tuple(items)->item[i];
        if (!is_int(item))
            return raise_type(t, "memoryview.cast(): elements of shape must be integers"), false;
        if (!to_ssize(t, item, &exc_OverflowError, &shape[i]))
            return false;
        if (shape[i] <= 0)
            return raise_value(t, "memoryview.cast(): elements of shape must be integers > 0"), false;
        if (__builtin_mul_overflow(product, shape[i], &product))
            return raise_value(t, "memoryview.cast(): product(shape) > SSIZE_MAX"), false;
    }
    if (product != len)
        return raise_type(t, "memoryview: product(shape) * itemsize != buffer size"), false;
    return true;
}

/** The same memory with another format, one letter of struct, or another shape. */
METHOD(memoryview, cast, "(self, /, format: str, shape = ?)")
{
    MemoryView *m = as_view(self);
    const Buffer *from = &m->view;
    ssize shape[MAX_DIM], len = from->len;
    if (!check_released(t, m))
        return EMPTY;
    if (!buffer_is_contiguous(from, false))
        return raise_type(t, "memoryview: casts are restricted to C-contiguous views");
    bool has_shape = !is_empty(a->shape) && !is_none(a->shape);
    if (has_shape && !is_list(a->shape) && !is_tuple(a->shape))
        return raise_type(t, "shape must be a list or a tuple");
    for (int i = 0; (has_shape || from->ndim != 1) && i < from->ndim; i++)
        if (from->shape[i] == 0)
            return raise_type(t, "memoryview: cannot cast view with zeros in shape or strides");
    OWN Value format = str_encode(t, a->format, "ascii", NULL);
    if (is_empty(format))
        return EMPTY;
    char letter = format_letter((char *)as_bytes(format)->data);
    if (!letter)
        return raise_value(t, "memoryview: destination format must be a native single character format prefixed with an optional '@'");
    if (!is_byte_format(from->format) && !is_byte_format((char *)as_bytes(format)->data))
        return raise_type(t, "memoryview: cannot cast between two non-byte formats");
    Buffer to = {.data = from->data, .len = len, .item_size = letter_size(letter), .readonly = from->readonly, .ndim = 1,
                 .format = (char *)as_bytes(format)->data, .shape = shape};
    if (len % to.item_size)
        return raise_type(t, "memoryview: length is not a multiple of itemsize");
    shape[0] = len / to.item_size;
    if (has_shape && !read_shape(t, a->shape, to.item_size, len, shape, &to.ndim))
        return EMPTY;
    if (to.ndim > 1 && from->ndim > 1)
        return raise_type(t, "memoryview: cast must be 1D -> ND or ND -> 1D");
    if (!check_released(t, m))
        return EMPTY;
    MemoryView *cast = view_new(t, m->managed, &to);
    if (cast)
        cast->format_owner = take(&format);
    return value_of(cast);
}

/* --- Attributes --- */

static Value sizes(Thread *t, const MemoryView *m, const ssize *size)
{
    if (!check_released(t, m))
        return EMPTY;
    Value v = tuple_new(t, size ? m->view.ndim : 0);
    for (ssize i = 0; !is_empty(v) && i < as_tuple(v)->len; i++)
        as_tuple(v)->item[i] = fixnum(size[i]);
    return v;
}

/** The object whose memory it is. */
GETTER(memoryview, obj)
{
    MemoryView *m = as_view(self);
    if (!check_released(t, m))
        return EMPTY;
    Ref object = ((ManagedBuffer *)object_of(m->managed))->buffer.object;
    return is_empty(object) ? NONE : retain(object);
}

/** How many bytes tobytes() would have. */
GETTER(memoryview, nbytes)
{
    return check_released(t, as_view(self)) ? fixnum(as_view(self)->view.len) : EMPTY;
}

/** Whether the memory cannot be written. */
GETTER(memoryview, readonly)
{
    return check_released(t, as_view(self)) ? bool_value(as_view(self)->view.readonly) : EMPTY;
}

/** Bytes of an item. */
GETTER(memoryview, itemsize)
{
    return check_released(t, as_view(self)) ? fixnum(as_view(self)->view.item_size) : EMPTY;
}

/** The format of an item, in the notation of struct. */
GETTER(memoryview, format)
{
    return check_released(t, as_view(self)) ? str_from_text(t, as_view(self)->view.format) : EMPTY;
}

/** How many dimensions there are. */
GETTER(memoryview, ndim)
{
    return check_released(t, as_view(self)) ? fixnum(as_view(self)->view.ndim) : EMPTY;
}

/** The sizes of the dimensions. */
GETTER(memoryview, shape) { return sizes(t, as_view(self), as_view(self)->view.shape); }

/** Bytes from one item to the next in each dimension. */
GETTER(memoryview, strides) { return sizes(t, as_view(self), as_view(self)->view.strides); }

/** For arrays of pointers: what is added after following them. */
GETTER(memoryview, suboffsets) { return sizes(t, as_view(self), as_view(self)->view.suboffsets); }

/** Whether the items lie one behind the other in C order. */
GETTER(memoryview, c_contiguous)
{
    return check_released(t, as_view(self)) ? bool_value(buffer_is_contiguous(&as_view(self)->view, false)) : EMPTY;
}

/** Whether the items lie one behind the other in Fortran order. */
GETTER(memoryview, f_contiguous)
{
    return check_released(t, as_view(self)) ? bool_value(buffer_is_contiguous(&as_view(self)->view, true)) : EMPTY;
}

/** Whether the items lie one behind the other in either order. */
GETTER(memoryview, contiguous)
{
    const Buffer *b = &as_view(self)->view;
    return check_released(t, as_view(self)) ? bool_value(buffer_is_contiguous(b, false) || buffer_is_contiguous(b, true)) : EMPTY;
}

static Type managed_buffer_type = {
    TYPE_HEAD("managedbuffer", ManagedBuffer),
    .flags = TYPE_GC,
    .dealloc = managed_dealloc,
    .traverse = managed_traverse,
};

Type memoryview_type = {
    TYPE_HEAD("memoryview", MemoryView),
    .doc = memoryview_new_doc,
    .flags = TYPE_GC | TYPE_WEAKREFS,
    .methods = memoryview_methods,
    .getset = memoryview_getset,
    .new_ = memoryview_new_slot,
    .new_signature = &memoryview_new_signature,
    .dealloc = memoryview_dealloc,
    .traverse = memoryview_traverse,
    .clear = memoryview_clear,
    .repr = memoryview_repr,
    .hash = memoryview_hash,
    .compare = memoryview_compare,
    .len = memoryview_len,
    .getitem = memoryview_getitem,
    .setitem = memoryview_setitem,
    .item = memoryview_item,
    .get_buffer = memoryview_get_buffer,
    .release_buffer = memoryview_release_buffer,
};
