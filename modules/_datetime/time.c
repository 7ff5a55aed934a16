/* time.c: times of day. Python manual: datetime, time objects. */
#include "base/hash.h"
#include "object/bytes.h"
#include "object/method.h"
#include "modules/_datetime/types.h"
#include "gen/modules/_datetime/time.h"

/* ---- construction ---- */

Value time_make(Thread *t, Type *cls, Clock clock, Ref tzinfo)
{
    Value v = instance_new(t, cls, &time_type, sizeof(Time));
    if (!is_empty(v)) {
        as_time(v)->hash = -1;
        as_time(v)->clock = clock;
        as_time(v)->tzinfo = retain(tzinfo);
    }
    return v;
}

bool get_clock(Thread *t, Ref hour, Ref minute, Ref second, Ref microsecond, Ref fold, Clock old, Clock *c)
{
    int h, m, s, us, f;
    if (!get_field(t, hour, old.hour, &h) || !get_field(t, minute, old.minute, &m) || !get_field(t, second, old.second, &s)
        || !get_field(t, microsecond, old.microsecond, &us) || !get_field(t, fold, old.fold, &f) || !check_clock(t, h, m, s, us, f))
        return false;
    *c = (Clock){(uint8_t)h, (uint8_t)m, (uint8_t)s, (uint8_t)f, us};
    return true;
}

/** time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object
 *
 * All arguments are optional. tzinfo may be None, or an instance of
 * a tzinfo subclass. The remaining arguments may be ints. */
NEW(time, "(cls, hour=?, minute=?, second=?, microsecond=?, tzinfo=None, *, fold=?)")
{
    Clock c;
    if (!get_clock(t, a->hour, a->minute, a->second, a->microsecond, a->fold, (Clock){0}, &c) || !check_tzinfo(t, a->tzinfo))
        return EMPTY;
    return time_make(t, cls, c, a->tzinfo);
}

void clock_pack(Clock c, uint8_t out[6])
{
    out[0] = c.hour;
    out[1] = c.minute;
    out[2] = c.second;
    out[3] = (uint8_t)(c.microsecond >> 16);
    out[4] = (uint8_t)(c.microsecond >> 8);
    out[5] = (uint8_t)c.microsecond;
}

Clock clock_unpack(const uint8_t in[6])
{
    return (Clock){in[0] & 0x7f, in[1], in[2], in[0] >> 7, in[3] << 16 | in[4] << 8 | in[5]};
}

/* Takes the state of a pickle, too. */
static Value time_new_any(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    uint8_t s[6];
    if ((nargs == 1 || nargs == 2) && is_empty(names) && get_state(args[0], 6, s) && (s[0] & 0x7f) < 24) {
        Ref tzinfo = nargs == 2 ? args[1] : NONE;
        if (!is_none(tzinfo) && !is_tzinfo(tzinfo))
            return raise_type(t, "bad tzinfo state arg");
        return time_make(t, cls, clock_unpack(s), tzinfo);
    }
    return time_new_slot(t, cls, args, nargs, names);
}

static void time_dealloc(Object *o)
{
    release(((Time *)o)->tzinfo);
    instance_free(o, &time_type, sizeof(Time));
}
static void time_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Time *)o)->tzinfo);
}

/** string -> time from a string in ISO 8601 format */
CLASSMETHOD1(time, fromisoformat, string)
{
    IsoTime parsed;
    ssize n;
    if (!is_str(string))
        return raise_type(t, "fromisoformat: argument must be str");
    const char *s = as_str(string)->ascii ? str_utf8(t, string, &n) : NULL;
    if (s && n && *s == 'T') {
        s++;
        n--;
    }
    if (!s || !parse_iso_time(s, n, &parsed))
        return raise_value(t, "Invalid isoformat string: %R", string);
    Clock c = parsed.clock;
    OWN Value zone = check_clock(t, c.hour, c.minute, c.second, c.microsecond, 0) ? iso_zone(t, &parsed) : EMPTY;
    if (is_empty(zone))
        return EMPTY;
    if (same(self, value_of(&time_type)))
        return time_make(t, &time_type, c, zone);
    Value args[] = {fixnum(c.hour), fixnum(c.minute), fixnum(c.second), fixnum(c.microsecond), zone};
    return call(t, self, args, 5, EMPTY);
}

/** string, format -> new time parsed from a string (like time.strptime()). */
CLASSMETHOD(time, strptime, "(cls, time_string: str, format: str, /)")
{
    OWN Value parse = import_attribute(t, "_strptime", "_strptime_datetime");
    OWN Value parsed = is_empty(parse) ? EMPTY : call3(t, parse, value_of(&datetime_type), a->time_string, a->format);
    if (is_empty(parsed))
        return EMPTY;
    Clock c = as_datetime(parsed)->clock;
    Value args[] = {fixnum(c.hour), fixnum(c.minute), fixnum(c.second), fixnum(c.microsecond), as_date(parsed)->tzinfo};
    return call(t, self, args, 5, EMPTY);
}

/* ---- text ---- */

static Value utcoffset(Thread *t, Ref self) { return ask_offset(t, as_time(self)->tzinfo, NAME(utcoffset), NONE); }

/** Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].
 *
 * The optional argument timespec specifies the number of additional terms
 * of the time to include. Valid options are 'auto', 'hours', 'minutes',
 * 'seconds', 'milliseconds' and 'microseconds'. */
METHOD(time, isoformat, "(self, timespec: str='auto')")
{
    char text[ISO_TEXT_MAX], *end = put_iso_clock(t, text, as_time(self)->clock, a->timespec);
    OWN Value offset = end ? utcoffset(t, self) : EMPTY;
    return is_empty(offset) ? EMPTY : str_from_span(t, text, put_offset(end, offset, ":"));
}

static Value time_str(Thread *t, Ref self) { return call_method0(t, self, NAME(isoformat)); }

static Value time_repr(Thread *t, Ref self)
{
    Clock c = as_time(self)->clock;
    const char *name = type_of(self)->name;
    OWN Value fields = c.microsecond ? str_format(t, "%d, %d, %d, %d", c.hour, c.minute, c.second, c.microsecond)
                       : c.second    ? str_format(t, "%d, %d, %d", c.hour, c.minute, c.second)
                                     : str_format(t, "%d, %d", c.hour, c.minute);
    OWN Value zone = is_none(as_time(self)->tzinfo) ? str_empty(t) : str_format(t, ", tzinfo=%R", as_time(self)->tzinfo);
    if (is_empty(fields) || is_empty(zone))
        return EMPTY;
    return str_format(t, "%s(%S%S%s)", name, fields, zone, c.fold ? ", fold=1" : "");
}

/** format -> strftime() style string. */
METHOD(time, strftime, "(self, /, format: str)")
{
    /* The year does not matter, but strftime wants one that it can show. */
    Clock c = as_time(self)->clock;
    OWN Value tuple = make_struct_time(t, (const int[9]){1900, 1, 1, c.hour, c.minute, c.second, 0, 1, -1});
    return is_empty(tuple) ? EMPTY : strftime_of(t, self, a->format, tuple, NONE);
}

/** Formats self with strftime. */
METHOD(time, __format__, "(self, format: str, /)") { return format_of(t, self, a->format); }

/* ---- comparing ---- */

/* Microseconds since midnight UTC of an aware time. */
static int64_t utc_microseconds(Ref self, Ref offset)
{
    return clock_microseconds(as_time(self)->clock) - (int64_t)delta_microseconds(as_delta(offset));
}

static Value time_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_time(self) || !is_time(other))
        return NOT_IMPLEMENTED;
    int64_t a = clock_microseconds(as_time(self)->clock), b = clock_microseconds(as_time(other)->clock);
    if (same(as_time(self)->tzinfo, as_time(other)->tzinfo))
        return compare_numbers(a, b, op);
    OWN Value x = utcoffset(t, self);
    OWN Value y = is_empty(x) ? EMPTY : utcoffset(t, other);
    if (is_empty(y))
        return EMPTY;
    if (is_none(x) && is_none(y))
        return compare_numbers(a, b, op);
    if (!is_none(x) && !is_none(y))
        return compare_numbers(utc_microseconds(self, x), utc_microseconds(other, y), op);
    if (op == CMP_EQ || op == CMP_NE)
        return bool_value(op == CMP_NE);
    return raise_type(t, "can't compare offset-naive and offset-aware times");
}

static bool time_hash(Thread *t, Ref self, int64_t *hash)
{
    Time *v = as_time(self);
    if (v->hash == -1) {
        OWN Value offset = utcoffset(t, self);
        if (is_empty(offset))
            return false;
        int64_t us = is_none(offset) ? clock_microseconds(v->clock) : utc_microseconds(self, offset);
        v->hash = instant_hash(t, us, 0);
    }
    *hash = v->hash;
    return true;
}

/* ---- methods ---- */

/** Return self.tzinfo.utcoffset(self). */
METHOD0(time, utcoffset) { return utcoffset(t, self); }

/** Return self.tzinfo.tzname(self). */
METHOD0(time, tzname) { return ask_name(t, as_time(self)->tzinfo, NONE); }

/** Return self.tzinfo.dst(self). */
METHOD0(time, dst) { return ask_offset(t, as_time(self)->tzinfo, NAME(dst), NONE); }

/** Return time with new specified fields. */
METHOD(time, replace, "(self, hour=?, minute=?, second=?, microsecond=?, tzinfo=?, *, fold=?)")
{
    Clock c;
    Ref tzinfo = is_empty(a->tzinfo) ? as_time(self)->tzinfo : a->tzinfo;
    if (!get_clock(t, a->hour, a->minute, a->second, a->microsecond, a->fold, as_time(self)->clock, &c) || !check_tzinfo(t, tzinfo))
        return EMPTY;
    if (type_of(self) == &time_type)
        return time_make(t, &time_type, c, tzinfo);
    Value args[] = {fixnum(c.hour), fixnum(c.minute), fixnum(c.second), fixnum(c.microsecond), tzinfo};
    Value v = call(t, value_of(type_of(self)), args, 5, EMPTY);
    if (!is_empty(v) && is_time(v))
        as_time(v)->clock.fold = c.fold;
    return v;
}

/** The same as replace(). */
METHOD(time, __replace__, "(self, /, *, hour=?, minute=?, second=?, microsecond=?, tzinfo=?, fold=?)")
{
    return time_replace_method(t, self, &(const struct time_replace_args){
        .hour = a->hour, .minute = a->minute, .second = a->second, .microsecond = a->microsecond, .tzinfo = a->tzinfo, .fold = a->fold});
}

static Value reduce(Thread *t, Ref self, int protocol)
{
    uint8_t state[6];
    clock_pack(as_time(self)->clock, state);
    if (protocol > 3 && as_time(self)->clock.fold)
        state[0] |= 0x80;
    return reduce_with_state(t, self, state, 6, as_time(self)->tzinfo);
}

/** __reduce_ex__(proto) -> (cls, state) */
METHOD(time, __reduce_ex__, "(self, protocol: int, /)") { return reduce(t, self, a->protocol); }

/** __reduce__() -> (cls, state) */
METHOD0(time, __reduce__) { return reduce(t, self, 2); }

GETTER(time, hour) { return fixnum(as_time(self)->clock.hour); }
GETTER(time, minute) { return fixnum(as_time(self)->clock.minute); }
GETTER(time, second) { return fixnum(as_time(self)->clock.second); }
GETTER(time, microsecond) { return fixnum(as_time(self)->clock.microsecond); }
GETTER(time, tzinfo) { return retain(as_time(self)->tzinfo); }
GETTER(time, fold) { return fixnum(as_time(self)->clock.fold); }

Type time_type = {
    TYPE_HEAD("datetime.time", Time), .flags = TYPE_BASE, .doc = time_new_doc, .dealloc = time_dealloc, .traverse = time_traverse, .new_ = time_new_any,
    .new_signature = &time_new_signature, .repr = time_repr, .str = time_str, .hash = time_hash, .compare = time_compare,
    .methods = time_methods, .getset = time_getset,
};
