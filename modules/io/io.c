/* io.c: the module _io: open(), and the classes in the other files of this folder. lib/io.py adds the abstract base classes.
 * Manual: io.
 */
#include "modules/io/io.h"

#include <errno.h>
#include <stdio.h>

#include "modules/io/open.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/tuple.h"
#include "gen/modules/io/io.h"

extern const ModuleDef module_def__io;

/* ---- state and errors ---- */

IoState *io_state(Thread *t)
{
    return module_def_state(t, &module_def__io);
}

static void io_state_clear(void *p)
{
    IoState *state = p;
    release(take(&state->unsupported));
    release(take(&state->open_function));
}

/* class UnsupportedOperation(OSError, ValueError) */
Ref io_unsupported_class(Thread *t)
{
    IoState *state = io_state(t);
    if (!state || !is_empty(state->unsupported))
        return state ? state->unsupported : EMPTY;
    OWN Value name = intern_text(t, "UnsupportedOperation"), module = intern_text(t, "io");
    OWN Value bases = tuple_pack(t, 2, value_of(&exc_OSError), value_of(&exc_ValueError)), dict = dict_new(t);
    if (is_empty(name) || is_empty(module) || is_empty(bases) || is_empty(dict) || !dict_set(t, as_dict(dict), NAME(__module__), module))
        return EMPTY;
    return state->unsupported = call3(t, value_of(&type_type), name, bases, dict);
}

Value raise_unsupported(Thread *t, const char *message)
{
    Ref cls = io_unsupported_class(t);
    return is_empty(cls) ? EMPTY : raise_format(t, as_type(cls), "%s", message);
}
Value raise_closed_file(Thread *t)   { return raise_value(t, "I/O operation on closed file."); }
Value raise_uninitialized(Thread *t) { return raise_value(t, "I/O operation on uninitialized object"); }

Value raise_would_block(Thread *t, ssize written)
{
    OWN Value message = str_from_text(t, "write could not complete without blocking");
    OWN Value error = is_empty(message) ? EMPTY : call3(t, value_of(&exc_BlockingIOError), fixnum(EAGAIN), message, fixnum(written));
    return is_empty(error) ? EMPTY : raise_object(t, error, EMPTY);
}

/* ---- open() ---- */

typedef struct OpenMode {
    bool creating, reading, writing, appending, updating, text, binary, universal;
    char raw[4];                    /* for FileIO */
} OpenMode;

static bool set_once(bool *flag)
{
    bool was = *flag;
    *flag = true;
    return !was;
}

static bool parse_mode(Thread *t, Ref mode, OpenMode *m)
{
    const char *text = str_utf8(t, mode, NULL);
    *m = (OpenMode){0};
    if (!text)
        return false;
    for (const char *p = text; *p; p++) {
        bool good;
        switch (*p) {
        case 'x': good = set_once(&m->creating); break;
        case 'r': good = set_once(&m->reading); break;
        case 'w': good = set_once(&m->writing); break;
        case 'a': good = set_once(&m->appending); break;
        case '+': good = set_once(&m->updating); break;
        case 't': good = set_once(&m->text); break;
        case 'b': good = set_once(&m->binary); break;
        case 'U': good = set_once(&m->universal); break;
        default:  good = false; break;
        }
        if (!good)
            return raise_value(t, "invalid mode: '%s'", text), false;
    }
    if (strlen(text) != (size_t)as_str(mode)->len && as_str(mode)->ascii)
        return raise_value(t, "embedded null character"), false;
    return true;
}

static bool check_mode(Thread *t, OpenMode *m)
{
    if (m->universal) {
        if (m->creating || m->writing || m->appending || m->updating)
            return raise_value(t, "mode U cannot be combined with 'x', 'w', 'a', or '+'"), false;
        if (!warn(t, &exc_DeprecationWarning, 1, "'U' mode is deprecated"))
            return false;
        m->reading = true;
    }
    if (m->text && m->binary)
        return raise_value(t, "can't have text and binary mode at once"), false;
    if (m->creating + m->reading + m->writing + m->appending != 1)
        return raise_value(t, "must have exactly one of create/read/write/append mode"), false;
    m->raw[0] = m->creating ? 'x' : m->reading ? 'r' : m->writing ? 'w' : 'a';
    m->raw[1] = m->updating ? '+' : 0;
    return true;
}

static bool check_binary(Thread *t, const OpenOptions *o)
{
    const char *wrong = !is_empty(o->encoding) ? "an encoding" : !is_empty(o->errors) ? "an errors" : !is_empty(o->newline) ? "a newline" : NULL;
    if (wrong)
        return raise_value(t, "binary mode doesn't take %s argument", wrong), false;
    return o->buffering != 1 || warn(t, &exc_RuntimeWarning, 1, "line buffering (buffering=1) isn't supported in binary mode, "
                                                               "the default buffer size will be used");
}

/* Puts the layers on top of raw that the mode asks for. On failure the outermost one there is stays in *file. */
static bool add_layers(Thread *t, const OpenMode *m, Ref mode, const OpenOptions *o, Value *file)
{
    FileIO *raw = as_fileio(*file);
    int buffering = o->buffering;
    bool line_buffering = buffering == 1, terminal = false;
    if (buffering < 0 && raw->character_device && !io_test_method(t, *file, NAME(isatty), &terminal))
        return false;
    if (buffering == 1 || terminal) {
        buffering = -1;
        line_buffering = true;
    }
    if (buffering < 0)
        buffering = MAX(raw->block_size, DEFAULT_BUFFER_SIZE);
    if (buffering == 0) {
        if (!m->binary)
            return raise_value(t, "can't have unbuffered text I/O"), false;
        return true;
    }
    Type *type = m->updating ? &buffered_random_type : m->reading ? &buffered_reader_type : &buffered_writer_type;
    if (m->updating && !io_check(t, *file, NAME(seekable), "File or stream is not seekable."))
        return false;
    Value buffered = buffered_open(t, type, *file, buffering);
    if (is_empty(buffered))
        return false;
    replace_take(file, buffered);
    if (m->binary)
        return true;
    TextOptions options = {o->encoding, o->errors, o->newline, line_buffering, false};
    Value text = text_open(t, buffered, &options);
    if (is_empty(text))
        return false;
    replace_take(file, text);
    replace_take(&as_text(text)->mode, retain(mode));
    return true;
}

Value io_open(Thread *t, Ref file, Ref mode, const OpenOptions *o)
{
    OpenMode m;
    OWN Value path = is_int(file) || is_str(file) || is_bytes(file) ? retain(file) : EMPTY;
    if (is_empty(path)) {
        Lookup found = call_special(t, file, NAME(__fspath__), NULL, 0, &path);
        if (found == ERROR)
            return EMPTY;
        if (found == MISSING && !type_of(file)->index)
            return raise_type(t, "expected str, bytes or os.PathLike object, not %T", file);
        if (found == MISSING && is_empty(path = to_index(t, file)))
            return EMPTY;
        if (found == FOUND && !is_str(path) && !is_bytes(path))
            return raise_type(t, "expected %T.__fspath__() to return str or bytes, not %T", file, path);
    }
    if (!parse_mode(t, mode, &m) || !check_mode(t, &m) || (m.binary && !check_binary(t, o)))
        return EMPTY;
    OWN Value result = fileio_open(t, path, m.raw, o->closefd, o->opener);
    if (is_empty(result) || add_layers(t, &m, mode, o, &result))
        return take(&result);
    Value first = raised_take(t);
    OWN Value done = call_method0(t, result, NAME(close));
    io_chain_take(t, first);
    return EMPTY;
}

/** Opens a file and returns it; OSError if that fails.
 *
 * file: a path, or the descriptor of an open file.
 * mode: 'r' to read (default), 'w' to write after emptying it, 'x' to create
 * it anew, 'a' to append; 'b' for binary, 't' for text (default); '+' for
 * both reading and writing.
 * buffering: 0 for none (binary only), 1 for lines (text only), else the size
 * of the buffer. By default blocks of a suitable size, and lines on a terminal.
 * encoding, errors, newline: for text, see TextIOWrapper.
 * closefd: if False, closing leaves a descriptor open that was given as file.
 * opener: called as opener(file, flags), returns an open descriptor.
 */
FUNCTION(_io, open, "(file, mode: str='r', buffering: int=-1, encoding: str?=None, errors: str?=None, newline: str?=None, closefd: bool=True, opener=None)")
{
    OpenOptions options = {a->buffering, a->closefd, a->encoding, a->errors, a->newline, a->opener};
    return io_open(t, a->file, a->mode, &options);
}

/** Opens a file whose contents are to be executed; binary, for reading. */
FUNCTION(_io, open_code, "(path: str)")
{
    OWN Value mode = intern_text(t, "rb");
    OpenOptions options = {.buffering = -1, .closefd = true, .opener = NONE};
    return is_empty(mode) ? EMPTY : io_open(t, a->path, mode, &options);
}

/** The encoding for functions that pass theirs on: 'locale' for None. */
FUNCTION(_io, text_encoding, "(encoding, stacklevel: int=2, /)")
{
    return is_none(a->encoding) ? intern_text(t, "locale") : retain(a->encoding);
}

Ref io_open_function(Thread *t)
{
    IoState *state = io_state(t);
    if (!state || !is_empty(state->open_function))
        return state ? state->open_function : EMPTY;
    OWN Value module = intern_text(t, "_io");
    const MethodDef *def = method_first(_io_functions);
    while (def && strcmp(def->name, "open") != 0)
        def = method_next(def);
    return is_empty(module) ? EMPTY : (state->open_function = builtin_function_new(t, def, EMPTY, module));
}

/* ---- the module ---- */

static bool io_exec(Thread *t, Ref module)
{
    static Type *const types[] = {
        &iobase_type, &rawiobase_type, &bufferediobase_type, &textiobase_type, &fileio_type, &bytesio_type, &bytesio_buffer_type,
        &stringio_type, &buffered_reader_type, &buffered_writer_type, &buffered_random_type, &rwpair_type, &newline_decoder_type,
        &text_type,
    };
    for (int i = 0; i < COUNT_OF(types); i++)
        if (!module_add_type(t, module, types[i]))
            return false;
    Ref unsupported = io_unsupported_class(t), open = io_open_function(t);
    return !is_empty(unsupported) && module_add(t, module, "UnsupportedOperation", unsupported) && !is_empty(open)
           && module_add(t, module, "open", open) && module_add(t, module, "BlockingIOError", value_of(&exc_BlockingIOError))
           && module_add_int(t, module, "DEFAULT_BUFFER_SIZE", DEFAULT_BUFFER_SIZE);
}

MODULE(_io, .doc = "Files: the classes behind the module io.", .exec = io_exec, .state_size = sizeof(IoState), .state_clear = io_state_clear);
