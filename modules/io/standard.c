/* standard.c: sys.stdin, stdout and stderr, and the built-in function open, made at the interpreter's start. Nothing written in
 * Python takes part unless the encoding is one of the rarer ones.
 */
#include "modules/io/io.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "modules/io/open.h"
#include "object/dict.h"
#include "object/int.h"
#include "vm/config.h"
#include "vm/state.h"

typedef struct Encoding { Value encoding, errors; } Encoding;      /* of PYTHONIOENCODING; EMPTY: not said */

/* "encoding:errors", either may be missing. */
static bool parse_encoding(Thread *t, const char *text, Encoding *e)
{
    if (!text || !*text)
        return true;
    const char *colon = strchr(text, ':');
    ssize n = colon ? colon - text : (ssize)strlen(text);
    if (n && is_empty(e->encoding = str_from_utf8_lossless(t, text, n)))
        return false;
    return !colon || !colon[1] || !is_empty(e->errors = str_from_utf8_lossless(t, colon + 1, (ssize)strlen(colon + 1)));
}

static Value default_encoding(Thread *t)
{
    OWN Value encoding = locale_encoding(t);
    return is_empty(encoding) || !str_is(encoding, "UTF-8") ? take(&encoding) : intern_text(t, "utf-8");
}

/* None if the descriptor is not open. */
static Value open_stream(Thread *t, int fd, const char *name, const Encoding *chosen)
{
    const Config *config = t->interp->config;
    bool writing = fd != STDIN_FILENO, unbuffered = writing && config && config->unbuffered;
    if (fcntl(fd, F_GETFD) < 0)
        return NONE;
    OWN Value raw = fileio_open(t, fixnum(fd), writing ? "w" : "r", false, NONE);
    if (is_empty(raw))
        return raised_catch(t, &exc_OSError) ? NONE : EMPTY;
    replace_take(&as_fileio(raw)->name, str_from_text(t, name));
    bool terminal = as_fileio(raw)->character_device && isatty(fd);
    OWN Value buffer = unbuffered ? retain(raw)
                       : buffered_open(t, writing ? &buffered_writer_type : &buffered_reader_type, raw, DEFAULT_BUFFER_SIZE);
    OWN Value encoding = is_empty(chosen->encoding) ? default_encoding(t) : retain(chosen->encoding);
    OWN Value errors = fd == STDERR_FILENO ? intern_text(t, "backslashreplace") : !is_empty(chosen->errors) ? retain(chosen->errors)
                       : intern_text(t, is_empty(chosen->encoding) && locale_is_c() ? "surrogateescape" : "strict");
    OWN Value newline = intern_text(t, "\n");
    if (is_empty(as_fileio(raw)->name) || is_empty(buffer) || is_empty(encoding) || is_empty(errors) || is_empty(newline))
        return EMPTY;
    TextOptions options = {.encoding = encoding, .errors = errors, .newline = newline, .write_through = unbuffered,
                           .line_buffering = terminal || unbuffered || fd == STDERR_FILENO};
    OWN Value text = text_open(t, buffer, &options);
    if (!is_empty(text))
        as_text(text)->mode = intern_text(t, writing ? "w" : "r");
    return take(&text);
}

static bool set_stream(Thread *t, int fd, const char *name, const char *original, const char *file_name, const Encoding *chosen)
{
    OWN Value stream = open_stream(t, fd, file_name, chosen);
    return !is_empty(stream) && dict_set_text(t, t->interp->sys_dict, name, stream) && dict_set_text(t, t->interp->sys_dict, original, stream);
}

bool io_open_std(Thread *t)
{
    Encoding chosen = {EMPTY, EMPTY};
    Ref open = EMPTY;
    bool good = type_ready(t, &text_type) && type_ready(t, &buffered_reader_type) && type_ready(t, &buffered_writer_type)
                && type_ready(t, &fileio_type) && !is_empty(open = io_open_function(t))
                && dict_set_text(t, t->interp->builtins, "open", open)
                && parse_encoding(t, t->interp->config ? t->interp->config->io_encoding : NULL, &chosen)
                && set_stream(t, STDIN_FILENO, "stdin", "__stdin__", "<stdin>", &chosen)
                && set_stream(t, STDOUT_FILENO, "stdout", "__stdout__", "<stdout>", &chosen)
                && set_stream(t, STDERR_FILENO, "stderr", "__stderr__", "<stderr>", &chosen);
    release(chosen.encoding);
    release(chosen.errors);
    return good;
}
