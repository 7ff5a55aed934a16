/* date.c: days of the Gregorian calendar. Python manual: datetime, date objects. */
#include <errno.h>
#include <math.h>
#include <time.h>

#include "base/hash.h"
#include "object/bytes.h"
#include "object/float.h"
#include "object/method.h"
#include "object/tuple.h"
#include "modules/_datetime/types.h"
#include "gen/modules/_datetime/date.h"

/* ---- construction ---- */

static Value date_make(Thread *t, Type *cls, int year, int month, int day)
{
    Value v = instance_new(t, cls, &date_type, sizeof(Date));
    if (!is_empty(v)) {
        Date *d = as_date(v);
        d->tzinfo = EMPTY;
        d->hash = -1;
        d->year = year;
        d->month = (uint8_t)month;
        d->day = (uint8_t)day;
    }
    return v;
}

Value date_new(Thread *t, Type *cls, int year, int month, int day)
{
    if (cls == &date_type)
        return check_date(t, year, month, day) ? date_make(t, cls, year, month, day) : EMPTY;
    return call3(t, value_of(cls), fixnum(year), fixnum(month), fixnum(day));
}

static Value date_from_ordinal(Thread *t, Type *cls, int64_t ordinal)
{
    int year, month, day;
    if (ordinal < 1)
        return raise_value(t, "ordinal must be >= 1");
    if (ordinal > MAX_ORDINAL)
        return raise_value(t, "year is out of range");
    date_of_ordinal((int)ordinal, &year, &month, &day);
    return date_new(t, cls, year, month, day);
}

bool get_state(Ref v, ssize n, uint8_t *out)
{
    if (is_bytes(v) && as_bytes(v)->len == n) {
        memcpy(out, as_bytes(v)->data, (size_t)n);
        return true;
    }
    if (!is_str(v) || as_str(v)->len != n || as_str(v)->kind != STR_1)
        return false;
    memcpy(out, str_data(as_str(v)), (size_t)n);
    return true;
}

/** date(year, month, day) --> date object */
NEW(date, "(cls, year, month, day)")
{
    int year, month, day;
    if (!int_argument_c(t, a->year, &year) || !int_argument_c(t, a->month, &month) || !int_argument_c(t, a->day, &day))
        return EMPTY;
    return check_date(t, year, month, day) ? date_make(t, cls, year, month, day) : EMPTY;
}

/* Takes the state of a pickle, too, and trusts all of it but the month. */
static Value date_new_any(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    uint8_t s[4];
    if (nargs == 1 && is_empty(names) && get_state(args[0], 4, s) && s[2] >= 1 && s[2] <= 12)
        return date_make(t, cls, s[0] << 8 | s[1], s[2], s[3]);
    return date_new_slot(t, cls, args, nargs, names);
}

void date_pack(const Date *d, uint8_t out[4])
{
    out[0] = (uint8_t)(d->year >> 8);
    out[1] = (uint8_t)d->year;
    out[2] = d->month;
    out[3] = d->day;
}

static void date_dealloc(Object *o) { instance_free(o, &date_type, sizeof(Date)); }

/* Seconds for time_t, rounded down. */
static bool get_timestamp(Thread *t, Ref v, time_t *seconds)
{
    int64_t i;
    if (!is_float(v)) {
        if (!to_int64(t, v, &i))
            return false;
        *seconds = i;
        return true;
    }
    double d = float_value(v);
    if (isnan(d))
        return raise_value(t, "Invalid value NaN (not a number)"), false;
    d = floor(d);
    if (!(d >= -0x1p63 && d < 0x1p63))
        return raise_overflow(t, "timestamp out of range for platform time_t"), false;
    *seconds = (time_t)d;
    return true;
}

/** Create a date from a POSIX timestamp.
 *
 * The timestamp is a number, e.g. created via time.time(), that is interpreted
 * as local time. */
CLASSMETHOD1(date, fromtimestamp, timestamp)
{
    struct tm tm;
    time_t seconds;
    if (!get_timestamp(t, timestamp, &seconds))
        return EMPTY;
    errno = 0;
    if (!localtime_r(&seconds, &tm))
        return errno == EOVERFLOW ? raise_overflow(t, "timestamp out of range for platform time_t") : raise_errno(t, errno);
    return date_new(t, as_type(self), tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/** Current date or datetime:  same as self.__class__.fromtimestamp(time.time()). */
CLASSMETHOD0(date, today)
{
    OWN Value clock = import_attribute(t, "time", "time");
    OWN Value now = is_empty(clock) ? EMPTY : call0(t, clock);
    return is_empty(now) ? EMPTY : call_method1(t, self, NAME(fromtimestamp), now);
}

/** int -> date corresponding to a proleptic Gregorian ordinal. */
CLASSMETHOD(date, fromordinal, "(cls, ordinal: int64, /)") { return date_from_ordinal(t, as_type(self), a->ordinal); }

/** str -> Construct a date from a string in ISO 8601 format. */
CLASSMETHOD1(date, fromisoformat, string)
{
    int year, month, day;
    ssize n;
    if (!is_str(string))
        return raise_type(t, "fromisoformat: argument must be str");
    const char *s = as_str(string)->ascii ? str_utf8(t, string, &n) : NULL;
    if (!s || !parse_iso_date(t, s, n, &year, &month, &day) || !check_date(t, year, month, day)) {
        if (is_raised(t) && !raised_catch(t, &exc_ValueError))
            return EMPTY;
        return raise_value(t, "Invalid isoformat string: %R", string);
    }
    return date_new(t, as_type(self), year, month, day);
}

/** int, int, int -> Construct a date from the ISO year, week number and weekday.
 *
 * This is the inverse of the function date.isocalendar() */
CLASSMETHOD(date, fromisocalendar, "(cls, year: int64, week: int64, day: int64)")
{
    int ordinal;
    return iso_ordinal(t, a->year, a->week, a->day, &ordinal) ? date_from_ordinal(t, as_type(self), ordinal) : EMPTY;
}

/** string, format -> new date parsed from a string (like time.strptime()). */
CLASSMETHOD(date, strptime, "(cls, date_string: str, format: str, /)")
{
    OWN Value parse = import_attribute(t, "_strptime", "_strptime_datetime");
    OWN Value parsed = is_empty(parse) ? EMPTY : call3(t, parse, value_of(&datetime_type), a->date_string, a->format);
    if (is_empty(parsed))
        return EMPTY;
    return date_new(t, as_type(self), as_date(parsed)->year, as_date(parsed)->month, as_date(parsed)->day);
}

/* ---- slots ---- */

static Value date_repr(Thread *t, Ref self)
{
    Date *d = as_date(self);
    return str_format(t, "%s(%d, %d, %d)", type_of(self)->name, d->year, d->month, d->day);
}

static Value isoformat(Thread *t, const Date *d)
{
    char text[ISO_TEXT_MAX];
    return str_from_span(t, text, put_iso_date(text, d));
}

static Value date_str(Thread *t, Ref self) { return call_method0(t, self, NAME(isoformat)); }

static int ordinal(Ref v) { return ordinal_of(as_date(v)->year, as_date(v)->month, as_date(v)->day); }

static bool date_hash(Thread *t, Ref self, int64_t *hash)
{
    Date *d = as_date(self);
    if (d->hash == -1)
        d->hash = instant_hash(t, ordinal(self), 0);
    *hash = d->hash;
    return true;
}

/* A date and a datetime are never equal and have no order: datetime_compare, being the subclass's, is asked first. */
static Value date_compare(Thread *t UNUSED, Ref self, Ref other, CompareOp op)
{
    if (!is_date(self) || !is_date(other))
        return NOT_IMPLEMENTED;
    return compare_numbers(ordinal(self), ordinal(other), op);
}

static Value add_days(Thread *t, Ref date, int64_t days)
{
    int64_t sum = ordinal(date) + days;
    if (sum < 1 || sum > MAX_ORDINAL)
        return raise_overflow(t, "date value out of range");
    return date_from_ordinal(t, type_of(date), sum);
}

static Value date_add(Thread *t, Ref a, Ref b)
{
    if (is_datetime(a) || is_datetime(b))
        return NOT_IMPLEMENTED;
    if (is_date(a) && is_delta(b))
        return add_days(t, a, as_delta(b)->days);
    if (is_delta(a) && is_date(b))
        return add_days(t, b, as_delta(a)->days);
    return NOT_IMPLEMENTED;
}

static Value date_sub(Thread *t, Ref a, Ref b)
{
    if (!is_date(a) || is_datetime(a) || is_datetime(b))
        return NOT_IMPLEMENTED;
    if (is_delta(b))
        return add_days(t, a, -(int64_t)as_delta(b)->days);
    return is_date(b) ? delta_from_seconds(t, (int64_t)(ordinal(a) - ordinal(b)) * SECONDS_PER_DAY) : NOT_IMPLEMENTED;
}

/* ---- methods ---- */

/** Return time tuple, compatible with time.localtime(). */
METHOD0(date, timetuple)
{
    Date *d = as_date(self);
    int yday = d->day + days_before_month(d->year, d->month);
    return make_struct_time(t, (const int[9]){d->year, d->month, d->day, 0, 0, 0, weekday_of(d->year, d->month, d->day), yday, -1});
}

/** Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1. */
METHOD0(date, toordinal) { return fixnum(ordinal(self)); }

static int weekday(Ref self) { return weekday_of(as_date(self)->year, as_date(self)->month, as_date(self)->day); }

/** Return the day of the week represented by the date.
 * Monday == 0 ... Sunday == 6 */
METHOD0(date, weekday) { return fixnum(weekday(self)); }

/** Return the day of the week represented by the date.
 * Monday == 1 ... Sunday == 7 */
METHOD0(date, isoweekday) { return fixnum(weekday(self) + 1); }

/** Return a named tuple containing ISO year, week number, and weekday. */
METHOD0(date, isocalendar)
{
    int parts[3];
    iso_calendar(as_date(self)->year, as_date(self)->month, as_date(self)->day, &parts[0], &parts[1], &parts[2]);
    OWN Value cls = import_attribute(t, "_datetime", "IsoCalendarDate");
    Value v = is_empty(cls) ? EMPTY : structseq_new(t, cls);
    for (int i = 0; !is_empty(v) && i < 3; i++)
        structseq_set_take(v, i, fixnum(parts[i]));
    return v;
}

/** Return string in ISO 8601 format, YYYY-MM-DD. */
METHOD0(date, isoformat) { return isoformat(t, as_date(self)); }

/** Return ctime() style string. */
METHOD0(date, ctime)
{
    static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    Date *d = as_date(self);
    Clock c = is_datetime(self) ? as_datetime(self)->clock : (Clock){0};
    return str_format(t, "%.3s %.3s %2d %02d:%02d:%02d %04d", days + 3 * weekday(self), months + 3 * (d->month - 1), d->day, c.hour,
                      c.minute, c.second, d->year);
}

/** format -> strftime() style string. */
METHOD(date, strftime, "(self, /, format: str)")
{
    OWN Value tuple = call_method0(t, self, NAME(timetuple));
    return is_empty(tuple) ? EMPTY : strftime_of(t, self, a->format, tuple, self);
}

/** Formats self with strftime. */
METHOD(date, __format__, "(self, format: str, /)") { return format_of(t, self, a->format); }

/** Return date with new specified fields. */
METHOD(date, replace, "(self, year=?, month=?, day=?)")
{
    Date *d = as_date(self);
    int year, month, day;
    if (!get_field(t, a->year, d->year, &year) || !get_field(t, a->month, d->month, &month) || !get_field(t, a->day, d->day, &day)
        || !check_date(t, year, month, day))
        return EMPTY;
    return date_new(t, type_of(self), year, month, day);
}

/** The same as replace(). */
METHOD(date, __replace__, "(self, /, *, year=?, month=?, day=?)")
{
    return date_replace_method(t, self, &(const struct date_replace_args){.year = a->year, .month = a->month, .day = a->day});
}

Value reduce_with_state(Thread *t, Ref self, const uint8_t *state, ssize n, Ref tzinfo)
{
    OWN Value bytes = bytes_from(t, state, n);
    OWN Value args = is_empty(bytes) ? EMPTY : is_none(tzinfo) ? tuple_pack(t, 1, bytes) : tuple_pack(t, 2, bytes, tzinfo);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

/** __reduce__() -> (cls, state) */
METHOD0(date, __reduce__)
{
    uint8_t state[4];
    date_pack(as_date(self), state);
    return reduce_with_state(t, self, state, 4, NONE);
}

GETTER(date, year) { return fixnum(as_date(self)->year); }
GETTER(date, month) { return fixnum(as_date(self)->month); }
GETTER(date, day) { return fixnum(as_date(self)->day); }

Type date_type = {
    TYPE_HEAD("datetime.date", Date), .flags = TYPE_BASE, .doc = date_new_doc, .dealloc = date_dealloc, .new_ = date_new_any,
    .new_signature = &date_new_signature, .repr = date_repr, .str = date_str, .hash = date_hash, .compare = date_compare,
    .add = date_add, .sub = date_sub, .methods = date_methods, .getset = date_getset,
};
