/* builtins.h: what the files of the module builtins share. */
#ifndef KRAIT_MODULES_BUILTINS_BUILTINS_H
#define KRAIT_MODULES_BUILTINS_BUILTINS_H

#include "object/protocol.h"
#include "vm/config.h"

bool builtins_add_site(Thread *t, Ref module) MUST_CHECK;       /* exit, quit, help, copyright ... (site.c) */
extern Type quitter_type, printer_type, helper_type;

#endif
