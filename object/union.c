/* union.c: types.UnionType, what int | str gives (PEP 604). Its arguments are distinct, nested unions flattened, None kept as
 * NoneType; their order matters only for display. */
#include "object/generic_alias.h"
#include "object/list.h"
#include "object/method.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/union.h"

typedef struct Union {
    Object head;
    Value args;                 /* a tuple, two items or more */
    Value parameters;           /* EMPTY: not collected yet */
} Union;
ALWAYS_INLINE Union *as_union(Ref v) { return (Union *)object_of(v); }

static bool is_member(Ref v)
{
    return is_none(v) || is_type(v) || is_exact(v, &generic_alias_type) || is_exact(v, &union_type);
}

static bool add_member(Thread *t, List *members, Ref v)
{
    Ref member = is_none(v) ? value_of(&none_type) : v;
    for (ssize i = 0; i < members->len; i++) {
        Test known = equal(t, members->item[i], member);
        if (known != TEST_FALSE)
            return known == TEST_TRUE;
    }
    return list_append(t, members, member);
}

static bool add_members(Thread *t, List *members, Ref v)
{
    if (!is_exact(v, &union_type))
        return add_member(t, members, v);
    Tuple *args = as_tuple(as_union(v)->args);
    for (ssize i = 0; i < args->len; i++)
        if (!add_member(t, members, args->item[i]))
            return false;
    return true;
}

static Value union_from(Thread *t, List *members)
{
    if (members->len == 1)
        return retain(members->item[0]);
    OWN Value args = tuple_from_array(t, members->item, members->len);
    Union *u = is_empty(args) ? NULL : object_new(t, &union_type, sizeof *u);
    if (!u)
        return EMPTY;
    u->args = take(&args);
    u->parameters = EMPTY;
    return value_of(u);
}

Value union_of(Thread *t, Ref a, Ref b)
{
    if (!is_member(a) || !is_member(b))
        return NOT_IMPLEMENTED;
    OWN Value members = list_new(t, 2);
    if (is_empty(members) || !add_members(t, as_list(members), a) || !add_members(t, as_list(members), b))
        return EMPTY;
    return union_from(t, as_list(members));
}

static void union_dealloc(Object *o)
{
    release(((Union *)o)->args);
    release(((Union *)o)->parameters);
    object_free(o, sizeof(Union));
}

static void union_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Union *)o)->args);
    visit(visitor, ((Union *)o)->parameters);
}

static Value union_repr(Thread *t, Ref self)
{
    Tuple *args = as_tuple(as_union(self)->args);
    StrBuilder b;
    builder_init(&b, t);
    for (ssize i = 0; i < args->len; i++) {
        OWN Value text = generic_item_text(t, args->item[i]);
        if (is_empty(text) || (i > 0 && !builder_ascii(&b, " | ", 3)) || !builder_str(&b, text)) {
            builder_free(&b);
            return EMPTY;
        }
    }
    return builder_take(&b);
}

static bool union_hash(Thread *t, Ref self, int64_t *hash)
{
    OWN Value set = frozenset_from(t, as_union(self)->args);
    return !is_empty(set) && hash_of(t, set, hash);
}

static Value union_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_exact(other, &union_type) || (op != CMP_EQ && op != CMP_NE))
        return NOT_IMPLEMENTED;
    OWN Value x = frozenset_from(t, as_union(self)->args);
    OWN Value y = is_empty(x) ? EMPTY : frozenset_from(t, as_union(other)->args);
    return is_empty(y) ? EMPTY : compare(t, x, y, op);
}

static Value check_members(Thread *t, Ref self, Ref v, Test (*check)(Thread *t, Ref v, Ref cls), const char *function)
{
    Tuple *args = as_tuple(as_union(self)->args);
    for (ssize i = 0; i < args->len; i++)
        if (is_exact(args->item[i], &generic_alias_type))
            return raise_type(t, "%s() argument 2 cannot be a parameterized generic", function);
    for (ssize i = 0; i < args->len; i++) {
        Test fits = is_type(args->item[i]) ? check(t, v, args->item[i]) : TEST_FALSE;
        if (fits != TEST_FALSE)
            return fits == TEST_ERROR ? EMPTY : TRUE_VALUE;
    }
    return FALSE_VALUE;
}

METHOD1(union, __instancecheck__, instance) { return check_members(t, self, instance, is_instance, "isinstance"); }
METHOD1(union, __subclasscheck__, cls)
{
    if (!is_type(cls))
        return raise_type(t, "issubclass() arg 1 must be a class");
    return check_members(t, self, cls, is_subclass, "issubclass");
}

GETTER(union, __args__) { return retain(as_union(self)->args); }
GETTER(union, __parameters__)
{
    if (is_empty(as_union(self)->parameters))
        as_union(self)->parameters = generic_parameters(t, as_union(self)->args);
    return retain(as_union(self)->parameters);
}

static Value union_getitem(Thread *t, Ref self, Ref item)
{
    OWN Value parameters = union___parameters___get(t, self);
    OWN Value args = is_empty(parameters) ? EMPTY : generic_substitute(t, self, as_union(self)->args, parameters, item);
    OWN Value result = is_empty(args) ? EMPTY : retain(as_tuple(args)->item[0]);
    for (ssize i = 1; !is_empty(result) && i < as_tuple(args)->len; i++)
        replace_take(&result, binary_op(t, OP_OR, result, as_tuple(args)->item[i]));
    return take(&result);
}

Type union_type = {
    TYPE_HEAD("types.UnionType", Union), .flags = TYPE_GC | TYPE_WEAKREFS,
    .doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
    .dealloc = union_dealloc, .traverse = union_traverse,
    .repr = union_repr, .hash = union_hash, .compare = union_compare,
    .getitem = union_getitem, .or_ = union_of,
    .methods = union_methods, .getset = union_getset,
};
