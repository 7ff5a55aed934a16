/* structseq.c: struct sequences: tuples with named fields (os.stat_result, time.struct_time, sys.version_info ...).
 *
 * A class made at run time, a subclass of tuple that cannot be subclassed. The first `visible` fields are the tuple's
 * items; the others, reached by name only, lie behind them: type->size has grown by their room, and so has every
 * instance. A field without a name is reached by position only.
 */
#include "object/descriptor.h"

#include "object/dict.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/type_internal.h"

#include "gen/object/structseq.h"

static const StructDesc *desc_of(const Type *type) { return type->data; }

static int field_count(const StructDesc *desc)
{
    int n = 0;
    while (desc->fields[n].name)
        n++;
    return n;
}

static bool is_unnamed(const StructField *f) { return f->name == structseq_unnamed; }
const char structseq_unnamed[] = "unnamed field";

/* ---- instances ---- */

Value structseq_new(Thread *t, Ref cls)
{
    Value v = type_alloc(t, as_type(cls), desc_of(as_type(cls))->visible);
    if (!is_empty(v))
        as_tuple(v)->len = desc_of(as_type(cls))->visible;
    return v;
}

void structseq_set_take(Ref s, ssize i, Value v) { replace_take(&as_tuple(s)->item[i], v); }

static void release_hidden(Object *o)
{
    const StructDesc *desc = desc_of(o->type);
    for (int i = field_count(desc); i-- > desc->visible;)
        release(take(&((Tuple *)o)->item[i]));
}

static void structseq_dealloc(Object *o)
{
    release_hidden(o);
    tuple_type.dealloc(o);
}

static void structseq_traverse(Object *o, Visitor *visitor)
{
    int n = field_count(desc_of(o->type));
    for (int i = 0; i < n; i++)
        visit(visitor, ((Tuple *)o)->item[i]);
}

/* Fields beyond the sequence come from the dict, None where it has none. */
static bool fill_hidden(Thread *t, Tuple *made, const StructDesc *desc, ssize given, Ref dict)
{
    int n = field_count(desc);
    for (ssize i = given; i < n; i++) {
        Ref found = NONE;
        if (!is_empty(dict)) {
            OWN Value name = intern_text(t, desc->fields[i].name);
            if (is_empty(name) || dict_find(t, as_dict(dict), name, &found) == ERROR)
                return false;
            if (is_empty(found))
                found = NONE;
        }
        made->item[i] = retain(found);
    }
    return true;
}

static Value raise_length(Thread *t, Type *cls, ssize given)
{
    const StructDesc *desc = desc_of(cls);
    int n = field_count(desc);
    if (n == desc->visible)
        return raise_type(t, "%s() takes a %d-sequence (%zd-sequence given)", desc->name, n, given);
    if (given < desc->visible)
        return raise_type(t, "%s() takes an at least %d-sequence (%zd-sequence given)", desc->name, desc->visible, given);
    return raise_type(t, "%s() takes an at most %d-sequence (%zd-sequence given)", desc->name, n, given);
}

NEW(structseq, "(sequence, dict=?)")
{
    const StructDesc *desc = desc_of(cls);
    if (!is_empty(a->dict) && !is_dict(a->dict))
        return raise_type(t, "%s() takes a dict as second arg, if any", desc->name);
    OWN Value items = to_tuple(t, a->sequence);
    if (is_empty(items)) {
        if (raised_catch(t, &exc_TypeError))
            return raise_type(t, "constructor requires a sequence");
        return EMPTY;
    }
    ssize given = as_tuple(items)->len;
    if (given < desc->visible || given > field_count(desc))
        return raise_length(t, cls, given);
    OWN Value made = structseq_new(t, value_of(cls));
    if (is_empty(made))
        return EMPTY;
    for (ssize i = 0; i < given; i++)
        as_tuple(made)->item[i] = retain(as_tuple(items)->item[i]);
    return fill_hidden(t, as_tuple(made), desc, given, a->dict) ? take(&made) : EMPTY;
}

/* "time.struct_time(tm_year=1970, ...)": the visible fields. */
static Value structseq_repr(Thread *t, Ref self)
{
    const StructDesc *desc = desc_of(type_of(self));
    StrBuilder b;
    builder_init(&b, t);
    builder_text(&b, desc->name);
    builder_char(&b, '(');
    for (int i = 0; i < desc->visible; i++) {
        if (i)
            builder_text(&b, ", ");
        if (!is_unnamed(&desc->fields[i])) {
            builder_text(&b, desc->fields[i].name);
            builder_char(&b, '=');
        }
        if (!builder_repr(&b, as_tuple(self)->item[i])) {
            builder_free(&b);
            return EMPTY;
        }
    }
    builder_char(&b, ')');
    return builder_take(&b);
}

static Value hidden_dict(Thread *t, Ref self)
{
    const StructDesc *desc = desc_of(type_of(self));
    OWN Value dict = dict_new(t);
    for (int i = desc->visible; !is_empty(dict) && desc->fields[i].name; i++) {
        Ref v = as_tuple(self)->item[i];
        if (!dict_set_text(t, as_dict(dict), desc->fields[i].name, is_empty(v) ? NONE : v))
            return EMPTY;
    }
    return take(&dict);
}

METHOD0(structseq, __reduce__)
{
    OWN Value items = tuple_from_array(t, as_tuple(self)->item, as_tuple(self)->len), dict = hidden_dict(t, self);
    OWN Value args = is_empty(items) || is_empty(dict) ? EMPTY : tuple_pack(t, 2, items, dict);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

/** Return a copy of the structure with new values for the specified fields. */
METHOD(structseq, __replace__, "(self, /, **changes)")
{
    const StructDesc *desc = desc_of(type_of(self));
    OWN Value made = structseq_new(t, value_of(type_of(self)));
    if (is_empty(made))
        return EMPTY;
    ssize used = 0;
    for (int i = 0; desc->fields[i].name; i++) {
        Ref v = as_tuple(self)->item[i];
        if (is_unnamed(&desc->fields[i]))
            return raise_type(t, "__replace__() is not supported for %s because it has unnamed field(s)", desc->name);
        Ref changed = is_empty(a->changes) ? EMPTY : dict_peek_text(t, as_dict(a->changes), desc->fields[i].name);
        used += !is_empty(changed);
        as_tuple(made)->item[i] = retain(is_empty(changed) ? v : changed);
    }
    if (!is_empty(a->changes) && used < dict_len(as_dict(a->changes)))
        return raise_type(t, "Got unexpected field name(s) for %s", desc->name);
    return take(&made);
}

/* ---- the class ---- */

static bool add_counts(Thread *t, Dict *d, const StructDesc *desc)
{
    int unnamed = 0;
    OWN Value names = list_new(t, desc->visible);
    if (is_empty(names))
        return false;
    for (int i = 0; desc->fields[i].name; i++) {
        if (is_unnamed(&desc->fields[i])) {
            unnamed++;
        } else if (i < desc->visible) {
            OWN Value name = intern_text(t, desc->fields[i].name);
            if (is_empty(name) || !list_append(t, as_list(names), name))
                return false;
        }
    }
    OWN Value match_args = to_tuple(t, names);
    return !is_empty(match_args) && dict_set_text(t, d, "n_sequence_fields", fixnum(desc->visible))
           && dict_set_text(t, d, "n_fields", fixnum(field_count(desc))) && dict_set_text(t, d, "n_unnamed_fields", fixnum(unnamed))
           && dict_set_text(t, d, "__match_args__", match_args);
}

static bool add_fields(Thread *t, Type *type, const StructDesc *desc)
{
    for (int i = 0; desc->fields[i].name; i++) {
        const StructField *f = &desc->fields[i];
        if (is_unnamed(f))
            continue;
        OWN Value name = intern_text(t, f->name);
        OWN Value field = is_empty(name) ? EMPTY
                              : field_descriptor_new(t, type, name, (ssize)offsetof(Tuple, item) + i * (ssize)sizeof(Value), f->doc);
        if (is_empty(field) || !dict_set(t, type->dict, name, field))
            return false;
    }
    for (const MethodDef *m = method_first(structseq_methods); m; m = method_next(m))
        if (!dict_set_text_take(t, type->dict, m->name, method_descriptor_new(t, type, m)))
            return false;
    return true;
}

/* What a class of Python code cannot have: C slots, and room for the hidden fields. */
static void complete(Type *type, const StructDesc *desc)
{
    release(take(&type->slot_names));           /* no __slots__ members: nobody else looks after our fields */
    type->data = desc;
    type->size += (field_count(desc) - desc->visible) * (ssize)sizeof(Value);
    type->flags &= ~(uint32_t)TYPE_BASE;
    type->new_ = structseq_new_slot;
    type->new_signature = &structseq_new_signature;
    type->dealloc = structseq_dealloc;
    type->traverse = structseq_traverse;
    type->clear = NULL;
    type->repr = structseq_repr;
}

Value structseq_type_new(Thread *t, const StructDesc *desc)
{
    const char *dot = strrchr(desc->name, '.');
    OWN Value name = intern_text(t, dot ? dot + 1 : desc->name);
    OWN Value module = dot ? intern_utf8(t, desc->name, dot - desc->name) : intern_text(t, "builtins");
    OWN Value dict = dict_new(t), slots = tuple_new(t, 0), bases = tuple_pack(t, 1, value_of(&tuple_type));
    if (is_empty(name) || is_empty(module) || is_empty(dict) || is_empty(slots) || is_empty(bases))
        return EMPTY;
    Dict *d = as_dict(dict);
    if (!dict_set(t, d, NAME(__slots__), slots) || !dict_set(t, d, NAME(__module__), module) || !add_counts(t, d, desc)
        || !dict_set_text_take(t, d, "__doc__", desc->doc ? str_from_text(t, desc->doc) : NONE))
        return EMPTY;
    OWN Value cls = type_create(t, &type_type, name, bases, dict, NULL, 0, EMPTY);
    if (is_empty(cls))
        return EMPTY;
    Type *type = as_type(cls);
    complete(type, desc);
    if (dict_delete(t, type->dict, NAME(__slots__)) == ERROR || !add_fields(t, type, desc)
        || !slots_add_wrappers(t, type, type->dict) || !type_modified(t, type, EMPTY))
        return EMPTY;
    return take(&cls);
}
