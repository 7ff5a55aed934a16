/* import.h: the import system's C side (Reference 5; PEP 302, 451). */
#ifndef KRAIT_VM_IMPORT_H
#define KRAIT_VM_IMPORT_H

#include "object/protocol.h"

/* __import__(name, globals, fromlist, level): what the import statement does when builtins.__import__ is the original. */
Value import_name(Thread *t, Ref name, Ref globals, Ref fromlist, Ref level);
/* Whether `function` is the interpreter's own builtins.__import__. */
bool import_is_standard(Thread *t, Ref function);
/* `from module import name` when module has no such attribute: a submodule in sys.modules, or ImportError. */
Value import_from_missing(Thread *t, Ref module, Ref name);

#endif
