/* struct.c: Structure and Union, and their metaclasses, which lay out `_fields_`. Manual: ctypes, "Structured data types".
 *
 * The layout is gcc's for this machine: a field lies at the next place its alignment (at most `_pack_`) allows; a bit field
 * at the next bit, unless it would then reach over more of the units of its type than it needs. A class derived from one that has
 * fields goes on where that one ends. The layout is fixed as soon as something depends on it: instances, arrays, other fields.
 */
#include "modules/_ctypes/types.h"

#include <stdio.h>

#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_ctypes/struct.h"

#define SIZE_LIMIT (SSIZE_MAX_ / 16)        /* so that places can be counted in bits */

/* ---- laying out ---- */

typedef struct Layout {
    CType *cls;
    bool is_union, opaque;      /* opaque: no format tells of it */
    bool has_pointers;
    ssize pack;                 /* 0: natural alignment */
    ssize bit;                  /* behind the last field (unions: behind the longest) */
    ssize formatted;            /* bytes the format covers so far */
    ssize align;
    Value fields;               /* list, owned */
    StrBuilder format;
} Layout;

static ssize round_up(ssize n, ssize unit) { return (n + unit - 1) / unit * unit; }

static bool read_pack(Thread *t, Ref cls, Layout *l)
{
    Value found;
    int64_t n;
    Lookup r = find_attr(t, cls, NAME(_pack_), &found);
    if (r != FOUND)
        return r == MISSING;
    OWN Value pack = found;
    if (!is_int(pack) || !int_as_int64(pack, &n) || n < 0 || n > INT32_MAX)
        return raise_value(t, "_pack_ must be a non-negative integer"), false;
    l->pack = n;
    l->opaque = true;
    return true;
}

static bool begin(Thread *t, CType *cls, Layout *l)
{
    const CType *base = (CType *)cls->type.base;
    *l = (Layout){.cls = cls, .is_union = cls->kind == KIND_UNION, .align = 1};
    l->opaque = l->is_union;
    builder_init(&l->format, t);
    if (!base->defined) {
        l->fields = list_new(t, 4);
        builder_ascii(&l->format, "T{", 2);
    } else {
        l->fields = is_empty(base->fields) ? list_new(t, 4) : to_list(t, base->fields);
        l->align = base->align;
        l->bit = base->size * 8;
        l->formatted = base->size;
        l->has_pointers = base->has_pointers;
        if (base->format)
            builder_ascii(&l->format, base->format, (ssize)strlen(base->format) - 1);      /* field names are ASCII there: see add_format */
        else if (base->size)
            l->opaque = true;
        else
            builder_ascii(&l->format, "T{", 2);
    }
    return !is_empty(l->fields) && read_pack(t, value_of(cls), l);
}

/* "3x<i:name:" for a field, with the padding before it. */
static void add_format(Layout *l, const CType *c, const Str *name, ssize offset)
{
    char number[48];
    StrBuilder *b = &l->format;
    if (!name->ascii)
        l->opaque = true;
    if (l->opaque)
        return;
    if (offset > l->formatted) {
        snprintf(number, sizeof number, "%zdx", offset - l->formatted);
        builder_text(b, offset - l->formatted == 1 ? "x" : number);
    }
    for (int i = 0; i < c->ndim; i++) {
        snprintf(number, sizeof number, "%s%zd", i ? "," : "(", c->shape[i]);
        builder_text(b, number);
    }
    if (c->ndim)
        builder_char(b, ')');
    if (!c->format) {
        snprintf(number, sizeof number, "(%zd)B", c->size);
        builder_text(b, number);
    } else {
        builder_text(b, c->format);
    }
    builder_char(b, ':');
    builder_ascii(b, str_data(name), name->len);
    builder_char(b, ':');
    l->formatted = offset + c->size;
}

/* A bit field's place: the byte its unit begins at, and the bit in it. */
static void place_bits(Layout *l, const CType *c, ssize align, Field *f)
{
    ssize unit = align * 8, size = c->size * 8, bit = l->is_union ? 0 : l->bit;
    if ((bit % unit + f->bits + unit - 1) / unit > size / unit)
        bit = round_up(bit, unit);
    f->offset = bit / unit * align;
    f->bit_offset = (int)(bit % unit);
    l->bit = MAX(l->bit, bit + f->bits);
    l->opaque = true;
}

static bool read_bits(Thread *t, const CType *c, Ref width, int *bits)
{
    int64_t n;
    if (!to_int64(t, width, &n))
        return false;
    const SimpleKind *k = c->kind == KIND_SIMPLE ? simple_kind(c->code) : NULL;
    if (!k || !k->integer)
        return raise_type(t, "bit fields not allowed for type %N", &c->type), false;
    if (n <= 0 || n > c->size * 8)
        return raise_value(t, "number of bits invalid for bit field"), false;
    *bits = (int)n;
    return true;
}

/* (name, class) or (name, class, bits). */
static bool add_field(Thread *t, Layout *l, Ref pair, ssize i)
{
    if (!is_tuple(pair) || as_tuple(pair)->len < 2 || as_tuple(pair)->len > 3 || !is_str(as_tuple(pair)->item[0]))
        return raise_type(t, "'_fields_' must be a sequence of (name, C type) pairs"), false;
    Ref name = as_tuple(pair)->item[0], cls = as_tuple(pair)->item[1];
    CType *c = defined_ctype(cls);
    if (!c)
        return raise_type(t, "second item in _fields_ tuple (index %zd) must be a C type", i), false;
    if (c == l->cls)
        return raise_format(t, &exc_AttributeError, "Structure or union cannot contain itself"), false;
    OWN Value interned = intern_take(t, retain(name));
    OWN Value field = is_empty(interned) ? EMPTY : field_new(t, interned, cls, 0, as_list(l->fields)->len);
    if (is_empty(field))
        return false;
    Field *f = as_field(field);
    ssize align = l->pack ? MIN(c->align, l->pack) : c->align;
    if (as_tuple(pair)->len == 3) {
        if (!read_bits(t, c, as_tuple(pair)->item[2], &f->bits))
            return false;
        place_bits(l, c, align, f);
    } else {
        f->offset = l->is_union ? 0 : round_up((l->bit + 7) / 8, align);
        if (c->size > SIZE_LIMIT - f->offset - 4096)
            return raise_overflow(t, "structure too large"), false;
        l->bit = MAX(l->bit, (f->offset + c->size) * 8);
        add_format(l, c, as_str(interned), f->offset);
    }
    l->align = MAX(l->align, align);
    l->has_pointers |= c->has_pointers;
    c->final = true;
    return list_append(t, as_list(l->fields), field);
}

static bool add_fields(Thread *t, Layout *l, Ref given)
{
    OWN Value pairs = is_tuple(given) || is_list(given) ? to_list(t, given) : raise_type(t, "_fields_ must be a sequence of pairs");
    if (is_empty(pairs))
        return false;
    for (ssize i = 0; i < as_list(pairs)->len; i++)
        if (!add_field(t, l, as_list(pairs)->item[i], i))
            return false;
    return true;
}

/* The class gets its layout. */
static bool finish(Thread *t, Layout *l)
{
    CType *c = l->cls;
    ssize size = round_up((l->bit + 7) / 8, l->align);
    if (!l->opaque && size > l->formatted) {
        char number[32];
        snprintf(number, sizeof number, "%zdx", size - l->formatted);
        builder_text(&l->format, size - l->formatted == 1 ? "x" : number);
    }
    builder_char(&l->format, '}');
    OWN Value text = builder_take(&l->format), fields = to_tuple(t, l->fields);
    if (is_empty(text) || is_empty(fields) || (!l->opaque && !format_set(t, c, "%s", str_text(t, text))))
        return false;
    if (l->opaque) {
        mem_free(c->format);                    /* the base class's */
        c->format = NULL;
    }
    c->length = as_tuple(fields)->len;
    replace_take(&c->fields, take(&fields));
    c->size = c->item_size = size;
    c->align = l->align;
    c->has_pointers = l->has_pointers;
    c->final = true;
    aggregate_classify(c);
    return true;
}

/* The descriptors of the class's own fields become its attributes. */
static bool set_descriptors(Thread *t, CType *c)
{
    const CType *base = (CType *)c->type.base;
    ssize first = base->defined && !is_empty(base->fields) ? as_tuple(base->fields)->len : 0;
    for (ssize i = first; i < as_tuple(c->fields)->len; i++) {
        Ref field = as_tuple(c->fields)->item[i];
        if (!type_type.setattr(t, value_of(c), as_field(field)->name, field))
            return false;
    }
    return true;
}

/* ---- anonymous members ---- */

static bool add_inner(Thread *t, CType *c, Ref outer, Ref inner)
{
    Field *o = as_field(outer), *in = as_field(inner);
    Ref known = own_attribute(t, value_of(c), in->name);
    if (!is_empty(known) && is_exact(known, &field_type) && is_empty(as_field(known)->outer))
        return true;                            /* a field of the class itself */
    OWN Value field = field_new(t, in->name, in->type, o->offset + in->offset, o->index + in->index);
    if (is_empty(field))
        return false;
    as_field(field)->bits = in->bits;
    as_field(field)->bit_offset = in->bit_offset;
    as_field(field)->outer = retain(outer);
    as_field(field)->inner = retain(inner);
    return type_type.setattr(t, value_of(c), in->name, field);
}

/* All fields of the member's class, those of its own anonymous members too, are fields of c. */
static bool add_anonymous(Thread *t, CType *c, Ref name)
{
    OWN Value outer = get_attr(t, value_of(c), name);
    if (is_empty(outer))
        return false;
    if (!is_exact(outer, &field_type))
        return raise_format(t, &exc_AttributeError, "'%S' is specified in _anonymous_ but not in _fields_", name), false;
    Type *member = as_type(as_field(outer)->type);
    if (!is_aggregate((CType *)member))
        return raise_format(t, &exc_AttributeError, "type object '%N' has no attribute '_fields_'", member), false;
    for (; member->flags & TYPE_HEAP; member = member->base) {
        OWN Value attributes = dict_copy(t, type_dict(t, member));
        ssize at = 0;
        Ref key, value;
        while (!is_empty(attributes) && dict_next(as_dict(attributes), &at, &key, &value))
            if (is_exact(value, &field_type) && !add_inner(t, c, outer, value))
                return false;
        if (is_empty(attributes))
            return false;
    }
    return true;
}

static bool add_all_anonymous(Thread *t, CType *c)
{
    Ref given = own_attribute(t, value_of(c), NAME(_anonymous_));
    if (is_empty(given))
        return true;
    OWN Value names = is_tuple(given) || is_list(given) ? to_list(t, given) : raise_type(t, "_anonymous_ must be a sequence");
    if (is_empty(names))
        return false;
    for (ssize i = 0; i < as_list(names)->len; i++) {
        OWN Value name = retain(as_list(names)->item[i]);
        if (!is_str(name))
            return raise_type(t, "_anonymous_ must be a sequence of names"), false;
        if (!add_anonymous(t, c, name))
            return false;
    }
    return true;
}

/* ---- the metaclasses ---- */

static bool set_fields(Thread *t, CType *c, Ref given)
{
    Layout l;
    if (c->final)
        return raise_format(t, &exc_AttributeError, "_fields_ is final"), false;
    if (!type_type.setattr(t, value_of(c), NAME(_fields_), given))
        return false;
    bool good = begin(t, c, &l) && add_fields(t, &l, given);
    if (good && c->final)                       /* a field's class has been made of it meanwhile */
        good = (raise_format(t, &exc_AttributeError, "Structure or union cannot contain itself"), false);
    if (good)
        good = finish(t, &l);
    else
        builder_free(&l.format);
    release(l.fields);
    return good && set_descriptors(t, c) && add_all_anonymous(t, c);
}

static bool aggregate_setattr(Thread *t, Ref self, Ref name, Ref value)
{
    if (is_empty(value) || !str_is(name, "_fields_") || !as_ctype(self)->defined)
        return type_type.setattr(t, self, name, value);
    return set_fields(t, as_ctype(self), value);
}

/* Without fields of its own a class is like its base. */
static bool inherit(Thread *t, CType *c, CType *base)
{
    c->align = 1;
    c->defined = true;
    if (base->defined) {
        c->size = c->item_size = base->size;
        c->align = base->align;
        c->length = base->length;
        c->has_pointers = base->has_pointers;
        c->fields = retain(base->fields);
        base->final = true;
        if (base->format && !format_set(t, c, "%s", base->format))
            return false;
    }
    aggregate_classify(c);
    return true;
}

static Value aggregate_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names, Kind kind)
{
    OWN Value cls = ctype_new(t, meta, args, nargs, names);
    if (is_empty(cls) || type_of(cls) != meta)
        return take(&cls);
    CType *c = as_ctype(cls);
    c->kind = kind;
    if (!is_empty(own_attribute(t, cls, NAME(_abstract_))))
        return take(&cls);
    if (!inherit(t, c, (CType *)c->type.base))
        return EMPTY;
    OWN Value fields = retain(own_attribute(t, cls, NAME(_fields_)));
    return is_empty(fields) || set_attr(t, cls, NAME(_fields_), fields) ? take(&cls) : EMPTY;
}
static Value struct_metatype_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names)
{
    return aggregate_new(t, meta, args, nargs, names, KIND_STRUCT);
}
static Value union_metatype_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names)
{
    return aggregate_new(t, meta, args, nargs, names, KIND_UNION);
}

Type struct_metatype_type = {
    TYPE_HEAD("_ctypes.PyCStructType", CType), .doc = "metatype for the CData Objects", .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .base = &ctype_type, .new_ = struct_metatype_new, .setattr = aggregate_setattr,
};
Type union_metatype_type = {
    TYPE_HEAD("_ctypes.UnionType", CType), .doc = "metatype for the CData Objects", .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .base = &ctype_type, .new_ = union_metatype_new, .setattr = aggregate_setattr,
};

/* ---- instances ---- */

/* Is the keyword's field given by position, too? */
static bool check_duplicate(Thread *t, const Tuple *fields, ssize given, Ref keyword)
{
    for (ssize i = 0; i < given; i++)
        if (str_equal(as_str(as_field(fields->item[i])->name), as_str(keyword)))
            return raise_type(t, "duplicate values for field %R", keyword), false;
    return true;
}

INIT(aggregate, "(self, /, *args, **kwargs)")
{
    CType *c = ctype_of(self);
    OWN Value fields = is_empty(c->fields) ? tuple_new(t, 0) : retain(c->fields);
    Ref key, value;
    ssize at = 0;
    if (is_empty(fields))
        return false;
    if (a->args_count > as_tuple(fields)->len)
        return raise_type(t, "too many initializers"), false;
    for (ssize i = 0; i < a->args_count; i++)
        if (!set_attr(t, self, as_field(as_tuple(fields)->item[i])->name, a->args[i]))
            return false;
    while (!is_empty(a->kwargs) && dict_next(as_dict(a->kwargs), &at, &key, &value))
        if (!check_duplicate(t, as_tuple(fields), a->args_count, key) || !set_attr(t, self, key, value))
            return false;
    return true;
}

CType struct_type = {.kind = KIND_STRUCT, .type = {
    .head = OBJECT_STATIC(&struct_metatype_type), .name = "_ctypes.Structure", .size = sizeof(CData), .base = &data_type.type,
    .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS, .doc = "Structure base class", .new_ = data_new_slot, .init = aggregate_init_slot,
    .init_signature = &aggregate_init_signature,
}};
CType aggregate_union_type = {.kind = KIND_UNION, .type = {
    .head = OBJECT_STATIC(&union_metatype_type), .name = "_ctypes.Union", .size = sizeof(CData), .base = &data_type.type,
    .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS, .doc = "Union base class", .new_ = data_new_slot, .init = aggregate_init_slot,
    .init_signature = &aggregate_init_signature,
}};
