/* exception_group.c: BaseExceptionGroup and ExceptionGroup, and what except* does with them (PEP 654). */
#include "object/exception.h"

#include "object/dict.h"
#include "object/generic_alias.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/exception_group.h"

static GroupObject *as_group(Ref v) { return (GroupObject *)object_of(v); }
static bool is_group(Ref v) { return type_is_subtype(type_of(v), &exc_BaseExceptionGroup); }

/* ---- construction -------------------------------------------------------------------------------------------- */

/* ExceptionGroup is made with multiple bases (BaseExceptionGroup, Exception); being static it lists them itself. */
static Tuple *group_bases(Thread *t)
{
    return as_tuple(tuple_pack(t, 2, value_of(&exc_BaseExceptionGroup), value_of(&exc_Exception)));
}

bool exception_group_ready(Thread *t)
{
    if (exc_ExceptionGroup.bases)
        return true;
    if (!type_ready(t, &exc_BaseExceptionGroup) || !type_ready(t, &exc_Exception))
        return false;
    Tuple *bases = group_bases(t);
    if (!bases)
        return false;
    bases->head.refcount = IMMORTAL;
    exc_ExceptionGroup.bases = bases;
    return type_ready(t, &exc_ExceptionGroup);
}

static Value group_new_raw(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    if (!is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "%N() takes no keyword arguments", cls);
    if (nargs != 2)
        return raise_type(t, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zd given)", nargs);
    if (!is_str(args[0]))
        return raise_type(t, "argument 1 must be str, not %T", args[0]);
    if (!type_of(args[1])->getitem && !type_of(args[1])->item)
        return raise_type(t, "second argument (exceptions) must be a sequence");
    OWN Value exceptions = to_tuple(t, args[1]);
    if (is_empty(exceptions))
        return EMPTY;
    ssize n = as_tuple(exceptions)->len;
    if (n == 0)
        return raise_value(t, "second argument (exceptions) must be a non-empty sequence");
    bool base_only = false;
    for (ssize i = 0; i < n; i++) {
        Ref e = as_tuple(exceptions)->item[i];
        if (!is_exception(e))
            return raise_value(t, "Item %zd of second argument (exceptions) is not an exception", i);
        base_only |= !type_is_subtype(type_of(e), &exc_Exception);
    }
    if (cls == &exc_BaseExceptionGroup && !base_only)
        cls = &exc_ExceptionGroup;
    else if (cls == &exc_ExceptionGroup && base_only)
        return raise_type(t, "Cannot nest BaseExceptions in an ExceptionGroup");
    else if (base_only && type_is_subtype(cls, &exc_Exception))
        return raise_type(t, "Cannot nest BaseExceptions in '%N'", cls);
    OWN Value tuple = tuple_from_array(t, args, nargs);
    OWN Value self = is_empty(tuple) ? EMPTY : exception_alloc(t, cls, tuple);
    if (is_empty(self))
        return EMPTY;
    as_group(self)->message = retain(args[0]);
    as_group(self)->exceptions = take(&exceptions);
    return take(&self);
}

static Value group_str(Thread *t, Ref self)
{
    GroupObject *g = as_group(self);
    ssize n = as_tuple(g->exceptions)->len;
    return str_format(t, "%S (%zd sub-exception%s)", g->message, n, n == 1 ? "" : "s");
}

/* ---- splitting ----------------------------------------------------------------------------------------------- */

static Value derive(Thread *t, Ref group, Ref list)
{
    OWN Value result = call_method1(t, group, NAME(derive), list);
    if (is_empty(result))
        return EMPTY;
    if (!is_group(result))
        return raise_type(t, "derive must return an instance of BaseExceptionGroup");
    BaseException *from = as_exception(group), *to = as_exception(result);
    replace_take(&to->traceback, retain(from->traceback));
    replace_take(&to->context, retain(from->context));
    replace_take(&to->cause, retain(from->cause));
    to->suppress_context = from->suppress_context;
    Value notes;
    Lookup r = find_attr(t, group, NAME(__notes__), &notes);
    if (r == ERROR)
        return EMPTY;
    if (r == FOUND) {
        OWN Value owned = notes;
        OWN Value copy = to_list(t, notes);
        if (is_empty(copy) || !set_attr(t, result, NAME(__notes__), copy))
            return EMPTY;
    }
    return take(&result);
}

/* Whether an exception (group) as a whole meets the condition: a class, a tuple of classes, or a function. */
static Test meets(Thread *t, Ref e, Ref condition)
{
    if (is_type(condition) || is_tuple(condition))
        return exception_matches(t, e, condition);
    OWN Value r = call1(t, condition, e);
    return is_empty(r) ? TEST_ERROR : test(t, r);
}

/* *match and *rest: NONE when empty, owned. */
static bool split(Thread *t, Ref e, Ref condition, Value *match, Value *rest)
{
    Test whole = meets(t, e, condition);

    *match = *rest = NONE;
    if (whole == TEST_ERROR)
        return false;
    if (whole) {
        *match = retain(e);
        return true;
    }
    if (!is_group(e)) {
        *rest = retain(e);
        return true;
    }
    if (!recursion_enter(t, " in exception group split"))
        return false;
    OWN Value yes = list_new(t, 4), no = list_new(t, 4);
    bool good = !is_empty(yes) && !is_empty(no);
    OWN Value inner = retain(as_group(e)->exceptions);
    for (ssize i = 0; good && i < as_tuple(inner)->len; i++) {
        Value m, r;
        good = split(t, as_tuple(inner)->item[i], condition, &m, &r);
        if (!good)
            break;
        good = (is_none(m) || list_append(t, as_list(yes), m)) && (is_none(r) || list_append(t, as_list(no), r));
        release(m);
        release(r);
    }
    recursion_leave(t);
    if (good && as_list(yes)->len)
        good = !is_empty(*match = derive(t, e, yes));
    if (good && as_list(no)->len && is_empty(*rest = derive(t, e, no))) {
        release(*match);
        good = false;
    }
    return good;
}

static bool check_condition(Thread *t, Ref condition)
{
    bool good = is_type(condition) ? type_is_subtype(as_type(condition), &exc_BaseException) : is_callable(condition);
    if (is_tuple(condition)) {
        good = true;
        for (ssize i = 0; i < as_tuple(condition)->len; i++) {
            Ref c = as_tuple(condition)->item[i];
            good &= is_type(c) && type_is_subtype(as_type(c), &exc_BaseException);
        }
    }
    if (!good)
        raise_type(t, "expected a function, exception type or tuple of exception types");
    return good;
}

METHOD1(BaseExceptionGroup, derive, excs)
{
    OWN Value copy = retain(excs);
    return call2(t, value_of(&exc_BaseExceptionGroup), as_group(self)->message, copy);
}
METHOD1(BaseExceptionGroup, split, condition)
{
    Value match, rest;
    if (!check_condition(t, condition) || !split(t, self, condition, &match, &rest))
        return EMPTY;
    Value result = tuple_pack(t, 2, match, rest);
    release(match);
    release(rest);
    return result;
}
METHOD1(BaseExceptionGroup, subgroup, condition)
{
    Value match, rest;
    if (!check_condition(t, condition) || !split(t, self, condition, &match, &rest))
        return EMPTY;
    release(rest);
    return match;
}
static const MemberDef group_members[] = {
    {"message", MEMBER_OBJECT, false, offsetof(GroupObject, message), "exception message"},
    {"exceptions", MEMBER_OBJECT, false, offsetof(GroupObject, exceptions), "nested exceptions"}, {0},
};
CLASSMETHOD1(BaseExceptionGroup, __class_getitem__, item) { return generic_alias_new(t, self, item); }

Type exc_BaseExceptionGroup = {
    TYPE_HEAD("BaseExceptionGroup", GroupObject), .base = &exc_BaseException, .doc = "A combination of multiple unrelated exceptions.",
    EXCEPTION_SLOTS, .new_ = group_new_raw, .str = group_str,
    .methods = BaseExceptionGroup_methods, .members = group_members,
};
Type exc_ExceptionGroup = {
    TYPE_HEAD("ExceptionGroup", GroupObject), .base = &exc_BaseExceptionGroup,
    EXCEPTION_SLOTS, .new_ = group_new_raw, .str = group_str,
};

/* ---- except* ------------------------------------------------------------------------------------------------- */

bool exception_group_match(Thread *t, Ref exception, Ref type, Value *match, Value *rest)
{
    const Value *classes = &type;
    ssize n = 1;

    if (is_tuple(type)) {
        classes = as_tuple(type)->item;
        n = as_tuple(type)->len;
    }
    for (ssize i = 0; i < n; i++) {
        if (!is_type(classes[i]) || !type_is_subtype(as_type(classes[i]), &exc_BaseException))
            return raise_type(t, "catching classes that do not inherit from BaseException is not allowed"), false;
        if (type_is_subtype(as_type(classes[i]), &exc_BaseExceptionGroup))
            return raise_type(t, "catching ExceptionGroup with except* is not allowed. Use except instead."), false;
    }
    if (is_none(exception)) {
        *match = *rest = NONE;
        return true;
    }
    if (is_group(exception))
        return split(t, exception, type, match, rest);
    Test whole = exception_matches(t, exception, type);
    if (whole == TEST_ERROR)
        return false;
    if (!whole) {
        *match = NONE;
        *rest = retain(exception);
        return true;
    }
    OWN Value list = list_from_array(t, &exception, 1);                 /* a naked exception is wrapped */
    OWN Value empty = str_empty(t);
    *match = is_empty(list) ? EMPTY : call2(t, value_of(&exc_BaseExceptionGroup), empty, list);
    *rest = NONE;
    if (!is_empty(*match) && !is_empty(as_exception(exception)->traceback))
        replace_take(&as_exception(*match)->traceback, retain(as_exception(exception)->traceback));
    return !is_empty(*match);
}

/* A part of `original` that no clause handled, or that a clause re-raised unchanged: they share its metadata. */
static bool is_part(Ref e, Ref original)
{
    BaseException *a = as_exception(e), *b = as_exception(original);
    return is_group(e) && same(a->traceback, b->traceback) && same(a->context, b->context) && same(a->cause, b->cause);
}

/* Collects the leaves below e, by identity. */
static bool collect_leaves(Thread *t, Ref e, List *leaves)
{
    if (!is_group(e))
        return list_append(t, leaves, e);
    Tuple *inner = as_tuple(as_group(e)->exceptions);
    for (ssize i = 0; i < inner->len; i++)
        if (!collect_leaves(t, inner->item[i], leaves))
            return false;
    return true;
}

static bool holds(List *list, Ref e)
{
    for (ssize i = 0; i < list->len; i++)
        if (same(list->item[i], e))
            return true;
    return false;
}

/* The part of e made of the leaves in `keep`, in e's structure; NONE when there are none. */
static Value project(Thread *t, Ref e, List *keep)
{
    if (!is_group(e))
        return holds(keep, e) ? retain(e) : NONE;
    OWN Value kept = list_new(t, 4), inner = retain(as_group(e)->exceptions);
    bool whole = true;
    for (ssize i = 0; i < as_tuple(inner)->len && !is_empty(kept); i++) {
        OWN Value part = project(t, as_tuple(inner)->item[i], keep);
        if (is_empty(part))
            return EMPTY;
        whole &= same(part, as_tuple(inner)->item[i]);
        if (!is_none(part) && !list_append(t, as_list(kept), part))
            return EMPTY;
    }
    if (is_empty(kept))
        return EMPTY;
    return whole ? retain(e) : as_list(kept)->len ? derive(t, e, kept) : NONE;
}

/* `list`: what the clauses raised, and the unhandled rest (may be None). Parts of the original are put together again in
 * its structure; new exceptions are grouped with them. */
Value exception_group_reraise(Thread *t, Ref original, Ref list)
{
    OWN Value raised = list_new(t, 4), leaves = list_new(t, 4);
    if (is_empty(raised) || is_empty(leaves))
        return EMPTY;
    if (!is_group(original)) {
        for (ssize i = 0; i < as_list(list)->len; i++)
            if (!is_none(as_list(list)->item[i]))
                return retain(as_list(list)->item[i]);
        return NONE;
    }
    for (ssize i = 0; i < as_list(list)->len; i++) {
        Ref e = as_list(list)->item[i];
        if (is_none(e))
            continue;
        if (is_part(e, original) ? !collect_leaves(t, e, as_list(leaves)) : !list_append(t, as_list(raised), e))
            return EMPTY;
    }
    OWN Value rest = project(t, original, as_list(leaves));
    if (is_empty(rest) || as_list(raised)->len == 0)
        return take(&rest);
    if (!is_none(rest) && !list_append(t, as_list(raised), rest))
        return EMPTY;
    if (as_list(raised)->len == 1 && is_none(rest))
        return retain(as_list(raised)->item[0]);
    OWN Value empty = str_empty(t);
    return call2(t, value_of(&exc_BaseExceptionGroup), empty, raised);
}
