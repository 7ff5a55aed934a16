/* unpickler.c: Unpickler: runs the program that a pickle is (see pickletools).
 *
 * The machine has a stack of values, a stack of marks (positions in the first), and a memo. Input is a span of bytes: the whole
 * pickle for loads(), else what was read of the file last; a file with peek() is read ahead, and told afterwards how much was
 * used. A pickle can be anything: every pop is checked against the topmost mark, every length against what is there before
 * anything is allocated, and a memo number far beyond those in use goes to a dict. */
#include <stdio.h>

#include "base/floattext.h"
#include "object/attrs.h"
#include "object/bytes.h"
#include "object/codec.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/float.h"
#include "object/heap.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/set.h"
#include "object/state.h"
#include "object/str.h"
#include "object/tuple.h"
#include "modules/_pickle/internal.h"
#include "gen/modules/_pickle/unpickler.h"

enum { READ_STEP = 1 << 20 /* of one read of a long item: so much is allocated on trust */, PREFETCH = 8192 };

typedef struct Unpickler {
    Object head;
    Value read, readline, peek; /* the file's methods; peek EMPTY: it has none. read EMPTY: loads() */
    Value persistent_load;      /* as set; EMPTY for none */
    Value found_persistent;     /* as it holds for this load */
    Value buffers;              /* iterator, or EMPTY */
    Value encoding, errors;     /* str */
    Value *stack; ssize top, capacity;
    ssize *mark; ssize mark_count, mark_capacity;
    ssize fence;                /* the topmost mark, 0 without: nothing below it is popped */
    Value *memo; ssize memo_size, memo_used;    /* by number; EMPTY: unset */
    Value far_memo;             /* dict of the numbers beyond, or EMPTY */
    Value chunk;                /* bytes that the input lies in, for files */
    const uint8_t *input; ssize at, end;
    bool peeked;                /* the file has not been told that chunk was read */
    int protocol;
    bool fix_imports, ready, running;
} Unpickler;
ALWAYS_INLINE Unpickler *as_unpickler(Ref v) { return (Unpickler *)object_of(v); }

#define raise_unpickling(t, ...) raise_format(t, &unpickling_error_type, __VA_ARGS__)

/* ---- input ---- */

static bool truncated(Thread *t) { return raise_unpickling(t, "pickle data was truncated"), false; }

/* Makes the bytes a method of the file gave the input. */
static bool set_chunk_take(Thread *t, Unpickler *u, Value chunk, const char *method)
{
    if (is_empty(chunk))
        return false;
    if (!is_bytes(chunk)) {
        raise_type(t, "%s() returned non-bytes object (%T)", method, chunk);
        release(chunk);
        return false;
    }
    replace_take(&u->chunk, chunk);
    u->input = as_bytes(chunk)->data;
    u->at = 0;
    u->end = as_bytes(chunk)->len;
    return true;
}

/* Tells the file how much of what it let us look at was used. */
static bool skip_used(Thread *t, Unpickler *u)
{
    if (!u->peeked)
        return true;
    u->peeked = false;
    ssize used = u->at;
    u->at = u->end = 0;
    if (!used)
        return true;
    OWN Value skipped = call1(t, u->read, fixnum(used));
    return !is_empty(skipped);
}

/* A long item, read in steps so that memory grows with what really comes. */
static bool read_long(Thread *t, Unpickler *u, ssize n)
{
    OWN Value all = bytes_new(t, 0);
    for (ssize step_size = READ_STEP; !is_empty(all) && as_bytes(all)->len < n; step_size = MIN(step_size * 2, (ssize)1 << 30)) {
        OWN Value part = call1(t, u->read, fixnum(MIN(step_size, n - as_bytes(all)->len)));
        if (is_empty(part))
            return false;
        if (!is_bytes(part))
            return raise_type(t, "read() returned non-bytes object (%T)", part), false;
        if (as_bytes(part)->len == 0)
            return truncated(t);
        replace_take(&all, bytes_concat(t, all, part));
    }
    return set_chunk_take(t, u, take(&all), "read");
}

static NOINLINE bool refill(Thread *t, Unpickler *u, ssize n)
{
    if (is_empty(u->read))
        return truncated(t);
    if (u->at < u->end && !u->peeked)
        return raise_unpickling(t, "pickle exhausted before end of frame"), false;
    if (!skip_used(t, u))
        return false;
    if (!is_empty(u->peek) && n <= PREFETCH) {
        OWN Value ahead = call1(t, u->peek, fixnum(PREFETCH));
        if (is_empty(ahead)) {
            if (!raised_catch(t, &exc_NotImplementedError))
                return false;
            replace_take(&u->peek, EMPTY);
        } else if (!set_chunk_take(t, u, take(&ahead), "peek"))
            return false;
        else if (u->end >= n)
            return u->peeked = true;
        u->at = u->end = 0;
    }
    if (n > READ_STEP)
        return read_long(t, u, n);
    if (!set_chunk_take(t, u, call1(t, u->read, fixnum(n)), "read"))
        return false;
    return u->end >= n || truncated(t);
}

/* The next n bytes, until the next call; NULL with an exception. */
ALWAYS_INLINE const uint8_t *need(Thread *t, Unpickler *u, ssize n)
{
    if (unlikely(u->end - u->at < n) && !refill(t, u, n))
        return NULL;
    const uint8_t *p = u->input + u->at;
    u->at += n;
    return p;
}

/* The next line without its newline. */
static const uint8_t *need_line(Thread *t, Unpickler *u, ssize *n)
{
    const uint8_t *start = u->input + u->at, *newline = u->end > u->at ? memchr(start, '\n', (size_t)(u->end - u->at)) : NULL;
    if (!newline && !is_empty(u->read)) {
        if (u->at < u->end && !u->peeked)
            return raise_unpickling(t, "pickle exhausted before end of frame"), NULL;
        if (!skip_used(t, u) || !set_chunk_take(t, u, call0(t, u->readline), "readline"))
            return NULL;
        start = u->input;
        newline = u->end ? memchr(start, '\n', (size_t)u->end) : NULL;
    }
    if (!newline)
        return truncated(t), NULL;
    *n = newline - start;
    u->at += *n + 1;
    return start;
}

ALWAYS_INLINE uint64_t load_le(const uint8_t *p, int n)        /* n is a constant: one load */
{
    uint64_t value = 0;
    memcpy(&value, p, (size_t)n);
    return value;
}
ALWAYS_INLINE bool need_number(Thread *t, Unpickler *u, int size, uint64_t *value)
{
    const uint8_t *p = need(t, u, size);
    if (p)
        *value = load_le(p, size);
    return p;
}
/* A length of `size` bytes and as many bytes. */
ALWAYS_INLINE const uint8_t *need_counted(Thread *t, Unpickler *u, int size, ssize *n, const char *what)
{
    uint64_t count;
    if (!need_number(t, u, size, &count))
        return NULL;
    if (count > (uint64_t)SSIZE_MAX_)
        return raise_unpickling(t, "%s exceeds system's maximum size of %zd bytes", what, SSIZE_MAX_), NULL;
    *n = (ssize)count;
    return need(t, u, *n);
}
static const uint8_t *need_signed(Thread *t, Unpickler *u, ssize *n, const char *what)
{
    uint64_t count;
    if (!need_number(t, u, 4, &count))
        return NULL;
    if ((int32_t)count < 0)
        return raise_unpickling(t, "%s pickle has negative byte count", what), NULL;
    *n = (ssize)count;
    return need(t, u, *n);
}

/* ---- stack ---- */

static NOINLINE bool stack_grow(Thread *t, Unpickler *u)
{
    ssize capacity = u->capacity ? u->capacity * 2 : 64;
    Value *stack = mem_realloc(t, u->stack, (size_t)capacity * sizeof *stack);
    if (!stack)
        return false;
    u->stack = stack;
    u->capacity = capacity;
    return true;
}
ALWAYS_INLINE bool push_take(Thread *t, Unpickler *u, Value v)
{
    if (unlikely(is_empty(v)))
        return false;
    if (unlikely(u->top == u->capacity) && !stack_grow(t, u))
        return release(v), false;
    u->stack[u->top++] = v;
    return true;
}

static bool underflow(Thread *t, Unpickler *u)
{
    raise_unpickling(t, u->mark_count ? "unexpected MARK found" : "unpickling stack underflow");
    return false;
}
ALWAYS_INLINE bool has(Thread *t, Unpickler *u, ssize n) { return likely(u->top - u->fence >= n) || underflow(t, u); }
/* Only after has(). */
ALWAYS_INLINE Value pop(Unpickler *u) { return u->stack[--u->top]; }
ALWAYS_INLINE Ref peek_top(Unpickler *u) { return u->stack[u->top - 1]; }

static bool push_mark(Thread *t, Unpickler *u)
{
    if (u->mark_count == u->mark_capacity) {
        ssize capacity = u->mark_capacity ? u->mark_capacity * 2 : 32;
        ssize *mark = mem_realloc(t, u->mark, (size_t)capacity * sizeof *mark);
        if (!mark)
            return false;
        u->mark = mark;
        u->mark_capacity = capacity;
    }
    u->mark[u->mark_count++] = u->fence = u->top;
    return true;
}
/* Where the items above the topmost mark begin; the mark is gone. */
static bool pop_mark(Thread *t, Unpickler *u, ssize *start)
{
    if (!u->mark_count)
        return raise_unpickling(t, "could not find MARK"), false;
    *start = u->mark[--u->mark_count];
    u->fence = u->mark_count ? u->mark[u->mark_count - 1] : 0;
    return true;
}
static void drop_to(Unpickler *u, ssize start)
{
    while (u->top > start)
        release(u->stack[--u->top]);
}
/* The items above the topmost mark, as a new tuple or list. */
static Value pop_items(Thread *t, Unpickler *u, bool list)
{
    ssize start;
    if (!pop_mark(t, u, &start))
        return EMPTY;
    ssize n = u->top - start;
    u->top = start;
    return list ? list_from_array_take(t, u->stack + start, n) : tuple_from_array_take(t, u->stack + start, n);
}

/* ---- memo ---- */

static NOINLINE bool memo_put_slow(Thread *t, Unpickler *u, uint64_t number, Ref v)
{
    if (number >= (uint64_t)u->memo_size) {
        if (number > (uint64_t)u->memo_used * 4 + 1024) {
            if (is_empty(u->far_memo) && is_empty(u->far_memo = dict_new(t)))
                return false;
            OWN Value key = int_from_uint64(t, number);
            return !is_empty(key) && dict_set(t, as_dict(u->far_memo), key, v);
        }
        ssize size = MAX((ssize)number + 1, MAX(u->memo_size * 2, (ssize)32));
        Value *memo = mem_realloc(t, u->memo, (size_t)size * sizeof *memo);
        if (!memo)
            return false;
        memset(memo + u->memo_size, 0, (size_t)(size - u->memo_size) * sizeof *memo);
        u->memo = memo;
        u->memo_size = size;
    }
    u->memo_used += is_empty(u->memo[number]);
    replace_take(&u->memo[number], retain(v));
    return true;
}

ALWAYS_INLINE bool memo_put(Thread *t, Unpickler *u, uint64_t number, Ref v)
{
    if (unlikely(number >= (uint64_t)u->memo_size || !is_empty(u->memo[number])))
        return memo_put_slow(t, u, number, v);
    u->memo_used++;
    u->memo[number] = retain(v);
    return true;
}

static bool load_get(Thread *t, Unpickler *u, uint64_t number)
{
    Ref v = EMPTY;
    if (number < (uint64_t)u->memo_size)
        v = u->memo[number];
    if (is_empty(v) && !is_empty(u->far_memo)) {
        OWN Value key = int_from_uint64(t, number);
        if (is_empty(key) || dict_find(t, as_dict(u->far_memo), key, &v) == ERROR)
            return false;
    }
    if (is_empty(v))
        return raise_key(t, fixnum((int64_t)(number & INT64_MAX >> 1))), false;
    return push_take(t, u, retain(v));
}

static void memo_clear(Unpickler *u)
{
    Value *memo = u->memo;
    ssize n = u->memo_size;
    u->memo = NULL;
    u->memo_size = u->memo_used = 0;
    for (ssize i = 0; i < n; i++)
        release(memo[i]);
    mem_free(memo);
    replace_take(&u->far_memo, EMPTY);
}

/* A memo number in a line of text. */
static bool need_memo_number(Thread *t, Unpickler *u, uint64_t *number, const char *negative)
{
    ssize n;
    const uint8_t *line = need_line(t, u, &n);
    OWN Value v = line ? int_from_text(t, (const char *)line, n, 10) : EMPTY;
    if (is_empty(v))
        return false;
    if (int_sign(v) < 0 || !int_as_uint64(v, number))
        return raise_value(t, "%s", negative), false;
    return true;
}

/* ---- names ---- */

static Value find_class(Thread *t, Unpickler *u, Ref module_name, Ref name)
{
    PickleState *s = pickle_state(t);
    OWN Value m = retain(module_name), n = retain(name);
    if (!s || (u->protocol < 3 && u->fix_imports && !pickle_map_name(t, s->name_mapping, s->import_mapping, &m, &n)))
        return EMPTY;
    OWN Value module = pickle_module(t, m);
    if (is_empty(module))
        return EMPTY;
    return u->protocol >= 4 ? pickle_getattribute(t, module, n, NULL) : get_attr(t, module, n);
}
static Value call_find_class(Thread *t, Unpickler *u, Ref module, Ref name)
{
    if (u->head.type == &unpickler_type)
        return find_class(t, u, module, name);
    return call_method2(t, value_of(u), NAME(find_class), module, name);
}

static Value need_name(Thread *t, Unpickler *u)
{
    ssize n;
    const uint8_t *line = need_line(t, u, &n);
    return line ? str_from_utf8(t, (const char *)line, n) : EMPTY;
}

static Value need_global(Thread *t, Unpickler *u)
{
    OWN Value module = need_name(t, u), name = is_empty(module) ? EMPTY : need_name(t, u);
    return is_empty(name) ? EMPTY : call_find_class(t, u, module, name);
}

static bool load_stack_global(Thread *t, Unpickler *u)
{
    if (!has(t, u, 2))
        return false;
    OWN Value name = pop(u), module = pop(u);
    if (!is_exact(name, &str_type) || !is_exact(module, &str_type))
        return raise_unpickling(t, "STACK_GLOBAL requires str"), false;
    return push_take(t, u, call_find_class(t, u, module, name));
}

static bool load_extension(Thread *t, Unpickler *u, int size)
{
    PickleState *s = pickle_state(t);
    uint64_t number;
    Ref lent = EMPTY;
    if (!s || !need_number(t, u, size, &number))
        return false;
    if (number == 0 || number > INT32_MAX)
        return raise_unpickling(t, "EXT specifies code <= 0"), false;
    Lookup found = dict_find(t, as_dict(s->extension_cache), fixnum((int64_t)number), &lent);
    if (found != MISSING)
        return found == FOUND && push_take(t, u, retain(lent));
    found = dict_find(t, as_dict(s->inverted_registry), fixnum((int64_t)number), &lent);
    if (found == MISSING)
        raise_value(t, "unregistered extension code %ld", (long)number);
    if (found != FOUND)
        return false;
    OWN Value key = retain(lent);
    if (!is_tuple(key) || as_tuple(key)->len != 2 || !is_str(as_tuple(key)->item[0]) || !is_str(as_tuple(key)->item[1]))
        return raise_value(t, "_inverted_registry[%ld] isn't a 2-tuple of strings", (long)number), false;
    OWN Value object = call_find_class(t, u, as_tuple(key)->item[0], as_tuple(key)->item[1]);
    return !is_empty(object) && dict_set(t, as_dict(s->extension_cache), fixnum((int64_t)number), object) && push_take(t, u, take(&object));
}

static bool load_persistent_take(Thread *t, Unpickler *u, Value id)
{
    OWN Value held = id;
    if (is_empty(id))
        return false;
    if (is_empty(u->found_persistent))
        return raise_unpickling(t, "A load persistent id instruction was encountered, but no persistent_load function was specified."), false;
    return push_take(t, u, call1(t, u->found_persistent, held));
}
static bool load_persid(Thread *t, Unpickler *u)
{
    ssize n;
    const uint8_t *line = need_line(t, u, &n);
    for (ssize i = 0; line && i < n; i++)
        if (line[i] >= 128)
            return raise_unpickling(t, "persistent IDs in protocol 0 must be ASCII strings"), false;
    return line && load_persistent_take(t, u, str_from_ascii(t, (const char *)line, n));
}

/* ---- numbers and strings ---- */

static Value text_int(Thread *t, const uint8_t *p, ssize n)
{
    for (ssize i = 0; i < n; i++)
        if (p[i] >= 128 || p[i] == '_')
            return raise_value(t, "could not convert string to int");
    return int_from_text(t, (const char *)p, n, 0);
}

static bool load_int(Thread *t, Unpickler *u)
{
    ssize n;
    const uint8_t *line = need_line(t, u, &n);
    if (!line)
        return false;
    if (n == 2 && line[0] == '0' && (line[1] == '0' || line[1] == '1'))
        return push_take(t, u, bool_value(line[1] == '1'));
    return push_take(t, u, text_int(t, line, n));
}
static bool load_long(Thread *t, Unpickler *u)
{
    ssize n;
    const uint8_t *line = need_line(t, u, &n);
    return line && push_take(t, u, text_int(t, line, n && line[n - 1] == 'L' ? n - 1 : n));
}
static bool load_float(Thread *t, Unpickler *u)
{
    ssize n;
    const uint8_t *line = need_line(t, u, &n);
    OWN Value text = line ? bytes_from(t, line, n) : EMPTY;
    return !is_empty(text) && push_take(t, u, float_from_text(t, text));
}
static bool load_binfloat(Thread *t, Unpickler *u)
{
    const uint8_t *p = need(t, u, 8);
    if (!p)
        return false;
    uint64_t bits = __builtin_bswap64(load_le(p, 8));
    double d;
    memcpy(&d, &bits, sizeof d);
    return push_take(t, u, float_from(t, d));
}

/* What Python 2 called a string: bytes if the caller wants them. */
static bool push_string(Thread *t, Unpickler *u, const uint8_t *p, ssize n)
{
    if (!p)
        return false;
    if (str_is(u->encoding, "bytes"))
        return push_take(t, u, bytes_from(t, p, n));
    const char *encoding = str_utf8(t, u->encoding, NULL), *errors = encoding ? str_utf8(t, u->errors, NULL) : NULL;
    if (!errors)
        return false;
    OWN Value held = bytes_from(t, p, n);           /* the decoder may be Python code */
    return !is_empty(held) && push_take(t, u, str_decode(t, as_bytes(held)->data, n, encoding, errors));
}
static bool load_string(Thread *t, Unpickler *u)
{
    ssize n;
    const uint8_t *line = need_line(t, u, &n);
    if (!line)
        return false;
    if (n < 2 || line[0] != line[n - 1] || (line[0] != '"' && line[0] != '\''))
        return raise_unpickling(t, "the STRING opcode argument must be quoted"), false;
    OWN Value inner = bytes_from(t, line + 1, n - 2), decode = EMPTY, pair = EMPTY;
    if (is_empty(inner) || is_empty(decode = import_attribute(t, "_codecs", "escape_decode")) || is_empty(pair = call1(t, decode, inner)))
        return false;
    if (!is_tuple(pair) || as_tuple(pair)->len != 2 || !is_bytes(as_tuple(pair)->item[0]))
        return raise_unpickling(t, "the STRING opcode argument cannot be decoded"), false;
    const Bytes *b = as_bytes(as_tuple(pair)->item[0]);
    return push_string(t, u, b->data, b->len);
}

/* A short text that is ASCII, mostly: eight bytes at a time, the last eight perhaps overlapping. */
ALWAYS_INLINE bool is_short_ascii(const uint8_t *p, ssize n)
{
    uint64_t word, all = 0;
    if (n > 64 || n < 8)
        return false;
    for (ssize i = 0; i + 8 <= n; i += 8) {
        memcpy(&word, p + i, 8);
        all |= word;
    }
    memcpy(&word, p + n - 8, 8);
    return !((all | word) & 0x8080808080808080u);
}
static bool push_text(Thread *t, Unpickler *u, const uint8_t *p, ssize n)
{
    if (unlikely(!p))
        return false;
    return push_take(t, u, is_short_ascii(p, n) ? str_from_ascii(t, (const char *)p, n) : utf8_decode(t, p, n, "surrogatepass", NULL));
}
static bool load_unicode(Thread *t, Unpickler *u)
{
    ssize n;
    const uint8_t *line = need_line(t, u, &n);
    return line && push_take(t, u, str_decode(t, line, n, "raw-unicode-escape", "strict"));
}

/* ---- containers ---- */

static bool load_small_tuple(Thread *t, Unpickler *u, ssize n)
{
    if (!has(t, u, n))
        return false;
    u->top -= n;
    return push_take(t, u, tuple_from_array_take(t, u->stack + u->top, n));
}

static bool load_dict(Thread *t, Unpickler *u)
{
    OWN Value items = pop_items(t, u, true), dict = is_empty(items) ? EMPTY : dict_new(t);
    if (is_empty(dict))
        return false;
    if (as_list(items)->len & 1)
        return raise_unpickling(t, "odd number of items for DICT"), false;
    for (ssize i = 0; i < as_list(items)->len; i += 2)
        if (!dict_set(t, as_dict(dict), as_list(items)->item[i], as_list(items)->item[i + 1]))
            return false;
    return push_take(t, u, take(&dict));
}

static bool load_frozenset(Thread *t, Unpickler *u)
{
    OWN Value items = pop_items(t, u, true);
    return !is_empty(items) && push_take(t, u, frozenset_from(t, items));
}

/* Appends the items above `start` to what is below them. */
static bool append_from(Thread *t, Unpickler *u, ssize start)
{
    if (start - u->fence < 1)
        return underflow(t, u);
    Ref target = u->stack[start - 1];
    ssize n = u->top - start;
    if (is_exact(target, &list_type)) {
        List *l = as_list(target);
        if (!list_reserve(t, l, l->len + n))
            return false;
        if (n)
            memcpy(l->item + l->len, u->stack + start, (size_t)n * sizeof(Value));
        l->len += n;
        u->top = start;
        return true;
    }
    OWN Value method = EMPTY, items = EMPTY, held = retain(target);
    Lookup found = find_attr(t, held, NAME(extend), &method);
    if (found == ERROR)
        return false;
    u->top = start;
    if (is_empty(items = list_from_array_take(t, u->stack + start, n)))
        return false;
    if (found == FOUND) {
        OWN Value result = call1(t, method, items);
        return !is_empty(result);
    }
    if (is_empty(method = get_attr(t, held, NAME(append))))
        return false;
    for (ssize i = 0; i < as_list(items)->len; i++) {
        OWN Value result = call1(t, method, as_list(items)->item[i]);
        if (is_empty(result))
            return false;
    }
    return true;
}

static bool set_from(Thread *t, Unpickler *u, ssize start)
{
    if (start - u->fence < 1)
        return underflow(t, u);
    if ((u->top - start) & 1)
        return raise_unpickling(t, "odd number of items for SETITEMS"), false;
    OWN Value target = retain(u->stack[start - 1]);
    bool dict = is_exact(target, &dict_type);
    /* setting may run __hash__ and __eq__, but nothing that reaches this stack: load() does not nest */
    for (ssize i = start; i < u->top; i += 2)
        if (!(dict ? dict_set(t, as_dict(target), u->stack[i], u->stack[i + 1]) : set_item(t, target, u->stack[i], u->stack[i + 1])))
            return false;
    drop_to(u, start);
    return true;
}

static bool load_additems(Thread *t, Unpickler *u)
{
    OWN Value items = pop_items(t, u, true), method = EMPTY;
    if (is_empty(items) || !has(t, u, 1))
        return false;
    OWN Value target = retain(peek_top(u));
    bool set = is_exact(target, &set_type);
    if (!set && is_empty(method = get_attr(t, target, NAME(add))))
        return false;
    for (ssize i = 0; i < as_list(items)->len; i++) {
        if (set) {
            if (!set_add(t, as_set(target), as_list(items)->item[i]))
                return false;
            continue;
        }
        OWN Value result = call1(t, method, as_list(items)->item[i]);
        if (is_empty(result))
            return false;
    }
    return true;
}

/* ---- objects ---- */

/* An instance by INST and OBJ of old. */
static Value instantiate(Thread *t, Ref cls, Ref args)
{
    OWN Value getinitargs = EMPTY;
    if (is_type(cls) && as_tuple(args)->len == 0) {
        Lookup found = find_attr(t, cls, NAME(__getinitargs__), &getinitargs);
        if (found == ERROR)
            return EMPTY;
        if (found == MISSING)
            return call_method1(t, cls, NAME(__new__), cls);
    }
    return call_tuple(t, cls, args, EMPTY);
}

static bool load_inst(Thread *t, Unpickler *u)
{
    OWN Value cls = need_global(t, u), args = is_empty(cls) ? EMPTY : pop_items(t, u, false);
    return !is_empty(args) && push_take(t, u, instantiate(t, cls, args));
}
static bool load_obj(Thread *t, Unpickler *u)
{
    OWN Value all = pop_items(t, u, false);
    if (is_empty(all))
        return false;
    if (as_tuple(all)->len < 1)
        return raise_unpickling(t, "unpickling stack underflow"), false;
    OWN Value args = tuple_slice(t, all, 1, as_tuple(all)->len);
    return !is_empty(args) && push_take(t, u, instantiate(t, as_tuple(all)->item[0], args));
}

static bool load_newobj(Thread *t, Unpickler *u, bool ex)
{
    const char *name = ex ? "NEWOBJ_EX" : "NEWOBJ";
    if (!has(t, u, ex ? 3 : 2))
        return false;
    OWN Value kwargs = ex ? pop(u) : EMPTY, args = pop(u), cls = pop(u);
    if (!is_type(cls))
        return raise_unpickling(t, "%s class argument must be a type, not %T", name, cls), false;
    if (!is_tuple(args))
        return raise_unpickling(t, "%s args argument must be a tuple, not %T", name, args), false;
    if (ex && !is_dict(kwargs))
        return raise_unpickling(t, "%s kwargs argument must be a dict, not %T", name, kwargs), false;
    if (ex) {
        OWN Value lead = tuple_pack(t, 1, cls), all = EMPTY, new_ = EMPTY;
        if (is_empty(lead) || is_empty(all = tuple_concat(t, lead, args)) || is_empty(new_ = get_attr(t, cls, NAME(__new__))))
            return false;
        return push_take(t, u, call_tuple(t, new_, all, kwargs));
    }
    if (!as_type(cls)->new_)
        return raise_unpickling(t, "NEWOBJ class argument '%N' doesn't have __new__", as_type(cls)), false;
    OWN Value new_ = get_attr(t, cls, NAME(__new__));
    return !is_empty(new_) && push_take(t, u, call_with_first(t, new_, cls, as_tuple(args)->item, as_tuple(args)->len, EMPTY));
}

static bool load_reduce(Thread *t, Unpickler *u)
{
    if (!has(t, u, 2))
        return false;
    OWN Value args = pop(u), function = pop(u);
    if (!is_tuple(args))
        return raise_type(t, "argument list must be a tuple, not %T", args), false;
    return push_take(t, u, call(t, function, as_tuple(args)->item, as_tuple(args)->len, EMPTY));
}

static bool set_dict_state(Thread *t, Ref object, Ref state)
{
    if (!is_dict(state))
        return raise_unpickling(t, "state is not a dictionary"), false;
    bool plain = attrs_of(object);
    OWN Value dict = plain ? EMPTY : get_attr(t, object, NAME(__dict__));
    if (!plain && is_empty(dict))
        return false;
    OWN Value held = retain(state);
    ssize position = 0;
    Ref lent_key, lent_value;
    while (dict_next(as_dict(held), &position, &lent_key, &lent_value)) {
        OWN Value key = retain(lent_key), value = retain(lent_value);
        if (is_exact(key, &str_type) && is_empty(key = intern_take(t, key)))
            return false;
        bool ok = plain && is_exact(key, &str_type) ? attr_set(t, object, key, value) : true;
        if (plain && !is_exact(key, &str_type)) {   /* a real dict from now on */
            if (is_empty(dict = attrs_dict(t, object)))
                return false;
            plain = false;
        }
        if (!ok || (!plain && !set_item(t, dict, key, value)))
            return false;
    }
    return true;
}

static bool load_build(Thread *t, Unpickler *u)
{
    if (!has(t, u, 2))
        return false;
    OWN Value state = pop(u), object = retain(peek_top(u)), setstate = EMPTY, slots = EMPTY;
    Lookup found = find_attr(t, object, NAME(__setstate__), &setstate);
    if (found != MISSING) {
        OWN Value result = found == FOUND ? call1(t, setstate, state) : EMPTY;
        return !is_empty(result);
    }
    if (is_tuple(state) && as_tuple(state)->len == 2) {
        slots = retain(as_tuple(state)->item[1]);
        replace_take(&state, retain(as_tuple(state)->item[0]));
    }
    if (!is_none(state) && !set_dict_state(t, object, state))
        return false;
    if (is_empty(slots) || is_none(slots))
        return true;
    if (!is_dict(slots))
        return raise_unpickling(t, "slot state is not a dictionary"), false;
    ssize position = 0;
    Ref lent_key, lent_value;
    while (dict_next(as_dict(slots), &position, &lent_key, &lent_value)) {
        OWN Value key = retain(lent_key), value = retain(lent_value);
        if (!is_str(key))
            return raise_type(t, "attribute name must be string, not '%T'", key), false;
        if (!set_attr(t, object, key, value))
            return false;
    }
    return true;
}

/* ---- buffers ---- */

static bool load_next_buffer(Thread *t, Unpickler *u)
{
    Value buffer;
    if (is_empty(u->buffers))
        return raise_unpickling(t, "pickle stream refers to out-of-band data but no *buffers* argument was given"), false;
    Lookup got = step(t, u->buffers, &buffer);
    if (got == MISSING)
        raise_unpickling(t, "not enough out-of-band buffers");
    return got == FOUND && push_take(t, u, buffer);
}
static bool load_readonly_buffer(Thread *t, Unpickler *u)
{
    if (!has(t, u, 1))
        return false;
    OWN Value view = memoryview_from(t, peek_top(u)), readonly = is_empty(view) ? EMPTY : get_attr_text(t, view, "readonly");
    if (is_empty(readonly))
        return false;
    if (same(readonly, TRUE_VALUE))
        return true;
    OWN Value method = get_attr_text(t, view, "toreadonly"), locked = is_empty(method) ? EMPTY : call0(t, method);
    if (is_empty(locked))
        return false;
    replace_take(&u->stack[u->top - 1], take(&locked));
    return true;
}

/* ---- the machine ---- */

static bool load_protocol(Thread *t, Unpickler *u)
{
    const uint8_t *p = need(t, u, 1);
    if (!p)
        return false;
    if (*p > HIGHEST_PROTOCOL)
        return raise_value(t, "unsupported pickle protocol: %d", *p), false;
    u->protocol = *p;
    return true;
}
static bool load_frame(Thread *t, Unpickler *u)
{
    uint64_t n;
    if (!need_number(t, u, 8, &n))
        return false;
    if (n > (uint64_t)SSIZE_MAX_)
        return raise_value(t, "frame size > sys.maxsize: %lu", (unsigned long)n), false;
    if (!need(t, u, (ssize)n))
        return false;
    u->at -= (ssize)n;                  /* all there: what follows reads it */
    return true;
}
static bool load_pop(Thread *t, Unpickler *u)
{
    ssize start;
    if (u->mark_count && u->top == u->fence)
        return pop_mark(t, u, &start);
    if (!has(t, u, 1))
        return false;
    release(pop(u));
    return true;
}
static bool load_pop_mark(Thread *t, Unpickler *u)
{
    ssize start;
    if (!pop_mark(t, u, &start))
        return false;
    drop_to(u, start);
    return true;
}
static bool memo_top(Thread *t, Unpickler *u, uint64_t number) { return has(t, u, 1) && memo_put(t, u, number, peek_top(u)); }

static bool bad_opcode(Thread *t, uint8_t opcode)
{
    if (opcode >= ' ' && opcode < 127 && opcode != '\'' && opcode != '\\')
        return raise_unpickling(t, "invalid load key, '%c'.", opcode), false;
    char text[8];
    snprintf(text, sizeof text, "\\x%02x", opcode);
    return raise_unpickling(t, "invalid load key, '%s'.", text), false;
}

/* One instruction but STOP. */
static bool run(Thread *t, Unpickler *u, uint8_t opcode)
{
    uint64_t i;
    ssize n = 0, start;
    const uint8_t *p;
    switch (opcode) {
    case OP_NONE:             return push_take(t, u, NONE);
    case OP_NEWTRUE:          return push_take(t, u, TRUE_VALUE);
    case OP_NEWFALSE:         return push_take(t, u, FALSE_VALUE);
    case OP_BININT1:          return need_number(t, u, 1, &i) && push_take(t, u, fixnum((int64_t)i));
    case OP_BININT2:          return need_number(t, u, 2, &i) && push_take(t, u, fixnum((int64_t)i));
    case OP_BININT:           return need_number(t, u, 4, &i) && push_take(t, u, fixnum((int32_t)i));
    case OP_INT:              return load_int(t, u);
    case OP_LONG:             return load_long(t, u);
    case OP_LONG1:            return (p = need_counted(t, u, 1, &n, "LONG1")) && push_take(t, u, int_from_bytes(t, p, n, true, true));
    case OP_LONG4:            return (p = need_signed(t, u, &n, "LONG")) && push_take(t, u, int_from_bytes(t, p, n, true, true));
    case OP_FLOAT:            return load_float(t, u);
    case OP_BINFLOAT:         return load_binfloat(t, u);

    case OP_SHORT_BINBYTES:   return (p = need_counted(t, u, 1, &n, "")) && push_take(t, u, bytes_from(t, p, n));
    case OP_BINBYTES:         return (p = need_counted(t, u, 4, &n, "")) && push_take(t, u, bytes_from(t, p, n));
    case OP_BINBYTES8:        return (p = need_counted(t, u, 8, &n, "BINBYTES8")) && push_take(t, u, bytes_from(t, p, n));
    case OP_BYTEARRAY8:       return (p = need_counted(t, u, 8, &n, "BYTEARRAY8")) && push_take(t, u, bytearray_from(t, p, n));
    case OP_STRING:           return load_string(t, u);
    case OP_SHORT_BINSTRING:  return (p = need_counted(t, u, 1, &n, "")) && push_string(t, u, p, n);
    case OP_BINSTRING:        return (p = need_signed(t, u, &n, "BINSTRING")) && push_string(t, u, p, n);
    case OP_UNICODE:          return load_unicode(t, u);
    case OP_SHORT_BINUNICODE: return (p = need_counted(t, u, 1, &n, "")) && push_text(t, u, p, n);
    case OP_BINUNICODE:       return (p = need_counted(t, u, 4, &n, "")) && push_text(t, u, p, n);
    case OP_BINUNICODE8:      return (p = need_counted(t, u, 8, &n, "BINUNICODE8")) && push_text(t, u, p, n);
    case OP_NEXT_BUFFER:      return load_next_buffer(t, u);
    case OP_READONLY_BUFFER:  return load_readonly_buffer(t, u);

    case OP_MARK:             return push_mark(t, u);
    case OP_POP:              return load_pop(t, u);
    case OP_POP_MARK:         return load_pop_mark(t, u);
    case OP_DUP:              return has(t, u, 1) && push_take(t, u, retain(peek_top(u)));

    case OP_EMPTY_TUPLE:      return push_take(t, u, tuple_new(t, 0));
    case OP_TUPLE1:           return load_small_tuple(t, u, 1);
    case OP_TUPLE2:           return load_small_tuple(t, u, 2);
    case OP_TUPLE3:           return load_small_tuple(t, u, 3);
    case OP_TUPLE:            return push_take(t, u, pop_items(t, u, false));
    case OP_EMPTY_LIST:       return push_take(t, u, list_new(t, 0));
    case OP_LIST:             return push_take(t, u, pop_items(t, u, true));
    case OP_EMPTY_DICT:       return push_take(t, u, dict_new(t));
    case OP_DICT:             return load_dict(t, u);
    case OP_EMPTY_SET:        return push_take(t, u, set_new(t));
    case OP_FROZENSET:        return load_frozenset(t, u);
    case OP_APPEND:           return has(t, u, 2) && append_from(t, u, u->top - 1);
    case OP_APPENDS:          return pop_mark(t, u, &start) && append_from(t, u, start);
    case OP_SETITEM:          return has(t, u, 3) && set_from(t, u, u->top - 2);
    case OP_SETITEMS:         return pop_mark(t, u, &start) && set_from(t, u, start);
    case OP_ADDITEMS:         return load_additems(t, u);

    case OP_GET:              return need_memo_number(t, u, &i, "negative GET argument") && load_get(t, u, i);
    case OP_BINGET:           return need_number(t, u, 1, &i) && load_get(t, u, i);
    case OP_LONG_BINGET:      return need_number(t, u, 4, &i) && load_get(t, u, i);
    case OP_PUT:              return need_memo_number(t, u, &i, "negative PUT argument") && memo_top(t, u, i);
    case OP_BINPUT:           return need_number(t, u, 1, &i) && memo_top(t, u, i);
    case OP_LONG_BINPUT:      return need_number(t, u, 4, &i) && memo_top(t, u, i);
    case OP_MEMOIZE:          return memo_top(t, u, (uint64_t)u->memo_used + (is_empty(u->far_memo) ? 0 : (uint64_t)dict_len(as_dict(u->far_memo))));

    case OP_GLOBAL:           return push_take(t, u, need_global(t, u));
    case OP_STACK_GLOBAL:     return load_stack_global(t, u);
    case OP_EXT1:             return load_extension(t, u, 1);
    case OP_EXT2:             return load_extension(t, u, 2);
    case OP_EXT4:             return load_extension(t, u, 4);
    case OP_PERSID:           return load_persid(t, u);
    case OP_BINPERSID:        return has(t, u, 1) && load_persistent_take(t, u, pop(u));
    case OP_INST:             return load_inst(t, u);
    case OP_OBJ:              return load_obj(t, u);
    case OP_NEWOBJ:           return load_newobj(t, u, false);
    case OP_NEWOBJ_EX:        return load_newobj(t, u, true);
    case OP_REDUCE:           return load_reduce(t, u);
    case OP_BUILD:            return load_build(t, u);

    case OP_PROTO:            return load_protocol(t, u);
    case OP_FRAME:            return load_frame(t, u);
    default:                  return bad_opcode(t, opcode);
    }
}

static Value run_all(Thread *t, Unpickler *u)
{
    for (;;) {
        const uint8_t *p = need(t, u, 1);
        if (!p)                         /* the pickle ends between instructions */
            return raised_catch(t, &unpickling_error_type) ? raise_format(t, &exc_EOFError, "Ran out of input") : EMPTY;
        if (*p == OP_STOP)
            return has(t, u, 1) ? pop(u) : EMPTY;
        if (!run(t, u, *p))
            return EMPTY;
    }
}

static Value load(Thread *t, Unpickler *u)
{
    if (u->running)
        return raise_runtime(t, "Unpickler.load() was called from within itself");
    u->running = true;
    u->protocol = 0;
    u->mark_count = u->fence = 0;
    drop_to(u, 0);
    Value result = run_all(t, u);
    u->running = false;
    drop_to(u, 0);
    OWN Value raised = is_raised(t) ? raised_take(t) : EMPTY;
    if (!skip_used(t, u) || !is_empty(raised)) {
        release(result);
        result = EMPTY;
        if (!is_empty(raised)) {
            if (is_raised(t))
                raised_clear(t);
            raise_again_take(t, take(&raised));
        }
    }
    return result;
}

/* ---- the type ---- */

static Unpickler *unpickler_alloc(Thread *t, Type *cls)
{
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return NULL;
    Unpickler *u = as_unpickler(v);
    memset((char *)u + sizeof(Object), 0, sizeof *u - sizeof(Object));
    return u;
}

static bool set_up(Thread *t, Unpickler *u, bool fix_imports, Ref encoding, Ref errors, Ref buffers)
{
    OWN Value iterator = is_none(buffers) ? EMPTY : iter(t, buffers);
    if (!is_none(buffers) && is_empty(iterator))
        return false;
    replace_take(&u->buffers, take(&iterator));
    replace_take(&u->encoding, retain(encoding));
    replace_take(&u->errors, retain(errors));
    u->fix_imports = fix_imports;
    memo_clear(u);
    u->ready = true;
    return true;
}

/** This takes a binary file for reading a pickle data stream. */
NEW(unpickler, "(cls, *args, **kwargs)")
{
    Unpickler *u = unpickler_alloc(t, cls);
    return u ? value_of(u) : EMPTY;
}

/** This takes a binary file for reading a pickle data stream. */
INIT(unpickler, "(self, file, *, fix_imports: bool=True, encoding: str='ASCII', errors: str='strict', buffers=None)")
{
    Unpickler *u = as_unpickler(self);
    OWN Value read = EMPTY, readline = EMPTY, peek = EMPTY;
    if (u->running)
        return raise_runtime(t, "Unpickler.__init__() was called from within load()"), false;
    if (find_attr(t, a->file, NAME(read), &read) == ERROR || find_attr(t, a->file, NAME(readline), &readline) == ERROR
        || find_attr(t, a->file, NAME(peek), &peek) == ERROR)
        return false;
    if (is_empty(read) || is_empty(readline))
        return raise_type(t, "file must have 'read' and 'readline' attributes"), false;
    if (!set_up(t, u, a->fix_imports, a->encoding, a->errors, a->buffers))
        return false;
    replace_take(&u->read, take(&read));
    replace_take(&u->readline, take(&readline));
    replace_take(&u->peek, take(&peek));
    u->at = u->end = 0;
    u->peeked = false;
    return true;
}

/** Load a pickle.
 *
 * Read a pickled object representation from the open file object given
 * in the constructor, and return the reconstituted object hierarchy
 * specified therein. */
METHOD0(unpickler, load)
{
    Unpickler *u = as_unpickler(self);
    OWN Value keep = retain(self);
    if (!u->ready)
        return raise_unpickling(t, "Unpickler.__init__() was not called by %T.__init__()", self);
    if (!u->running) {
        replace_take(&u->found_persistent, retain(u->persistent_load));
        if (u->head.type != &unpickler_type) {
            Value own = EMPTY;
            if (find_attr(t, self, NAME(persistent_load), &own) == ERROR)
                return EMPTY;
            replace_take(&u->found_persistent, own);
        }
    }
    return load(t, u);
}

/** Return an object from a specified module.
 *
 * If necessary, the module will be imported. Subclasses may override
 * this method (e.g. to restrict unpickling of arbitrary classes and
 * functions).
 *
 * This method is called whenever a class or a function object is
 * needed.  Both arguments passed are str objects. */
METHOD(unpickler, find_class, "(self, module_name: str, global_name: str, /)")
{
    return find_class(t, as_unpickler(self), a->module_name, a->global_name);
}

/* A dict {number: object}. */
GETTER(unpickler, memo)
{
    Unpickler *u = as_unpickler(self);
    OWN Value dict = is_empty(u->far_memo) ? dict_new(t) : dict_copy(t, as_dict(u->far_memo));
    for (ssize i = 0; !is_empty(dict) && i < u->memo_size; i++)
        if (!is_empty(u->memo[i]) && !dict_set(t, as_dict(dict), fixnum(i), u->memo[i]))
            return EMPTY;
    return take(&dict);
}
SETTER(unpickler, memo)
{
    Unpickler *u = as_unpickler(self);
    if (is_empty(value) || !is_dict(value))
        return raise_type(t, "'memo' attribute must be a dict"), false;
    memo_clear(u);
    ssize position = 0;
    Ref key, object;
    uint64_t number;
    while (dict_next(as_dict(value), &position, &key, &object)) {
        if (!is_int(key))
            return raise_type(t, "memo key must be integers"), false;
        if (int_sign(key) < 0 || !int_as_uint64(key, &number))
            return raise_value(t, "memo key must be positive integers."), false;
        if (!memo_put(t, u, number, object))
            return false;
    }
    return true;
}

GETTER(unpickler, persistent_load)
{
    Ref v = as_unpickler(self)->persistent_load;
    return is_empty(v) ? raise_attribute(t, self, NAME(persistent_load)) : retain(v);
}
SETTER(unpickler, persistent_load)
{
    if (is_empty(value) || !is_callable(value))
        return raise_type(t, "persistent_load must be a callable taking one argument"), false;
    replace_take(&as_unpickler(self)->persistent_load, retain(value));
    return true;
}

static void unpickler_clear(Object *o)
{
    Unpickler *u = (Unpickler *)o;
    u->ready = false;
    drop_to(u, 0);
    memo_clear(u);
    replace_take(&u->read, EMPTY);
    replace_take(&u->readline, EMPTY);
    replace_take(&u->peek, EMPTY);
    replace_take(&u->persistent_load, EMPTY);
    replace_take(&u->found_persistent, EMPTY);
    replace_take(&u->buffers, EMPTY);
}
static void unpickler_dealloc(Object *o)
{
    Unpickler *u = (Unpickler *)o;
    unpickler_clear(o);
    release(u->encoding);
    release(u->errors);
    release(u->chunk);
    mem_free(u->stack);
    mem_free(u->mark);
    object_free(o, object_size(o));
}
static void unpickler_traverse(Object *o, Visitor *visitor)
{
    Unpickler *u = (Unpickler *)o;
    visit(visitor, u->read);
    visit(visitor, u->readline);
    visit(visitor, u->peek);
    visit(visitor, u->persistent_load);
    visit(visitor, u->found_persistent);
    visit(visitor, u->buffers);
    visit(visitor, u->far_memo);
    for (ssize i = 0; i < u->top; i++)
        visit(visitor, u->stack[i]);
    for (ssize i = 0; i < u->memo_size; i++)
        visit(visitor, u->memo[i]);
}

Type unpickler_type = {
    TYPE_HEAD("_pickle.Unpickler", Unpickler), .flags = TYPE_GC | TYPE_BASE | TYPE_WEAKREFS,
    .doc = "This takes a binary file for reading a pickle data stream.",
    .dealloc = unpickler_dealloc, .traverse = unpickler_traverse, .clear = unpickler_clear,
    .new_ = unpickler_new_slot, .init = unpickler_init_slot, .init_signature = &unpickler_init_signature,
    .methods = unpickler_methods, .getset = unpickler_getset,
};

Value pickle_loads(Thread *t, Ref data, bool fix_imports, Ref encoding, Ref errors, Ref buffers)
{
    Buffer b;
    if (is_str(data))
        return raise_type(t, "a bytes-like object is required, not 'str'");
    if (!buffer_get(t, data, &b, BUFFER_C_CONTIGUOUS))
        return EMPTY;
    Unpickler *u = unpickler_alloc(t, &unpickler_type);
    OWN Value keep = u ? value_of(u) : EMPTY, result = EMPTY;
    if (u && set_up(t, u, fix_imports, encoding, errors, buffers)) {
        u->input = b.data;
        u->end = b.len;
        result = load(t, u);
        u->input = NULL;
        u->at = u->end = 0;
    }
    buffer_release(&b);
    return take(&result);
}
