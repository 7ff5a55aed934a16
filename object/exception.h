/* exception.h: exception instances, tracebacks' hook, and the fields of the exceptions that have some. */
#ifndef KRAIT_OBJECT_EXCEPTION_H
#define KRAIT_OBJECT_EXCEPTION_H

#include "object/attrs.h"
#include "object/protocol.h"

typedef struct BaseException {
    Object head;
    Value args;                     /* tuple */
    Value traceback, context, cause;            /* EMPTY for None */
    bool suppress_context;
} BaseException;
ALWAYS_INLINE BaseException *as_exception(Ref v) { return (BaseException *)object_of(v); }

typedef struct StopIterationError { BaseException base; Value value; } StopIterationError;      /* also StopAsyncIteration */
typedef struct SystemExitError { BaseException base; Value code; } SystemExitError;
typedef struct ImportErrorObject { BaseException base; Value msg, name, path, name_from; } ImportErrorObject;
typedef struct NameErrorObject { BaseException base; Value name; } NameErrorObject;
typedef struct AttributeErrorObject { BaseException base; Value obj, name; } AttributeErrorObject;
typedef struct OSErrorObject { BaseException base; Value errno_, strerror, filename, filename2; ssize written; } OSErrorObject;
typedef struct SyntaxErrorObject { BaseException base; Value msg, filename, lineno, offset, text, end_lineno, end_offset, print_file_and_line; } SyntaxErrorObject;
typedef struct UnicodeErrorObject { BaseException base; Value encoding, object, reason; ssize start, end; } UnicodeErrorObject;
typedef struct GroupObject { BaseException base; Value message, exceptions; } GroupObject;

Value unicode_decode_error_new(Thread *t, const char *encoding, Ref bytes, ssize start, ssize end, const char *reason);
Value unicode_encode_error_new(Thread *t, const char *encoding, Ref str, ssize start, ssize end, const char *reason);
Value unicode_translate_error_new(Thread *t, Ref str, ssize start, ssize end, const char *reason);
Value raise_unicode_decode(Thread *t, const char *encoding, const uint8_t *bytes, ssize n, ssize start, ssize end, const char *reason);
Value raise_unicode_encode(Thread *t, const char *encoding, Ref str, ssize start, ssize end, const char *reason);
/* The value a StopIteration carries: owned, NONE when it has none. */
Value stop_iteration_value(Thread *t, Ref exception);
/* Splits an exception (group) for except*: FOUND with owned match and rest (NONE when nothing is left). */
bool exception_group_match(Thread *t, Ref exception, Ref type, Value *match, Value *rest) MUST_CHECK;
Value exception_group_reraise(Thread *t, Ref original, Ref caught_list);    /* PREP_RERAISE_STAR: an exception to raise or NONE */

bool exception_group_ready(Thread *t) MUST_CHECK;          /* ExceptionGroup has two bases: type_ready() alone cannot know */
/* An instance of a built-in class with args, __init__ not run; owned. */
Value exception_alloc(Thread *t, Type *cls, Ref args);
/* The innermost exception being handled (sys.exc_info()[1]), borrowed; EMPTY when none. */
Ref exception_handled(Thread *t);
/* Sets exception.__context__ to the one being handled, without making a cycle. */
void exception_set_context(Thread *t, Ref exception);
/* Slots and members that built-in subclasses share (exception.c). */
void exception_dealloc(Object *o);
void exception_traverse(Object *o, Visitor *visitor);
void exception_clear(Object *o);
Value exception_new_slot(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names);
bool exception_init_slot(Thread *t, Ref self, const Value *args, ssize nargs, Ref names) MUST_CHECK;
Value exception_str(Thread *t, Ref self);
Value exception_construct(Thread *t, Type *cls, const Value *args, ssize nargs);
#define EXCEPTION_SLOTS \
    .flags = TYPE_BASE | TYPE_GC | TYPE_IS_EXCEPTION | TYPE_ATTRS | TYPE_WEAKREFS, .dealloc = exception_dealloc, \
    .traverse = exception_traverse, .clear = exception_clear, .construct = exception_construct
/* A plain exception class of a C module: static Type x = {EXCEPTION_HEAD("module.Name", &exc_Exception), .doc = ...}; */
#define EXCEPTION_HEAD(name_, base_) \
    TYPE_HEAD(name_, BaseException), .base = (base_), EXCEPTION_SLOTS

/* except-clause matching: `type` a class or tuple (TypeError otherwise). */
Test exception_matches(Thread *t, Ref exception, Ref type);

typedef struct Traceback {
    Object head;
    Value next;                     /* Traceback or EMPTY */
    Value frame;                    /* FrameObject */
    int32_t instr, line;
} Traceback;

#endif
