/* _contextvars.c: context variables (PEP 567); lib/contextvars.py only shows it.
 *
 * A Context maps variables to values in a dict that copies share until one of them is changed: copying a context, which
 * happens for every task, costs nothing. The dict is held only by contexts, so its reference count tells whether it is
 * shared. A thread has its current context, made on first use. Variables are compared by identity: no look-up runs
 * Python code. Python manual: contextvars. */
#include "object/dict.h"
#include "object/generic_alias.h"
#include "object/iterator.h"
#include "object/module.h"
#include "object/str.h"
#include "gen/modules/_contextvars.h"

typedef struct Context {
    Object head;
    Value values;               /* dict; EMPTY: no variable is set */
    Value previous;             /* the thread's context before this one was entered; EMPTY: it had none */
    bool entered;
} Context;
typedef struct ContextVar {
    Object head;
    Value name, default_;       /* default_ EMPTY: none */
} ContextVar;
typedef struct Token {
    Object head;
    Value var, context;
    Value old;                  /* EMPTY: there was none */
    bool used;
} Token;

extern Type Context_type, ContextVar_type, Token_type, token_missing_type;
static Context *as_context(Ref v) { return (Context *)object_of(v); }
static ContextVar *as_var(Ref v)  { return (ContextVar *)object_of(v); }
static Token *as_token(Ref v)     { return (Token *)object_of(v); }

static Object token_missing_object = OBJECT_STATIC(&token_missing_type);

/* ---- Context ---- */

static Value context_new(Thread *t, Ref values)
{
    Context *c = object_new_zeroed(t, &Context_type, sizeof *c);
    if (c)
        c->values = retain(values);
    return value_of(c);
}

/* The running thread's, borrowed; EMPTY with an exception set. */
static Ref current_context(Thread *t)
{
    if (is_empty(t->context))
        t->context = context_new(t, EMPTY);
    return t->context;
}

static Lookup context_find(Thread *t, Context *c, Ref var, Ref *value)
{
    return is_empty(c->values) ? MISSING : dict_find(t, as_dict(c->values), var, value);
}

/* value EMPTY: delete. */
static bool context_set(Thread *t, Context *c, Ref var, Ref value)
{
    if (is_empty(c->values)) {
        c->values = dict_new(t);
    } else if (object_of(c->values)->refcount > 1) {
        Value own = dict_copy(t, as_dict(c->values));
        if (is_empty(own))
            return false;
        replace_take(&c->values, own);
    }
    if (is_empty(c->values))
        return false;
    if (is_empty(value))
        return dict_delete(t, as_dict(c->values), var) != ERROR;
    return dict_set(t, as_dict(c->values), var, value);
}

static Value Context_new(Thread *t, Type *cls UNUSED, const Value *args UNUSED, ssize nargs, Ref names)
{
    if (nargs || !is_empty(names))
        return raise_type(t, "Context() does not accept any arguments");
    return context_new(t, EMPTY);
}

static void Context_dealloc(Object *o)
{
    release(((Context *)o)->values);
    release(((Context *)o)->previous);
    object_free(o, sizeof(Context));
}
static void Context_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Context *)o)->values);
    visit(visitor, ((Context *)o)->previous);
}
static void Context_clear(Object *o)
{
    release(take(&((Context *)o)->values));
    release(take(&((Context *)o)->previous));
}

static bool check_var(Thread *t, Ref v)
{
    return is_exact(v, &ContextVar_type) || (raise_type(t, "a ContextVar key was expected, got %R", v), false);
}

static Value Context_getitem(Thread *t, Ref self, Ref key)
{
    Ref value;
    if (!check_var(t, key))
        return EMPTY;
    Lookup found = context_find(t, as_context(self), key, &value);
    return found == FOUND ? retain(value) : found == ERROR ? EMPTY : raise_key(t, key);
}

static Test Context_contains(Thread *t, Ref self, Ref key)
{
    Ref value;
    return check_var(t, key) ? (Test)context_find(t, as_context(self), key, &value) : TEST_ERROR;
}

static bool Context_len(Thread *t UNUSED, Ref self, ssize *n)
{
    Context *c = as_context(self);
    *n = is_empty(c->values) ? 0 : dict_len(as_dict(c->values));
    return true;
}

/* A dict of the values that nobody changes: a copy of its own. */
static Value snapshot(Thread *t, Ref self)
{
    Context *c = as_context(self);
    return is_empty(c->values) ? dict_new(t) : dict_copy(t, as_dict(c->values));
}

static Value Context_iter(Thread *t, Ref self)
{
    OWN Value values = snapshot(t, self);
    return is_empty(values) ? EMPTY : iter(t, values);
}

static Value Context_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_exact(other, &Context_type) || (op != CMP_EQ && op != CMP_NE))
        return NOT_IMPLEMENTED;
    OWN Value x = snapshot(t, self);
    OWN Value y = is_empty(x) ? EMPTY : snapshot(t, other);
    return is_empty(y) ? EMPTY : compare(t, x, y, op);
}

/** Return the value for `key` if `key` has the value in the context object.
 *
 * If `key` does not exist, return `default`. If `default` is not given,
 * return None. */
METHOD(Context, get, "(self, key, default=None, /)")
{
    Ref value;
    if (!check_var(t, a->key))
        return EMPTY;
    Lookup found = context_find(t, as_context(self), a->key, &value);
    return found == ERROR ? EMPTY : retain(found == FOUND ? value : a->default_);
}

static Value snapshot_view(Thread *t, Ref self, Ref method)
{
    OWN Value values = snapshot(t, self);
    return is_empty(values) ? EMPTY : call_method0(t, values, method);
}

/** Return a list of all variables' keys and values in the context object as (variable, value) tuples. */
METHOD0(Context, items) { return snapshot_view(t, self, NAME(items)); }

/** Return a list of all variables in the context object. */
METHOD0(Context, keys) { return snapshot_view(t, self, NAME(keys)); }

/** Return a list of all variables' values in the context object. */
METHOD0(Context, values) { return snapshot_view(t, self, NAME(values)); }

/** Return a shallow copy of the context object. */
METHOD0(Context, copy) { return context_new(t, as_context(self)->values); }

static Value Context_run(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    if (nargs < 1)
        return raise_type(t, "run() missing 1 required positional argument");
    Context *c = as_context(self);
    if (c->entered)
        return raise_runtime(t, "cannot enter context: %R is already entered", self);
    c->entered = true;
    c->previous = t->context;
    t->context = retain(self);
    Value result = call(t, args[0], args + 1, nargs - 1, names);
    replace_take(&t->context, take(&c->previous));
    c->entered = false;
    return result;
}

static const MethodDef run_methods[] = {
    {.name = "run", .kind = METHOD_INSTANCE, .arity = ARITY_ARGS, .call = Context_run,
     .doc = "run($self, callable, /, *args, **kwargs)\n--\n\nCall the callable in this context."},
    {.name = "", .chain = Context_methods},
};

Type Context_type = {
    TYPE_HEAD("_contextvars.Context", Context), .flags = TYPE_GC | TYPE_WEAKREFS | TYPE_IS_MAPPING, .dealloc = Context_dealloc,
    .traverse = Context_traverse, .clear = Context_clear, .new_ = Context_new, .getitem = Context_getitem, .len = Context_len,
    .contains = Context_contains, .iter = Context_iter, .compare = Context_compare, .hash = hash_unhashable,
    .methods = run_methods,
};

/* ---- ContextVar ---- */

NEW(ContextVar, "(cls, name, /, *, default=?)")
{
    if (!is_str(a->name))
        return raise_type(t, "context variable name must be a str");
    ContextVar *v = object_new_zeroed(t, &ContextVar_type, sizeof *v);
    if (v) {
        v->name = retain(a->name);
        v->default_ = retain(a->default_);
    }
    return value_of(v);
}

static void ContextVar_dealloc(Object *o)
{
    release(((ContextVar *)o)->name);
    release(((ContextVar *)o)->default_);
    object_free(o, sizeof(ContextVar));
}
static void ContextVar_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((ContextVar *)o)->name);
    visit(visitor, ((ContextVar *)o)->default_);
}
static void ContextVar_clear(Object *o)
{
    release(take(&((ContextVar *)o)->default_));
}

static Value ContextVar_repr(Thread *t, Ref self)
{
    ContextVar *v = as_var(self);
    if (is_empty(v->default_))
        return str_format(t, "<ContextVar name=%R at %p>", v->name, (void *)v);
    return str_format(t, "<ContextVar name=%R default=%R at %p>", v->name, v->default_, (void *)v);
}

/** Return a value for the context variable for the current context.
 *
 * If there is no value for the variable in the current context, the method will:
 *  * return the value of the default argument of the method, if provided; or
 *  * return the default value for the context variable, if it was created
 *    with one; or
 *  * raise a LookupError. */
METHOD(ContextVar, get, "(self, default=?, /)")
{
    Ref value;
    if (!is_empty(t->context)) {
        Lookup found = context_find(t, as_context(t->context), self, &value);
        if (found != MISSING)
            return found == FOUND ? retain(value) : EMPTY;
    }
    value = is_empty(a->default_) ? as_var(self)->default_ : a->default_;
    return is_empty(value) ? raise_value_of(t, &exc_LookupError, self) : retain(value);
}

/** Call to set a new value for the context variable in the current context.
 *
 * The required *value* argument is the new value for the context variable.
 *
 * Returns a Token object that can be used to restore the variable to its previous
 * value via the `ContextVar.reset()` method. */
METHOD1(ContextVar, set, value)
{
    Ref context = current_context(t), old = EMPTY;
    Token *token = is_empty(context) ? NULL : object_new_zeroed(t, &Token_type, sizeof *token);
    if (!token)
        return EMPTY;
    OWN Value owner = value_of(token);
    if (context_find(t, as_context(context), self, &old) == ERROR)
        return EMPTY;
    token->var = retain(self);
    token->context = retain(context);
    token->old = retain(old);
    return context_set(t, as_context(context), self, value) ? take(&owner) : EMPTY;
}

/** Reset the context variable.
 *
 * The variable is reset to the value it had before the `ContextVar.set()` that
 * created the token was used. */
METHOD1(ContextVar, reset, token)
{
    if (!is_exact(token, &Token_type))
        return raise_type(t, "expected an instance of Token, got %R", token);
    Token *k = as_token(token);
    if (k->used)
        return raise_runtime(t, "%R has already been used once", token);
    if (!same(k->var, self))
        return raise_value(t, "%R was created by a different ContextVar", token);
    if (!same(k->context, current_context(t)))
        return raise_value(t, "%R was created in a different Context", token);
    k->used = true;
    return context_set(t, as_context(k->context), self, k->old) ? NONE : EMPTY;
}

CLASSMETHOD1(ContextVar, __class_getitem__, item) { return generic_alias_new(t, self, item); }

GETTER(ContextVar, name) { return retain(as_var(self)->name); }

Type ContextVar_type = {
    TYPE_HEAD("_contextvars.ContextVar", ContextVar), .flags = TYPE_GC, .dealloc = ContextVar_dealloc,
    .traverse = ContextVar_traverse, .clear = ContextVar_clear, .new_ = ContextVar_new_slot,
    .new_signature = &ContextVar_new_signature, .repr = ContextVar_repr, .methods = ContextVar_methods, .getset = ContextVar_getset,
};

/* ---- Token ---- */

static Value Token_new(Thread *t, Type *cls UNUSED, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return raise_runtime(t, "Tokens can only be created by ContextVars");
}

static void Token_dealloc(Object *o)
{
    Token *k = (Token *)o;
    release(k->var);
    release(k->context);
    release(k->old);
    object_free(o, sizeof *k);
}
static void Token_traverse(Object *o, Visitor *visitor)
{
    Token *k = (Token *)o;
    visit(visitor, k->var);
    visit(visitor, k->context);
    visit(visitor, k->old);
}
static void Token_clear(Object *o)
{
    release(take(&((Token *)o)->old));
}

static Value Token_repr(Thread *t, Ref self)
{
    return str_format(t, "<Token%s var=%R at %p>", as_token(self)->used ? " used" : "", as_token(self)->var, (void *)as_token(self));
}

CLASSMETHOD1(Token, __class_getitem__, item) { return generic_alias_new(t, self, item); }

/** Enter into Token context manager. */
METHOD0(Token, __enter__) { return retain(self); }

/** Exit from Token context manager, restore the linked ContextVar. */
METHOD(Token, __exit__, "(self, type, value, traceback, /)")
{
    return ContextVar_reset_method(t, as_token(self)->var, self);
}

GETTER(Token, var) { return retain(as_token(self)->var); }
GETTER(Token, old_value)
{
    Ref old = as_token(self)->old;
    return is_empty(old) ? value_of(&token_missing_object) : retain(old);
}

Type Token_type = {
    TYPE_HEAD("_contextvars.Token", Token), .flags = TYPE_GC, .dealloc = Token_dealloc, .traverse = Token_traverse,
    .clear = Token_clear, .new_ = Token_new, .repr = Token_repr, .hash = hash_unhashable, .methods = Token_methods,
    .getset = Token_getset,
};

static Value token_missing_repr(Thread *t, Ref self UNUSED) { return str_from_text(t, "<Token.MISSING>"); }

Type token_missing_type = {TYPE_HEAD("Token.MISSING", Object), .repr = token_missing_repr};

/* ---- the module ---- */

/** Return a shallow copy of the current context. */
FUNCTION0(_contextvars, copy_context)
{
    return context_new(t, is_empty(t->context) ? EMPTY : as_context(t->context)->values);
}

static bool _contextvars_exec(Thread *t, Ref module)
{
    if (!type_ready(t, &token_missing_type) || !module_add_type(t, module, &Context_type)
        || !module_add_type(t, module, &ContextVar_type) || !module_add_type(t, module, &Token_type))
        return false;
    Dict *dict = type_dict(t, &Token_type);
    return dict && dict_set_text(t, dict, "MISSING", value_of(&token_missing_object));
}

MODULE(_contextvars, .doc = "Context Variables", .exec = _contextvars_exec);
