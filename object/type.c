/* type.c: classes as the interpreter uses them: readiness of static types, MRO, look-up with its cache, versions.
 *
 * A class's version is 0 until somebody caches a look-up in it; a change to the class or to a class it inherits from sets
 * it back to 0, so a cached (version, name) or an inline cache can only hit while nothing relevant has changed.
 * Invariant: a class with a version != 0 has only bases with a version != 0.
 */
#include "object/type_internal.h"

#include <stdlib.h>

#include "object/attrs.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/list.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/slots.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

/* ---- readiness of static types ------------------------------------------------------------------------------- */

/* Static types are shared by all interpreters: what hangs off them is immortal. */
static Value immortal(Value v)
{
    if (!is_empty(v))
        object_of(v)->refcount = IMMORTAL;
    return v;
}

bool type_ready(Thread *t, Type *type)
{
    if (type->flags & TYPE_READY)
        return true;
    type->flags |= TYPE_READY;
    if (!type->head.type)
        type->head.type = &type_type;
    if (!type->base && type != &object_type)
        type->base = &object_type;
    if (type->base) {
        if (!type_ready(t, type->base))
            return false;
        slots_inherit(type, type->base);
    }
    if (type->flags & TYPE_ATTRS && !type->attrs_offset)
        type->attrs_offset = type->item_size ? -1 : type->size;
    if (!type->bases) {
        Value bases = immortal(type->base ? tuple_pack(t, 1, value_of(type->base)) : tuple_new(t, 0));
        if (is_empty(bases))
            return false;
        type->bases = as_tuple(bases);
    }
    Value mro = immortal(mro_compute(t, type));
    if (is_empty(mro))
        return false;
    type->mro = as_tuple(mro);
    if (!type->finalize && !type->attrs_offset && !(type->flags & (TYPE_WEAKREFS | TYPE_HEAP)))
        type->flags |= TYPE_PLAIN_END;
    return true;
}

static bool add_methods(Thread *t, Type *type, Dict *d, const MethodDef *m)
{
    for (m = method_first(m); m; m = method_next(m))
        if (!dict_set_text_take(t, d, m->name, method_descriptor_new(t, type, m)))
            return false;
    return true;
}

/* The attributes a built-in type declares in C. Explicit methods win over slot wrappers of the same name. */
static bool fill_dict(Thread *t, Type *type, Dict *d)
{
    for (const GetSetDef *g = type->getset; g && g->name; g++)
        if (!dict_set_text_take(t, d, g->name, getset_descriptor_new(t, type, g)))
            return false;
    for (const MemberDef *m = type->members; m && m->name; m++)
        if (!dict_set_text_take(t, d, m->name, member_descriptor_new(t, type, m)))
            return false;
    if (!slots_add_wrappers(t, type, d))
        return false;
    if (!add_methods(t, type, d, type->methods))
        return false;
    if (is_empty(dict_peek_text(t, d, "__doc__"))) {
        OWN Value doc = type->doc ? str_from_text(t, type->doc) : NONE;
        if (is_empty(doc) || !dict_set(t, d, NAME(__doc__), doc))
            return false;
    }
    return true;
}

Dict *type_dict(Thread *t, Type *type)
{
    if (likely(type->dict && type->flags & TYPE_DICT_READY))
        return type->dict;
    if (type->dict)
        return type->dict;          /* being filled: a nested look-up sees what is there */
    if (!type_ready(t, type))
        return NULL;
    Value raised = raised_take(t);
    Value d = immortal(dict_new(t));
    bool good = false;
    if (!is_empty(d)) {
        type->dict = as_dict(d);
        good = fill_dict(t, type, as_dict(d));
        type->flags |= TYPE_DICT_READY;
    }
    if (good)
        t->raised = raised;
    else
        release(raised);
    return good ? type->dict : NULL;
}

/* ---- MRO ----------------------------------------------------------------------------------------------------- */

/* C3 linearisation (Reference 3.3.3.1) merges the bases' MROs and the list of bases. */

/* A list that is merged: what comes before `at` is in the result already. */
typedef struct MroRow { Tuple *list; ssize at; } MroRow;

static bool is_in_a_tail(const MroRow *rows, ssize n, Ref class)
{
    for (ssize i = 0; i < n; i++)
        for (ssize k = rows[i].at + 1; k < rows[i].list->len; k++)
            if (same(rows[i].list->item[k], class))
                return true;
    return false;
}
/* The first head that stands in no tail. EMPTY if there is none; *done then tells whether all lists are used up. */
static Ref next_of_merge(const MroRow *rows, ssize n, bool *done)
{
    *done = true;
    for (ssize i = 0; i < n; i++) {
        if (rows[i].at == rows[i].list->len)
            continue;
        *done = false;
        Ref head = rows[i].list->item[rows[i].at];
        if (!is_in_a_tail(rows, n, head))
            return head;
    }
    return EMPTY;
}
static bool merge_rows(Thread *t, MroRow *rows, ssize n, List *result)
{
    bool done;
    for (;;) {
        Ref class = next_of_merge(rows, n, &done);
        if (is_empty(class))
            break;
        if (!list_append(t, result, class))
            return false;
        for (ssize i = 0; i < n; i++)
            if (rows[i].at < rows[i].list->len && same(rows[i].list->item[rows[i].at], class))
                rows[i].at++;
    }
    if (done)
        return true;
    StrBuilder names;
    builder_init(&names, t);
    const Tuple *bases = rows[n - 1].list;
    for (ssize i = 0; i < bases->len; i++) {
        if (i)
            builder_ascii(&names, ", ", 2);
        builder_text(&names, type_display_name(as_type(bases->item[i])));
    }
    OWN Value text = builder_take(&names);
    if (!is_empty(text))
        raise_type(t, "Cannot create a consistent method resolution\norder (MRO) for bases %S", text);
    return false;
}

/* The tuple of a class and all it inherits from, in the order of look-up. */
Value mro_compute(Thread *t, Type *type)
{
    ssize n = type->bases->len;
    for (ssize i = 0; i < n; i++)
        if (!as_type(type->bases->item[i])->mro)        /* its metaclass's mro() is still at work */
            return raise_type(t, "Cannot extend an incomplete type '%N'", as_type(type->bases->item[i]));
    OWN Value result = list_new(t, 4);
    if (is_empty(result) || !list_append(t, as_list(result), value_of(type)))
        return EMPTY;
    if (n == 1) {                                       /* single inheritance: no merge needed */
        Tuple *rest = as_type(type->bases->item[0])->mro;
        for (ssize i = 0; i < rest->len; i++)
            if (!list_append(t, as_list(result), rest->item[i]))
                return EMPTY;
        return to_tuple(t, result);
    }
    /* The orders of the bases, and the bases themselves. */
    MroRow *rows = mem_alloc_array(t, n + 1, sizeof *rows);
    if (!rows)
        return EMPTY;
    for (ssize i = 0; i < n; i++)
        rows[i] = (MroRow){as_type(type->bases->item[i])->mro, 0};
    rows[n] = (MroRow){type->bases, 0};
    bool merged = merge_rows(t, rows, n + 1, as_list(result));
    mem_free(rows);
    return merged ? to_tuple(t, result) : EMPTY;
}

bool type_is_subtype(const Type *type, const Type *base)
{
    if (type == base)
        return true;
    if (!type->mro) {
        for (; type; type = type->base)
            if (type == base)
                return true;
        return base == &object_type;
    }
    for (ssize i = 0; i < type->mro->len; i++)
        if (as_type(type->mro->item[i]) == base)
            return true;
    return false;
}

/* ---- look-up ------------------------------------------------------------------------------------------------- */

#define CACHE_SIZE 2048

typedef struct CacheLine { uint32_t version; uint32_t unused_; const Object *name; Ref value; } CacheLine;
struct TypeCache { CacheLine line[CACHE_SIZE]; };

struct TypeCache *type_cache_create(void) { return calloc(1, sizeof(struct TypeCache)); }

uint32_t type_version(Thread *t, Type *type)
{
    if (likely(type->version))
        return type->version;
    if (!type_ready(t, type))
        return raised_clear(t), 0;
    if (!type->mro)
        return 0;
    for (ssize i = 0; i < type->bases->len; i++)
        if (!type_version(t, as_type(type->bases->item[i])))
            return 0;
    if (t->interp->next_type_version == UINT32_MAX)
        return 0;
    return type->version = ++t->interp->next_type_version;
}

static Ref lookup_uncached(Thread *t, Type *type, Ref name)
{
    if (!type->mro && !type_ready(t, type))
        return raised_clear(t), EMPTY;
    Tuple *mro = type->mro;
    if (!mro)
        return EMPTY;                   /* a class being made, whose metaclass's mro() looks at it */
    for (ssize i = 0; i < mro->len; i++) {
        Dict *d = type_dict(t, as_type(mro->item[i]));
        if (!d) {
            raised_clear(t);
            continue;
        }
        Ref found = dict_peek_name(d, name);
        if (!is_empty(found))
            return found;
    }
    return EMPTY;
}

Ref type_lookup(Thread *t, Type *type, Ref name)
{
    uint32_t version = type->version ? type->version : type_version(t, type);

    if (unlikely(!version || !as_str(name)->interned))
        return lookup_uncached(t, type, name);
    CacheLine *line = &t->interp->type_cache->line[(version * 31 ^ (uint32_t)((uintptr_t)object_of(name) >> 4)) % CACHE_SIZE];
    if (likely(line->version == version && line->name == object_of(name)))
        return line->value;
    Ref found = lookup_uncached(t, type, name);
    if (type->version == version)                       /* building a dict may have changed it */
        *line = (CacheLine){.version = version, .name = object_of(name), .value = found};
    return found;
}

static void forget_version(Thread *t, Type *type)
{
    if (!type->version && !(type->flags & TYPE_HEAP))
        return;
    type->version = 0;
    each_subclass(t, type, forget_version);
}

static void retire_shapes(Thread *t, Type *type)
{
    shapes_retire(t, type);
    each_subclass(t, type, retire_shapes);
}

bool type_modified(Thread *t, Type *type, Ref name)
{
    Ref now = is_empty(name) || !type->dict ? EMPTY : dict_peek_name(type->dict, name);

    forget_version(t, type);
    if ((!is_empty(now) && type_of(now)->descr_set) || same(name, NAME(__setattr__)) || same(name, NAME(__delattr__))
        || same(name, NAME(__getattribute__)))
        retire_shapes(t, type);
    const SlotDef *slot = is_empty(name) ? NULL : slot_find(name);
    return !slot || slots_update(t, type, slot);
}

void type_forget(Thread *t, Type *type) { forget_version(t, type); }

/* ---- subclasses ---------------------------------------------------------------------------------------------- */

void each_subclass(Thread *t, Type *type, void (*f)(Thread *t, Type *subclass))
{
    if (is_empty(type->subclasses))
        return;
    OWN Value list = retain(type->subclasses);
    for (ssize i = 0; i < as_list(list)->len; i++) {
        OWN Value subclass = weakref_get(as_list(list)->item[i]);
        if (!is_empty(subclass))
            f(t, as_type(subclass));
    }
}

bool subclass_add(Thread *t, Type *base, Type *subclass)
{
    if (is_empty(base->subclasses)) {
        base->subclasses = list_new(t, 1);
        if (is_empty(base->subclasses))
            return false;
    }
    List *list = as_list(base->subclasses);
    OWN Value ref = weakref_new(t, value_of(subclass), EMPTY);
    if (is_empty(ref))
        return false;
    for (ssize i = 0; i < list->len; i++) {             /* reuse the place of a dead one */
        OWN Value target = weakref_get(list->item[i]);
        if (is_empty(target)) {
            replace_take(&list->item[i], take(&ref));
            return true;
        }
    }
    return list_append_take(t, list, take(&ref));
}

void subclass_remove(Type *base, Type *subclass)
{
    if (is_empty(base->subclasses))
        return;
    List *list = as_list(base->subclasses);
    for (ssize i = 0; i < list->len; i++) {
        OWN Value target = weakref_get(list->item[i]);
        if (!is_empty(target) && as_type(target) == subclass) {
            Value gone = list->item[i];
            list->item[i] = list->item[--list->len];
            release(gone);
            return;
        }
    }
}

/* ---- names --------------------------------------------------------------------------------------------------- */

const char *type_display_name(const Type *type)
{
    const char *dot = type->flags & TYPE_HEAP ? NULL : strrchr(type->name, '.');
    return dot ? dot + 1 : type->name;
}

Value type_qualname(Thread *t, Type *type)
{
    if (type->flags & TYPE_HEAP && !is_empty(type->qualname))
        return retain(type->qualname);
    return intern_text(t, type_display_name(type));
}

Value type_module(Thread *t, Type *type)
{
    if (type->flags & TYPE_HEAP) {
        Ref module = dict_peek_name(type->dict, NAME(__module__));
        if (!is_empty(module))
            return retain(module);
    }
    const char *dot = strrchr(type->name, '.');
    if (type->flags & TYPE_HEAP && !dot)
        return EMPTY;
    if (!dot)
        return retain(NAME(builtins));
    return intern_utf8(t, type->name, dot - type->name);
}

Value type_raise_abstract(Thread *t, Type *cls)
{
    OWN Value abstract = get_attr(t, value_of(cls), NAME(__abstractmethods__));
    if (is_empty(abstract))
        return EMPTY;
    OWN Value sorted = to_list(t, abstract);
    if (is_empty(sorted) || !list_sort(t, as_list(sorted), EMPTY, false))
        return EMPTY;
    ssize n = as_list(sorted)->len;
    OWN Value comma = str_from_text(t, ", ");
    OWN Value names = is_empty(comma) ? EMPTY : str_join(t, comma, sorted);
    if (is_empty(names))
        return EMPTY;
    return raise_type(t, "Can't instantiate abstract class %N with abstract method%s %S", cls, n == 1 ? "" : "s", names);
}
