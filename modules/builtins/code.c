/* code.c: compile, eval, exec, namespaces, __import__. Manual: Library "Built-in Functions". */
#include "frontend/compile.h"
#include "modules/builtins/builtins.h"

#include "object/buffer.h"
#include "object/bytes.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/frame.h"
#include "object/list.h"
#include "object/method.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/import.h"
#include "vm/system_call.h"
#include "vm/vm.h"
#include "gen/modules/builtins/code.h"

#define COMPILE_ONLY_AST  0x400     /* ast.PyCF_ONLY_AST */
#define COMPILE_OPTIMIZED_AST 0x8000
#define COMPILE_TYPE_COMMENTS 0x1000

/* ---- the caller ---- */

/* The namespaces of the innermost Python frame, or of __main__; owned. */
static Value caller_globals(Thread *t)
{
    if (t->frame)
        return retain_object(t->frame->globals);
    Ref main_module = dict_peek_name(t->interp->modules, NAME(__main__));
    return is_empty(main_module) || !is_module(main_module) ? raise_system(t, "frame does not exist") : retain_object(module_dict(main_module));
}
static Value caller_locals(Thread *t) { return t->frame ? frame_locals(t, t->frame) : caller_globals(t); }

/** Return the dictionary containing the current scope's global variables.
 *
 * NOTE: Updates to this dictionary *will* affect name lookups in the current
 * global scope and vice-versa.
 */
FUNCTION0(builtins, globals) { return caller_globals(t); }

/** Return a dictionary containing the current scope's local variables.
 *
 * NOTE: Whether or not updates to this dictionary will affect name lookups in
 * the local scope and vice-versa is *implementation dependent* and not
 * covered by any backwards compatibility guarantees.
 */
FUNCTION0(builtins, locals) { return caller_locals(t); }

/** vars([object]) -> dictionary
 *
 * Without arguments, equivalent to locals().
 * With an argument, equivalent to object.__dict__.
 */
FUNCTION(builtins, vars, "(object=?, /)")
{
    Value dict;
    if (is_empty(a->object))
        return caller_locals(t);
    Lookup r = find_attr(t, a->object, NAME(__dict__), &dict);
    if (r == MISSING)
        return raise_type(t, "vars() argument must have __dict__ attribute");
    return r == FOUND ? dict : EMPTY;
}

/** dir([object]) -> list of strings
 *
 * If called without an argument, return the names in the current scope.
 * Else, return an alphabetized list of names comprising (some of) the attributes
 * of the given object, and of attributes reachable from it.
 * If the object supplies a method named __dir__, it will be used; otherwise
 * the default dir() logic is used and returns:
 *   for a module object: the module's attributes.
 *   for a class object:  its attributes, and recursively the attributes
 *     of its bases.
 *   for any other object: its attributes, its class's attributes, and
 *     recursively the attributes of its class's base classes.
 */
FUNCTION(builtins, dir, "(object=?, /)")
{
    OWN Value names = EMPTY, list = EMPTY;
    if (is_empty(a->object)) {
        OWN Value locals = caller_locals(t);
        if (is_empty(locals))
            return EMPTY;
        names = is_exact(locals, &dict_type) ? dict_keys_list(t, as_dict(locals)) : call_method0(t, locals, NAME(keys));
        if (is_empty(names))
            return EMPTY;
    } else {
        Lookup r = call_special(t, a->object, NAME(__dir__), NULL, 0, &names);
        if (r != FOUND)
            return r == ERROR ? EMPTY : raise_type(t, "object does not provide __dir__");
    }
    list = to_list(t, names);
    return !is_empty(list) && list_sort(t, as_list(list), EMPTY, false) ? take(&list) : EMPTY;
}

/* ---- compiling ---- */

/* The text of a str or bytes-like object. `holder` keeps it alive; buffers are released by release_source(). */
typedef struct Source { const char *text; ssize n; uint32_t flags; Buffer buffer; Value copy; } Source;

static bool get_source(Thread *t, Ref v, const char *function, const char *expected, Source *s)
{
    *s = (Source){0};
    if (is_str(v)) {
        s->text = str_utf8(t, v, &s->n);
        if (!s->text)
            return false;
        s->flags = PARSE_SOURCE_IS_UTF8 | PARSE_IGNORE_COOKIE;
    } else if (is_bytes(v)) {
        s->text = (const char *)as_bytes(v)->data;
        s->n = as_bytes(v)->len;
    } else if (has_buffer(v)) {
        if (!buffer_get(t, v, &s->buffer, BUFFER_SIMPLE))
            return false;
        s->copy = bytes_from(t, s->buffer.data, s->buffer.len);
        buffer_release(&s->buffer);
        if (is_empty(s->copy))
            return false;
        s->text = (const char *)as_bytes(s->copy)->data;
        s->n = as_bytes(s->copy)->len;
    } else {
        raise_type(t, "%s() arg 1 must be a %s object", function, expected);
        return false;
    }
    if (strlen(s->text) != (size_t)s->n) {
        release(take(&s->copy));
        raise_value(t, "source code string cannot contain null bytes");
        return false;
    }
    return true;
}

static uint32_t inherited_flags(Thread *t) { return t->frame ? futures_of_code_flags(t->frame->code->flags) : 0; }

/** Compile source into a code object that can be executed by exec() or eval().
 *
 * The source code may represent a Python module, statement or expression.
 * The filename will be used for run-time error messages.
 * The mode must be 'exec' to compile a module, 'single' to compile a
 * single (interactive) statement, or 'eval' to compile an expression.
 * The flags argument, if present, controls which future statements influence
 * the compilation of the code.
 * The dont_inherit argument, if true, stops the compilation inheriting
 * the effects of any future statements in effect in the code calling
 * compile; if absent or false these statements do influence the compilation,
 * in addition to any features explicitly specified.
 */
FUNCTION(builtins, compile, "(source, filename, mode: str, flags: int = 0, dont_inherit: bool = False, optimize: int = -1, *, _feature_version: int = -1)")
{
    Source s;
    CompileMode mode;
    uint32_t flags = (uint32_t)a->flags;
    const uint32_t known = FUTURE_ALL | PARSE_DONT_IMPLY_DEDENT | PARSE_ALLOW_INCOMPLETE | PARSE_TOP_LEVEL_AWAIT | PARSE_SOURCE_IS_UTF8
                           | PARSE_IGNORE_COOKIE | COMPILE_ONLY_AST | COMPILE_OPTIMIZED_AST | COMPILE_TYPE_COMMENTS | 0x10;
    if (flags & ~known)
        return raise_value(t, "compile(): unrecognised flags");
    if (a->optimize < -1 || a->optimize > 2)
        return raise_value(t, "compile(): invalid optimize value");
    if (str_is(a->mode, "exec"))
        mode = COMPILE_EXEC;
    else if (str_is(a->mode, "eval"))
        mode = COMPILE_EVAL;
    else if (str_is(a->mode, "single"))
        mode = COMPILE_SINGLE;
    else if (str_is(a->mode, "func_type"))
        return raise_value(t, flags & COMPILE_ONLY_AST ? "compile() mode 'func_type' is not supported"
                                                       : "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
    else
        return raise_value(t, "compile() mode must be 'exec', 'eval' or 'single'");
    OWN Value filename = to_filename(t, a->filename);
    if (is_empty(filename))
        return EMPTY;
    if (!a->dont_inherit)
        flags |= inherited_flags(t);
    int optimize = a->optimize < 0 ? t->interp->config->optimize : a->optimize;
    if (!is_str(a->source) && !has_buffer(a->source)) {
        OWN Value function = import_attribute(t, "_ast", "compile_tree");
        if (is_empty(function))
            return EMPTY;
        Value args[] = {a->source, filename, a->mode, fixnum(flags), fixnum(optimize)};
        return call(t, function, args, 5, EMPTY);
    }
    if (!get_source(t, a->source, "compile", "string, bytes or AST", &s))
        return EMPTY;
    Value result;
    if (flags & COMPILE_ONLY_AST) {
        OWN Value function = import_attribute(t, "_ast", "parse_source");
        OWN Value text = is_empty(function) ? EMPTY : bytes_from(t, s.text, s.n);
        Value args[] = {text, filename, a->mode, fixnum((flags & ~COMPILE_ONLY_AST) | s.flags), fixnum(optimize)};
        result = is_empty(text) ? EMPTY : call(t, function, args, 5, EMPTY);
    } else {
        result = compile_source(t, s.text, s.n, filename, mode, flags | s.flags, optimize);
    }
    release(take(&s.copy));
    return result;
}

/* ---- running ---- */

/* The namespaces that eval and exec use, from their arguments; owned. */
static bool get_namespaces(Thread *t, const char *function, Ref globals, Ref locals, Value *g, Value *l)
{
    *g = *l = EMPTY;
    if (is_none(globals)) {
        *g = caller_globals(t);
        if (!is_empty(*g))
            *l = is_none(locals) ? caller_locals(t) : retain(locals);
    } else {
        if (!is_dict(globals)) {
            if (!strcmp(function, "eval"))
                raise_type(t, type_of(globals)->getitem ? "globals must be a real dict; try eval(code, {}, mapping)" : "globals must be a dict");
            else
                raise_type(t, "exec() globals must be a dict, not %T", globals);
            return false;
        }
        *g = retain(globals);
        *l = retain(is_none(locals) ? globals : locals);
    }
    if (is_empty(*g) || is_empty(*l))
        return release(take(g)), false;
    if (!is_dict(*l) && !type_of(*l)->getitem) {
        if (!strcmp(function, "eval"))
            raise_type(t, "locals must be a mapping");
        else
            raise_type(t, "locals must be a mapping or None, not %T", locals);
        return release(take(g)), release(take(l)), false;
    }
    Ref given = dict_peek_name(as_dict(*g), NAME(__builtins__));
    if (!is_empty(given) && !is_module(given) && !is_dict(given)) {
        raise_type(t, "__builtins__ must be a module or a dict, not %T", given);
        return release(take(g)), release(take(l)), false;
    }
    if (is_empty(given)) {
        Ref module = dict_peek_name(t->interp->modules, NAME(builtins));
        Ref builtins = t->frame && t->frame->builtins != t->interp->builtins ? value_of(t->frame->builtins)
                       : !is_empty(module) && is_module(module) ? module : value_of(t->interp->builtins);
        if (!dict_set(t, as_dict(*g), NAME(__builtins__), builtins))
            return release(take(g)), release(take(l)), false;
    }
    return true;
}

/** Evaluate the given source in the context of globals and locals.
 *
 * The source may be a string representing a Python expression
 * or a code object as returned by compile().
 * The globals must be a dictionary and locals can be any mapping,
 * defaulting to the current globals and locals.
 * If only globals is given, locals defaults to it.
 */
FUNCTION(builtins, eval, "(source, /, globals=None, locals=None)")
{
    OWN Value globals, locals;
    Source s;
    if (!get_namespaces(t, "eval", a->globals, a->locals, &globals, &locals))
        return EMPTY;
    if (is_exact(a->source, &code_type)) {
        if (as_code(a->source)->free_count)
            return raise_type(t, "code object passed to eval() may not contain free variables");
        return run_code(t, a->source, globals, locals, EMPTY);
    }
    if (!get_source(t, a->source, "eval", "string, bytes or code", &s))
        return EMPTY;
    while (*s.text == ' ' || *s.text == '\t')
        s.text++, s.n--;
    OWN Value filename = intern_text(t, "<string>");
    OWN Value code = is_empty(filename) ? EMPTY : compile_source(t, s.text, s.n, filename, COMPILE_EVAL, s.flags | inherited_flags(t), t->interp->config->optimize);
    release(take(&s.copy));
    return is_empty(code) ? EMPTY : run_code(t, code, globals, locals, EMPTY);
}

/* Checks exec's closure against the code. */
static bool check_closure(Thread *t, Ref source, Ref closure)
{
    ssize n = is_exact(source, &code_type) ? as_code(source)->free_count : 0;
    if (!is_exact(source, &code_type)) {
        if (!is_none(closure))
            raise_type(t, "closure argument must be None when executing str source");
        return is_none(closure);
    }
    if (!n) {
        if (!is_none(closure))
            raise_type(t, "cannot use a closure with this code object");
        return is_none(closure);
    }
    bool good = is_exact(closure, &tuple_type) && as_tuple(closure)->len == n;
    for (ssize i = 0; good && i < n; i++)
        good = is_exact(as_tuple(closure)->item[i], &cell_type);
    if (!good)
        raise_type(t, is_none(closure) ? "code object passed to exec() may not contain free variables"
                                       : "code object requires a closure of exactly length %zd", n);
    return good;
}

/** Execute the given source in the context of globals and locals.
 *
 * The source may be a string representing one or more Python statements
 * or a code object as returned by compile().
 * The globals must be a dictionary and locals can be any mapping,
 * defaulting to the current globals and locals.
 * If only globals is given, locals defaults to it.
 * The closure must be a tuple of cellvars, and can only be used
 * when source is a code object requiring exactly that many cellvars.
 */
FUNCTION(builtins, exec, "(source, /, globals=None, locals=None, *, closure=None)")
{
    OWN Value globals, locals;
    Source s;
    if (!get_namespaces(t, "exec", a->globals, a->locals, &globals, &locals))
        return EMPTY;
    if (!check_closure(t, a->source, a->closure))
        return EMPTY;
    OWN Value code = EMPTY;
    if (is_exact(a->source, &code_type)) {
        code = retain(a->source);
    } else {
        if (!get_source(t, a->source, "exec", "string, bytes or code", &s))
            return EMPTY;
        OWN Value filename = intern_text(t, "<string>");
        code = is_empty(filename) ? EMPTY : compile_source(t, s.text, s.n, filename, COMPILE_EXEC, s.flags | inherited_flags(t), t->interp->config->optimize);
        release(take(&s.copy));
    }
    OWN Value result = is_empty(code) ? EMPTY : run_code(t, code, globals, locals, is_none(a->closure) ? EMPTY : a->closure);
    return is_empty(result) ? EMPTY : NONE;
}

/** Import a module.
 *
 * Because this function is meant for use by the Python
 * interpreter and not for general use, it is better to use
 * importlib.import_module() to programmatically import a module.
 *
 * The globals argument is only used to determine the context;
 * they are not modified.  The locals argument is unused.  The fromlist
 * should be a list of names to emulate ``from name import ...``, or an
 * empty list to emulate ``import name``.
 * When importing a module from a package, note that __import__('A.B', ...)
 * returns package A when fromlist is empty, but its submodule B when
 * fromlist is not empty.  The level argument is used to determine whether to
 * perform absolute or relative imports: 0 is absolute, while a positive number
 * is the number of parent directories to search relative to the current module.
 */
FUNCTION(builtins, __import__, "(name, globals=None, locals=None, fromlist=(), level=0)")
{
    return import_name(t, a->name, is_none(a->globals) ? EMPTY : a->globals, a->fromlist, a->level);
}

/** Call sys.breakpointhook(*args, **kws).
 *
 * sys.breakpointhook() must accept whatever arguments are passed.
 *
 * By default, this drops you into the pdb debugger.
 */
FUNCTION(builtins, breakpoint, "(*args, **kws)")
{
    OWN Value hook = retain(dict_peek_text(t, t->interp->sys_dict, "breakpointhook"));
    if (is_empty(hook))
        return raise_runtime(t, "lost sys.breakpointhook");
    OWN Value args = tuple_from_array(t, a->args, a->args_count);
    return is_empty(args) ? EMPTY : call_tuple(t, hook, args, a->kws);
}
