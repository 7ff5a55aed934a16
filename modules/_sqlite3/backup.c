/* backup.c: Connection.backup(): copies a database, page by page, while others may use it. Python manual (3.7): sqlite3, "Connection
 * Objects". */
#include "modules/_sqlite3/types.h"
#include "object/float.h"
#include "object/int.h"
#include "object/method.h"
#include "vm/gil.h"
#include "vm/pending.h"
#include "gen/modules/_sqlite3/backup.h"

/* Both connections, always in the same order: two threads may copy crosswise. */
static bool enter_both(Thread *t, Connection *c, Connection *d)
{
    if (c > d) {
        Connection *first = d;
        d = c;
        c = first;
    }
    if (!connection_enter(t, c))
        return false;
    if (connection_enter(t, d))
        return true;
    connection_leave(c);
    return false;
}

static bool tell(Thread *t, sqlite3_backup *b, Ref progress, int status)
{
    if (is_none(progress))
        return true;
    OWN Value done = call3(t, progress, fixnum(status), fixnum(sqlite3_backup_remaining(b)), fixnum(sqlite3_backup_pagecount(b)));
    return !is_empty(done);
}

/* All pages, that many at a time. False: an exception is set, or SQLite's error is the target's. */
static bool copy_pages(Thread *t, sqlite3_backup *b, int pages, Ref progress, int pause_ms)
{
    int status;
    do {
        BLOCKING_BEGIN(t)
        status = sqlite3_backup_step(b, pages);
        BLOCKING_END(t)
        if (is_raised(t) || !tell(t, b, progress, status))
            return false;
        if (status == SQLITE_BUSY || status == SQLITE_LOCKED) {
            BLOCKING_BEGIN(t)
            sqlite3_sleep(pause_ms);
            BLOCKING_END(t)
            if (!handle_signals(t))
                return false;
        }
    } while (status == SQLITE_OK || status == SQLITE_BUSY || status == SQLITE_LOCKED);
    return status == SQLITE_DONE;
}

/** Makes a backup of the database, into that of another connection.
 *
 * pages is how many are copied at a time (0 or less: all at once), progress(status, remaining, total) is called after each time, and
 * sleep is for how many seconds to wait where pages are locked. name is the database's: 'main', 'temp' or an attached one's. */
METHOD(connection, backup, "(self, target, *, pages: int=-1, progress=None, name: str='main', sleep: float=0.25)")
{
    Connection *c = as_connection(self);
    if (!is_a(a->target, &connection_type))
        return raise_type(t, "backup() argument 1 must be sqlite3.Connection, not %T", a->target);
    Connection *target = as_connection(a->target);
    const char *name = str_utf8(t, a->name, NULL);
    if (!name)
        return EMPTY;
    if (target == c)
        return raise_value(t, "target cannot be the same connection instance");
    if (!is_none(a->progress) && !is_callable(a->progress))
        return raise_type(t, "progress argument must be a callable");
    if (!(a->sleep >= 0 && a->sleep <= 2e6))
        return a->sleep < 0 ? raise_value(t, "sleep must be greater-than or equal to zero") : raise_overflow(t, "sleep is too large");
    if (!enter_both(t, c, target))
        return EMPTY;
    sqlite3_backup *b;
    int result = SQLITE_OK;
    BLOCKING_BEGIN(t)
    b = sqlite3_backup_init(target->db, "main", c->db, name);
    BLOCKING_END(t)
    bool good = b && !is_raised(t) && copy_pages(t, b, a->pages > 0 ? a->pages : -1, a->progress, (int)(a->sleep * 1000));
    if (b) {
        BLOCKING_BEGIN(t)
        result = sqlite3_backup_finish(b);
        BLOCKING_END(t)
    }
    if (!good || result != SQLITE_OK)
        raise_sqlite(t, target->db);
    connection_leave(target);
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}
