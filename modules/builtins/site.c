/* site.c: the names that the module site adds to builtins for the interactive user: exit, quit, help, copyright, credits, license.
 * Manual: Library "Constants added by the site module". */
#include "modules/builtins/builtins.h"

#include "object/attrs.h"
#include "object/dict.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/import.h"
#include "gen/modules/builtins/site.h"

/* ---- exit and quit ---- */

typedef struct Quitter { Object head; Value name; } Quitter;

static void text_dealloc(Object *o)
{
    release(((Quitter *)o)->name);
    object_free(o, object_size(o));
}
static void text_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Quitter *)o)->name);
}

static Value quitter_repr(Thread *t, Ref self)
{
    return str_format(t, "Use %S() or Ctrl-D (i.e. EOF) to exit", ((Quitter *)object_of(self))->name);
}

static Value quitter_call(Thread *t, Ref self UNUSED, const Value *args, ssize nargs, Ref names)
{
    if (nargs + (is_empty(names) ? 0 : 1) > 1)
        return raise_type(t, "exit() takes at most 1 argument");
    OWN Value in = retain(dict_peek_name(t->interp->sys_dict, NAME(stdin)));
    if (!is_empty(in) && !is_none(in)) {            /* a shell that reads from it is to stop */
        OWN Value closed = call_method0(t, in, NAME(close));
        if (is_empty(closed))
            raised_clear(t);
    }
    return raise_value_of(t, &exc_SystemExit, nargs ? args[0] : is_empty(names) ? NONE : args[nargs]);
}

GETTER(quitter, name) { return retain(((Quitter *)object_of(self))->name); }
GETTER(quitter, eof) { return str_from_text(t, "Ctrl-D (i.e. EOF)"); }

Type quitter_type = {
    TYPE_HEAD("_sitebuiltins.Quitter", Quitter),
    .dealloc = text_dealloc, .traverse = text_traverse,
    .repr = quitter_repr,
    .call = quitter_call,
    .getset = quitter_getset,
};

/* ---- copyright, credits, license ---- */

typedef struct Printer { Object head; Value text; } Printer;

static Value printer_repr(Thread *t UNUSED, Ref self) { return retain(((Printer *)object_of(self))->text); }

static Value printer_call(Thread *t, Ref self, const Value *args UNUSED, ssize nargs, Ref names)
{
    if (nargs || !is_empty(names))
        return raise_type(t, "__call__() takes no arguments (%zd given)", nargs);
    OWN Value out = retain(dict_peek_name(t->interp->sys_dict, NAME(stdout)));
    OWN Value line = str_format(t, "%S\n", ((Printer *)object_of(self))->text);
    if (is_empty(line) || is_empty(out) || is_none(out))
        return is_empty(line) ? EMPTY : NONE;
    OWN Value done = call_method1(t, out, NAME(write), line);
    return is_empty(done) ? EMPTY : NONE;
}

Type printer_type = {
    TYPE_HEAD("_sitebuiltins._Printer", Printer),
    .doc = "interactive prompt objects for printing the license text, a list of\ncontributors and the copyright notice.",
    .dealloc = text_dealloc, .traverse = text_traverse,
    .repr = printer_repr,
    .call = printer_call,
};

/* ---- help ---- */

static Value helper_repr(Thread *t, Ref self UNUSED)
{
    return str_from_text(t, "Type help() for interactive help, or help(object) for help about object.");
}

static Value helper_call(Thread *t, Ref self UNUSED, const Value *args, ssize nargs, Ref names)
{
    OWN Value help = import_attribute(t, "pydoc", "help");
    return is_empty(help) ? EMPTY : call(t, help, args, nargs, names);
}

Type helper_type = {
    TYPE_HEAD("_sitebuiltins._Helper", Object),
    .doc = "Define the builtin 'help'.\n\n"
           "This is a wrapper around pydoc.help that provides a helpful message\n"
           "when 'help' is typed at the Python interactive prompt.\n\n"
           "Calling help() at the Python prompt starts an interactive help session.\n"
           "Calling help(thing) prints help for the python object 'thing'.",
    .repr = helper_repr,
    .call = helper_call,
};

/* ---- the names ---- */

static bool add(Thread *t, Ref module, const char *name, Type *type, const char *text)
{
    Quitter *o = object_new_zeroed(t, type, (size_t)type->size);
    OWN Value v = value_of(o);
    if (!o || (text && is_empty(o->name = str_from_text(t, text))))
        return false;
    return module_add(t, module, name, v);
}

bool builtins_add_site(Thread *t, Ref module)
{
    if (!type_ready(t, &quitter_type) || !type_ready(t, &printer_type) || !type_ready(t, &helper_type))
        return false;
    if (t->interp->config->no_site)
        return true;
    return add(t, module, "exit", &quitter_type, "exit") && add(t, module, "quit", &quitter_type, "quit")
           && add(t, module, "help", &helper_type, NULL)
           && add(t, module, "copyright", &printer_type, "Copyright (c) the Krait authors.\nAll Rights Reserved.")
           && add(t, module, "credits", &printer_type, "Thanks to everybody who made Python what it is.")
           && add(t, module, "license", &printer_type, "Krait is distributed under the licence in the file LICENSE that came with it.");
}
