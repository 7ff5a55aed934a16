/* options.h: the command line and the environment. */
#ifndef KRAIT_MAIN_OPTIONS_H
#define KRAIT_MAIN_OPTIONS_H

#include "vm/config.h"

typedef enum { RUN_INTERACTIVE_OR_STDIN, RUN_COMMAND, RUN_MODULE, RUN_FILE, RUN_NOTHING } RunMode;

typedef struct Options {
    Config config;
    RunMode mode;
    const char *command;            /* -c */
    const char *module;             /* -m */
    const char *file;               /* script, folder or archive */
    bool skip_first_line;           /* -x */
    int status;                     /* for RUN_NOTHING: the exit status */
    const char *startup;            /* PYTHONSTARTUP */
    const char *warn_options[128], *x_options[64];
    char *python_warnings;          /* a copy of PYTHONWARNINGS, cut up */
    char executable[4096], prefix[4200], library[4200];
} Options;

/* Fills *o; prints help, version and complaints itself. */
void options_parse(Options *o, int argc, char **argv);
void options_free(Options *o);

#endif
