/* repl.c: the interactive loop. Manual: Tutorial "Interactive Mode"; "Command line and environment".
 *
 * A statement is read line by line until the parser says that it is complete: a compound one is ended by an empty line. On a
 * terminal lines are edited by the module readline; lib/site.py has it complete names and keep a history.
 */
#include "frontend/compile.h"
#include "main/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "object/bytes.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/str.h"
#include "vm/import.h"
#include "vm/line_input.h"
#include "vm/pending.h"
#include "vm/state.h"
#include "vm/vm.h"

/* ---- lines ---- */

typedef struct Text { char *data; size_t len, capacity; } Text;

static bool text_append(Text *text, const char *s, size_t n)
{
    if (text->len + n + 1 > text->capacity) {
        size_t capacity = (text->len + n + 1) * 2;
        char *data = realloc(text->data, capacity);
        if (!data)
            return false;
        text->data = data;
        text->capacity = capacity;
    }
    memcpy(text->data + text->len, s, n);
    text->len += n;
    text->data[text->len] = 0;
    return true;
}

/* Without an editor: the prompt goes to standard error, the line comes from the descriptor, byte by byte, so that the program may
 * read what follows. */
static LineResult read_plain_line(Thread *t, const char *prompt, Text *text)
{
    char c;
    bool any = false;
    fputs(prompt, stderr);
    fflush(stderr);
    for (;;) {
        ssize_t n = read(0, &c, 1);
        if (n < 0 && errno == EINTR) {
            if (!handle_signals(t))
                return LINE_INTERRUPTED;
            continue;
        }
        if (n <= 0)
            return any ? (text_append(text, "\n", 1) ? LINE_READ : LINE_END) : LINE_END;
        any = true;
        if (!text_append(text, &c, 1))
            return LINE_END;
        if (c == '\n')
            return LINE_READ;
    }
}

static LineResult read_line(Thread *t, const char *prompt, Text *text)
{
    char *line = NULL;
    if (!t->interp->read_line || !isatty(0) || !isatty(1))
        return read_plain_line(t, prompt, text);
    LineResult result = t->interp->read_line(t, prompt, &line);
    if (result == LINE_READ && !(text_append(text, line, strlen(line)) && text_append(text, "\n", 1)))
        result = LINE_END;
    free(line);
    return result;
}

/* str(sys.ps1), which may be any object; owned. */
static Value prompt_text(Thread *t, const char *name)
{
    OWN Value v = retain(dict_peek_text(t, t->interp->sys_dict, name));
    OWN Value text = is_empty(v) ? EMPTY : to_str(t, v);
    if (is_empty(text)) {
        raised_clear(t);
        return str_empty(t);
    }
    return take(&text);
}

/* ---- statements ---- */

typedef enum { COMPLETE, MORE, WRONG } Completeness;

static Completeness look(Thread *t, const Text *text, uint32_t flags)
{
    AstArena arena;
    SyntaxErrorRecord error = {0};
    ParseOptions options = {.mode = PARSE_SINGLE, .flags = flags | PARSE_ALLOW_INCOMPLETE | PARSE_DONT_IMPLY_DEDENT | PARSE_SOURCE_IS_UTF8, .filename = "<stdin>"};
    ast_arena_init(&arena);
    /* without the last newline: a block is open until an empty line has been read */
    Node *node = parse_source(t, &arena, text->data, (ssize)text->len - 1, &options, &error);
    Completeness result = node ? COMPLETE : error.kind == INCOMPLETE_ERROR ? MORE : WRONG;
    syntax_error_free(&error);
    ast_arena_free(&arena);
    raised_clear(t);
    return result;
}

static bool is_blank(const Text *text)
{
    for (size_t i = 0; i < text->len; i++)
        if (text->data[i] == '#')
            return !strchr(text->data + i, '\n') || !strchr(text->data + i, '\n')[1];
        else if (!strchr(" \t\f\r\n", text->data[i]))
            return false;
    return true;
}

/* Runs one statement; *flags gains the futures it asks for. */
static Value run_statement(Thread *t, const Text *text, uint32_t *flags)
{
    Ref names = main_namespace(t);
    OWN Value filename = intern_text(t, "<stdin>");
    if (is_empty(names) || is_empty(filename))
        return EMPTY;
    OWN Value code = compile_source(t, text->data, (ssize)text->len, filename, COMPILE_SINGLE, *flags | PARSE_SOURCE_IS_UTF8,
                                    t->interp->config->optimize);
    if (is_empty(code))
        return EMPTY;
    *flags |= futures_of_code_flags(as_code(code)->flags);
    return run_code(t, code, names, names, EMPTY);
}

/* Reads a whole statement into text. */
static LineResult read_statement(Thread *t, Text *text, uint32_t flags)
{
    text->len = 0;
    for (bool first = true;; first = false) {
        OWN Value prompt = prompt_text(t, first ? "ps1" : "ps2");
        LineResult r = read_line(t, str_text(t, prompt), text);
        if (r == LINE_END && !first)
            return LINE_READ;               /* let the parser complain */
        if (r != LINE_READ || is_blank(text) || look(t, text, flags) != MORE)
            return r;
    }
}

/* ---- the loop ---- */

/* On a terminal lines are edited; without the library they come as they are. */
static void import_readline(Thread *t)
{
    OWN Value name = isatty(0) && isatty(1) ? intern_text(t, "readline") : EMPTY;
    OWN Value module = is_empty(name) ? EMPTY : import_module(t, name);
    raised_clear(t);
}

static bool start(Thread *t, Options *o, int *status)
{
    import_readline(t);
    if (!o->config.quiet)
        fprintf(stderr, "Krait 3.2.0 (Python 3.2) [GCC " __VERSION__ "] on linux\n"
                        "Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.\n");
    Dict *sys = t->interp->sys_dict;
    if ((is_empty(dict_peek_text(t, sys, "ps1")) && !dict_set_text_take(t, sys, "ps1", str_from_text(t, ">>> ")))
        || (is_empty(dict_peek_text(t, sys, "ps2")) && !dict_set_text_take(t, sys, "ps2", str_from_text(t, "... "))))
        raised_clear(t);
    if (o->startup) {
        FILE *f = fopen(o->startup, "re");
        Text text = {0};
        char block[4096];
        for (size_t n; f && (n = fread(block, 1, sizeof block, f)) > 0;)
            if (!text_append(&text, block, n))
                break;
        if (!f)
            fprintf(stderr, "Could not open PYTHONSTARTUP\n%s: %s\n", o->startup, strerror(errno));
        else
            fclose(f);
        Ref names = main_namespace(t);
        OWN Value filename = str_from_utf8_lossless(t, o->startup, (ssize)strlen(o->startup));
        OWN Value code = text.data && !is_empty(filename) ? compile_source(t, text.data, (ssize)text.len, filename, COMPILE_EXEC, 0, 0) : EMPTY;
        OWN Value done = is_empty(code) ? EMPTY : run_code(t, code, names, names, EMPTY);
        free(text.data);
        if (is_raised(t) && handle_exception(t, o, status))
            return false;
    }
    OWN Value hook = retain(dict_peek_text(t, sys, "__interactivehook__"));
    OWN Value hooked = is_empty(hook) ? NONE : call0(t, hook);
    return !is_empty(hooked) || !handle_exception(t, o, status);
}

int repl_run(Thread *t, Options *o)
{
    Text text = {0};
    uint32_t flags = 0;
    int status = 0;

    o->config.inspect = 0;                  /* SystemExit ends it */
    bool running = start(t, o, &status);
    while (running) {
        flush_standard_streams(t);
        LineResult r = read_statement(t, &text, flags);
        if (r == LINE_END)
            break;
        if (r == LINE_INTERRUPTED) {
            raised_clear(t);
            fprintf(stderr, "\nKeyboardInterrupt\n");
            continue;
        }
        if (is_blank(&text))
            continue;
        OWN Value result = run_statement(t, &text, &flags);
        if (is_empty(result) && handle_exception(t, o, &status))
            running = false;
    }
    if (running) {
        status = 0;
        fputs("\n", stderr);
    }
    free(text.data);
    return status;
}
