/* zone.c: tzinfo, the abstract class of time zones; timezone, those of a fixed offset; and asking any tzinfo.
 * Python manual: datetime, tzinfo objects and timezone objects. */
#include "object/dict.h"
#include "object/method.h"
#include "object/module.h"
#include "object/tuple.h"
#include "modules/_datetime/types.h"
#include "gen/modules/_datetime/zone.h"

const char offset_range_message[] =
    "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)";

static bool within_a_day(Ref delta)
{
    __int128 us = delta_microseconds(as_delta(delta)), day = (__int128)SECONDS_PER_DAY * 1000000;
    return us > -day && us < day;
}

bool check_tzinfo(Thread *t, Ref tzinfo)
{
    return is_none(tzinfo) || is_tzinfo(tzinfo)
           || (raise_type(t, "tzinfo argument must be None or of a tzinfo subclass, not type '%T'", tzinfo), false);
}

/* ---- asking ---- */

Value ask_offset(Thread *t, Ref tzinfo, Ref method, Ref argument)
{
    if (is_none(tzinfo))
        return NONE;
    if (is_exact(tzinfo, &timezone_type))
        return same(method, NAME(utcoffset)) ? retain(as_zone(tzinfo)->offset) : NONE;
    OWN Value held = retain(tzinfo);
    OWN Value offset = call_method1(t, held, method, argument);
    if (is_empty(offset) || is_none(offset))
        return take(&offset);
    if (!is_delta(offset))
        return raise_type(t, "tzinfo.%S() must return None or a timedelta, not '%T'", method, offset);
    return within_a_day(offset) ? take(&offset) : raise_value(t, "%s.", offset_range_message);
}

static Value zone_name(Thread *t, Zone *z);

Value ask_name(Thread *t, Ref tzinfo, Ref argument)
{
    if (is_none(tzinfo))
        return NONE;
    if (is_exact(tzinfo, &timezone_type))
        return zone_name(t, as_zone(tzinfo));
    OWN Value held = retain(tzinfo);
    OWN Value name = call_method1(t, held, NAME(tzname), argument);
    if (is_empty(name) || is_none(name) || is_str(name))
        return take(&name);
    return raise_type(t, "tzinfo.tzname() must return None or a string, not '%T'", name);
}

/* ---- tzinfo ---- */

static Value tzinfo_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return type_alloc(t, cls, 0);
}
static bool tzinfo_init(Thread *t UNUSED, Ref self UNUSED, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return true;
}
static void tzinfo_dealloc(Object *o) { object_free(o, object_size(o)); }

static Value raise_abstract(Thread *t, const char *method)
{
    return raise_format(t, &exc_NotImplementedError, "a tzinfo subclass must implement %s()", method);
}

/** datetime -> string name of time zone. */
METHOD1(tzinfo, tzname, dt) { return raise_abstract(t, "tzname"); }

/** datetime -> timedelta showing offset from UTC, negative values indicating West of UTC */
METHOD1(tzinfo, utcoffset, dt) { return raise_abstract(t, "utcoffset"); }

/** datetime -> DST offset as timedelta positive east of UTC. */
METHOD1(tzinfo, dst, dt) { return raise_abstract(t, "dst"); }

/* The default algorithm of the manual. */
static Value convert_fromutc(Thread *t, Ref dt)
{
    Ref tz = as_date(dt)->tzinfo;
    OWN Value offset = ask_offset(t, tz, NAME(utcoffset), dt);
    if (is_empty(offset))
        return EMPTY;
    if (is_none(offset))
        return raise_value(t, "fromutc: non-None utcoffset() result required");
    OWN Value dst = ask_offset(t, tz, NAME(dst), dt);
    if (is_empty(dst))
        return EMPTY;
    if (is_none(dst))
        return raise_value(t, "fromutc: non-None dst() result required");
    OWN Value standard = binary_op(t, OP_SUB, offset, dst);
    OWN Value local = is_empty(standard) ? EMPTY : datetime_add(t, dt, standard, 1);
    if (is_empty(local))
        return EMPTY;
    if (delta_microseconds(as_delta(standard))) {
        replace_take(&dst, ask_offset(t, tz, NAME(dst), local));
        if (is_empty(dst))
            return EMPTY;
        if (is_none(dst))
            return raise_value(t, "fromutc: tz.dst() gave inconsistent results; cannot convert");
    }
    return datetime_add(t, local, dst, 1);
}

static bool check_fromutc(Thread *t, Ref self, Ref dt)
{
    if (!is_datetime(dt))
        return raise_type(t, "fromutc: argument must be a datetime"), false;
    return same(as_date(dt)->tzinfo, self) || (raise_value(t, "fromutc: dt.tzinfo is not self"), false);
}

/** datetime in UTC -> datetime in local time. */
METHOD1(tzinfo, fromutc, dt) { return check_fromutc(t, self, dt) ? convert_fromutc(t, dt) : EMPTY; }

/* (cls, arguments of __getinitargs__, state). */
METHOD0(tzinfo, __reduce__)
{
    OWN Value get_args = EMPTY, args = EMPTY, state = EMPTY;
    Lookup found = find_attr(t, self, NAME(__getinitargs__), &get_args);
    if (found == ERROR)
        return EMPTY;
    args = found == FOUND ? call0(t, get_args) : tuple_new(t, 0);
    state = is_empty(args) ? EMPTY : object_getstate(t, self);
    if (is_empty(state))
        return EMPTY;
    return is_none(state) ? tuple_pack(t, 2, value_of(type_of(self)), args) : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

Type tzinfo_type = {
    TYPE_HEAD("datetime.tzinfo", Tzinfo), .flags = TYPE_BASE, .doc = "Abstract base class for time zone info objects.",
    .dealloc = tzinfo_dealloc, .new_ = tzinfo_new, .init = tzinfo_init, .methods = tzinfo_methods,
};

/* ---- timezone ---- */

static Value zone_make(Thread *t, Ref offset, Ref name)
{
    Value v = instance_new(t, &timezone_type, &timezone_type, sizeof(Zone));
    if (!is_empty(v)) {
        as_zone(v)->offset = retain(offset);
        as_zone(v)->name = retain(name);
    }
    return v;
}

static bool is_zero(Ref delta) { return delta_microseconds(as_delta(delta)) == 0; }

Value timezone_new(Thread *t, Ref offset, Ref name)
{
    if (!within_a_day(offset))
        return raise_value(t, "%s, not %R.", offset_range_message, offset);
    return is_empty(name) && is_zero(offset) ? timezone_utc(t) : zone_make(t, offset, name);
}

extern const ModuleDef module_def__datetime;

/* Made with the module; its state holds it. */
Value timezone_utc(Thread *t)
{
    Value *utc = module_def_state(t, &module_def__datetime);
    if (!utc)
        return EMPTY;
    if (is_empty(*utc)) {
        OWN Value zero = delta_from_seconds(t, 0);
        *utc = is_empty(zero) ? EMPTY : zone_make(t, zero, EMPTY);
    }
    return retain(*utc);
}

/** Fixed offset from UTC implementation of tzinfo. */
NEW(timezone, "(cls, offset, name=?)")
{
    if (!is_delta(a->offset))
        return raise_type(t, "timezone() argument 1 must be datetime.timedelta, not %T", a->offset);
    if (!is_empty(a->name) && !is_str(a->name))
        return raise_type(t, "timezone() argument 2 must be str, not %T", a->name);
    return timezone_new(t, a->offset, a->name);
}

static void timezone_dealloc(Object *o)
{
    release(((Zone *)o)->offset);
    release(((Zone *)o)->name);
    object_free(o, object_size(o));
}
static void timezone_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Zone *)o)->offset);
    visit(visitor, ((Zone *)o)->name);
}

static bool timezone_hash(Thread *t, Ref self, int64_t *hash) { return hash_of(t, as_zone(self)->offset, hash); }

static Value timezone_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_a(self, &timezone_type) || !is_a(other, &timezone_type) || (op != CMP_EQ && op != CMP_NE))
        return NOT_IMPLEMENTED;
    return compare(t, as_zone(self)->offset, as_zone(other)->offset, op);
}

static Value zone_name(Thread *t, Zone *z)
{
    if (!is_empty(z->name))
        return retain(z->name);
    if (is_zero(z->offset))
        return str_from_text(t, "UTC");
    char text[ISO_TEXT_MAX] = "UTC";
    return str_from_span(t, text, put_offset(text + 3, z->offset, ":"));
}

static Value timezone_str(Thread *t, Ref self) { return zone_name(t, as_zone(self)); }

static Value timezone_repr(Thread *t, Ref self)
{
    Zone *z = as_zone(self);
    OWN Value utc = timezone_utc(t);
    if (is_empty(utc))
        return EMPTY;
    if (same(utc, self))
        return str_from_text(t, "datetime.timezone.utc");
    if (is_empty(z->name))
        return str_format(t, "%s(%R)", type_of(self)->name, z->offset);
    return str_format(t, "%s(%R, %R)", type_of(self)->name, z->offset, z->name);
}

static bool check_argument(Thread *t, Ref dt, const char *method)
{
    return is_none(dt) || is_datetime(dt)
           || (raise_type(t, "%s(dt) argument must be a datetime instance or None, not %T", method, dt), false);
}

/** If name is specified when timezone is created, returns the name.  Otherwise returns offset as 'UTC(+|-)HH:MM'. */
METHOD1(timezone, tzname, dt) { return check_argument(t, dt, "tzname") ? zone_name(t, as_zone(self)) : EMPTY; }

/** Return fixed offset. */
METHOD1(timezone, utcoffset, dt) { return check_argument(t, dt, "utcoffset") ? retain(as_zone(self)->offset) : EMPTY; }

/** Return None. */
METHOD1(timezone, dst, dt) { return check_argument(t, dt, "dst") ? NONE : EMPTY; }

/** datetime in UTC -> datetime in local time. */
METHOD1(timezone, fromutc, dt)
{
    return check_fromutc(t, self, dt) ? datetime_add(t, dt, as_zone(self)->offset, 1) : EMPTY;
}

/** pickle support */
METHOD0(timezone, __getinitargs__)
{
    Zone *z = as_zone(self);
    return is_empty(z->name) ? tuple_pack(t, 1, z->offset) : tuple_pack(t, 2, z->offset, z->name);
}

Type timezone_type = {
    TYPE_HEAD("datetime.timezone", Zone), .base = &tzinfo_type, .doc = timezone_new_doc, .dealloc = timezone_dealloc, .traverse = timezone_traverse,
    .new_ = timezone_new_slot, .new_signature = &timezone_new_signature, .init = tzinfo_init, .hash = timezone_hash,
    .compare = timezone_compare, .repr = timezone_repr, .str = timezone_str, .methods = timezone_methods,
};
