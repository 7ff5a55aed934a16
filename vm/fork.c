/* fork.c: see fork.h. The registered functions are lists in the interpreter's abstract_cache. */
#include "vm/fork.h"

#include <errno.h>
#include <unistd.h>

#include "object/call.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/gil.h"
#include "vm/import.h"
#include "vm/import_state.h"
#include "vm/pending.h"
#include "vm/state.h"

enum { BEFORE, IN_PARENT, IN_CHILD, PHASES };
static const char *const list_names[PHASES] = {"at fork: before", "at fork: in parent", "at fork: in child"};

static bool add(Thread *t, int phase, Ref function)
{
    if (is_empty(function))
        return true;
    if (is_empty(t->interp->abstract_cache) && is_empty(t->interp->abstract_cache = dict_new(t)))
        return false;
    Dict *cache = as_dict(t->interp->abstract_cache);
    OWN Value list = retain(dict_peek_text(t, cache, list_names[phase]));
    if (is_empty(list) && (is_empty(list = list_new(t, 1)) || !dict_set_text(t, cache, list_names[phase], list)))
        return false;
    return list_append(t, as_list(list), function);
}

bool fork_register(Thread *t, Ref before, Ref after_in_parent, Ref after_in_child)
{
    return add(t, BEFORE, before) && add(t, IN_PARENT, after_in_parent) && add(t, IN_CHILD, after_in_child);
}

/* Those before the fork run last registered first, the others in order. A copy: a function may register more. */
static void run(Thread *t, int phase)
{
    if (is_empty(t->interp->abstract_cache))
        return;
    Ref list = dict_peek_text(t, as_dict(t->interp->abstract_cache), list_names[phase]);
    OWN Value functions = is_empty(list) ? EMPTY : to_tuple(t, list);
    if (is_empty(functions)) {
        raised_clear(t);
        return;
    }
    ssize n = as_tuple(functions)->len;
    for (ssize i = 0; i < n; i++) {
        Ref function = as_tuple(functions)->item[phase == BEFORE ? n - 1 - i : i];
        OWN Value result = call0(t, function);
        if (is_empty(result))
            report_unraisable_in(t, function);
    }
}

/* Who holds the import lock (imp.acquire_lock()) finishes first: the child sees no half-made modules. */
static void hold_imports(Thread *t)
{
    if (t->interp->import)
        import_lock_acquire(t);
}
static void let_imports(Thread *t)
{
    if (t->interp->import && !import_lock_release(t))
        raised_clear(t);
}

void fork_before(Thread *t)
{
    run(t, BEFORE);
    hold_imports(t);
}
void fork_in_parent(Thread *t)
{
    let_imports(t);
    run(t, IN_PARENT);
}

static void forget_other_threads(Thread *t)
{
    Interp *interp = t->interp;

    interp->main_thread = t;
    for (Thread *other = interp->threads, *next; other; other = next) {
        next = other->next;
        if (other == t)
            continue;
        release(take(&other->sentinel));
        thread_free(other);
    }
    current_thread = t;
}

void fork_in_child(Thread *t)
{
    struct ImportState *import = t->interp->import;

    gil_after_fork(t->interp->gil, t);
    if (import) {
        import->waits = NULL;
        if (import->lock_owner != t) {
            import->lock_owner = NULL;
            import->lock_count = 0;
        }
    }
    signals_after_fork(t);
    forget_other_threads(t);
    let_imports(t);
    run(t, IN_CHILD);
}

pid_t fork_interpreter(Thread *t)
{
    fork_before(t);
    pid_t pid = fork();
    int error = errno;
    if (pid == 0)
        fork_in_child(t);
    else
        fork_in_parent(t);
    errno = error;
    return pid;
}
