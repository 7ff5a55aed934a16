/* code.c: code objects and cells (Reference 3.2 "Code objects"). The arrays of a code object lie in one block behind it
 * (`memory`), but for the constants, which the collector need not see: they hold no cycles. */
#include "object/code.h"

#include <math.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/code.h"

/* ---- construction -------------------------------------------------------------------------------------------- */

static void *carve(char **p, size_t size)
{
    void *result = *p;
    *p += (size + 15) & ~(size_t)15;
    return result;
}
static size_t rounded(size_t size) { return (size + 15) & ~(size_t)15; }

static void retain_array(Value *to, const Value *from, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        to[i] = retain(from[i]);
}

static int32_t exact_arguments(const CodeSpec *s)
{
    uint32_t odd = CODE_VARARGS | CODE_VARKEYWORDS | CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR;
    return s->flags & odd || s->keyword_only_count || !(s->flags & CODE_NEWLOCALS) ? -1 : s->arg_count;
}

Value code_new(Thread *t, const CodeSpec *s)
{
    size_t total = rounded(s->instr_count * sizeof(Instr)) + rounded(s->const_count * sizeof(Value))
        + rounded(s->cache_count * sizeof(Cache)) + rounded(s->handler_count * sizeof(Handler))
        + rounded(s->instr_count * sizeof(Location)) + rounded(s->local_count * sizeof(Value)) + rounded(s->local_count)
        + rounded(s->free_count * sizeof(Value));
    char *memory = mem_alloc(t, total + 16), *p = memory;
    if (!memory)
        return EMPTY;
    Code *c = object_new_zeroed(t, &code_type, sizeof *c);
    if (!c)
        return mem_free(memory), EMPTY;
    c->flags = s->flags;
    c->exact_args = exact_arguments(s);
    c->local_count = s->local_count;
    c->register_count = s->register_count;
    c->arg_count = s->arg_count;
    c->positional_only_count = s->positional_only_count;
    c->keyword_only_count = s->keyword_only_count;
    c->instr_count = s->instr_count;
    c->const_count = s->const_count;
    c->cache_count = s->cache_count;
    c->handler_count = s->handler_count;
    c->free_count = s->free_count;
    c->first_line = s->first_line;
    c->self_attrs = s->self_attrs;
    c->instr = carve(&p, s->instr_count * sizeof(Instr));
    memcpy(c->instr, s->instr, s->instr_count * sizeof(Instr));
    size_t consts_size = rounded(s->const_count * sizeof(Value));      /* the caches begin where the constants end */
    c->consts_end = (Value *)((char *)carve(&p, consts_size) + consts_size);
    for (uint32_t i = 0; i < s->const_count; i++)
        c->consts_end[~(ssize)i] = retain(s->consts[i]);
    c->cache = carve(&p, s->cache_count * sizeof(Cache));
    for (uint32_t i = 0; i < s->cache_count; i++)
        c->cache[i] = (Cache){.name = retain(s->cache_names[i])};
    c->handlers = carve(&p, s->handler_count * sizeof(Handler));
    if (s->handler_count)
        memcpy(c->handlers, s->handlers, s->handler_count * sizeof(Handler));
    c->locations = carve(&p, s->instr_count * sizeof(Location));
    memcpy(c->locations, s->locations, s->instr_count * sizeof(Location));
    c->local_names = carve(&p, s->local_count * sizeof(Value));
    retain_array(c->local_names, s->local_names, s->local_count);
    c->local_kinds = carve(&p, s->local_count);
    if (s->local_count)
        memcpy(c->local_kinds, s->local_kinds, s->local_count);
    c->free_names = carve(&p, s->free_count * sizeof(Value));
    retain_array(c->free_names, s->free_names, s->free_count);
    c->name = retain(s->name);
    c->qualname = retain(s->qualname);
    c->filename = retain(s->filename);
    c->doc = is_empty(s->doc) ? NONE : retain(s->doc);
    c->class_cell = -1;
    for (uint32_t i = 0; i < s->free_count; i++)
        if (str_is(s->free_names[i], "__class__"))
            c->class_cell = (int32_t)i;
    return value_of(c);
}

static void release_array(Value *p, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        release(p[i]);
}

static void code_dealloc(Object *o)
{
    Code *c = (Code *)o;

    release_array(c->consts_end - c->const_count, c->const_count);
    for (uint32_t i = 0; i < c->cache_count; i++)
        release(c->cache[i].name);
    release_array(c->local_names, c->local_count);
    release_array(c->free_names, c->free_count);
    release(c->name);
    release(c->qualname);
    release(c->filename);
    release(c->doc);
    release(c->weak_extra);
    mem_free(c->instr);                 /* first of the block */
    object_free(o, sizeof *c);
}

int code_line(const Code *code, ssize instr)
{
    if (instr >= (ssize)code->instr_count)
        instr = (ssize)code->instr_count - 1;
    for (ssize i = instr; i >= 0; i--)
        if (code->locations[i].line > 0)
            return code->locations[i].line;
    return code->first_line;
}

/* ---- attributes ---------------------------------------------------------------------------------------------- */

static Value names_tuple(Thread *t, const Value *names, uint32_t n) { return tuple_from_array(t, names, n); }

GETTER(code, co_argcount)        { return fixnum(as_code(self)->arg_count); }
GETTER(code, co_posonlyargcount) { return fixnum(as_code(self)->positional_only_count); }
GETTER(code, co_kwonlyargcount)  { return fixnum(as_code(self)->keyword_only_count); }
GETTER(code, co_stacksize)       { return fixnum(as_code(self)->register_count - as_code(self)->local_count); }
GETTER(code, co_flags)           { return fixnum(as_code(self)->flags); }
GETTER(code, co_name)            { return retain(as_code(self)->name); }
GETTER(code, co_qualname)        { return retain(as_code(self)->qualname); }
GETTER(code, co_filename)        { return retain(as_code(self)->filename); }
GETTER(code, co_firstlineno)     { return fixnum(as_code(self)->first_line); }
GETTER(code, co_freevars)        { return names_tuple(t, as_code(self)->free_names, as_code(self)->free_count); }

/* Names of plain locals and of parameters, as CPython; locals that are only cells are in co_cellvars alone. */
static uint32_t parameter_count(const Code *c)
{
    return (uint32_t)(c->arg_count + c->keyword_only_count) + !!(c->flags & CODE_VARARGS) + !!(c->flags & CODE_VARKEYWORDS);
}
static Value locals_by_kind(Thread *t, const Code *c, bool cells)
{
    OWN Value list = list_new(t, c->local_count);
    for (uint32_t i = 0; !is_empty(list) && i < c->local_count; i++) {
        bool is_cell = c->local_kinds[i] == LOCAL_CELL;
        if ((cells ? is_cell : !is_cell || i < parameter_count(c)) && !list_append(t, as_list(list), c->local_names[i]))
            return EMPTY;
    }
    return is_empty(list) ? EMPTY : to_tuple(t, list);
}
GETTER(code, co_varnames) { return locals_by_kind(t, as_code(self), false); }
GETTER(code, co_cellvars) { return locals_by_kind(t, as_code(self), true); }
GETTER(code, co_nlocals)
{
    OWN Value names = locals_by_kind(t, as_code(self), false);
    return is_empty(names) ? EMPTY : fixnum(as_tuple(names)->len);
}
/* The docstring comes first, as CPython's compilers put it. */
GETTER(code, co_consts)
{
    Code *c = as_code(self);
    OWN Value list = list_new(t, c->const_count + 1);
    bool doc_first = c->flags & CODE_NEWLOCALS && (!is_none(c->doc) || c->const_count == 0);
    if (is_empty(list) || (doc_first && !list_append(t, as_list(list), c->doc)))
        return EMPTY;
    for (uint32_t i = 0; i < c->const_count; i++)
        if (!(doc_first && same(c->consts_end[~(ssize)i], c->doc)) && !list_append(t, as_list(list), c->consts_end[~(ssize)i]))
            return EMPTY;
    return to_tuple(t, list);
}
GETTER(code, co_names)
{
    Code *c = as_code(self);
    OWN Value seen = dict_new(t);
    for (uint32_t i = 0; !is_empty(seen) && i < c->cache_count; i++)
        if (!is_empty(c->cache[i].name) && !dict_set(t, as_dict(seen), c->cache[i].name, NONE))
            return EMPTY;
    return is_empty(seen) ? EMPTY : to_tuple(t, seen);
}
GETTER(code, co_code) { return bytes_from(t, as_code(self)->instr, (ssize)(as_code(self)->instr_count * sizeof(Instr))); }
GETTER(code, co_exceptiontable)
{
    return bytes_from(t, as_code(self)->handlers, (ssize)(as_code(self)->handler_count * sizeof(Handler)));
}
/* Pairs of (address increment, line increment) bytes as PEP 3.2's co_lnotab; addresses count bytes of co_code. */
GETTER(code, co_lnotab)
{
    Code *c = as_code(self);
    OWN Value out = bytearray_from(t, NULL, 0);
    int line = c->first_line;
    ssize at = 0;

    for (uint32_t i = 0; !is_empty(out) && i < c->instr_count; i++) {
        int next = c->locations[i].line;
        if (next <= 0 || next == line)
            continue;
        ssize skip = (ssize)(i * sizeof(Instr)) - at;
        int delta = next - line;
        while (skip > 255 || delta > 127 || delta < -128 || skip || delta) {
            ssize a = MIN(skip, (ssize)255);
            int d = skip > 255 ? 0 : MAX(-128, MIN(127, delta));
            ByteArray *b = as_bytearray(out);
            if (!bytearray_resize(t, b, b->len + 2))
                return EMPTY;
            b->data[b->len - 2] = (uint8_t)a;
            b->data[b->len - 1] = (uint8_t)d;
            skip -= a;
            delta -= d;
        }
        at = (ssize)(i * sizeof(Instr));
        line = next;
    }
    return is_empty(out) ? EMPTY : bytes_from(t, as_bytearray(out)->data, as_bytearray(out)->len);
}

/** Iterator over (start, end, line) of ranges of bytecode. */
METHOD0(code, co_lines)
{
    Code *c = as_code(self);
    OWN Value list = list_new(t, 8);
    for (uint32_t i = 0, end; !is_empty(list) && i < c->instr_count; i = end) {
        int line = c->locations[i].line;
        for (end = i + 1; end < c->instr_count && c->locations[end].line == line; end++)
            ;
        OWN Value number = line > 0 ? fixnum(line) : NONE;
        OWN Value row = tuple_pack(t, 3, fixnum((int64_t)(i * sizeof(Instr))), fixnum((int64_t)(end * sizeof(Instr))), number);
        if (is_empty(row) || !list_append(t, as_list(list), row))
            return EMPTY;
    }
    return is_empty(list) ? EMPTY : iter(t, list);
}

/** Iterator over (line, end line, column, end column); None where unknown. One row for every two bytes of co_code, so that
    row f_lasti // 2 is that of the current instruction. */
METHOD0(code, co_positions)
{
    enum { ROWS = sizeof(Instr) / 2 };
    Code *c = as_code(self);
    OWN Value list = list_new(t, c->instr_count * ROWS);
    for (uint32_t i = 0; !is_empty(list) && i < c->instr_count; i++) {
        Location at = c->locations[i];
        bool known = at.line > 0, columns = known && at.col != 0xFFFF && at.end_col != 0xFFFF;
        OWN Value row = tuple_pack(t, 4, known ? fixnum(at.line) : NONE, known ? fixnum(at.end_line) : NONE,
                                   columns ? fixnum(at.col) : NONE, columns ? fixnum(at.end_col) : NONE);
        if (is_empty(row))
            return EMPTY;
        for (int k = 0; k < ROWS; k++)
            if (!list_append(t, as_list(list), row))
                return EMPTY;
    }
    return is_empty(list) ? EMPTY : iter(t, list);
}

/** Return a copy of the code object with new values for the specified fields. */
METHOD(code, replace, "(self, /, *, co_name: str=?, co_qualname: str=?, co_filename: str=?, co_firstlineno: int=-1, co_flags: int=-1, co_consts: tuple=?, **kwargs)")
{
    Code *c = as_code(self);

    if (!is_empty(a->kwargs) && dict_len(as_dict(a->kwargs)))
        return raise_value(t, "code.replace() cannot change %R here", a->kwargs);
    if (!is_empty(a->co_consts) && as_tuple(a->co_consts)->len != c->const_count)
        return raise_value(t, "code.replace(): co_consts must keep its length");
    Value *cache_names = mem_alloc_array(t, c->cache_count + c->const_count + 1, sizeof *cache_names);
    if (!cache_names)
        return EMPTY;
    Value *consts = cache_names + c->cache_count;
    for (uint32_t i = 0; i < c->cache_count; i++)
        cache_names[i] = c->cache[i].name;
    for (uint32_t i = 0; i < c->const_count; i++)
        consts[i] = is_empty(a->co_consts) ? c->consts_end[~(ssize)i] : as_tuple(a->co_consts)->item[i];
    CodeSpec spec = {
        .flags = a->co_flags >= 0 ? (uint32_t)a->co_flags : c->flags, .arg_count = c->arg_count,
        .positional_only_count = c->positional_only_count, .keyword_only_count = c->keyword_only_count,
        .local_count = c->local_count, .register_count = c->register_count, .instr_count = c->instr_count,
        .const_count = c->const_count, .cache_count = c->cache_count, .handler_count = c->handler_count,
        .free_count = c->free_count, .instr = c->instr, .consts = consts, .cache_names = cache_names,
        .handlers = c->handlers, .locations = c->locations, .local_names = c->local_names, .local_kinds = c->local_kinds,
        .free_names = c->free_names, .name = is_empty(a->co_name) ? c->name : a->co_name,
        .qualname = is_empty(a->co_qualname) ? c->qualname : a->co_qualname,
        .filename = is_empty(a->co_filename) ? c->filename : a->co_filename, .doc = c->doc,
        .first_line = a->co_firstlineno >= 0 ? a->co_firstlineno : c->first_line, .self_attrs = c->self_attrs,
    };
    OWN Value result = code_new(t, &spec);
    mem_free(cache_names);
    if (!is_empty(result))
        code_despecialise(as_code(result));
    return take(&result);
}

static Value code_repr(Thread *t, Ref self)
{
    Code *c = as_code(self);
    return str_format(t, "<code object %S at %p, file \"%S\", line %d>", c->name, (void *)c, c->filename, c->first_line);
}

static bool same_double(double a, double b) { return a == b && signbit(a) == signbit(b); }

/* Equal constants of one type that no program can tell apart: 0.0 and -0.0 are two, in tuples as well. */
static Test same_constant(Thread *t, Ref a, Ref b)
{
    if (type_of(a) != type_of(b))
        return TEST_FALSE;
    if (is_float(a))
        return same_double(float_value(a), float_value(b)) ? TEST_TRUE : TEST_FALSE;
    if (is_exact(a, &complex_type)) {
        const Complex *x = (const Complex *)object_of(a), *y = (const Complex *)object_of(b);
        return same_double(x->real, y->real) && same_double(x->imag, y->imag) ? TEST_TRUE : TEST_FALSE;
    }
    if (!is_exact(a, &tuple_type))
        return equal(t, a, b);
    const Tuple *x = as_tuple(a), *y = as_tuple(b);
    Test r = x->len == y->len ? TEST_TRUE : TEST_FALSE;
    for (ssize i = 0; i < x->len && r == TEST_TRUE; i++)
        r = same_constant(t, x->item[i], y->item[i]);
    return r;
}

static Test same_arrays(Thread *t, const Value *a, const Value *b, uint32_t n)
{
    Test r = TEST_TRUE;
    for (uint32_t i = 0; i < n && r == TEST_TRUE; i++)
        r = same_constant(t, a[i], b[i]);
    return r;
}

/* Equal when they run alike: same names, constants (with types), structure and first line. Instructions may be specialised
 * differently, so generic opcodes are compared. */
static Value code_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(other, &code_type))
        return NOT_IMPLEMENTED;
    Code *a = as_code(self), *b = as_code(other);
    Test r = a->flags == b->flags && a->arg_count == b->arg_count && a->keyword_only_count == b->keyword_only_count
        && a->positional_only_count == b->positional_only_count && a->local_count == b->local_count
        && a->first_line == b->first_line && a->instr_count == b->instr_count && a->const_count == b->const_count
        && a->free_count == b->free_count && a->cache_count == b->cache_count;
    if (r == TEST_TRUE)
        r = equal(t, a->name, b->name);
    if (r == TEST_TRUE)
        r = same_arrays(t, a->consts_end - a->const_count, b->consts_end - b->const_count, a->const_count);
    if (r == TEST_TRUE)
        r = same_arrays(t, a->local_names, b->local_names, a->local_count);
    if (r == TEST_TRUE)
        r = same_arrays(t, a->free_names, b->free_names, a->free_count);
    for (uint32_t i = 0; r == TEST_TRUE && i < a->instr_count; i++)
        r = opcode_generic(a->instr[i].op) == opcode_generic(b->instr[i].op) && a->instr[i].a == b->instr[i].a
            && a->instr[i].wide == b->instr[i].wide;
    return r == TEST_ERROR ? EMPTY : bool_value((r == TEST_TRUE) == (op == CMP_EQ));
}

static bool code_hash(Thread *t, Ref self, int64_t *hash)
{
    Code *c = as_code(self);
    int64_t h;
    if (!hash_of(t, c->name, &h))
        return false;
    h ^= ((int64_t)c->first_line << 20) ^ (int64_t)c->instr_count ^ ((int64_t)c->local_count << 40);
    *hash = h == -1 ? -2 : h;
    return true;
}

Type code_type = {
    TYPE_HEAD("code", Code), .doc = "Create a code object.  Not for mere mortals.",
    .flags = TYPE_WEAKREFS, .dealloc = code_dealloc, .repr = code_repr, .compare = code_compare, .hash = code_hash,
    .methods = code_methods, .getset = code_getset,
};

/* ---- cells --------------------------------------------------------------------------------------------------- */

Value cell_new(Thread *t, Value value_take)
{
    Cell *c = object_new(t, &cell_type, sizeof *c);
    if (!c)
        return release(value_take), EMPTY;
    c->value = value_take;
    return value_of(c);
}
static void cell_dealloc(Object *o)
{
    release(take(&((Cell *)o)->value));
    object_free(o, sizeof(Cell));
}
static void cell_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Cell *)o)->value); }
static void cell_clear(Object *o) { replace_take(&((Cell *)o)->value, EMPTY); }

static Value cell_repr(Thread *t, Ref self)
{
    Cell *c = as_cell(self);
    if (is_empty(c->value))
        return str_format(t, "<cell at %p: empty>", (void *)c);
    return str_format(t, "<cell at %p: %T object at %p>", (void *)c, c->value, (void *)object_of(c->value));
}
static Value cell_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_exact(other, &cell_type))
        return NOT_IMPLEMENTED;
    Cell *a = as_cell(self), *b = as_cell(other);
    if (!is_empty(a->value) && !is_empty(b->value))
        return compare(t, a->value, b->value, op);
    return compare(t, fixnum(!is_empty(a->value)), fixnum(!is_empty(b->value)), op);
}
GETTER(cell, cell_contents)
{
    Cell *c = as_cell(self);
    return is_empty(c->value) ? raise_value(t, "cell is empty") : retain(c->value);
}
SETTER(cell, cell_contents)
{
    replace_take(&as_cell(self)->value, retain(value));
    return true;
}
NEW(cell, "(contents=?, /)") { return cls == &cell_type ? cell_new(t, retain(a->contents)) : EMPTY; }

Type cell_type = {
    TYPE_HEAD("cell", Cell), .doc = "Create a new cell object.", .flags = TYPE_GC, .dealloc = cell_dealloc,
    .traverse = cell_traverse, .clear = cell_clear, .repr = cell_repr, .compare = cell_compare, .hash = hash_unhashable,
    .new_ = cell_new_slot, .new_signature = &cell_new_signature, .getset = cell_getset,
};
