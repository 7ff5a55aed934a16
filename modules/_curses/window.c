/* window.c: window objects: making them, their place and size, attributes, refreshing, scrolling and options. What writes and reads
 * characters is in window_text.c. Python manual: curses, "Window Objects". See curses.h.
 *
 * A subwindow shares its parent's memory, so it holds the parent. The window of the whole screen is the library's and is never
 * freed. Many methods take an optional place in front of the other arguments: those bind *args and count them.
 */
#include "modules/_curses/curses.h"
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "object/bytes.h"
#include "object/int.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/_curses/window.h"

/* ---- making windows ---- */

Value raise_curses(Thread *t, const char *function) { return raise_format(t, &curses_error_type, "%s() returned ERR", function); }

#define CELLS_MAX (1 << 24)     /* half a gigabyte, all of which the library writes at once */

bool check_size(Thread *t, int lines, int columns)
{
    if (lines > SHRT_MAX || columns > SHRT_MAX)
        return raise_overflow(t, "window is too large"), false;
    return lines <= 0 || columns <= 0 || (int64_t)lines * columns <= CELLS_MAX || (raise_memory(t), false);
}

static void give_up(WINDOW *w)
{
    if (w != stdscr)
        delwin(w);
}

Value window_new_take(Thread *t, WINDOW *w, Ref parent)
{
    const char *codeset = nl_langinfo(CODESET);
    OWN Value encoding = str_from_text(t, codeset && *codeset ? codeset : "utf-8");
    Window *v = is_empty(encoding) ? NULL : object_new_zeroed(t, &window_type, sizeof *v);
    if (!v) {
        give_up(w);
        return EMPTY;
    }
    v->w = w;
    v->parent = retain(parent);
    v->encoding = take(&encoding);
    return value_of(v);
}

static void window_dealloc(Object *o)
{
    Window *v = (Window *)o;
    give_up(v->w);
    release(v->parent);
    release(v->encoding);
    object_free(o, sizeof *v);
}

GETTER(window, encoding) { return retain(as_window(self)->encoding); }
SETTER(window, encoding)
{
    if (is_empty(value))
        return raise_type(t, "encoding may not be deleted"), false;
    if (!is_str(value))
        return raise_type(t, "setting encoding to a non-string"), false;
    if (!str_utf8(t, value, NULL))
        return false;
    replace_take(&as_window(self)->encoding, retain(value));
    return true;
}

/* ---- arguments by number: [nlines, ncols,] begin_y, begin_x ---- */

static bool to_ints(Thread *t, const Value *args, ssize n, int *result)
{
    for (ssize i = 0; i < n; i++) {
        if (!to_c_int(t, args[i], &result[i]))
            return false;
        result[i] = cell(result[i]);
    }
    return true;
}

/* Exactly none of them, or `many`. */
static bool none_or_ints(Thread *t, const char *name, const Value *args, ssize n, ssize many, int *result)
{
    if (n && n != many)
        return raise_type(t, "%s() takes 0 or %zd arguments", name, many), false;
    return to_ints(t, args, n, result);
}

typedef WINDOW *MakePart(WINDOW *parent, int lines, int columns, int y, int x);

static Value make_part(Thread *t, Ref self, const char *name, MakePart *make, const Value *args, ssize n)
{
    int v[4] = {0};
    if (n != 2 && n != 4)
        return raise_type(t, "%s requires 2 or 4 arguments", name);
    if (!to_ints(t, args, n, n == 4 ? v : v + 2) || !check_size(t, v[0], v[1]))
        return EMPTY;
    WINDOW *w = make(window_of(self), v[0], v[1], v[2], v[3]);
    return w ? window_new_take(t, w, self) : raise_format(t, &curses_error_type, "curses function returned NULL");
}

/** derwin([nlines=0, ncols=0,] begin_y, begin_x)
 *
 * Create a sub-window (window-relative coordinates).
 *
 * derwin() is the same as calling subwin(), except that begin_y and begin_x
 * are relative to the origin of the window, rather than relative to the entire
 * screen. */
METHOD(window, derwin, "(self, /, *args)") { return make_part(t, self, "derwin", derwin, a->args, a->args_count); }

static WINDOW *make_subwin(WINDOW *parent, int lines, int columns, int y, int x)
{
    return is_pad(parent) ? subpad(parent, lines, columns, y, x) : subwin(parent, lines, columns, y, x);
}
/** subwin([nlines=0, ncols=0,] begin_y, begin_x)
 *
 * Create a sub-window (screen-relative coordinates).
 *
 * By default, the sub-window will extend from the specified position to the
 * lower right corner of the window. */
METHOD(window, subwin, "(self, /, *args)") { return make_part(t, self, "subwin", make_subwin, a->args, a->args_count); }
/** subpad([nlines=0, ncols=0,] begin_y, begin_x)
 *
 * Create a sub-window of a pad. */
METHOD(window, subpad, "(self, /, *args)") { return make_part(t, self, "subpad", make_subwin, a->args, a->args_count); }

/* ---- place and size ---- */

static Value pair(Thread *t, int y, int x) { return tuple_pack(t, 2, fixnum(y), fixnum(x)); }

/** Return a tuple (y, x) of co-ordinates of upper-left corner. */
METHOD0(window, getbegyx) { return pair(t, getbegy(window_of(self)), getbegx(window_of(self))); }
/** Return a tuple (y, x) of the height and width of the window. */
METHOD0(window, getmaxyx) { return pair(t, getmaxy(window_of(self)), getmaxx(window_of(self))); }
/** Return the beginning coordinates of this window relative to its parent; (-1, -1) if there is none. */
METHOD0(window, getparyx) { return pair(t, getpary(window_of(self)), getparx(window_of(self))); }
/** Return a tuple (y, x) of current cursor position relative to the window's upper-left corner. */
METHOD0(window, getyx) { return pair(t, getcury(window_of(self)), getcurx(window_of(self))); }
/** Move cursor to (new_y, new_x). */
METHOD(window, move, "(self, new_y: int, new_x: int, /)") { return curses_result(t, wmove(window_of(self), cell(a->new_y), cell(a->new_x)), "wmove"); }
/** Move the window so its upper-left corner is at (new_y, new_x). */
METHOD(window, mvwin, "(self, new_y: int, new_x: int, /)")
{
    WINDOW *w = window_of(self);
    bool ok = can_lie(a->new_y, a->new_x, getmaxy(w), getmaxx(w));      /* the library would take others, and write outside of memory later */
    return curses_result(t, ok ? mvwin(w, a->new_y, a->new_x) : ERR, "mvwin");
}
/** Move the window inside its parent window, without its place on the screen. */
METHOD(window, mvderwin, "(self, y: int, x: int, /)") { return curses_result(t, mvderwin(window_of(self), cell(a->y), cell(a->x)), "mvderwin"); }
/** Reallocate storage for a curses window to adjust its dimensions. */
METHOD(window, resize, "(self, nlines: int, ncols: int, /)")
{
    if (!check_size(t, a->nlines, a->ncols))
        return EMPTY;
    WINDOW *w = window_of(self);
    bool ok = is_pad(w) || can_lie(getbegy(w), getbegx(w), cell(a->nlines), cell(a->ncols));
    return curses_result(t, ok ? wresize(w, cell(a->nlines), cell(a->ncols)) : ERR, "wresize");
}
/** Return True if the screen-relative coordinates are enclosed by the window. */
METHOD(window, enclose, "(self, y: int, x: int, /)") { return bool_value(wenclose(window_of(self), cell(a->y), cell(a->x))); }

/* ---- attributes ---- */

/** Add attribute attr to the "background" set. */
METHOD(window, attron, "(self, attr: int64, /)") { return curses_result(t, wattron(window_of(self), (int)a->attr), "wattron"); }
/** Remove attribute attr from the "background" set. */
METHOD(window, attroff, "(self, attr: int64, /)") { return curses_result(t, wattroff(window_of(self), (int)a->attr), "wattroff"); }
/** Set the "background" set of attributes. */
METHOD(window, attrset, "(self, attr: int64, /)") { return curses_result(t, wattrset(window_of(self), (int)a->attr), "wattrset"); }
/** Turn on the standout attribute. */
METHOD0(window, standout) { return curses_result(t, wstandout(window_of(self)), "wstandout"); }
/** Turn off the standout attribute. */
METHOD0(window, standend) { return curses_result(t, wstandend(window_of(self)), "wstandend"); }
/** Return the window's current background character/attribute pair. */
METHOD0(window, getbkgd) { return fixnum(getbkgd(window_of(self))); }
/** Set the background property of the window. */
METHOD(window, bkgd, "(self, ch, attr: int64 = 0, /)")
{
    chtype c;
    return to_chtype(t, self, a->ch, &c) ? curses_result(t, wbkgd(window_of(self), c | (chtype)a->attr), "wbkgd") : EMPTY;
}
/** Set the window's background. */
METHOD(window, bkgdset, "(self, ch, attr: int64 = 0, /)")
{
    chtype c;
    if (!to_chtype(t, self, a->ch, &c))
        return EMPTY;
    wbkgdset(window_of(self), c | (chtype)a->attr);
    return NONE;
}

/* ---- clearing, inserting and deleting lines, scrolling ---- */

/** Like erase(), but also repaint the whole window at the next refresh. */
METHOD0(window, clear) { return curses_result(t, wclear(window_of(self)), "wclear"); }
/** Erase from cursor to the end of the window. */
METHOD0(window, clrtobot) { return curses_result(t, wclrtobot(window_of(self)), "wclrtobot"); }
/** Erase from cursor to the end of the line. */
METHOD0(window, clrtoeol) { return curses_result(t, wclrtoeol(window_of(self)), "wclrtoeol"); }
/** Clear the window. */
METHOD0(window, erase) { return curses_result(t, werase(window_of(self)), "werase"); }
/** Delete the line under the cursor. */
METHOD0(window, deleteln) { return curses_result(t, wdeleteln(window_of(self)), "wdeleteln"); }
/** Insert a blank line under the cursor. */
METHOD0(window, insertln) { return curses_result(t, winsertln(window_of(self)), "winsertln"); }
/** Insert nlines lines above the current one; delete as many from it on if negative. */
METHOD(window, insdelln, "(self, nlines: int, /)") { return curses_result(t, winsdelln(window_of(self), cell(a->nlines)), "winsdelln"); }
/** Scroll the screen upward by lines lines, downward if negative. */
METHOD(window, scroll, "(self, lines: int = 1, /)") { return curses_result(t, wscrl(window_of(self), cell(a->lines)), "wscrl"); }
/** Define a software scrolling region.
 *
 *   top
 *     First line number.
 *   bottom
 *     Last line number.
 *
 * All scrolling actions will take place in this region. */
METHOD(window, setscrreg, "(self, top: int, bottom: int, /)") { return curses_result(t, wsetscrreg(window_of(self), cell(a->top), cell(a->bottom)), "wsetscrreg"); }

/* ---- options ---- */

/** If flag is True, the next refresh clears the screen. */
METHOD(window, clearok, "(self, flag: bool, /)") { return curses_result(t, clearok(window_of(self), a->flag), "clearok"); }
/** May curses use the terminal's insert/delete character feature? */
METHOD(window, idcok, "(self, flag: bool, /)") { return idcok(window_of(self), a->flag), NONE; }
/** May curses use the terminal's insert/delete line feature? */
METHOD(window, idlok, "(self, flag: bool, /)") { return curses_result(t, idlok(window_of(self), a->flag), "idlok"); }
/** If flag is True, each change refreshes the window. */
METHOD(window, immedok, "(self, flag: bool, /)") { return immedok(window_of(self), a->flag), NONE; }
/** If flag is True, escape sequences of the keyboard are read as keys. */
METHOD(window, keypad, "(self, flag: bool, /)") { return curses_result(t, keypad(window_of(self), a->flag), "keypad"); }
/** If flag is True, the cursor stays where an update leaves it. */
METHOD(window, leaveok, "(self, flag: bool, /)") { return curses_result(t, leaveok(window_of(self), a->flag), "leaveok"); }
/** If flag is True, getch() does not wait. */
METHOD(window, nodelay, "(self, flag: bool, /)") { return curses_result(t, nodelay(window_of(self), a->flag), "nodelay"); }
/** If flag is True, escape sequences are not timed out. */
METHOD(window, notimeout, "(self, flag: bool, /)") { return curses_result(t, notimeout(window_of(self), a->flag), "notimeout"); }
/** May the window scroll when the cursor leaves its last line? */
METHOD(window, scrollok, "(self, flag: bool, /)") { return curses_result(t, scrollok(window_of(self), a->flag), "scrollok"); }
/** If flag is True, each change calls syncup(). */
METHOD(window, syncok, "(self, flag: bool, /)") { return curses_result(t, syncok(window_of(self), a->flag), "syncok"); }
/** Wait for a key at most delay milliseconds; negative: for ever; 0: not at all. */
METHOD(window, timeout, "(self, delay: int, /)") { return wtimeout(window_of(self), a->delay), NONE; }

/* ---- refreshing ---- */

typedef int RefreshWindow(WINDOW *w);
typedef int RefreshPad(WINDOW *w, int pad_row, int pad_column, int top, int left, int bottom, int right);

static Value refresh_window(Thread *t, Ref self, const char *name, RefreshWindow *window, RefreshPad *pad, const Value *args, ssize n)
{
    int v[6];
    if (!is_pad(window_of(self)))
        return n ? raise_type(t, "%s() takes no arguments for a window that is no pad", name) : curses_result(t, window(window_of(self)), name);
    if (n != 6)
        return raise_format(t, &curses_error_type, "%s() for a pad requires 6 arguments", name);
    if (!to_ints(t, args, n, v))
        return EMPTY;
    return curses_result(t, pad(window_of(self), v[0], v[1], v[2], v[3], v[4], v[5]), name);
}

/** refresh([pminrow, pmincol, sminrow, smincol, smaxrow, smaxcol])
 *
 * Update the display immediately.
 *
 * Synchronize actual screen with previous drawing/deleting methods.
 * The 6 optional arguments can only be specified when the window is a pad
 * created with newpad().  The additional arguments are needed to indicate
 * what part of the pad and screen are involved. */
METHOD(window, refresh, "(self, /, *args)") { return refresh_window(t, self, "refresh", wrefresh, prefresh, a->args, a->args_count); }
/** noutrefresh([pminrow, pmincol, sminrow, smincol, smaxrow, smaxcol])
 *
 * Mark for refresh but wait.
 *
 * This function updates the data structure representing the desired state of the
 * window, but does not force an update of the physical screen.  To accomplish
 * that, call doupdate(). */
METHOD(window, noutrefresh, "(self, /, *args)") { return refresh_window(t, self, "noutrefresh", wnoutrefresh, pnoutrefresh, a->args, a->args_count); }
/** Mark the specified lines corrupted.
 *
 * They should be completely redrawn on the next refresh() call. */
METHOD(window, redrawln, "(self, beg: int, num: int, /)") { return curses_result(t, wredrawln(window_of(self), cell(a->beg), cell(a->num)), "wredrawln"); }
/** Touch the entire window, causing it to be completely redrawn on the next refresh() call. */
METHOD0(window, redrawwin) { return curses_result(t, redrawwin(window_of(self)), "redrawwin"); }
/** Return True if the specified line was modified, otherwise return False.
 *
 *   line
 *     Line number.
 *
 * Raise a curses.error exception if line is not valid for the given window. */
METHOD(window, is_linetouched, "(self, line: int, /)")
{
    if (a->line < 0 || a->line >= getmaxy(window_of(self)))
        return raise_format(t, &curses_error_type, "is_linetouched: line number outside of boundaries");
    return bool_value(is_linetouched(window_of(self), a->line));
}
/** Return True if the window was modified since the last refresh(). */
METHOD0(window, is_wintouched) { return bool_value(is_wintouched(window_of(self))); }
/** touchline(start, count, [changed=True])
 *
 * Pretend count lines have been changed, starting with line start.
 *
 * If changed is supplied, it specifies whether the affected lines are marked
 * as having been changed (changed=True) or unchanged (changed=False). */
METHOD(window, touchline, "(self, start: int, count: int, changed: bool = True, /)")
{
    if (a->start < 0 || a->count < 0 || a->count > getmaxy(window_of(self)) - a->start)
        return raise_curses(t, "touchline");
    return curses_result(t, wtouchln(window_of(self), a->start, a->count, a->changed), "touchline");
}
/** Pretend the whole window has been changed, for purposes of drawing optimizations. */
METHOD0(window, touchwin) { return curses_result(t, touchwin(window_of(self)), "touchwin"); }
/** Mark all lines in the window as unchanged since the last refresh(). */
METHOD0(window, untouchwin) { return curses_result(t, untouchwin(window_of(self)), "untouchwin"); }
/** Touch all locations in ancestors of the window that have been changed in the window. */
METHOD0(window, syncup) { return wsyncup(window_of(self)), NONE; }
/** Touch each location in the window that has been touched in its ancestors. */
METHOD0(window, syncdown) { return wsyncdown(window_of(self)), NONE; }
/** Update the current cursor position of all the ancestors of the window. */
METHOD0(window, cursyncup) { return wcursyncup(window_of(self)), NONE; }

/* Copies the part that both windows cover, or the given rectangle. */
static Value copy_to(Thread *t, Ref self, const char *name, Ref destwin, const Value *args, ssize n, int (*whole)(const WINDOW *, WINDOW *), int overlay)
{
    int v[6];
    if (!is_exact(destwin, &window_type))
        return raise_type(t, "%s() argument 1 must be _curses.window, not %T", name, destwin);
    if (!none_or_ints(t, name, args, n, 6, v))
        return EMPTY;
    WINDOW *to = window_of(destwin);
    return curses_result(t, n ? copywin(window_of(self), to, v[0], v[1], v[2], v[3], v[4], v[5], overlay) : whole(window_of(self), to), name);
}
/** overlay(destwin, [sminrow, smincol, dminrow, dmincol, dmaxrow, dmaxcol])
 *
 * Overlay the window on top of destwin.
 *
 * The windows need not be the same size, only the overlapping region is copied.
 * This copy is non-destructive, which means that the current background
 * character does not overwrite the old contents of destwin. */
METHOD(window, overlay, "(self, destwin, /, *args)") { return copy_to(t, self, "overlay", a->destwin, a->args, a->args_count, overlay, 1); }
/** overwrite(destwin, [sminrow, smincol, dminrow, dmincol, dmaxrow, dmaxcol])
 *
 * Overwrite the window on top of destwin.
 *
 * The windows need not be the same size, in which case only the overlapping
 * region is copied.  This copy is destructive, which means that the current
 * background character overwrites the old contents of destwin. */
METHOD(window, overwrite, "(self, destwin, /, *args)") { return copy_to(t, self, "overwrite", a->destwin, a->args, a->args_count, overwrite, 0); }

/* ---- files: the library knows only C's, so a temporary one lies between ---- */

static Value raise_closing(Thread *t, FILE *file)
{
    int number = errno;
    fclose(file);
    return is_raised(t) ? EMPTY : raise_errno(t, number);
}

Value window_write(Thread *t, WINDOW *w, Ref file)
{
    FILE *f = tmpfile();
    if (!f)
        return raise_last(t);
    if (putwin(w, f) == ERR) {
        fclose(f);
        return raise_curses(t, "putwin");
    }
    rewind(f);
    char data[4096];
    size_t n;
    while ((n = fread(data, 1, sizeof data, f)) > 0) {
        OWN Value bytes = bytes_from(t, data, (ssize)n);
        OWN Value result = is_empty(bytes) ? EMPTY : call_method1(t, file, NAME(write), bytes);
        if (is_empty(result))
            return raise_closing(t, f);
    }
    fclose(f);
    return NONE;
}

Value window_read(Thread *t, Ref file)
{
    OWN Value data = call_method0(t, file, NAME(read));
    if (is_empty(data))
        return EMPTY;
    if (!is_bytes(data))
        return raise_type(t, "f.read() returned %T instead of bytes", data);
    FILE *f = tmpfile();
    if (!f)
        return raise_last(t);
    size_t n = (size_t)as_bytes(data)->len;
    if (fwrite(as_bytes(data)->data, 1, n, f) != n || fflush(f) != 0)
        return raise_closing(t, f);
    rewind(f);
    WINDOW *w = getwin(f);
    fclose(f);
    return w ? window_new_take(t, w, EMPTY) : raise_format(t, &curses_error_type, "curses function returned NULL");
}

/** Write all data associated with the window into the provided file object.
 *
 * This information can be later retrieved using the getwin() function. */
METHOD1(window, putwin, file) { return window_write(t, window_of(self), file); }

Type window_type = {
    TYPE_HEAD("_curses.window", Window), .doc = "A window of the screen.", .dealloc = window_dealloc, .methods = window_methods,
    .getset = window_getset,
};
