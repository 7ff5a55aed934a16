/* nis.c: Sun's NIS, "Yellow Pages", over libnsl (loaded on demand). Python manual: nis.
 *
 * A domain's server is asked for maps of keys to values. Values may end in a zero: maps that are made so are known by name. The
 * library waits for the net without the GIL.
 */
#include <stdlib.h>
#include <rpcsvc/ypclnt.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/gil.h"
#include "gen/modules/nis.h"

/* What <rpcsvc/yp_prot.h> declares, which needs the headers of an RPC library; and a function that the header leaves out. */
struct ypmaplist { char *map; struct ypmaplist *next; };
enum { YP_TRUE = 1, YP_NOMORE = 2 };
int yp_maplist(const char *domain, struct ypmaplist **list);

static Type nis_error_type = {EXCEPTION_HEAD("nis.error", &exc_Exception), .doc = "What NIS refuses."};

static Value raise_nis(Thread *t, int code) { return raise_format(t, &nis_error_type, "%s", yperr_string(code)); }

/* Short names of maps, and whether a zero ends their keys and values. */
static const struct MapAlias { const char *alias, *map; bool zero; } aliases[] = {
    {"passwd", "passwd.byname"}, {"group", "group.byname"}, {"networks", "networks.byaddr"}, {"hosts", "hosts.byname"},
    {"protocols", "protocols.bynumber"}, {"services", "services.byname"}, {"aliases", "mail.aliases", true}, {"ethers", "ethers.byname"},
};
static const char *real_map(const char *name, bool *zero)
{
    *zero = false;
    for (ssize i = 0; i < COUNT_OF(aliases); i++)
        if (!strcmp(name, aliases[i].alias) || !strcmp(name, aliases[i].map)) {
            *zero = aliases[i].zero;
            return aliases[i].map;
        }
    return name;
}

/* The given domain or the system's; it lives as long as `given`. NULL with an error. */
static const char *domain_of(Thread *t, Ref given)
{
    char *domain;
    if (!is_empty(given))
        return str_utf8(t, given, NULL);
    int code = yp_get_default_domain(&domain);
    return code ? (raise_nis(t, code), NULL) : domain;
}

static Value text_without_zero(Thread *t, const char *p, int n, bool zero)
{
    return str_from_utf8_lossless(t, p, zero && n > 0 && !p[n - 1] ? n - 1 : n);
}

/** get_default_domain() -> str
 *
 * Corresponds to the C library yp_get_default_domain() call, returning
 * the default NIS domain. */
FUNCTION0(nis, get_default_domain)
{
    const char *domain = domain_of(t, EMPTY);
    return domain ? str_from_utf8_lossless(t, domain, (ssize)strlen(domain)) : EMPTY;
}

/** match(key, map, domain = defaultdomain)
 *
 * Corresponds to the C library yp_match() call, returning the value of
 * key in the given map. Optionally domain can be specified but it
 * defaults to the system default domain. */
FUNCTION(nis, match, "(key: str, map: str, domain: str = ?)")
{
    char *value = NULL;
    int code, n = 0;
    bool zero;
    OWN Value key = str_encode_fs(t, a->key);
    const char *domain = is_empty(key) ? NULL : domain_of(t, a->domain), *name = domain ? str_utf8(t, a->map, NULL) : NULL;
    if (!name)
        return EMPTY;
    const char *map = real_map(name, &zero);
    if (as_bytes(key)->len >= INT_MAX)
        return raise_overflow(t, "key is too long");
    int key_length = (int)as_bytes(key)->len + zero;
    BLOCKING_BEGIN(t)
    code = yp_match(domain, map, (const char *)as_bytes(key)->data, key_length, &value, &n);
    BLOCKING_END(t)
    if (code)
        return raise_nis(t, code);
    Value result = text_without_zero(t, value, n, zero);
    free(value);
    return result;
}

typedef struct Listing { Thread *t; Value dict; bool zero; int status; } Listing;

/* One pair of a map: the library calls this while it reads, where the GIL is given up. True: no more. */
static int take_pair(int status, char *key, int key_length, char *value, int value_length, char *data)
{
    Listing *l = (Listing *)data;
    if (status != YP_TRUE) {
        l->status = status == YP_NOMORE ? 0 : status;
        return 1;
    }
    gil_acquire(l->t);
    OWN Value k = text_without_zero(l->t, key, key_length, l->zero);
    OWN Value v = is_empty(k) ? EMPTY : text_without_zero(l->t, value, value_length, l->zero);
    bool ok = !is_empty(v) && dict_set(l->t, as_dict(l->dict), k, v);
    replace_take(&k, EMPTY);
    replace_take(&v, EMPTY);
    gil_release(l->t);
    return !ok;
}

/** cat(map, domain = defaultdomain)
 *
 * Returns the entire map as a dictionary. Optionally domain can be
 * specified but it defaults to the system default domain. */
FUNCTION(nis, cat, "(map: str, domain: str = ?)")
{
    const char *domain = domain_of(t, a->domain), *name = domain ? str_utf8(t, a->map, NULL) : NULL;
    OWN Value dict = name ? dict_new(t) : EMPTY;
    if (is_empty(dict))
        return EMPTY;
    Listing l = {t, dict};
    const char *map = real_map(name, &l.zero);
    struct ypall_callback callback = {take_pair, (char *)&l};
    int code;
    BLOCKING_BEGIN(t)
    code = yp_all(domain, map, &callback);
    BLOCKING_END(t)
    if (is_raised(t))
        return EMPTY;
    if (code || l.status)
        return raise_nis(t, code ? code : ypprot_err(l.status));
    return take(&dict);
}

/** maps(domain = defaultdomain)
 *
 * Returns an array of all available NIS maps within a domain. If domain
 * is not specified it defaults to the system default domain. */
FUNCTION(nis, maps, "(domain: str = ?)")
{
    struct ypmaplist *maps = NULL;
    const char *domain = domain_of(t, a->domain);
    int code;
    if (!domain)
        return EMPTY;
    BLOCKING_BEGIN(t)
    code = yp_maplist(domain, &maps);
    BLOCKING_END(t)
    if (code)
        return raise_nis(t, code);
    OWN Value list = list_new(t, 0);
    while (maps) {
        struct ypmaplist *next = maps->next;
        if (!is_empty(list) && !list_append_take(t, as_list(list), str_from_utf8_lossless(t, maps->map, (ssize)strlen(maps->map))))
            replace_take(&list, EMPTY);
        free(maps->map);
        free(maps);
        maps = next;
    }
    return is_raised(t) ? EMPTY : take(&list);
}

static bool nis_exec(Thread *t, Ref module) { return module_add_type(t, module, &nis_error_type); }

MODULE(nis, .exec = nis_exec, .doc = "This module contains functions for accessing NIS maps.");
