/* curses.h: what the parts of _curses share: windows, the error, and how characters and text are told to the library.
 *
 * The library has one terminal and keeps it in variables of its own (stdscr, COLORS ...): what it can tell is asked of it. It is
 * not safe for threads; the GIL is released only while it waits for a key or sleeps.
 */
#ifndef KRAIT_MODULES_CURSES_H
#define KRAIT_MODULES_CURSES_H

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#define attr_get curses_attr_get        /* object/attrs.h has other functions of these names */
#define attr_set curses_attr_set
#include <curses.h>
#undef attr_get
#undef attr_set

#include "object/error.h"
#include "object/method.h"

typedef struct Window {
    Object head;
    WINDOW *w;
    Value parent;               /* of a subwindow: the Window whose memory it shows; EMPTY: none */
    Value encoding;             /* str: for characters in the narrow forms of calls */
} Window;
extern Type window_type, curses_error_type;
ALWAYS_INLINE Window *as_window(Ref v) { return (Window *)object_of(v); }
ALWAYS_INLINE WINDOW *window_of(Ref v) { return as_window(v)->w; }

typedef struct CursesState { bool has_terminal, has_color, is_ready; } CursesState;

/* A Window for w, which it owns from now on, also on failure. parent EMPTY: none. */
Value window_new_take(Thread *t, WINDOW *w, Ref parent);
Value raise_curses(Thread *t, const char *function);            /* error: function() returned ERR */
ALWAYS_INLINE Value curses_result(Thread *t, int code, const char *function) { return code == ERR ? raise_curses(t, function) : NONE; }
/* ncurses keeps sizes in shorts: a larger one would be cut off there. */
bool check_size(Thread *t, int lines, int columns) MUST_CHECK;

/* A coordinate or count as the library can add to without overflow; what is outside of every window stays so. */
ALWAYS_INLINE int cell(int n) { return MAX(MIN(n, SHRT_MAX), SHRT_MIN); }

/* Would a window's place and size be sums that fit? What is beyond the screen may be cut off, what is before it is not. */
ALWAYS_INLINE bool can_lie(int y, int x, int lines, int columns)
{
    return y >= 0 && x >= 0 && y <= SHRT_MAX - lines && x <= SHRT_MAX - columns;
}

/* A character as the narrow calls want it: an int with its attributes, one byte, or a character that is one byte in the window's
 * encoding (window EMPTY: UTF-8). */
bool to_chtype(Thread *t, Ref window, Ref v, chtype *c) MUST_CHECK;
/* A window written to a file object, and one read from there. */
Value window_write(Thread *t, WINDOW *w, Ref file);
Value window_read(Thread *t, Ref file);

#endif
