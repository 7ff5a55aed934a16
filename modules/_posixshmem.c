/* _posixshmem.c: shared memory that has a name: what multiprocessing.shared_memory opens and maps. */
#include <fcntl.h>
#include <sys/mman.h>

#include "object/bytes.h"
#include "object/module.h"
#include "vm/system_call.h"
#include "gen/modules/_posixshmem.h"

/** Open a shared memory object.  Returns a file descriptor (integer). */
FUNCTION(_posixshmem, shm_open, "(path: str, flags: int, mode: int=511)")
{
    OWN Value name = to_fs_bytes(t, a->path);
    int fd;
    if (is_empty(name))
        return EMPTY;
    BLOCKING_CALL(t, fd, shm_open((const char *)as_bytes(name)->data, a->flags, (mode_t)a->mode));
    return fd < 0 ? raise_last_path(t, a->path) : fixnum(fd);
}

/** Remove a shared memory object (similar to unlink()).
 *
 * Remove a shared memory object name, and, once all processes have unmapped
 * the object, de-allocates and destroys the contents of the associated memory
 * region. */
FUNCTION(_posixshmem, shm_unlink, "(path: str, /)")
{
    OWN Value name = to_fs_bytes(t, a->path);
    int failed;
    if (is_empty(name))
        return EMPTY;
    BLOCKING_CALL(t, failed, shm_unlink((const char *)as_bytes(name)->data));
    return failed ? raise_last_path(t, a->path) : NONE;
}

MODULE(_posixshmem, .doc = "POSIX shared memory module");
