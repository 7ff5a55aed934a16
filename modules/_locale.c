/* _locale.c: the C library's locales, for lib/locale.py and lib/gettext.py (Library "locale"). */
#include <errno.h>
#include <langinfo.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/_locale.h"

typedef struct LocaleState { Value error; } LocaleState;

static Value text_value(Thread *t, const char *text) { return str_from_utf8_lossless(t, text, (ssize)strlen(text)); }

/** Activates/queries locale processing. */
FUNCTION(_locale, setlocale, "(category: int, locale: str?=None, /)")
{
    LocaleState *s = module_state(t, self);
    const char *name = is_empty(a->locale) ? NULL : str_utf8(t, a->locale, NULL);
    if (!is_empty(a->locale) && !name)
        return EMPTY;
    if (a->category < LC_CTYPE || a->category > LC_IDENTIFICATION)
        return raise_format(t, as_type(s->error), "invalid locale category");
    const char *result = setlocale(a->category, name);
    return result ? text_value(t, result) : raise_format(t, as_type(s->error), name ? "unsupported locale setting" : "locale query failed");
}

/* The sizes of digit groups: a list, CHAR_MAX or 0 at the end. */
static Value grouping_value(Thread *t, const char *grouping)
{
    OWN Value list = list_new(t, 4);
    bool ended = false;
    for (; *grouping && !is_empty(list) && !ended; grouping++) {
        ended = *grouping == CHAR_MAX;
        if (!list_append_take(t, as_list(list), fixnum(*grouping)))
            return EMPTY;
    }
    if (!is_empty(list) && as_list(list)->len && !ended && !list_append_take(t, as_list(list), fixnum(0)))
        return EMPTY;
    return take(&list);
}
/** Returns numeric and monetary locale-specific parameters. */
FUNCTION0(_locale, localeconv)
{
    struct lconv *l = localeconv();
    const struct { const char *name, *value; } texts[] = {
        {"decimal_point", l->decimal_point}, {"thousands_sep", l->thousands_sep}, {"int_curr_symbol", l->int_curr_symbol},
        {"currency_symbol", l->currency_symbol}, {"mon_decimal_point", l->mon_decimal_point},
        {"mon_thousands_sep", l->mon_thousands_sep}, {"positive_sign", l->positive_sign}, {"negative_sign", l->negative_sign},
    };
    const struct { const char *name; int value; } numbers[] = {
        {"int_frac_digits", l->int_frac_digits}, {"frac_digits", l->frac_digits}, {"p_cs_precedes", l->p_cs_precedes},
        {"p_sep_by_space", l->p_sep_by_space}, {"n_cs_precedes", l->n_cs_precedes}, {"n_sep_by_space", l->n_sep_by_space},
        {"p_sign_posn", l->p_sign_posn}, {"n_sign_posn", l->n_sign_posn},
    };
    OWN Value dict = dict_new(t);
    if (is_empty(dict))
        return EMPTY;
    Dict *d = as_dict(dict);
    for (int i = 0; i < COUNT_OF(texts); i++)
        if (!dict_set_text_take(t, d, texts[i].name, text_value(t, texts[i].value)))
            return EMPTY;
    for (int i = 0; i < COUNT_OF(numbers); i++)
        if (!dict_set_text(t, d, numbers[i].name, fixnum(numbers[i].value)))
            return EMPTY;
    return dict_set_text_take(t, d, "grouping", grouping_value(t, l->grouping))
        && dict_set_text_take(t, d, "mon_grouping", grouping_value(t, l->mon_grouping)) ? take(&dict) : EMPTY;
}

/* A str as wide characters, NUL-terminated; NULL with an exception. */
static wchar_t *to_wide(Thread *t, Ref v)
{
    const Str *s = as_str(v);
    wchar_t *wide = mem_alloc_array(t, s->len + 1, sizeof *wide);
    if (!wide)
        return NULL;
    for (ssize i = 0; i < s->len; i++)
        wide[i] = (wchar_t)str_at(s, i);
    wide[s->len] = 0;
    if ((ssize)wcslen(wide) != s->len) {
        mem_free(wide);
        return raise_value(t, "embedded null character"), NULL;
    }
    return wide;
}
/** Compares two strings according to the locale. */
FUNCTION(_locale, strcoll, "(os1: str, os2: str, /)")
{
    wchar_t *one = to_wide(t, a->os1), *two = one ? to_wide(t, a->os2) : NULL;
    int result = two ? wcscoll(one, two) : 0;
    bool failed = !two;
    mem_free(one);
    mem_free(two);
    return failed ? EMPTY : fixnum(result);
}
/** Return a string that can be used as a key for locale-aware comparisons. */
FUNCTION(_locale, strxfrm, "(string: str, /)")
{
    wchar_t *wide = to_wide(t, a->string);
    if (!wide)
        return EMPTY;
    errno = 0;
    size_t n = wcsxfrm(NULL, wide, 0);
    int error = errno;
    wchar_t *key = error && error != ERANGE ? NULL : mem_alloc_array(t, (ssize)n + 1, sizeof *key);
    Value v = EMPTY;
    if (key) {
        wcsxfrm(key, wide, n + 1);
        for (size_t i = 0; i < n; i++)          /* a weight may be no character; the largest ones then compare equal */
            key[i] = (wchar_t)MIN((uint32_t)key[i], 0x10ffffu);
        v = str_from_points(t, (uint32_t *)key, (ssize)n);
    } else if (!is_raised(t)) {
        raise_errno(t, error);
    }
    mem_free(key);
    mem_free(wide);
    return v;
}
/** Return the current locale encoding. */
FUNCTION0(_locale, getencoding) { return text_value(t, nl_langinfo(CODESET)); }

static const struct { const char *name; int value; } items[] = {
#define C(name) {#name, name}
    C(ABDAY_1), C(ABDAY_2), C(ABDAY_3), C(ABDAY_4), C(ABDAY_5), C(ABDAY_6), C(ABDAY_7), C(ABMON_1), C(ABMON_10),
    C(ABMON_11), C(ABMON_12), C(ABMON_2), C(ABMON_3), C(ABMON_4), C(ABMON_5), C(ABMON_6), C(ABMON_7), C(ABMON_8),
    C(ABMON_9), C(ALT_DIGITS), C(AM_STR), C(CODESET), C(CRNCYSTR), C(DAY_1), C(DAY_2), C(DAY_3), C(DAY_4), C(DAY_5),
    C(DAY_6), C(DAY_7), C(D_FMT), C(D_T_FMT), C(ERA), C(ERA_D_FMT), C(ERA_D_T_FMT), C(ERA_T_FMT), C(MON_1), C(MON_10),
    C(MON_11), C(MON_12), C(MON_2), C(MON_3), C(MON_4), C(MON_5), C(MON_6), C(MON_7), C(MON_8), C(MON_9), C(NOEXPR),
    C(PM_STR), C(RADIXCHAR), C(THOUSEP), C(T_FMT), C(T_FMT_AMPM), C(YESEXPR), C(_DATE_FMT),
#undef C
};
/** Return the value for the locale information associated with key. */
FUNCTION(_locale, nl_langinfo, "(key: int, /)")
{
    for (ssize i = 0; i < COUNT_OF(items); i++)
        if (items[i].value == a->key) {
            const char *text = nl_langinfo(a->key);
            return text_value(t, text ? text : "");
        }
    return raise_value(t, "unsupported langinfo constant");
}

/* ---- gettext ---- */

/** Return translation of msg. */
FUNCTION(_locale, gettext, "(msg: str, /)")
{
    const char *message = str_utf8(t, a->msg, NULL);
    return message ? text_value(t, gettext(message)) : EMPTY;
}
/** Return translation of msg in domain. */
FUNCTION(_locale, dgettext, "(domain: str?, msg: str, /)")
{
    const char *domain = is_empty(a->domain) ? NULL : str_utf8(t, a->domain, NULL), *message = str_utf8(t, a->msg, NULL);
    return is_raised(t) ? EMPTY : text_value(t, dgettext(domain, message));
}
/** Return translation of msg in domain and category. */
FUNCTION(_locale, dcgettext, "(domain: str?, msg: str, category: int, /)")
{
    const char *domain = is_empty(a->domain) ? NULL : str_utf8(t, a->domain, NULL), *message = str_utf8(t, a->msg, NULL);
    return is_raised(t) ? EMPTY : text_value(t, dcgettext(domain, message, a->category));
}
/** Set the C library's textdmain to domain, returning the new domain. */
FUNCTION(_locale, textdomain, "(domain: str?, /)")
{
    const char *domain = is_empty(a->domain) ? NULL : str_utf8(t, a->domain, NULL);
    if (is_raised(t))
        return EMPTY;
    const char *now = textdomain(domain);
    return now ? text_value(t, now) : raise_last(t);
}
/** Bind the C library's domain to dir. */
FUNCTION(_locale, bindtextdomain, "(domain: str, dir, /)")
{
    const char *domain = str_utf8(t, a->domain, NULL);
    if (!domain)
        return EMPTY;
    if (!*domain)
        return raise_format(t, as_type(((LocaleState *)module_state(t, self))->error), "domain must be a non-empty string");
    OWN Value folder = is_none(a->dir) ? EMPTY : to_fs_bytes(t, a->dir);
    if (is_raised(t))
        return EMPTY;
    const char *now = bindtextdomain(domain, is_empty(folder) ? NULL : (char *)as_bytes(folder)->data);
    return now ? text_value(t, now) : raise_last(t);
}
/** Bind the C library's domain to codeset. */
FUNCTION(_locale, bind_textdomain_codeset, "(domain: str, codeset: str?, /)")
{
    const char *domain = str_utf8(t, a->domain, NULL), *codeset = is_empty(a->codeset) ? NULL : str_utf8(t, a->codeset, NULL);
    if (is_raised(t))
        return EMPTY;
    const char *now = bind_textdomain_codeset(domain, codeset);
    return now ? text_value(t, now) : NONE;
}

static const struct { const char *name; int value; } constants[] = {
#define C(name) {#name, name}
    C(LC_CTYPE), C(LC_NUMERIC), C(LC_TIME), C(LC_COLLATE), C(LC_MONETARY), C(LC_MESSAGES), C(LC_ALL), C(CHAR_MAX),
#undef C
};
static bool _locale_exec(Thread *t, Ref module)
{
    LocaleState *s = module_state(t, module);
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    for (ssize i = 0; i < COUNT_OF(items); i++)
        if (!module_add_int(t, module, items[i].name, items[i].value))
            return false;
    OWN Value name = intern_text(t, "Error"), bases = tuple_pack(t, 1, value_of(&exc_Exception)), dict = dict_new(t);
    OWN Value module_name = intern_text(t, "locale");
    if (is_raised(t) || !dict_set_text(t, as_dict(dict), "__module__", module_name))
        return false;
    s->error = call3(t, value_of(&type_type), name, bases, dict);
    return !is_empty(s->error) && module_add(t, module, "Error", s->error);
}
static void _locale_clear(void *state) { release(take(&((LocaleState *)state)->error)); }

MODULE(_locale, .doc = "Support for POSIX locales.", .exec = _locale_exec, .state_size = sizeof(LocaleState), .state_clear = _locale_clear);
