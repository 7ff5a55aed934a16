/* time.c: clocks, calendar time and its formats (Library "time").
 *
 * Conversions of calendar time are the C library's. strftime hands it one directive at a time and copies the text in between,
 * so that any text passes unharmed. _strptime.py parses.
 */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "base/platform.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/module.h"
#include "object/namespace.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/time.h"

typedef struct TimeState { Value struct_time; } TimeState;
extern const ModuleDef module_def_time;

#define NS ((int64_t)1000000000)

static Value seconds_value(Thread *t, int64_t ns) { return float_from(t, (double)ns / 1e9); }

/* ---- clocks ---- */

/** Return the current time in seconds since the Epoch.
 *
 * Fractions of a second may be present if the system clock provides them. */
FUNCTION0(time, time) { return seconds_value(t, clock_real_ns()); }
/** Return the current time in nanoseconds since the Epoch. */
FUNCTION0(time, time_ns) { return int_from_int64(t, clock_real_ns()); }
/** Monotonic clock, cannot go backward. */
FUNCTION0(time, monotonic) { return seconds_value(t, clock_monotonic_ns()); }
/** Monotonic clock, cannot go backward, as nanoseconds. */
FUNCTION0(time, monotonic_ns) { return int_from_int64(t, clock_monotonic_ns()); }
/** Performance counter for benchmarking. */
FUNCTION0(time, perf_counter) { return seconds_value(t, clock_monotonic_ns()); }
/** Performance counter for benchmarking as nanoseconds. */
FUNCTION0(time, perf_counter_ns) { return int_from_int64(t, clock_monotonic_ns()); }
/** Process time for profiling: sum of the kernel and user-space CPU time. */
FUNCTION0(time, process_time) { return seconds_value(t, clock_process_ns()); }
/** Process time for profiling as nanoseconds: sum of the kernel and user-space CPU time. */
FUNCTION0(time, process_time_ns) { return int_from_int64(t, clock_process_ns()); }
/** Thread time for profiling: sum of the kernel and user-space CPU time. */
FUNCTION0(time, thread_time) { return seconds_value(t, clock_thread_ns()); }
/** Thread time for profiling as nanoseconds: sum of the kernel and user-space CPU time. */
FUNCTION0(time, thread_time_ns) { return int_from_int64(t, clock_thread_ns()); }
/** Return the CPU time or real time since the start of the process or since
 * the first call to clock().  This has as much precision as the system records. */
FUNCTION0(time, clock)
{
    clock_t ticks = clock();
    if (ticks == (clock_t)-1)
        return raise_runtime(t, "the processor time used is not available or its value cannot be represented");
    return float_from(t, (double)ticks / CLOCKS_PER_SEC);
}

static const struct ClockName { const char *name, *implementation; clockid_t id; bool monotonic, adjustable; } clock_names[] = {
    {"time", "clock_gettime(CLOCK_REALTIME)", CLOCK_REALTIME, false, true},
    {"monotonic", "clock_gettime(CLOCK_MONOTONIC)", CLOCK_MONOTONIC, true, false},
    {"perf_counter", "clock_gettime(CLOCK_MONOTONIC)", CLOCK_MONOTONIC, true, false},
    {"process_time", "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", CLOCK_PROCESS_CPUTIME_ID, true, false},
    {"thread_time", "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", CLOCK_THREAD_CPUTIME_ID, true, false},
    {"clock", "clock()", -1, true, false},
};
static Value clock_info(Thread *t, const struct ClockName *c)
{
    struct timespec resolution = {0, NS / CLOCKS_PER_SEC};
    if (c->id >= 0 && clock_getres(c->id, &resolution) < 0)
        return raise_last(t);
    OWN Value dict = dict_new(t);
    if (is_empty(dict))
        return EMPTY;
    Dict *d = as_dict(dict);
    if (!dict_set_text_take(t, d, "implementation", str_from_text(t, c->implementation))
        || !dict_set_text(t, d, "monotonic", bool_value(c->monotonic)) || !dict_set_text(t, d, "adjustable", bool_value(c->adjustable))
        || !dict_set_text_take(t, d, "resolution", float_from(t, (double)resolution.tv_sec + 1e-9 * (double)resolution.tv_nsec)))
        return EMPTY;
    return namespace_new(t, dict);
}
/** Get information of the specified clock. */
FUNCTION(time, get_clock_info, "(name: str, /)")
{
    for (ssize i = 0; i < COUNT_OF(clock_names); i++)
        if (str_is(a->name, clock_names[i].name))
            return clock_info(t, &clock_names[i]);
    return raise_value(t, "unknown clock");
}

static bool read_clock(Thread *t, int id, int (*read)(clockid_t, struct timespec *), struct timespec *out)
{
    return read(id, out) == 0 || (raise_last(t), false);
}
static Value timespec_seconds(Thread *t, struct timespec ts) { return float_from(t, (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec); }
/** Return the time of the specified clock clk_id as a float. */
FUNCTION(time, clock_gettime, "(clk_id: int, /)")
{
    struct timespec ts;
    return read_clock(t, a->clk_id, clock_gettime, &ts) ? timespec_seconds(t, ts) : EMPTY;
}
/** Return the time of the specified clock clk_id as nanoseconds (int). */
FUNCTION(time, clock_gettime_ns, "(clk_id: int, /)")
{
    struct timespec ts;
    return read_clock(t, a->clk_id, clock_gettime, &ts) ? int_from_int64(t, ts.tv_sec * NS + ts.tv_nsec) : EMPTY;
}
/** Return the resolution (precision) of the specified clock clk_id. */
FUNCTION(time, clock_getres, "(clk_id: int, /)")
{
    struct timespec ts;
    return read_clock(t, a->clk_id, clock_getres, &ts) ? timespec_seconds(t, ts) : EMPTY;
}
static struct timespec to_timespec(int64_t ns)
{
    int64_t seconds = ns / NS, rest = ns % NS;
    return rest < 0 ? (struct timespec){seconds - 1, rest + NS} : (struct timespec){seconds, rest};
}
/** Set the time of the specified clock clk_id. */
FUNCTION(time, clock_settime, "(clk_id: int, time, /)")
{
    int64_t ns;
    if (!to_nanoseconds(t, a->time, ROUND_TIME_FLOOR, &ns))
        return EMPTY;
    struct timespec ts = to_timespec(ns);
    return none_or_last(t, clock_settime(a->clk_id, &ts));
}
/** Set the time of the specified clock clk_id with nanoseconds. */
FUNCTION(time, clock_settime_ns, "(clk_id: int, time: int64, /)")
{
    struct timespec ts = to_timespec(a->time);
    return none_or_last(t, clock_settime(a->clk_id, &ts));
}

/** Delay execution for a given number of seconds.
 *
 * The argument may be a floating point number for subsecond precision. */
FUNCTION1(time, sleep, seconds)
{
    int64_t ns, deadline;
    if (!to_nanoseconds(t, seconds, ROUND_TIME_CEILING, &ns))
        return EMPTY;
    if (ns < 0)
        return raise_value(t, "sleep length must be non-negative");
    if (__builtin_add_overflow(clock_monotonic_ns(), ns, &deadline))
        deadline = INT64_MAX;
    struct timespec until = to_timespec(deadline);
    int failed;
    BLOCKING_CALL(t, failed, interruptible_sleep_until(&until));
    return none_or_last(t, failed);
}

/* ---- struct_time ---- */

static const StructField struct_time_fields[] = {
    {"tm_year", "year, for example, 1993"}, {"tm_mon", "month of year, range [1, 12]"}, {"tm_mday", "day of month, range [1, 31]"},
    {"tm_hour", "hours, range [0, 23]"}, {"tm_min", "minutes, range [0, 59]"}, {"tm_sec", "seconds, range [0, 61])"},
    {"tm_wday", "day of week, range [0, 6], Monday is 0"}, {"tm_yday", "day of year, range [1, 366]"},
    {"tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"}, {"tm_zone", "abbreviation of timezone name"},
    {"tm_gmtoff", "offset from UTC in seconds"}, {NULL, NULL},
};
static const StructDesc struct_time_desc = {
    "time.struct_time",
    "The time value as returned by gmtime(), localtime(), and strptime(), and\n"
    " accepted by asctime(), mktime() and strftime().  May be considered as a\n"
    " sequence of 9 integers.\n\n"
    " Note that several fields' values are not the same as those defined by\n"
    " the C language standard for struct tm.  For example, the value of the\n"
    " field tm_year is the actual year, not year - 1900.  See individual\n"
    " fields' descriptions for details.",
    struct_time_fields, 9,
};

static Value struct_time(Thread *t, const struct tm *tm)
{
    TimeState *s = module_def_state(t, &module_def_time);
    int fields[] = {0, tm->tm_mon + 1, tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec, (tm->tm_wday + 6) % 7, tm->tm_yday + 1, tm->tm_isdst};
    OWN Value made = structseq_new(t, s->struct_time);
    if (is_empty(made))
        return EMPTY;
    for (int i = 0; i < COUNT_OF(fields); i++)
        structseq_set_take(made, i, fixnum(fields[i]));
    structseq_set_take(made, 0, fixnum((int64_t)tm->tm_year + 1900));
    structseq_set_take(made, 9, str_from_utf8_lossless(t, tm->tm_zone, (ssize)strlen(tm->tm_zone)));
    structseq_set_take(made, 10, fixnum(tm->tm_gmtoff));
    return is_raised(t) ? EMPTY : take(&made);
}

/* Seconds since the Epoch (None: now), rounded down. */
static bool to_time(Thread *t, Ref v, time_t *out)
{
    if (is_none(v)) {
        *out = time(NULL);
        return true;
    }
    if (is_float(v)) {
        double d = floor(float_value(v));
        if (isnan(d))
            return raise_value(t, "Invalid value NaN (not a number)"), false;
        if (!(d >= -0x1p63 && d < 0x1p63))
            return raise_overflow(t, "timestamp out of range for platform time_t"), false;
        *out = (time_t)d;
        return true;
    }
    OWN Value index = to_index(t, v);
    int64_t seconds;
    if (is_empty(index))
        return false;
    if (!int_as_int64(index, &seconds))
        return raise_overflow(t, "timestamp out of range for platform time_t"), false;
    *out = seconds;
    return true;
}
static bool break_down(Thread *t, time_t at, bool local, struct tm *tm)
{
    errno = 0;
    if (local ? localtime_r(&at, tm) : gmtime_r(&at, tm))
        return true;
    raise_errno(t, errno ? errno : EINVAL);
    return false;
}
/** Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a. GMT).
 *
 * When 'seconds' is not passed in, convert the current time instead. */
FUNCTION(time, gmtime, "(seconds=None, /)")
{
    time_t at;
    struct tm tm;
    return to_time(t, a->seconds, &at) && break_down(t, at, false, &tm) ? (tm.tm_zone = "UTC", struct_time(t, &tm)) : EMPTY;
}
/** Convert seconds since the Epoch to a time tuple expressing local time.
 *
 * When 'seconds' is not passed in, convert the current time instead. */
FUNCTION(time, localtime, "(seconds=None, /)")
{
    time_t at;
    struct tm tm;
    return to_time(t, a->seconds, &at) && break_down(t, at, true, &tm) ? struct_time(t, &tm) : EMPTY;
}

/* The nine items of a tuple or struct_time, as they are. */
static bool read_tuple(Thread *t, Ref v, struct tm *tm, const char *function)
{
    TimeState *s = module_def_state(t, &module_def_time);
    int field[9];

    *tm = (struct tm){0};
    if (!is_tuple(v))
        return raise_type(t, "Tuple or struct_time argument required"), false;
    if (as_tuple(v)->len != 9)
        return raise_type(t, "%s(): illegal time tuple argument", function), false;
    for (int i = 0; i < 9; i++) {
        if (is_float(as_tuple(v)->item[i]))
            return raise_type(t, "%s(): illegal time tuple argument", function), false;
        if (!to_c_int(t, as_tuple(v)->item[i], &field[i])) {
            if (i == 0 && raised_catch(t, &exc_OverflowError))
                raise_overflow(t, "year out of range");
            return false;
        }
    }
    if (field[0] < INT_MIN + 1900)
        return raise_overflow(t, "year out of range"), false;
    tm->tm_year = field[0] - 1900;
    tm->tm_mon = (int)((unsigned)field[1] - 1);
    tm->tm_mday = field[2];
    tm->tm_hour = field[3];
    tm->tm_min = field[4];
    tm->tm_sec = field[5];
    tm->tm_wday = (int)(((int64_t)field[6] + 1) % 7);
    tm->tm_yday = (int)((unsigned)field[7] - 1);
    tm->tm_isdst = field[8];
    if (type_of(v) == as_type(s->struct_time)) {
        Ref name = as_tuple(v)->item[9], offset = as_tuple(v)->item[10];
        if (!is_empty(name) && is_str(name) && !(tm->tm_zone = str_utf8(t, name, NULL)))
            return false;
        if (!is_empty(offset) && !is_none(offset)) {
            int64_t seconds;
            if (!to_int64(t, offset, &seconds))
                return false;
            tm->tm_gmtoff = seconds;
        }
    }
    return true;
}

/* Programs of the last century set time.accept2dyear to have 69..99 and 0..68 guessed; it is off unless they do. */
static bool guess_century(Thread *t, Ref module, struct tm *tm)
{
    int year = tm->tm_year + 1900;
    if (year < 0 || year > 99)
        return true;
    Ref accept = dict_peek_text(t, module_dict(module), "accept2dyear");
    Test yes = is_empty(accept) ? TEST_FALSE : test(t, accept);
    if (yes == TEST_TRUE) {
        if (!warn(t, &exc_DeprecationWarning, 1, "Century info guessed for a 2-digit year."))
            return false;
        tm->tm_year = year >= 69 ? year : year + 100;
    }
    return yes != TEST_ERROR;
}

/* Zero stands for "the first" or "unknown" where tuples were made by hand; else out of range is an error, as the C library
 * would read past its tables. */
static bool check_fields(Thread *t, struct tm *tm)
{
    if (tm->tm_mon == -1)
        tm->tm_mon = 0;
    else if (tm->tm_mon < 0 || tm->tm_mon > 11)
        return raise_value(t, "month out of range"), false;
    if (tm->tm_mday == 0)
        tm->tm_mday = 1;
    else if (tm->tm_mday < 0 || tm->tm_mday > 31)
        return raise_value(t, "day of month out of range"), false;
    if (tm->tm_hour < 0 || tm->tm_hour > 23)
        return raise_value(t, "hour out of range"), false;
    if (tm->tm_min < 0 || tm->tm_min > 59)
        return raise_value(t, "minute out of range"), false;
    if (tm->tm_sec < 0 || tm->tm_sec > 61)
        return raise_value(t, "seconds out of range"), false;
    if (tm->tm_wday < 0)
        return raise_value(t, "day of week out of range"), false;
    if (tm->tm_yday == -1)
        tm->tm_yday = 0;
    else if (tm->tm_yday < 0 || tm->tm_yday > 365)
        return raise_value(t, "day of year out of range"), false;
    return true;
}
/* The argument of asctime and strftime, or the local time now. */
static bool time_argument(Thread *t, Ref module, Ref v, const char *function, struct tm *tm)
{
    if (is_empty(v))
        return break_down(t, time(NULL), true, tm);
    return read_tuple(t, v, tm, function) && guess_century(t, module, tm) && check_fields(t, tm);
}

/* ---- texts ---- */

static Value asctime_text(Thread *t, const struct tm *tm)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return str_format(t, "%s %s%3d %.2d:%.2d:%.2d %ld", days[tm->tm_wday], months[tm->tm_mon], tm->tm_mday, tm->tm_hour,
                      tm->tm_min, tm->tm_sec, (long)tm->tm_year + 1900);
}
/** Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'.
 *
 * When the time tuple is not present, current time as returned by localtime()
 * is used. */
FUNCTION(time, asctime, "(tuple=?, /)")
{
    struct tm tm;
    return time_argument(t, self, a->tuple, "asctime", &tm) ? asctime_text(t, &tm) : EMPTY;
}
/** Convert a time in seconds since the Epoch to a string in local time.
 *
 * This is equivalent to asctime(localtime(seconds)). */
FUNCTION(time, ctime, "(seconds=None, /)")
{
    time_t at;
    struct tm tm;
    return to_time(t, a->seconds, &at) && break_down(t, at, true, &tm) ? asctime_text(t, &tm) : EMPTY;
}
/** Convert a time tuple in local time to seconds since the Epoch. */
FUNCTION(time, mktime, "(tuple, /)")
{
    struct tm tm;
    if (!read_tuple(t, a->tuple, &tm, "mktime") || !guess_century(t, self, &tm))
        return EMPTY;
    tm.tm_wday = -1;                /* the C library sets it: -1 is a good time, too */
    time_t at = mktime(&tm);
    if (at == (time_t)-1 && tm.tm_wday == -1)
        return raise_overflow(t, "mktime argument out of range");
    return float_from(t, (double)at);
}

#define DIRECTIVE_MAX 16

/* The commonest directives, which are numbers in every locale; false for others, and numbers out of range. */
static bool put_plain(char *out, const char *directive, const struct tm *tm)
{
    int value, digits = 2;
    if (directive[2])
        return false;
    switch (directive[1]) {
    case 'Y': value = tm->tm_year + 1900, digits = 4; break;
    case 'm': value = tm->tm_mon + 1; break;
    case 'd': value = tm->tm_mday; break;
    case 'H': value = tm->tm_hour; break;
    case 'M': value = tm->tm_min; break;
    case 'S': value = tm->tm_sec; break;
    default:  return false;
    }
    if (value < (digits == 4 ? 1000 : 0) || value > (digits == 4 ? 9999 : 99))
        return false;
    out[digits] = 0;
    for (; digits > 0; value /= 10)
        out[--digits] = (char)('0' + value % 10);
    return true;
}
/* Appends the text of one directive, "%5Y" say. What it gives may be empty: a marker tells that from "buffer too small". */
static bool add_directive(StrBuilder *b, const char *directive, const struct tm *tm)
{
    char format[DIRECTIVE_MAX + 2], text[256];
    char *room = text;

    if (put_plain(text, directive, tm))
        return builder_text(b, text);
    strcat(strcpy(format, directive), "x");
    for (size_t size = sizeof text;; size *= 4) {
        size_t n = strftime(room, size, format, tm);
        if (n || size > ((size_t)1 << 20)) {
            OWN Value piece = n ? str_from_utf8_lossless(b->t, room, (ssize)n - 1) : str_empty(b->t);
            if (room != text)
                mem_free(room);
            return !is_empty(piece) && builder_str(b, piece);
        }
        if (room != text)
            mem_free(room);
        if (!(room = mem_alloc(b->t, size * 4)))
            return false;
    }
}
/* Length of the directive at s[i], the '%' and its letter included; 0: not one the C library should see. */
static ssize directive_length(const Str *s, ssize i)
{
    ssize j = i + 1;
    while (j < s->len && j - i < DIRECTIVE_MAX - 1 && str_at(s, j) < 128 && strchr("_-0^#123456789EO:+", (int)str_at(s, j)) && str_at(s, j))
        j++;
    bool letter = j < s->len && (str_at(s, j) == '%' || ((str_at(s, j) | 32) >= 'a' && (str_at(s, j) | 32) <= 'z'));
    return letter ? j - i + 1 : 0;
}
/** Convert a time tuple to a string according to a format specification.
 * See the library reference manual for formatting codes. When the time tuple
 * is not present, current time as returned by localtime() is used. */
FUNCTION(time, strftime, "(format: str, tuple=?, /)")
{
    struct tm tm;
    StrBuilder b;
    if (!time_argument(t, self, a->tuple, "strftime", &tm))
        return EMPTY;
    tm.tm_isdst = tm.tm_isdst < -1 ? -1 : tm.tm_isdst > 1 ? 1 : tm.tm_isdst;
    if (!tm.tm_zone) {              /* a plain tuple: the zone's names as they are now */
        tm.tm_zone = tzname[tm.tm_isdst > 0];
        tm.tm_gmtoff = -timezone + (tm.tm_isdst > 0 && daylight ? 3600 : 0);
    }
    const Str *s = as_str(a->format);
    for (ssize i = 0; i < s->len; i++)
        if (!str_at(s, i))
            return raise_value(t, "embedded null character");
    ssize start = 0;
    builder_init(&b, t);
    for (ssize i = 0; i < s->len;) {
        ssize n = str_at(s, i) == '%' ? directive_length(s, i) : 0;
        if (!n) {
            i++;
            continue;
        }
        char directive[DIRECTIVE_MAX + 1];
        for (ssize k = 0; k < n; k++)
            directive[k] = (char)str_at(s, i + k);
        directive[n] = 0;
        if (!builder_slice(&b, a->format, start, i) || !add_directive(&b, directive, &tm)) {
            builder_free(&b);
            return is_raised(t) ? EMPTY : raise_memory(t);
        }
        start = i += n;
    }
    builder_slice(&b, a->format, start, s->len);
    return builder_take(&b);
}
/** Parse a string to a time tuple according to a format specification.
 * See the library reference manual for formatting codes (same as
 * strftime()). */
FUNCTION(time, strptime, "(string, format=?, /)")
{
    OWN Value parse = import_attribute(t, "_strptime", "_strptime_time");
    if (is_empty(parse))
        return EMPTY;
    return is_empty(a->format) ? call1(t, parse, a->string) : call2(t, parse, a->string, a->format);
}

/* ---- time zones ---- */

#define YEAR ((time_t)((365 * 24 + 6) * 3600))

/* timezone, altzone, daylight and tzname from what holds in January and in July: either half of the Earth may have summer. */
static bool set_zone(Thread *t, Ref module)
{
    time_t january = time(NULL) / YEAR * YEAR, july = january + YEAR / 2;
    struct tm a, b;
    if (!localtime_r(&january, &a) || !localtime_r(&july, &b))
        return raise_errno(t, errno), false;
    if (a.tm_gmtoff > b.tm_gmtoff) {
        struct tm south = a;
        a = b;
        b = south;
    }
    OWN Value standard = str_from_utf8_lossless(t, a.tm_zone, (ssize)strlen(a.tm_zone));
    OWN Value summer = str_from_utf8_lossless(t, b.tm_zone, (ssize)strlen(b.tm_zone));
    return !is_empty(standard) && !is_empty(summer) && module_add_int(t, module, "timezone", -a.tm_gmtoff)
        && module_add_int(t, module, "altzone", -b.tm_gmtoff) && module_add_int(t, module, "daylight", a.tm_gmtoff != b.tm_gmtoff)
        && module_add_take(t, module, "tzname", tuple_pack(t, 2, standard, summer));
}
/** Initialize, or reinitialize, the local timezone to the value stored in
 * os.environ['TZ']. The TZ environment variable should be specified in
 * standard Unix timezone format as documented in the tzset man page
 * (eg. 'US/Eastern', 'Europe/Amsterdam'). */
FUNCTION0(time, tzset)
{
    tzset();
    return set_zone(t, self) ? NONE : EMPTY;
}

static const struct { const char *name; int value; } constants[] = {
#define C(name) {#name, name}
    C(CLOCK_REALTIME), C(CLOCK_MONOTONIC), C(CLOCK_MONOTONIC_RAW), C(CLOCK_PROCESS_CPUTIME_ID), C(CLOCK_THREAD_CPUTIME_ID),
    C(CLOCK_BOOTTIME), C(CLOCK_TAI),
#undef C
};
static bool time_exec(Thread *t, Ref module)
{
    TimeState *s = module_state(t, module);

    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    s->struct_time = structseq_type_new(t, &struct_time_desc);
    tzset();
    return !is_empty(s->struct_time) && module_add(t, module, "struct_time", s->struct_time)
        && module_add_int(t, module, "_STRUCT_TM_ITEMS", 11) && module_add_int(t, module, "accept2dyear", 0) && set_zone(t, module);
}
static void time_clear(void *state) { release(take(&((TimeState *)state)->struct_time)); }

MODULE(time, .doc = "This module provides various functions to manipulate time values.\n\n"
                    "There are two standard representations of time.  One is the number\n"
                    "of seconds since the Epoch, in UTC (a.k.a. GMT).  It may be an integer\n"
                    "or a floating-point number (to represent fractions of seconds).\n"
                    "The epoch is the point where the time starts, the return value of time.gmtime(0).\n"
                    "It is January 1, 1970, 00:00:00 (UTC) on all platforms.\n\n"
                    "The other representation is a tuple of 9 integers giving local time.\n"
                    "The tuple items are:\n"
                    "  year (including century, e.g. 1998)\n"
                    "  month (1-12)\n"
                    "  day (1-31)\n"
                    "  hours (0-23)\n"
                    "  minutes (0-59)\n"
                    "  seconds (0-59)\n"
                    "  weekday (0-6, Monday is 0)\n"
                    "  Julian day (day in the year, 1-366)\n"
                    "  DST (Daylight Savings Time) flag (-1, 0 or 1)\n"
                    "If the DST flag is 0, the time is given in the regular time zone;\n"
                    "if it is 1, the time is given in the DST time zone;\n"
                    "if it is -1, mktime() should guess based on the date and time.",
       .exec = time_exec, .state_size = sizeof(TimeState), .state_clear = time_clear);
