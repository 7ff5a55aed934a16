/* code.c: code objects and cells (Reference 3.2 "Code objects"). The arrays of a code object lie in one block behind it
 * (`memory`), but for the constants, which the collector need not see: they hold no cycles. */
#include "object/code.h"

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

static Code *alloc(Thread *t, const CodeSpec *s)
{
    Code *c = object_new_zeroed(t, &code_type, sizeof *c);
    if (!c)
        return NULL;
    c->flags = s->flags;
    c->exact_args = exact_arguments(s);
    c->local_count = s->local_count;
    c->register_count = s->register_count;
    c->arg_count = s->arg_count;
    c->positional_only_count = s->positional_only_count;
    c->keyword_only_count = s->keyword_only_count;
    c->free_count = s->free_count;
    c->first_line = s->first_line;
    c->self_attrs = s->self_attrs;
    c->heat = t->interp->code_heat;
    c->class_cell = -1;
    c->name = retain(s->name);
    c->qualname = retain(s->qualname);
    c->filename = retain(s->filename);
    c->doc = is_empty(s->doc) ? NONE : retain(s->doc);
    return c;
}

Value code_new_unread(Thread *t, const CodeSpec *s, const uint8_t *data, uint32_t size)
{
    Code *c = alloc(t, s);
    if (!c)
        return EMPTY;
    c->exact_args = -1;
    c->instr_count = s->instr_count;
    c->const_count = s->const_count;
    c->cache_count = s->cache_count;
    c->handler_count = s->handler_count;
    c->unread = data;
    c->unread_size = size;
    return value_of(c);
}

bool code_fill(Thread *t, Code *c, const CodeSpec *s)
{
    size_t total = rounded(s->instr_count * sizeof(Instr)) + rounded(s->const_count * sizeof(Value))
        + rounded(s->cache_count * sizeof(Cache)) + rounded(s->handler_count * sizeof(Handler))
        + rounded(s->instr_count * sizeof(Location)) + rounded(s->local_count * sizeof(Value)) + rounded(s->local_count)
        + rounded(s->free_count * sizeof(Value));
    char *p = mem_alloc(t, total + 16);
    if (!p)
        return false;
    c->exact_args = exact_arguments(s);
    c->unread = NULL;
    c->instr_count = s->instr_count;
    c->const_count = s->const_count;
    c->cache_count = s->cache_count;
    c->handler_count = s->handler_count;
    c->free_count = s->free_count;
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
    for (uint32_t i = 0; i < s->free_count; i++)
        if (str_is(s->free_names[i], "__class__"))
            c->class_cell = (int32_t)i;
    return true;
}

Value code_new(Thread *t, const CodeSpec *s)
{
    Code *c = alloc(t, s);
    OWN Value result = value_of(c);
    return c && code_fill(t, c, s) ? take(&result) : EMPTY;
}

static void release_array(Value *p, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        release(p[i]);
}

static void code_dealloc(Object *o)
{
    Code *c = (Code *)o;

    if (c->instr) {
        release_array(c->consts_end - c->const_count, c->const_count);
        for (uint32_t i = 0; i < c->cache_count; i++)
            release(c->cache[i].name);
        release_array(c->local_names, c->local_count);
        release_array(c->free_names, c->free_count);
    }
    release(c->name);
    release(c->qualname);
    release(c->filename);
    release(c->doc);
    release(c->weak_extra);
    mem_free(c->instr);                 /* first of the block */
    object_free(o, sizeof *c);
}
static void code_traverse(Object *o, Visitor *visitor)
{
    Code *c = (Code *)o;
    Ref single[] = {c->name, c->qualname, c->filename, c->doc, c->weak_extra};
    for (ssize i = 0; i < COUNT_OF(single); i++)
        visit(visitor, single[i]);
    if (!c->instr)
        return;
    for (uint32_t i = 0; i < c->const_count; i++)
        visit(visitor, c->consts_end[-1 - (ssize)i]);
    for (uint32_t i = 0; i < c->cache_count; i++)
        visit(visitor, c->cache[i].name);
    for (uint32_t i = 0; i < c->local_count; i++)
        visit(visitor, c->local_names[i]);
    for (uint32_t i = 0; i < c->free_count; i++)
        visit(visitor, c->free_names[i]);
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
GETTER(code, co_freevars)
{
    return code_ready(t, as_code(self)) ? names_tuple(t, as_code(self)->free_names, as_code(self)->free_count) : EMPTY;
}

/* Names of plain locals and of parameters, as CPython; locals that are only cells are in co_cellvars alone. */
static uint32_t parameter_count(const Code *c)
{
    return (uint32_t)(c->arg_count + c->keyword_only_count) + !!(c->flags & CODE_VARARGS) + !!(c->flags & CODE_VARKEYWORDS);
}
static Value locals_by_kind(Thread *t, Code *c, bool cells)
{
    if (!code_ready(t, c))
        return EMPTY;
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
GETTER(code, co_consts) { return code_ready(t, as_code(self)) ? code_shown_consts(t, as_code(self)) : EMPTY; }
GETTER(code, co_names)  { return code_ready(t, as_code(self)) ? code_shown_names(t, as_code(self)) : EMPTY; }
GETTER(code, co_code)   { return code_ready(t, as_code(self)) ? code_shown_code(t, as_code(self)) : EMPTY; }
GETTER(code, co_exceptiontable)
{
    if (!code_ready(t, as_code(self)))
        return EMPTY;
    return bytes_from(t, as_code(self)->handlers, (ssize)(as_code(self)->handler_count * sizeof(Handler)));
}
/* Pairs of (address increment, line increment) bytes as 3.2's co_lnotab; addresses count bytes of co_code. */
static Value make_lnotab(Thread *t, Code *c)
{
    if (!code_ready(t, c))
        return EMPTY;
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

GETTER(code, co_lnotab) { return make_lnotab(t, as_code(self)); }

/** Iterator over (start, end, line) of ranges of bytecode. */
METHOD0(code, co_lines)
{
    Code *c = as_code(self);
    OWN Value list = code_ready(t, c) ? list_new(t, 8) : EMPTY;
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
    OWN Value list = code_ready(t, c) ? list_new(t, c->instr_count * ROWS) : EMPTY;
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
METHOD(code, replace, "(self, /, *, co_argcount: int64=-1, co_posonlyargcount: int64=-1, co_kwonlyargcount: int64=-1, co_nlocals: int64=-1, co_stacksize: int64=-1, co_flags: int64=-1, co_firstlineno: int64=-1, co_code: bytes=?, co_consts: tuple=?, co_names: tuple=?, co_varnames: tuple=?, co_freevars: tuple=?, co_cellvars: tuple=?, co_filename: str=?, co_name: str=?, co_qualname: str=?, co_lnotab: bytes=?, co_linetable: bytes=?)")
{
    Code *c = as_code(self);
    Ref lines = is_empty(a->co_lnotab) ? a->co_linetable : a->co_lnotab;
    if (!code_ready(t, c))
        return EMPTY;
    OWN Value code = is_empty(a->co_code) ? code_shown_code(t, c) : retain(a->co_code);
    OWN Value consts = is_empty(a->co_consts) ? code_shown_consts(t, c) : retain(a->co_consts);
    OWN Value names = is_empty(a->co_names) ? code_shown_names(t, c) : retain(a->co_names);
    OWN Value varnames = is_empty(a->co_varnames) ? locals_by_kind(t, c, false) : retain(a->co_varnames);
    OWN Value cellvars = is_empty(a->co_cellvars) ? locals_by_kind(t, c, true) : retain(a->co_cellvars);
    OWN Value freevars = is_empty(a->co_freevars) ? names_tuple(t, c->free_names, c->free_count) : retain(a->co_freevars);
    OWN Value lnotab = is_empty(lines) ? make_lnotab(t, c) : retain(lines);

    if (is_raised(t))
        return EMPTY;
    CodeFields f = {
        .arg_count = a->co_argcount >= 0 ? a->co_argcount : c->arg_count,
        .positional_only_count = a->co_posonlyargcount >= 0 ? a->co_posonlyargcount : c->positional_only_count,
        .keyword_only_count = a->co_kwonlyargcount >= 0 ? a->co_kwonlyargcount : c->keyword_only_count,
        .local_count = a->co_nlocals >= 0 ? a->co_nlocals : as_tuple(varnames)->len,
        .stack_size = a->co_stacksize >= 0 ? a->co_stacksize : c->register_count - c->local_count,
        .flags = a->co_flags >= 0 ? a->co_flags : c->flags, .first_line = a->co_firstlineno >= 0 ? a->co_firstlineno : c->first_line,
        .code = code, .consts = consts, .names = names, .varnames = varnames, .lnotab = lnotab, .freevars = freevars,
        .cellvars = cellvars, .filename = is_empty(a->co_filename) ? c->filename : a->co_filename,
        .name = is_empty(a->co_name) ? c->name : a->co_name, .qualname = is_empty(a->co_qualname) ? c->qualname : a->co_qualname,
        .like = c, .keep_positions = is_empty(lines) && is_empty(a->co_code),
    };
    return code_from_fields(t, &f);
}

/* One argument of code(): an int, a str (type &str_type) ... */
static bool code_argument(Thread *t, Ref v, Type *type, const char *what)
{
    return type_is_subtype(type_of(v), type) || (raise_type(t, "code() argument '%s' must be %s, not %T", what, type->name, v), false);
}

/* The numbers come first: 3.2's five, or six with co_posonlyargcount (3.8). The qualified name after the name, and the
 * exception table after the lines, are 3.11's; the latter is in co_code already. */
NEW(code, "(cls, /, *args)")
{
    int64_t number[7];
    ssize n = a->args_count, at = 0, numbers = n > 6 && !is_bytes(a->args[5]) ? 6 : 5;
    OWN Value none = tuple_new(t, 0);

    if (n < numbers + 8)
        return raise_type(t, "code() takes at least 13 arguments (%zd given)", n);
    for (; at < numbers; at++)
        if (!to_int64(t, a->args[at], &number[at]))
            return EMPTY;
    const Value *rest = a->args + at, *end = a->args + n;
    if (!code_argument(t, rest[0], &bytes_type, "codestring") || !code_argument(t, rest[1], &tuple_type, "constants")
        || !code_argument(t, rest[4], &str_type, "filename") || !code_argument(t, rest[5], &str_type, "name"))
        return EMPTY;
    bool modern = is_str(rest[6]);
    if (end - rest < 8 + 2 * modern || end - rest > 10 + 2 * modern)
        return raise_type(t, "code() got a wrong number of arguments (%zd)", n);
    const Value *last = rest + 8 + 2 * modern;
    if (!to_int64(t, rest[6 + modern], &number[6]) || !code_argument(t, rest[7 + modern], &bytes_type, "lnotab"))
        return EMPTY;
    bool posonly = numbers == 6;
    CodeFields f = {
        .arg_count = number[0], .positional_only_count = posonly ? number[1] : 0, .keyword_only_count = number[posonly + 1],
        .local_count = number[posonly + 2], .stack_size = number[posonly + 3], .flags = number[posonly + 4],
        .first_line = number[6], .code = rest[0], .consts = rest[1], .names = rest[2], .varnames = rest[3], .filename = rest[4],
        .name = rest[5], .qualname = rest[5 + modern], .lnotab = rest[7 + modern], .freevars = last < end ? last[0] : none,
        .cellvars = last + 1 < end ? last[1] : none,
    };
    return code_from_fields(t, &f);
}

static Value code_repr(Thread *t, Ref self)
{
    Code *c = as_code(self);
    return str_format(t, "<code object %S at %p, file \"%S\", line %d>", c->name, (void *)c, c->filename, c->first_line);
}

static bool same_double(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

bool constants_equal(Ref a, Ref b)
{
    if (same(a, b))
        return true;
    if (!is_ptr(a) || !is_ptr(b) || type_of(a) != type_of(b))
        return false;
    Type *type = type_of(a);
    if (type == &str_type)
        return str_equal(as_str(a), as_str(b));
    if (type == &bytes_type)
        return as_bytes(a)->len == as_bytes(b)->len && memcmp(as_bytes(a)->data, as_bytes(b)->data, (size_t)as_bytes(a)->len) == 0;
    if (type == &int_type)
        return int_compare(a, b) == 0;
    if (type == &float_type)
        return same_double(float_value(a), float_value(b));
    if (type == &complex_type)
        return same_double(as_complex(a)->real, as_complex(b)->real) && same_double(as_complex(a)->imag, as_complex(b)->imag);
    if (type != &tuple_type || as_tuple(a)->len != as_tuple(b)->len)
        return false;
    for (ssize i = 0; i < as_tuple(a)->len; i++)
        if (!constants_equal(as_tuple(a)->item[i], as_tuple(b)->item[i]))
            return false;
    return true;
}

/* As constants_equal(), but code objects and sets are compared as objects are. */
static Test same_constant(Thread *t, Ref a, Ref b)
{
    if (constants_equal(a, b))
        return TEST_TRUE;
    if (type_of(a) != type_of(b))
        return TEST_FALSE;
    if (!is_exact(a, &tuple_type))
        return is_exact(a, &code_type) || is_exact(a, &frozenset_type) ? equal(t, a, b) : TEST_FALSE;
    Test r = as_tuple(a)->len == as_tuple(b)->len ? TEST_TRUE : TEST_FALSE;
    for (ssize i = 0; i < as_tuple(a)->len && r == TEST_TRUE; i++)
        r = same_constant(t, as_tuple(a)->item[i], as_tuple(b)->item[i]);
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
    if (!code_ready(t, a) || !code_ready(t, b))
        return EMPTY;
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
    .flags = TYPE_WEAKREFS, .dealloc = code_dealloc, .traverse = code_traverse, .repr = code_repr, .compare = code_compare, .hash = code_hash,
    .new_ = code_new_slot, .new_signature = &code_new_signature, .methods = code_methods, .getset = code_getset,
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
