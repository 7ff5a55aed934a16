/* path.c: sys.argv, sys.path and the folders of the installation.
 *
 * sys.path: the entries of PYTHONPATH, the library's folder. The script's folder is put in front by whoever runs a script; the
 * site-packages folders are lib/site.py's.
 */
#include "modules/sys/sys.h"

#include <stdlib.h>

#include "object/list.h"
#include "object/str.h"
#include "vm/config.h"
#include "vm/import.h"

static Value file_text(Thread *t, const char *s) { return str_from_utf8_lossless(t, s, (ssize)strlen(s)); }

static bool add_list(Thread *t, Ref module, const char *name, char **items, int n)
{
    OWN Value list = list_new(t, n);
    for (int i = 0; i < n && !is_empty(list); i++)
        if (!list_append_take(t, as_list(list), file_text(t, items[i])))
            return false;
    return !is_empty(list) && module_add(t, module, name, list);
}

/* PYTHONPATH: an empty entry is the current folder. */
static bool add_python_path(Thread *t, List *list, const char *text)
{
    for (const char *p = text; p && *p;) {
        const char *end = strchrnul(p, ':');
        Value entry = str_from_utf8_lossless(t, p, end - p);
        if (is_empty(entry) || !list_append_take(t, list, entry))
            return false;
        if (!*end)
            break;
        p = end + 1;
    }
    return true;
}

/* The part of the library's folder before "/lib/krait". */
static Value installation(Thread *t, Config *c)
{
    const char *prefix = c->prefix ? c->prefix : "";
    size_t n = strlen(prefix);
    if (n > 10 && !strcmp(prefix + n - 10, "/lib/krait"))
        n -= 10;
    return str_from_utf8_lossless(t, prefix, (ssize)n);
}

bool sys_add_paths(Thread *t, Ref module)
{
    Config *c = t->interp->config;
    OWN Value path = list_new(t, 4), prefix = installation(t, c);
    if (is_empty(path) || is_empty(prefix) || !add_python_path(t, as_list(path), c->python_path)
        || !list_append(t, as_list(path), library_path(t)))
        return false;
    static const char *const names[] = {"prefix", "exec_prefix", "base_prefix", "base_exec_prefix"};
    for (ssize i = 0; i < COUNT_OF(names); i++)
        if (!module_add(t, module, names[i], prefix))
            return false;
    OWN Value executable = file_text(t, c->executable ? c->executable : "");
    return !is_empty(executable) && module_add(t, module, "path", path) && module_add(t, module, "executable", executable)
           && module_add(t, module, "_base_executable", executable) && module_add(t, module, "_stdlib_dir", library_path(t))
           && add_list(t, module, "argv", c->argv, c->argc) && add_list(t, module, "orig_argv", c->orig_argv, c->orig_argc);
}
