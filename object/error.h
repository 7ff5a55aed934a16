/* error.h: raising exceptions from C.
 *
 * Every raise_* sets t->raised and returns EMPTY, so `return raise_type(t, ...)` fails a Value function; in bool functions
 * write `return raise_type(...), false`. Formats understand the directives of printf (d i u ld zd x c s %) and
 *   %R repr of a Ref   %S str of a Ref   %A ascii of a Ref   %T name of the type of a Ref   %N display name of a Type *
 * (%R and %S run Python code). %.200s limits as in printf.
 */
#ifndef KRAIT_OBJECT_ERROR_H
#define KRAIT_OBJECT_ERROR_H

#include "object/state.h"

/* One row per built-in exception: EXC(Name, Base, fields struct or BaseException). The classes are the static Types
 * `exc_Name`. IOError, EnvironmentError, select.error ... are aliases of OSError (exception.c). RecursionError is a
 * subclass of RuntimeError, ModuleNotFoundError of ImportError, as in later Pythons. */
#define BUILTIN_EXCEPTIONS(EXC) \
    EXC(Exception, BaseException) EXC(SystemExit, BaseException) EXC(KeyboardInterrupt, BaseException) \
    EXC(GeneratorExit, BaseException) EXC(BaseExceptionGroup, BaseException) \
    EXC(StopIteration, Exception) EXC(StopAsyncIteration, Exception) EXC(ArithmeticError, Exception) \
    EXC(FloatingPointError, ArithmeticError) EXC(OverflowError, ArithmeticError) EXC(ZeroDivisionError, ArithmeticError) \
    EXC(AssertionError, Exception) EXC(AttributeError, Exception) EXC(BufferError, Exception) EXC(EOFError, Exception) \
    EXC(ImportError, Exception) EXC(ModuleNotFoundError, ImportError) EXC(LookupError, Exception) \
    EXC(IndexError, LookupError) EXC(KeyError, LookupError) EXC(MemoryError, Exception) EXC(NameError, Exception) \
    EXC(UnboundLocalError, NameError) EXC(OSError, Exception) EXC(BlockingIOError, OSError) \
    EXC(ChildProcessError, OSError) EXC(ConnectionError, OSError) EXC(BrokenPipeError, ConnectionError) \
    EXC(ConnectionAbortedError, ConnectionError) EXC(ConnectionRefusedError, ConnectionError) \
    EXC(ConnectionResetError, ConnectionError) EXC(FileExistsError, OSError) EXC(FileNotFoundError, OSError) \
    EXC(InterruptedError, OSError) EXC(IsADirectoryError, OSError) EXC(NotADirectoryError, OSError) \
    EXC(PermissionError, OSError) EXC(ProcessLookupError, OSError) EXC(TimeoutError, OSError) \
    EXC(ReferenceError, Exception) EXC(RuntimeError, Exception) EXC(NotImplementedError, RuntimeError) \
    EXC(RecursionError, RuntimeError) EXC(SyntaxError, Exception) EXC(IndentationError, SyntaxError) \
    EXC(TabError, IndentationError) EXC(SystemError, Exception) EXC(TypeError, Exception) EXC(ValueError, Exception) \
    EXC(UnicodeError, ValueError) EXC(UnicodeDecodeError, UnicodeError) EXC(UnicodeEncodeError, UnicodeError) \
    EXC(UnicodeTranslateError, UnicodeError) EXC(Warning, Exception) EXC(BytesWarning, Warning) \
    EXC(DeprecationWarning, Warning) EXC(EncodingWarning, Warning) EXC(FutureWarning, Warning) EXC(ImportWarning, Warning) \
    EXC(PendingDeprecationWarning, Warning) EXC(ResourceWarning, Warning) EXC(RuntimeWarning, Warning) \
    EXC(SyntaxWarning, Warning) EXC(UnicodeWarning, Warning) EXC(UserWarning, Warning)

extern Type exc_BaseException, exc_ExceptionGroup;
#define DECLARE_EXCEPTION(name, base) extern Type exc_##name;
BUILTIN_EXCEPTIONS(DECLARE_EXCEPTION)
#undef DECLARE_EXCEPTION

Value raise_format(Thread *t, Type *cls, const char *format, ...);
#define raise_type(t, ...)     raise_format(t, &exc_TypeError, __VA_ARGS__)
#define raise_value(t, ...)    raise_format(t, &exc_ValueError, __VA_ARGS__)
#define raise_index(t, ...)    raise_format(t, &exc_IndexError, __VA_ARGS__)
#define raise_overflow(t, ...) raise_format(t, &exc_OverflowError, __VA_ARGS__)
#define raise_runtime(t, ...)  raise_format(t, &exc_RuntimeError, __VA_ARGS__)
#define raise_system(t, ...)   raise_format(t, &exc_SystemError, __VA_ARGS__)
#define raise_zero_division(t, ...) raise_format(t, &exc_ZeroDivisionError, __VA_ARGS__)
#define raise_import(t, ...)   raise_format(t, &exc_ImportError, __VA_ARGS__)

Value raise_memory(Thread *t);                              /* allocates nothing */
Value raise_key(Thread *t, Ref key);                        /* KeyError(key) */
Value raise_value_of(Thread *t, Type *cls, Ref argument);   /* cls(argument) */
Value raise_attribute(Thread *t, Ref object, Ref name);     /* AttributeError "'T' object has no attribute 'name'", .obj .name */
Value raise_name(Thread *t, Ref name, const char *format);  /* NameError with .name; format has one %S */
Value raise_stop_iteration(Thread *t, Ref value);           /* value EMPTY: no argument */
Value raise_errno(Thread *t, int err);                      /* OSError subclass by errno */
Value raise_errno_path(Thread *t, int err, Ref filename);
Value raise_errno_paths(Thread *t, int err, Ref filename, Ref filename2);
/* Raises an exception instance or class, as `raise exception from cause` (cause may be EMPTY); sets __context__. */
Value raise_object(Thread *t, Ref exception, Ref cause);
/* Makes `exception` (owned, consumed) the raised one as it is: for re-raising. */
Value raise_again_take(Thread *t, Value exception);

ALWAYS_INLINE bool is_raised(Thread *t) { return !is_empty(t->raised); }
bool raised_matches(Thread *t, Type *cls);                  /* t->raised is an instance of cls */
Value raised_take(Thread *t);                               /* the exception, owned; the thread has none any more */
void raised_clear(Thread *t);
/* Clears the raised exception and returns true if it is a cls. */
bool raised_catch(Thread *t, Type *cls);

/* Reports t->raised where it cannot propagate (sys.unraisablehook): clears it. */
void report_unraisable(Thread *t, const char *format, ...);
void report_unraisable_in(Thread *t, Ref object);       /* "Exception ignored in: <repr>" */

/* warnings.warn(message, category, stacklevel); false when the filter turned it into an exception. */
bool warn(Thread *t, Type *category, int stack_level, const char *format, ...) MUST_CHECK;

/* ResourceWarning of an object that was not closed: where it was allocated is told if known. */
bool warn_resource(Thread *t, Ref source, const char *format, ...) MUST_CHECK;

/* The work of warnings.warn in C (modules/_warnings.c). source: EMPTY or the object that the warning is about. */
bool warn_explicit_text(Thread *t, Type *category, Ref message, int stack_level, Ref source) MUST_CHECK;

/* An exception instance of cls with a message, unraised. */
Value exception_new(Thread *t, Type *cls, const char *format, ...);

#endif
