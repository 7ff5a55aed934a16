/* io.c: print, input, open. Manual: Library "Built-in Functions". */
#include "modules/builtins/builtins.h"

#include <stdlib.h>
#include <unistd.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/import.h"
#include "vm/line_input.h"
#include "gen/modules/builtins/io.h"

/* sys.name, owned; RuntimeError "lost sys.name" when it is gone. */
static Value sys_stream(Thread *t, Ref name)
{
    Ref file = dict_peek_name(t->interp->sys_dict, name);
    return is_empty(file) ? raise_runtime(t, "lost sys.%S", name) : retain(file);
}

static bool write_text(Thread *t, Ref file, Ref text)
{
    OWN Value result = call_method1(t, file, NAME(write), text);
    return !is_empty(result);
}

/* A separator or end: NONE means the default, an ASCII text. */
static bool check_text(Thread *t, Ref v, const char *name)
{
    if (is_none(v) || is_str(v))
        return true;
    raise_type(t, "%s must be None or a string, not %T", name, v);
    return false;
}

/* All of one line as a str: one write, so that lines of threads do not mix, and few calls. */
static Value join(Thread *t, const Value *args, ssize count, Ref sep, Ref end)
{
    StrBuilder b;
    builder_init(&b, t);
    for (ssize i = 0; i < count; i++) {
        if (i && !(is_none(sep) ? builder_ascii(&b, " ", 1) : builder_str(&b, sep)))
            break;
        OWN Value text = to_str(t, args[i]);
        if (is_empty(text)) {
            builder_free(&b);
            return EMPTY;
        }
        builder_str(&b, text);
    }
    if (is_none(end))
        builder_ascii(&b, "\n", 1);
    else
        builder_str(&b, end);
    return builder_take(&b);
}

/* Files made by programs get each piece by itself, as they always did. */
static bool print_pieces(Thread *t, Ref file, const Value *args, ssize count, Ref sep, Ref end)
{
    OWN Value space = str_from_ascii(t, " ", 1), newline = str_from_ascii(t, "\n", 1);
    OWN Value write = is_empty(space) || is_empty(newline) ? EMPTY : get_attr(t, file, NAME(write));
    if (is_empty(write))
        return false;
    for (ssize i = 0; i <= count; i++) {
        OWN Value text = i < count ? to_str(t, args[i]) : retain(is_none(end) ? newline : end);
        if (is_empty(text))
            return false;
        if (i && i < count) {
            OWN Value done = call1(t, write, is_none(sep) ? space : sep);
            if (is_empty(done))
                return false;
        }
        OWN Value done = call1(t, write, text);
        if (is_empty(done))
            return false;
    }
    return true;
}

/** Prints the values to a stream, or to sys.stdout by default.
 *
 *   sep
 *     string inserted between values, default a space.
 *   end
 *     string appended after the last value, default a newline.
 *   file
 *     a file-like object (stream); defaults to the current sys.stdout.
 *   flush
 *     whether to forcibly flush the stream.
 */
FUNCTION(builtins, print, "(*args, sep=' ', end='\\n', file=None, flush=False)")
{
    OWN Value file = is_none(a->file) ? sys_stream(t, NAME(stdout)) : retain(a->file);
    if (is_empty(file))
        return EMPTY;
    if (is_none(file))
        return NONE;
    if (!check_text(t, a->sep, "sep") || !check_text(t, a->end, "end"))
        return EMPTY;
    if (type_of(file)->flags & TYPE_HEAP) {
        if (!print_pieces(t, file, a->args, a->args_count, a->sep, a->end))
            return EMPTY;
    } else {
        OWN Value line = join(t, a->args, a->args_count, a->sep, a->end);
        if (is_empty(line) || !write_text(t, file, line))
            return EMPTY;
    }
    Test flush = test(t, a->flush);
    if (flush != TEST_TRUE)
        return flush == TEST_ERROR ? EMPTY : NONE;
    OWN Value flushed = call_method0(t, file, NAME(flush));
    return is_empty(flushed) ? EMPTY : NONE;
}

/* Is the stream the terminal at this descriptor? */
static bool is_terminal(Thread *t, Ref stream, int fd)
{
    OWN Value number = call_method0(t, stream, NAME(fileno));
    raised_clear(t);
    return !is_empty(number) && is_fixnum(number) && fixnum_value(number) == fd && isatty(fd);
}

static Value read_edited_line(Thread *t, Ref prompt)
{
    char *line = NULL;
    OWN Value bytes = is_empty(prompt) ? EMPTY : str_encode_fs(t, prompt);
    if (is_raised(t))
        return EMPTY;
    LineResult result = t->interp->read_line(t, is_empty(bytes) ? "" : (const char *)as_bytes(bytes)->data, &line);
    if (result == LINE_INTERRUPTED)
        return EMPTY;
    if (result == LINE_END)
        return raise_format(t, &exc_EOFError, "EOF when reading a line");
    Value text = str_from_utf8_lossless(t, line, (ssize)strlen(line));
    free(line);
    return text;
}

/** Read a string from standard input.  The trailing newline is stripped.
 *
 * The prompt string, if given, is printed to standard output without a
 * trailing newline before reading input.
 *
 * If the user hits EOF (*nix: Ctrl-D, Windows: Ctrl-Z+Return), raise EOFError.
 * On *nix systems, readline is used if available.
 */
FUNCTION(builtins, input, "(prompt=?, /)")
{
    OWN Value in = sys_stream(t, NAME(stdin)), out = is_empty(in) ? EMPTY : sys_stream(t, NAME(stdout));
    OWN Value err = is_empty(out) ? EMPTY : sys_stream(t, NAME(stderr));
    if (is_empty(err))
        return EMPTY;
    if (is_none(in))
        return raise_runtime(t, "input(): lost sys.stdin");
    if (is_none(out))
        return raise_runtime(t, "input(): lost sys.stdout");
    OWN Value flushed = is_none(err) ? NONE : call_method0(t, err, NAME(flush));
    if (is_empty(flushed))
        raised_clear(t);
    bool edited = t->interp->read_line && is_terminal(t, in, 0) && is_terminal(t, out, 1);
    OWN Value prompt = is_empty(a->prompt) ? EMPTY : to_str(t, a->prompt);
    if (!is_empty(a->prompt) && (is_empty(prompt) || (!edited && !write_text(t, out, prompt))))
        return EMPTY;
    replace_take(&flushed, call_method0(t, out, NAME(flush)));
    if (is_empty(flushed))
        raised_clear(t);
    if (edited)
        return read_edited_line(t, prompt);
    OWN Value line = call_method0(t, in, NAME(readline));
    if (is_empty(line))
        return EMPTY;
    if (!is_str(line))
        return raise_type(t, "object.readline() returned non-string");
    ssize n = as_str(line)->len;
    if (!n)
        return raise_format(t, &exc_EOFError, "EOF when reading a line");
    return str_at(as_str(line), n - 1) == '\n' ? str_slice(t, line, 0, n - 1) : take(&line);
}
