/* types.h: the types of _datetime and what its files share.
 *
 * All are immutable. The word after the header is a Value or unused, so that it is never taken for a Shape (attrs.h); the hash is
 * computed on first use. A date and a datetime start alike, for a datetime is a date.
 */
#ifndef KRAIT_MODULES_DATETIME_TYPES_H
#define KRAIT_MODULES_DATETIME_TYPES_H

#include "base/hash.h"
#include "object/heap.h"
#include "object/int.h"
#include "object/str.h"

typedef struct Delta {
    Object head;
    Value unused;
    int64_t hash;               /* -1: not computed */
    int days;                   /* magnitude <= DELTA_DAYS_MAX */
    int seconds;                /* 0 <= seconds < 86400 */
    int microseconds;           /* 0 <= microseconds < 1000000 */
} Delta;

typedef struct Date {
    Object head;
    Value tzinfo;               /* datetime: NONE for a naive one. date: EMPTY */
    int64_t hash;
    int year;
    uint8_t month, day;
} Date;

/* What a time of day consists of. */
typedef struct Clock { uint8_t hour, minute, second, fold; int microsecond; } Clock;

typedef struct DateTime {
    Date date;
    Clock clock;
} DateTime;

typedef struct Time {
    Object head;
    Value tzinfo;               /* NONE for a naive one */
    int64_t hash;
    Clock clock;
} Time;

typedef struct Zone {
    Object head;
    Value offset;               /* Delta */
    Value name;                 /* str, or EMPTY */
} Zone;

typedef struct Tzinfo { Object head; Value unused; } Tzinfo;

extern Type timedelta_type, date_type, datetime_type, time_type, tzinfo_type, timezone_type;
ALWAYS_INLINE Delta *as_delta(Ref v)       { return (Delta *)object_of(v); }
ALWAYS_INLINE Date *as_date(Ref v)         { return (Date *)object_of(v); }
ALWAYS_INLINE DateTime *as_datetime(Ref v) { return (DateTime *)object_of(v); }
ALWAYS_INLINE Time *as_time(Ref v)         { return (Time *)object_of(v); }
ALWAYS_INLINE Zone *as_zone(Ref v)         { return (Zone *)object_of(v); }
/* Exact instances of the module's own types, the commonest, are told without a walk of the MRO. */
ALWAYS_INLINE bool is_a(Ref v, const Type *type)
{
    const Type *own = is_ptr(v) ? object_of(v)->type : NULL;
    return own == type || (own && (own->flags & TYPE_HEAP || own == &datetime_type || own == &timezone_type) && type_is_subtype(own, type));
}
ALWAYS_INLINE bool is_delta(Ref v)    { return is_a(v, &timedelta_type); }
ALWAYS_INLINE bool is_date(Ref v)     { return is_a(v, &date_type); }
ALWAYS_INLINE bool is_datetime(Ref v) { return is_a(v, &datetime_type); }
ALWAYS_INLINE bool is_time(Ref v)     { return is_a(v, &time_type); }
ALWAYS_INLINE bool is_tzinfo(Ref v)   { return is_a(v, &tzinfo_type); }

/* An instance of cls, which is `own` (of this size) or a subclass; fields are set by the caller. */
ALWAYS_INLINE Value instance_new(Thread *t, Type *cls, Type *own, size_t size)
{
    if (cls != own)
        return type_alloc(t, cls, 0);
    void *o = object_new(t, own, size);
    return o ? value_of(o) : EMPTY;
}
ALWAYS_INLINE void instance_free(Object *o, const Type *own, size_t size) { object_free(o, o->type == own ? size : object_size(o)); }

/* ---- calendar.c: the proleptic Gregorian calendar ---- */

#define MIN_YEAR 1
#define MAX_YEAR 9999
#define MAX_ORDINAL 3652059             /* of 9999-12-31 */
#define SECONDS_PER_DAY 86400
#define EPOCH_ORDINAL 719163            /* of 1970-01-01 */

bool is_leap(int year);
int days_in_month(int year, int month);
int days_before_month(int year, int month);
int ordinal_of(int year, int month, int day);           /* 0001-01-01 is 1 */
void date_of_ordinal(int ordinal, int *year, int *month, int *day);
int weekday_of(int year, int month, int day);           /* Monday is 0 */
void iso_calendar(int year, int month, int day, int *iso_year, int *week, int *weekday);
/* The ordinal of a day by ISO year, week and weekday (1..7); ValueError. */
bool iso_ordinal(Thread *t, int64_t year, int64_t week, int64_t day, int *ordinal) MUST_CHECK;
bool check_date(Thread *t, int64_t year, int64_t month, int64_t day) MUST_CHECK;
bool check_clock(Thread *t, int64_t hour, int64_t minute, int64_t second, int64_t microsecond, int64_t fold) MUST_CHECK;
/* An argument that may be left out (EMPTY): then `old`. */
bool get_field(Thread *t, Ref given, int old, int *field) MUST_CHECK;
/* Nearest integer, halves to even. */
double round_half_even(double x);

/* ---- timedelta.c ---- */

#define DELTA_DAYS_MAX 999999999
#define DELTA_MICROSECONDS_MAX ((__int128)DELTA_DAYS_MAX * SECONDS_PER_DAY * 1000000 + (__int128)SECONDS_PER_DAY * 1000000 - 1)

ALWAYS_INLINE __int128 delta_microseconds(const Delta *d)
{
    return ((__int128)d->days * SECONDS_PER_DAY + d->seconds) * 1000000 + d->microseconds;
}
Value delta_from_microseconds(Thread *t, Type *cls, __int128 microseconds);     /* OverflowError */
ALWAYS_INLINE Value delta_from_seconds(Thread *t, int64_t seconds)
{
    return delta_from_microseconds(t, &timedelta_type, (__int128)seconds * 1000000);
}

/* ---- date.c ---- */

/* An instance of cls (exact: directly, else by calling it); checks the range. */
Value date_new(Thread *t, Type *cls, int year, int month, int day);
Value compare_numbers(int64_t a, int64_t b, CompareOp op);
/* The bytes that a pickle or copy of a date has, at out[0..4). */
void date_pack(const Date *d, uint8_t out[4]);
/* The only argument is the state in a pickle: n bytes, or a str of as many Latin-1 characters (pickled by Python 2). */
bool get_state(Ref v, ssize n, uint8_t *out);
/* The `__new__` of a class that also takes a state. */
Value reduce_with_state(Thread *t, Ref self, const uint8_t *state, ssize n, Ref tzinfo);

/* ---- zone.c: tzinfo, timezone, and asking tzinfo objects ---- */

extern const char offset_range_message[];
Value timezone_new(Thread *t, Ref offset, Ref name);            /* name EMPTY: none */
Value timezone_utc(Thread *t);                                  /* the one timezone.utc; owned */
bool check_tzinfo(Thread *t, Ref tzinfo) MUST_CHECK;
/* tzinfo.utcoffset(argument) or .dst: None or a Delta within a day. tzinfo may be NONE. */
Value ask_offset(Thread *t, Ref tzinfo, Ref method, Ref argument);
Value ask_name(Thread *t, Ref tzinfo, Ref argument);            /* tzname: None or a str */

/* ---- time.c ---- */

Value time_make(Thread *t, Type *cls, Clock clock, Ref tzinfo);         /* of a class whatever its __new__ */
/* From arguments, EMPTY where `old` is to stay; checked. */
bool get_clock(Thread *t, Ref hour, Ref minute, Ref second, Ref microsecond, Ref fold, Clock old, Clock *c) MUST_CHECK;
/* The fold bit belongs to the first byte of the hour, in pickles of protocol 4. */
void clock_pack(Clock c, uint8_t out[6]);
Clock clock_unpack(const uint8_t in[6]);
ALWAYS_INLINE int64_t clock_microseconds(Clock c)
{
    return ((c.hour * 60 + c.minute) * 60 + c.second) * 1000000ll + c.microsecond;
}

/* ---- datetime.c ---- */

Value datetime_make(Thread *t, Type *cls, int year, int month, int day, Clock clock, Ref tzinfo);
Value datetime_add(Thread *t, Ref datetime, Ref delta, int sign);

/* ---- text.c: writing and parsing ISO formats; strftime ---- */

#define ISO_TEXT_MAX 64
/* Each writes ASCII to out and returns its end. */
char *put_number(char *out, int value, int digits);             /* at least so many digits, with zeros in front */
char *put_iso_date(char *out, const Date *d);
char *put_iso_clock(Thread *t, char *out, Clock c, Ref timespec);       /* EMPTY: "auto". NULL: ValueError */
char *put_offset(char *out, Ref delta, const char *separator);  /* "+01:00"; nothing for NONE */
ALWAYS_INLINE Value str_from_span(Thread *t, const char *start, const char *end) { return str_from_ascii(t, start, end - start); }

typedef struct IsoTime {
    Clock clock;
    bool has_zone, is_utc;
    __int128 offset;            /* microseconds */
} IsoTime;

bool parse_iso_date(Thread *t, const char *s, ssize n, int *year, int *month, int *day) MUST_CHECK;    /* no exception */
bool parse_iso_time(const char *s, ssize n, IsoTime *out) MUST_CHECK;
ssize iso_date_length(const char *s, ssize n);                  /* of the date that a datetime begins with */
Value iso_zone(Thread *t, const IsoTime *parsed);               /* tzinfo; NONE if there was none */
Value strftime_of(Thread *t, Ref self, Ref format, Ref timetuple, Ref tz_argument);
Value format_of(Thread *t, Ref self, Ref format);               /* __format__ */
Value make_struct_time(Thread *t, const int fields[9]);

/* The hash of a date or time given by numbers: keyed as that of str, so that nobody can make many dates collide. */
static inline int64_t instant_hash(Thread *t, int64_t a, int64_t b)
{
    const int64_t words[2] = {a, b};
    return hash_bytes((HashKey){t->interp->hash_key[0], t->interp->hash_key[1]}, words, sizeof words);
}

#endif
