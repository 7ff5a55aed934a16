/* code_portable.c: code objects as their attributes show them, and made from these again (code() and code.replace()).
 *
 * In co_code instructions are generic, constants are numbered as in co_consts and names as in co_names; a call site has
 * NO_NAME. After the last instruction come three words with the opcode EXT for each entry of the exception table: n is 1, 2,
 * 3, and the operands are the depth and start, the end, the target. So what the attributes of Python 3.2 tell is enough to
 * make the code object again, but for the columns of positions. Whatever is made is verified (verify.h).
 */
#include <stdlib.h>

#include "frontend/assemble.h"
#include "frontend/opcode_info.h"
#include "frontend/verify.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/int.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

enum { NO_NAME = 0xFFFF, HANDLER_WORDS = 3 };

typedef struct {
    Thread *t;
    bool (*constant)(void *context, uint32_t *index);               /* renumber; false: an exception is set */
    bool (*name)(void *context, uint32_t *index, int op, bool wide);
    void *context;
} Renumbering;

/* Renumbers the constants and names that the instructions refer to. */
static bool renumber(const Renumbering *r, Instr *instr, uint32_t n)
{
    for (uint32_t at = 0; at < n; at++) {
        Instr *i = &instr[at];
        if (i->op >= OPCODE_COUNT)
            return raise_value(r->t, "code: unknown opcode %d", i->op), false;
        const char *kinds = opcode_info[i->op].kinds;
        bool wide = opcode_is_wide(i->op);
        uint16_t *operand[] = {NULL, &i->a, wide ? NULL : &i->b, wide ? NULL : &i->c};
        for (int k = 1; k < (wide ? 3 : 4); k++) {
            bool is_const = kinds[k] == 'm' || kinds[k] == 'w', is_name = kinds[k] == 'k';
            bool negative = (kinds[k] == 's' || kinds[k] == 'p') && operand[k] && (int16_t)*operand[k] < 0;
            uint32_t index = negative ? (uint32_t)~(int16_t)*operand[k] : operand[k] ? *operand[k] : (uint32_t)i->wide;
            if (!(is_const || negative ? r->constant(r->context, &index) : !is_name || r->name(r->context, &index, i->op, wide)))
                return false;
            if (!is_const && !negative && !is_name)
                continue;
            if (operand[k] && index > (negative ? INT16_MAX : UINT16_MAX))
                return raise_value(r->t, "code: too many constants or names"), false;
            if (operand[k])
                *operand[k] = (uint16_t)(negative ? ~index : index);
            else
                i->wide = (int32_t)index;
        }
        if (opcode_has_ext(i->op) && at + 1 < n) {
            uint32_t index = instr[++at].a;
            if (!r->constant(r->context, &index))
                return false;
            instr[at].a = (uint16_t)index;
        }
    }
    return true;
}

/* ---- What the attributes show ---- */

/* Functions have their docstring, or None, first. */
static bool has_doc_slot(uint32_t flags) { return flags & CODE_NEWLOCALS; }

Value code_shown_consts(Thread *t, const Code *c)
{
    Tuple *out;
    bool doc = has_doc_slot(c->flags);
    ssize n = doc;
    for (uint32_t i = 0; i < c->const_count; i++)
        n += !(doc && same(c->consts_end[~(ssize)i], c->doc));
    OWN Value tuple = tuple_new(t, n);
    if (is_empty(tuple))
        return EMPTY;
    out = as_tuple(tuple);
    ssize at = 0;
    if (doc)
        out->item[at++] = retain(c->doc);
    for (uint32_t i = 0; i < c->const_count; i++)
        if (!(doc && same(c->consts_end[~(ssize)i], c->doc)))
            out->item[at++] = retain(c->consts_end[~(ssize)i]);
    return take(&tuple);
}

/* Dict of the names to their numbers, in order of first use. */
static Value number_names(Thread *t, const Code *c)
{
    OWN Value numbers = dict_new(t);
    for (uint32_t i = 0; !is_empty(numbers) && i < c->cache_count; i++) {
        Ref name = c->cache[i].name, known;
        if (is_empty(name))
            continue;
        Lookup r = dict_find(t, as_dict(numbers), name, &known);
        if (r == ERROR || (r == MISSING && !dict_set(t, as_dict(numbers), name, fixnum(dict_len(as_dict(numbers))))))
            return EMPTY;
    }
    return take(&numbers);
}

Value code_shown_names(Thread *t, const Code *c)
{
    OWN Value numbers = number_names(t, c);
    return is_empty(numbers) ? EMPTY : to_tuple(t, numbers);
}

typedef struct { Thread *t; const Code *code; uint32_t *constant; Dict *names; } Shown;

static bool show_constant(void *context, uint32_t *index)
{
    *index = ((Shown *)context)->constant[*index];
    return true;
}
static bool show_name(void *context, uint32_t *index, int op UNUSED, bool wide UNUSED)
{
    Shown *s = context;
    Ref name = s->code->cache[*index].name, number;
    *index = NO_NAME;
    if (is_empty(name))
        return true;
    if (dict_find(s->t, s->names, name, &number) != FOUND)
        return false;
    *index = (uint32_t)fixnum_value(number);
    return true;
}

/* Fills the words of the exception table. */
static void put_handlers(Instr *word, const Code *c)
{
    for (uint32_t i = 0; i < c->handler_count; i++, word += HANDLER_WORDS) {
        const Handler *h = &c->handlers[i];
        word[0] = (Instr){.op = I_EXT, .n = 1, .a = (uint16_t)h->depth, .wide = (int32_t)h->start};
        word[1] = (Instr){.op = I_EXT, .n = 2, .wide = (int32_t)h->end};
        word[2] = (Instr){.op = I_EXT, .n = 3, .wide = (int32_t)h->target};
    }
}

Value code_shown_code(Thread *t, const Code *c)
{
    OWN Value names = number_names(t, c);
    uint32_t *constant = malloc((c->const_count + 1) * sizeof *constant), next = has_doc_slot(c->flags);
    OWN Value bytes = is_empty(names) ? EMPTY : bytes_new(t, (ssize)((c->instr_count + HANDLER_WORDS * c->handler_count) * sizeof(Instr)));
    if (!constant)
        return is_empty(bytes) ? EMPTY : raise_memory(t);
    for (uint32_t i = 0; i < c->const_count; i++)
        constant[i] = has_doc_slot(c->flags) && same(c->consts_end[~(ssize)i], c->doc) ? 0 : next++;
    Shown shown = {t, c, constant, is_empty(names) ? NULL : as_dict(names)};
    Renumbering r = {t, show_constant, show_name, &shown};
    bool good = !is_empty(bytes);
    if (good) {
        Instr *instr = (Instr *)as_bytes(bytes)->data;
        for (uint32_t i = 0; i < c->instr_count; i++) {
            instr[i] = c->instr[i];
            instr[i].op = opcode_generic(instr[i].op);
            if (opcode_counts(instr[i].op))
                instr[i].n = 0;
        }
        put_handlers(instr + c->instr_count, c);
        good = renumber(&r, instr, c->instr_count);
    }
    free(constant);
    return good ? take(&bytes) : EMPTY;
}

/* ---- Making a code object ---- */

VEC(PortableNames, portable_names, Value)

typedef struct {
    Thread *t;
    const CodeFields *f;
    PortableNames caches;       /* borrowed names */
    uint32_t narrow;            /* caches whose number must fit 16 bits come first */
    Dict *shared;               /* when there are many: cache by name */
} Made;

static bool make_constant(void *context, uint32_t *index)
{
    Made *m = context;
    return *index < (uint32_t)as_tuple(m->f->consts)->len || (raise_value(m->t, "code: constant out of range"), false);
}
/* A cache for each site; past CACHE_UNSHARED of them, one for each name. */
static bool make_name(void *context, uint32_t *index, int op, bool wide)
{
    Made *m = context;
    bool call = op == I_CALL || op == I_CALL_METHOD;
    Ref name = EMPTY, known;
    if (!call && *index >= (uint32_t)as_tuple(m->f->names)->len)
        return raise_value(m->t, "code: name out of range"), false;
    if (!call)
        name = as_tuple(m->f->names)->item[*index];
    bool share = m->caches.len >= CACHE_UNSHARED && !wide;
    Ref key = call ? NONE : name;
    if (share && dict_find(m->t, m->shared, key, &known) == FOUND) {
        *index = (uint32_t)fixnum_value(known);
        return true;
    }
    *index = (uint32_t)m->caches.len;
    if (!portable_names_push(&m->caches, name))
        return raise_memory(m->t), false;
    return !share || dict_set(m->t, m->shared, key, fixnum(*index));
}

static bool is_handler(const Instr *word, ssize n)
{
    return n >= HANDLER_WORDS && word[n - 3].op == I_EXT && word[n - 3].n == 1 && word[n - 2].op == I_EXT && word[n - 2].n == 2
        && word[n - 1].op == I_EXT && word[n - 1].n == 3;
}

/* Line numbers from pairs of (address increment, line increment). */
static void read_lines(Location *at, uint32_t n, const Bytes *table, int line)
{
    size_t address = 0, i = 0;
    for (ssize k = 0; k + 1 < table->len; k += 2) {
        address += table->data[k];
        for (; i < n && i * sizeof(Instr) < address; i++)
            at[i] = (Location){line, line, 0xFFFF, 0xFFFF};
        line += (int8_t)table->data[k + 1];
    }
    for (; i < n; i++)
        at[i] = (Location){line, line, 0xFFFF, 0xFFFF};
}

/* co_varnames and co_cellvars as registers: a local is a cell where there is a MAKE_CELL for it. */
static bool place_locals(Made *m, CodeSpec *s, Value *names, uint8_t *kinds)
{
    const Tuple *vars = as_tuple(m->f->varnames), *cells = as_tuple(m->f->cellvars);
    uint32_t parameters = (uint32_t)(s->arg_count + s->keyword_only_count) + !!(s->flags & CODE_VARARGS) + !!(s->flags & CODE_VARKEYWORDS);
    ssize var = 0, cell = 0;
    for (uint32_t i = 0; i < s->instr_count; i++)
        if (s->instr[i].op == I_MAKE_CELL && s->instr[i].a < s->local_count)
            kinds[s->instr[i].a] = LOCAL_CELL;
    for (uint32_t i = 0; i < s->local_count; i++) {
        bool is_cell = kinds[i] == LOCAL_CELL, is_var = !is_cell || i < parameters;
        if ((is_cell && cell == cells->len) || (is_var && var == vars->len))
            return raise_value(m->t, "code: varnames and cellvars do not fit the instructions"), false;
        names[i] = is_cell ? cells->item[cell] : vars->item[var];
        cell += is_cell;
        var += is_var;
    }
    return var == vars->len || (raise_value(m->t, "code: varnames and cellvars do not fit the instructions"), false);
}

/* How many locals there are: names that are parameters and cells count once. */
static bool count_locals(Thread *t, const CodeFields *f, uint32_t *count)
{
    const Tuple *vars = as_tuple(f->varnames), *cells = as_tuple(f->cellvars);
    *count = (uint32_t)vars->len;
    for (ssize i = 0; i < cells->len; i++) {
        Test r = contains(t, f->varnames, cells->item[i]);
        if (r == TEST_ERROR)
            return false;
        *count += r == TEST_FALSE;
    }
    return true;
}

/* The tuple with its strings interned, as names must be. */
static Value intern_names(Thread *t, Ref names, const char *what)
{
    if (!is_tuple(names))
        return raise_type(t, "code: %s must be tuple, not %T", what, names);
    OWN Value out = tuple_from_array(t, as_tuple(names)->item, as_tuple(names)->len);
    for (ssize i = 0; !is_empty(out) && i < as_tuple(out)->len; i++) {
        Value *item = &as_tuple(out)->item[i];
        if (!is_exact(*item, &str_type))
            return raise_type(t, "name tuples must contain only strings, not '%T'", *item);
        if (is_empty(*item = intern_take(t, *item)))
            return *item = NONE, EMPTY;
    }
    return take(&out);
}

static Value make_code(Made *m, Instr *instr, uint32_t words, void **memory)
{
    const CodeFields *f = m->f;
    Thread *t = m->t;
    uint32_t handlers = 0, locals;
    while (is_handler(instr, words - handlers * HANDLER_WORDS))
        handlers++;
    uint32_t n = words - handlers * HANDLER_WORDS;
    Renumbering r = {t, make_constant, make_name, m};
    if (!count_locals(t, f, &locals) || !renumber(&r, instr, n))
        return EMPTY;
    Handler *handler = memory[1] = calloc(handlers + 1, sizeof *handler);
    Location *location = memory[2] = calloc(n + 1, sizeof *location);
    Value *names = memory[3] = calloc(locals + 1, sizeof *names);
    uint8_t *kinds = memory[4] = calloc(locals + 1, 1);
    if (!handler || !location || !names || !kinds)
        return raise_memory(t);
    for (uint32_t i = 0; i < handlers; i++) {
        const Instr *word = instr + n + i * HANDLER_WORDS;
        handler[i] = (Handler){(uint32_t)word[0].wide, (uint32_t)word[1].wide, (uint32_t)word[2].wide, word[0].a};
    }
    if (f->like && f->like->instr_count == n && f->keep_positions)
        memcpy(location, f->like->locations, n * sizeof *location);
    else
        read_lines(location, n, as_bytes(f->lnotab), (int)f->first_line);
    const Tuple *consts = as_tuple(f->consts);
    Ref doc = has_doc_slot((uint32_t)f->flags) && consts->len && is_exact(consts->item[0], &str_type) ? consts->item[0] : NONE;
    CodeSpec s = {
        .flags = (uint32_t)f->flags, .arg_count = (int32_t)f->arg_count, .positional_only_count = (int32_t)f->positional_only_count,
        .keyword_only_count = (int32_t)f->keyword_only_count, .local_count = locals,
        .register_count = locals + (uint32_t)f->stack_size, .instr_count = n, .const_count = (uint32_t)consts->len,
        .cache_count = (uint32_t)m->caches.len, .handler_count = handlers, .free_count = (uint32_t)as_tuple(f->freevars)->len,
        .instr = instr, .consts = consts->item, .cache_names = m->caches.item, .handlers = handler, .locations = location,
        .local_names = names, .local_kinds = kinds, .free_names = as_tuple(f->freevars)->item, .name = f->name,
        .qualname = f->qualname, .filename = f->filename, .doc = doc, .first_line = (int32_t)f->first_line,
        .self_attrs = f->like ? f->like->self_attrs : 0,
    };
    const char *problem = NULL;
    uint32_t at;
    if (!place_locals(m, &s, names, kinds))
        return EMPTY;
    if (code_verify(t, &s, false, &problem, &at))
        return code_new(t, &s);
    return problem ? raise_value(t, "code: invalid at instruction %u: %s", at, problem) : EMPTY;
}

static bool in_range(Thread *t, const CodeFields *f)
{
    const int64_t numbers[] = {f->arg_count, f->positional_only_count, f->keyword_only_count, f->local_count, f->stack_size, f->flags};
    for (int i = 0; i < COUNT_OF(numbers); i++)
        if (numbers[i] < 0 || numbers[i] > (i == 5 ? INT32_MAX : INT16_MAX))
            return raise_value(t, "code: number out of range"), false;
    if (f->first_line < INT32_MIN || f->first_line > INT32_MAX)
        return raise_value(t, "code: firstlineno out of range"), false;
    if (as_bytes(f->code)->len % (ssize)sizeof(Instr) || as_bytes(f->code)->len / (ssize)sizeof(Instr) > INT32_MAX / 2)
        return raise_value(t, "code: co_code is no sequence of instructions"), false;
    return true;
}

Value code_from_fields(Thread *t, const CodeFields *fields)
{
    CodeFields f = *fields;
    OWN Value names = intern_names(t, f.names, "names"), varnames = is_empty(names) ? EMPTY : intern_names(t, f.varnames, "varnames");
    OWN Value freevars = is_empty(varnames) ? EMPTY : intern_names(t, f.freevars, "freevars");
    OWN Value cellvars = is_empty(freevars) ? EMPTY : intern_names(t, f.cellvars, "cellvars");
    OWN Value shared = is_empty(cellvars) ? EMPTY : dict_new(t);
    if (is_empty(shared))
        return EMPTY;
    if (f.local_count != as_tuple(varnames)->len)
        return raise_value(t, "code: nlocals is not the number of varnames");
    if (!in_range(t, &f))
        return EMPTY;
    if (as_tuple(freevars)->len || as_tuple(cellvars)->len)
        f.flags &= ~CODE_NOFREE;
    f.names = names;
    f.varnames = varnames;
    f.freevars = freevars;
    f.cellvars = cellvars;
    Made m = {.t = t, .f = &f, .shared = as_dict(shared)};
    ssize size = as_bytes(f.code)->len;
    void *memory[5] = {malloc((size_t)size + 1)};
    Value result = EMPTY;
    if (memory[0]) {
        memcpy(memory[0], as_bytes(f.code)->data, (size_t)size);
        result = make_code(&m, memory[0], (uint32_t)(size / (ssize)sizeof(Instr)), memory);
    } else {
        raise_memory(t);
    }
    for (int i = 0; i < COUNT_OF(memory); i++)
        free(memory[i]);
    portable_names_free(&m.caches);
    return result;
}
