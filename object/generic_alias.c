/* generic_alias.c: types.GenericAlias, what list[int] gives (PEP 585). An alias calls, and looks up most attributes, as its
 * origin does; typing finds origin, arguments and type parameters on it. */
#include "object/generic_alias.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/generic_alias.h"

typedef struct GenericAlias {
    Object head;
    Value origin, args;         /* args: a tuple */
    Value parameters;           /* a tuple of the type variables in args; EMPTY: not collected yet */
    bool starred;               /* made by *alias */
} GenericAlias;
ALWAYS_INLINE GenericAlias *as_alias(Ref v) { return (GenericAlias *)object_of(v); }

static Value alias_take(Thread *t, Ref origin, Value args, bool starred)
{
    GenericAlias *g = is_empty(args) ? NULL : object_new(t, &generic_alias_type, sizeof *g);
    if (!g) {
        release(args);
        return EMPTY;
    }
    g->origin = retain(origin);
    g->args = args;
    g->parameters = EMPTY;
    g->starred = starred;
    return value_of(g);
}

Value generic_alias_new(Thread *t, Ref origin, Ref item)
{
    return alias_take(t, origin, is_tuple(item) ? retain(item) : tuple_pack(t, 1, item), false);
}

NEW(generic_alias, "(cls, origin, args, /)")
{
    return generic_alias_new(t, a->origin, a->args);
}

static void generic_alias_dealloc(Object *o)
{
    GenericAlias *g = (GenericAlias *)o;
    release(g->origin);
    release(g->args);
    release(g->parameters);
    object_free(o, object_size(o));
}

static void generic_alias_traverse(Object *o, Visitor *visitor)
{
    GenericAlias *g = (GenericAlias *)o;
    visit(visitor, g->origin);
    visit(visitor, g->args);
    visit(visitor, g->parameters);
}

/* ---- text ---- */

static bool append_item(Thread *t, StrBuilder *b, Ref item)
{
    OWN Value origin = EMPTY, module = EMPTY, qualname = EMPTY;
    if (same(item, ELLIPSIS))
        return builder_text(b, "...");
    if (same(item, value_of(&none_type)))
        return builder_text(b, "None");
    if (find_attr(t, item, NAME(__origin__), &origin) == ERROR || find_attr(t, item, NAME(__qualname__), &qualname) == ERROR ||
        find_attr(t, item, NAME(__module__), &module) == ERROR)
        return false;
    if (!is_empty(origin) || is_empty(qualname) || is_empty(module) || !is_str(qualname) || is_none(module))
        return builder_repr(b, item);
    if (is_str(module) && str_is(module, "builtins"))
        return builder_str(b, qualname);
    OWN Value text = str_format(t, "%S.%S", module, qualname);
    return !is_empty(text) && builder_str(b, text);
}

Value generic_item_text(Thread *t, Ref item)
{
    StrBuilder b;
    builder_init(&b, t);
    if (append_item(t, &b, item))
        return builder_take(&b);
    builder_free(&b);
    return EMPTY;
}

static bool append_list(Thread *t, StrBuilder *b, List *l)
{
    bool ok = builder_char(b, '[');
    for (ssize i = 0; ok && i < l->len; i++) {
        OWN Value item = retain(l->item[i]);
        ok = (i == 0 || builder_ascii(b, ", ", 2)) && append_item(t, b, item);
    }
    return ok && builder_char(b, ']');
}

static Value generic_alias_repr(Thread *t, Ref self)
{
    GenericAlias *g = as_alias(self);
    Tuple *args = as_tuple(g->args);
    StrBuilder b;
    builder_init(&b, t);
    bool ok = (!g->starred || builder_char(&b, '*')) && append_item(t, &b, g->origin) && builder_char(&b, '[');
    for (ssize i = 0; ok && i < args->len; i++) {
        ok = i == 0 || builder_ascii(&b, ", ", 2);
        if (ok)
            ok = is_exact(args->item[i], &list_type) ? append_list(t, &b, as_list(args->item[i])) : append_item(t, &b, args->item[i]);
    }
    if (ok && args->len == 0)
        ok = builder_ascii(&b, "()", 2);
    if (!ok || !builder_char(&b, ']')) {
        builder_free(&b);
        return EMPTY;
    }
    return builder_take(&b);
}

/* ---- type parameters ---- */

static bool add_unique(Thread *t, List *l, Ref v)
{
    for (ssize i = 0; i < l->len; i++)
        if (same(l->item[i], v))
            return true;
    return list_append(t, l, v);
}

static bool collect_parameters(Thread *t, List *found, Ref arg)
{
    OWN Value subst = EMPTY, parameters = EMPTY;
    if (is_type(arg))
        return true;
    Lookup lookup = find_attr(t, arg, NAME(__typing_subst__), &subst);
    if (lookup != MISSING)
        return lookup == FOUND && add_unique(t, found, arg);
    if (find_attr(t, arg, NAME(__parameters__), &parameters) == ERROR)
        return false;
    if (!is_empty(parameters) && is_tuple(parameters))
        for (ssize i = 0; i < as_tuple(parameters)->len; i++)
            if (!add_unique(t, found, as_tuple(parameters)->item[i]))
                return false;
    return true;
}

/* The type variables in a tuple of arguments, in order of first appearance; a tuple. */
Value generic_parameters(Thread *t, Ref args)
{
    OWN Value found = list_new(t, 0);
    for (ssize i = 0; !is_empty(found) && i < as_tuple(args)->len; i++)
        if (!collect_parameters(t, as_list(found), as_tuple(args)->item[i]))
            return EMPTY;
    return is_empty(found) ? EMPTY : to_tuple(t, found);
}

static ssize position_of(Ref tuple, Ref v)
{
    for (ssize i = 0; i < as_tuple(tuple)->len; i++)
        if (same(as_tuple(tuple)->item[i], v))
            return i;
    return -1;
}

/* An argument with the parameters in it replaced by the items. */
static Value substitute(Thread *t, Ref arg, Ref parameters, Tuple *items)
{
    OWN Value subst = EMPTY, inner = EMPTY;
    if (is_type(arg))
        return retain(arg);
    ssize i = position_of(parameters, arg);
    if (i >= 0) {
        if (find_attr(t, arg, NAME(__typing_subst__), &subst) == ERROR)
            return EMPTY;
        return is_empty(subst) ? retain(items->item[i]) : call1(t, subst, items->item[i]);
    }
    if (find_attr(t, arg, NAME(__parameters__), &inner) == ERROR)
        return EMPTY;
    if (is_empty(inner) || !is_tuple(inner) || as_tuple(inner)->len == 0)
        return retain(arg);
    OWN Value chosen = tuple_new(t, as_tuple(inner)->len);
    for (ssize k = 0; !is_empty(chosen) && k < as_tuple(inner)->len; k++) {
        ssize where = position_of(parameters, as_tuple(inner)->item[k]);
        as_tuple(chosen)->item[k] = retain(where < 0 ? as_tuple(inner)->item[k] : items->item[where]);
    }
    return is_empty(chosen) ? EMPTY : get_item(t, arg, chosen);
}

/* The arguments of alias[item]: a tuple. */
Value generic_substitute(Thread *t, Ref self, Ref args, Ref parameters, Ref item)
{
    ssize wanted = as_tuple(parameters)->len;
    if (wanted == 0)
        return raise_type(t, "%R is not a generic class", self);
    OWN Value items = is_tuple(item) ? retain(item) : tuple_pack(t, 1, item);
    if (is_empty(items))
        return EMPTY;
    if (as_tuple(items)->len != wanted)
        return raise_type(t, "Too %s arguments for %R; actual %zd, expected %zd", as_tuple(items)->len > wanted ? "many" : "few", self, as_tuple(items)->len, wanted);
    OWN Value result = tuple_new(t, as_tuple(args)->len);
    for (ssize i = 0; !is_empty(result) && i < as_tuple(args)->len; i++)
        if (is_empty(as_tuple(result)->item[i] = substitute(t, as_tuple(args)->item[i], parameters, as_tuple(items))))
            return EMPTY;
    return take(&result);
}

GETTER(generic_alias, __parameters__)
{
    GenericAlias *g = as_alias(self);
    if (is_empty(g->parameters))
        g->parameters = generic_parameters(t, g->args);
    return retain(g->parameters);
}

static Value generic_alias_getitem(Thread *t, Ref self, Ref item)
{
    OWN Value parameters = generic_alias___parameters___get(t, self);
    if (is_empty(parameters))
        return EMPTY;
    Value args = generic_substitute(t, self, as_alias(self)->args, parameters, item);
    return is_empty(args) ? EMPTY : alias_take(t, as_alias(self)->origin, args, as_alias(self)->starred);
}

/* ---- slots and methods ---- */

static bool generic_alias_hash(Thread *t, Ref self, int64_t *hash)
{
    int64_t origin, args;
    if (!hash_of(t, as_alias(self)->origin, &origin) || !hash_of(t, as_alias(self)->args, &args))
        return false;
    *hash = (origin ^ args) == -1 ? -2 : origin ^ args;
    return true;
}

static Value generic_alias_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_ptr(other) || !has_flag(other, TYPE_GC) || type_of(other)->dealloc != generic_alias_dealloc || (op != CMP_EQ && op != CMP_NE))
        return NOT_IMPLEMENTED;
    GenericAlias *x = as_alias(self), *y = as_alias(other);
    Test alike = x->starred == y->starred ? equal(t, x->origin, y->origin) : TEST_FALSE;
    if (alike == TEST_TRUE)
        alike = equal(t, x->args, y->args);
    return alike == TEST_ERROR ? EMPTY : bool_value(alike == (op == CMP_EQ));
}

static Value generic_alias_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Value made = call(t, as_alias(self)->origin, args, nargs, names);
    if (!is_empty(made) && !set_attr(t, made, NAME(__orig_class__), self)) {
        if (!raised_matches(t, &exc_AttributeError) && !raised_matches(t, &exc_TypeError)) {
            release(made);
            return EMPTY;
        }
        raised_clear(t);
    }
    return made;
}

/* These are the alias's own; everything else is the origin's, except other special names of the alias itself. */
static const char *const own_names[] = {
    "__origin__", "__args__", "__parameters__", "__unpacked__", "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__",
    "__deepcopy__", "__typing_unpacked_tuple_args__", "__class__",
};

static Value generic_alias_getattr(Thread *t, Ref self, Ref name)
{
    if (is_str(name))
        for (ssize i = 0; i < COUNT_OF(own_names); i++)
            if (str_is(name, own_names[i]))
                return object_generic_getattr(t, self, name);
    return get_attr(t, as_alias(self)->origin, name);
}

static Value generic_alias_iter(Thread *t, Ref self)
{
    OWN Value starred = alias_take(t, as_alias(self)->origin, retain(as_alias(self)->args), true);
    OWN Value one = is_empty(starred) ? EMPTY : tuple_pack(t, 1, starred);
    return is_empty(one) ? EMPTY : iter(t, one);
}

static Value generic_alias_or(Thread *t, Ref a, Ref b) { return union_of(t, a, b); }

GETTER(generic_alias, __origin__)   { return retain(as_alias(self)->origin); }
GETTER(generic_alias, __args__)     { return retain(as_alias(self)->args); }
GETTER(generic_alias, __unpacked__) { return bool_value(as_alias(self)->starred); }

METHOD1(generic_alias, __mro_entries__, bases) { return tuple_pack(t, 1, as_alias(self)->origin); }

METHOD1(generic_alias, __instancecheck__, instance)
{
    return raise_type(t, "isinstance() argument 2 cannot be a parameterized generic");
}

METHOD1(generic_alias, __subclasscheck__, cls)
{
    return raise_type(t, "issubclass() argument 2 cannot be a parameterized generic");
}

/** Return state information for pickling. */
METHOD0(generic_alias, __reduce__)
{
    OWN Value args = tuple_pack(t, 2, as_alias(self)->origin, as_alias(self)->args);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(&generic_alias_type), args);
}

METHOD0(generic_alias, __dir__)
{
    OWN Value names = object_dir(t, as_alias(self)->origin);
    for (ssize i = 0; !is_empty(names) && i < COUNT_OF(own_names); i++) {
        OWN Value name = str_from_text(t, own_names[i]);
        if (is_empty(name) || !list_append(t, as_list(names), name))
            return EMPTY;
    }
    return take(&names);
}

Type generic_alias_type = {
    TYPE_HEAD("types.GenericAlias", GenericAlias), .flags = TYPE_GC | TYPE_BASE | TYPE_WEAKREFS,
    .doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    .dealloc = generic_alias_dealloc, .traverse = generic_alias_traverse,
    .new_ = generic_alias_new_slot, .new_signature = &generic_alias_new_signature,
    .repr = generic_alias_repr, .hash = generic_alias_hash, .compare = generic_alias_compare, .call = generic_alias_call,
    .getattr = generic_alias_getattr, .getitem = generic_alias_getitem, .iter = generic_alias_iter, .or_ = generic_alias_or,
    .methods = generic_alias_methods, .getset = generic_alias_getset,
};
