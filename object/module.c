/* module.c: module objects; creation of modules from the tables of C modules.
 *
 * A module is its dict, which is the globals of its code and never replaced. The state of a C module hangs off the
 * interpreter, one block per ModuleDef, found by the address of the def; so methods of the module's types reach it
 * without the module, and a module imported anew finds it again. What it owns counts as reachable until the end.
 * Manual: Data model, "Modules"; PEP 562 (__getattr__ of modules).
 */
#include "object/module.h"

#include <stdlib.h>

#include "object/attrs.h"
#include "object/int.h"
#include "object/list.h"
#include "object/protocol.h"
#include "object/str.h"

#include "gen/object/module.h"

static Module *as_module(Ref v) { return (Module *)object_of(v); }

/* ---- state of C modules ---- */

typedef struct StateEntry { const ModuleDef *def; void *state; } StateEntry;
struct ModuleStates {
    StateEntry *slot;           /* open addressing by the def's address, at most half full */
    size_t mask, count;
};

static StateEntry *find_state(struct ModuleStates *s, const ModuleDef *def)
{
    size_t i = ((uintptr_t)def >> 4) & s->mask;
    while (s->slot[i].def && s->slot[i].def != def)
        i = (i + 1) & s->mask;
    return &s->slot[i];
}

static bool grow_states(struct ModuleStates *s)
{
    struct ModuleStates fresh = {.mask = s->slot ? s->mask * 2 + 1 : 63, .count = s->count};
    fresh.slot = calloc(fresh.mask + 1, sizeof *fresh.slot);
    if (!fresh.slot)
        return false;
    for (size_t i = 0; s->slot && i <= s->mask; i++)
        if (s->slot[i].def)
            *find_state(&fresh, s->slot[i].def) = s->slot[i];
    free(s->slot);
    *s = fresh;
    return true;
}

void *module_def_state(Thread *t, const ModuleDef *def)
{
    struct ModuleStates *s = t->interp->module_states;
    if (!s && !(s = t->interp->module_states = calloc(1, sizeof *s)))
        return raise_memory(t), NULL;
    if (s->slot) {
        StateEntry *entry = find_state(s, def);
        if (likely(entry->def == def))
            return entry->state;
    }
    if ((!s->slot || s->count * 2 >= s->mask) && !grow_states(s))
        return raise_memory(t), NULL;
    void *state = calloc(1, MAX(def->state_size, (size_t)1));
    if (!state)
        return raise_memory(t), NULL;
    *find_state(s, def) = (StateEntry){def, state};
    s->count++;
    return state;
}

void module_states_free(Interp *interp)
{
    struct ModuleStates *s = interp->module_states;
    if (!s)
        return;
    for (size_t i = 0; s->slot && i <= s->mask; i++)
        if (s->slot[i].def && s->slot[i].def->state_clear)
            s->slot[i].def->state_clear(s->slot[i].state);
    interp->module_states = NULL;
    for (size_t i = 0; s->slot && i <= s->mask; i++)
        free(s->slot[i].state);
    free(s->slot);
    free(s);
}

/* ---- construction ---- */

static bool fill(Thread *t, Module *m, Ref name, Ref doc)
{
    if (!m->dict) {
        Value dict = dict_new(t);
        if (is_empty(dict))
            return false;
        m->dict = as_dict(dict);
    }
    return dict_set(t, m->dict, NAME(__name__), name) && dict_set(t, m->dict, NAME(__doc__), doc)
           && dict_set(t, m->dict, NAME(__package__), NONE) && dict_set(t, m->dict, NAME(__loader__), NONE)
           && dict_set(t, m->dict, NAME(__spec__), NONE);
}

Value module_new(Thread *t, Ref name)
{
    Module *m = object_new_zeroed(t, &module_type, sizeof *m);
    OWN Value module = value_of(m);
    return m && fill(t, m, name, NONE) ? take(&module) : EMPTY;
}

bool module_add(Thread *t, Ref module, const char *name, Ref value)
{
    OWN Value key = intern_text(t, name);
    return !is_empty(key) && dict_set(t, module_dict(module), key, value);
}

bool module_add_take(Thread *t, Ref module, const char *name, Value value)
{
    OWN Value owned = value;
    return !is_empty(owned) && module_add(t, module, name, owned);
}

bool module_add_int(Thread *t, Ref module, const char *name, int64_t value)
{
    return module_add_take(t, module, name, int_from_int64(t, value));
}

bool module_add_text(Thread *t, Ref module, const char *name, const char *value)
{
    return module_add_take(t, module, name, str_from_text(t, value));
}

bool module_add_type(Thread *t, Ref module, Type *type)
{
    return type_ready(t, type) && module_add(t, module, type_display_name(type), value_of(type));
}

Value module_from_def(Thread *t, const ModuleDef *def)
{
    OWN Value name = intern_text(t, def->name);
    OWN Value module = is_empty(name) ? EMPTY : module_new(t, name);
    if (is_empty(module))
        return EMPTY;
    Module *m = as_module(module);
    m->def = def;
    if (def->state_size && !(m->state = module_def_state(t, def)))
        return EMPTY;
    if (def->doc && !module_add_text(t, module, "__doc__", def->doc))
        return EMPTY;
    for (const MethodDef *f = method_first(def->functions); f; f = method_next(f))
        if (!module_add_take(t, module, f->name, builtin_function_new(t, f, module, name)))
            return EMPTY;
    if (def->exec && !def->exec(t, module))
        return EMPTY;
    return take(&module);
}

const ModuleDef *module_def_find(const char *name)
{
    for (const ModuleDef *const *def = module_registry; *def; def++)
        if (!strcmp((*def)->name, name))
            return *def;
    return NULL;
}

/* ---- slots ---- */

static void module_clear(Object *o)
{
    Module *m = (Module *)o;
    if (m->foreign)
        m->foreign->clear(m);
    Value dict = value_of(m->dict);
    m->dict = NULL;
    release(dict);
}

static void module_dealloc(Object *o)
{
    Module *m = (Module *)o;
    if (m->foreign)
        m->foreign->free(m);
    module_clear(o);
    object_free(o, object_size(o));
}

static void module_traverse(Object *o, Visitor *visitor)
{
    Module *m = (Module *)o;
    if (m->foreign)
        m->foreign->traverse(m, visitor);
    VISIT_OBJECT(visitor, m->dict);
}

/** Create a module object.
 *
 * The name must be a string; the optional docstring can have any type.
 */
INIT(module, "(self, name: str, doc=None)") { return fill(t, as_module(self), a->name, a->doc); }

/* A name of the module's dict, or EMPTY; only exact names, no Python code. */
static Ref peek(const Module *m, Ref name) { return m->dict ? dict_peek_name(m->dict, name) : EMPTY; }

static bool is_initializing(Thread *t, Ref spec)
{
    OWN Value flag = EMPTY;
    if (is_empty(spec) || is_none(spec) || find_attr(t, spec, NAME(_initializing), &flag) != FOUND) {
        raised_clear(t);
        return false;
    }
    Test truth = test(t, flag);
    raised_clear(t);
    return truth == TEST_TRUE;
}

static Value raise_missing(Thread *t, const Module *m, Ref name)
{
    OWN Value own_name = retain(peek(m, NAME(__name__)));
    if (is_empty(own_name) || !is_str(own_name))
        return raise_format(t, &exc_AttributeError, "module has no attribute '%S'", name);
    OWN Value spec = retain(peek(m, NAME(__spec__)));
    if (is_initializing(t, spec))
        return raise_format(t, &exc_AttributeError,
                            "partially initialized module '%S' has no attribute '%S' (most likely due to a circular import)", own_name, name);
    return raise_format(t, &exc_AttributeError, "module '%S' has no attribute '%S'", own_name, name);
}

static Value module_getattr(Thread *t, Ref self, Ref name)
{
    Value value;
    OWN Value interned = intern_take(t, retain(name));
    if (is_empty(interned))
        return EMPTY;
    Lookup found = object_generic_find(t, self, interned, &value);
    if (likely(found != MISSING))
        return found == FOUND ? value : EMPTY;
    OWN Value hook = retain(peek(as_module(self), NAME(__getattr__)));
    if (!is_empty(hook))
        return call1(t, hook, interned);
    return raise_missing(t, as_module(self), interned);
}

/* "<module 'x' from 'x.py'>", by the module's __spec__, else by __file__ and __loader__. */
static Value repr_by_spec(Thread *t, Ref spec)
{
    OWN Value name = get_attr(t, spec, NAME(name)), origin = EMPTY, loader = EMPTY, has_location = EMPTY;
    if (is_empty(name))
        return EMPTY;
    if (find_attr(t, spec, NAME(origin), &origin) == ERROR || find_attr(t, spec, NAME(loader), &loader) == ERROR
        || find_attr(t, spec, NAME(has_location), &has_location) == ERROR)
        return EMPTY;
    if (is_empty(origin) || is_none(origin)) {
        if (is_empty(loader) || is_none(loader))
            return str_format(t, "<module %R>", name);
        return str_format(t, "<module %R (%R)>", name, loader);
    }
    Test located = is_empty(has_location) ? TEST_FALSE : test(t, has_location);
    if (located == TEST_ERROR)
        return EMPTY;
    return located == TEST_TRUE ? str_format(t, "<module %R from %R>", name, origin) : str_format(t, "<module %R (%S)>", name, origin);
}

/* What the loader's module_repr() says (importers older than specs have it); EMPTY, nothing raised, if it has none or it fails. */
static Value repr_by_loader(Thread *t, Ref loader, Ref self)
{
    OWN Value method = EMPTY;
    if (!is_empty(loader) && !is_none(loader) && find_attr(t, loader, NAME(module_repr), &method) == FOUND) {
        OWN Value text = call1(t, method, self);
        if (!is_empty(text) && is_str(text))
            return take(&text);
    }
    raised_clear(t);
    return EMPTY;
}

static Value module_repr(Thread *t, Ref self)
{
    Module *m = as_module(self);
    OWN Value spec = retain(peek(m, NAME(__spec__))), name = retain(peek(m, NAME(__name__)));
    OWN Value file = retain(peek(m, NAME(__file__))), loader = retain(peek(m, NAME(__loader__)));
    OWN Value told = repr_by_loader(t, loader, self);
    if (!is_empty(told))
        return take(&told);
    if (!is_empty(spec) && !is_none(spec))
        return repr_by_spec(t, spec);
    if (is_empty(name) || !is_str(name))
        replace_take(&name, str_from_text(t, "?"));
    if (is_empty(name))
        return EMPTY;
    if (!is_empty(file))
        return str_format(t, "<module %R from %R>", name, file);
    if (m->def)
        return str_format(t, "<module %R (built-in)>", name);
    if (!is_empty(loader) && !is_none(loader))
        return str_format(t, "<module %R (%R)>", name, loader);
    return str_format(t, "<module %R>", name);
}

/** __dir__() -> list
 * specialized dir() implementation
 */
METHOD0(module, __dir__)
{
    OWN Value dict = get_attr(t, self, NAME(__dict__));
    if (is_empty(dict))
        return EMPTY;
    if (!is_dict(dict)) {
        Ref name = peek(as_module(self), NAME(__name__));
        return is_empty(name) || !is_str(name) ? raise_system(t, "nameless module") : raise_type(t, "%S.__dict__ is not a dictionary", name);
    }
    OWN Value hook = retain(dict_peek_name(as_dict(dict), NAME(__dir__)));
    return is_empty(hook) ? dict_keys_list(t, as_dict(dict)) : call0(t, hook);
}

GETTER(module, __dict__)
{
    Module *m = as_module(self);
    return m->dict ? retain_object(m->dict) : NONE;
}

GETTER(module, __annotations__)
{
    OWN Value dict = attrs_dict(t, self);
    Value annotations;
    if (is_empty(dict))
        return EMPTY;
    OWN Value fresh = dict_new(t);
    if (is_empty(fresh) || dict_setdefault(t, as_dict(dict), NAME(__annotations__), fresh, &annotations) == ERROR)
        return EMPTY;
    return annotations;
}

SETTER(module, __annotations__)
{
    OWN Value dict = attrs_dict(t, self);
    if (is_empty(dict))
        return false;
    if (!is_empty(value))
        return dict_set(t, as_dict(dict), NAME(__annotations__), value);
    Lookup found = dict_delete(t, as_dict(dict), NAME(__annotations__));
    if (found == MISSING)
        raise_attribute(t, self, NAME(__annotations__));
    return found == FOUND;
}

Type module_type = {
    TYPE_HEAD("module", Module),
    .doc = module_init_doc,
    .flags = TYPE_GC | TYPE_BASE | TYPE_WEAKREFS,
    .dict_offset = offsetof(Module, dict),
    .new_ = object_new_slot,
    .init = module_init_slot,
    .init_signature = &module_init_signature,
    .dealloc = module_dealloc,
    .traverse = module_traverse,
    .clear = module_clear,
    .repr = module_repr,
    .getattr = module_getattr,
    .methods = module_methods,
    .getset = module_getset,
};
