/* calendar.c: the proleptic Gregorian calendar: days counted from 0001-01-01, which is day 1; ISO 8601 weeks. */
#include <math.h>

#include "object/order.h"
#include "modules/_datetime/types.h"

static const uint8_t month_days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
static const uint16_t month_start[13] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in_month(int year, int month) { return month_days[month] + (month == 2 && is_leap(year)); }

int days_before_month(int year, int month) { return month_start[month] + (month > 2 && is_leap(year)); }

static int days_before_year(int year)
{
    int y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400;
}

int ordinal_of(int year, int month, int day) { return days_before_year(year) + days_before_month(year, month) + day; }

/* Periods of 400, 100, 4 and 1 years; the last of 100 and of 1 may be a day longer. */
void date_of_ordinal(int ordinal, int *year, int *month, int *day)
{
    int n = ordinal - 1;
    int n400 = n / 146097;
    n %= 146097;
    int n100 = MIN(n / 36524, 3);
    n -= n100 * 36524;
    int n4 = n / 1461;
    n %= 1461;
    int n1 = MIN(n / 365, 3);
    n -= n1 * 365;
    *year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1;
    int m = (n + 50) >> 5;                      /* right, or one too many */
    if (days_before_month(*year, m) > n)
        m--;
    *month = m;
    *day = n - days_before_month(*year, m) + 1;
}

int weekday_of(int year, int month, int day) { return (ordinal_of(year, month, day) + 6) % 7; }

/* The Monday of week 1, the week with the year's first Thursday. */
static int iso_week1_monday(int year)
{
    int first = ordinal_of(year, 1, 1), weekday = (first + 6) % 7;
    return first - weekday + (weekday > 3 ? 7 : 0);
}

void iso_calendar(int year, int month, int day, int *iso_year, int *week, int *weekday)
{
    int today = ordinal_of(year, month, day), monday = iso_week1_monday(year);
    if (today < monday)
        monday = iso_week1_monday(--year);
    else if (today >= iso_week1_monday(year + 1))
        monday = iso_week1_monday(++year);
    *iso_year = year;
    *week = (today - monday) / 7 + 1;
    *weekday = (today - monday) % 7 + 1;
}

bool iso_ordinal(Thread *t, int64_t year, int64_t week, int64_t day, int *ordinal)
{
    if (year < MIN_YEAR || year > MAX_YEAR)
        return raise_value(t, "Year is out of range: %lld", (long long)year), false;
    int monday = iso_week1_monday((int)year), weeks = (iso_week1_monday((int)year + 1) - monday) / 7;
    if (week < 1 || week > weeks)
        return raise_value(t, "Invalid week: %lld", (long long)week), false;
    if (day < 1 || day > 7)
        return raise_value(t, "Invalid weekday: %lld (range is [1, 7])", (long long)day), false;
    *ordinal = monday + (int)(week - 1) * 7 + (int)day - 1;
    if (*ordinal < 1 || *ordinal > MAX_ORDINAL)
        return raise_value(t, "Year is out of range: %lld", (long long)year), false;
    return true;
}

bool check_date(Thread *t, int64_t year, int64_t month, int64_t day)
{
    if (year < MIN_YEAR || year > MAX_YEAR)
        return raise_value(t, "year %lld is out of range", (long long)year), false;
    if (month < 1 || month > 12)
        return raise_value(t, "month must be in 1..12"), false;
    if (day < 1 || day > days_in_month((int)year, (int)month))
        return raise_value(t, "day is out of range for month"), false;
    return true;
}

bool check_clock(Thread *t, int64_t hour, int64_t minute, int64_t second, int64_t microsecond, int64_t fold)
{
    if (hour < 0 || hour > 23)
        return raise_value(t, "hour must be in 0..23"), false;
    if (minute < 0 || minute > 59)
        return raise_value(t, "minute must be in 0..59"), false;
    if (second < 0 || second > 59)
        return raise_value(t, "second must be in 0..59"), false;
    if (microsecond < 0 || microsecond > 999999)
        return raise_value(t, "microsecond must be in 0..999999"), false;
    return fold == 0 || fold == 1 || (raise_value(t, "fold must be either 0 or 1"), false);
}

bool get_field(Thread *t, Ref given, int old, int *field)
{
    *field = old;
    return is_empty(given) || int_argument_c(t, given, field);
}

double round_half_even(double x)
{
    double r = round(x);
    return fabs(x - r) == 0.5 ? 2.0 * round(x / 2.0) : r;
}

Value compare_numbers(int64_t a, int64_t b, CompareOp op)
{
    return bool_value(order_holds(a, b, op));
}
