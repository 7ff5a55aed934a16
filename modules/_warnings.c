/* _warnings.c: the module _warnings: deciding whether a warning is shown, and the C part of showing it. Manual: Library
 * "warnings". The filters are tuples (action, message, category, module, line); message and module are None, a str to be
 * equal to, or an object with a method match. Once the module warnings is imported, its filters, defaultaction and _showwarnmsg
 * are the ones that count.
 */
#include <stdio.h>

#include "object/code.h"
#include "object/dict.h"
#include "object/frame.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/config.h"
#include "vm/import.h"
#include "gen/modules/_warnings.h"

typedef struct WarningsState {
    Value filters;              /* list */
    Value once_registry;        /* dict */
    Value default_action;       /* str */
    int64_t version;            /* grows when filters change: what registries remember is void then */
} WarningsState;

extern const ModuleDef module_def__warnings;

/* ---- the filters at the start ---- */

static bool add_filter(Thread *t, List *list, const char *action, Type *category)
{
    OWN Value text = intern_text(t, action);
    Value filter = is_empty(text) ? EMPTY : tuple_pack(t, 5, text, NONE, value_of(category), NONE, fixnum(0));
    return !is_empty(filter) && list_append_take(t, list, filter);
}

static WarningsState *state_of(Thread *t)
{
    WarningsState *s = module_def_state(t, &module_def__warnings);
    if (!s || !is_empty(s->filters))
        return s;
    OWN Value list = list_new(t, 5);
    Config *c = t->interp->config;
    if (is_empty(list) || is_empty(s->once_registry = dict_new(t)) || is_empty(s->default_action = intern_text(t, "default")))
        return NULL;
    if (c->bytes_warning && !add_filter(t, as_list(list), c->bytes_warning > 1 ? "error" : "default", &exc_BytesWarning))
        return NULL;
    if (!c->dev_mode
        && (!add_filter(t, as_list(list), "ignore", &exc_DeprecationWarning) || !add_filter(t, as_list(list), "ignore", &exc_PendingDeprecationWarning)
            || !add_filter(t, as_list(list), "ignore", &exc_ImportWarning) || !add_filter(t, as_list(list), "ignore", &exc_ResourceWarning)))
        return NULL;
    if (!c->bytes_warning && !add_filter(t, as_list(list), "ignore", &exc_BytesWarning))
        return NULL;
    s->filters = take(&list);
    return s;
}

/* ---- what the module warnings has to say ---- */

/* The attribute of the module warnings, if that is imported; EMPTY, nothing raised, if not. Owned. */
static Value of_library(Thread *t, const char *name)
{
    OWN Value module = retain(dict_peek_text(t, t->interp->modules, "warnings"));
    Value v;
    if (is_empty(module) || is_none(module))
        return EMPTY;
    OWN Value attribute = intern_text(t, name);
    if (is_empty(attribute) || find_attr(t, module, attribute, &v) != FOUND) {
        raised_clear(t);
        return EMPTY;
    }
    return v;
}

/* ---- choosing an action ---- */

static Test matches(Thread *t, Ref pattern, Ref text)
{
    if (is_none(pattern))
        return TEST_TRUE;
    if (is_exact(pattern, &str_type))
        return equal(t, pattern, text);
    OWN Value result = call_method1(t, pattern, NAME(match), text);
    return is_empty(result) ? TEST_ERROR : test(t, result);
}

/* The action for a warning, and the filter that said so (NONE: the default). Both owned. */
static bool find_action(Thread *t, WarningsState *s, Ref category, Ref text, int lineno, Ref module, Value *action, Value *filter)
{
    OWN Value filters = of_library(t, "filters");
    if (!is_empty(filters) && !is_list(filters))
        return raise_value(t, "_warnings.filters must be a list"), false;
    if (is_empty(filters))
        filters = retain(s->filters);
    else
        replace_take(&s->filters, retain(filters));     /* the last that were seen serve should `warnings` lose its own */
    for (ssize i = 0; i < as_list(filters)->len; i++) {
        OWN Value item = retain(as_list(filters)->item[i]);
        if (!is_tuple(item) || as_tuple(item)->len != 5)
            return raise_value(t, "_warnings.filters item %zd isn't a 5-tuple", i), false;
        Value *field = as_tuple(item)->item;
        if (!is_str(field[0]))
            return raise_type(t, "action must be a string, not '%T'", field[0]), false;
        int64_t line;
        Test r = matches(t, field[1], text);
        if (r == TEST_TRUE)
            r = is_subclass(t, category, field[2]);
        if (r == TEST_TRUE)
            r = matches(t, field[3], module);
        if (r == TEST_ERROR || !to_int64(t, field[4], &line))
            return false;
        if (r == TEST_TRUE && (line == 0 || line == lineno)) {
            *action = retain(field[0]);
            *filter = take(&item);
            return true;
        }
    }
    *action = of_library(t, "defaultaction");
    if (is_empty(*action))
        *action = retain(s->default_action);
    *filter = NONE;
    if (!is_str(*action)) {
        raise_type(t, "warnings.defaultaction must be a string, not '%T'", *action);
        release(take(action));
        return false;
    }
    return true;
}

/* ---- registries ---- */

/* Is the key in the registry (made for the present filters)? Enters it if `enter`. */
static Test already_warned(Thread *t, WarningsState *s, Dict *registry, Ref key, bool enter)
{
    Ref found;
    Lookup r = dict_find(t, registry, NAME(version), &found);
    if (r == ERROR)
        return TEST_ERROR;
    if (r == MISSING || !is_fixnum(found) || fixnum_value(found) != s->version) {
        dict_clear(registry);
        if (!dict_set(t, registry, NAME(version), fixnum(s->version)))
            return TEST_ERROR;
    } else {
        r = dict_find(t, registry, key, &found);
        if (r == ERROR)
            return TEST_ERROR;
        if (r == FOUND) {
            Test truth = test(t, found);
            if (truth != TEST_FALSE)
                return truth;
        }
    }
    return enter && !dict_set(t, registry, key, TRUE_VALUE) ? TEST_ERROR : TEST_FALSE;
}

static Test update_registry(Thread *t, WarningsState *s, Dict *registry, Ref text, Ref category, bool zero)
{
    OWN Value key = zero ? tuple_pack(t, 3, text, category, fixnum(0)) : tuple_pack(t, 2, text, category);
    return is_empty(key) ? TEST_ERROR : already_warned(t, s, registry, key, true);
}

/* ---- showing ---- */

static bool write_line(Thread *t, Ref file, Ref text)
{
    OWN Value done = call_method1(t, file, NAME(write), text);
    return !is_empty(done);
}

/* "file:line: Category: text" and the source line, to sys.stderr. Errors in doing so are not reported. */
static void show_plainly(Thread *t, Ref filename, int lineno, Ref text, Ref category, Ref source_line)
{
    char line[1024];
    OWN Value file = retain(dict_peek_name(t->interp->sys_dict, NAME(stderr)));
    OWN Value name = get_attr(t, category, NAME(__name__));
    OWN Value shown = is_empty(name) ? EMPTY : str_format(t, "%S:%d: %S: %S\n", filename, lineno, name, text);
    if (is_empty(file) || is_none(file) || is_empty(shown) || !write_line(t, file, shown)) {
        raised_clear(t);
        return;
    }
    if (!is_empty(source_line)) {
        OWN Value stripped = call_method0(t, source_line, NAME(strip));
        OWN Value second = is_empty(stripped) ? EMPTY : str_format(t, "  %S\n", stripped);
        if (is_empty(second) || !write_line(t, file, second))
            raised_clear(t);
        return;
    }
    FILE *f = is_str(filename) ? fopen(str_text(t, filename), "re") : NULL;
    bool found = false;
    while (f && !found && fgets(line, sizeof line, f))
        if (strchr(line, '\n') || feof(f))
            found = --lineno == 0;
    if (f)
        fclose(f);
    if (found) {
        char *start = line + strspn(line, " \t\f");
        start[strcspn(start, "\r\n")] = 0;
        OWN Value source = *start ? str_from_utf8_lossless(t, start, (ssize)strlen(start)) : EMPTY;
        OWN Value second = is_empty(source) ? EMPTY : str_format(t, "  %S\n", source);
        if (!is_empty(second) && !write_line(t, file, second))
            raised_clear(t);
    }
    raised_clear(t);
}

static bool show(Thread *t, Ref filename, int lineno, Ref text, Ref message, Ref category, Ref source_line, Ref source)
{
    OWN Value function = of_library(t, "_showwarnmsg");
    if (is_empty(function) && !is_none(source) && !is_empty(source) && !t->interp->finalizing) {
        OWN Value name = intern_text(t, "warnings");
        OWN Value module = is_empty(name) ? EMPTY : import_module(t, name);
        raised_clear(t);
        function = of_library(t, "_showwarnmsg");
    }
    if (is_empty(function)) {
        show_plainly(t, filename, lineno, text, category, source_line);
        return true;
    }
    if (!is_callable(function))
        return raise_type(t, "warnings._showwarnmsg() must be set to a callable"), false;
    OWN Value cls = of_library(t, "WarningMessage");
    if (is_empty(cls))
        return raise_runtime(t, "unable to get warnings.WarningMessage"), false;
    Value args[] = {message, category, filename, fixnum(lineno), NONE, NONE, is_empty(source) ? NONE : source};
    OWN Value shown = call(t, cls, args, 7, EMPTY);
    OWN Value done = is_empty(shown) ? EMPTY : call1(t, function, shown);
    return !is_empty(done);
}

/* ---- the decision ---- */

/* The module's name when only the file's is known. */
static Value module_of_file(Thread *t, Ref filename)
{
    ssize n = as_str(filename)->len;
    if (n == 0)
        return str_from_text(t, "<unknown>");
    const char *text = str_text(t, filename);
    if (n >= 3 && !strcmp(text + strlen(text) - 3, ".py"))
        return str_slice(t, filename, 0, n - 3);
    return retain(filename);
}

/* warn_explicit() with everything known; message is a str or a Warning; registry a dict or NONE. */
static bool warn_explicit(Thread *t, Ref category, Ref message, Ref filename, int lineno, Ref module, Ref registry, Ref source_line, Ref source)
{
    WarningsState *s = state_of(t);
    OWN Value text = EMPTY, instance = EMPTY, own_module = EMPTY, action = EMPTY, filter = EMPTY;
    if (!s)
        return false;
    if (is_none(module) && !is_empty(module))
        own_module = module_of_file(t, filename);
    else
        own_module = retain(module);
    if (is_empty(own_module))
        return false;
    if (!is_none(registry) && !is_dict(registry))
        return raise_type(t, "'registry' must be a dict or None"), false;
    Test is_warning = is_instance(t, message, value_of(&exc_Warning));
    if (is_warning == TEST_ERROR)
        return false;
    if (is_warning == TEST_TRUE) {
        text = to_str(t, message);
        instance = retain(message);
        category = value_of(type_of(message));
    } else {
        text = retain(message);
        instance = call1(t, category, message);
    }
    if (is_empty(text) || is_empty(instance))
        return false;
    OWN Value key = tuple_pack(t, 3, text, category, fixnum(lineno));
    if (is_empty(key))
        return false;
    if (!is_none(registry)) {
        Test seen = already_warned(t, s, as_dict(registry), key, false);
        if (seen != TEST_FALSE)
            return seen == TEST_TRUE;
    }
    if (!find_action(t, s, category, text, lineno, own_module, &action, &filter))
        return false;
    if (str_is(action, "error"))
        return raise_object(t, instance, EMPTY), false;
    if (str_is(action, "ignore"))
        return true;
    Test already = TEST_FALSE;
    if (!str_is(action, "always") && !str_is(action, "all")) {
        if (!is_none(registry) && !dict_set(t, as_dict(registry), key, TRUE_VALUE))
            return false;
        if (str_is(action, "once")) {
            OWN Value once = is_none(registry) ? of_library(t, "onceregistry") : EMPTY;
            if (is_none(registry) && is_empty(once))
                once = retain(s->once_registry);
            if (is_none(registry) && !is_dict(once))
                return raise_type(t, "warnings.onceregistry must be a dict, not %T", once), false;
            already = update_registry(t, s, as_dict(is_none(registry) ? once : registry), text, category, false);
        } else if (str_is(action, "module")) {
            if (!is_none(registry))
                already = update_registry(t, s, as_dict(registry), text, category, false);
        } else if (!str_is(action, "default")) {
            return raise_runtime(t, "Unrecognized action (%R) in warnings.filters:\n %R", action, filter), false;
        }
    }
    if (already != TEST_FALSE)
        return already == TEST_TRUE;
    return show(t, filename, lineno, text, instance, category, source_line, source);
}

/* ---- where a warning comes from ---- */

/* Frames of the import system are passed over. */
static bool is_internal(Thread *t, const Frame *f)
{
    const char *file = str_text(t, f->code->filename);
    return strstr(file, "importlib") && strstr(file, "_bootstrap");
}

static bool has_prefix(Thread *t, const Frame *f, Ref prefixes)
{
    for (ssize i = 0; !is_empty(prefixes) && i < as_tuple(prefixes)->len; i++) {
        Str *file = as_str(f->code->filename), *prefix = as_str(as_tuple(prefixes)->item[i]);
        if (prefix->len <= file->len && str_find(file, prefix, 0, prefix->len) == 0)
            return true;
    }
    (void)t;
    return false;
}

static Frame *next_external(Thread *t, Frame *f, Ref prefixes)
{
    do
        f = f->previous;
    while (f && (is_internal(t, f) || has_prefix(t, f, prefixes)));
    return f;
}

/* The file of a module by its namespace; a script without one is called by sys.argv[0]. */
static Value file_of_globals(Thread *t, Dict *globals, Ref module)
{
    Ref file = dict_peek_name(globals, NAME(__file__));
    if (!is_empty(file) && is_str(file)) {
        ssize n = as_str(file)->len;
        OWN Value lower = n > 4 ? str_slice(t, file, n - 4, n) : EMPTY;
        bool compiled = !is_empty(lower) && strcasecmp(str_text(t, lower), ".pyc") == 0;
        return is_raised(t) ? EMPTY : compiled ? str_slice(t, file, 0, n - 1) : retain(file);
    }
    if (!str_is(module, "__main__"))
        return retain(module);
    Ref argv = dict_peek_text(t, t->interp->sys_dict, "argv");
    Ref script = !is_empty(argv) && is_list(argv) && as_list(argv)->len ? as_list(argv)->item[0] : EMPTY;
    return !is_empty(script) && is_str(script) && as_str(script)->len ? retain(script) : retain(module);
}

static bool warn_from(Thread *t, Ref category, Ref message, int64_t stack_level, Ref source, Ref prefixes)
{
    Frame *f = t->frame;
    if (stack_level <= 0 || (f && is_internal(t, f)))
        while (--stack_level > 0 && f)
            f = f->previous;
    else {
        if (f && has_prefix(t, f, prefixes))
            f = next_external(t, f, prefixes);
        while (--stack_level > 0 && f)
            f = next_external(t, f, prefixes);
    }
    OWN Value globals = retain_object(f ? f->globals : t->interp->sys_dict);
    int lineno = f ? frame_line(f) : 1;
    OWN Value fresh = dict_new(t), registry = EMPTY;
    if (is_empty(fresh) || dict_setdefault(t, as_dict(globals), NAME(__warningregistry__), fresh, &registry) == ERROR)
        return false;
    OWN Value module = retain(dict_peek_name(as_dict(globals), NAME(__name__)));
    if (is_empty(module) || !(is_none(module) || is_str(module)))
        replace_take(&module, intern_text(t, "<string>"));
    OWN Value filename = is_empty(module) ? EMPTY : file_of_globals(t, as_dict(globals), is_none(module) ? NAME(__main__) : module);
    if (is_empty(filename))
        return false;
    return warn_explicit(t, category, message, filename, lineno, module, registry, EMPTY, source);
}

bool warn_explicit_text(Thread *t, Type *category, Ref message, int stack_level, Ref source)
{
    return warn_from(t, value_of(category), message, stack_level, source, EMPTY);
}

/* The category of a warning: that of the message if it is one. Borrowed; EMPTY with TypeError. */
static Ref category_of(Thread *t, Ref message, Ref category)
{
    Test r = is_instance(t, message, value_of(&exc_Warning));
    if (r != TEST_FALSE)
        return r == TEST_ERROR ? EMPTY : value_of(type_of(message));
    if (is_empty(category) || is_none(category))
        return value_of(&exc_UserWarning);
    if (!is_type(category) || !type_is_subtype(as_type(category), &exc_Warning))
        return raise_type(t, "category must be a Warning subclass, not '%T'", category);
    return category;
}

/** Issue a warning, or maybe ignore it or raise an exception.
 *
 *   message
 *     Text of the warning message.
 *   category
 *     The Warning category subclass. Defaults to UserWarning.
 *   stacklevel
 *     How far up the call stack to make this warning appear. A value of 2 for
 *     example attributes the warning to the caller of the code calling warn().
 *   source
 *     If supplied, the destroyed object which emitted a ResourceWarning
 *   skip_file_prefixes
 *     An optional tuple of module filename prefixes indicating frames to skip
 *     during stacklevel computations for stack frame attribution.
 */
FUNCTION(_warnings, warn, "(message, category=None, stacklevel: int64 = 1, source=None, *, skip_file_prefixes: tuple = ())")
{
    Ref category = category_of(t, a->message, a->category);
    int64_t level = a->stacklevel;
    if (is_empty(category))
        return EMPTY;
    for (ssize i = 0; i < as_tuple(a->skip_file_prefixes)->len; i++)
        if (!is_str(as_tuple(a->skip_file_prefixes)->item[i]))
            return raise_type(t, "Found non-str '%T' in skip_file_prefixes.", as_tuple(a->skip_file_prefixes)->item[i]);
    if (as_tuple(a->skip_file_prefixes)->len)
        level = MAX(level, (int64_t)2);
    return warn_from(t, category, a->message, level, a->source, a->skip_file_prefixes) ? NONE : EMPTY;
}

/* The source line by module_globals['__loader__'].get_source(); EMPTY, nothing raised, if there is none. */
static Value line_of_globals(Thread *t, Ref globals, int lineno)
{
    OWN Value loader = retain(dict_peek_name(as_dict(globals), NAME(__loader__)));
    OWN Value name = retain(dict_peek_name(as_dict(globals), NAME(__name__)));
    OWN Value get_source = EMPTY;
    if (is_empty(loader) || is_empty(name) || find_attr(t, loader, NAME(get_source), &get_source) != FOUND)
        return EMPTY;
    OWN Value source = call1(t, get_source, name);
    OWN Value lines = is_empty(source) || is_none(source) ? EMPTY : call_method0(t, source, NAME(splitlines));
    return is_empty(lines) || !is_list(lines) || lineno < 1 || lineno > as_list(lines)->len ? EMPTY : retain(as_list(lines)->item[lineno - 1]);
}

/** Issue a warning, or maybe ignore it or raise an exception. */
FUNCTION(_warnings, warn_explicit, "(message, category, filename: str, lineno: int, module=None, registry=None, module_globals=None, source=None)")
{
    OWN Value line = EMPTY;
    Ref category = category_of(t, a->message, a->category);
    if (is_empty(category))
        return EMPTY;
    if (!is_none(a->module_globals)) {
        if (!is_dict(a->module_globals))
            return raise_type(t, "module_globals must be a dict, not '%T'", a->module_globals);
        line = line_of_globals(t, a->module_globals, a->lineno);
        if (is_raised(t))
            return EMPTY;
    }
    return warn_explicit(t, category, a->message, a->filename, a->lineno, a->module, a->registry, line, a->source) ? NONE : EMPTY;
}

/** Notes that the filters have changed. */
FUNCTION0(_warnings, _filters_mutated)
{
    WarningsState *s = state_of(t);
    return s ? (s->version++, NONE) : EMPTY;
}

static bool warnings_exec(Thread *t, Ref module)
{
    WarningsState *s = state_of(t);
    return s && module_add(t, module, "filters", s->filters) && module_add(t, module, "_onceregistry", s->once_registry)
           && module_add(t, module, "_defaultaction", s->default_action);
}

static void warnings_clear(void *state)
{
    WarningsState *s = state;
    release(take(&s->filters));
    release(take(&s->once_registry));
    release(take(&s->default_action));
}

MODULE(_warnings,
    .doc = "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.",
    .exec = warnings_exec, .state_size = sizeof(WarningsState), .state_clear = warnings_clear);
