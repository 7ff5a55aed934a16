/* _pickle.c: the C part of pickle: the module, its functions, and finding things by name. pickler.c writes, unpickler.c reads;
 * lib/pickle.py has both in Python too. Python manual: pickle. */
#include "object/dict.h"
#include "object/exception.h"
#include "object/module.h"
#include "object/state.h"
#include "object/str.h"
#include "object/tuple.h"
#include "modules/_pickle/internal.h"
#include "gen/modules/_pickle/_pickle.h"

extern const ModuleDef module_def__pickle;

PickleState *pickle_state(Thread *t) { return module_def_state(t, &module_def__pickle); }

/* ---- names ---- */

Value pickle_module(Thread *t, Ref name)
{
    Ref known = EMPTY;
    Lookup found = dict_find(t, t->interp->modules, name, &known);
    if (found == FOUND && !is_none(known))
        return retain(known);
    return found == ERROR ? EMPTY : import_module(t, name);
}

Value pickle_getattribute(Thread *t, Ref module, Ref name, Value *parent)
{
    OWN Value object = retain(module), above = EMPTY;
    const Str *s = as_str(name);
    for (ssize start = 0; start <= s->len;) {
        ssize dot = str_find_char(s, '.', start, s->len), end = dot < 0 ? s->len : dot;
        OWN Value part = str_slice(t, name, start, end), found = EMPTY;
        if (is_empty(part))
            return EMPTY;
        if (str_is(part, "<locals>"))
            return raise_format(t, &exc_AttributeError, "Can't get local attribute %R on %R", name, module);
        switch (find_attr(t, object, part, &found)) {
        case ERROR:   return EMPTY;
        case MISSING: return raise_format(t, &exc_AttributeError, "Can't get attribute %R on %R", name, module);
        case FOUND:   break;
        }
        replace_take(&above, take(&object));
        object = take(&found);
        start = end + 1;
    }
    if (parent)
        *parent = take(&above);
    return take(&object);
}

bool pickle_map_name(Thread *t, Ref names, Ref modules, Value *module, Value *name)
{
    Ref found = EMPTY;
    OWN Value key = tuple_pack(t, 2, *module, *name);
    if (is_empty(key))
        return false;
    Lookup known = dict_find(t, as_dict(names), key, &found);
    if (known == FOUND && is_tuple(found) && as_tuple(found)->len == 2) {
        OWN Value pair = retain(found);
        replace_take(module, retain(as_tuple(pair)->item[0]));
        replace_take(name, retain(as_tuple(pair)->item[1]));
    } else if (known == MISSING) {
        known = dict_find(t, as_dict(modules), *module, &found);
        if (known == FOUND)
            replace_take(module, retain(found));
    }
    if (known != ERROR && (!is_str(*module) || !is_str(*name)))
        return raise_runtime(t, "_compat_pickle holds something other than names"), false;
    return known != ERROR;
}

/* ---- functions ---- */

/** Write a pickled representation of obj to the open file object file.
 *
 * This is equivalent to ``Pickler(file, protocol).dump(obj)``, but may
 * be more efficient. */
FUNCTION(_pickle, dump, "(obj, file, protocol=None, *, fix_imports: bool=True, buffer_callback=None)")
{
    static const char *const words[] = {"fix_imports", "buffer_callback"};
    OWN Value names = tuple_new(t, 2);
    for (int i = 0; !is_empty(names) && i < 2; i++)
        if (is_empty(as_tuple(names)->item[i] = str_from_text(t, words[i])))
            return EMPTY;
    Value args[] = {a->file, a->protocol, bool_value(a->fix_imports), a->buffer_callback};
    OWN Value pickler = is_empty(names) ? EMPTY : call(t, value_of(&pickler_type), args, 2, names);
    return is_empty(pickler) ? EMPTY : call_method1(t, pickler, NAME(dump), a->obj);
}

/** Return the pickled representation of the object as a bytes object. */
FUNCTION(_pickle, dumps, "(obj, protocol=None, *, fix_imports: bool=True, buffer_callback=None)")
{
    return pickle_dumps(t, a->obj, a->protocol, a->fix_imports, a->buffer_callback);
}

/** Read and return an object from the pickle data stored in a file.
 *
 * This is equivalent to ``Unpickler(file).load()``, but may be more
 * efficient. */
FUNCTION(_pickle, load, "(file, *, fix_imports: bool=True, encoding: str='ASCII', errors: str='strict', buffers=None)")
{
    static const char *const words[] = {"fix_imports", "encoding", "errors", "buffers"};
    OWN Value names = tuple_new(t, 4);
    for (int i = 0; !is_empty(names) && i < 4; i++)
        if (is_empty(as_tuple(names)->item[i] = str_from_text(t, words[i])))
            return EMPTY;
    Value args[] = {a->file, bool_value(a->fix_imports), a->encoding, a->errors, a->buffers};
    OWN Value unpickler = is_empty(names) ? EMPTY : call(t, value_of(&unpickler_type), args, 1, names);
    return is_empty(unpickler) ? EMPTY : call_method0(t, unpickler, NAME(load));
}

/** Read and return an object from the given pickle data. */
FUNCTION(_pickle, loads, "(data, /, *, fix_imports: bool=True, encoding: str='ASCII', errors: str='strict', buffers=None)")
{
    return pickle_loads(t, a->data, a->fix_imports, a->encoding, a->errors, a->buffers);
}

/* ---- module ---- */

Type pickle_error_type = {EXCEPTION_HEAD("_pickle.PickleError", &exc_Exception)};
Type pickling_error_type = {EXCEPTION_HEAD("_pickle.PicklingError", &pickle_error_type)};
Type unpickling_error_type = {EXCEPTION_HEAD("_pickle.UnpicklingError", &pickle_error_type)};

static bool borrow_dict(Thread *t, const char *module, const char *name, Value *out)
{
    Value v = import_attribute(t, module, name);
    if (is_empty(v))
        return false;
    replace_take(out, v);
    return is_dict(v) || (raise_runtime(t, "%s.%s should be a dict, not %T", module, name, v), false);
}

static bool _pickle_exec(Thread *t, Ref module)
{
    PickleState *s = pickle_state(t);
    return s && borrow_dict(t, "copyreg", "dispatch_table", &s->dispatch_table)
           && borrow_dict(t, "copyreg", "_extension_registry", &s->extension_registry)
           && borrow_dict(t, "copyreg", "_inverted_registry", &s->inverted_registry)
           && borrow_dict(t, "copyreg", "_extension_cache", &s->extension_cache)
           && borrow_dict(t, "_compat_pickle", "NAME_MAPPING", &s->name_mapping)
           && borrow_dict(t, "_compat_pickle", "IMPORT_MAPPING", &s->import_mapping)
           && borrow_dict(t, "_compat_pickle", "REVERSE_NAME_MAPPING", &s->reverse_name_mapping)
           && borrow_dict(t, "_compat_pickle", "REVERSE_IMPORT_MAPPING", &s->reverse_import_mapping)
           && module_add_type(t, module, &pickle_error_type) && module_add_type(t, module, &pickling_error_type)
           && module_add_type(t, module, &unpickling_error_type) && module_add_type(t, module, &pickler_type)
           && module_add_type(t, module, &unpickler_type) && module_add_type(t, module, &pickle_buffer_type);
}
static void _pickle_clear(void *state)
{
    Value *v = state;
    for (size_t i = 0; i < sizeof(PickleState) / sizeof(Value); i++)
        release(take(&v[i]));
}

MODULE(_pickle, .state_size = sizeof(PickleState), .exec = _pickle_exec, .state_clear = _pickle_clear,
       .doc = "Optimized C implementation for the Python pickle module.");
