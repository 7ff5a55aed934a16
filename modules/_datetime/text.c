/* text.c: dates and times as text: reading ISO 8601, and strftime with the directives the C library does not know. */
#include "object/method.h"
#include "object/tuple.h"
#include "modules/_datetime/types.h"

/* ---- writing ISO 8601 ---- */

char *put_number(char *out, int value, int digits)
{
    char text[12], *p = text + sizeof text;
    for (; value || digits > 0; value /= 10, digits--)
        *--p = (char)('0' + value % 10);
    memcpy(out, p, (size_t)(text + sizeof text - p));
    return out + (text + sizeof text - p);
}

ALWAYS_INLINE char *put_2(char *out, int value)
{
    out[0] = (char)('0' + value / 10);
    out[1] = (char)('0' + value % 10);
    return out + 2;
}

ALWAYS_INLINE char *put_char(char *out, char c)
{
    *out = c;
    return out + 1;
}

char *put_iso_date(char *out, const Date *d)
{
    out = put_char(put_2(put_2(out, d->year / 100), d->year % 100), '-');
    return put_2(put_char(put_2(out, d->month), '-'), d->day);
}

enum { SPEC_HOURS, SPEC_MINUTES, SPEC_SECONDS, SPEC_MILLISECONDS, SPEC_MICROSECONDS, SPECS };
static const char *const timespecs[SPECS] = {"hours", "minutes", "seconds", "milliseconds", "microseconds"};

char *put_iso_clock(Thread *t, char *out, Clock c, Ref timespec)
{
    int spec = c.microsecond ? SPEC_MICROSECONDS : SPEC_SECONDS;
    if (!is_empty(timespec) && !str_is(timespec, "auto"))
        for (spec = 0; spec < SPECS && !str_is(timespec, timespecs[spec]);)
            spec++;
    if (spec == SPECS)
        return raise_value(t, "Unknown timespec value"), NULL;
    out = put_2(out, c.hour);
    if (spec >= SPEC_MINUTES)
        out = put_2(put_char(out, ':'), c.minute);
    if (spec >= SPEC_SECONDS)
        out = put_2(put_char(out, ':'), c.second);
    if (spec == SPEC_MILLISECONDS)
        out = put_number(put_char(out, '.'), c.microsecond / 1000, 3);
    if (spec == SPEC_MICROSECONDS)
        out = put_number(put_char(out, '.'), c.microsecond, 6);
    return out;
}

char *put_offset(char *out, Ref delta, const char *separator)
{
    if (is_none(delta))
        return out;
    __int128 us = delta_microseconds(as_delta(delta));
    out = put_char(out, us < 0 ? '-' : '+');
    if (us < 0)
        us = -us;
    int seconds = (int)(us / 1000000), micros = (int)(us % 1000000), minutes = seconds / 60;
    out = put_2(out, minutes / 60);
    if (*separator)
        out = put_char(out, *separator);
    out = put_2(out, minutes % 60);
    if (seconds % 60 || micros) {
        if (*separator)
            out = put_char(out, *separator);
        out = put_2(out, seconds % 60);
    }
    return micros ? put_number(put_char(out, '.'), micros, 6) : out;
}

/* ---- reading ISO 8601 ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Exactly n digits. */
static bool read_number(const char **s, const char *end, int n, int *out)
{
    *out = 0;
    for (; n > 0; n--, ++*s) {
        if (*s >= end || !is_digit(**s))
            return false;
        *out = *out * 10 + (**s - '0');
    }
    return true;
}

static bool read_char(const char **s, const char *end, char c)
{
    if (*s >= end || **s != c)
        return false;
    ++*s;
    return true;
}

/* "Www[-d]" after the year. */
static bool read_week(Thread *t, const char *s, const char *end, bool extended, int *year, int *month, int *day)
{
    int week, weekday = 1, ordinal;
    if (!read_number(&s, end, 2, &week))
        return false;
    if (s < end && ((extended && !read_char(&s, end, '-')) || !read_number(&s, end, 1, &weekday)))
        return false;
    if (s != end || !iso_ordinal(t, *year, week, weekday, &ordinal))
        return false;
    date_of_ordinal(ordinal, year, month, day);
    return true;
}

bool parse_iso_date(Thread *t, const char *s, ssize n, int *year, int *month, int *day)
{
    const char *end = s + n;
    if (!read_number(&s, end, 4, year))
        return false;
    bool extended = read_char(&s, end, '-');
    if (read_char(&s, end, 'W'))
        return read_week(t, s, end, extended, year, month, day);
    return read_number(&s, end, 2, month) && (!extended || read_char(&s, end, '-')) && read_number(&s, end, 2, day) && s == end;
}

/* Without separators a date has 7 or 8 characters, with them 8 (a week) or 10; what follows a week of the basic format is
 * its weekday if an odd number of digits comes before the separator. */
ssize iso_date_length(const char *s, ssize n)
{
    bool extended = n > 4 && s[4] == '-';
    if (extended) {
        if (n > 5 && s[5] == 'W')
            return n > 9 && s[8] == '-' && is_digit(s[9]) ? 10 : 8;
        return 10;
    }
    if (n > 4 && s[4] == 'W') {
        ssize i = 7;
        while (i < n && is_digit(s[i]))
            i++;
        if (i < 9)
            return i;
        return i % 2 ? 7 : 8;
    }
    return 8;
}

/* HH[:MM[:SS[.f...]]] or without colons; any number of digits of the fraction, cut to six. */
static bool read_clock(const char *s, const char *end, int parts[3], int *micros)
{
    memset(parts, 0, 3 * sizeof *parts);
    *micros = 0;
    bool colons = end - s > 2 && s[2] == ':';
    int i = 0;
    for (; i < 3; i++) {
        if (i && colons && !read_char(&s, end, ':'))
            return false;
        if (!read_number(&s, end, 2, &parts[i]))
            return false;
        if (s == end)
            return true;
        if (*s == '.' || *s == ',')
            break;
    }
    if (i != 2 && i != 3)
        return false;
    if (s == end || (*s != '.' && *s != ','))
        return false;
    s++;
    if (s == end)
        return false;
    int scale = 100000;
    for (; s < end; s++, scale /= 10) {
        if (!is_digit(*s))
            return false;
        *micros += (*s - '0') * scale;
    }
    return true;
}

bool parse_iso_time(const char *s, ssize n, IsoTime *out)
{
    const char *end = s + n, *zone = s;
    int parts[3], micros;
    *out = (IsoTime){.has_zone = false};
    while (zone < end && *zone != '+' && *zone != '-' && *zone != 'Z')
        zone++;
    if (!read_clock(s, zone, parts, &micros))
        return false;
    if (parts[0] > 255 || parts[1] > 255 || parts[2] > 255)
        return false;
    out->clock = (Clock){(uint8_t)parts[0], (uint8_t)parts[1], (uint8_t)parts[2], 0, micros};
    if (zone == end)
        return true;
    out->has_zone = true;
    if (*zone == 'Z') {
        out->is_utc = true;
        return zone + 1 == end;
    }
    if (!read_clock(zone + 1, end, parts, &micros))
        return false;
    out->offset = ((__int128)(parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000000 + micros;
    if (*zone == '-')
        out->offset = -out->offset;
    out->is_utc = out->offset == 0;
    return true;
}

Value iso_zone(Thread *t, const IsoTime *parsed)
{
    if (!parsed->has_zone)
        return NONE;
    if (parsed->is_utc)
        return timezone_utc(t);
    OWN Value offset = delta_from_microseconds(t, &timedelta_type, parsed->offset);
    return is_empty(offset) ? EMPTY : timezone_new(t, offset, EMPTY);
}

/* ---- strftime ---- */

/* %z, %:z: the offset of `self`. */
static bool add_offset(StrBuilder *b, Ref self, const char *separator)
{
    if (is_date(self) && !is_datetime(self))
        return true;
    OWN Value offset = call_method0(b->t, self, NAME(utcoffset));
    if (is_empty(offset))
        return false;
    if (is_none(offset))
        return true;
    if (!is_delta(offset))
        return raise_type(b->t, "tzinfo.utcoffset() must return None or a timedelta, not '%T'", offset), false;
    char text[ISO_TEXT_MAX];
    return builder_ascii(b, text, put_offset(text, offset, separator) - text);
}

/* %Z: the name, with its percent signs doubled, for the C library reads the text again. */
static bool add_zone_name(StrBuilder *b, Ref self)
{
    if (is_date(self) && !is_datetime(self))
        return true;
    OWN Value name = call_method0(b->t, self, NAME(tzname));
    if (is_empty(name))
        return false;
    if (is_none(name))
        return true;
    if (!is_str(name))
        return raise_type(b->t, "tzinfo.tzname() must return None or a string, not '%T'", name), false;
    OWN Value one = str_from_char(b->t, '%'), two = str_from_text(b->t, "%%");
    OWN Value doubled = is_empty(one) || is_empty(two) ? EMPTY : call_method2(b->t, name, NAME(replace), one, two);
    if (is_empty(doubled))
        return false;
    if (!is_str(doubled))
        return raise_type(b->t, "tzname.replace() did not return a string"), false;
    return builder_str(b, doubled);
}

static bool add_micros(StrBuilder *b, Ref self)
{
    int micros = is_datetime(self) ? as_datetime(self)->clock.microsecond : is_time(self) ? as_time(self)->clock.microsecond : 0;
    char text[ISO_TEXT_MAX];
    return builder_ascii(b, text, put_number(text, micros, 6) - text);
}

/* The format with our own directives filled in. */
static bool expand(StrBuilder *b, Ref self, const Str *format)
{
    for (ssize i = 0; i < format->len; i++) {
        uint32_t c = str_at(format, i), next = i + 1 < format->len ? str_at(format, i + 1) : 0;
        bool good;
        if (c != '%' || !next) {
            good = builder_char(b, c);
        } else if (next == 'z') {
            good = add_offset(b, self, "");
            i++;
        } else if (next == ':' && i + 2 < format->len && str_at(format, i + 2) == 'z') {
            good = add_offset(b, self, ":");
            i += 2;
        } else if (next == 'Z') {
            good = add_zone_name(b, self);
            i++;
        } else if (next == 'f') {
            good = add_micros(b, self);
            i++;
        } else {
            good = builder_char(b, c) && builder_char(b, next);
            i++;
        }
        if (!good)
            return false;
    }
    return true;
}

Value strftime_of(Thread *t, Ref self, Ref format, Ref timetuple, Ref tz_argument UNUSED)
{
    StrBuilder b;
    builder_init(&b, t);
    if (!expand(&b, self, as_str(format))) {
        builder_free(&b);
        return is_raised(t) ? EMPTY : raise_memory(t);
    }
    OWN Value expanded = builder_take(&b);
    OWN Value function = is_empty(expanded) ? EMPTY : import_attribute(t, "time", "strftime");
    return is_empty(function) ? EMPTY : call2(t, function, expanded, timetuple);
}

Value format_of(Thread *t, Ref self, Ref format)
{
    return as_str(format)->len ? call_method1(t, self, NAME(strftime), format) : to_str(t, self);
}

Value make_struct_time(Thread *t, const int fields[9])
{
    OWN Value cls = import_attribute(t, "time", "struct_time"), items = tuple_new(t, 9);
    if (is_empty(cls) || is_empty(items))
        return EMPTY;
    for (int i = 0; i < 9; i++)
        as_tuple(items)->item[i] = fixnum(fields[i]);
    return call1(t, cls, items);
}
