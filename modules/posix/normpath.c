/* normpath.c: os.path.normpath() of POSIX paths, str or bytes. Python manual: os.path. */
#include "modules/posix/posix.h"
#include "object/str_internal.h"
#include "gen/modules/posix/normpath.h"

/* What is written never is longer than what was read, but for the one dot of an empty result. */
typedef struct Normal {
    char *out;
    StrKind kind;
    ssize n;                    /* units written */
    ssize floor;                /* where the names begin that a later ".." takes away */
    bool rooted;
} Normal;

static void put_name(Normal *o, const void *data, ssize start, ssize end)
{
    if (o->n && unit_at(o->out, o->kind, o->n - 1) != '/')
        unit_put(o->out, o->kind, o->n++, '/');
    memmove(o->out + o->n * o->kind, (const char *)data + start * o->kind, (size_t)((end - start) * o->kind));
    o->n += end - start;
}

static void drop_name(Normal *o)
{
    ssize i = o->n;
    while (i > o->floor && unit_at(o->out, o->kind, i - 1) != '/')
        i--;
    o->n = i > o->floor ? i - 1 : o->floor;
}

static void normalise(Normal *o, const void *data, ssize len)
{
    ssize slashes = 0;
    while (slashes < len && unit_at(data, o->kind, slashes) == '/')
        slashes++;
    o->rooted = slashes > 0;
    for (ssize i = slashes == 2 ? 2 : slashes > 0; i > 0; i--)     /* two have a meaning of their own */
        unit_put(o->out, o->kind, o->n++, '/');
    o->floor = o->n;
    for (ssize start = slashes, end; start < len; start = end + 1) {
        for (end = start; end < len && unit_at(data, o->kind, end) != '/';)
            end++;
        bool dot = end > start && unit_at(data, o->kind, start) == '.';
        if (end == start || (dot && end == start + 1))
            continue;
        bool dots = dot && end == start + 2 && unit_at(data, o->kind, start + 1) == '.';
        if (dots && o->n > o->floor) {
            drop_name(o);
        } else if (!dots) {
            put_name(o, data, start, end);
        } else if (!o->rooted) {
            put_name(o, data, start, end);
            o->floor = o->n;
        }
    }
    if (!o->n)
        unit_put(o->out, o->kind, o->n++, '.');
}

/** The path without what is redundant. */
FUNCTION(posix, _path_normpath, "(path, /)")
{
    bool text = is_str(a->path);
    if (!text && !is_bytes(a->path))
        return raise_type(t, "expected str or bytes, not %T", a->path);
    Normal o = {.kind = text ? as_str(a->path)->kind : STR_1};
    ssize len = text ? as_str(a->path)->len : as_bytes(a->path)->len;
    char small[1024];
    bool fits = len < (ssize)sizeof small / o.kind;
    if (!(o.out = fits ? small : mem_alloc_array(t, len + 1, o.kind)))
        return EMPTY;
    normalise(&o, text ? str_data(as_str(a->path)) : as_bytes(a->path)->data, len);
    Value result = text ? str_from_units(t, o.out, o.kind, o.n) : bytes_from(t, (const uint8_t *)o.out, o.n);
    if (!fits)
        mem_free(o.out);
    return result;
}
