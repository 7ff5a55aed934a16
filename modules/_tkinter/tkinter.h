/* tkinter.h: what the parts of _tkinter share: values of Tcl and of Python, made of each other. */
#ifndef KRAIT_MODULES_TKINTER_H
#define KRAIT_MODULES_TKINTER_H

#include <tcl8.6/tcl.h>

#include "object/error.h"
#include "object/method.h"

/* A value of Tcl that is nothing of Python's: an index, a font, a window ... Immutable here. */
typedef struct TclObject { Object head; Tcl_Obj *value; } TclObject;
extern Type tcl_object_type, tcl_error_type, app_type, timer_type;
typedef struct App App;
Value app_new_take(Thread *t, Tcl_Interp *interp, bool want_objects);      /* owns the interpreter, also on failure */
ALWAYS_INLINE bool is_tcl_object(Ref v) { return is_exact(v, &tcl_object_type); }
ALWAYS_INLINE Tcl_Obj *tcl_of(Ref v)    { return ((TclObject *)object_of(v))->value; }

/* The UTF-8 of Tcl 8: a zero is two bytes, a character beyond U+FFFF two surrogates of three bytes each. */
typedef struct TclText { char *p; ssize n; char small[128]; } TclText;
static inline void tcl_text_free(TclText *text)
{
    if (text->p != text->small)
        mem_free(text->p);
}
/* TCL_TEXT(x); is freed at the end of the scope. */
#define TCL_TEXT(x) __attribute__((cleanup(tcl_text_free))) TclText x; x.p = x.small
/* The text of a str; OverflowError if it is longer than Tcl can count. */
bool tcl_text_from(Thread *t, Ref str, TclText *text) MUST_CHECK;
/* For scripts and names, which end at a zero: ValueError if there is one. Takes str, bytes (as they are) and Tcl_Obj. */
bool tcl_name_from(Thread *t, Ref v, TclText *name) MUST_CHECK;
Value text_from_tcl(Thread *t, const char *p, ssize n);

/* A new value of Tcl with count 0; NULL with an exception. Runs Python code: str() of what it does not know. */
Tcl_Obj *tcl_from_value(Thread *t, Tcl_Interp *interp, Ref v);
Value value_from_tcl(Thread *t, Tcl_Obj *value);
Value tcl_text_of(Thread *t, Tcl_Obj *value);                   /* its text, a str */
Value int_from_tcl(Thread *t, Tcl_Obj *value, bool *is_int);       /* *is_int false: EMPTY, nothing raised */
Value raise_tcl(Thread *t, Tcl_Interp *interp);                 /* TclError with the interpreter's result */

#endif
