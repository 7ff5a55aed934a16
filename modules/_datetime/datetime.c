/* datetime.c: a date with a time of day. Local time is the C library's; PEP 495 says which of two equal wall times is
 * meant (fold). Python manual: datetime, datetime objects. */
#include <errno.h>
#include <math.h>
#include <time.h>

#include "base/hash.h"
#include "base/platform.h"
#include "object/bytes.h"
#include "object/float.h"
#include "object/method.h"
#include "modules/_datetime/types.h"
#include "gen/modules/_datetime/datetime.h"

#define EPOCH_SECONDS ((int64_t)EPOCH_ORDINAL * SECONDS_PER_DAY)
#define MAX_FOLD SECONDS_PER_DAY        /* no clock is set back by more */

/* ---- construction ---- */

Value datetime_make(Thread *t, Type *cls, int year, int month, int day, Clock clock, Ref tzinfo)
{
    Value v = instance_new(t, cls, &datetime_type, sizeof(DateTime));
    if (!is_empty(v)) {
        Date *d = as_date(v);
        d->tzinfo = retain(tzinfo);
        d->hash = -1;
        d->year = year;
        d->month = (uint8_t)month;
        d->day = (uint8_t)day;
        as_datetime(v)->clock = clock;
    }
    return v;
}

/* An instance of cls: of a subclass by calling it; the fold is set afterwards, for not every subclass takes one. */
static Value datetime_new(Thread *t, Type *cls, int year, int month, int day, Clock c, Ref tzinfo)
{
    if (cls == &datetime_type) {
        if (!check_date(t, year, month, day) || !check_clock(t, c.hour, c.minute, c.second, c.microsecond, c.fold))
            return EMPTY;
        return datetime_make(t, cls, year, month, day, c, tzinfo);
    }
    Value args[] = {fixnum(year), fixnum(month), fixnum(day), fixnum(c.hour), fixnum(c.minute), fixnum(c.second),
                    fixnum(c.microsecond), tzinfo};
    Value v = call(t, value_of(cls), args, 8, EMPTY);
    if (!is_empty(v) && c.fold && is_datetime(v))
        as_datetime(v)->clock.fold = c.fold;
    return v;
}

/** datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])
 *
 * The year, month and day arguments are required. tzinfo may be None, or an
 * instance of a tzinfo subclass. The remaining arguments may be ints. */
NEW(datetime, "(cls, year, month, day, hour=?, minute=?, second=?, microsecond=?, tzinfo=None, *, fold=?)")
{
    int year, month, day;
    Clock c;
    if (!int_argument_c(t, a->year, &year) || !int_argument_c(t, a->month, &month) || !int_argument_c(t, a->day, &day)
        || !check_date(t, year, month, day)
        || !get_clock(t, a->hour, a->minute, a->second, a->microsecond, a->fold, (Clock){0}, &c) || !check_tzinfo(t, a->tzinfo))
        return EMPTY;
    return datetime_make(t, cls, year, month, day, c, a->tzinfo);
}

static Value from_state(Thread *t, Type *cls, const uint8_t s[10], Ref tzinfo)
{
    int year = s[0] << 8 | s[1], month = s[2] & 0x7f, day = s[3];
    Clock c = clock_unpack(s + 4);
    c.fold = s[2] >> 7;
    if (!is_none(tzinfo) && !is_tzinfo(tzinfo))
        return raise_type(t, "bad tzinfo state arg");
    return datetime_make(t, cls, year, month, day, c, tzinfo);
}

/* Takes the state of a pickle, too. */
static Value datetime_new_any(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    uint8_t s[10];
    if ((nargs == 1 || nargs == 2) && is_empty(names) && get_state(args[0], 10, s) && (s[2] & 0x7f) >= 1 && (s[2] & 0x7f) <= 12)
        return from_state(t, cls, s, nargs == 2 ? args[1] : NONE);
    return datetime_new_slot(t, cls, args, nargs, names);
}

static void datetime_dealloc(Object *o)
{
    release(((Date *)o)->tzinfo);
    instance_free(o, &datetime_type, sizeof(DateTime));
}
static void datetime_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Date *)o)->tzinfo);
}

/* ---- seconds since 0001-01-01 00:00 of the day before (ordinal 0) ---- */

static int64_t seconds_of(Ref v)
{
    Date *d = as_date(v);
    Clock c = as_datetime(v)->clock;
    return (int64_t)ordinal_of(d->year, d->month, d->day) * SECONDS_PER_DAY + (c.hour * 60 + c.minute) * 60 + c.second;
}

static __int128 microseconds_of(Ref v) { return (__int128)seconds_of(v) * 1000000 + as_datetime(v)->clock.microsecond; }

/* The datetime at so many microseconds. */
static Value at_microseconds(Thread *t, Type *cls, __int128 us, int fold, Ref tzinfo)
{
    const int64_t day = (int64_t)SECONDS_PER_DAY * 1000000;
    if (us < day || us >= (MAX_ORDINAL + 1) * day)
        return raise_overflow(t, "date value out of range");
    int year, month, date;
    int64_t small = (int64_t)us, rest = small % day;
    date_of_ordinal((int)(small / day), &year, &month, &date);
    int seconds = (int)(rest / 1000000);
    Clock c = {(uint8_t)(seconds / 3600), (uint8_t)(seconds / 60 % 60), (uint8_t)(seconds % 60), (uint8_t)fold, (int)(rest % 1000000)};
    return datetime_new(t, cls, year, month, date, c, tzinfo);
}

/* ---- local time ---- */

static bool break_down(Thread *t, int64_t timestamp, bool utc, struct tm *tm)
{
    time_t seconds = timestamp;
    errno = 0;
    if (!(utc ? gmtime_r(&seconds, tm) : localtime_r(&seconds, tm))) {
        if (errno == EOVERFLOW)
            return raise_overflow(t, "timestamp out of range for platform time_t"), false;
        return raise_errno(t, errno), false;
    }
    int year = tm->tm_year + 1900;
    return (year >= MIN_YEAR && year <= MAX_YEAR) || (raise_value(t, "year %d is out of range", year), false);
}

static int64_t seconds_of_tm(const struct tm *tm)
{
    return (int64_t)ordinal_of(tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday) * SECONDS_PER_DAY
           + (tm->tm_hour * 60 + tm->tm_min) * 60 + MIN(tm->tm_sec, 59);
}

/* Local wall time of a UTC time, both in seconds as above. */
static bool local(Thread *t, int64_t utc, int64_t *wall)
{
    struct tm tm;
    if (utc < 2 * SECONDS_PER_DAY || utc > (int64_t)(MAX_ORDINAL - 1) * SECONDS_PER_DAY) {
        *wall = utc;                            /* at the ends of the calendar: no year 0 or 10000 to compute with */
        return true;
    }
    if (!break_down(t, utc - EPOCH_SECONDS, false, &tm))
        return false;
    *wall = seconds_of_tm(&tm);
    return true;
}

/* The UTC time whose local wall time is `wall`: the earlier of two for fold 0; in a gap, by the offset before (fold 0) or
 * after it. The algorithm of PEP 495. */
static bool utc_of_local(Thread *t, int64_t wall, int fold, int64_t *utc)
{
    int64_t w, offset, other, u1, u2, t1, t2;
    if (!local(t, wall, &w))
        return false;
    offset = w - wall;
    u1 = wall - offset;
    if (!local(t, u1, &t1))
        return false;
    if (t1 == wall) {
        u2 = fold ? u1 + MAX_FOLD : u1 - MAX_FOLD;
        if (!local(t, u2, &w))
            return false;
        other = w - u2;
        if (other == offset)
            return *utc = u1, true;
    } else {
        other = t1 - u1;
    }
    u2 = wall - other;
    if (!local(t, u2, &t2))
        return false;
    if (t2 == wall)
        *utc = u2;
    else if (t1 == wall)
        *utc = u1;
    else
        *utc = fold ? MIN(u1, u2) : MAX(u1, u2);
    return true;
}

/* The timezone of local time at a UTC time. */
static Value local_zone(Thread *t, int64_t utc)
{
    struct tm tm;
    if (!break_down(t, utc - EPOCH_SECONDS, false, &tm))
        return EMPTY;
    OWN Value offset = delta_from_seconds(t, tm.tm_gmtoff);
    OWN Value name = is_empty(offset) ? EMPTY : str_decode(t, (const uint8_t *)tm.tm_zone, (ssize)strlen(tm.tm_zone), NULL, "surrogateescape");
    return is_empty(name) ? EMPTY : timezone_new(t, offset, name);
}

/* Seconds and microseconds of a timestamp, rounded to the nearest, halves to even. */
static bool get_timestamp(Thread *t, Ref v, int64_t *seconds, int *micros)
{
    *micros = 0;
    if (!is_float(v))
        return to_int64(t, v, seconds);
    double d = float_value(v), whole;
    if (isnan(d))
        return raise_value(t, "Invalid value NaN (not a number)"), false;
    double part = round_half_even(modf(d, &whole) * 1e6);
    if (part >= 1e6) {
        part -= 1e6;
        whole += 1.0;
    } else if (part < 0.0) {
        part += 1e6;
        whole -= 1.0;
    }
    if (!(whole >= -0x1p63 && whole < 0x1p63))
        return raise_overflow(t, "timestamp out of range for platform time_t"), false;
    *seconds = (int64_t)whole;
    *micros = (int)part;
    return true;
}

/* tz NONE: naive; local or UTC by `utc`. Wall times that come twice get fold 1 the second time. */
static Value from_timestamp(Thread *t, Type *cls, int64_t seconds, int micros, bool utc, Ref tz)
{
    struct tm tm;
    if (!break_down(t, seconds, utc, &tm))
        return EMPTY;
    Clock c = {(uint8_t)tm.tm_hour, (uint8_t)tm.tm_min, (uint8_t)MIN(tm.tm_sec, 59), 0, micros};
    if (!utc && is_none(tz)) {
        int64_t wall = seconds_of_tm(&tm), before, again, here = seconds + EPOCH_SECONDS;
        if (!local(t, here - MAX_FOLD, &before))
            return EMPTY;
        int64_t change = wall - before - MAX_FOLD;
        if (change < 0) {
            if (!local(t, here + change, &again))
                return EMPTY;
            c.fold = again == wall;
        }
    }
    return datetime_new(t, cls, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, c, tz);
}

/* A UTC datetime with tzinfo tz in the time of tz. */
static Value shown_in(Thread *t, Value utc, Ref tz)
{
    OWN Value owned = utc;
    return is_empty(utc) || is_none(tz) ? take(&owned) : call_method1(t, tz, NAME(fromutc), owned);
}

static Value now(Thread *t, Type *cls, bool utc, Ref tz)
{
    int64_t ns = clock_real_ns(), seconds = ns / 1000000000;
    int micros = (int)(ns % 1000000000 / 1000);
    return from_timestamp(t, cls, seconds, micros, utc, tz);
}

/** Returns new datetime object representing current time local to tz.
 *
 *   tz
 *     Timezone object.
 *
 * If no tz is specified, uses local timezone. */
CLASSMETHOD(datetime, now, "(cls, tz=None)")
{
    return check_tzinfo(t, a->tz) ? shown_in(t, now(t, as_type(self), !is_none(a->tz), a->tz), a->tz) : EMPTY;
}

/** Return a new datetime representing UTC day and time. */
CLASSMETHOD0(datetime, utcnow) { return now(t, as_type(self), true, NONE); }

/** timestamp[, tz] -> tz's local time from POSIX timestamp. */
CLASSMETHOD(datetime, fromtimestamp, "(cls, timestamp, tz=None)")
{
    int64_t seconds;
    int micros;
    if (!check_tzinfo(t, a->tz) || !get_timestamp(t, a->timestamp, &seconds, &micros))
        return EMPTY;
    return shown_in(t, from_timestamp(t, as_type(self), seconds, micros, !is_none(a->tz), a->tz), a->tz);
}

/** Construct a naive UTC datetime from a POSIX timestamp. */
CLASSMETHOD1(datetime, utcfromtimestamp, timestamp)
{
    int64_t seconds;
    int micros;
    return get_timestamp(t, timestamp, &seconds, &micros) ? from_timestamp(t, as_type(self), seconds, micros, true, NONE) : EMPTY;
}

/** string, format -> new datetime parsed from a string (like time.strptime()). */
CLASSMETHOD(datetime, strptime, "(cls, date_string: str, format: str, /)")
{
    OWN Value parse = import_attribute(t, "_strptime", "_strptime_datetime");
    return is_empty(parse) ? EMPTY : call3(t, parse, self, a->date_string, a->format);
}

/** date, time -> datetime with same date and time fields. */
CLASSMETHOD(datetime, combine, "(cls, date, time, tzinfo=?)")
{
    if (!is_date(a->date))
        return raise_type(t, "combine() argument 1 must be datetime.date, not %T", a->date);
    if (!is_time(a->time))
        return raise_type(t, "combine() argument 2 must be datetime.time, not %T", a->time);
    Ref tzinfo = is_empty(a->tzinfo) ? as_time(a->time)->tzinfo : a->tzinfo;
    if (!check_tzinfo(t, tzinfo))
        return EMPTY;
    Date *d = as_date(a->date);
    return datetime_new(t, as_type(self), d->year, d->month, d->day, as_time(a->time)->clock, tzinfo);
}

static bool parse_iso(Thread *t, const char *s, ssize n, int date[3], IsoTime *time)
{
    ssize split = iso_date_length(s, n);
    *time = (IsoTime){.has_zone = false};
    if (n < 7 || !parse_iso_date(t, s, MIN(split, n), &date[0], &date[1], &date[2]))
        return false;
    if (split >= n)
        return true;
    split++;                                    /* any one character separates */
    while (split < n && ((uint8_t)s[split] & 0xc0) == 0x80)
        split++;
    return split < n && parse_iso_time(s + split, n - split, time);
}

/** string -> datetime from a string in most ISO 8601 formats */
CLASSMETHOD1(datetime, fromisoformat, string)
{
    int date[3];
    IsoTime time;
    ssize n;
    if (!is_str(string))
        return raise_type(t, "fromisoformat: argument must be str");
    const char *s = str_utf8(t, string, &n);
    if (!s || !parse_iso(t, s, n, date, &time)) {
        if (is_raised(t) && !raised_catch(t, &exc_ValueError))
            return EMPTY;
        return raise_value(t, "Invalid isoformat string: %R", string);
    }
    OWN Value zone = iso_zone(t, &time);
    return is_empty(zone) ? EMPTY : datetime_new(t, as_type(self), date[0], date[1], date[2], time.clock, zone);
}

/* ---- offsets ---- */

static Value utcoffset(Thread *t, Ref self) { return ask_offset(t, as_date(self)->tzinfo, NAME(utcoffset), self); }

/* The same with another fold. */
static Value with_fold(Thread *t, Ref self, int fold)
{
    Date *d = as_date(self);
    Clock c = as_datetime(self)->clock;
    c.fold = (uint8_t)fold;
    return datetime_make(t, type_of(self) == &datetime_type ? &datetime_type : type_of(self), d->year, d->month, d->day, c, d->tzinfo);
}

/* Does the offset depend on the fold (the time comes twice, or is skipped)? Then it equals no time of another zone. */
static Test is_problematic(Thread *t, Ref self, Ref offset)
{
    OWN Value flipped = with_fold(t, self, !as_datetime(self)->clock.fold);
    OWN Value other = is_empty(flipped) ? EMPTY : utcoffset(t, flipped);
    if (is_empty(other))
        return TEST_ERROR;
    Test same_ = equal(t, offset, other);
    return same_ == TEST_ERROR ? TEST_ERROR : !same_;
}

/* ---- slots ---- */

/* The offset of a datetime and whether it has one; ERROR. */
static Lookup get_offset(Thread *t, Ref v, Value *offset)
{
    *offset = utcoffset(t, v);
    return is_empty(*offset) ? ERROR : is_none(*offset) ? MISSING : FOUND;
}

static Value compare_zones(Thread *t, Ref a, Ref b, CompareOp op)
{
    OWN Value x = EMPTY, y = EMPTY;
    Lookup has_x = get_offset(t, a, &x), has_y = has_x == ERROR ? ERROR : get_offset(t, b, &y);
    if (has_y == ERROR)
        return EMPTY;
    bool equality = op == CMP_EQ || op == CMP_NE;
    if (has_x != has_y)
        return equality ? bool_value(op == CMP_NE) : raise_type(t, "can't compare offset-naive and offset-aware datetimes");
    if (equality && has_x == FOUND) {
        Test odd = is_problematic(t, a, x);
        if (odd == TEST_FALSE)
            odd = is_problematic(t, b, y);
        if (odd != TEST_FALSE)
            return odd == TEST_ERROR ? EMPTY : bool_value(op == CMP_NE);
    }
    __int128 p = microseconds_of(a), q = microseconds_of(b);
    if (has_x == FOUND) {
        p -= delta_microseconds(as_delta(x));
        q -= delta_microseconds(as_delta(y));
    }
    return compare_numbers(p < q ? -1 : p > q, 0, op);
}

static Value datetime_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_datetime(self) || !is_datetime(other)) {
        if (!is_date(self) || !is_date(other))
            return NOT_IMPLEMENTED;
        if (op == CMP_EQ || op == CMP_NE)
            return bool_value(op == CMP_NE);
        return raise_type(t, "can't compare %s to %s", type_of(self)->name, type_of(other)->name);
    }
    if (!same(as_date(self)->tzinfo, as_date(other)->tzinfo))
        return compare_zones(t, self, other, op);
    __int128 a = microseconds_of(self), b = microseconds_of(other);
    return compare_numbers(a < b ? -1 : a > b, 0, op);
}

static bool datetime_hash(Thread *t, Ref self, int64_t *hash)
{
    Date *d = as_date(self);
    if (d->hash == -1) {
        OWN Value first = as_datetime(self)->clock.fold ? with_fold(t, self, 0) : retain(self);
        OWN Value offset = is_empty(first) ? EMPTY : utcoffset(t, first);
        if (is_empty(offset))
            return false;
        __int128 us = microseconds_of(self);
        if (!is_none(offset))
            us -= delta_microseconds(as_delta(offset));
        d->hash = instant_hash(t, (int64_t)(us / 1000000), (int64_t)(us % 1000000));
    }
    *hash = d->hash;
    return true;
}

Value datetime_add(Thread *t, Ref datetime, Ref delta, int sign)
{
    __int128 us = microseconds_of(datetime) + sign * delta_microseconds(as_delta(delta));
    return at_microseconds(t, type_of(datetime), us, 0, as_date(datetime)->tzinfo);
}

static Value datetime_add_slot(Thread *t, Ref a, Ref b)
{
    if (is_datetime(a) && is_delta(b))
        return datetime_add(t, a, b, 1);
    return is_delta(a) && is_datetime(b) ? datetime_add(t, b, a, 1) : NOT_IMPLEMENTED;
}

static Value datetime_sub(Thread *t, Ref a, Ref b)
{
    if (!is_datetime(a))
        return NOT_IMPLEMENTED;
    if (is_delta(b))
        return datetime_add(t, a, b, -1);
    if (!is_datetime(b))
        return NOT_IMPLEMENTED;
    __int128 us = microseconds_of(a) - microseconds_of(b);
    if (!same(as_date(a)->tzinfo, as_date(b)->tzinfo)) {
        OWN Value x = EMPTY, y = EMPTY;
        Lookup has_x = get_offset(t, a, &x), has_y = has_x == ERROR ? ERROR : get_offset(t, b, &y);
        if (has_y == ERROR)
            return EMPTY;
        if (has_x != has_y)
            return raise_type(t, "can't subtract offset-naive and offset-aware datetimes");
        if (has_x == FOUND)
            us += delta_microseconds(as_delta(y)) - delta_microseconds(as_delta(x));
    }
    return delta_from_microseconds(t, &timedelta_type, us);
}

static Value datetime_repr(Thread *t, Ref self)
{
    Date *d = as_date(self);
    Clock c = as_datetime(self)->clock;
    const int field[] = {d->year, d->month, d->day, c.hour, c.minute, c.second, c.microsecond};
    int fields = c.microsecond ? 7 : c.second ? 6 : 5;
    char text[ISO_TEXT_MAX + 32], *end = text;
    for (int i = 0; i < fields; i++) {
        memcpy(end, i ? ", " : "(", i ? 2 : 1);
        end = put_number(end + (i ? 2 : 1), field[i], 1);
    }
    OWN Value shown = str_from_span(t, text, end);
    OWN Value zone = is_empty(shown) ? EMPTY : is_none(d->tzinfo) ? str_empty(t) : str_format(t, ", tzinfo=%R", d->tzinfo);
    return is_empty(zone) ? EMPTY : str_format(t, "%s%S%s%S)", type_of(self)->name, shown, c.fold ? ", fold=1" : "", zone);
}

static Value isoformat(Thread *t, Ref self, uint32_t separator, Ref timespec)
{
    char text[ISO_TEXT_MAX], *middle = put_iso_date(text, as_date(self));
    *middle = separator < 128 ? (char)separator : 'T';
    char *end = put_iso_clock(t, middle + 1, as_datetime(self)->clock, timespec);
    OWN Value offset = end ? utcoffset(t, self) : EMPTY;
    if (is_empty(offset))
        return EMPTY;
    end = put_offset(end, offset, ":");
    if (likely(separator < 128))
        return str_from_span(t, text, end);
    OWN Value between = str_from_char(t, separator), date = str_from_span(t, text, middle), clock = str_from_span(t, middle + 1, end);
    return is_empty(between) || is_empty(date) || is_empty(clock) ? EMPTY : str_format(t, "%S%S%S", date, between, clock);
}

static Value datetime_str(Thread *t, Ref self)
{
    if (is_exact(self, &datetime_type))
        return isoformat(t, self, ' ', EMPTY);
    OWN Value space = str_from_char(t, ' ');
    return is_empty(space) ? EMPTY : call_method1(t, self, NAME(isoformat), space);
}

/* ---- methods ---- */

/** Return date object with same year, month and day. */
METHOD0(datetime, date)
{
    Date *d = as_date(self);
    return date_new(t, &date_type, d->year, d->month, d->day);
}

/** Return time object with same time but with tzinfo=None. */
METHOD0(datetime, time) { return time_make(t, &time_type, as_datetime(self)->clock, NONE); }

/** Return time object with same time and tzinfo. */
METHOD0(datetime, timetz) { return time_make(t, &time_type, as_datetime(self)->clock, as_date(self)->tzinfo); }

/** Return datetime with new specified fields. */
METHOD(datetime, replace, "(self, year=?, month=?, day=?, hour=?, minute=?, second=?, microsecond=?, tzinfo=?, *, fold=?)")
{
    Date *d = as_date(self);
    Clock c;
    int year, month, day;
    Ref tzinfo = is_empty(a->tzinfo) ? d->tzinfo : a->tzinfo;
    if (!get_field(t, a->year, d->year, &year) || !get_field(t, a->month, d->month, &month) || !get_field(t, a->day, d->day, &day)
        || !check_date(t, year, month, day)
        || !get_clock(t, a->hour, a->minute, a->second, a->microsecond, a->fold, as_datetime(self)->clock, &c)
        || !check_tzinfo(t, tzinfo))
        return EMPTY;
    return datetime_new(t, type_of(self), year, month, day, c, tzinfo);
}

/** The same as replace(). */
METHOD(datetime, __replace__, "(self, /, *, year=?, month=?, day=?, hour=?, minute=?, second=?, microsecond=?, tzinfo=?, fold=?)")
{
    return datetime_replace_method(t, self, &(const struct datetime_replace_args){
        .year = a->year, .month = a->month, .day = a->day, .hour = a->hour, .minute = a->minute, .second = a->second,
        .microsecond = a->microsecond, .tzinfo = a->tzinfo, .fold = a->fold});
}

/* The UTC time in microseconds; a naive datetime is local time, of `offset` None. */
static bool utc_microseconds(Thread *t, Ref self, Ref offset, __int128 *us)
{
    if (!is_none(offset)) {
        *us = microseconds_of(self) - delta_microseconds(as_delta(offset));
        return true;
    }
    int64_t utc;
    if (!utc_of_local(t, seconds_of(self), as_datetime(self)->clock.fold, &utc))
        return false;
    *us = (__int128)utc * 1000000 + as_datetime(self)->clock.microsecond;
    return true;
}

/** tz -> convert to local time in new timezone tz */
METHOD(datetime, astimezone, "(self, tz=None)")
{
    if (!check_tzinfo(t, a->tz))
        return EMPTY;
    if (!is_none(a->tz) && same(a->tz, as_date(self)->tzinfo))
        return retain(self);
    OWN Value offset = utcoffset(t, self);
    __int128 us;
    if (is_empty(offset) || !utc_microseconds(t, self, offset, &us))
        return EMPTY;
    OWN Value zone = is_none(a->tz) ? local_zone(t, (int64_t)(us / 1000000)) : retain(a->tz);
    return is_empty(zone) ? EMPTY : shown_in(t, at_microseconds(t, type_of(self), us, 0, zone), zone);
}

/** Return self.tzinfo.utcoffset(self). */
METHOD0(datetime, utcoffset) { return utcoffset(t, self); }

/** Return self.tzinfo.dst(self). */
METHOD0(datetime, dst) { return ask_offset(t, as_date(self)->tzinfo, NAME(dst), self); }

/** Return self.tzinfo.tzname(self). */
METHOD0(datetime, tzname) { return ask_name(t, as_date(self)->tzinfo, self); }

static Value time_tuple(Thread *t, int64_t seconds, int dst)
{
    int year, month, day, ordinal = (int)(seconds / SECONDS_PER_DAY), rest = (int)(seconds % SECONDS_PER_DAY);
    date_of_ordinal(ordinal, &year, &month, &day);
    return make_struct_time(t, (const int[9]){year, month, day, rest / 3600, rest / 60 % 60, rest % 60, (ordinal + 6) % 7,
                                              day + days_before_month(year, month), dst});
}

/** Return time tuple, compatible with time.localtime(). */
METHOD0(datetime, timetuple)
{
    OWN Value dst = ask_offset(t, as_date(self)->tzinfo, NAME(dst), self);
    if (is_empty(dst))
        return EMPTY;
    return time_tuple(t, seconds_of(self), is_none(dst) ? -1 : delta_microseconds(as_delta(dst)) != 0);
}

/** Return UTC time tuple, compatible with time.localtime(). */
METHOD0(datetime, utctimetuple)
{
    OWN Value offset = utcoffset(t, self);
    if (is_empty(offset))
        return EMPTY;
    __int128 us = microseconds_of(self);
    if (!is_none(offset))
        us -= delta_microseconds(as_delta(offset));
    if (us < (__int128)SECONDS_PER_DAY * 1000000 || us >= (__int128)(MAX_ORDINAL + 1) * SECONDS_PER_DAY * 1000000)
        return raise_overflow(t, "date value out of range");
    return time_tuple(t, (int64_t)(us / 1000000), 0);
}

/** Return POSIX timestamp as float. */
METHOD0(datetime, timestamp)
{
    OWN Value offset = utcoffset(t, self);
    __int128 us;
    if (is_empty(offset) || !utc_microseconds(t, self, offset, &us))
        return EMPTY;
    us -= (__int128)EPOCH_SECONDS * 1000000;
    if (is_none(offset)) {
        int64_t seconds = (int64_t)((us - as_datetime(self)->clock.microsecond) / 1000000);
        return float_from(t, (double)seconds + as_datetime(self)->clock.microsecond / 1e6);
    }
    OWN Value total = int_from_int64(t, (int64_t)us);
    return is_empty(total) ? EMPTY : int_truediv(t, total, fixnum(1000000));
}

/** [sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].
 * sep is used to separate the year from the time, and defaults to 'T'.
 * The optional argument timespec specifies the number of additional terms
 * of the time to include. Valid options are 'auto', 'hours', 'minutes',
 * 'seconds', 'milliseconds' and 'microseconds'. */
METHOD(datetime, isoformat, "(self, sep: ordinal='T', timespec: str='auto')")
{
    return isoformat(t, self, a->sep, a->timespec);
}

static Value reduce(Thread *t, Ref self, int protocol)
{
    uint8_t state[10];
    date_pack(as_date(self), state);
    clock_pack(as_datetime(self)->clock, state + 4);
    if (protocol > 3 && as_datetime(self)->clock.fold)
        state[2] |= 0x80;
    return reduce_with_state(t, self, state, 10, as_date(self)->tzinfo);
}

/** __reduce_ex__(proto) -> (cls, state) */
METHOD(datetime, __reduce_ex__, "(self, protocol: int, /)") { return reduce(t, self, a->protocol); }

/** __reduce__() -> (cls, state) */
METHOD0(datetime, __reduce__) { return reduce(t, self, 2); }

GETTER(datetime, hour) { return fixnum(as_datetime(self)->clock.hour); }
GETTER(datetime, minute) { return fixnum(as_datetime(self)->clock.minute); }
GETTER(datetime, second) { return fixnum(as_datetime(self)->clock.second); }
GETTER(datetime, microsecond) { return fixnum(as_datetime(self)->clock.microsecond); }
GETTER(datetime, tzinfo) { return retain(as_date(self)->tzinfo); }
GETTER(datetime, fold) { return fixnum(as_datetime(self)->clock.fold); }

Type datetime_type = {
    TYPE_HEAD("datetime.datetime", DateTime), .base = &date_type, .flags = TYPE_BASE, .doc = datetime_new_doc,
    .dealloc = datetime_dealloc, .traverse = datetime_traverse, .new_ = datetime_new_any, .new_signature = &datetime_new_signature, .repr = datetime_repr,
    .str = datetime_str, .hash = datetime_hash, .compare = datetime_compare, .add = datetime_add_slot, .sub = datetime_sub,
    .methods = datetime_methods, .getset = datetime_getset,
};
