/* exception.c: the built-in exception classes (Library "Built-in Exceptions"; PEP 3134, 3151, 678).
 *
 * All are static types. An exception's attributes live in a plain dict (`dict`), made when first needed, since most
 * exceptions never have any.
 */
#include "object/exception.h"

#include <errno.h>
#include <stdio.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/exception.h"

/* ---- BaseException ------------------------------------------------------------------------------------------- */

/* Fields beyond BaseException are Values up to the type's `values`; exceptions need no other bookkeeping. */
static ssize value_fields(const Type *type)
{
    while (type->flags & TYPE_HEAP)
        type = type->base;
    if (type->init == exception_init_slot && type->size == sizeof(BaseException))
        return 0;
    ssize extra = type->size - (ssize)sizeof(BaseException);
    if (type_is_subtype(type, &exc_OSError))
        extra -= sizeof(ssize);
    else if (type_is_subtype(type, &exc_UnicodeError) && type != &exc_UnicodeError)
        extra -= 2 * sizeof(ssize);
    return extra / (ssize)sizeof(Value);
}

void exception_traverse(Object *o, Visitor *visitor)
{
    BaseException *e = (BaseException *)o;
    Value *field = (Value *)(e + 1);

    visit(visitor, e->args);
    visit(visitor, e->traceback);
    visit(visitor, e->context);
    visit(visitor, e->cause);
    for (ssize i = value_fields(o->type); i-- > 0;)
        visit(visitor, field[i]);
}

void exception_clear(Object *o)
{
    BaseException *e = (BaseException *)o;
    Value *field = (Value *)(e + 1);

    replace_take(&e->args, EMPTY);
    replace_take(&e->traceback, EMPTY);
    replace_take(&e->context, EMPTY);
    replace_take(&e->cause, EMPTY);
    for (ssize i = value_fields(o->type); i-- > 0;)
        replace_take(&field[i], EMPTY);
}

void exception_dealloc(Object *o)
{
    exception_clear(o);
    object_free(o, object_size(o));
}

Value exception_alloc(Thread *t, Type *cls, Ref args)
{
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v))
        as_exception(v)->args = retain(args);
    return v;
}

Value exception_new_slot(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names UNUSED)
{
    OWN Value tuple = tuple_from_array(t, args, nargs);
    return is_empty(tuple) ? EMPTY : exception_alloc(t, cls, tuple);
}

/* Where neither __new__ nor __init__ is another one. */
Value exception_construct(Thread *t, Type *cls, const Value *args, ssize nargs)
{
    if (cls->new_ != exception_new_slot || cls->init != exception_init_slot)
        return EMPTY;
    return exception_new_slot(t, cls, args, nargs, EMPTY);
}

static bool no_keywords(Thread *t, Ref self, Ref names)
{
    if (!is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "%T() takes no keyword arguments", self), false;
    return true;
}

static bool set_args(Thread *t, Ref self, const Value *args, ssize nargs)
{
    Value tuple = tuple_from_array(t, args, nargs);
    if (is_empty(tuple))
        return false;
    replace_take(&as_exception(self)->args, tuple);
    return true;
}

bool exception_init_slot(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    return no_keywords(t, self, names) && set_args(t, self, args, nargs);
}

static Ref args_of(Thread *t, Ref self) { return is_empty(as_exception(self)->args) ? t->interp->empty_tuple : as_exception(self)->args; }

Value exception_str(Thread *t, Ref self)
{
    OWN Value args = retain(args_of(t, self));
    if (as_tuple(args)->len == 0)
        return str_empty(t);
    return to_str(t, as_tuple(args)->len == 1 ? as_tuple(args)->item[0] : args);
}

static Value exception_repr(Thread *t, Ref self)
{
    OWN Value args = retain(args_of(t, self));
    const char *dot = strrchr(type_of(self)->name, '.');
    const char *name = dot ? dot + 1 : type_of(self)->name;
    return str_format(t, "%s%R", name, args);
}

GETTER(BaseException, args) { return retain(args_of(t, self)); }
SETTER(BaseException, args)
{
    if (is_empty(value))
        return raise_type(t, "args may not be deleted"), false;
    Value tuple = to_tuple(t, value);
    if (is_empty(tuple))
        return false;
    replace_take(&as_exception(self)->args, tuple);
    return true;
}
static Value or_none(Ref v) { return is_empty(v) ? NONE : retain(v); }
GETTER(BaseException, __traceback__) { return or_none(as_exception(self)->traceback); }
SETTER(BaseException, __traceback__)
{
    if (is_empty(value))
        return raise_type(t, "__traceback__ may not be deleted"), false;
    if (!is_none(value) && !is_exact(value, &traceback_type))
        return raise_type(t, "__traceback__ must be a traceback or None"), false;
    replace_take(&as_exception(self)->traceback, is_none(value) ? EMPTY : retain(value));
    return true;
}
static bool set_link(Thread *t, Value *link, Ref value, const char *name)
{
    if (is_empty(value))
        return raise_type(t, "%s may not be deleted", name), false;
    if (!is_none(value) && !is_exception(value))
        return raise_type(t, "exception %s must be None or derive from BaseException", name[2] == 'c' && name[3] == 'a' ? "cause" : "context"), false;
    replace_take(link, is_none(value) ? EMPTY : retain(value));
    return true;
}
GETTER(BaseException, __context__) { return or_none(as_exception(self)->context); }
SETTER(BaseException, __context__) { return set_link(t, &as_exception(self)->context, value, "__context__"); }
GETTER(BaseException, __cause__) { return or_none(as_exception(self)->cause); }
SETTER(BaseException, __cause__)
{
    if (!set_link(t, &as_exception(self)->cause, value, "__cause__"))
        return false;
    as_exception(self)->suppress_context = true;
    return true;
}
GETTER(BaseException, __suppress_context__) { return bool_value(as_exception(self)->suppress_context); }
SETTER(BaseException, __suppress_context__)
{
    if (is_empty(value))
        return raise_type(t, "can't delete numeric/char attribute"), false;
    if (!is_bool(value))
        return raise_type(t, "attribute value type must be bool"), false;
    as_exception(self)->suppress_context = same(value, TRUE_VALUE);
    return true;
}
GETTER(BaseException, __dict__) { return attrs_dict(t, self); }
SETTER(BaseException, __dict__)
{
    if (is_empty(value))
        return raise_type(t, "__dict__ may not be deleted"), false;
    return attrs_set_dict(t, self, value);
}

/** Exception.with_traceback(tb) --
 * set self.__traceback__ to tb and return self. */
METHOD1(BaseException, with_traceback, tb)
{
    return BaseException___traceback___set(t, self, tb) ? retain(self) : EMPTY;
}

/** Exception.add_note(note) --
 * add a note to the exception */
METHOD1(BaseException, add_note, note)
{
    Value notes;
    if (!is_str(note))
        return raise_type(t, "note must be a str, not '%T'", note);
    Lookup r = find_attr(t, self, NAME(__notes__), &notes);
    if (r == ERROR)
        return EMPTY;
    if (r == MISSING) {
        notes = list_new(t, 1);
        if (is_empty(notes) || !set_attr(t, self, NAME(__notes__), notes)) {
            release(notes);
            return EMPTY;
        }
    }
    OWN Value owned = notes;
    if (!is_list(notes))
        return raise_type(t, "Cannot add note: __notes__ is not a list");
    return list_append(t, as_list(notes), note) ? NONE : EMPTY;
}

/* What __reduce__() returns. */
static Value reduced(Thread *t, Ref self, Ref args)
{
    if (!attrs_any(attrs_of(self)))
        return tuple_pack(t, 2, value_of(type_of(self)), args);
    OWN Value dict = attrs_dict(t, self);
    return is_empty(dict) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, dict);
}
METHOD0(BaseException, __reduce__) { return reduced(t, self, args_of(t, self)); }

METHOD1(BaseException, __setstate__, state)
{
    if (is_none(state))
        return NONE;
    if (!is_dict(state))
        return raise_type(t, "state is not a dictionary");
    OWN Value copy = dict_copy(t, as_dict(state));
    ssize at = 0;
    Ref key, value;
    while (!is_empty(copy) && dict_next(as_dict(copy), &at, &key, &value))
        if (!set_attr(t, self, key, value))
            return EMPTY;
    return is_empty(copy) ? EMPTY : NONE;
}

Type exc_BaseException = {
    TYPE_HEAD("BaseException", BaseException),
    .doc = "Common base class for all exceptions.", EXCEPTION_SLOTS,
    .new_ = exception_new_slot, .init = exception_init_slot, .repr = exception_repr, .str = exception_str,
    .methods = BaseException_methods, .getset = BaseException_getset,
};

/* ---- helpers for exceptions with fields ---------------------------------------------------------------------- */

/* Keyword arguments a class accepts by name: the value for `name`, or EMPTY. Reports names that are not in `allowed`. */
static bool take_keywords(Thread *t, const Value *args, ssize nargs, Ref names, int n, const char *const *allowed, Value *out)
{
    for (int i = 0; i < n; i++)
        out[i] = EMPTY;
    if (is_empty(names))
        return true;
    for (ssize k = 0; k < as_tuple(names)->len; k++) {
        Ref name = as_tuple(names)->item[k];
        int i = 0;
        while (i < n && !str_is(name, allowed[i]))
            i++;
        if (i == n)
            return raise_type(t, "'%S' is an invalid keyword argument for this function", name), false;
        out[i] = args[nargs + k];
    }
    return true;
}

/* ---- StopIteration, SystemExit ------------------------------------------------------------------------------- */

static bool StopIteration_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    if (!exception_init_slot(t, self, args, nargs, names))
        return false;
    replace_take(&((StopIterationError *)object_of(self))->value, nargs ? retain(args[0]) : NONE);
    return true;
}
static const MemberDef StopIteration_members[] = {
    {"value", MEMBER_OBJECT, true, offsetof(StopIterationError, value), "generator return value"}, {0},
};
Type exc_StopIteration = {
    TYPE_HEAD("StopIteration", StopIterationError), .base = &exc_Exception,
    .doc = "Signal the end from iterator.__next__().", EXCEPTION_SLOTS, .init = StopIteration_init_raw, .members = StopIteration_members,
};

Value stop_iteration_value(Thread *t UNUSED, Ref exception)
{
    return or_none(((StopIterationError *)object_of(exception))->value);
}

static bool SystemExit_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    if (!exception_init_slot(t, self, args, nargs, names))
        return false;
    Value code = nargs == 0 ? NONE : nargs == 1 ? retain(args[0]) : retain(as_exception(self)->args);
    replace_take(&((SystemExitError *)object_of(self))->code, code);
    return true;
}
static const MemberDef SystemExit_members[] = {
    {"code", MEMBER_OBJECT, true, offsetof(SystemExitError, code), "exception code"}, {0},
};
Type exc_SystemExit = {
    TYPE_HEAD("SystemExit", SystemExitError), .base = &exc_BaseException,
    .doc = "Request to exit from the interpreter.", EXCEPTION_SLOTS, .init = SystemExit_init_raw, .members = SystemExit_members,
};

/* ---- ImportError, NameError, AttributeError ------------------------------------------------------------------ */

static bool ImportError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    static const char *const allowed[] = {"name", "path", "name_from"};
    ImportErrorObject *e = (ImportErrorObject *)object_of(self);
    Value found[3];

    if (!take_keywords(t, args, nargs, names, 3, allowed, found) || !set_args(t, self, args, nargs))
        return false;
    replace_take(&e->name, retain(found[0]));
    replace_take(&e->path, retain(found[1]));
    replace_take(&e->name_from, retain(found[2]));
    replace_take(&e->msg, nargs == 1 ? retain(args[0]) : EMPTY);
    return true;
}
static Value ImportError_str(Thread *t, Ref self)
{
    ImportErrorObject *e = (ImportErrorObject *)object_of(self);
    if (!is_empty(e->msg) && is_exact(e->msg, &str_type))
        return retain(e->msg);
    return exception_str(t, self);
}
METHOD0(ImportError, __reduce__)
{
    ImportErrorObject *e = (ImportErrorObject *)object_of(self);
    OWN Value dict = attrs_any(attrs_of(self)) ? attrs_dict(t, self) : dict_new(t);
    OWN Value state = is_empty(dict) ? EMPTY : dict_copy(t, as_dict(dict));
    if (is_empty(state) || (!is_empty(e->name) && !dict_set(t, as_dict(state), NAME(name), e->name))
        || (!is_empty(e->path) && !dict_set(t, as_dict(state), NAME(path), e->path))
        || (!is_empty(e->name_from) && !dict_set(t, as_dict(state), NAME(name_from), e->name_from)))
        return EMPTY;
    if (as_dict(state)->used == 0)
        return tuple_pack(t, 2, value_of(type_of(self)), args_of(t, self));
    return tuple_pack(t, 3, value_of(type_of(self)), args_of(t, self), state);
}
static const MemberDef ImportError_members[] = {
    {"msg", MEMBER_OBJECT, true, offsetof(ImportErrorObject, msg), "exception message"},
    {"name", MEMBER_OBJECT, true, offsetof(ImportErrorObject, name), "module name"},
    {"path", MEMBER_OBJECT, true, offsetof(ImportErrorObject, path), "module path"},
    {"name_from", MEMBER_OBJECT, true, offsetof(ImportErrorObject, name_from), "name imported from module"}, {0},
};
Type exc_ImportError = {
    TYPE_HEAD("ImportError", ImportErrorObject), .base = &exc_Exception,
    .doc = "Import can't find module, or can't find name in module.", EXCEPTION_SLOTS, .init = ImportError_init_raw,
    .str = ImportError_str, .members = ImportError_members, .methods = ImportError_methods,
};

static bool NameError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    static const char *const allowed[] = {"name"};
    Value found[1];

    if (!take_keywords(t, args, nargs, names, 1, allowed, found) || !set_args(t, self, args, nargs))
        return false;
    replace_take(&((NameErrorObject *)object_of(self))->name, retain(found[0]));
    return true;
}
static const MemberDef NameError_members[] = {
    {"name", MEMBER_OBJECT, true, offsetof(NameErrorObject, name), "name"}, {0},
};
Type exc_NameError = {
    TYPE_HEAD("NameError", NameErrorObject), .base = &exc_Exception, .doc = "Name not found globally.", EXCEPTION_SLOTS,
    .init = NameError_init_raw, .members = NameError_members,
};

static bool AttributeError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    static const char *const allowed[] = {"name", "obj"};
    AttributeErrorObject *e = (AttributeErrorObject *)object_of(self);
    Value found[2];

    if (!take_keywords(t, args, nargs, names, 2, allowed, found) || !set_args(t, self, args, nargs))
        return false;
    replace_take(&e->name, retain(found[0]));
    replace_take(&e->obj, retain(found[1]));
    return true;
}
static const MemberDef AttributeError_members[] = {
    {"name", MEMBER_OBJECT, true, offsetof(AttributeErrorObject, name), "attribute name"},
    {"obj", MEMBER_OBJECT, true, offsetof(AttributeErrorObject, obj), "object"}, {0},
};
Type exc_AttributeError = {
    TYPE_HEAD("AttributeError", AttributeErrorObject), .base = &exc_Exception, .doc = "Attribute not found.", EXCEPTION_SLOTS,
    .init = AttributeError_init_raw, .members = AttributeError_members,
};

/* ---- OSError (PEP 3151) -------------------------------------------------------------------------------------- */

static Type *errno_class(int64_t err)
{
    switch (err) {
    case EAGAIN: case EALREADY: case EINPROGRESS: return &exc_BlockingIOError;
    case ECHILD:        return &exc_ChildProcessError;
    case EPIPE: case ESHUTDOWN: return &exc_BrokenPipeError;
    case ECONNABORTED:  return &exc_ConnectionAbortedError;
    case ECONNREFUSED:  return &exc_ConnectionRefusedError;
    case ECONNRESET:    return &exc_ConnectionResetError;
    case EEXIST:        return &exc_FileExistsError;
    case ENOENT:        return &exc_FileNotFoundError;
    case EINTR:         return &exc_InterruptedError;
    case EISDIR:        return &exc_IsADirectoryError;
    case ENOTDIR:       return &exc_NotADirectoryError;
    case EACCES: case EPERM: return &exc_PermissionError;
    case ESRCH:         return &exc_ProcessLookupError;
    case ETIMEDOUT:     return &exc_TimeoutError;
    default:            return NULL;
    }
}

static bool OSError_fill(Thread *t, Ref self, const Value *args, ssize nargs)
{
    OSErrorObject *e = (OSErrorObject *)object_of(self);

    if (nargs < 2 || nargs > 5)
        return set_args(t, self, args, nargs);
    replace_take(&e->errno_, retain(args[0]));
    replace_take(&e->strerror, retain(args[1]));
    if (nargs > 2 && !is_none(args[2])) {
        if (type_is_subtype(type_of(self), &exc_BlockingIOError) && type_of(args[2])->index) {
            if (!to_ssize(t, args[2], &exc_ValueError, &e->written))
                return false;
            return set_args(t, self, args, nargs);
        }
        replace_take(&e->filename, retain(args[2]));
        if (nargs == 5 && !is_none(args[4]))
            replace_take(&e->filename2, retain(args[4]));
        return set_args(t, self, args, 2);      /* the file names are not in args */
    }
    return set_args(t, self, args, nargs == 3 ? 2 : nargs);
}

static bool OSError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names);
static bool fills_in_init(const Type *cls);
static Value OSError_new_raw(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    int64_t err;

    if (!fills_in_init(cls) && !is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "%N() takes no keyword arguments", cls);
    if (cls == &exc_OSError && nargs >= 2 && nargs <= 5 && is_int(args[0]) && int_as_int64(args[0], &err) && errno_class(err))
        cls = errno_class(err);
    OWN Value self = exception_alloc(t, cls, t->interp->empty_tuple);
    if (is_empty(self))
        return EMPTY;
    ((OSErrorObject *)object_of(self))->written = -1;
    if (!fills_in_init(cls) && !OSError_fill(t, self, args, nargs))
        return EMPTY;
    return take(&self);
}
static bool fills_in_init(const Type *cls) { return cls->init != OSError_init_raw && cls->new_ == OSError_new_raw; }
static bool OSError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    if (!fills_in_init(type_of(self)))
        return true;
    return no_keywords(t, self, names) && OSError_fill(t, self, args, nargs);
}
static Value OSError_str(Thread *t, Ref self)
{
    OSErrorObject *e = (OSErrorObject *)object_of(self);
    Ref number = is_empty(e->errno_) ? NONE : e->errno_, text = is_empty(e->strerror) ? NONE : e->strerror;

    if (!is_empty(e->filename) && !is_empty(e->filename2))
        return str_format(t, "[Errno %S] %S: %R -> %R", number, text, e->filename, e->filename2);
    if (!is_empty(e->filename))
        return str_format(t, "[Errno %S] %S: %R", number, text, e->filename);
    if (!is_empty(e->errno_) && !is_empty(e->strerror))
        return str_format(t, "[Errno %S] %S", number, text);
    return exception_str(t, self);
}
METHOD0(OSError, __reduce__)
{
    OSErrorObject *e = (OSErrorObject *)object_of(self);
    OWN Value args = retain(args_of(t, self));
    if (as_tuple(args)->len == 2 && !is_empty(e->filename)) {
        Ref first = as_tuple(args)->item[0], second = as_tuple(args)->item[1];
        Value full = is_empty(e->filename2) ? tuple_pack(t, 3, first, second, e->filename)
                                            : tuple_pack(t, 5, first, second, e->filename, NONE, e->filename2);
        if (is_empty(full))
            return EMPTY;
        replace_take(&args, full);
    }
    return reduced(t, self, args);
}
GETTER(OSError, characters_written)
{
    ssize n = ((OSErrorObject *)object_of(self))->written;
    return n < 0 ? raise_attribute(t, self, NAME(characters_written)) : int_from_ssize(t, n);
}
SETTER(OSError, characters_written)
{
    OSErrorObject *e = (OSErrorObject *)object_of(self);
    if (is_empty(value)) {
        if (e->written < 0)
            return raise_attribute(t, self, NAME(characters_written)), false;
        e->written = -1;
        return true;
    }
    return to_ssize(t, value, &exc_ValueError, &e->written);
}
static const MemberDef OSError_members[] = {
    {"errno", MEMBER_OBJECT, true, offsetof(OSErrorObject, errno_), "POSIX exception code"},
    {"strerror", MEMBER_OBJECT, true, offsetof(OSErrorObject, strerror), "exception strerror"},
    {"filename", MEMBER_OBJECT, true, offsetof(OSErrorObject, filename), "exception filename"},
    {"filename2", MEMBER_OBJECT, true, offsetof(OSErrorObject, filename2), "second exception filename"}, {0},
};
Type exc_OSError = {
    TYPE_HEAD("OSError", OSErrorObject), .base = &exc_Exception, .doc = "Base class for I/O related errors.", EXCEPTION_SLOTS,
    .new_ = OSError_new_raw, .init = OSError_init_raw, .str = OSError_str, .members = OSError_members,
    .getset = OSError_getset, .methods = OSError_methods,
};

/* ---- KeyError, SyntaxError ----------------------------------------------------------------------------------- */

/* A lone key is shown by its repr: KeyError('') must not print as nothing. */
static Value KeyError_str(Thread *t, Ref self)
{
    Ref args = args_of(t, self);
    if (as_tuple(args)->len == 1) {
        OWN Value key = retain(as_tuple(args)->item[0]);
        return repr(t, key);
    }
    return exception_str(t, self);
}
Type exc_KeyError = {
    TYPE_HEAD("KeyError", BaseException), .base = &exc_LookupError, .doc = "Mapping key not found.", EXCEPTION_SLOTS, .str = KeyError_str,
};

static bool SyntaxError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    SyntaxErrorObject *e = (SyntaxErrorObject *)object_of(self);

    if (!exception_init_slot(t, self, args, nargs, names))
        return false;
    if (nargs >= 1)
        replace_take(&e->msg, retain(args[0]));
    if (nargs != 2)
        return true;
    OWN Value info = to_tuple(t, args[1]);
    if (is_empty(info))
        return false;
    Value *field[] = {&e->filename, &e->lineno, &e->offset, &e->text, &e->end_lineno, &e->end_offset};
    ssize n = as_tuple(info)->len;
    if (n < 4)
        return raise_type(t, "function missing required argument '%s' (pos %zd)", n == 0 ? "filename" : n == 1 ? "lineno" : n == 2 ? "offset" : "text", n + 1), false;
    if (n > 6)
        return raise_type(t, "function takes at most 6 arguments (%zd given)", n), false;
    if (n == 5)
        return raise_type(t, "end_offset must be provided when end_lineno is provided"), false;
    for (ssize i = 0; i < n; i++)
        replace_take(field[i], retain(as_tuple(info)->item[i]));
    return true;
}
static Value SyntaxError_str(Thread *t, Ref self)
{
    SyntaxErrorObject *e = (SyntaxErrorObject *)object_of(self);
    Ref msg = is_empty(e->msg) ? NONE : e->msg;
    bool has_file = !is_empty(e->filename) && is_str(e->filename), has_line = !is_empty(e->lineno) && is_int(e->lineno);
    OWN Value base = EMPTY;

    if (has_file) {
        ssize n = as_str(e->filename)->len, slash = n;
        while (slash > 0 && str_at(as_str(e->filename), slash - 1) != '/')
            slash--;
        base = str_slice(t, e->filename, slash, n);
        if (is_empty(base))
            return EMPTY;
    }
    if (has_file && has_line)
        return str_format(t, "%S (%S, line %S)", msg, base, e->lineno);
    if (has_file)
        return str_format(t, "%S (%S)", msg, base);
    if (has_line)
        return str_format(t, "%S (line %S)", msg, e->lineno);
    return to_str(t, msg);
}
static const MemberDef SyntaxError_members[] = {
    {"msg", MEMBER_OBJECT, true, offsetof(SyntaxErrorObject, msg), "exception msg"},
    {"filename", MEMBER_OBJECT, true, offsetof(SyntaxErrorObject, filename), "exception filename"},
    {"lineno", MEMBER_OBJECT, true, offsetof(SyntaxErrorObject, lineno), "exception lineno"},
    {"offset", MEMBER_OBJECT, true, offsetof(SyntaxErrorObject, offset), "exception offset"},
    {"text", MEMBER_OBJECT, true, offsetof(SyntaxErrorObject, text), "exception text"},
    {"end_lineno", MEMBER_OBJECT, true, offsetof(SyntaxErrorObject, end_lineno), "exception end lineno"},
    {"end_offset", MEMBER_OBJECT, true, offsetof(SyntaxErrorObject, end_offset), "exception end offset"},
    {"print_file_and_line", MEMBER_OBJECT, true, offsetof(SyntaxErrorObject, print_file_and_line), "exception print_file_and_line"}, {0},
};
Type exc_SyntaxError = {
    TYPE_HEAD("SyntaxError", SyntaxErrorObject), .base = &exc_Exception, .doc = "Invalid syntax.", EXCEPTION_SLOTS,
    .init = SyntaxError_init_raw, .str = SyntaxError_str, .members = SyntaxError_members,
};

/* ---- Unicode errors ------------------------------------------------------------------------------------------ */

static UnicodeErrorObject *as_unicode_error(Ref v) { return (UnicodeErrorObject *)object_of(v); }

/* (encoding, object, start, end, reason); translate errors have no encoding. */
static bool unicode_fill(Thread *t, Ref self, const Value *args, ssize nargs, Ref names, bool encoding, Type *object_kind)
{
    UnicodeErrorObject *e = as_unicode_error(self);
    ssize want = encoding ? 5 : 4;

    if (!exception_init_slot(t, self, args, nargs, names))
        return false;
    if (nargs != want)
        return raise_type(t, "function takes exactly %zd arguments (%zd given)", want, nargs), false;
    const Value *p = args;
    if (encoding && !is_str(*p++))
        return raise_type(t, "argument 1 must be str, not %T", args[0]), false;
    OWN Value object = EMPTY;
    if (object_kind == &bytes_type && !is_bytes(*p)) {
        object = bytes_from_object(t, *p);
        if (is_empty(object))
            return false;
    } else if (object_kind == &str_type && !is_str(*p)) {
        return raise_type(t, "argument %d must be str, not %T", encoding ? 2 : 1, *p), false;
    } else {
        object = retain(*p);
    }
    if (!to_ssize(t, p[1], &exc_OverflowError, &e->start) || !to_ssize(t, p[2], &exc_OverflowError, &e->end))
        return false;
    if (!is_str(p[3]))
        return raise_type(t, "argument %zd must be str, not %T", want, p[3]), false;
    if (encoding)
        replace_take(&e->encoding, retain(args[0]));
    replace_take(&e->object, take(&object));
    replace_take(&e->reason, retain(p[3]));
    return true;
}
static bool UnicodeDecodeError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    return unicode_fill(t, self, args, nargs, names, true, &bytes_type);
}
static bool UnicodeEncodeError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    return unicode_fill(t, self, args, nargs, names, true, &str_type);
}
static bool UnicodeTranslateError_init_raw(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    return unicode_fill(t, self, args, nargs, names, false, &str_type);
}

/* "'\xff'" for the character at fault. */
static Value escaped_char(Thread *t, uint32_t c)
{
    char text[16];
    snprintf(text, sizeof text, c <= 0xFF ? "\\x%02x" : c <= 0xFFFF ? "\\u%04x" : "\\U%08x", c);
    return str_from_text(t, text);
}
static Value unicode_error_str(Thread *t, Ref self, const char *verb, bool is_decode)
{
    UnicodeErrorObject *e = as_unicode_error(self);

    if (is_empty(e->object) || is_empty(e->reason))
        return str_empty(t);
    OWN Value encoding = is_empty(e->encoding) ? NONE : to_str(t, e->encoding);
    OWN Value reason = to_str(t, e->reason);
    if (is_empty(encoding) || is_empty(reason))
        return EMPTY;
    ssize len = is_decode ? (is_bytes(e->object) ? as_bytes(e->object)->len : 0) : is_str(e->object) ? as_str(e->object)->len : 0;
    OWN Value prefix = is_empty(e->encoding) ? str_empty(t) : str_format(t, "'%S' codec ", encoding);
    if (is_empty(prefix))
        return EMPTY;
    if (e->start >= 0 && e->start < len && e->end == e->start + 1) {
        if (is_decode)
            return str_format(t, "%Scan't %s byte 0x%02x in position %zd: %S", prefix, verb, as_bytes(e->object)->data[e->start], e->start, reason);
        OWN Value c = escaped_char(t, str_at(as_str(e->object), e->start));
        return is_empty(c) ? EMPTY : str_format(t, "%Scan't %s character '%S' in position %zd: %S", prefix, verb, c, e->start, reason);
    }
    return str_format(t, "%Scan't %s %s in position %zd-%zd: %S", prefix, verb, is_decode ? "bytes" : "characters", e->start, e->end - 1, reason);
}
static Value UnicodeDecodeError_str(Thread *t, Ref self)    { return unicode_error_str(t, self, "decode", true); }
static Value UnicodeEncodeError_str(Thread *t, Ref self)    { return unicode_error_str(t, self, "encode", false); }
static Value UnicodeTranslateError_str(Thread *t, Ref self) { return unicode_error_str(t, self, "translate", false); }

static const MemberDef Unicode_members[] = {
    {"encoding", MEMBER_OBJECT, true, offsetof(UnicodeErrorObject, encoding), "exception encoding"},
    {"object", MEMBER_OBJECT, true, offsetof(UnicodeErrorObject, object), "exception object"},
    {"start", MEMBER_SSIZE, true, offsetof(UnicodeErrorObject, start), "exception start"},
    {"end", MEMBER_SSIZE, true, offsetof(UnicodeErrorObject, end), "exception end"},
    {"reason", MEMBER_OBJECT, true, offsetof(UnicodeErrorObject, reason), "exception reason"}, {0},
};
#define UNICODE_ERROR(name, text) \
    Type exc_##name = { \
        TYPE_HEAD(#name, UnicodeErrorObject), .base = &exc_UnicodeError, .doc = text, EXCEPTION_SLOTS, \
        .init = name##_init_raw, .str = name##_str, .members = Unicode_members, \
    };
UNICODE_ERROR(UnicodeDecodeError, "Unicode decoding error.")
UNICODE_ERROR(UnicodeEncodeError, "Unicode encoding error.")
UNICODE_ERROR(UnicodeTranslateError, "Unicode translation error.")

static Value unicode_error_new(Thread *t, Type *cls, const char *encoding, Ref object, ssize start, ssize end, const char *reason)
{
    OWN Value name = encoding ? str_from_text(t, encoding) : NONE, why = str_from_text(t, reason);
    if (is_empty(name) || is_empty(why))
        return EMPTY;
    Value args[] = {name, object, fixnum(start), fixnum(end), why};
    return encoding ? call(t, value_of(cls), args, 5, EMPTY) : call(t, value_of(cls), args + 1, 4, EMPTY);
}
Value unicode_decode_error_new(Thread *t, const char *encoding, Ref bytes, ssize start, ssize end, const char *reason)
{
    return unicode_error_new(t, &exc_UnicodeDecodeError, encoding, bytes, start, end, reason);
}
Value unicode_encode_error_new(Thread *t, const char *encoding, Ref str, ssize start, ssize end, const char *reason)
{
    return unicode_error_new(t, &exc_UnicodeEncodeError, encoding, str, start, end, reason);
}
Value unicode_translate_error_new(Thread *t, Ref str, ssize start, ssize end, const char *reason)
{
    return unicode_error_new(t, &exc_UnicodeTranslateError, NULL, str, start, end, reason);
}

/* ---- the plain ones ------------------------------------------------------------------------------------------ */

#define PLAIN(name, base_, struct_, text) \
    Type exc_##name = {TYPE_HEAD(#name, struct_), .base = &exc_##base_, .doc = text, EXCEPTION_SLOTS};

PLAIN(Exception, BaseException, BaseException, "Common base class for all non-exit exceptions.")
PLAIN(KeyboardInterrupt, BaseException, BaseException, "Program interrupted by user.")
PLAIN(GeneratorExit, BaseException, BaseException, "Request that a generator exit.")
PLAIN(StopAsyncIteration, Exception, BaseException, "Signal the end from iterator.__anext__().")
PLAIN(ArithmeticError, Exception, BaseException, "Base class for arithmetic errors.")
PLAIN(FloatingPointError, ArithmeticError, BaseException, "Floating point operation failed.")
PLAIN(OverflowError, ArithmeticError, BaseException, "Result too large to be represented.")
PLAIN(ZeroDivisionError, ArithmeticError, BaseException, "Second argument to a division or modulo operation was zero.")
PLAIN(AssertionError, Exception, BaseException, "Assertion failed.")
PLAIN(BufferError, Exception, BaseException, "Buffer error.")
PLAIN(EOFError, Exception, BaseException, "Read beyond end of file.")
PLAIN(ModuleNotFoundError, ImportError, ImportErrorObject, "Module not found.")
PLAIN(LookupError, Exception, BaseException, "Base class for lookup errors.")
PLAIN(IndexError, LookupError, BaseException, "Sequence index out of range.")
PLAIN(MemoryError, Exception, BaseException, "Out of memory.")
PLAIN(UnboundLocalError, NameError, NameErrorObject, "Local name referenced but not bound to a value.")
PLAIN(BlockingIOError, OSError, OSErrorObject, "I/O operation would block.")
PLAIN(ChildProcessError, OSError, OSErrorObject, "Child process error.")
PLAIN(ConnectionError, OSError, OSErrorObject, "Connection error.")
PLAIN(BrokenPipeError, ConnectionError, OSErrorObject, "Broken pipe.")
PLAIN(ConnectionAbortedError, ConnectionError, OSErrorObject, "Connection aborted.")
PLAIN(ConnectionRefusedError, ConnectionError, OSErrorObject, "Connection refused.")
PLAIN(ConnectionResetError, ConnectionError, OSErrorObject, "Connection reset.")
PLAIN(FileExistsError, OSError, OSErrorObject, "File already exists.")
PLAIN(FileNotFoundError, OSError, OSErrorObject, "File not found.")
PLAIN(InterruptedError, OSError, OSErrorObject, "Interrupted by signal.")
PLAIN(IsADirectoryError, OSError, OSErrorObject, "Operation doesn't work on directories.")
PLAIN(NotADirectoryError, OSError, OSErrorObject, "Operation only works on directories.")
PLAIN(PermissionError, OSError, OSErrorObject, "Not enough permissions.")
PLAIN(ProcessLookupError, OSError, OSErrorObject, "Process not found.")
PLAIN(TimeoutError, OSError, OSErrorObject, "Timeout expired.")
PLAIN(ReferenceError, Exception, BaseException, "Weak ref proxy used after referent went away.")
PLAIN(RuntimeError, Exception, BaseException, "Unspecified run-time error.")
PLAIN(NotImplementedError, RuntimeError, BaseException, "Method or function hasn't been implemented yet.")
PLAIN(RecursionError, RuntimeError, BaseException, "Recursion limit exceeded.")
PLAIN(IndentationError, SyntaxError, SyntaxErrorObject, "Improper indentation.")
PLAIN(TabError, IndentationError, SyntaxErrorObject, "Improper mixture of spaces and tabs.")
PLAIN(SystemError, Exception, BaseException, "Internal error in the Krait interpreter.\n\nPlease report this, with the traceback and the platform.")
PLAIN(TypeError, Exception, BaseException, "Inappropriate argument type.")
PLAIN(ValueError, Exception, BaseException, "Inappropriate argument value (of correct type).")
PLAIN(UnicodeError, ValueError, BaseException, "Unicode related error.")
PLAIN(Warning, Exception, BaseException, "Base class for warning categories.")
PLAIN(BytesWarning, Warning, BaseException, "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.")
PLAIN(DeprecationWarning, Warning, BaseException, "Base class for warnings about deprecated features.")
PLAIN(EncodingWarning, Warning, BaseException, "Base class for warnings about encodings.")
PLAIN(FutureWarning, Warning, BaseException, "Base class for warnings about constructs that will change semantically\nin the future.")
PLAIN(ImportWarning, Warning, BaseException, "Base class for warnings about probable mistakes in module imports")
PLAIN(PendingDeprecationWarning, Warning, BaseException, "Base class for warnings about features which will be deprecated\nin the future.")
PLAIN(ResourceWarning, Warning, BaseException, "Base class for warnings about resource usage.")
PLAIN(RuntimeWarning, Warning, BaseException, "Base class for warnings about dubious runtime behavior.")
PLAIN(SyntaxWarning, Warning, BaseException, "Base class for warnings about dubious syntax.")
PLAIN(UnicodeWarning, Warning, BaseException, "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.")
PLAIN(UserWarning, Warning, BaseException, "Base class for warnings generated by user code.")

/* ---- matching ------------------------------------------------------------------------------------------------ */

static bool is_exception_class(Ref v) { return is_type(v) && type_is_subtype(as_type(v), &exc_BaseException); }

Test exception_matches(Thread *t, Ref exception, Ref type)
{
    if (is_tuple(type)) {
        for (ssize i = 0; i < as_tuple(type)->len; i++)
            if (!is_exception_class(as_tuple(type)->item[i]))
                return raise_type(t, "catching classes that do not inherit from BaseException is not allowed"), TEST_ERROR;
        for (ssize i = 0; i < as_tuple(type)->len; i++)
            if (type_is_subtype(type_of(exception), as_type(as_tuple(type)->item[i])))
                return TEST_TRUE;
        return TEST_FALSE;
    }
    if (!is_exception_class(type))
        return raise_type(t, "catching classes that do not inherit from BaseException is not allowed"), TEST_ERROR;
    return type_is_subtype(type_of(exception), as_type(type));
}
