/* str_format.c: str.format() and format_map(), and the parsing of format strings for string.Formatter (module _string).
 * Manual: Format String Syntax. (The mini-language of format specs is format.c's.)
 *
 *     text {{ }} {name.attribute[key]!conversion:spec}
 *
 * A spec may hold fields itself, one level deep. The format string is walked once, straight into a builder. Arguments are
 * borrowed from the caller; what attribute access and subscripts give is owned as long as the next step needs it.
 */
#include "object/str_internal.h"

#include "base/unicode.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/str_format.h"

/* --- Parsing --- */

/* A replacement field, as bounds in the format string. */
typedef struct Field {
    ssize name, name_end;
    ssize spec, spec_end;       /* without the colon; empty if there is none */
    uint32_t conversion;        /* 0: none */
    bool spec_has_fields;
} Field;

/* Reads the field at `at`, just behind its opening brace; returns the index behind its closing one, -1 when raised. */
static ssize parse_field(Thread *t, const Str *s, ssize at, ssize end, Field *field)
{
    ssize i = at;
    int brackets = 0;
    uint32_t c = 0;
    *field = (Field){.name = at};
    for (; i < end; i++) {              /* the name ends at ':' or '!', but not within [] */
        c = str_at(s, i);
        if (c == '[')
            brackets = 1;
        else if (c == ']')
            brackets = 0;
        else if (c == '{' && !brackets)
            return raise_value(t, "unexpected '{' in field name"), -1;
        else if (!brackets && (c == '}' || c == ':' || c == '!'))
            break;
    }
    field->name_end = field->spec = field->spec_end = i;
    if (i == end)
        return raise_value(t, at == end ? "Single '{' encountered in format string" : "expected '}' before end of string"), -1;
    if (c == '!') {
        if (i + 1 >= end)
            return raise_value(t, "end of string while looking for conversion specifier"), -1;
        field->conversion = str_at(s, i + 1);
        i += 2;
        if (i >= end)
            return raise_value(t, "unmatched '{' in format spec"), -1;
        c = str_at(s, i);
        if (c != ':' && c != '}')
            return raise_value(t, "expected ':' after conversion specifier"), -1;
        field->spec = field->spec_end = i;
    }
    if (c == '}')
        return i + 1;
    int depth = 1;
    for (field->spec = ++i; i < end; i++) {
        c = str_at(s, i);
        if (c == '{') {
            depth++;
            field->spec_has_fields = true;
        } else if (c == '}' && --depth == 0) {
            field->spec_end = i;
            return i + 1;
        }
    }
    return raise_value(t, "unmatched '{' in format spec"), -1;
}

/* The end of the literal text at `at`; *skip: braces there to jump over (2 for a doubled one, which stands for itself, 1
 * for the start of a field); -1 when raised. */
static ssize parse_literal(Thread *t, const Str *s, ssize at, ssize end, int *skip)
{
    ssize i = at;
    *skip = 0;
    if (s->kind == STR_1)
        for (const uint8_t *p = str_data(s); i < end && p[i] != '{' && p[i] != '}';)
            i++;
    for (; i < end; i++) {
        uint32_t c = str_at(s, i);
        if (c != '{' && c != '}')
            continue;
        if (i + 1 < end && str_at(s, i + 1) == c) {
            *skip = 2;
            return i + 1;               /* the text includes one of the two */
        }
        if (c == '}')
            return raise_value(t, "Single '}' encountered in format string"), -1;
        if (i + 1 == end)
            return raise_value(t, "Single '{' encountered in format string"), -1;
        *skip = 1;
        return i;
    }
    return i;
}

/* The number that s[start:end] is, if all of it are decimal digits: FOUND. */
static Lookup parse_number(Thread *t, const Str *s, ssize start, ssize end, ssize *number)
{
    *number = 0;
    if (start == end)
        return MISSING;
    for (ssize i = start; i < end; i++) {
        uint32_t c = str_at(s, i);
        int digit = c < 0x80 ? (c >= '0' && c <= '9' ? (int)(c - '0') : -1) : unicode_decimal(c);
        if (digit < 0)
            return MISSING;
        if (*number > (SSIZE_MAX_ - digit) / 10)
            return raise_value(t, "Too many decimal digits in format string"), ERROR;
        *number = *number * 10 + digit;
    }
    return FOUND;
}

/* One step of a field name behind its first part: .attribute or [key]. */
typedef struct Step {
    bool is_attribute;
    ssize start, end;           /* of the attribute or key */
} Step;

/* FOUND: a step, and *at moves on; MISSING: the name ends. */
static Lookup parse_step(Thread *t, const Str *s, ssize *at, ssize end, Step *step)
{
    ssize i = *at;
    if (i >= end)
        return MISSING;
    uint32_t c = str_at(s, i++);
    if (c != '.' && c != '[')
        return raise_value(t, "Only '.' or '[' may follow ']' in format field specifier"), ERROR;
    *step = (Step){.is_attribute = c == '.', .start = i};
    if (c == '.') {
        while (i < end && str_at(s, i) != '.' && str_at(s, i) != '[')
            i++;
        step->end = i;
    } else {
        while (i < end && str_at(s, i) != ']')
            i++;
        if (i == end)
            return raise_value(t, "Missing ']' in format string"), ERROR;
        step->end = i++;
    }
    if (step->start == step->end)
        return raise_value(t, "Empty attribute in format string"), ERROR;
    *at = i;
    return FOUND;
}

/* The end of the first part of the name that starts at `at`. */
static ssize first_part_end(const Str *s, ssize at, ssize end)
{
    while (at < end && str_at(s, at) != '.' && str_at(s, at) != '[')
        at++;
    return at;
}

/* A key in []: an int if it is a number, else a str. */
static Value key_of(Thread *t, Ref format, const Step *step)
{
    ssize number;
    switch (parse_number(t, as_str(format), step->start, step->end, &number)) {
    case ERROR: return EMPTY;
    case FOUND: return fixnum(number);
    default:    return str_slice(t, format, step->start, step->end);
    }
}

/* --- Formatting --- */

typedef struct Formatter {
    Thread *t;
    Ref format;                 /* the str */
    const Value *args;
    ssize nargs;
    Ref kwargs;                 /* a dict, or EMPTY */
    Ref mapping;                /* of format_map, or EMPTY: then there are args */
    enum { NUMBERING_UNKNOWN, NUMBERING_AUTO, NUMBERING_MANUAL } numbering;
    ssize next_number;
    Value sole;                 /* builder_str_noted() */
} Formatter;

/* The number of the argument that an empty or numeric name means. */
static bool choose_number(Formatter *f, bool automatic, ssize *number)
{
    if (f->numbering == NUMBERING_UNKNOWN)
        f->numbering = automatic ? NUMBERING_AUTO : NUMBERING_MANUAL;
    if (automatic != (f->numbering == NUMBERING_AUTO))
        return raise_value(f->t, automatic ? "cannot switch from manual field specification to automatic field numbering"
                                           : "cannot switch from automatic field numbering to manual field specification"), false;
    if (automatic)
        *number = f->next_number++;
    return true;
}

/* The argument that the first part of a field name means; owned. */
static Value get_argument(Formatter *f, ssize start, ssize end)
{
    Thread *t = f->t;
    ssize number = 0;
    Lookup numeric = parse_number(t, as_str(f->format), start, end, &number);
    if (numeric == ERROR)
        return EMPTY;
    if (numeric == FOUND || start == end) {
        if (!choose_number(f, start == end, &number))
            return EMPTY;
        if (!is_empty(f->mapping))
            return raise_value(t, "Format string contains positional fields");
        if (number >= f->nargs)
            return raise_index(t, "Replacement index %zd out of range for positional args tuple", number);
        return retain(f->args[number]);
    }
    OWN Value name = str_slice(t, f->format, start, end);
    if (is_empty(name))
        return EMPTY;
    if (!is_empty(f->mapping))
        return get_item(t, f->mapping, name);
    return is_empty(f->kwargs) ? raise_key(t, name) : dict_get(t, as_dict(f->kwargs), name);
}

/* The object that a whole field name means; owned. */
static Value get_object(Formatter *f, ssize start, ssize end)
{
    Thread *t = f->t;
    const Str *s = as_str(f->format);
    ssize at = first_part_end(s, start, end);
    OWN Value v = get_argument(f, start, at);
    while (!is_empty(v)) {
        Step step;
        Lookup more = parse_step(t, s, &at, end, &step);
        if (more != FOUND)
            return more == ERROR ? EMPTY : take(&v);
        OWN Value key = step.is_attribute ? str_slice(t, f->format, step.start, step.end) : key_of(t, f->format, &step);
        if (is_empty(key))
            return EMPTY;
        replace_take(&v, step.is_attribute ? get_attr(t, v, key) : get_item(t, v, key));
    }
    return EMPTY;
}

static Value convert(Thread *t, Ref v, uint32_t conversion)
{
    switch (conversion) {
    case 'r': return repr(t, v);
    case 's': return to_str(t, v);
    case 'a': return ascii(t, v);
    }
    if (conversion > 32 && conversion < 127)
        return raise_value(t, "Unknown conversion specifier %c", (int)conversion);
    return raise_value(t, "Unknown conversion specifier \\x%x", conversion);
}

#define FIELD_DEPTH 1       /* fields may hold fields, which may not */

/* A whole str; that of the outermost text may be all there is. */
static bool add_str(Formatter *f, StrBuilder *b, Ref s, int depth)
{
    return depth == FIELD_DEPTH ? builder_str_noted(b, s, &f->sole) : builder_str(b, s);
}

static bool format_part(Formatter *f, StrBuilder *b, ssize start, ssize end, int depth);

static bool format_field(Formatter *f, StrBuilder *b, const Field *field, int depth)
{
    Thread *t = f->t;
    OWN Value v = get_object(f, field->name, field->name_end);
    if (is_empty(v))
        return false;
    if (field->conversion) {
        replace_take(&v, convert(t, v, field->conversion));
        if (is_empty(v))
            return false;
    }
    if (field->spec == field->spec_end) {
        char text[FIXNUM_TEXT_MAX];
        if (is_exact(v, &str_type))
            return add_str(f, b, v, depth);
        if (is_fixnum(v))
            return builder_ascii(b, text, fixnum_text(fixnum_value(v), 10, text));
    }
    OWN Value spec = EMPTY;
    if (field->spec_has_fields) {
        StrBuilder inner;
        builder_init(&inner, t);
        if (!format_part(f, &inner, field->spec, field->spec_end, depth - 1)) {
            builder_free(&inner);
            return false;
        }
        spec = builder_take(&inner);
    } else {
        spec = str_slice(t, f->format, field->spec, field->spec_end);
    }
    if (is_empty(spec))
        return false;
    OWN Value text = format_value(t, v, spec);
    return !is_empty(text) && add_str(f, b, text, depth);
}

/* Formats format[start:end] into b; false: raised. depth: how deep fields may be nested still. */
static bool format_part(Formatter *f, StrBuilder *b, ssize start, ssize end, int depth)
{
    const Str *s = as_str(f->format);
    if (depth < 0)
        return raise_value(f->t, "Max string recursion exceeded"), false;
    for (ssize at = start; at < end;) {
        int skip;
        ssize stop = parse_literal(f->t, s, at, end, &skip);
        if (stop < 0)
            return false;
        if (!(stop - at == s->len ? add_str(f, b, f->format, depth) : builder_slice(b, f->format, at, stop)))
            return false;
        at = stop;
        if (skip == 2) {
            at++;
        } else if (skip == 1) {
            Field field;
            at = parse_field(f->t, s, stop + 1, end, &field);
            if (at < 0 || !format_field(f, b, &field, depth))
                return false;
        }
    }
    return true;
}

static Value format_all(Formatter *f)
{
    StrBuilder b;
    builder_init(&b, f->t);
    if (format_part(f, &b, 0, as_str(f->format)->len, FIELD_DEPTH))
        return builder_take_noted(&b, &f->sole);
    builder_free(&b);
    release(f->sole);
    return EMPTY;
}

/** The text with its replacement fields, in braces, replaced by formatted arguments. */
METHOD(str, format, "(self, /, *args, **kwargs)")
{
    Formatter f = {.t = t, .format = self, .args = a->args, .nargs = a->args_count, .kwargs = a->kwargs};
    return format_all(&f);
}

/** The text with its replacement fields, in braces, replaced by formatted values of mapping. */
METHOD1(str, format_map, mapping)
{
    Formatter f = {.t = t, .format = self, .mapping = mapping};
    return format_all(&f);
}

/* --- For string.Formatter --- */

/* What both iterators have: the format string and how far it is parsed. */
typedef struct FormatIterator {
    Object head;
    Value format;
    ssize at;
} FormatIterator;

static Type formatter_iterator_type, field_name_iterator_type;

static FormatIterator *as_format_iterator(Ref v) { return (FormatIterator *)object_of(v); }

static Value format_iterator_new(Thread *t, Type *type, Ref s, ssize at)
{
    if (!type_ready(t, type))
        return EMPTY;
    FormatIterator *it = object_new(t, type, sizeof *it);
    if (!it)
        return EMPTY;
    it->format = retain(s);
    it->at = at;
    return value_of(it);
}

static void format_iterator_dealloc(Object *o)
{
    release(((FormatIterator *)o)->format);
    object_free(o, sizeof(FormatIterator));
}

/* (literal, field name, spec, conversion); the latter three None behind the last text. */
static Value formatter_iterator_next(Thread *t, Ref self)
{
    FormatIterator *it = as_format_iterator(self);
    const Str *s = as_str(it->format);
    int skip;
    Field field;
    if (it->at >= s->len)
        return EMPTY;
    ssize start = it->at, stop = parse_literal(t, s, start, s->len, &skip);
    if (stop < 0)
        return EMPTY;
    it->at = stop + (skip == 2);
    if (skip == 1) {
        it->at = parse_field(t, s, stop + 1, s->len, &field);
        if (it->at < 0) {
            it->at = s->len;
            return EMPTY;
        }
    }
    OWN Value literal = str_slice(t, it->format, start, stop), name = NONE, spec = NONE, conversion = NONE;
    if (skip == 1) {
        name = str_slice(t, it->format, field.name, field.name_end);
        spec = str_slice(t, it->format, field.spec, field.spec_end);
        conversion = field.conversion ? str_from_char(t, field.conversion) : NONE;
    }
    if (is_empty(literal) || is_empty(name) || is_empty(spec) || is_empty(conversion))
        return EMPTY;
    return tuple_pack(t, 4, literal, name, spec, conversion);
}

/* (is attribute, key) */
static Value field_name_iterator_next(Thread *t, Ref self)
{
    FormatIterator *it = as_format_iterator(self);
    Step step;
    if (parse_step(t, as_str(it->format), &it->at, as_str(it->format)->len, &step) != FOUND)
        return EMPTY;
    OWN Value key = step.is_attribute ? str_slice(t, it->format, step.start, step.end) : key_of(t, it->format, &step);
    return is_empty(key) ? EMPTY : tuple_pack(t, 2, bool_value(step.is_attribute), key);
}

Value str_format_fields(Thread *t, Ref s)
{
    return format_iterator_new(t, &formatter_iterator_type, s, 0);
}

Value str_format_field_name(Thread *t, Ref s)
{
    ssize end = first_part_end(as_str(s), 0, as_str(s)->len);
    Step first = {.start = 0, .end = end};
    OWN Value key = end ? key_of(t, s, &first) : str_empty(t);
    OWN Value rest = is_empty(key) ? EMPTY : format_iterator_new(t, &field_name_iterator_type, s, end);
    return is_empty(rest) ? EMPTY : tuple_pack(t, 2, key, rest);
}

static Type formatter_iterator_type = {
    TYPE_HEAD("formatteriterator", FormatIterator),
    .dealloc = format_iterator_dealloc,
    .iter = iter_self,
    .next = formatter_iterator_next,
};
static Type field_name_iterator_type = {
    TYPE_HEAD("fieldnameiterator", FormatIterator),
    .dealloc = format_iterator_dealloc,
    .iter = iter_self,
    .next = field_name_iterator_next,
};
