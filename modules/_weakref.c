/* _weakref.c: the C part of the module weakref (lib/weakref.py has the containers): manual, weakref. */
#include "object/weakref.h"

#include "object/dict.h"
#include "object/module.h"

#include "gen/modules/_weakref.h"

/** Return the number of weak references to 'object'. */
FUNCTION1(_weakref, getweakrefcount, object) { return fixnum(weakref_count(object)); }

/** Return a list of all weak reference objects pointing to 'object'. */
FUNCTION1(_weakref, getweakrefs, object) { return weakref_list(t, object); }

/** Create a proxy object that weakly references 'object'.
 *
 *   callback
 *     If given, called with a reference to the
 *     proxy when 'object' is about to be finalized.
 */
FUNCTION(_weakref, proxy, "(object, callback=None, /)") { return weakproxy_new(t, a->object, a->callback); }

/** Atomically remove key from dict if it points to a dead weakref. */
FUNCTION(_weakref, _remove_dead_weakref, "(dct: dict, key, /)")
{
    Ref found;
    Lookup there = dict_find(t, as_dict(a->dct), a->key, &found);
    if (there != FOUND)
        return there == ERROR ? EMPTY : NONE;
    if (!is_weakref(found))
        return raise_type(t, "not a weakref");
    OWN Value referent = weakref_get(found);
    if (is_empty(referent) && dict_delete(t, as_dict(a->dct), a->key) == ERROR)
        return EMPTY;
    return NONE;
}

static bool _weakref_exec(Thread *t, Ref module)
{
    return module_add(t, module, "ref", value_of(&weakref_type)) && module_add(t, module, "ReferenceType", value_of(&weakref_type))
           && module_add(t, module, "ProxyType", value_of(&weakproxy_type))
           && module_add(t, module, "CallableProxyType", value_of(&weakcallableproxy_type));
}

MODULE(_weakref, .doc = "Weak-reference support module.", .exec = _weakref_exec);
