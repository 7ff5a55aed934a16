/* mapping_proxy.c: types.MappingProxyType: a read-only view of a mapping, such as a class's __dict__. Everything is passed
 * on to the mapping; only what would change it is missing. */
#include "object/dict.h"
#include "object/generic_alias.h"
#include "object/method.h"
#include "object/str.h"
#include "gen/object/mapping_proxy.h"

typedef struct MappingProxy { Object head; Value mapping; } MappingProxy;

ALWAYS_INLINE Ref mapping_of(Ref v) { return ((MappingProxy *)object_of(v))->mapping; }

Value mapping_proxy_new(Thread *t, Ref mapping)
{
    MappingProxy *p = object_new(t, &mapping_proxy_type, sizeof *p);
    if (p)
        p->mapping = retain(mapping);
    return value_of(p);
}

NEW(mapping_proxy, "(cls, mapping)")
{
    Type *type = type_of(a->mapping);
    if (!type->getitem || type->flags & (TYPE_IS_LIST | TYPE_IS_TUPLE) || is_exact(a->mapping, &type_type))
        return raise_type(t, "mappingproxy() argument must be a mapping, not %T", a->mapping);
    return mapping_proxy_new(t, a->mapping);
}

static void mapping_proxy_dealloc(Object *o)
{
    release(((MappingProxy *)o)->mapping);
    object_free(o, sizeof(MappingProxy));
}

static void mapping_proxy_traverse(Object *o, Visitor *visitor) { visit(visitor, ((MappingProxy *)o)->mapping); }

static Value mapping_proxy_repr(Thread *t, Ref self) { return str_format(t, "mappingproxy(%R)", mapping_of(self)); }
static Value mapping_proxy_str(Thread *t, Ref self)  { return to_str(t, mapping_of(self)); }
static Value mapping_proxy_iter(Thread *t, Ref self) { return iter(t, mapping_of(self)); }
static bool mapping_proxy_len(Thread *t, Ref self, ssize *n) { return length(t, mapping_of(self), n); }
static bool mapping_proxy_hash(Thread *t, Ref self, int64_t *hash) { return hash_of(t, mapping_of(self), hash); }
static Value mapping_proxy_getitem(Thread *t, Ref self, Ref key) { return get_item(t, mapping_of(self), key); }
static Test mapping_proxy_contains(Thread *t, Ref self, Ref key) { return contains(t, mapping_of(self), key); }
static Value mapping_proxy_compare(Thread *t, Ref self, Ref other, CompareOp op) { return compare(t, mapping_of(self), other, op); }

static Value mapping_proxy_or(Thread *t, Ref a, Ref b)
{
    return binary_op(t, OP_OR, is_exact(a, &mapping_proxy_type) ? mapping_of(a) : a, is_exact(b, &mapping_proxy_type) ? mapping_of(b) : b);
}

static Value mapping_proxy_ior(Thread *t, Ref self, Ref other UNUSED)
{
    return raise_type(t, "'|=' is not supported by %T; use '|' instead", self);
}

/** Return the value for key if key is in the mapping, else default. */
METHOD(mapping_proxy, get, "(self, key, default=None, /)")
{
    return call_method2(t, mapping_of(self), NAME(get), a->key, a->default_);
}

/** a set-like object providing a view on D's keys */
METHOD0(mapping_proxy, keys)         { return call_method0(t, mapping_of(self), NAME(keys)); }
/** an object providing a view on D's values */
METHOD0(mapping_proxy, values)       { return call_method0(t, mapping_of(self), NAME(values)); }
/** a set-like object providing a view on D's items */
METHOD0(mapping_proxy, items)        { return call_method0(t, mapping_of(self), NAME(items)); }
/** a shallow copy of D */
METHOD0(mapping_proxy, copy)         { return call_method0(t, mapping_of(self), NAME(copy)); }
/** D.__reversed__() -> reverse iterator */
METHOD0(mapping_proxy, __reversed__) { return call_method0(t, mapping_of(self), NAME(__reversed__)); }
/** See PEP 585 */
CLASSMETHOD1(mapping_proxy, __class_getitem__, item) { return generic_alias_new(t, self, item); }

Type mapping_proxy_type = {
    TYPE_HEAD("mappingproxy", MappingProxy), .flags = TYPE_GC | TYPE_IS_MAPPING,
    .doc = "Read-only proxy of a mapping.",
    .dealloc = mapping_proxy_dealloc, .traverse = mapping_proxy_traverse,
    .new_ = mapping_proxy_new_slot, .new_signature = &mapping_proxy_new_signature,
    .repr = mapping_proxy_repr, .str = mapping_proxy_str, .hash = mapping_proxy_hash, .compare = mapping_proxy_compare,
    .iter = mapping_proxy_iter, .len = mapping_proxy_len, .getitem = mapping_proxy_getitem, .contains = mapping_proxy_contains,
    .or_ = mapping_proxy_or, .ior = mapping_proxy_ior,
    .methods = mapping_proxy_methods,
};
