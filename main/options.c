/* options.c: the command line and the environment (Manual: "Command line and environment"). */
#include "main/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char usage_text[] =
    "Options (and corresponding environment variables):\n"
    "-b     : issue warnings about converting bytes to str and comparing\n"
    "         bytes with str or bytes with int. (-bb: issue errors)\n"
    "-B     : don't write .pyc files on import (PYTHONDONTWRITEBYTECODE=x)\n"
    "-c cmd : program passed in as string (terminates option list)\n"
    "-d     : turn on parser debugging output (PYTHONDEBUG=x)\n"
    "-E     : ignore PYTHON* environment variables (such as PYTHONPATH)\n"
    "-h     : print this help message and exit (also -? or --help)\n"
    "-i     : inspect interactively after running script (PYTHONINSPECT=x);\n"
    "         forces a prompt even if stdin does not appear to be a terminal\n"
    "-I     : isolate the interpreter from the user's environment (implies -E, -P and -s)\n"
    "-m mod : run library module as a script (terminates option list)\n"
    "-O     : remove assert and __debug__-dependent statements (PYTHONOPTIMIZE=x)\n"
    "-OO    : do -O changes and also discard docstrings\n"
    "-P     : don't prepend a potentially unsafe path to sys.path (PYTHONSAFEPATH)\n"
    "-q     : don't print version and copyright messages on interactive startup\n"
    "-s     : don't add user site directory to sys.path (PYTHONNOUSERSITE=x)\n"
    "-S     : don't add site directories and site names on initialization\n"
    "-u     : force the stdout and stderr streams to be unbuffered (PYTHONUNBUFFERED=x)\n"
    "-v     : verbose (trace import statements) (PYTHONVERBOSE=x)\n"
    "-V     : print the version number and exit (also --version)\n"
    "-W arg : warning control; arg is action:message:category:module:lineno (PYTHONWARNINGS=arg)\n"
    "-x     : skip first line of source, allowing use of non-Unix forms of #!cmd\n"
    "-X opt : set implementation-specific option\n"
    "file   : program read from script file\n"
    "-      : program read from stdin (default; interactive mode if a tty)\n"
    "arg ...: arguments passed to program in sys.argv[1:]\n"
    "Other environment variables:\n"
    "PYTHONSTARTUP   : file executed on interactive startup (no default)\n"
    "PYTHONPATH      : ':'-separated list of directories prefixed to the module search path\n"
    "PYTHONHOME      : directory with the standard library, instead of the built-in one (also KRAITHOME)\n"
    "PYTHONHASHSEED  : seed of str and bytes hashes: \"random\" (default) or an integer\n"
    "PYTHONIOENCODING: encoding[:errors] used for stdin/stdout/stderr\n"
    "PYTHONBREAKPOINT: the function that breakpoint() calls\n"
    "PYTHONUSERBASE  : the folder of the user's installations (~/.local)\n"
    "PYTHONPYCACHEPREFIX: where .pyc files go instead of beside the sources (-X pycache_prefix=DIR)\n"
    "PYTHON_JIT: off: no machine code is made; a number: after how many calls and iterations (-X jit=...)\n"
    "PYTHONPERFSUPPORT: names for machine code in /tmp/perf-PID.map (-X perf)\n"
    "PYTHONPROFILEIMPORTTIME: show how long each import takes (-X importtime)\n"
    "PYTHONFAULTHANDLER: show the traceback on fatal signals (-X faulthandler)\n"
    "PYTHONTRACEMALLOC: trace memory allocations, with so many frames each (-X tracemalloc[=N])\n"
    "PYTHONDEVMODE   : show warnings, enable the fault handler (-X dev)\n";

/* ---- where things are ---- */

static bool has_library(const char *folder)
{
    char path[4300];
    snprintf(path, sizeof path, "%s/os.py", folder);
    return access(path, R_OK) == 0;
}

static void find_installation(Options *o, const char *home)
{
    Config *c = &o->config;
    ssize_t n = readlink("/proc/self/exe", o->executable, sizeof o->executable - 1);
    o->executable[MAX(n, (ssize_t)0)] = 0;
    c->executable = o->executable;
    c->prefix = o->prefix;
    char *slash = strrchr(o->executable, '/');
    if (slash) {
        int folder = (int)(slash - o->executable);
        if (folder >= 4 && !memcmp(slash - 4, "/bin", 4))
            snprintf(o->prefix, sizeof o->prefix, "%.*s/lib/krait", folder - 4, o->executable);
        else
            snprintf(o->prefix, sizeof o->prefix, "%.*s/lib/krait", folder, o->executable);
    }
    static const char *const places[] = {"%s", "%s/lib", "%s/lib/krait"};
    for (ssize i = 0; home && *home && i < COUNT_OF(places); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(o->library, sizeof o->library, places[i], home);
#pragma GCC diagnostic pop
        if (has_library(o->library)) {
            c->library = o->library;
            return;
        }
    }
    if (slash) {
        snprintf(o->library, sizeof o->library, "%.*s/lib", (int)(slash - o->executable), o->executable);
        if (has_library(o->library))
            c->library = o->library;
    }
}

/* ---- the environment ---- */

static const char *environment(const Options *o, const char *name)
{
    const char *value = o->config.ignore_environment ? NULL : getenv(name);
    return value && *value ? value : NULL;
}

/* A flag that may also be a number: any text counts as 1. */
static void flag_from(const Options *o, const char *name, int *flag)
{
    const char *value = environment(o, name);
    if (value) {
        char *end;
        long n = strtol(value, &end, 10);
        *flag = MAX(*flag, *end || n < 0 || n > 1000 ? 1 : (int)n);
    }
}

static void bool_from(const Options *o, const char *name, bool *flag) { *flag |= environment(o, name) != NULL; }

static void add_warning(Options *o, const char *text)
{
    if (o->config.warn_count < COUNT_OF(o->warn_options))
        o->warn_options[o->config.warn_count++] = text;
}

static void stop(Options *o, int status)
{
    o->mode = RUN_NOTHING;
    o->status = status;
}

/* A number of frames for tracemalloc, told by `source`. */
static void set_trace_allocations(Options *o, const char *text, const char *source)
{
    char *end;
    long n = strtol(text, &end, 10);
    if (end == text || *end || n < 1 || n > 65535) {
        fprintf(stderr, "Fatal Python error: %s: invalid number of frames\n", source);
        stop(o, 1);
        return;
    }
    o->config.trace_allocations = (int)n;
}

static void read_environment(Options *o, int command_warnings)
{
    Config *c = &o->config;
    flag_from(o, "PYTHONDEBUG", &c->debug);
    flag_from(o, "PYTHONINSPECT", &c->inspect);
    flag_from(o, "PYTHONOPTIMIZE", &c->optimize);
    flag_from(o, "PYTHONVERBOSE", &c->verbose);
    bool_from(o, "PYTHONDONTWRITEBYTECODE", &c->dont_write_bytecode);
    bool_from(o, "PYTHONNOUSERSITE", &c->no_user_site);
    bool_from(o, "PYTHONUNBUFFERED", &c->unbuffered);
    bool_from(o, "PYTHONSAFEPATH", &c->safe_path);
    flag_from(o, "PYTHONDEVMODE", &c->dev_mode);
    bool_from(o, "PYTHONPROFILEIMPORTTIME", &c->import_time);
    bool_from(o, "PYTHONPERFSUPPORT", &c->perf_map);
    if (!c->jit)
        c->jit = environment(o, "PYTHON_JIT");
    bool_from(o, "PYTHONFAULTHANDLER", &c->fault_handler);
    c->fault_handler |= c->dev_mode;
    const char *frames = environment(o, "PYTHONTRACEMALLOC");
    if (frames && !c->trace_allocations)
        set_trace_allocations(o, frames, "PYTHONTRACEMALLOC");
    if (!c->pycache_prefix)
        c->pycache_prefix = environment(o, "PYTHONPYCACHEPREFIX");
    c->python_path = environment(o, "PYTHONPATH");
    c->hash_seed = environment(o, "PYTHONHASHSEED");
    c->io_encoding = environment(o, "PYTHONIOENCODING");
    c->breakpoint = c->ignore_environment ? NULL : getenv("PYTHONBREAKPOINT");
    o->startup = environment(o, "PYTHONSTARTUP");
    const char *warnings = environment(o, "PYTHONWARNINGS");
    if (warnings && (o->python_warnings = strdup(warnings))) {      /* they come before those of the command line */
        const char *later[COUNT_OF(o->warn_options)];
        memcpy(later, o->warn_options, sizeof later);
        c->warn_count = 0;
        for (char *save, *p = strtok_r(o->python_warnings, ",", &save); p; p = strtok_r(NULL, ",", &save))
            add_warning(o, p);
        for (int i = 0; i < command_warnings; i++)
            add_warning(o, later[i]);
    }
    c->warn_options = o->warn_options;
    c->x_options = o->x_options;
    const char *home = environment(o, "KRAITHOME");
    find_installation(o, home ? home : environment(o, "PYTHONHOME"));
}

/* ---- the command line ---- */

static void complain(Options *o, const char *program, const char *format, char option)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    fprintf(stderr, format, option);
#pragma GCC diagnostic pop
    fprintf(stderr, "\nusage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `krait -h' for more information.\n", program);
    stop(o, 2);
}

static void print_help(Options *o, const char *program)
{
    printf("usage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\n%s", program, usage_text);
    stop(o, 0);
}

static void set_x_option(Options *o, const char *text)
{
    Config *c = &o->config;
    if (c->x_count < COUNT_OF(o->x_options))
        o->x_options[c->x_count++] = text;
    if (!strcmp(text, "dev"))
        c->dev_mode = 1;
    else if (!strcmp(text, "importtime"))
        c->import_time = true;
    else if (!strcmp(text, "faulthandler"))
        c->fault_handler = true;
    else if (!strcmp(text, "tracemalloc"))
        c->trace_allocations = 1;
    else if (!strncmp(text, "tracemalloc=", 12))
        set_trace_allocations(o, text + 12, "-X tracemalloc=NFRAME");
    else if (!strcmp(text, "perf"))
        c->perf_map = true;
    else if (!strncmp(text, "jit=", 4))
        c->jit = text + 4;
    else if (!strncmp(text, "pycache_prefix=", 15))
        c->pycache_prefix = text[15] ? text + 15 : NULL;
    else if (!strncmp(text, "utf8=", 5) && strcmp(text + 5, "1") && strcmp(text + 5, "0")) {
        fprintf(stderr, "Fatal Python error: invalid -X utf8 option value\n");
        stop(o, 1);
    }
}

/* An option without an argument. False: there is none of that letter. */
static bool set_flag(Options *o, char letter)
{
    Config *c = &o->config;
    switch (letter) {
    case 'b': c->bytes_warning++; return true;
    case 'B': c->dont_write_bytecode = true; return true;
    case 'd': c->debug++; return true;
    case 'E': c->ignore_environment = true; return true;
    case 'i': c->inspect++, c->interactive++; return true;
    case 'I': c->isolated = c->ignore_environment = c->no_user_site = c->safe_path = true; return true;
    case 'O': c->optimize++; return true;
    case 'P': c->safe_path = true; return true;
    case 'q': c->quiet++; return true;
    case 'R': return true;
    case 's': c->no_user_site = true; return true;
    case 'S': c->no_site = true; return true;
    case 't': return true;              /* consistent tabs are always checked */
    case 'u': c->unbuffered = true; return true;
    case 'v': c->verbose++; return true;
    case 'x': o->skip_first_line = true; return true;
    }
    return false;
}

/* The options; returns the index of the first argument after them. */
static int parse_options(Options *o, int argc, char **argv, int *version)
{
    int i = 1;
    for (; i < argc; i++) {
        char *p = argv[i];
        if (p[0] != '-' || !p[1])
            break;
        if (!strcmp(p, "--"))
            return i + 1;
        if (!strcmp(p, "--help") || !strcmp(p, "--help-all"))
            return print_help(o, argv[0]), argc;
        if (!strcmp(p, "--version")) {
            ++*version;
            continue;
        }
        if (p[1] == '-')
            return fprintf(stderr, "unknown option %s", p), complain(o, argv[0], "%.0c", 0), argc;
        for (p++; *p; p++) {
            if (*p == 'h' || *p == '?')
                return print_help(o, argv[0]), argc;
            if (*p == 'V') {
                ++*version;
                continue;
            }
            if (strchr("cmWX", *p)) {
                char letter = *p;
                char *argument = p[1] ? p + 1 : argv[++i];
                if (!argument)
                    return complain(o, argv[0], "Argument expected for the -%c option", letter), argc;
                if (letter == 'W')
                    add_warning(o, argument);
                else if (letter == 'X') {
                    set_x_option(o, argument);
                    if (o->mode == RUN_NOTHING)
                        return argc;
                } else {
                    o->mode = letter == 'c' ? RUN_COMMAND : RUN_MODULE;
                    *(letter == 'c' ? &o->command : &o->module) = argument;
                    return i + 1;
                }
                break;
            }
            if (!set_flag(o, *p))
                return complain(o, argv[0], "Unknown option: -%c", *p), argc;
        }
    }
    return i;
}

void options_parse(Options *o, int argc, char **argv)
{
    Config *c = &o->config;
    int version = 0;
    memset(o, 0, sizeof *o);
    c->orig_argc = argc;
    c->orig_argv = malloc(((size_t)argc + 1) * sizeof *argv);       /* a copy: the last option becomes sys.argv[0] below */
    if (!c->orig_argv) {
        stop(o, 1);
        return;
    }
    memcpy(c->orig_argv, argv, ((size_t)argc + 1) * sizeof *argv);
    int rest = parse_options(o, argc, argv, &version);
    if (o->mode == RUN_NOTHING)
        return;
    if (version) {
        printf(version > 1 ? "Python 3.2.0 (Krait) [GCC " __VERSION__ "]\n" : "Python 3.2.0 (Krait)\n");
        stop(o, 0);
        return;
    }
    read_environment(o, c->warn_count);
    if (o->mode == RUN_NOTHING)
        return;
    if (o->mode == RUN_INTERACTIVE_OR_STDIN && rest < argc && strcmp(argv[rest], "-") != 0) {
        o->mode = RUN_FILE;
        o->file = argv[rest];
    }
    /* sys.argv[0] is the script's name, "-c", "-m", "-" or "". */
    static char *const no_arguments[] = {(char *)"", NULL};
    if (o->mode == RUN_COMMAND || o->mode == RUN_MODULE) {
        argv[rest - 1] = (char *)(o->mode == RUN_COMMAND ? "-c" : "-m");
        c->argc = argc - rest + 1;
        c->argv = argv + rest - 1;
    } else if (rest < argc) {
        c->argc = argc - rest;
        c->argv = argv + rest;
    } else {
        c->argc = 1;
        c->argv = (char **)no_arguments;
    }
    if (c->dev_mode)
        add_warning(o, "default");
}

void options_free(Options *o)
{
    free(o->config.orig_argv);
    free(o->python_warnings);
}
