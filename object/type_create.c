/* type_create.c: making classes: type(name, bases, dict) with __slots__, layout, MRO, __set_name__, __init_subclass__
 * (Reference 3.3.3).
 *
 * Layout of an instance of a class: the fixed part of its best base, one Value per new __slots__ name, and, unless
 * __slots__ without __dict__ forbids it, an Attrs at the very end (after the items for variable-size bases).
 */
#include "object/type_internal.h"

#include "object/attrs.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/frame.h"
#include "object/function.h"
#include "object/list.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

#define DEFAULT_INLINE_SLOTS 2

/* ---- bases --------------------------------------------------------------------------------------------------- */

static bool adds_layout(const Type *type)
{
    return !type->base || type->size != type->base->size || type->item_size != type->base->item_size;
}

Type *solid_base(Type *type)
{
    while (type->base && !adds_layout(type))
        type = type->base;
    return type;
}

Type *best_base(Thread *t, Tuple *bases)
{
    Type *winner = NULL, *best = NULL;

    for (ssize i = 0; i < bases->len; i++) {
        Ref v = bases->item[i];
        if (!is_type(v)) {
            raise_type(t, "bases must be types");
            return NULL;
        }
        Type *base = as_type(v);
        if (!type_ready(t, base))
            return NULL;
        if (!(base->flags & TYPE_BASE)) {
            raise_type(t, "type '%N' is not an acceptable base type", base);
            return NULL;
        }
        Type *candidate = solid_base(base);
        if (!winner || (candidate != winner && type_is_subtype(candidate, winner))) {
            winner = candidate;
            best = base;
        } else if (!type_is_subtype(winner, candidate)) {
            raise_type(t, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return best;
}

Type *type_calculate_metatype(Thread *t, Type *meta, Ref bases)
{
    for (ssize i = 0; i < as_tuple(bases)->len; i++) {
        Type *other = type_of(as_tuple(bases)->item[i]);
        if (type_is_subtype(meta, other))
            continue;
        if (type_is_subtype(other, meta)) {
            meta = other;
            continue;
        }
        raise_type(t, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the "
                      "metaclasses of all its bases");
        return NULL;
    }
    return meta;
}

/* ---- __slots__ ----------------------------------------------------------------------------------------------- */

typedef struct SlotNames { bool given, dict, weakref; Value names; /* tuple of mangled str, owned */ } SlotNames;

static Value mangle(Thread *t, Ref class_name, Ref name)
{
    Str *s = as_str(name), *c = as_str(class_name);
    ssize skip = 0;

    if (s->len < 3 || str_at(s, 0) != '_' || str_at(s, 1) != '_')
        return retain(name);
    if (str_at(s, s->len - 1) == '_' && str_at(s, s->len - 2) == '_')
        return retain(name);
    while (skip < c->len && str_at(c, skip) == '_')
        skip++;
    if (skip == c->len)
        return retain(name);
    OWN Value stripped = str_slice(t, class_name, skip, c->len);
    return is_empty(stripped) ? EMPTY : intern_take(t, str_format(t, "_%S%S", stripped, name));
}

static bool read_slots(Thread *t, Ref class_name, Type *base, Dict *dict, SlotNames *out)
{
    Ref slots = dict_peek_name(dict, NAME(__slots__));

    *out = (SlotNames){.names = EMPTY};
    if (is_empty(slots))
        return true;
    out->given = true;
    OWN Value list = is_str(slots) ? list_from_array(t, &slots, 1) : to_list(t, slots);
    OWN Value names = list_new(t, 4);
    if (is_empty(list) || is_empty(names))
        return false;
    if (as_list(list)->len && base->item_size && !(base->flags & TYPE_IS_TYPE))
        return raise_type(t, "nonempty __slots__ not supported for subtype of '%N'", base), false;
    for (ssize i = 0; i < as_list(list)->len; i++) {
        Ref name = as_list(list)->item[i];
        if (!is_str(name))
            return raise_type(t, "__slots__ items must be strings, not '%T'", name), false;
        if (!str_is_identifier(as_str(name)))
            return raise_type(t, "__slots__ must be identifiers"), false;
        if (str_is(name, "__dict__")) {
            if (out->dict || base->attrs_offset || base->dict_offset)
                return raise_type(t, "__dict__ slot disallowed: we already got one"), false;
            out->dict = true;
            continue;
        }
        if (str_is(name, "__weakref__")) {
            if (out->weakref || base->flags & TYPE_WEAKREFS)
                return raise_type(t, "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0"), false;
            out->weakref = true;
            continue;
        }
        OWN Value mangled = mangle(t, class_name, name);
        if (is_empty(mangled))
            return false;
        Ref conflict;
        Lookup r = dict_find(t, dict, mangled, &conflict);
        if (r == ERROR)
            return false;
        if (r == FOUND && !str_is(name, "__qualname__") && !str_is(name, "__classcell__"))
            return raise_value(t, "%R in __slots__ conflicts with class variable", name), false;
        if (!list_append(t, as_list(names), mangled))
            return false;
    }
    if (!list_sort(t, as_list(names), EMPTY, false))
        return false;
    out->names = to_tuple(t, names);
    return !is_empty(out->names);
}

/* ---- the class ----------------------------------------------------------------------------------------------- */

/* How many attribute slots new instances get before any was seen: what __init__ assigns, and the base's. */
static uint16_t guess_inline_slots(Type *type, Type *base)
{
    Ref init = dict_peek_name(type->dict, NAME(__init__));
    uint32_t guess = base->inline_slots;

    if (is_exact(init, &function_type))
        guess = guess && base->attrs_offset > 0 ? guess + as_function(init)->code->self_attrs : as_function(init)->code->self_attrs;
    if (guess == 0)
        guess = DEFAULT_INLINE_SLOTS;
    return (uint16_t)MIN(guess, INLINE_SLOTS_MAX);
}

static void lay_out(Type *type, Type *base, const SlotNames *slots)
{
    ssize count = slots->given ? as_tuple(slots->names)->len : 0;
    bool may_add = !slots->given || slots->dict;

    type->size = ((base->size + 7) & ~(ssize)7) + count * (ssize)sizeof(Value);
    if (!count)
        type->size = base->size;
    type->item_size = base->item_size;
    type->flags |= base->flags & TYPE_INHERITED;
    if (base->flags & TYPE_WEAKREFS || !slots->given || slots->weakref)
        type->flags |= TYPE_WEAKREFS;
    type->dict_offset = base->dict_offset;
    if (base->attrs_offset || (may_add && !base->dict_offset)) {
        type->flags |= TYPE_ATTRS;
        type->attrs_offset = base->item_size ? -1 : (type->size + 7) & ~(ssize)7;
        type->inline_slots = base->item_size ? 0 : guess_inline_slots(type, base);
    }
    type->flags |= TYPE_GC;                 /* also with __slots__ = (): an instance refers to its class, thus to a module's names */
}

/* Wraps __new__ as a static method and __init_subclass__, __class_getitem__ as class methods when they are plain functions. */
static bool wrap_implicit(Thread *t, Dict *d, Ref name, Type *wrapper)
{
    Ref f = dict_peek_name(d, name);
    if (is_empty(f) || !is_exact(f, &function_type))
        return true;
    OWN Value wrapped = call1(t, value_of(wrapper), f);
    return !is_empty(wrapped) && dict_set(t, d, name, wrapped);
}

/* Most of what class bodies hold: known to have no __set_name__. */
static bool is_never_told(Ref v)
{
    const Type *type = is_ptr(v) ? type_of(v) : &none_type;
    return type == &function_type || type == &none_type || type == &str_type || type == &tuple_type || type == &bool_type
        || type == &classmethod_type || type == &staticmethod_type || type == &member_descriptor_type || type == &getset_descriptor_type;
}

static bool set_names(Thread *t, Type *type)
{
    ssize at = 0;
    Ref key, value;
    bool none = true;

    while (none && dict_next(type->dict, &at, &key, &value))
        none = is_never_told(value);
    if (none)
        return true;
    OWN Value copy = dict_copy(t, type->dict);
    if (is_empty(copy))
        return false;
    at = 0;
    while (dict_next(as_dict(copy), &at, &key, &value)) {
        Value result, args[2] = {value_of(type), key};
        if (is_never_told(value))
            continue;
        Lookup r = call_special(t, value, NAME(__set_name__), args, 2, &result);
        if (r == ERROR) {
            OWN Value error = raised_take(t);       /* chained, as 3.2-3.11 show it */
            OWN Value wrapped = exception_new(t, &exc_RuntimeError, "Error calling __set_name__ on '%T' instance %R in '%N'", value, key, type);
            if (!is_empty(wrapped))
                raise_object(t, wrapped, error);
            return false;
        }
        if (r == FOUND)
            release(result);
    }
    return true;
}

static bool init_subclass(Thread *t, Type *type, const Value *args, ssize nargs, Ref names)
{
    if ((is_empty(names) || !as_tuple(names)->len) && is_empty(dict_peek_name(type->dict, NAME(__init_subclass__)))
        && same(type_lookup(t, type, NAME(__init_subclass__)), type_lookup(t, &object_type, NAME(__init_subclass__))))
        return true;                                /* object's, which does nothing */
    OWN Value super = call2(t, value_of(&super_type), value_of(type), value_of(type));
    OWN Value hook = is_empty(super) ? EMPTY : get_attr(t, super, NAME(__init_subclass__));
    if (is_empty(hook))
        return false;
    OWN Value result = call(t, hook, args + nargs, 0, names);
    return !is_empty(result);
}

/* __classcell__: what super() and __class__ in methods refer to. */
static bool bind_class_cell(Thread *t, Type *type)
{
    Ref cell = dict_peek_name(type->dict, NAME(__classcell__));
    if (is_empty(cell))
        return true;
    if (!is_exact(cell, &cell_type))
        return raise_type(t, "__classcell__ must be a nonlocal cell, not <class '%T'>", cell), false;
    replace_take(&as_cell(cell)->value, retain_object(type));
    return dict_delete(t, type->dict, NAME(__classcell__)) != ERROR;
}

static bool add_members(Thread *t, Type *type, Type *base, Tuple *names)
{
    ssize offset = (base->size + 7) & ~(ssize)7;
    for (ssize i = 0; i < names->len; i++, offset += sizeof(Value)) {
        OWN Value descriptor = slot_descriptor_new(t, type, names->item[i], offset);
        if (is_empty(descriptor) || !dict_set(t, type->dict, names->item[i], descriptor))
            return false;
    }
    return true;
}

/* A class body may define the name itself: its definition counts. */
static bool add_getset(Thread *t, Type *type, const GetSetDef *def)
{
    Ref known = dict_peek_text(t, type->dict, def->name);
    return !is_empty(known) || (!is_raised(t) && dict_set_text_take(t, type->dict, def->name, getset_descriptor_new(t, type, def)));
}

/* Default attributes every class has in its own dict. */
static bool fill_defaults(Thread *t, Type *type, Type *base)
{
    Dict *d = type->dict;
    Frame *frame = t->frame;

    if (is_empty(dict_peek_name(d, NAME(__module__))) && frame) {
        Ref module = dict_peek_name(frame_globals(frame), NAME(__name__));
        if (!is_empty(module) && !dict_set(t, d, NAME(__module__), module))
            return false;
    }
    Ref doc = dict_peek_name(d, NAME(__doc__));
    ssize n;
    if (is_empty(doc) ? !dict_set(t, d, NAME(__doc__), NONE) : is_str(doc) && !str_utf8(t, doc, &n))      /* no lone surrogates */
        return false;
    if (!is_empty(dict_peek_name(d, NAME(__eq__))) && is_empty(dict_peek_name(d, NAME(__hash__)))
        && !dict_set(t, d, NAME(__hash__), NONE))
        return false;
    if (type->attrs_offset && !base->attrs_offset && !base->dict_offset
        && !add_getset(t, type, &instance_dict_getset))
        return false;
    if (type->flags & TYPE_WEAKREFS && !(base->flags & TYPE_WEAKREFS)
        && !add_getset(t, type, &instance_weakref_getset))
        return false;
    return true;
}

static bool take_qualname(Thread *t, Type *type)
{
    Ref qualname = dict_peek_name(type->dict, NAME(__qualname__));

    if (is_empty(qualname)) {
        type->qualname = retain(type->name_value);
        return true;
    }
    if (!is_str(qualname))
        return raise_type(t, "type __qualname__ must be a str, not %T", qualname), false;
    type->qualname = retain(qualname);
    return dict_delete(t, type->dict, NAME(__qualname__)) != ERROR;
}

Value type_build(Thread *t, Type *meta, Ref name, Ref bases, Type *base, Ref dict)
{
    const char *text = str_utf8(t, name, NULL);
    if (!text)
        return EMPTY;
    if (strlen(text) != strlen(str_text(t, name)) || str_find_char(as_str(name), 0, 0, as_str(name)->len) >= 0)
        return raise_value(t, "type name must not contain null characters");
    OWN Value result = type_alloc(t, meta, 0);
    if (is_empty(result))
        return EMPTY;
    Type *type = as_type(result);
    type->flags = TYPE_HEAP | TYPE_BASE | TYPE_READY | TYPE_DICT_READY;
    type->name_value = retain(name);
    type->name = text;
    type->base = (Type *)object_of(retain_object(base));
    type->bases = as_tuple(retain(bases));
    type->capi = base->capi;
    Value copy = dict_copy(t, as_dict(dict));
    if (is_empty(copy))
        return EMPTY;
    type->dict = as_dict(copy);
    SlotNames slots;
    if (!take_qualname(t, type) || !wrap_implicit(t, type->dict, NAME(__new__), &staticmethod_type)
        || !wrap_implicit(t, type->dict, NAME(__init_subclass__), &classmethod_type)
        || !wrap_implicit(t, type->dict, NAME(__class_getitem__), &classmethod_type)
        || !read_slots(t, name, base, type->dict, &slots))
        return EMPTY;
    type->slot_names = slots.names;
    lay_out(type, base, &slots);
    for (ssize i = 0; i < as_tuple(bases)->len; i++) {      /* __dict__ and weak references may come from another base */
        Type *other = as_type(as_tuple(bases)->item[i]);
        type->flags |= other->flags & TYPE_WEAKREFS;
        if ((other->attrs_offset) && !type->attrs_offset && !type->dict_offset) {
            type->flags |= TYPE_ATTRS;
            type->attrs_offset = base->item_size ? -1 : (type->size + 7) & ~(ssize)7;
            type->inline_slots = base->item_size ? 0 : guess_inline_slots(type, base);
        }
        type->flags |= other->flags & (TYPE_IS_MAPPING | TYPE_IS_SEQUENCE);
    }
    if (slots.given && !add_members(t, type, base, as_tuple(slots.names)))
        return EMPTY;
    if (!bind_class_cell(t, type) || !fill_defaults(t, type, base) || !mro_update(t, type))
        return EMPTY;
    for (ssize i = 0; i < as_tuple(bases)->len; i++)
        if (!subclass_add(t, as_type(as_tuple(bases)->item[i]), type))
            return EMPTY;
    slots_fill(t, type);
    return take(&result);
}

/* A base that is no class but has __mro_entries__ is an error here: __build_class__ resolves those. */
static bool check_bases(Thread *t, Ref bases)
{
    for (ssize i = 0; i < as_tuple(bases)->len; i++) {
        Ref base = as_tuple(bases)->item[i];
        Value found;
        if (is_type(base))
            continue;
        Lookup r = find_attr(t, base, NAME(__mro_entries__), &found);
        if (r == ERROR)
            return false;
        if (r == FOUND) {
            release(found);
            return raise_type(t, "type() doesn't support MRO entry resolution; use types.new_class()"), false;
        }
    }
    return true;
}

Value type_create(Thread *t, Type *meta, Ref name, Ref bases_given, Ref dict, const Value *args, ssize nargs, Ref names)
{
    OWN Value bases = as_tuple(bases_given)->len ? retain(bases_given) : tuple_pack(t, 1, value_of(&object_type));

    if (is_empty(bases) || !check_bases(t, bases))
        return EMPTY;
    Type *winner = type_calculate_metatype(t, meta, bases_given);
    if (!winner)
        return EMPTY;
    if (winner != meta && winner->new_ != type_type.new_) {
        Value all[3] = {name, bases, dict};
        (void)args, (void)nargs;
        if (is_empty(names) || as_tuple(names)->len == 0)
            return winner->new_(t, winner, all, 3, EMPTY);
        OWN Value full = EMPTY;                             /* keywords go along */
        Value *array = mem_alloc_array(t, 3 + as_tuple(names)->len, sizeof *array);
        if (!array)
            return EMPTY;
        memcpy(array, all, sizeof all);
        memcpy(array + 3, args + nargs, (size_t)as_tuple(names)->len * sizeof *array);
        full = winner->new_(t, winner, array, 3, names);
        mem_free(array);
        return take(&full);
    }
    Type *base = best_base(t, as_tuple(bases));
    if (!base)
        return EMPTY;
    OWN Value result = type_build(t, winner, name, bases, base, dict);
    if (is_empty(result))
        return EMPTY;
    if (!set_names(t, as_type(result)) || !init_subclass(t, as_type(result), args, nargs, names))
        return EMPTY;
    return take(&result);
}

/* ---- MRO by the metatype --------------------------------------------------------------------------------------- */

static Value mro_of_metatype(Thread *t, Type *type)
{
    Type *meta = type->head.type;
    Ref method = meta == &type_type ? EMPTY : type_lookup(t, meta, NAME(mro));
    Ref standard = is_empty(method) ? EMPTY : type_lookup(t, &type_type, NAME(mro));

    if (is_empty(method) || same(method, standard))
        return mro_compute(t, type);
    OWN Value list = call_method0(t, value_of(type), NAME(mro));
    OWN Value mro = is_empty(list) ? EMPTY : to_tuple(t, list);
    if (is_empty(mro))
        return EMPTY;
    Type *solid = solid_base(type);
    for (ssize i = 0; i < as_tuple(mro)->len; i++) {
        Ref c = as_tuple(mro)->item[i];
        if (!is_type(c))
            return raise_type(t, "mro() returned a non-class ('%T')", c);
        if (!type_is_subtype(solid, solid_base(as_type(c))))
            return raise_type(t, "mro() returned base with unsuitable layout ('%N')", as_type(c));
    }
    return take(&mro);
}

/* Gives `type` its new MRO, and then its subclasses theirs. mro() of a metaclass may assign __bases__ meanwhile, which
 * makes newer ones: those stand. `undo` gets [class, new MRO, old MRO] of each class that had one before. */
static bool mro_replace(Thread *t, Type *type, List *undo)
{
    OWN Value old = type->mro ? retain_object(type->mro) : EMPTY;
    OWN Value mro = mro_of_metatype(t, type);
    if (is_empty(mro))
        return false;
    if (type->mro != (is_empty(old) ? NULL : as_tuple(old)))
        return true;
    OWN Value entry = is_empty(old) ? EMPTY : tuple_pack(t, 3, value_of(type), mro, old);
    if (!is_empty(old) && (is_empty(entry) || !list_append(t, undo, entry)))
        return false;
    Tuple *replaced = type->mro;
    type->mro = as_tuple(take(&mro));
    if (!replaced)
        return true;
    DROP(replaced);
    type_forget(t, type);
    OWN Value subclasses = is_empty(type->subclasses) ? EMPTY : to_list(t, type->subclasses);
    for (ssize i = 0; !is_empty(subclasses) && i < as_list(subclasses)->len; i++) {
        OWN Value subclass = weakref_get(as_list(subclasses)->item[i]);
        if (!is_empty(subclass) && !mro_replace(t, as_type(subclass), undo))
            return false;
    }
    return !is_raised(t);
}

/* Puts back the MROs that mro_replace() exchanged, but where another call has been faster. */
static void mro_restore(Thread *t, List *undo)
{
    for (ssize i = undo->len; i-- > 0;) {
        Tuple *entry = as_tuple(undo->item[i]);
        Type *type = as_type(entry->item[0]);
        if (!same(value_of(type->mro), entry->item[1]))
            continue;
        Tuple *failed = type->mro;
        type->mro = as_tuple(retain(entry->item[2]));
        DROP(failed);
        type_forget(t, type);
    }
}

bool mro_update(Thread *t, Type *type)
{
    OWN Value undo = list_new(t, 0);
    if (is_empty(undo))
        return false;
    if (mro_replace(t, type, as_list(undo)))
        return true;
    mro_restore(t, as_list(undo));
    return false;
}

/* ---- the end of a class -------------------------------------------------------------------------------------- */

void type_dealloc(Object *o)
{
    Type *type = (Type *)o;
    Type *base = type->base;

    if (type_is_foreign(type))
        capi_type_free(type);
    if (type->bases)
        for (ssize i = 0; i < type->bases->len; i++)
            subclass_remove(as_type(type->bases->item[i]), type);
    DROP(type->dict);
    DROP(type->bases);
    DROP(type->mro);
    release(type->qualname);
    release(type->subclasses);
    release(type->slot_names);
    shapes_free(type);
    release(type->name_value);
    if (base)
        DROP(base);
    object_free(o, object_size(o));
}
