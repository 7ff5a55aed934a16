/* _datetime.c: the module: date, time, datetime, timedelta, tzinfo, timezone; lib/datetime.py shows it.
 * calendar.c has the calendar, timedelta.c date.c time.c datetime.c zone.c the types, text.c what is read and formatted.
 * Python manual: datetime. */
#include "object/dict.h"
#include "object/module.h"
#include "object/tuple.h"
#include "modules/_datetime/types.h"
#include "gen/modules/_datetime/_datetime.h"

/* Adds a constant to a class. The classes outlive the module: made anew (by a fresh import) it finds them complete, and what
 * attribute caches lend of them has to stay. */
static bool set_constant(Thread *t, Type *type, const char *name, Value value)
{
    Dict *d = type_dict(t, type);
    OWN Value owned = value;
    return d && !is_empty(value) && (!is_empty(dict_peek_text(t, d, name)) || dict_set_text(t, d, name, owned));
}

static bool add_delta_constants(Thread *t)
{
    return set_constant(t, &timedelta_type, "resolution", delta_from_microseconds(t, &timedelta_type, 1))
           && set_constant(t, &timedelta_type, "max", delta_from_microseconds(t, &timedelta_type, DELTA_MICROSECONDS_MAX))
           && set_constant(t, &timedelta_type, "min",
                           delta_from_microseconds(t, &timedelta_type, (__int128)-DELTA_DAYS_MAX * SECONDS_PER_DAY * 1000000));
}

static bool add_date_constants(Thread *t)
{
    const Clock last = {23, 59, 59, 0, 999999}, first = {0};
    return set_constant(t, &date_type, "min", date_new(t, &date_type, MIN_YEAR, 1, 1))
           && set_constant(t, &date_type, "max", date_new(t, &date_type, MAX_YEAR, 12, 31))
           && set_constant(t, &date_type, "resolution", delta_from_seconds(t, SECONDS_PER_DAY))
           && set_constant(t, &time_type, "min", time_make(t, &time_type, first, NONE))
           && set_constant(t, &time_type, "max", time_make(t, &time_type, last, NONE))
           && set_constant(t, &time_type, "resolution", delta_from_microseconds(t, &timedelta_type, 1))
           && set_constant(t, &datetime_type, "min", datetime_make(t, &datetime_type, MIN_YEAR, 1, 1, first, NONE))
           && set_constant(t, &datetime_type, "max", datetime_make(t, &datetime_type, MAX_YEAR, 12, 31, last, NONE))
           && set_constant(t, &datetime_type, "resolution", delta_from_microseconds(t, &timedelta_type, 1));
}

static bool add_zone_constant(Thread *t, const char *name, int seconds)
{
    OWN Value offset = delta_from_seconds(t, seconds);
    return !is_empty(offset) && set_constant(t, &timezone_type, name, timezone_new(t, offset, EMPTY));
}

static const StructField iso_fields[] = {{"year", "ISO year"}, {"week", "ISO week"}, {"weekday", "ISO weekday"}, {NULL, NULL}};
static const StructDesc iso_desc = {"datetime.IsoCalendarDate", "The result of date.isocalendar().", iso_fields, 3};

static bool _datetime_exec(Thread *t, Ref module)
{
    const int nearly_a_day = 23 * 3600 + 59 * 60;
    Type *const types[] = {&timedelta_type, &date_type, &datetime_type, &time_type, &tzinfo_type, &timezone_type};
    for (ssize i = 0; i < COUNT_OF(types); i++)
        if (!module_add_type(t, module, types[i]))
            return false;
    return add_delta_constants(t) && add_date_constants(t) && set_constant(t, &timezone_type, "utc", timezone_utc(t))
           && add_zone_constant(t, "min", -nearly_a_day) && add_zone_constant(t, "max", nearly_a_day)
           && module_add_int(t, module, "MINYEAR", MIN_YEAR) && module_add_int(t, module, "MAXYEAR", MAX_YEAR)
           && module_add_take(t, module, "UTC", timezone_utc(t))
           && module_add_take(t, module, "IsoCalendarDate", structseq_type_new(t, &iso_desc));
}

static void _datetime_clear(void *state) { release(take((Value *)state)); }

/* The state is timezone.utc. */
MODULE(_datetime, .doc = "Fast implementation of the datetime type.", .state_size = sizeof(Value), .exec = _datetime_exec,
       .state_clear = _datetime_clear);
