/* argv.c: see argv.h. */
#include "modules/posix/argv.h"

#include "object/bytes.h"
#include "object/list.h"
#include "object/tuple.h"
#include "vm/system_call.h"

static bool reserve(Thread *t, Argv *v, ssize n)
{
    v->item = mem_alloc_array(t, n + 1, sizeof *v->item);
    v->bytes = v->item ? mem_alloc_array(t, n + 1, sizeof *v->bytes) : NULL;
    return v->bytes != NULL;
}
static bool add_take(Argv *v, Value bytes)
{
    if (is_empty(bytes))
        return false;
    v->bytes[v->count] = bytes;
    v->item[v->count++] = (char *)as_bytes(bytes)->data;
    return true;
}
void argv_release(Argv *v)
{
    for (ssize i = 0; i < v->count; i++)
        release(v->bytes[i]);
    mem_free(v->item);
    mem_free(v->bytes);
    *v = (Argv){0};
}

bool argv_read(Thread *t, Argv *v, Ref sequence, const char *what)
{
    if (!is_list(sequence) && !is_tuple(sequence))
        return raise_type(t, "%s must be a tuple or list", what), false;
    OWN Value items = to_tuple(t, sequence);
    if (is_empty(items))
        return false;
    ssize n = as_tuple(items)->len;
    if (n == 0)
        return raise_value(t, "%s must not be empty", what), false;
    if (!reserve(t, v, n))
        return false;
    for (ssize i = 0; i < n; i++)
        if (!add_take(v, to_fs_bytes(t, as_tuple(items)->item[i])))
            return false;
    v->item[n] = NULL;
    if (!v->item[0][0])
        return raise_value(t, "%s first element cannot be empty", what), false;
    return true;
}

/* NAME=VALUE */
static Value assignment(Thread *t, Ref key, Ref value)
{
    OWN Value name = to_fs_bytes(t, key), text = is_empty(name) ? EMPTY : to_fs_bytes(t, value);
    if (is_empty(text))
        return EMPTY;
    Bytes *n = as_bytes(name), *v = as_bytes(text);
    if (n->len == 0 || memchr(n->data + 1, '=', (size_t)n->len - 1))       /* a name may start with '=' */
        return raise_value(t, "illegal environment variable name");
    Value made = bytes_new(t, n->len + 1 + v->len);
    if (is_empty(made))
        return EMPTY;
    uint8_t *out = as_bytes(made)->data;
    memcpy(out, n->data, (size_t)n->len);
    out[n->len] = '=';
    memcpy(out + n->len + 1, v->data, (size_t)v->len);
    return made;
}
bool environment_read(Thread *t, Argv *v, Ref mapping, const char *function)
{
    if (!type_of(mapping)->getitem || is_list(mapping) || is_tuple(mapping) || is_str(mapping) || is_bytes(mapping))
        return raise_type(t, "%s: environment must be a mapping object", function), false;
    OWN Value keys = call_method0(t, mapping, NAME(keys)), key_list = is_empty(keys) ? EMPTY : to_list(t, keys);
    OWN Value values = is_empty(key_list) ? EMPTY : call_method0(t, mapping, NAME(values));
    OWN Value value_list = is_empty(values) ? EMPTY : to_list(t, values);
    if (is_empty(value_list))
        return false;
    ssize n = as_list(key_list)->len;
    if (n != as_list(value_list)->len)
        return raise_value(t, "%s: environment changed while it was read", function), false;
    if (!reserve(t, v, n))
        return false;
    for (ssize i = 0; i < n && i < as_list(key_list)->len && i < as_list(value_list)->len; i++) {
        OWN Value key = retain(as_list(key_list)->item[i]), value = retain(as_list(value_list)->item[i]);
        if (!add_take(v, assignment(t, key, value)))
            return false;
    }
    v->item[v->count] = NULL;
    return true;
}
