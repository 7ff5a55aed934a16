/* readline.c: line editing, history and completion over libedit (loaded on demand). Python manual: readline.
 *
 * Importing the module makes the interactive loop and input() read through it (vm/line_input.h). The library has one terminal
 * and calls back without a context, so what the callbacks need lies in a variable of the thread that reads. The GIL is released
 * while the library waits; callbacks take it back.
 */
#include <stdio.h>
#include <editline/readline.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/platform.h"
#include "object/bytes.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/gil.h"
#include "vm/line_input.h"
#include "vm/pending.h"
#include "vm/system_call.h"
#include "gen/modules/readline.h"

typedef struct ReadlineState {
    Value completer, startup_hook, pre_input_hook, display_hook;       /* EMPTY: none */
    char *delims;                   /* owned; also rl_completer_word_break_characters */
    int begin, end;                 /* of the word being completed, in characters */
    int64_t history_max;            /* lines kept in a file; -1: all */
    int history_start;              /* number of the first line for history_get() */
    int replace_start;              /* and for replace_history_entry() */
    bool no_auto_history;
} ReadlineState;

static __thread struct { Thread *t; ReadlineState *s; bool at_start; } reading;     /* at_start: no character of the line has come */

enum { END_OF_FILE = 4 };           /* Ctrl-D */

extern const ModuleDef module_def_readline;
static ReadlineState *state_of(Thread *t) { return module_def_state(t, &module_def_readline); }

static Value line_text(Thread *t, const char *s) { return s ? str_from_utf8_lossless(t, s, (ssize)strlen(s)) : str_empty(t); }

/* ---- callbacks ---- */

static int characters(const char *s, int bytes)
{
    int n = 0;
    for (int i = 0; i < bytes && s[i]; i++)
        n += (s[i] & 0xC0) != 0x80;
    return n;
}

static char *complete_once(const char *text, int number)
{
    Thread *t = reading.t;
    char *result = NULL;
    gil_acquire(t);
    OWN Value completer = retain(reading.s->completer);
    OWN Value start = line_text(t, text);
    OWN Value found = is_empty(start) || is_empty(completer) ? EMPTY : call2(t, completer, start, fixnum(number));
    if (!is_empty(found) && is_str(found)) {
        OWN Value bytes = str_encode_fs(t, found);
        result = is_empty(bytes) ? NULL : strdup((const char *)as_bytes(bytes)->data);
    }
    raised_clear(t);
    gil_release(t);
    return result;
}

static char **complete(const char *text, int start, int end)
{
    rl_attempted_completion_over = 1;               /* never file names */
    rl_completion_append_character = 0;
    if (is_empty(reading.s->completer)) {
        rl_insert_text("\t");
        return NULL;
    }
    reading.s->begin = characters(rl_line_buffer, start);
    reading.s->end = characters(rl_line_buffer, end);
    return rl_completion_matches(text, complete_once);
}

static int call_hook(Value hook)
{
    Thread *t = reading.t;
    int result = 0;
    if (is_empty(hook))
        return 0;
    gil_acquire(t);
    OWN Value own = retain(hook);
    OWN Value value = call0(t, own);
    if (!is_empty(value) && is_fixnum(value))
        result = (int)fixnum_value(value);
    raised_clear(t);
    gil_release(t);
    return result;
}
static int run_startup_hook(void) { return call_hook(reading.s->startup_hook); }
static int run_pre_input_hook(void) { return call_hook(reading.s->pre_input_hook); }

/* ---- reading ---- */

/* The next byte of the terminal; -1: the end, or a signal that somebody must handle. */
static int next_byte(void)
{
    unsigned char c;
    ssize n;
    do
        n = interruptible_read(0, &c, 1);
    while (n < 0 && errno == EINTR && !(__atomic_load_n(&reading.t->interrupt, __ATOMIC_RELAXED) & INTERRUPT_SIGNALS));
    return n == 1 ? c : -1;
}

/* The next character, for the library: its wide form, from UTF-8. What is not UTF-8 comes byte by byte.
 *
 * The library leaves the terminal's own line mode only after it has shown the prompt. An end of file typed before that (while a
 * statement runs, or by a program that answers the prompt at once) was kept by the terminal as a zero: as a line's first character
 * it is the end of file again. */
static int next_character(FILE *file UNUSED)
{
    int c = next_byte();
    if (c == 0 && reading.at_start)
        c = END_OF_FILE;
    reading.at_start = false;
    int more = c < 0xC2 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : c < 0xF5 ? 3 : 0;
    if (!more)
        return c;
    int value = c & (0x3F >> more);
    for (; more; more--) {
        if ((c = next_byte()) < 0)
            return -1;
        value = value << 6 | (c & 0x3F);
    }
    return value;
}

static bool is_last_line(ReadlineState *s, const char *line)
{
    HIST_ENTRY *last = history_length ? history_get(history_length - 1 + s->history_start) : NULL;
    return last && last->line && !strcmp(last->line, line);
}

static int read_edited(Thread *t, const char *prompt, char **line)
{
    ReadlineState *s = state_of(t);
    if (!s)
        return raised_clear(t), LINE_END;
    reading.t = t;
    reading.s = s;
    reading.at_start = true;
    rl_attempted_completion_function = complete;
    rl_startup_hook = is_empty(s->startup_hook) ? NULL : run_startup_hook;
    rl_pre_input_hook = is_empty(s->pre_input_hook) ? NULL : run_pre_input_hook;
    rl_resize_terminal();
    BLOCKING_BEGIN(t)
    *line = readline(prompt);
    BLOCKING_END(t)
    if (!handle_signals(t)) {
        free(*line);
        *line = NULL;
        return LINE_INTERRUPTED;
    }
    if (!*line)
        return LINE_END;
    if (**line && !s->no_auto_history && !is_last_line(s, *line))
        add_history(*line);
    return LINE_READ;
}

/* ---- settings ---- */

/** Execute the init line provided in the string argument. */
FUNCTION(readline, parse_and_bind, "(string: str, /)")
{
    const char *text = str_utf8(t, a->string, NULL);
    if (!text)
        return EMPTY;
    /* What programs written for GNU readline say for completion by the tabulator. */
    const char *rest = !strncmp(text, "tab:", 4) ? text + 4 : !strncmp(text, "\"\\t\":", 5) ? text + 5 : NULL;
    if (rest && strstr(rest, "complete"))
        text = "bind ^I rl_complete";
    OWN Value copy = bytes_from(t, text, (ssize)strlen(text));
    if (is_empty(copy))
        return EMPTY;
    rl_parse_and_bind((const char *)as_bytes(copy)->data);
    return NONE;
}

/** Execute a readline initialization file.
 *
 * The default filename is the last filename used. */
FUNCTION(readline, read_init_file, "(filename=None, /)")
{
    OWN Value path = is_none(a->filename) ? EMPTY : to_fs_bytes(t, a->filename);
    if (!is_none(a->filename) && is_empty(path))
        return EMPTY;
    errno = 0;
    if (rl_read_init_file(is_empty(path) ? NULL : (const char *)as_bytes(path)->data) != 0)
        return raise_errno(t, errno ? errno : ENOENT);
    return NONE;
}

/** Return the current contents of the line buffer. */
FUNCTION0(readline, get_line_buffer) { return line_text(t, rl_line_buffer); }

/** Insert text into the line buffer at the cursor position. */
FUNCTION(readline, insert_text, "(string: str, /)")
{
    OWN Value bytes = str_encode_fs(t, a->string);
    if (is_empty(bytes))
        return EMPTY;
    rl_insert_text((const char *)as_bytes(bytes)->data);
    return NONE;
}

/** Change what's displayed on the screen to reflect contents of the line buffer. */
FUNCTION0(readline, redisplay) { return rl_redisplay(), NONE; }

/* ---- history ---- */

/* The bytes of a file name, ~/.history if none is given; owned bytes. */
static Value history_path(Thread *t, Ref filename)
{
    if (!is_none(filename))
        return to_fs_bytes(t, filename);
    const char *home = getenv("HOME");
    OWN Value folder = line_text(t, home ? home : ".");
    OWN Value path = is_empty(folder) ? EMPTY : str_format(t, "%S/.history", folder);
    return is_empty(path) ? EMPTY : str_encode_fs(t, path);
}

/** Load a readline history file.
 *
 * The default filename is ~/.history. */
FUNCTION(readline, read_history_file, "(filename=None, /)")
{
    OWN Value path = history_path(t, a->filename);
    if (is_empty(path))
        return EMPTY;
    int error = read_history((const char *)as_bytes(path)->data);
    return error ? raise_errno(t, error) : NONE;
}

static bool truncate_file(Thread *t, Ref path)
{
    ReadlineState *s = state_of(t);
    if (!s)
        return false;
    if (s->history_max >= 0)
        history_truncate_file((const char *)as_bytes(path)->data, (int)s->history_max);
    return true;
}

/** Save a readline history file.
 *
 * The default filename is ~/.history. */
FUNCTION(readline, write_history_file, "(filename=None, /)")
{
    OWN Value path = history_path(t, a->filename);
    if (is_empty(path))
        return EMPTY;
    int error = write_history((const char *)as_bytes(path)->data);
    if (error)
        return raise_errno(t, error);
    return truncate_file(t, path) ? NONE : EMPTY;
}

/** Append the last nelements items of the history list to file.
 *
 * The default filename is ~/.history. */
FUNCTION(readline, append_history_file, "(nelements: int, filename=None, /)")
{
    OWN Value path = history_path(t, a->filename);
    if (is_empty(path))
        return EMPTY;
    if (a->nelements < 0)
        return raise_value(t, "nelements must be positive");
    int error = append_history((int)MIN(a->nelements, (int)history_length), (const char *)as_bytes(path)->data);
    if (error)
        return raise_errno(t, error);
    return truncate_file(t, path) ? NONE : EMPTY;
}

/** Set the maximal number of lines which will be written to the history file.
 *
 * A negative length is used to inhibit history truncation. */
FUNCTION(readline, set_history_length, "(length: int, /)")
{
    ReadlineState *s = state_of(t);
    if (s)
        s->history_max = a->length;
    return s ? NONE : EMPTY;
}

/** Return the maximum number of lines that will be written to the history file. */
FUNCTION0(readline, get_history_length)
{
    ReadlineState *s = state_of(t);
    return s ? fixnum(s->history_max) : EMPTY;
}

/** Return the current (not the maximum) length of history. */
FUNCTION0(readline, get_current_history_length) { return fixnum(history_length); }

/** Return the current contents of history item at one-based index. */
FUNCTION(readline, get_history_item, "(index: int, /)")
{
    ReadlineState *s = state_of(t);
    if (!s)
        return EMPTY;
    if (a->index < 1 || a->index > history_length)
        return NONE;
    HIST_ENTRY *entry = history_get((int)a->index - 1 + s->history_start);
    return entry && entry->line ? line_text(t, entry->line) : NONE;
}

static Value forget(HIST_ENTRY *entry)
{
    if (entry) {
        free((void *)(uintptr_t)entry->line);
        free(entry);
    }
    return NONE;
}

/** Remove history item given by its zero-based position. */
FUNCTION(readline, remove_history_item, "(pos: int, /)")
{
    if (a->pos < 0)
        return raise_value(t, "History index cannot be negative");
    HIST_ENTRY *entry = a->pos < history_length ? remove_history((int)a->pos) : NULL;
    return entry ? forget(entry) : raise_value(t, "No history item at position %zd", (ssize)a->pos);
}

/** Replaces history item given by its position with contents of line.
 *
 * pos is zero-based. */
FUNCTION(readline, replace_history_item, "(pos: int, line: str, /)")
{
    if (a->pos < 0)
        return raise_value(t, "History index cannot be negative");
    ReadlineState *s = state_of(t);
    OWN Value bytes = s ? str_encode_fs(t, a->line) : EMPTY;
    if (is_empty(bytes))
        return EMPTY;
    HIST_ENTRY *entry = a->pos < history_length ? replace_history_entry((int)a->pos + s->replace_start, (const char *)as_bytes(bytes)->data, NULL) : NULL;
    return entry ? forget(entry) : raise_value(t, "No history item at position %zd", (ssize)a->pos);
}

/** Add an item to the history buffer. */
FUNCTION(readline, add_history, "(string: str, /)")
{
    OWN Value bytes = str_encode_fs(t, a->string);
    if (is_empty(bytes))
        return EMPTY;
    add_history((const char *)as_bytes(bytes)->data);
    return NONE;
}

/** Clear the current readline history. */
FUNCTION0(readline, clear_history) { return clear_history(), NONE; }

/** Enables or disables automatic history. */
FUNCTION(readline, set_auto_history, "(enabled: bool, /)")
{
    ReadlineState *s = state_of(t);
    if (s)
        s->no_auto_history = !a->enabled;
    return s ? NONE : EMPTY;
}

/* ---- hooks ---- */

static Value set_hook(Thread *t, Value *slot, const char *name, Ref function)
{
    if (!is_none(function) && !is_callable(function))
        return raise_type(t, "set_%s(func): argument not callable", name);
    replace_take(slot, is_none(function) ? EMPTY : retain(function));
    return NONE;
}

/** Set or remove the function invoked by the rl_startup_hook callback.
 *
 * The function is called with no arguments just before readline prints the first prompt. */
FUNCTION(readline, set_startup_hook, "(function=None, /)")
{
    ReadlineState *s = state_of(t);
    return s ? set_hook(t, &s->startup_hook, "startup_hook", a->function) : EMPTY;
}

/** Set or remove the function invoked by the rl_pre_input_hook callback.
 *
 * The function is called with no arguments after the first prompt has been printed and just before readline starts reading
 * input characters. */
FUNCTION(readline, set_pre_input_hook, "(function=None, /)")
{
    ReadlineState *s = state_of(t);
    return s ? set_hook(t, &s->pre_input_hook, "pre_input_hook", a->function) : EMPTY;
}

/** Set or remove the function that displays completions. It is kept, but this library never calls it. */
FUNCTION(readline, set_completion_display_matches_hook, "(function=None, /)")
{
    ReadlineState *s = state_of(t);
    return s ? set_hook(t, &s->display_hook, "completion_display_matches_hook", a->function) : EMPTY;
}

/* ---- completion ---- */

/** Set or remove the completer function.
 *
 * The function is called as function(text, state), for state in 0, 1, 2, ..., until it returns a non-string. It should return
 * the next possible completion starting with 'text'. */
FUNCTION(readline, set_completer, "(function=None, /)")
{
    ReadlineState *s = state_of(t);
    return s ? set_hook(t, &s->completer, "completer", a->function) : EMPTY;
}

/** Get the current completer function. */
FUNCTION0(readline, get_completer)
{
    ReadlineState *s = state_of(t);
    return !s ? EMPTY : is_empty(s->completer) ? NONE : retain(s->completer);
}

/** Get the type of completion being attempted. */
FUNCTION0(readline, get_completion_type) { return fixnum(rl_completion_type); }

/** Get the beginning index of the completion scope. */
FUNCTION0(readline, get_begidx)
{
    ReadlineState *s = state_of(t);
    return s ? fixnum(s->begin) : EMPTY;
}

/** Get the ending index of the completion scope. */
FUNCTION0(readline, get_endidx)
{
    ReadlineState *s = state_of(t);
    return s ? fixnum(s->end) : EMPTY;
}

static bool set_delims(Thread *t, ReadlineState *s, const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        return raise_memory(t), false;
    rl_completer_word_break_characters = copy;
    free(s->delims);
    s->delims = copy;
    return true;
}

/** Set the word delimiters for completion. */
FUNCTION(readline, set_completer_delims, "(string: str, /)")
{
    ReadlineState *s = state_of(t);
    const char *text = s ? str_utf8(t, a->string, NULL) : NULL;
    return text && set_delims(t, s, text) ? NONE : EMPTY;
}

/** Get the word delimiters for completion. */
FUNCTION0(readline, get_completer_delims)
{
    ReadlineState *s = state_of(t);
    return s ? line_text(t, s->delims) : EMPTY;
}

/* ---- the module ---- */

static bool readline_exec(Thread *t, Ref module)
{
    ReadlineState *s = module_state(t, module);
    s->history_max = -1;
    platform_text_locale();                         /* otherwise the library drops what is not ASCII */
    rl_catch_signals = 0;                           /* the interpreter handles them: next_byte() notices */
    rl_getc_function = next_character;
    rl_readline_name = "python";                    /* as ~/.editrc calls this program */
    rl_initialize();
    using_history();
    add_history("1");                               /* versions differ in the number of the first line */
    s->history_start = history_get(1) ? 1 : 0;
    HIST_ENTRY *former = replace_history_entry(0, "1", NULL);
    s->replace_start = former ? 0 : 1;
    forget(former);
    clear_history();
    if (!set_delims(t, s, " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"))
        return false;
    t->interp->read_line = read_edited;
    return module_add_text(t, module, "backend", "editline") && module_add_int(t, module, "_READLINE_VERSION", rl_readline_version)
           && module_add_text(t, module, "_READLINE_LIBRARY_VERSION", rl_library_version ? rl_library_version : "");
}

static void readline_clear(void *state)
{
    ReadlineState *s = state;
    for (Value *v = &s->completer; v <= &s->display_hook; v++)
        replace_take(v, EMPTY);
}

MODULE(readline, .state_size = sizeof(ReadlineState), .exec = readline_exec, .state_clear = readline_clear,
       .doc = "Importing this module enables command line editing using libedit readline.");
