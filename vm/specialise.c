/* specialise.c: choosing specialised forms of instructions from what a warm site sees (specialised.h). */
#include "vm/vm.h"

#include "object/attrs.h"
#include "object/descriptor.h"
#include "object/dict.h"
#include "object/method.h"
#include "object/module.h"
#include "object/slots.h"
#include "vm/machine.h"
#include "vm/specialised.h"

const char *const opcode_names[] = {
#define OP(name, kinds, effects, meaning) #name,
    OPCODES(OP)
#undef OP
#define SP(name, generic, guard) #name,
    SPECIALISED(SP)
#undef SP
};

uint8_t opcode_generic(uint8_t op)
{
    switch (op) {
#define SP(name, generic, guard) case I_##name: return I_##generic;
    SPECIALISED(SP)
#undef SP
    }
    return op;
}

static bool counts_warmth(uint8_t op)
{
    static const char *const kinds[] = {
#define OP(name, kinds, effects, meaning) kinds,
        OPCODES(OP)
#undef OP
    };
    return kinds[op][0] == '#';
}

void code_despecialise(Code *code)
{
    for (uint32_t i = 0; i < code->instr_count; i++) {
        code->instr[i].op = opcode_generic(code->instr[i].op);
        if (counts_warmth(code->instr[i].op))
            code->instr[i].n = 0;
    }
}

static void give_up(Instr *at) { at->n = COLD_SITE; }
static void become(Instr *at, uint8_t op) { at->op = op; }

/* Entry of an interned name in a dict with str keys, if it fits the cache; -1 otherwise. */
static ssize entry_of(Dict *d, Ref name)
{
    ssize i = d->str_keys ? dict_entry_of_name(d, name) : -1;
    return i > UINT16_MAX ? -1 : i;
}

/* ---- globals ---- */

void specialise_load_global(Thread *t, Frame *f, Instr *at, Cache *k)
{
    bool name = opcode_generic(at->op) == I_LOAD_NAME;

    machine_code_discard(t, t->frame->code);
    if (name && object_of(f->locals) != (Object *)f->globals) {
        give_up(at);
        return;
    }
    ssize i = entry_of(f->globals, k->name);
    if (i >= 0) {
        k->keys_version = dict_cache_version(t, f->globals);
        k->place = dict_str_entry_value(f->globals, i);
        become(at, name ? I_LOAD_NAME_DICT : I_LOAD_GLOBAL_DICT);
        return;
    }
    i = entry_of(f->builtins, k->name);
    if (i < 0 || !f->globals->str_keys) {
        give_up(at);
        return;
    }
    k->keys_version = dict_cache_version(t, f->globals);
    k->builtins_version = dict_cache_version(t, f->builtins);
    k->index = (uint16_t)i;
    become(at, name ? I_LOAD_NAME_BUILTIN : I_LOAD_GLOBAL_BUILTIN);
}

void specialise_store_global(Thread *t, Frame *f, Instr *at, Cache *k)
{
    bool name = opcode_generic(at->op) == I_STORE_NAME;
    ssize i = name && object_of(f->locals) != (Object *)f->globals ? -1 : entry_of(f->globals, k->name);

    machine_code_discard(t, t->frame->code);
    if (i < 0) {
        give_up(at);
        return;
    }
    k->keys_version = dict_cache_version(t, f->globals);
    k->place = dict_str_entry_value(f->globals, i);
    become(at, name ? I_STORE_NAME_DICT : I_STORE_GLOBAL_DICT);
}

/* ---- attributes ---- */

typedef enum { KIND_NONE, KIND_DATA_DESCRIPTOR, KIND_MEMBER, KIND_METHOD, KIND_BINDING, KIND_PLAIN } AttributeKind;

/* What the class says about a name. */
static AttributeKind classify(Ref found)
{
    if (is_empty(found))
        return KIND_NONE;
    Type *type = type_of(found);
    if (type == &member_descriptor_type)
        return KIND_MEMBER;
    if (type == &function_type || type == &method_descriptor_type || type == &wrapper_descriptor_type)
        return KIND_METHOD;
    if (type->descr_get)
        return type->descr_set ? KIND_DATA_DESCRIPTOR : KIND_BINDING;
    if (type->flags & TYPE_HEAP && (type->descr_set || is_type(found)))
        return KIND_BINDING;
    return KIND_PLAIN;
}

static bool plain_instance(Ref v) { return is_ptr(v) && type_of(v)->attrs_offset == (ssize)sizeof(Object); }

/* A slots member whose descriptor can be bypassed: its offset, or -1. */
static ssize member_offset(Ref found, Type *type)
{
    MemberDescriptor *m = (MemberDescriptor *)object_of(found);
    return !m->def && !m->readonly && type_is_subtype(type, m->owner) && m->offset <= UINT16_MAX ? m->offset : -1;
}

/* How a built-in attribute is read, where its descriptor can be bypassed. */
static const GetSetDef *getter_of(Ref found, Type *type)
{
    GetSetDescriptor *d = (GetSetDescriptor *)object_of(found);
    return d->def->get && d->def->get != getset_foreign && type_is_subtype(type, d->owner) ? d->def : NULL;
}

static bool specialise_module(Thread *t, Instr *at, Cache *k, Ref v, uint8_t op)
{
    if (!is_exact(v, &module_type) || !module_dict(v))
        return false;
    ssize i = entry_of(module_dict(v), k->name);
    if (i < 0 || !is_empty(type_lookup(t, &module_type, k->name)))
        return false;
    k->keys_version = dict_cache_version(t, module_dict(v));
    k->index = (uint16_t)i;
    become(at, op);
    return true;
}

/* An attribute of a class itself that needs no binding. */
static bool specialise_class(Thread *t, Instr *at, Cache *k, Ref v, uint8_t op)
{
    if (!is_type(v) || !meta_getattr_is_plain(t, type_of(v)))
        return false;
    Ref meta = type_lookup(t, type_of(v), k->name), found = type_lookup(t, as_type(v), k->name);
    if (!is_empty(meta) || is_empty(found))
        return false;
    AttributeKind kind = classify(found);
    if (kind != KIND_PLAIN && !is_exact(found, &function_type))
        return false;
    uint32_t version = type_version(t, as_type(v));
    if (!version)
        return false;
    k->type = as_type(v);
    k->value = found;
    k->version = version;
    become(at, op);
    return true;
}

static bool shape_slot(Attrs *a, Ref name, uint32_t *slot)
{
    int i = a->shape->is_dict ? -1 : shape_find(a->shape, name);
    *slot = (uint32_t)i;
    return i >= 0 && i <= UINT16_MAX;
}

static bool takes(Ref function, int count)
{
    return is_exact(function, &function_type) && as_function(function)->code->exact_args == count;
}

/* A data descriptor with its accessor in Python. */
static void specialise_load_accessor(Thread *t, Instr *at, Cache *k, Type *type, Ref found)
{
    k->value = found;
    if (is_exact(found, &getset_descriptor_type)) {
        const GetSetDef *def = getter_of(found, type);
        k->pointer = (void *)def;
        if (def)
            become(at, I_LOAD_ATTR_GETTER);
    } else if (is_exact(found, &property_type)) {
        if (takes(((Property *)object_of(found))->get, 1))
            become(at, I_LOAD_ATTR_PROPERTY);
    } else if (type_of(found)->flags & TYPE_HEAP && takes(type_lookup(t, type_of(found), NAME(__get__)), 3)) {
        become(at, I_LOAD_ATTR_GET);
    }
}

static void specialise_store_accessor(Thread *t, Instr *at, Cache *k, Ref found)
{
    const Frame *f = t->frame;
    if (f->flags & FRAME_GENERATOR && at->a < f->code->local_count && (int16_t)at->b < (int)f->code->local_count)
        return;                                         /* no register to drop the result in */
    k->value = found;
    if (is_exact(found, &property_type)) {
        if (takes(((Property *)object_of(found))->set, 2))
            become(at, I_STORE_ATTR_PROPERTY);
    } else if (type_of(found)->flags & TYPE_HEAP && takes(type_lookup(t, type_of(found), NAME(__set__)), 3)) {
        become(at, I_STORE_ATTR_SET);
    }
}

/* A class with __getattr__: what there is, is found as in any other. */
static bool has_fallback_only(Thread *t, Type *type) { return !is_empty(getattr_fallback(t, type)); }

void specialise_load_attr(Thread *t, Instr *at, Cache *k, Ref v)
{
    Type *type = type_of(v);

    machine_code_discard(t, t->frame->code);
    give_up(at);
    if (specialise_module(t, at, k, v, I_LOAD_ATTR_MODULE) || specialise_class(t, at, k, v, I_LOAD_ATTR_CLASS))
        return;
    bool plain = type->getattr == object_generic_getattr;
    if (!is_ptr(v) || !(plain || has_fallback_only(t, type)))
        return;
    Ref found = type_lookup(t, type, k->name);
    AttributeKind kind = classify(found);
    uint32_t version = type_version(t, type);
    if (!version || (!plain && (kind == KIND_MEMBER || kind == KIND_DATA_DESCRIPTOR)))      /* whose AttributeError calls __getattr__ */
        return;
    k->version = version;
    if (kind == KIND_MEMBER) {
        ssize offset = member_offset(found, type);
        if (offset >= 0) {
            k->index = (uint16_t)offset;
            become(at, I_LOAD_ATTR_MEMBER);
        }
        return;
    }
    if (kind == KIND_DATA_DESCRIPTOR)
        specialise_load_accessor(t, at, k, type, found);
    if (!type->attrs_offset || kind == KIND_DATA_DESCRIPTOR)
        return;
    Attrs *a = attrs_in(object_of(v));
    uint32_t slot;
    k->shape = a->shape;
    if (!plain_instance(v)) {
        if (shape_slot(a, k->name, &slot)) {
            k->index = (uint16_t)slot;
            become(at, I_LOAD_ATTR_APART);
        } else if (kind == KIND_PLAIN && !a->shape->is_dict) {
            k->value = found;
            become(at, I_LOAD_ATTR_APART_CLASS);
        }
    } else if (shape_slot(a, k->name, &slot)) {
        if (slot < a->shape->inline_slots) {
            k->index = (uint16_t)slot;
            become(at, at->b < t->frame->code->local_count ? I_LOAD_ATTR_LOCAL : I_LOAD_ATTR_SLOT);
        } else {
            k->index = (uint16_t)(slot - a->shape->inline_slots);
            become(at, I_LOAD_ATTR_EXTRA);
        }
    } else if (a->shape->is_dict) {
        Dict *d = a->extra && !is_empty(a->extra->dict) ? as_dict(a->extra->dict) : NULL;
        ssize i = d ? entry_of(d, k->name) : -1;
        if (i >= 0) {
            k->index = (uint16_t)i;
            become(at, I_LOAD_ATTR_DICT);
        }
    } else if (kind == KIND_PLAIN) {
        k->value = found;
        become(at, I_LOAD_ATTR_SHAPE_CLASS);
    }
}

void specialise_store_attr(Thread *t, Instr *at, Cache *k, Ref v)
{
    Type *type = type_of(v);

    machine_code_discard(t, t->frame->code);
    give_up(at);
    if (type->setattr != object_generic_setattr || !is_ptr(v))
        return;
    Ref found = type_lookup(t, type, k->name);
    uint32_t version = type_version(t, type);
    if (!version)
        return;
    k->version = version;
    if (!is_empty(found) && type_of(found)->descr_set) {
        ssize offset = is_exact(found, &member_descriptor_type) ? member_offset(found, type) : -1;
        if (offset >= 0) {
            k->index = (uint16_t)offset;
            become(at, I_STORE_ATTR_MEMBER);
        } else {
            specialise_store_accessor(t, at, k, found);
        }
        return;
    }
    if (!type->attrs_offset)
        return;
    bool plain = plain_instance(v);
    Attrs *a = attrs_in(object_of(v));
    uint32_t slot;
    k->shape = a->shape;
    if (a->shape->is_dict)
        return;
    if (shape_slot(a, k->name, &slot)) {
        if (!plain) {
            k->index = (uint16_t)slot;
            become(at, I_STORE_ATTR_APART);
            return;
        }
        bool is_inline = slot < a->shape->inline_slots;
        k->index = (uint16_t)(is_inline ? slot : slot - a->shape->inline_slots);
        become(at, !is_inline ? I_STORE_ATTR_EXTRA : at->a < t->frame->code->local_count ? I_STORE_ATTR_LOCAL : I_STORE_ATTR_SLOT);
        return;
    }
    if (a->shape->count >= a->shape->inline_slots)
        return;
    Shape *next = shape_extend(t, a->shape, k->name);
    if (!next)
        raised_clear(t);
    if (!next || next->is_dict)
        return;
    k->pointer = next;
    k->index = (uint16_t)(next->count - 1);
    become(at, plain ? I_STORE_ATTR_ADD : I_STORE_ATTR_APART_ADD);
}

void specialise_load_method(Thread *t, Instr *at, Cache *k, Ref v)
{
    Type *type = type_of(v);

    machine_code_discard(t, t->frame->code);
    give_up(at);
    if (specialise_module(t, at, k, v, I_LOAD_METHOD_MODULE) || specialise_class(t, at, k, v, I_LOAD_METHOD_CLASS))
        return;
    if (type->getattr != object_generic_getattr && !has_fallback_only(t, type))
        return;
    Ref found = type_lookup(t, type, k->name);
    uint32_t version = type_version(t, type);
    if (classify(found) != KIND_METHOD || !version)
        return;
    k->version = version;
    k->value = found;
    if (!type->attrs_offset && !type->dict_offset) {
        become(at, I_LOAD_METHOD_TYPE);
        return;
    }
    if (!type->attrs_offset)
        return;
    Attrs *a = attrs_in(object_of(v));
    if (a->shape->is_dict || shape_find(a->shape, k->name) >= 0)
        return;
    k->shape = a->shape;
    become(at, plain_instance(v) ? I_LOAD_METHOD_SHAPE : I_LOAD_METHOD_APART);
}

Ref method_of_shape(Thread *t, Type *type, Shape *shape, Ref name)
{
    if ((type->getattr != object_generic_getattr && !has_fallback_only(t, type)) || shape->is_dict || shape_find(shape, name) >= 0)
        return EMPTY;
    Ref found = type_lookup(t, type, name);
    return classify(found) == KIND_METHOD && type_version(t, type) ? found : EMPTY;
}

/* ---- arithmetic ---- */

/* The instruction before `at`, a float operation whose result only `at` uses, is rewritten to do both. */
void specialise_float_pair(const Code *code, Instr *at)
{
    static const uint8_t pairs[3][3][2] = {
        {{I_ADD_ADD_LEFT, I_ADD_ADD_RIGHT}, {I_ADD_SUB_LEFT, I_ADD_SUB_RIGHT}, {I_ADD_MUL_LEFT, I_ADD_MUL_RIGHT}},
        {{I_SUB_ADD_LEFT, I_SUB_ADD_RIGHT}, {I_SUB_SUB_LEFT, I_SUB_SUB_RIGHT}, {I_SUB_MUL_LEFT, I_SUB_MUL_RIGHT}},
        {{I_MUL_ADD_LEFT, I_MUL_ADD_RIGHT}, {I_MUL_SUB_LEFT, I_MUL_SUB_RIGHT}, {I_MUL_MUL_LEFT, I_MUL_MUL_RIGHT}},
    };
    Instr *before = at - 1;

    if (at == code->instr || before->a < code->local_count || (before->a == at->b) == (before->a == at->c))
        return;
    int first = before->op == I_ADD_FLOAT ? 0 : before->op == I_SUB_FLOAT ? 1 : before->op == I_MUL_FLOAT ? 2 : -1;
    int second = at->op == I_ADD_FLOAT || at->op == I_IADD_FLOAT ? 0 : at->op == I_SUB_FLOAT || at->op == I_ISUB_FLOAT ? 1
        : at->op == I_MUL_FLOAT || at->op == I_IMUL_FLOAT ? 2 : -1;
    if (first >= 0 && second >= 0)
        become(before, pairs[first][second][before->a == at->c]);
}

/* ---- calls ---- */

void specialise_call_builtin(Thread *t, Instr *at, Cache *k, Ref callee, const Value *base, ssize nargs)
{
    bool self = at->op == I_CALL_METHOD && !is_empty(base[1]), descriptor = is_exact(callee, &method_descriptor_type);
    const MethodDef *def = descriptor ? ((MethodDescriptor *)object_of(callee))->def : ((BuiltinFunction *)object_of(callee))->def;
    bool fits = def->arity == ARITY_ARGS || (def->arity == ARITY_0 && nargs == 0) || (def->arity == ARITY_1 && nargs == 1);

    machine_code_discard(t, t->frame->code);
    if (!fits || self != descriptor || (self && type_of(base[1])->flags & TYPE_HEAP)) {
        k->misses = CALL_MISSES;
        return;
    }
    static const uint8_t forms[][3] = {
        {I_CALL_DESCRIPTOR_0, I_CALL_DESCRIPTOR_1, I_CALL_DESCRIPTOR},
        {I_CALL_BUILTIN_0, I_CALL_BUILTIN_1, I_CALL_BUILTIN},
        {I_CALL_MODULE_0, I_CALL_MODULE_1, I_CALL_MODULE},
    };
    if (descriptor)
        k->type = type_of(base[1]);
    become(at, forms[descriptor ? 0 : at->op == I_CALL ? 1 : 2][def->arity]);
    k->pointer = (void *)def;
}

void specialise_call(Thread *t, Instr *at, Cache *k, Ref callable)
{
    Type *type = as_type(callable);

    machine_code_discard(t, t->frame->code);
    k->counter = COLD_SITE;
    if (!(type->flags & TYPE_HEAP) || (type->flags & TYPE_ABSTRACT && type->new_ == object_new_slot) || !type->new_ || at->op != I_CALL)
        return;
    Ref init = type_lookup(t, type, NAME(__init__));
    uint32_t version = type_version(t, type);
    if (is_empty(init) || !is_exact(init, &function_type) || !version || as_function(init)->code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR))
        return;
    k->type = type;
    k->pointer = object_of(init);
    k->version = version;
    become(at, type->new_ == object_new_slot ? I_CALL_NEW : I_CALL_NEW_BY);
}
