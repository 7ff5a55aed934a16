/* _csv.c: reading and writing of rows of delimited text; dialect classes, Sniffer and dictionaries of rows are in lib/csv.py.
 *
 * A Dialect holds the checked parameters, and for the characters below 256 a table of those that a run of plain text ends
 * at. The reader is a state machine over lines; a field that lies in its line in one piece, the usual case, is cut out of it
 * without copying it first. The writer finds out for each field whether it needs quotes, then appends it in runs.
 * Python manual: csv. */
#include "object/dict.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_csv.h"

enum Quoting { QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL, QUOTE_END };
#define NO_CHAR UINT32_MAX

/* Why a run of plain text ends at a character. */
enum { STOP_FIELD = 1 /* of an unquoted field */, STOP_QUOTED = 2, STOP_WRITE = 4 /* needs quotes or an escape when written */ };

typedef struct Dialect {
    Object head;
    uint32_t delimiter, quotechar, escapechar;      /* NO_CHAR: none */
    uint8_t quoting;
    bool doublequote, skipinitialspace, strict;
    Value lineterminator;                           /* a str */
    uint8_t stop[256];
} Dialect;
ALWAYS_INLINE Dialect *as_dialect(Ref v) { return (Dialect *)object_of(v); }

typedef struct CsvState {
    Value dialects;             /* dict, name -> Dialect */
    int64_t field_limit;
} CsvState;

extern Type csv_error_type, dialect_type, reader_type, writer_type;
extern const ModuleDef module_def__csv;

#define raise_csv(t, ...) raise_format(t, &csv_error_type, __VA_ARGS__)

static CsvState *csv_state(Thread *t) { return module_def_state(t, &module_def__csv); }

/* ---- dialects ---- */

static Value registered(Thread *t, Ref name)
{
    CsvState *s = csv_state(t);
    Ref found = EMPTY;
    if (!s)
        return EMPTY;
    switch (dict_find(t, as_dict(s->dialects), name, &found)) {
    case ERROR:   return EMPTY;
    case MISSING: return raise_csv(t, "unknown dialect");
    default:      return retain(found);
    }
}

static bool parse_char(Thread *t, const char *name, Ref v, bool optional, uint32_t *out)
{
    if (is_none(v) && optional)
        return *out = NO_CHAR, true;
    if (!is_str(v))
        return raise_type(t, "\"%s\" must be string, not %T", name, v), false;
    if (as_str(v)->len == 0 && optional)
        return *out = NO_CHAR, true;
    if (as_str(v)->len != 1)
        return raise_type(t, "\"%s\" must be a 1-character string", name), false;
    *out = str_at(as_str(v), 0);
    return true;
}

static bool parse_truth(Thread *t, Ref v, bool *out)
{
    Test truth = test(t, v);
    *out = truth == TEST_TRUE;
    return truth != TEST_ERROR;
}

static bool parse_quoting(Thread *t, Ref v, uint8_t *out)
{
    if (!is_fixnum(v))
        return raise_type(t, "\"quoting\" must be an integer"), false;
    if (fixnum_value(v) < 0 || fixnum_value(v) >= QUOTE_END)
        return raise_type(t, "bad \"quoting\" value"), false;
    *out = (uint8_t)fixnum_value(v);
    return true;
}

static void mark(Dialect *d, uint32_t c, uint8_t why)
{
    if (c < 256)
        d->stop[c] |= why;
}

static bool finish(Thread *t, Dialect *d, bool no_quotes)
{
    if (no_quotes)
        d->quoting = QUOTE_NONE;
    if (d->quoting != QUOTE_NONE && d->quotechar == NO_CHAR)
        return raise_type(t, "quotechar must be set if quoting enabled"), false;
    mark(d, d->delimiter, STOP_FIELD | STOP_WRITE);
    mark(d, d->escapechar, STOP_FIELD | STOP_QUOTED | STOP_WRITE);
    mark(d, d->quotechar, STOP_QUOTED | STOP_WRITE);
    mark(d, '\n', STOP_FIELD | STOP_WRITE);
    mark(d, '\r', STOP_FIELD | STOP_WRITE);
    mark(d, 0, STOP_FIELD | STOP_QUOTED);
    const Str *end = as_str(d->lineterminator);
    for (ssize i = 0; i < end->len; i++)
        mark(d, str_at(end, i), STOP_WRITE);
    return true;
}

enum Option { DELIMITER, DOUBLEQUOTE, ESCAPECHAR, LINETERMINATOR, QUOTECHAR, QUOTING, SKIPINITIALSPACE, STRICT, OPTIONS };

static bool set_options(Thread *t, Dialect *d, const Value *option)
{
    if (!is_empty(option[DELIMITER]) && !parse_char(t, "delimiter", option[DELIMITER], false, &d->delimiter))
        return false;
    if (!is_empty(option[DOUBLEQUOTE]) && !parse_truth(t, option[DOUBLEQUOTE], &d->doublequote))
        return false;
    if (!is_empty(option[ESCAPECHAR]) && !parse_char(t, "escapechar", option[ESCAPECHAR], true, &d->escapechar))
        return false;
    if (!is_empty(option[LINETERMINATOR])) {
        if (is_none(option[LINETERMINATOR]))
            return raise_type(t, "lineterminator must be set"), false;
        if (!is_str(option[LINETERMINATOR]))
            return raise_type(t, "\"lineterminator\" must be a string"), false;
        replace_take(&d->lineterminator, retain(option[LINETERMINATOR]));
    }
    if (!is_empty(option[QUOTECHAR]) && !parse_char(t, "quotechar", option[QUOTECHAR], true, &d->quotechar))
        return false;
    if (!is_empty(option[QUOTING]) && !parse_quoting(t, option[QUOTING], &d->quoting))
        return false;
    if (!is_empty(option[SKIPINITIALSPACE]) && !parse_truth(t, option[SKIPINITIALSPACE], &d->skipinitialspace))
        return false;
    if (!is_empty(option[STRICT]) && !parse_truth(t, option[STRICT], &d->strict))
        return false;
    return finish(t, d, !is_empty(option[QUOTECHAR]) && is_none(option[QUOTECHAR]) && is_empty(option[QUOTING]));
}

/** CSV dialect
 *
 * The Dialect type records CSV dialect options. */
NEW(dialect, "(cls, dialect=?, delimiter=?, doublequote=?, escapechar=?, lineterminator=?, quotechar=?, quoting=?, skipinitialspace=?, strict=?)")
{
    const Ref given[OPTIONS] = {a->delimiter, a->doublequote, a->escapechar, a->lineterminator, a->quotechar, a->quoting,
                                a->skipinitialspace, a->strict};
    const Ref names[OPTIONS] = {NAME(delimiter), NAME(doublequote), NAME(escapechar), NAME(lineterminator), NAME(quotechar),
                                NAME(quoting), NAME(skipinitialspace), NAME(strict)};
    OWN Value base = is_empty(a->dialect) || is_none(a->dialect) ? EMPTY
                   : is_str(a->dialect) ? registered(t, a->dialect) : retain(a->dialect);
    if (is_raised(t))
        return EMPTY;
    bool plain = true;
    for (int i = 0; i < OPTIONS; i++)
        plain &= is_empty(given[i]);
    if (plain && !is_empty(base) && cls == &dialect_type && is_exact(base, &dialect_type))
        return take(&base);

    OWN Value result = type_alloc(t, cls, 0);
    if (is_empty(result))
        return EMPTY;
    Dialect *d = as_dialect(result);
    d->delimiter = ',', d->quotechar = '"', d->escapechar = NO_CHAR;
    d->quoting = QUOTE_MINIMAL, d->doublequote = true, d->skipinitialspace = d->strict = false;
    d->lineterminator = EMPTY;
    memset(d->stop, 0, sizeof d->stop);
    d->lineterminator = str_from_ascii(t, "\r\n", 2);
    if (is_empty(d->lineterminator))
        return EMPTY;

    Value option[OPTIONS] = {EMPTY};
    bool ok = true;
    for (int i = 0; ok && i < OPTIONS; i++)
        if (!is_empty(given[i]))
            option[i] = retain(given[i]);
        else if (!is_empty(base))
            ok = find_attr(t, base, names[i], &option[i]) != ERROR;
    ok = ok && set_options(t, d, option);
    for (int i = 0; i < OPTIONS; i++)
        release(option[i]);
    return ok ? take(&result) : EMPTY;
}

static void dialect_dealloc(Object *o)
{
    release(((Dialect *)o)->lineterminator);
    object_free(o, object_size(o));
}
static void dialect_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Dialect *)o)->lineterminator); }

static Value char_or_none(Thread *t, uint32_t c) { return c == NO_CHAR ? NONE : str_from_char(t, c); }

GETTER(dialect, delimiter)        { return char_or_none(t, as_dialect(self)->delimiter); }
GETTER(dialect, escapechar)       { return char_or_none(t, as_dialect(self)->escapechar); }
GETTER(dialect, quotechar)        { return char_or_none(t, as_dialect(self)->quotechar); }
GETTER(dialect, lineterminator)   { return retain(as_dialect(self)->lineterminator); }
GETTER(dialect, quoting)          { return fixnum(as_dialect(self)->quoting); }
GETTER(dialect, doublequote)      { return bool_value(as_dialect(self)->doublequote); }
GETTER(dialect, skipinitialspace) { return bool_value(as_dialect(self)->skipinitialspace); }
GETTER(dialect, strict)           { return bool_value(as_dialect(self)->strict); }

/** Dialects cannot be pickled or copied. */
METHOD(dialect, __reduce_ex__, "(self, protocol, /)")
{
    return raise_type(t, "cannot pickle '%T' instances", self);
}

Type dialect_type = {
    TYPE_HEAD("_csv.Dialect", Dialect), .flags = TYPE_GC | TYPE_BASE,
    .doc = "CSV dialect\n\nThe Dialect type records CSV dialect options.",
    .dealloc = dialect_dealloc, .traverse = dialect_traverse,
    .new_ = dialect_new_slot, .new_signature = &dialect_new_signature,
    .methods = dialect_methods, .getset = dialect_getset,
};

/* The Dialect for the arguments of reader() and writer(). */
static Value dialect_for(Thread *t, Ref dialect, Ref options)
{
    OWN Value args = is_empty(dialect) ? tuple_new(t, 0) : tuple_pack(t, 1, dialect);
    return is_empty(args) ? EMPTY : call_tuple(t, value_of(&dialect_type), args, options);
}

/* ---- reader ---- */

enum State { START_RECORD, START_FIELD, ESCAPED, IN_FIELD, IN_QUOTED, ESCAPED_IN_QUOTED, QUOTE_IN_QUOTED, END_OF_LINE,
             AFTER_ESCAPED_NEWLINE };

typedef struct Reader {
    Object head;
    Value lines;                /* iterator */
    Value dialect;
    Value row;                  /* list of the fields so far; EMPTY between rows */
    Value text;                 /* of the field so far when it is in several pieces; else EMPTY */
    uint8_t state;
    bool numeric;               /* the field is to be a float */
    int64_t line_count, field_limit;
} Reader;
ALWAYS_INLINE Reader *as_reader(Ref v) { return (Reader *)object_of(v); }

static bool add_text(Thread *t, Reader *r, Ref line, ssize start, ssize end)
{
    ssize known = is_empty(r->text) ? 0 : as_str(r->text)->len;
    if (known + (end - start) > r->field_limit)
        return raise_csv(t, "field larger than field limit (%ld)", (long)r->field_limit), false;
    OWN Value piece = str_slice(t, line, start, end);
    if (is_empty(piece))
        return false;
    if (!is_empty(r->text))
        return str_append(t, &r->text, piece);
    r->text = take(&piece);
    return true;
}
static bool add_char(Thread *t, Reader *r, uint32_t c)
{
    OWN Value piece = str_from_char(t, c);
    return !is_empty(piece) && add_text(t, r, piece, 0, 1);
}

static bool save_take(Thread *t, Reader *r, Value field)
{
    if (is_empty(field))
        return false;
    if (r->numeric) {
        r->numeric = false;
        Value number = float_from_text(t, field);
        release(field);
        if (is_empty(field = number))
            return false;
    }
    return list_append_take(t, as_list(r->row), field);
}
/* Ends the field that is in r->text. */
static bool save_text(Thread *t, Reader *r) { return save_take(t, r, is_empty(r->text) ? str_empty(t) : take(&r->text)); }

/* Where the run of plain text from i on ends. */
static ssize run_end(const Dialect *d, const Str *s, ssize i, uint8_t why)
{
    if (s->kind == STR_1) {
        const uint8_t *p = str_data(s);
        while (i < s->len && !(d->stop[p[i]] & why))
            i++;
        return i;
    }
    for (; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (c < 256 ? d->stop[c] & why : (c == d->delimiter && why != STOP_QUOTED) || c == d->escapechar || (c == d->quotechar && why != STOP_FIELD))
            break;
    }
    return i;
}

static bool is_newline(uint32_t c) { return c == '\n' || c == '\r'; }

/* The first of a field: plain text to its end at once when it is followed by delimiter or end of line. *i moves on. */
static bool start_field(Thread *t, Reader *r, Ref line, ssize *i)
{
    Dialect *d = as_dialect(r->dialect);
    const Str *s = as_str(line);
    uint32_t c = str_at(s, *i);
    if (is_newline(c)) {
        r->state = END_OF_LINE;
        (*i)++;
        return save_text(t, r);
    }
    if (c == d->quotechar && d->quoting != QUOTE_NONE) {
        ssize end = run_end(d, s, *i + 1, STOP_QUOTED);
        bool whole = end < s->len && str_at(s, end) == d->quotechar && end + 1 < s->len && str_at(s, end + 1) == d->delimiter;
        if (whole && end - *i - 1 <= r->field_limit) {
            Value field = str_slice(t, line, *i + 1, end);
            *i = end + 2;
            return save_take(t, r, field);
        }
        r->state = IN_QUOTED;
        (*i)++;
        return true;
    }
    if (c == d->escapechar) {
        r->state = ESCAPED;
        (*i)++;
        return true;
    }
    if (c == ' ' && d->skipinitialspace) {
        (*i)++;
        return true;
    }
    if (c == d->delimiter) {
        (*i)++;
        return save_text(t, r);
    }
    r->numeric = d->quoting == QUOTE_NONNUMERIC;
    ssize end = run_end(d, s, *i, STOP_FIELD);
    if (end < s->len && str_at(s, end) == d->delimiter && end - *i <= r->field_limit) {
        Value field = str_slice(t, line, *i, end);
        *i = end + 1;
        return save_take(t, r, field);
    }
    r->state = IN_FIELD;
    return true;
}

static bool in_field(Thread *t, Reader *r, Ref line, ssize *i)
{
    Dialect *d = as_dialect(r->dialect);
    const Str *s = as_str(line);
    ssize end = run_end(d, s, *i, STOP_FIELD);
    if (end > *i && !add_text(t, r, line, *i, end))
        return false;
    *i = end;
    if (end == s->len || !str_at(s, end))           /* parse_line() complains of a NUL */
        return true;
    uint32_t c = str_at(s, (*i)++);
    if (c == d->escapechar) {
        r->state = ESCAPED;
        return true;
    }
    r->state = is_newline(c) ? END_OF_LINE : START_FIELD;
    return save_text(t, r);
}

static bool in_quotes(Thread *t, Reader *r, Ref line, ssize *i)
{
    Dialect *d = as_dialect(r->dialect);
    const Str *s = as_str(line);
    ssize end = run_end(d, s, *i, STOP_QUOTED);
    if (end > *i && !add_text(t, r, line, *i, end))
        return false;
    *i = end;
    if (end == s->len || !str_at(s, end))           /* parse_line() complains of a NUL */
        return true;
    uint32_t c = str_at(s, (*i)++);
    if (c == d->escapechar)
        r->state = ESCAPED_IN_QUOTED;
    else if (c == d->quotechar && d->quoting != QUOTE_NONE)
        r->state = d->doublequote ? QUOTE_IN_QUOTED : IN_FIELD;
    else
        return add_char(t, r, c);
    return true;
}

static bool after_quote(Thread *t, Reader *r, uint32_t c)
{
    Dialect *d = as_dialect(r->dialect);
    if (d->quoting != QUOTE_NONE && c == d->quotechar) {
        r->state = IN_QUOTED;
        return add_char(t, r, c);
    }
    if (c == d->delimiter || is_newline(c)) {
        r->state = c == d->delimiter ? START_FIELD : END_OF_LINE;
        return save_text(t, r);
    }
    if (d->strict) {
        OWN Value delimiter = str_from_char(t, d->delimiter);
        OWN Value quote = is_empty(delimiter) ? EMPTY : str_from_char(t, d->quotechar);
        return is_empty(quote) ? false : (raise_csv(t, "'%S' expected after '%S'", delimiter, quote), false);
    }
    r->state = IN_FIELD;
    return add_char(t, r, c);
}

static bool parse_line(Thread *t, Reader *r, Ref line)
{
    const Str *s = as_str(line);
    for (ssize i = 0; i < s->len;) {
        uint32_t c = str_at(s, i);
        if (!c)
            return raise_csv(t, "line contains NUL"), false;
        switch (r->state) {
        case START_RECORD:
            r->state = is_newline(c) ? END_OF_LINE : START_FIELD;
            i += is_newline(c);
            break;
        case START_FIELD:
            if (!start_field(t, r, line, &i))
                return false;
            break;
        case AFTER_ESCAPED_NEWLINE:
        case IN_FIELD:
            r->state = IN_FIELD;
            if (!in_field(t, r, line, &i))
                return false;
            break;
        case IN_QUOTED:
            if (!in_quotes(t, r, line, &i))
                return false;
            break;
        case ESCAPED:
        case ESCAPED_IN_QUOTED:
            if (!add_char(t, r, c))
                return false;
            r->state = r->state == ESCAPED_IN_QUOTED ? IN_QUOTED : is_newline(c) ? AFTER_ESCAPED_NEWLINE : IN_FIELD;
            i++;
            break;
        case QUOTE_IN_QUOTED:
            if (!after_quote(t, r, c))
                return false;
            i++;
            break;
        case END_OF_LINE:
            if (!is_newline(c))
                return raise_csv(t, "new-line character seen in unquoted field - do you need to open the file with newline=''?"), false;
            i++;
            break;
        }
    }
    return true;
}

/* What the end of a line means. */
static bool end_line(Thread *t, Reader *r)
{
    switch (r->state) {
    case START_FIELD:
    case IN_FIELD:
    case QUOTE_IN_QUOTED:
        r->state = START_RECORD;
        return save_text(t, r);
    case END_OF_LINE:
        r->state = START_RECORD;
        return true;
    case ESCAPED:
        r->state = IN_FIELD;
        return add_char(t, r, '\n');
    case ESCAPED_IN_QUOTED:
        r->state = IN_QUOTED;
        return add_char(t, r, '\n');
    default:
        return true;
    }
}

static bool start_row(Thread *t, Reader *r)
{
    CsvState *s = csv_state(t);
    Value row = s ? list_new(t, 0) : EMPTY;
    if (is_empty(row))
        return false;
    replace_take(&r->row, row);
    replace_take(&r->text, EMPTY);
    r->state = START_RECORD;
    r->numeric = false;
    r->field_limit = s->field_limit;
    return true;
}

/* The lines have ended within a row: EMPTY without exception if there was none. */
static Value last_row(Thread *t, Reader *r)
{
    if (is_empty(r->text) && r->state != IN_QUOTED) {
        replace_take(&r->row, EMPTY);
        return EMPTY;
    }
    if (as_dialect(r->dialect)->strict)
        return raise_csv(t, "unexpected end of data");
    return save_text(t, r) ? take(&r->row) : EMPTY;
}

static Value reader_next(Thread *t, Ref self)
{
    Reader *r = as_reader(self);
    OWN Value keep = retain(self), line = EMPTY;
    if (!start_row(t, r))
        return EMPTY;
    do {
        Value item;
        Lookup got = step(t, r->lines, &item);
        if (got == ERROR)
            return EMPTY;
        if (is_empty(r->row))               /* the iterator used this reader */
            return got == FOUND ? release(item), raise_csv(t, "reader used by its own iterator") : EMPTY;
        if (got == MISSING)
            return last_row(t, r);
        replace_take(&line, item);
        if (!is_str(line))
            return raise_csv(t, "iterator should return strings, not %T (the file should be opened in text mode)", line);
        r->line_count++;
        if (!parse_line(t, r, line) || !end_line(t, r))
            return EMPTY;
    } while (r->state != START_RECORD);
    return take(&r->row);
}

static void reader_clear(Object *o)
{
    Reader *r = (Reader *)o;
    replace_take(&r->lines, EMPTY);
    replace_take(&r->row, EMPTY);
    replace_take(&r->text, EMPTY);
}
static void reader_dealloc(Object *o)
{
    reader_clear(o);
    release(((Reader *)o)->dialect);
    object_free(o, sizeof(Reader));
}
static void reader_traverse(Object *o, Visitor *visitor)
{
    Reader *r = (Reader *)o;
    visit(visitor, r->lines);
    visit(visitor, r->dialect);
    visit(visitor, r->row);
}

GETTER(reader, dialect)  { return retain(as_reader(self)->dialect); }
GETTER(reader, line_num) { return fixnum(as_reader(self)->line_count); }

Type reader_type = {
    TYPE_HEAD("_csv.reader", Reader), .flags = TYPE_GC,
    .doc = "CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.\n",
    .dealloc = reader_dealloc, .traverse = reader_traverse, .clear = reader_clear,
    .iter = iter_self, .next = reader_next, .getset = reader_getset,
};

/** csv_reader = reader(iterable [, dialect='excel'] [optional keyword args])
 *     for row in csv_reader:
 *         process(row)
 *
 * The "iterable" argument can be any object that returns a line
 * of input for each iteration, such as a file object or a list.  The
 * optional "dialect" parameter is discussed below.  The function
 * also accepts optional keyword arguments which override settings
 * provided by the dialect.
 *
 * The returned object is an iterator.  Each iteration returns a row
 * of the CSV file (which can span multiple input lines). */
FUNCTION(_csv, reader, "(iterable, dialect=?, /, **options)")
{
    OWN Value lines = iter(t, a->iterable);
    OWN Value dialect = is_empty(lines) ? EMPTY : dialect_for(t, a->dialect, a->options);
    Reader *r = is_empty(dialect) ? NULL : object_new(t, &reader_type, sizeof *r);
    if (!r)
        return EMPTY;
    r->lines = take(&lines);
    r->dialect = take(&dialect);
    r->row = r->text = EMPTY;
    r->state = START_RECORD;
    r->numeric = false;
    r->line_count = r->field_limit = 0;
    return value_of(r);
}

/* ---- writer ---- */

typedef struct Writer {
    Object head;
    Value write;                /* the method of the file */
    Value dialect;
} Writer;
ALWAYS_INLINE Writer *as_writer(Ref v) { return (Writer *)object_of(v); }

/* Must c be quoted or escaped when written? */
static bool is_special(const Dialect *d, uint32_t c)
{
    return c < 256 ? d->stop[c] & STOP_WRITE
         : c == d->delimiter || c == d->escapechar || c == d->quotechar
           || str_find_char(as_str(d->lineterminator), c, 0, as_str(d->lineterminator)->len) >= 0;
}

/* c is written after an escape character (or doubled quote); false in *escape: quotes around the field are enough. */
static bool needs_escape(const Dialect *d, uint32_t c)
{
    return d->quoting == QUOTE_NONE || (c == d->quotechar ? !d->doublequote : c == d->escapechar);
}

static ssize special_from(const Dialect *d, const Str *s, ssize i)
{
    if (s->kind == STR_1)
        return run_end(d, s, i, STOP_WRITE);
    while (i < s->len && !is_special(d, str_at(s, i)))
        i++;
    return i;
}

static bool append_field(Thread *t, StrBuilder *b, const Dialect *d, Ref text, bool quoted)
{
    const Str *s = as_str(text);
    ssize first = special_from(d, s, 0);
    for (ssize i = first; !quoted && i < s->len; i = special_from(d, s, i + 1))
        quoted = !needs_escape(d, str_at(s, i));
    if (quoted && !builder_char(b, d->quotechar))
        return false;
    ssize start = 0;
    for (ssize i = first; i < s->len; i = special_from(d, s, i + 1)) {
        uint32_t c = str_at(s, i), prefix = NO_CHAR;
        if (needs_escape(d, c)) {
            if (d->escapechar == NO_CHAR)
                return raise_csv(t, "need to escape, but no escapechar set"), false;
            prefix = d->escapechar;
        } else if (c == d->quotechar)
            prefix = d->quotechar;          /* doubled */
        if (prefix != NO_CHAR) {
            if (!builder_slice(b, text, start, i) || !builder_char(b, prefix))
                return false;
            start = i;
        }
    }
    return builder_slice(b, text, start, s->len) && (!quoted || builder_char(b, d->quotechar));
}

static bool is_number(Ref v)
{
    const Type *type = type_of(v);
    return !is_ptr(v) || type->int_ || type->float_ || type->index || type == &complex_type;
}

static bool wants_quotes(const Dialect *d, Ref field)
{
    switch (d->quoting) {
    case QUOTE_ALL:        return true;
    case QUOTE_NONNUMERIC: return !is_number(field);
    case QUOTE_STRINGS:    return is_str(field);
    case QUOTE_NOTNULL:    return !is_none(field);
    default:               return false;
    }
}

/* Appends the item as field number `index`. */
static bool append_item(Thread *t, StrBuilder *b, const Dialect *d, Ref item, ssize index)
{
    bool quoted = wants_quotes(d, item);
    OWN Value text = is_str(item) ? retain(item) : is_none(item) ? str_empty(t) : to_str(t, item);
    if (is_empty(text) || (index > 0 && !builder_char(b, d->delimiter)))
        return false;
    if (as_str(text)->len == 0 && d->delimiter == ' ' && d->skipinitialspace && !quoted) {
        if (d->quoting == QUOTE_NONE || (is_none(item) && (d->quoting == QUOTE_STRINGS || d->quoting == QUOTE_NOTNULL)))
            return raise_csv(t, "empty field must be quoted if delimiter is a space and skipinitialspace is true"), false;
        quoted = true;
    }
    return append_field(t, b, d, text, quoted);
}

static bool append_row(Thread *t, StrBuilder *b, const Dialect *d, Ref row)
{
    OWN Value items = iter(t, row);
    if (is_empty(items)) {
        if (raised_catch(t, &exc_TypeError))
            raise_csv(t, "iterable expected, not %T", row);
        return false;
    }
    Value item;
    bool none_last = false;
    ssize n = 0;
    Lookup got;
    for (; (got = step(t, items, &item)) == FOUND; n++) {
        none_last = is_none(item);
        bool ok = append_item(t, b, d, item, n);
        release(item);
        if (!ok)
            return false;
    }
    if (got == ERROR)
        return false;
    if (n == 1 && b->len == 0) {            /* it would be read as an empty row */
        if (d->quoting == QUOTE_NONE || (none_last && (d->quoting == QUOTE_STRINGS || d->quoting == QUOTE_NOTNULL)))
            return raise_csv(t, "single empty field record must be quoted"), false;
        if (!builder_char(b, d->quotechar) || !builder_char(b, d->quotechar))
            return false;
    }
    return builder_str(b, d->lineterminator);
}

/** writerow(iterable)
 *
 * Construct and write a CSV record from an iterable of fields.  Non-string
 * elements will be converted to string. */
METHOD1(writer, writerow, row)
{
    OWN Value dialect = retain(as_writer(self)->dialect), write = retain(as_writer(self)->write);
    StrBuilder b;
    builder_init(&b, t);
    if (!append_row(t, &b, as_dialect(dialect), row)) {
        builder_free(&b);
        return is_raised(t) ? EMPTY : raise_memory(t);
    }
    OWN Value line = builder_take(&b);
    return is_empty(line) ? EMPTY : call1(t, write, line);
}

/** writerows(iterable of iterables)
 *
 * Construct and write a series of iterables to a csv file.  Non-string
 * elements will be converted to string. */
METHOD1(writer, writerows, rows)
{
    OWN Value items = iter(t, rows);
    Value row;
    Lookup got = ERROR;
    while (!is_empty(items) && (got = step(t, items, &row)) == FOUND) {
        OWN Value result = writer_writerow_method(t, self, row);
        release(row);
        if (is_empty(result))
            return EMPTY;
    }
    return got == ERROR ? EMPTY : NONE;
}

GETTER(writer, dialect) { return retain(as_writer(self)->dialect); }

static void writer_clear(Object *o) { replace_take(&((Writer *)o)->write, NONE); }
static void writer_dealloc(Object *o)
{
    release(((Writer *)o)->write);
    release(((Writer *)o)->dialect);
    object_free(o, sizeof(Writer));
}
static void writer_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Writer *)o)->write);
    visit(visitor, ((Writer *)o)->dialect);
}

Type writer_type = {
    TYPE_HEAD("_csv.writer", Writer), .flags = TYPE_GC,
    .doc = "CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.\n",
    .dealloc = writer_dealloc, .traverse = writer_traverse, .clear = writer_clear,
    .methods = writer_methods, .getset = writer_getset,
};

/** csv_writer = csv.writer(fileobj [, dialect='excel'] [optional keyword args])
 *     for row in sequence:
 *         csv_writer.writerow(row)
 *
 *     [or]
 *
 *     csv_writer = csv.writer(fileobj [, dialect='excel'] [optional keyword args])
 *     csv_writer.writerows(rows)
 *
 * The "fileobj" argument can be any object that supports the file API. */
FUNCTION(_csv, writer, "(fileobj, dialect=?, /, **options)")
{
    OWN Value dialect = dialect_for(t, a->dialect, a->options), write = EMPTY;
    if (is_empty(dialect) || find_attr(t, a->fileobj, NAME(write), &write) == ERROR)
        return EMPTY;
    if (is_empty(write) || !is_callable(write))
        return raise_type(t, "argument 1 must have a \"write\" method");
    Writer *w = object_new(t, &writer_type, sizeof *w);
    if (!w)
        return EMPTY;
    w->write = take(&write);
    w->dialect = take(&dialect);
    return value_of(w);
}

/* ---- registry ---- */

/** Return a list of all known dialect names.
 *     names = csv.list_dialects() */
FUNCTION0(_csv, list_dialects)
{
    CsvState *s = csv_state(t);
    return s ? dict_keys_list(t, as_dict(s->dialects)) : EMPTY;
}

/** Create a mapping from a string name to a dialect class.
 *     dialect = csv.register_dialect(name[, dialect[, **fmtparams]]) */
FUNCTION(_csv, register_dialect, "(name, dialect=?, /, **options)")
{
    CsvState *s = csv_state(t);
    if (!s)
        return EMPTY;
    if (!is_str(a->name))
        return raise_type(t, "dialect name must be a string");
    OWN Value dialect = dialect_for(t, a->dialect, a->options);
    return !is_empty(dialect) && dict_set(t, as_dict(s->dialects), a->name, dialect) ? NONE : EMPTY;
}

/** Delete the name/dialect mapping associated with a string name.
 *     csv.unregister_dialect(name) */
FUNCTION1(_csv, unregister_dialect, name)
{
    CsvState *s = csv_state(t);
    Lookup found = s ? dict_delete(t, as_dict(s->dialects), name) : ERROR;
    return found == FOUND ? NONE : found == ERROR ? EMPTY : raise_csv(t, "unknown dialect");
}

/** Return the dialect instance associated with name.
 *     dialect = csv.get_dialect(name) */
FUNCTION1(_csv, get_dialect, name) { return registered(t, name); }

/** Sets an upper limit on parsed fields.
 *     csv.field_size_limit([limit])
 *
 * Returns old limit. If limit is not given, no new limit is set and
 * the old limit is returned */
FUNCTION(_csv, field_size_limit, "(new_limit=?, /)")
{
    CsvState *s = csv_state(t);
    if (!s)
        return EMPTY;
    OWN Value old = int_from_int64(t, s->field_limit);
    if (!is_empty(a->new_limit)) {
        if (!is_exact(a->new_limit, &int_type) && !is_fixnum(a->new_limit))
            return raise_type(t, "limit must be an integer");
        if (!to_int64(t, a->new_limit, &s->field_limit))
            return EMPTY;
    }
    return take(&old);
}

/* ---- module ---- */

Type csv_error_type = {EXCEPTION_HEAD("_csv.Error", &exc_Exception)};

static bool _csv_exec(Thread *t, Ref module)
{
    static const char *const quoting[] = {"QUOTE_MINIMAL", "QUOTE_ALL", "QUOTE_NONNUMERIC", "QUOTE_NONE", "QUOTE_STRINGS", "QUOTE_NOTNULL"};
    CsvState *s = csv_state(t);
    if (!s)
        return false;
    s->field_limit = 128 * 1024;
    if (is_empty(s->dialects) && is_empty(s->dialects = dict_new(t)))
        return false;
    for (int i = 0; i < QUOTE_END; i++)
        if (!module_add_int(t, module, quoting[i], i))
            return false;
    return module_add_text(t, module, "__version__", "1.0") && module_add(t, module, "_dialects", s->dialects)
           && module_add_type(t, module, &csv_error_type) && module_add_type(t, module, &dialect_type)
           && type_ready(t, &reader_type) && type_ready(t, &writer_type);
}
static void _csv_clear(void *state) { release(take(&((CsvState *)state)->dialects)); }

MODULE(_csv, .state_size = sizeof(CsvState), .exec = _csv_exec, .state_clear = _csv_clear,
       .doc = "CSV parsing and writing.\n\n"
              "This module provides classes that assist in the reading and writing\n"
              "of Comma Separated Value (CSV) files, and implements the interface\n"
              "described by PEP 305.");
