/* aggregate.c: how structures and unions are passed by value (System V ABI for x86-64, 3.2.3).
 *
 * libffi is told of structures as lists of elements, which says neither unions nor bit fields nor packed fields. So the ABI's
 * classes are worked out here, and libffi gets elements that have them: up to 16 bytes travel in registers, each eight bytes of
 * them as floating point if all that lies there is, else as an integer. All others go through memory, like what has a field at an
 * unaligned place. A long double alone in a structure is returned as such, which libffi does not know (in_x87).
 */
#include "modules/_ctypes/types.h"

#include "object/tuple.h"

enum Class { CLASS_NONE, CLASS_FLOAT, CLASS_INTEGER };

static bool merge(uint8_t *classes, ssize at, ssize size, enum Class class)
{
    if (at < 0 || at + size > 16)
        return false;
    for (ssize i = at / 8; i <= (at + size - 1) / 8; i++)
        classes[i] = MAX(classes[i], (uint8_t)class);
    return true;
}

/* False: memory. The whole is at most 16 bytes. */
static bool classify(const CType *c, ssize at, uint8_t *classes)
{
    if (c->size == 0)
        return true;
    if (c->kind == KIND_ARRAY) {
        for (ssize i = 0; i < c->length; i++)
            if (!classify(as_ctype(c->item), at + i * as_ctype(c->item)->size, classes))
                return false;
        return true;
    }
    if (is_aggregate(c)) {
        for (ssize i = 0; !is_empty(c->fields) && i < as_tuple(c->fields)->len; i++) {
            Field *f = as_field(as_tuple(c->fields)->item[i]);
            if (f->bits) {
                ssize first = at + f->offset + f->bit_offset / 8, last = at + f->offset + (f->bit_offset + f->bits - 1) / 8;
                if (!merge(classes, first, last - first + 1, CLASS_INTEGER))
                    return false;
            } else if (!classify(as_ctype(f->type), at + f->offset, classes)) {
                return false;
            }
        }
        return true;
    }
    if (at % c->align || c->size > 8)
        return false;
    return merge(classes, at, c->size, c->kind == KIND_SIMPLE && strchr("fd", c->code) ? CLASS_FLOAT : CLASS_INTEGER);
}

/* Is there nothing but long doubles, at offset 0? */
static bool is_long_double(const CType *c)
{
    if (c->size != sizeof(long double))
        return false;
    if (c->kind == KIND_SIMPLE)
        return c->code == 'g';
    if (c->kind == KIND_ARRAY)
        return c->length == 1 && is_long_double(as_ctype(c->item));
    if (!is_aggregate(c) || is_empty(c->fields))
        return false;
    for (ssize i = 0; i < as_tuple(c->fields)->len; i++) {
        Field *f = as_field(as_tuple(c->fields)->item[i]);
        if (f->bits || f->offset || !is_long_double(as_ctype(f->type)))
            return false;
    }
    return true;
}

static ffi_type *element(uint8_t class, ssize size)
{
    if (class == CLASS_FLOAT)
        return size <= 4 ? &ffi_type_float : &ffi_type_double;
    return size == 1 ? &ffi_type_uint8 : size == 2 ? &ffi_type_uint16 : size == 4 ? &ffi_type_uint32 : &ffi_type_uint64;
}

/* Too large for registers: what has it as an element goes through memory. */
static ffi_type *const no_elements[] = {NULL};
static const ffi_type large = {.size = 64, .alignment = 1, .type = FFI_TYPE_STRUCT, .elements = (ffi_type **)no_elements};

void aggregate_classify(CType *c)
{
    uint8_t classes[2] = {CLASS_NONE, CLASS_NONE};
    c->own_ffi = (ffi_type){.size = (size_t)c->size, .alignment = (unsigned short)MIN(c->align, (ssize)64), .type = FFI_TYPE_STRUCT,
                            .elements = c->ffi_elements};
    c->ffi = &c->own_ffi;
    c->in_x87 = is_long_double(c);
    c->ffi_elements[1] = c->ffi_elements[2] = NULL;
    if (c->size > 16 || !classify(c, 0, classes)) {
        c->ffi_elements[0] = (ffi_type *)&large;
        return;
    }
    c->ffi_elements[0] = element(classes[0], MIN(c->size, (ssize)8));
    if (c->size > 8)
        c->ffi_elements[1] = element(classes[1], c->size - 8);
}
