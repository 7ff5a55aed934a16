/* function.c: built-in functions and methods over PyMethodDefs (C API: "Common Object Structures", "Implementing functions and
 * methods").
 *
 * A PyMethodDef gets a row of ours (ForeignMethod, which begins with a MethodDef), made once and kept in a table of the
 * interpreter; function objects and descriptors are the ones of built-in types, over that row. Calls go by the convention that the
 * flags tell, without a tuple where the convention has none. The arguments are C's for the time of the call: boxes of
 * them are taken back after it.
 */
#include "capi/function.h"

#include <stdlib.h>

#include "object/descriptor.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/str.h"
#include "object/tuple.h"

typedef struct ForeignMethod {
    MethodDef row;
    Signature signature;            /* only its text */
    PyMethodDef *def;               /* the extension's: the key, with owner */
    PyMethodDef as_seen;            /* what was in it: a def that was freed may come back as another one */
    Type *owner;
    struct ForeignMethod *next;     /* of the same hash */
} ForeignMethod;

struct ForeignTable {
    ForeignMethod **slot;
    size_t mask, count;
};

/* ---- calling ---- */

bool c_args_init(Thread *t, CArgs *a, const Value *args, ssize n)
{
    a->count = 0;
    a->item = a->local + 1;
    if (n > 8) {
        PyObject **place = mem_alloc_array(t, n + 1, sizeof *place);
        if (!place)
            return false;
        a->item = place + 1;
    }
    a->item[-1] = NULL;
    for (; a->count < n; a->count++)
        if (!(a->item[a->count] = to_c(t, args[a->count])) && !is_empty(args[a->count])) {
            c_args_free(a);
            return false;
        }
    return true;
}

void c_args_free(CArgs *a)
{
    for (ssize i = 0; i < a->count; i++)
        release(value_of(a->item[i]));
    if (a->item != a->local + 1)
        mem_free(a->item - 1);
}

Value keywords_dict(Thread *t, const Value *args, Ref names)
{
    if (is_empty(names) || !as_tuple(names)->len)
        return EMPTY;
    OWN Value dict = dict_new(t);
    for (ssize i = 0; !is_empty(dict) && i < as_tuple(names)->len; i++)
        if (!dict_set(t, as_dict(dict), as_tuple(names)->item[i], args[i]))
            return EMPTY;
    return take(&dict);
}

static Value call_varargs(Thread *t, const ForeignMethod *f, PyObject *self, const Value *args, ssize nargs, Ref names)
{
    OWN Value tuple = tuple_from_array(t, args, nargs);
    OWN Value kwargs = is_empty(tuple) ? EMPTY : keywords_dict(t, args + nargs, names);
    if (is_empty(tuple) || is_raised(t))
        return EMPTY;
    PyObject *result = f->def->ml_flags & METH_KEYWORDS
        ? ((PyCFunctionWithKeywords)(void (*)(void))f->def->ml_meth)(self, (PyObject *)object_of(tuple), (PyObject *)object_of(kwargs))
        : f->def->ml_meth(self, (PyObject *)object_of(tuple));
    return foreign_result_take(t, result, f->row.name);
}

static Value call_fast(Thread *t, const ForeignMethod *f, PyObject *self, const Value *args, ssize nargs, Ref names)
{
    CArgs a;
    ssize more = is_empty(names) ? 0 : as_tuple(names)->len;
    if (!c_args_init(t, &a, args, nargs + more))
        return EMPTY;
    PyObject *c_names = more ? (PyObject *)object_of(names) : NULL, *result;
    void (*function)(void) = (void (*)(void))f->def->ml_meth;
    switch (f->def->ml_flags & (METH_KEYWORDS | METH_METHOD)) {
    case 0: result = ((PyCFunctionFast)function)(self, a.item, nargs); break;
    case METH_KEYWORDS: result = ((PyCFunctionFastWithKeywords)function)(self, a.item, nargs, c_names); break;
    default: result = ((PyCMethod)function)(self, type_to_c(f->owner), a.item, (size_t)nargs, c_names); break;
    }
    Value v = foreign_result_take(t, result, f->row.name);
    c_args_free(&a);
    return v;
}

static Value raise_count(Thread *t, const char *name, const char *takes, ssize nargs)
{
    return raise_type(t, "%s() takes %s (%zd given)", name, takes, nargs);
}

static Value call_checked(Thread *t, const ForeignMethod *f, Ref self, const Value *args, ssize nargs, Ref names)
{
    int flags = f->def->ml_flags;
    const char *name = f->row.name;
    bool keywords = !is_empty(names) && as_tuple(names)->len;
    if (unlikely(keywords && !(flags & METH_KEYWORDS)))
        return raise_type(t, "%s() takes no keyword arguments", name);
    PyObject *c_self = flags & METH_STATIC ? NULL : lend_to_c(t, self);
    if (unlikely(!c_self && !is_empty(self) && !(flags & METH_STATIC)))
        return EMPTY;
    if (flags & METH_NOARGS)
        return nargs ? raise_count(t, name, "no arguments", nargs) : foreign_result_take(t, f->def->ml_meth(c_self, NULL), name);
    if (flags & METH_O) {
        if (nargs != 1)
            return raise_count(t, name, "exactly one argument", nargs);
        PyObject *argument = lend_to_c(t, args[0]);
        return argument ? foreign_result_take(t, f->def->ml_meth(c_self, argument), name) : EMPTY;
    }
    return flags & METH_FASTCALL ? call_fast(t, f, c_self, args, nargs, names) : call_varargs(t, f, c_self, args, nargs, names);
}

static Value call_foreign(Thread *t, const MethodDef *def, Ref self, const Value *args, ssize nargs, Ref names)
{
    const ForeignMethod *f = (const ForeignMethod *)def;
    if (unlikely(!recursion_enter(t, " while calling a Python object")))
        return EMPTY;
    ssize mark = lent_mark(t);
    Value result = call_checked(t, f, self, args, nargs, names);
    lent_release(t, mark);
    recursion_leave(t);
    return result;
}

/* ---- the table of rows ---- */

/* Where the signature starts and, at *end, ends; NULL: the docstring has none. It is that of `name` if it begins with the
 * name's last part and a parenthesis, and "\n--\n\n" ends it. */
static const char *find_signature(const char *name, const char *doc, const char **end)
{
    const char *dot = strrchr(name, '.');
    if (dot)
        name = dot + 1;
    size_t n = strlen(name);
    if (!doc || strncmp(doc, name, n) || doc[n] != '(')
        return NULL;
    for (const char *p = doc + n; *p; p++) {
        if (!strncmp(p, ")\n--\n\n", 6))
            return *end = p + 1, doc + n;
        if (p[0] == '\n' && p[1] == '\n')
            return NULL;
    }
    return NULL;
}

const char *doc_without_signature(const char *name, const char *doc, char **signature)
{
    const char *end, *start = find_signature(name, doc, &end);
    if (signature)
        *signature = start ? strndup(start, (size_t)(end - start)) : NULL;
    return start ? end + strlen("\n--\n\n") : doc;
}

static size_t hash_key(const struct ForeignTable *table, const PyMethodDef *def, const Type *owner)
{
    return (((uintptr_t)def >> 3) ^ ((uintptr_t)owner >> 4) * 31) & table->mask;
}

static bool grow_table(struct ForeignTable *table)
{
    struct ForeignTable fresh = {.mask = table->slot ? table->mask * 2 + 1 : 63, .count = table->count};
    if (!(fresh.slot = calloc(fresh.mask + 1, sizeof *fresh.slot)))
        return false;
    for (size_t i = 0; table->slot && i <= table->mask; i++)
        for (ForeignMethod *f = table->slot[i], *next; f; f = next) {
            next = f->next;
            size_t k = hash_key(&fresh, f->def, f->owner);
            f->next = fresh.slot[k];
            fresh.slot[k] = f;
        }
    free(table->slot);
    *table = fresh;
    return true;
}

/* One of a few combinations of flags. */
static bool flags_are_good(int flags)
{
    switch (flags & (METH_VARARGS | METH_KEYWORDS | METH_NOARGS | METH_O | METH_FASTCALL | METH_METHOD)) {
    case METH_VARARGS: case METH_VARARGS | METH_KEYWORDS: case METH_NOARGS: case METH_O: case METH_FASTCALL:
    case METH_FASTCALL | METH_KEYWORDS: case METH_METHOD | METH_FASTCALL | METH_KEYWORDS:
        return (flags & (METH_CLASS | METH_STATIC)) != (METH_CLASS | METH_STATIC);
    default: return false;
    }
}

static struct ForeignTable *table_of(Thread *t)
{
    CapiInterp *c = capi_interp(t);
    if (!c || (!c->functions && !(c->functions = calloc(1, sizeof *c->functions))))
        return c ? (raise_memory(t), NULL) : NULL;
    if (c->functions->count * 2 >= c->functions->mask && !grow_table(c->functions))
        return raise_memory(t), NULL;
    return c->functions;
}

const MethodDef *foreign_method(Thread *t, PyMethodDef *def, Type *owner)
{
    if (!def->ml_name || !def->ml_meth || !flags_are_good(def->ml_flags))
        return raise_system(t, "%s() method: bad call flags", def->ml_name ? def->ml_name : "?"), NULL;
    struct ForeignTable *table = table_of(t);
    if (!table)
        return NULL;
    size_t k = hash_key(table, def, owner);
    for (ForeignMethod *f = table->slot[k]; f; f = f->next)
        if (f->def == def && f->owner == owner && !memcmp(&f->as_seen, def, sizeof *def))
            return &f->row;
    ForeignMethod *f = calloc(1, sizeof *f);
    char *signature = NULL;
    if (!f)
        return raise_memory(t), NULL;
    f->row = (MethodDef){.name = def->ml_name, .arity = ARITY_FOREIGN, .foreign = call_foreign, .doc = doc_without_signature(def->ml_name, def->ml_doc, &signature)};
    f->row.kind = def->ml_flags & METH_STATIC ? METHOD_STATIC : def->ml_flags & METH_CLASS ? METHOD_CLASS : owner ? METHOD_INSTANCE : METHOD_FUNCTION;
    if (signature) {
        f->signature.text = signature;
        f->row.signature = &f->signature;
    }
    f->def = def;
    memcpy(&f->as_seen, def, sizeof *def);
    f->owner = owner;
    f->next = table->slot[k];
    table->slot[k] = f;
    table->count++;
    return &f->row;
}

PyMethodDef *foreign_method_def(const MethodDef *row)
{
    return row->arity == ARITY_FOREIGN ? ((const ForeignMethod *)row)->def : NULL;
}

void foreign_table_free(struct ForeignTable *table)
{
    if (!table)
        return;
    for (size_t i = 0; table->slot && i <= table->mask; i++)
        for (ForeignMethod *f = table->slot[i], *next; f; f = next) {
            next = f->next;
            free((char *)f->signature.text);
            free(f);
        }
    free(table->slot);
    free(table);
}

/* ---- function objects ---- */

Value foreign_function_new(Thread *t, PyMethodDef *def, Ref self, Ref module, Type *cls)
{
    const MethodDef *row = foreign_method(t, def, cls);
    return row ? builtin_function_new(t, row, self, module) : EMPTY;
}

PyObject *PyCMethod_New(PyMethodDef *def, PyObject *self, PyObject *module, PyTypeObject *cls)
{
    Thread *t = this_thread();
    if (!def)
        return bad_call(t);
    if (!(def->ml_flags & METH_METHOD) != !cls) {
        if (cls)
            raise_system(t, "attempting to create PyCFunction with class but no METH_METHOD flag");
        else
            raise_system(t, "attempting to create PyCMethod with a METH_METHOD flag but no class");
        return NULL;
    }
    return to_c_take(t, foreign_function_new(t, def, from_c(self), from_c(module), type_from_c(cls)));
}

PyObject *PyCFunction_NewEx(PyMethodDef *def, PyObject *self, PyObject *module) { return PyCMethod_New(def, self, module, NULL); }
PyObject *PyCFunction_New(PyMethodDef *def, PyObject *self)                     { return PyCMethod_New(def, self, NULL, NULL); }

/* The row of a function object of C; NULL with SystemError. */
static const BuiltinFunction *check_function(Thread *t, PyObject *function)
{
    Ref v = from_c(function);
    if (is_exact(v, &builtin_function_type))
        return (BuiltinFunction *)object_of(v);
    return bad_call(t), NULL;
}

PyCFunction PyCFunction_GetFunction(PyObject *function)
{
    Thread *t = this_thread();
    const BuiltinFunction *f = check_function(t, function);
    PyMethodDef *def = f ? foreign_method_def(f->def) : NULL;
    if (f && !def)
        raise_system(t, "%s() is not a function of an extension module", f->def->name);
    return def ? def->ml_meth : NULL;
}

PyObject *PyCFunction_GetSelf(PyObject *function)
{
    Thread *t = this_thread();
    const BuiltinFunction *f = check_function(t, function);
    return !f || f->def->kind == METHOD_STATIC ? NULL : lend_to_c(t, f->self);
}

int PyCFunction_GetFlags(PyObject *function)
{
    Thread *t = this_thread();
    const BuiltinFunction *f = check_function(t, function);
    PyMethodDef *def = f ? foreign_method_def(f->def) : NULL;
    return !f ? -1 : def ? def->ml_flags : METH_FASTCALL | METH_KEYWORDS;
}
