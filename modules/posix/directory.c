/* directory.c: what is in a directory: listdir, and scandir with its DirEntry (Library "os", "Files and Directories").
 *
 * A DirEntry keeps what readdir() told about the type, and the results of stat and lstat once asked for: usually no system
 * call is needed to tell directories from files.
 */
#include "modules/posix/posix.h"

#include <dirent.h>
#include <unistd.h>

#include "object/generic_alias.h"
#include "object/list.h"
#include "gen/modules/posix/directory.h"

static bool is_dot_name(const char *name) { return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])); }

/* Opens the directory of a path argument (None: "."). A descriptor is duplicated, and read from the start. */
static DIR *open_directory(Thread *t, const Path *p)
{
    DIR *dir = NULL;

    BLOCKING_BEGIN(t)
    if (p->fd >= 0) {
        int fd = fcntl(p->fd, F_DUPFD_CLOEXEC, 0);
        if (fd >= 0 && !(dir = fdopendir(fd)))
            close(fd);
        if (dir)
            rewinddir(dir);
    } else {
        dir = opendir(p->name ? p->name : ".");
    }
    BLOCKING_END(t)
    return dir;
}
static void close_directory(Thread *t, DIR *dir, bool rewind)
{
    BLOCKING_BEGIN(t)
    if (rewind)
        rewinddir(dir);             /* the position is shared with the caller's descriptor */
    closedir(dir);
    BLOCKING_END(t)
}
/* The next entry but "." and ".."; NULL at the end (errno 0) or on error. */
static struct dirent *next_entry(Thread *t, DIR *dir)
{
    struct dirent *e;

    do {
        BLOCKING_BEGIN(t)
        errno = 0;
        e = readdir(dir);
        BLOCKING_END(t)
    } while (e && is_dot_name(e->d_name));
    return e;
}

/** Return a list containing the names of the files in the directory.
 *
 * path can be specified as either str, bytes, or a path-like object.  If path is bytes,
 *   the filenames returned will also be bytes; in all other circumstances
 *   the filenames returned will be str.
 * If path is None, uses the path='.'.
 * On some platforms, path may also be specified as an open file descriptor;
 *   the file descriptor must refer to a directory. */
FUNCTION(posix, listdir, "(path=None)")
{
    PATH p;
    if (!path_convert(t, &p, a->path, "listdir", "path", PATH_FD | PATH_NONE))
        return EMPTY;
    DIR *dir = open_directory(t, &p);
    if (!dir)
        return raise_path(t, &p);
    OWN Value list = list_new(t, 0);
    struct dirent *e = NULL;
    while (!is_empty(list) && (e = next_entry(t, dir))) {
        Value name = path_like(t, &p, e->d_name, (ssize)strlen(e->d_name));
        if (is_empty(name) || !list_append_take(t, as_list(list), name))
            break;
    }
    int error = e ? 0 : errno;
    close_directory(t, dir, p.fd >= 0);
    if (is_raised(t))
        return EMPTY;
    errno = error;
    return error ? raise_path(t, &p) : take(&list);
}

/* ---- DirEntry ---- */

typedef struct DirEntry {
    Object head;
    Value name, path;           /* str or bytes, as the argument of scandir */
    Value stat, lstat;          /* EMPTY until asked for */
    unsigned char kind;         /* d_type; DT_UNKNOWN: ask the system */
    int directory;              /* the descriptor scandir was given, borrowed from the caller; -1: path says where */
    uint64_t inode;
} DirEntry;
static Type dir_entry_type;
static DirEntry *as_entry(Ref v) { return (DirEntry *)object_of(v); }

static void dir_entry_dealloc(Object *o)
{
    DirEntry *e = (DirEntry *)o;
    release(e->name);
    release(e->path);
    release(e->stat);
    release(e->lstat);
    object_free(o, sizeof(DirEntry));
}

/* The file's status; MISSING when there is no such file. */
static Lookup query(Thread *t, DirEntry *e, bool follow, struct stat *st)
{
    OWN Value bytes = to_fs_bytes(t, e->directory >= 0 ? e->name : e->path);
    int result;
    if (is_empty(bytes))
        return ERROR;
    const char *name = (char *)as_bytes(bytes)->data;
    BLOCKING_BEGIN(t)
    result = fstatat(e->directory >= 0 ? e->directory : AT_FDCWD, name, st, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    BLOCKING_END(t)
    return result == 0 ? FOUND : errno == ENOENT ? MISSING : (raise_last_path(t, e->path), ERROR);
}
/* The stat_result, borrowed from the entry; EMPTY with an exception, or when there is no such file. */
static Ref entry_stat(Thread *t, DirEntry *e, bool follow)
{
    Value *kept = follow && (e->kind == DT_LNK || e->kind == DT_UNKNOWN) ? &e->stat : &e->lstat;
    struct stat st;
    if (is_empty(*kept) && query(t, e, kept == &e->stat, &st) == FOUND)
        *kept = stat_value(t, &st);
    return *kept;
}
static Test is_of_mode(Thread *t, DirEntry *e, bool follow, mode_t format, unsigned char kind)
{
    bool known = e->kind != DT_UNKNOWN && !(follow && e->kind == DT_LNK);
    if (known)
        return e->kind == kind;
    Ref st = entry_stat(t, e, follow);
    if (is_empty(st))
        return is_raised(t) ? TEST_ERROR : TEST_FALSE;
    return (fixnum_value(as_tuple(st)->item[0]) & S_IFMT) == format;
}
static Value answer(Test r) { return r == TEST_ERROR ? EMPTY : bool_value(r == TEST_TRUE); }

/** Return True if the entry is a directory; cached per entry. */
METHOD(dir_entry, is_dir, "(self, /, *, follow_symlinks: bool=True)") { return answer(is_of_mode(t, as_entry(self), a->follow_symlinks, S_IFDIR, DT_DIR)); }
/** Return True if the entry is a file; cached per entry. */
METHOD(dir_entry, is_file, "(self, /, *, follow_symlinks: bool=True)") { return answer(is_of_mode(t, as_entry(self), a->follow_symlinks, S_IFREG, DT_REG)); }
/** Return True if the entry is a symbolic link; cached per entry. */
METHOD0(dir_entry, is_symlink) { return answer(is_of_mode(t, as_entry(self), false, S_IFLNK, DT_LNK)); }
/** Return True if the entry is a junction; cached per entry. */
METHOD0(dir_entry, is_junction) { return FALSE_VALUE; }
/** Return stat_result object for the entry; cached per entry. */
METHOD(dir_entry, stat, "(self, /, *, follow_symlinks: bool=True)")
{
    Ref st = entry_stat(t, as_entry(self), a->follow_symlinks);
    return !is_empty(st) ? retain(st) : is_raised(t) ? EMPTY : raise_errno_path(t, ENOENT, as_entry(self)->path);
}
/** Return inode of the entry; cached per entry. */
METHOD0(dir_entry, inode) { return int_from_uint64(t, as_entry(self)->inode); }
/** Returns the path for the entry. */
METHOD0(dir_entry, __fspath__) { return retain(as_entry(self)->path); }
CLASSMETHOD1(dir_entry, __class_getitem__, item) { return generic_alias_new(t, self, item); }
static Value dir_entry_repr(Thread *t, Ref self) { return str_format(t, "<DirEntry %R>", as_entry(self)->name); }

static const MemberDef dir_entry_members[] = {
    {"name", MEMBER_OBJECT, false, offsetof(DirEntry, name), "the entry's base filename, relative to scandir() \"path\" argument"},
    {"path", MEMBER_OBJECT, false, offsetof(DirEntry, path), "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)"},
    {NULL},
};
static Value no_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return raise_type(t, "cannot create '%s' instances", cls->name);
}
static Type dir_entry_type = {
    TYPE_HEAD("posix.DirEntry", DirEntry), .dealloc = dir_entry_dealloc, .repr = dir_entry_repr, .new_ = no_new,
    .methods = dir_entry_methods, .members = dir_entry_members,
};

/* ---- the iterator of scandir ---- */

typedef struct Scan { Object head; DIR *dir; /* NULL: closed */ Value path; /* as given; EMPTY for None */ int fd; } Scan;
static Type scan_type;
static Scan *as_scan(Ref v) { return (Scan *)object_of(v); }

static void scan_close(Thread *t, Scan *s)
{
    DIR *dir = s->dir;
    s->dir = NULL;
    if (dir)
        close_directory(t, dir, s->fd >= 0);
}

/* directory/name, of the kind the argument has; "./name" only where "." was given. */
static Value joined(Thread *t, Scan *s, Ref name)
{
    if (s->fd >= 0 || is_empty(s->path))
        return is_empty(s->path) ? str_format(t, "./%S", name) : retain(name);
    if (is_bytes(s->path)) {
        Bytes *b = as_bytes(s->path), *n = as_bytes(name);
        bool slash = b->len && b->data[b->len - 1] != '/';
        Value v = bytes_new(t, b->len + slash + n->len);
        if (is_empty(v))
            return EMPTY;
        uint8_t *out = as_bytes(v)->data;
        memcpy(out, b->data, (size_t)b->len);
        if (slash)
            out[b->len] = '/';
        memcpy(out + b->len + slash, n->data, (size_t)n->len);
        return v;
    }
    Str *d = as_str(s->path);
    return str_format(t, d->len && str_at(d, d->len - 1) != '/' ? "%S/%S" : "%S%S", s->path, name);
}
static Value entry_new(Thread *t, Scan *s, const struct dirent *d)
{
    ssize n = (ssize)strlen(d->d_name);
    OWN Value name = !is_empty(s->path) && is_bytes(s->path) ? bytes_from(t, d->d_name, n) : str_from_utf8_lossless(t, d->d_name, n);
    OWN Value path = is_empty(name) ? EMPTY : joined(t, s, name);
    DirEntry *e = is_empty(path) ? NULL : object_new_zeroed(t, &dir_entry_type, sizeof *e);
    if (!e)
        return EMPTY;
    e->name = take(&name);
    e->path = take(&path);
    e->kind = d->d_type;
    e->directory = s->fd;
    e->inode = d->d_ino;
    return value_of(e);
}
static Value scan_next(Thread *t, Ref self)
{
    Scan *s = as_scan(self);
    if (!s->dir)
        return EMPTY;
    struct dirent *d = next_entry(t, s->dir);
    if (d) {
        Value entry = entry_new(t, s, d);
        if (is_empty(entry))
            scan_close(t, s);
        return entry;
    }
    int error = errno;
    scan_close(t, s);
    errno = error;
    return error ? raise_last_path(t, s->path) : EMPTY;
}
static Value scan_iter(Thread *t UNUSED, Ref self) { return retain(self); }
METHOD0(scan, close)
{
    scan_close(t, as_scan(self));
    return NONE;
}
METHOD0(scan, __enter__) { return retain(self); }
METHOD(scan, __exit__, "(self, *args)")
{
    scan_close(t, as_scan(self));
    return NONE;
}
static Value scan_finalize(Thread *t, Ref self)
{
    if (as_scan(self)->dir) {
        Value raised = raised_take(t);
        if (!warn_resource(t, self, "unclosed scandir iterator %R", self))
            report_unraisable_in(t, self);
        scan_close(t, as_scan(self));
        t->raised = raised;
    }
    return NONE;
}
static void scan_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Scan *)o)->path); }
static void scan_dealloc(Object *o)
{
    Scan *s = (Scan *)o;
    if (s->dir)
        closedir(s->dir);
    release(s->path);
    object_free(o, sizeof(Scan));
}
static Type scan_type = {
    TYPE_HEAD("posix.ScandirIterator", Scan), .flags = TYPE_GC, .dealloc = scan_dealloc, .traverse = scan_traverse,
    .finalize = scan_finalize, .iter = scan_iter, .next = scan_next, .new_ = no_new, .methods = scan_methods,
};

/** Return an iterator of DirEntry objects for given path.
 *
 * path can be specified as either str, bytes, or a path-like object.  If path
 * is bytes, the names of yielded DirEntry objects will also be bytes; in
 * all other circumstances they will be str.
 *
 * If path is None, uses the path='.'. */
FUNCTION(posix, scandir, "(path=None)")
{
    PATH p;
    if (!path_convert(t, &p, a->path, "scandir", "path", PATH_FD | PATH_NONE))
        return EMPTY;
    Scan *s = object_new_zeroed(t, &scan_type, sizeof *s);
    if (!s)
        return EMPTY;
    OWN Value v = value_of(s);
    s->fd = p.fd;
    s->path = retain(is_empty(p.bytes) || is_str(p.object) ? p.object : p.bytes);
    s->dir = open_directory(t, &p);
    return s->dir ? take(&v) : raise_path(t, &p);
}

bool posix_add_directory_types(Thread *t, Ref module)
{
    return type_ready(t, &scan_type) && module_add_type(t, module, &dir_entry_type);
}
