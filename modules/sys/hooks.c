/* hooks.c: sys.displayhook, excepthook, unraisablehook, breakpointhook. Manual: Library "sys".
 *
 * Exceptions are shown by lib/traceback.py, so that there is one wording. When that does not work (no library, no memory, the
 * interpreter's end), a plainer text is written from here.
 */
#include "modules/sys/sys.h"

#include <unistd.h>

#include "object/bytes.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/frame.h"
#include "object/int.h"
#include "object/list.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/config.h"
#include "vm/import.h"
#include "gen/modules/sys/hooks.h"

/* ---- results ---- */

/* Writes text to sys.stdout, escaping what its encoding does not have. */
static bool write_result(Thread *t, Ref out, Ref text)
{
    OWN Value done = call_method1(t, out, NAME(write), text);
    if (!is_empty(done) || !raised_catch(t, &exc_UnicodeEncodeError))
        return !is_empty(done);
    OWN Value encoding = get_attr(t, out, NAME(encoding));
    if (is_empty(encoding) || !is_str(encoding))
        return false;
    OWN Value bytes = str_encode(t, text, str_text(t, encoding), "backslashreplace");
    OWN Value buffer = EMPTY;
    Lookup r = is_empty(bytes) ? ERROR : find_attr(t, out, NAME(buffer), &buffer);
    if (r == FOUND)
        return replace_take(&done, call_method1(t, buffer, NAME(write), bytes)), !is_empty(done);
    if (r == ERROR)
        return false;
    OWN Value plain = str_decode(t, as_bytes(bytes)->data, as_bytes(bytes)->len, str_text(t, encoding), NULL);
    return !is_empty(plain) && (replace_take(&done, call_method1(t, out, NAME(write), plain)), !is_empty(done));
}

/** Print an object to sys.stdout and also save it in builtins._ */
FUNCTION1(sys, displayhook, object)
{
    OWN Value builtins = retain(dict_peek_name(t->interp->modules, NAME(builtins)));
    if (is_empty(builtins))
        return raise_runtime(t, "lost builtins module");
    if (is_none(object))
        return NONE;
    if (!set_attr(t, builtins, NAME(_), NONE))          /* so that repr cannot see it change */
        return EMPTY;
    OWN Value out = retain(dict_peek_name(t->interp->sys_dict, NAME(stdout)));
    if (is_empty(out) || is_none(out))
        return raise_runtime(t, "lost sys.stdout");
    OWN Value text = repr(t, object);
    OWN Value newline = str_from_ascii(t, "\n", 1);
    if (is_empty(text) || is_empty(newline) || !write_result(t, out, text) || !write_result(t, out, newline))
        return EMPTY;
    return set_attr(t, builtins, NAME(_), object) ? NONE : EMPTY;
}

/* ---- writing to standard error whatever happens ---- */

typedef struct Report { Thread *t; Value file; } Report;     /* file EMPTY: the descriptor 2 */

static Report report_start(Thread *t)
{
    Report r = {t, EMPTY};
    Ref file = t->interp->sys_dict ? dict_peek_name(t->interp->sys_dict, NAME(stderr)) : EMPTY;
    if (!is_empty(file) && !is_none(file))
        r.file = retain(file);
    return r;
}

static void report_write(Report *r, const char *text)
{
    if (!is_empty(r->file)) {
        OWN Value s = str_from_utf8_lossless(r->t, text, (ssize)strlen(text));
        OWN Value done = is_empty(s) ? EMPTY : call_method1(r->t, r->file, NAME(write), s);
        if (!is_empty(done))
            return;
        raised_clear(r->t);
    }
    if (write(2, text, strlen(text)) < 0)
        return;
}

PRINTF(2, 3)
static void report(Report *r, const char *format, ...)
{
    char text[4096];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    report_write(r, text);
}

static void report_end(Report *r)
{
    if (!is_empty(r->file)) {
        OWN Value done = call_method0(r->t, r->file, NAME(flush));
        if (is_empty(done))
            raised_clear(r->t);
    }
    release(take(&r->file));
}

/* ---- exceptions, the plain way ---- */

/* Line `number` of a file, without indentation. */
static bool source_line(Thread *t, Ref filename, int number, char *line, size_t size)
{
    FILE *f = is_str(filename) ? fopen(str_text(t, filename), "re") : NULL;
    bool found = false;
    while (f && !found && fgets(line, (int)size, f)) {
        size_t n = strlen(line);
        if (n && line[n - 1] != '\n' && !feof(f))
            continue;
        found = --number == 0;
    }
    if (f)
        fclose(f);
    if (found) {
        size_t skip = strspn(line, " \t\f"), n = strlen(line);
        memmove(line, line + skip, n - skip + 1);
        line[strcspn(line, "\r\n")] = 0;
    }
    return found && *line;
}

static void report_traceback(Report *r, Ref traceback)
{
    Thread *t = r->t;
    char line[1024];
    if (is_empty(traceback) || !is_exact(traceback, &traceback_type))
        return;
    report_write(r, "Traceback (most recent call last):\n");
    for (Ref v = traceback; is_exact(v, &traceback_type); v = ((Traceback *)object_of(v))->next) {
        Traceback *tb = (Traceback *)object_of(v);
        Code *code = is_exact(tb->frame, &frame_type) ? ((FrameObject *)object_of(tb->frame))->code : NULL;
        if (!code)
            continue;
        report(r, "  File \"%s\", line %d, in ", str_text(t, code->filename), tb->line);
        report(r, "%s\n", str_text(t, code->name));
        if (source_line(t, code->filename, tb->line, line, sizeof line))
            report(r, "    %s\n", line);
    }
}

/* "module.Name", without the module for built-in classes. */
static void report_class(Report *r, Type *type)
{
    Thread *t = r->t;
    OWN Value module = type_module(t, type), name = type_qualname(t, type);
    raised_clear(t);
    if (!is_empty(module) && is_str(module) && !str_is(module, "builtins") && !str_is(module, "__main__"))
        report(r, "%s.", str_text(t, module));
    report_write(r, is_empty(name) ? type_display_name(type) : str_text(t, name));
}

static void report_one(Report *r, Ref exception)
{
    Thread *t = r->t;
    report_traceback(r, as_exception(exception)->traceback);
    if (type_is_subtype(type_of(exception), &exc_SyntaxError)) {
        SyntaxErrorObject *e = (SyntaxErrorObject *)object_of(exception);
        if (!is_empty(e->filename) && is_str(e->filename) && !is_empty(e->lineno) && is_fixnum(e->lineno))
            report(r, "  File \"%s\", line %d\n", str_text(t, e->filename), (int)fixnum_value(e->lineno));
        if (!is_empty(e->text) && is_str(e->text)) {
            const char *text = str_text(t, e->text);
            int skip = (int)strspn(text, " \t\f");
            report(r, "    %.*s\n", (int)strcspn(text + skip, "\n"), text + skip);
            if (!is_empty(e->offset) && is_fixnum(e->offset) && fixnum_value(e->offset) > 0)
                report(r, "    %*s^\n", (int)MAX(fixnum_value(e->offset) - 1 - skip, (int64_t)0), "");
        }
        report_class(r, type_of(exception));
        report(r, ": %s\n", !is_empty(e->msg) && is_str(e->msg) ? str_text(t, e->msg) : "<no detail available>");
        return;
    }
    report_class(r, type_of(exception));
    OWN Value text = to_str(t, exception);
    if (is_empty(text)) {
        raised_clear(t);
        report_write(r, ": <exception str() failed>\n");
    } else if (as_str(text)->len) {
        report_write(r, ": ");
        report_write(r, str_text(t, text));
        report_write(r, "\n");
    } else {
        report_write(r, "\n");
    }
}

static void report_chain(Report *r, Ref exception, int depth)
{
    BaseException *e = as_exception(exception);
    if (depth < 20 && !is_empty(e->cause) && is_exception(e->cause)) {
        report_chain(r, e->cause, depth + 1);
        report_write(r, "\nThe above exception was the direct cause of the following exception:\n\n");
    } else if (depth < 20 && !is_empty(e->context) && is_exception(e->context) && !e->suppress_context) {
        report_chain(r, e->context, depth + 1);
        report_write(r, "\nDuring handling of the above exception, another exception occurred:\n\n");
    }
    report_one(r, exception);
}

static void report_exception(Thread *t, Ref exception)
{
    Report r = report_start(t);
    report_chain(&r, exception, 0);
    report_end(&r);
}

/* sys.tracebacklimit: how many entries are shown, the last ones; false: all. */
static bool traceback_limit(Thread *t, int64_t *limit)
{
    Ref v = dict_peek_text(t, t->interp->sys_dict, "tracebacklimit");
    if (is_empty(v) || !is_int(v))
        return false;
    if (!int_as_int64(v, limit))
        *limit = int_sign(v) < 0 ? 0 : INT32_MAX;
    *limit = MIN(MAX(*limit, (int64_t)0), (int64_t)INT32_MAX);
    return true;
}

/* By lib/traceback.py. False, nothing raised: it could not. */
static bool print_by_library(Thread *t, Ref type, Ref value, Ref traceback)
{
    if (t->interp->finalizing || raised_matches(t, &exc_MemoryError))
        return false;
    OWN Value print = import_attribute(t, "traceback", "_print_uncaught");
    OWN Value limit_name = str_from_text(t, "limit");
    OWN Value names = is_empty(limit_name) ? EMPTY : tuple_pack(t, 1, limit_name);
    int64_t limit;
    bool limited = traceback_limit(t, &limit);
    Value args[4] = {type, value, limited && limit == 0 ? NONE : traceback, limited ? fixnum(-limit) : NONE};
    OWN Value done = is_empty(print) || is_empty(names) ? EMPTY : call(t, print, args, 3, names);
    raised_clear(t);
    return !is_empty(done);
}

/** Handle an exception by displaying it with a traceback on sys.stderr. */
FUNCTION(sys, excepthook, "(exctype, value, traceback, /)")
{
    Ref file = dict_peek_name(t->interp->sys_dict, NAME(stderr));
    if (is_none(file))
        return NONE;
    if (!is_exception(a->value)) {
        Report r = report_start(t);
        report(&r, "TypeError: print_exception(): Exception expected for value, %s found\n", type_display_name(type_of(a->value)));
        report_end(&r);
        return NONE;
    }
    BaseException *e = as_exception(a->value);
    if (!is_none(a->traceback) && is_empty(e->traceback))
        e->traceback = retain(a->traceback);
    if (is_type(a->exctype) && !same(a->exctype, value_of(type_of(a->value))))
        return report_exception(t, a->value), NONE;
    if (is_empty(file) || type_is_subtype(type_of(a->value), &exc_MemoryError) || !print_by_library(t, a->exctype, a->value, a->traceback))
        report_exception(t, a->value);
    return NONE;
}

/* ---- exceptions nobody can catch ---- */

static const StructField hook_fields[] = {
    {"exc_type", "Exception type"}, {"exc_value", "Exception value"}, {"exc_traceback", "Exception traceback"},
    {"err_msg", "Error message"}, {"object", "Object causing the exception"}, {0}};
static const StructDesc hook_desc = {"UnraisableHookArgs", "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.", hook_fields, 5};

Ref sys_hook_args_type(Thread *t)
{
    SysState *s = sys_state(t);
    if (s && is_empty(s->hook_args))
        s->hook_args = structseq_type_new(t, &hook_desc);
    return s ? s->hook_args : EMPTY;
}

/** Handle an unraisable exception.
 *
 * The unraisable argument has the following attributes:
 *
 * * exc_type: Exception type.
 * * exc_value: Exception value, can be None.
 * * exc_traceback: Exception traceback, can be None.
 * * err_msg: Error message, can be None.
 * * object: Object causing the exception, can be None.
 */
FUNCTION1(sys, unraisablehook, unraisable)
{
    if (!is_tuple(unraisable) || as_tuple(unraisable)->len != 5)
        return raise_type(t, "sys.unraisablehook argument type must be UnraisableHookArgs");
    Tuple *args = as_tuple(unraisable);
    Ref value = args->item[1], message = args->item[3], object = args->item[4];
    Report r = report_start(t);
    if (!is_none(object)) {
        OWN Value text = repr(t, object);
        raised_clear(t);
        report(&r, "%s: ", is_str(message) ? str_text(t, message) : "Exception ignored in");
        report_write(&r, is_empty(text) ? "<object repr() failed>" : str_text(t, text));
        report_write(&r, "\n");
    } else if (is_str(message)) {
        report_write(&r, str_text(t, message));
        report_write(&r, ":\n");
    }
    if (is_exception(value)) {
        report_traceback(&r, is_none(args->item[2]) ? EMPTY : args->item[2]);
        Value kept = take(&as_exception(value)->traceback);
        report_one(&r, value);
        replace_take(&as_exception(value)->traceback, kept);
    }
    report_end(&r);
    return NONE;
}

/* ---- breakpoint() ---- */

/** breakpointhook(*args, **kws)
 *
 * This hook function is called by built-in breakpoint().
 */
FUNCTION(sys, breakpointhook, "(*args, **kws)")
{
    const char *wanted = t->interp->config->ignore_environment ? NULL : t->interp->config->breakpoint;
    if (wanted && !strcmp(wanted, "0"))
        return NONE;
    if (!wanted || !*wanted)
        wanted = "pdb.set_trace";
    const char *dot = strrchr(wanted, '.');
    OWN Value name = dot ? str_from_utf8_lossless(t, wanted, dot - wanted) : str_from_text(t, "builtins");
    OWN Value module = is_empty(name) ? EMPTY : import_module(t, name);
    OWN Value function = is_empty(module) ? EMPTY : get_attr_text(t, module, dot ? dot + 1 : wanted);
    if (is_empty(function)) {
        if (!raised_catch(t, &exc_ImportError) && !raised_catch(t, &exc_AttributeError) && !raised_catch(t, &exc_ValueError))
            return EMPTY;
        return warn(t, &exc_RuntimeWarning, 1, "Ignoring unimportable $PYTHONBREAKPOINT: \"%s\"", wanted) ? NONE : EMPTY;
    }
    OWN Value args = tuple_from_array(t, a->args, a->args_count);
    return is_empty(args) ? EMPTY : call_tuple(t, function, args, a->kws);
}
