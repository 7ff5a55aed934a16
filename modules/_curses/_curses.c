/* _curses.c: terminals in full screen over ncurses, wide (loaded on demand): the screen, its modes, colours, keys, the mouse. Windows
 * are in window.c and window_text.c, terminal descriptions in terminfo.c; lib/curses holds what is left. Python manual: curses.
 * See curses.h.
 *
 * A function asks for what it needs to have been called before: the library would crash.
 */
#include "modules/_curses/curses.h"
#include <stdlib.h>
#include "base/platform.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/_curses/_curses.h"

Type curses_error_type = {EXCEPTION_HEAD("_curses.error", &exc_Exception), .doc = "What the curses library refuses."};

/* ---- what must have been called before ---- */

static bool need_screen(Thread *t) { return stdscr || (raise_format(t, &curses_error_type, "must call initscr() first"), false); }
static bool need_color(Thread *t, Ref module)
{
    const CursesState *s = module_state(t, module);
    return need_screen(t) && (s->has_color || (raise_format(t, &curses_error_type, "must call start_color() first"), false));
}
/* A call that needs the screen and tells of failure. */
#define ON_SCREEN(call, name) (need_screen(t) ? curses_result(t, call, name) : EMPTY)

/* ---- starting and ending ---- */

/* Binds the size of the screen in this module, and in the one in Python if it is there. */
static bool set_size(Thread *t, Ref module)
{
    if (!module_add_int(t, module, "LINES", LINES) || !module_add_int(t, module, "COLS", COLS))
        return false;
    OWN Value shown = retain(dict_peek_text(t, t->interp->modules, "curses"));
    if (is_raised(t))
        return false;
    return is_empty(shown) || !is_module(shown) || (module_add_int(t, shown, "LINES", LINES) && module_add_int(t, shown, "COLS", COLS));
}

static bool add_line_characters(Thread *t, Ref module)
{
    const struct { const char *name; chtype value; } characters[] = {
#define A(name) {"ACS_" #name, ACS_##name}
        A(ULCORNER), A(LLCORNER), A(URCORNER), A(LRCORNER), A(LTEE), A(RTEE), A(BTEE), A(TTEE), A(HLINE), A(VLINE), A(PLUS), A(S1), A(S9),
        A(DIAMOND), A(CKBOARD), A(DEGREE), A(PLMINUS), A(BULLET), A(LARROW), A(RARROW), A(DARROW), A(UARROW), A(BOARD), A(LANTERN),
        A(BLOCK), A(BSSB), A(SSBB), A(BBSS), A(SBBS), A(SBSS), A(SSSB), A(SSBS), A(BSSS), A(BSBS), A(SBSB), A(SSSS), A(S3), A(S7),
        A(LEQUAL), A(GEQUAL), A(PI), A(NEQUAL), A(STERLING),
#undef A
    };
    for (ssize i = 0; i < COUNT_OF(characters); i++)
        if (!module_add_int(t, module, characters[i].name, characters[i].value))
            return false;
    return true;
}

/** Initialize the library.
 *
 * Return a WindowObject which represents the whole screen. */
FUNCTION0(_curses, initscr)
{
    CursesState *s = module_state(t, self);
    if (stdscr) {
        wrefresh(stdscr);
    } else {
        const char *delay = getenv("ESCDELAY");
        int ms = delay ? atoi(delay) : 0;
        if (!newterm(NULL, stdout, stdin))          /* initscr() of the library ends the process where this fails */
            return raise_format(t, &curses_error_type, "could not open the terminal");
        if (ms > 0)
            set_escdelay(ms);
        def_prog_mode();
    }
    s->has_terminal = s->is_ready = true;
    if (!add_line_characters(t, self) || !set_size(t, self))
        return EMPTY;
    return window_new_take(t, stdscr, EMPTY);
}
/** De-initialize the library, and return terminal to normal status. */
FUNCTION0(_curses, endwin) { return ON_SCREEN(endwin(), "endwin"); }
/** Return True if endwin() has been called. */
FUNCTION0(_curses, isendwin) { return need_screen(t) ? bool_value(isendwin()) : EMPTY; }
/** Update the physical screen to match the virtual screen. */
FUNCTION0(_curses, doupdate) { return ON_SCREEN(doupdate(), "doupdate"); }

/* ---- modes ---- */

typedef int ModeChange(void);
static Value change_mode(Thread *t, bool flag, ModeChange *on, ModeChange *off, const char *name) { return ON_SCREEN(flag ? on() : off(), name); }

/** Enter cbreak mode.
 *
 *   flag
 *     If false, the effect is the same as calling nocbreak(). */
FUNCTION(_curses, cbreak, "(flag: bool = True, /)") { return change_mode(t, a->flag, cbreak, nocbreak, "cbreak"); }
/** Leave cbreak mode. */
FUNCTION0(_curses, nocbreak) { return ON_SCREEN(nocbreak(), "nocbreak"); }
/** Enter echo mode.
 *
 *   flag
 *     If false, the effect is the same as calling noecho(). */
FUNCTION(_curses, echo, "(flag: bool = True, /)") { return change_mode(t, a->flag, echo, noecho, "echo"); }
/** Leave echo mode. */
FUNCTION0(_curses, noecho) { return ON_SCREEN(noecho(), "noecho"); }
/** Enter newline mode.
 *
 *   flag
 *     If false, the effect is the same as calling nonl(). */
FUNCTION(_curses, nl, "(flag: bool = True, /)") { return change_mode(t, a->flag, nl, nonl, "nl"); }
/** Leave newline mode. */
FUNCTION0(_curses, nonl) { return ON_SCREEN(nonl(), "nonl"); }
/** Enter raw mode.
 *
 *   flag
 *     If false, the effect is the same as calling noraw(). */
FUNCTION(_curses, raw, "(flag: bool = True, /)") { return change_mode(t, a->flag, raw, noraw, "raw"); }
/** Leave raw mode. */
FUNCTION0(_curses, noraw) { return ON_SCREEN(noraw(), "noraw"); }
/** Enable queue flushing.
 *
 *   flag
 *     If false, the effect is the same as calling noqiflush(). */
FUNCTION(_curses, qiflush, "(flag: bool = True, /)")
{
    if (!need_screen(t))
        return EMPTY;
    a->flag ? qiflush() : noqiflush();
    return NONE;
}
/** Disable queue flushing. */
FUNCTION0(_curses, noqiflush) { return need_screen(t) ? noqiflush(), NONE : EMPTY; }
/** Enter half-delay mode.
 *
 *   tenths
 *     Maximal blocking delay in tenths of seconds (1 - 255). */
FUNCTION(_curses, halfdelay, "(tenths: int, /)") { return ON_SCREEN(halfdelay(a->tenths), "halfdelay"); }
/** If flag is True, an interrupt key flushes the output. */
FUNCTION(_curses, intrflush, "(flag: bool, /)") { return ON_SCREEN(intrflush(NULL, a->flag), "intrflush"); }
/** Enable/disable meta keys.
 *
 * If yes is True, allow 8-bit characters to be input. */
FUNCTION(_curses, meta, "(yes: bool, /)") { return ON_SCREEN(meta(stdscr, a->yes), "meta"); }
/** Set the cursor state.
 *
 *   visibility
 *     0 for invisible, 1 for normal visible, or 2 for very visible.
 *
 * If the terminal supports the visibility requested, the previous cursor
 * state is returned; otherwise, an exception is raised. */
FUNCTION(_curses, curs_set, "(visibility: int, /)")
{
    if (!need_screen(t))
        return EMPTY;
    int old = curs_set(a->visibility);
    return old == ERR ? raise_curses(t, "curs_set") : fixnum(old);
}
/** Save the current terminal mode as the "program" mode. */
FUNCTION0(_curses, def_prog_mode) { return ON_SCREEN(def_prog_mode(), "def_prog_mode"); }
/** Save the current terminal mode as the "shell" mode. */
FUNCTION0(_curses, def_shell_mode) { return ON_SCREEN(def_shell_mode(), "def_shell_mode"); }
/** Restore the terminal to "program" mode, as previously saved by def_prog_mode(). */
FUNCTION0(_curses, reset_prog_mode) { return ON_SCREEN(reset_prog_mode(), "reset_prog_mode"); }
/** Restore the terminal to "shell" mode, as previously saved by def_shell_mode(). */
FUNCTION0(_curses, reset_shell_mode) { return ON_SCREEN(reset_shell_mode(), "reset_shell_mode"); }
/** Save terminal mode. */
FUNCTION0(_curses, savetty) { return ON_SCREEN(savetty(), "savetty"); }
/** Restore terminal mode. */
FUNCTION0(_curses, resetty) { return ON_SCREEN(resetty(), "resetty"); }
/** Use environment variables LINES and COLUMNS.
 *
 * May be called before initscr() or newterm() are called. */
FUNCTION(_curses, use_env, "(flag: bool, /)") { return use_env(a->flag), NONE; }
/** Makes initscr() take a screen of one line. To be called before it. */
FUNCTION0(_curses, filter) { return filter(), NONE; }
/** Specify that the file descriptor fd be used for typeahead checking.
 *
 * If fd is -1, then no typeahead checking is done. */
FUNCTION(_curses, typeahead, "(fd: int, /)") { return ON_SCREEN(typeahead(a->fd), "typeahead"); }
/** The number of milliseconds to wait after an escape character. */
FUNCTION0(_curses, get_escdelay) { return fixnum(ESCDELAY); }
/** Sets the number of milliseconds to wait after an escape character. */
FUNCTION(_curses, set_escdelay, "(ms: int, /)")
{
    return a->ms <= 0 ? raise_value(t, "ms must be > 0") : curses_result(t, set_escdelay(a->ms), "set_escdelay");
}
/** The number of columns between tabulators. */
FUNCTION0(_curses, get_tabsize) { return fixnum(TABSIZE); }
/** Sets the number of columns between tabulators. */
FUNCTION(_curses, set_tabsize, "(size: int, /)")
{
    return a->size <= 0 ? raise_value(t, "size must be > 0") : curses_result(t, set_tabsize(a->size), "set_tabsize");
}

/* ---- the terminal ---- */

/** Return the output speed of the terminal in bits per second. */
FUNCTION0(_curses, baudrate) { return need_screen(t) ? fixnum(baudrate()) : EMPTY; }
/** Emit a short attention sound. */
FUNCTION0(_curses, beep) { return ON_SCREEN(beep(), "beep"); }
/** Flash the screen.
 *
 * That is, change it to reverse-video and then change it back in a short interval. */
FUNCTION0(_curses, flash) { return ON_SCREEN(flash(), "flash"); }
/** Flush all input buffers.
 *
 * This throws away any typeahead that has been typed by the user and has not
 * yet been processed by the program. */
FUNCTION0(_curses, flushinp) { return ON_SCREEN(flushinp(), "flushinp"); }
/** Return the user's current erase character. */
FUNCTION0(_curses, erasechar)
{
    char c = need_screen(t) ? erasechar() : 0;
    return is_raised(t) ? EMPTY : bytes_from(t, &c, 1);
}
/** Return the user's current line kill character. */
FUNCTION0(_curses, killchar)
{
    char c = need_screen(t) ? killchar() : 0;
    return is_raised(t) ? EMPTY : bytes_from(t, &c, 1);
}
/** Return the terminfo long name field describing the current terminal.
 *
 * The maximum length of a verbose description is 128 characters.  It is defined
 * only after the call to initscr(). */
FUNCTION0(_curses, longname)
{
    const char *name = need_screen(t) ? longname() : NULL;
    return is_raised(t) ? EMPTY : bytes_from(t, name ? name : "", name ? (ssize)strlen(name) : 0);
}
/** Return the value of the environment variable TERM, truncated to 14 characters. */
FUNCTION0(_curses, termname)
{
    const char *name = need_screen(t) ? termname() : NULL;
    return is_raised(t) ? EMPTY : bytes_from(t, name ? name : "", name ? (ssize)strlen(name) : 0);
}
/** Return a logical OR of all video attributes supported by the terminal. */
FUNCTION0(_curses, termattrs) { return need_screen(t) ? fixnum(termattrs()) : EMPTY; }
/** Return True if the terminal has insert- and delete-character capabilities. */
FUNCTION0(_curses, has_ic) { return need_screen(t) ? bool_value(has_ic()) : EMPTY; }
/** Return True if the terminal has insert- and delete-line capabilities. */
FUNCTION0(_curses, has_il) { return need_screen(t) ? bool_value(has_il()) : EMPTY; }
/** Return True if the current terminal type recognizes a key with that value.
 *
 *   key
 *     Key number. */
FUNCTION(_curses, has_key, "(key: int, /)") { return need_screen(t) ? bool_value(has_key(a->key)) : EMPTY; }

/** Sleep for specified time.
 *
 *   ms
 *     Duration in milliseconds. */
FUNCTION(_curses, napms, "(ms: int, /)")
{
    int result;
    if (!need_screen(t))
        return EMPTY;
    BLOCKING_BEGIN(t)
    result = napms(a->ms);
    BLOCKING_END(t)
    return handle_signals(t) ? fixnum(result) : EMPTY;
}
/** Insert a pause in output.
 *
 *   ms
 *     Duration in milliseconds. */
FUNCTION(_curses, delay_output, "(ms: int, /)") { return ON_SCREEN(delay_output(a->ms), "delay_output"); }

/* ---- windows ---- */

/** newwin(nlines, ncols, [begin_y=0, begin_x=0])
 *
 * Return a new window.
 *
 *   nlines
 *     Height.
 *   ncols
 *     Width.
 *   begin_y
 *     Top side y-coordinate.
 *   begin_x
 *     Left side x-coordinate.
 *
 * By default, the window will extend from the specified position to the
 * lower right corner of the screen. */
FUNCTION(_curses, newwin, "(nlines: int, ncols: int, begin_y: int = 0, begin_x: int = 0, /)")
{
    if (!need_screen(t) || !check_size(t, a->nlines, a->ncols))
        return EMPTY;
    bool ok = can_lie(a->begin_y, a->begin_x, cell(a->nlines), cell(a->ncols));
    WINDOW *w = ok ? newwin(cell(a->nlines), cell(a->ncols), a->begin_y, a->begin_x) : NULL;
    return w ? window_new_take(t, w, EMPTY) : raise_format(t, &curses_error_type, "curses function returned NULL");
}
/** Create and return a pointer to a new pad data structure.
 *
 *   nlines
 *     Height.
 *   ncols
 *     Width. */
FUNCTION(_curses, newpad, "(nlines: int, ncols: int, /)")
{
    if (!need_screen(t) || !check_size(t, a->nlines, a->ncols))
        return EMPTY;
    WINDOW *w = newpad(cell(a->nlines), cell(a->ncols));
    return w ? window_new_take(t, w, EMPTY) : raise_format(t, &curses_error_type, "curses function returned NULL");
}
/** Read window related data stored in the file by an earlier putwin() call.
 *
 * The routine then creates and initializes a new window using that data,
 * returning the new window object. */
FUNCTION1(_curses, getwin, file) { return need_screen(t) ? window_read(t, file) : EMPTY; }

/** Return the current coordinates of the virtual screen cursor.
 *
 * Return a (y, x) tuple.  If leaveok is currently true, return (-1, -1). */
FUNCTION0(_curses, getsyx)
{
    int y = -1, x = -1;
    if (!need_screen(t))
        return EMPTY;
    if (newscr && !is_leaveok(newscr)) {
        y = getcury(newscr);
        x = getcurx(newscr);
    }
    return tuple_pack(t, 2, fixnum(y), fixnum(x));
}
/** Set the virtual screen cursor.
 *
 *   y
 *     Y-coordinate.
 *   x
 *     X-coordinate.
 *
 * If y and x are both -1, then leaveok is set. */
FUNCTION(_curses, setsyx, "(y: int, x: int, /)")
{
    if (!need_screen(t))
        return EMPTY;
    bool leave = a->y == -1 && a->x == -1;
    leaveok(newscr, leave);
    if (!leave)
        wmove(newscr, cell(a->y), cell(a->x));
    return NONE;
}

/* ---- the size of the screen ---- */

/** Return True if resize_term() would modify the window structure, False otherwise. */
FUNCTION(_curses, is_term_resized, "(nlines: int, ncols: int, /)")
{
    return need_screen(t) ? bool_value(is_term_resized(cell(a->nlines), cell(a->ncols))) : EMPTY;
}
static Value resize_screen(Thread *t, Ref module, int lines, int columns, int (*resize)(int, int), const char *name)
{
    if (!need_screen(t) || !check_size(t, lines, columns))
        return EMPTY;
    if (lines > SHRT_MAX / 4 || columns > SHRT_MAX / 4)         /* the library moves windows by the difference, in shorts */
        return raise_overflow(t, "screen is too large");
    if (lines <= 0 || columns <= 0 || resize(lines, columns) == ERR)
        return raise_curses(t, name);
    return set_size(t, module) ? NONE : EMPTY;
}
/** Backend function used by resizeterm(), performing most of the work.
 *
 * When resizing the windows, resize_term() blank-fills the areas that are
 * extended. The calling application should fill in these areas with appropriate
 * data.  The resize_term() function attempts to resize all windows.  However,
 * due to the calling convention of pads, it is not possible to resize these
 * without additional interaction with the application. */
FUNCTION(_curses, resize_term, "(nlines: int, ncols: int, /)") { return resize_screen(t, self, a->nlines, a->ncols, resize_term, "resize_term"); }
/** Resize the standard and current windows to the specified dimensions.
 *
 * Adjusts other bookkeeping data used by the curses library that record the
 * window dimensions (in particular the SIGWINCH handler). */
FUNCTION(_curses, resizeterm, "(nlines: int, ncols: int, /)") { return resize_screen(t, self, a->nlines, a->ncols, resizeterm, "resizeterm"); }
/** Sets LINES and COLS anew, for after the screen was resized. */
FUNCTION0(_curses, update_lines_cols) { return set_size(t, self) ? NONE : EMPTY; }

/* ---- colours ---- */

/** Return True if the terminal can display colors; otherwise, return False. */
FUNCTION0(_curses, has_colors) { return need_screen(t) ? bool_value(has_colors()) : EMPTY; }
/** Return True if the module supports extended colors; otherwise, return False. */
FUNCTION0(_curses, has_extended_color_support) { return FALSE_VALUE; }
/** Return True if the programmer can change the colors displayed by the terminal. */
FUNCTION0(_curses, can_change_color) { return need_screen(t) ? bool_value(can_change_color()) : EMPTY; }
/** Initializes eight basic colors and global variables COLORS and COLOR_PAIRS.
 *
 * Must be called if the programmer wants to use colors, and before any other
 * color manipulation routine is called.  It is good practice to call this
 * routine right after initscr().
 *
 * It also restores the colors on the terminal to the values they had when the
 * terminal was just turned on. */
FUNCTION0(_curses, start_color)
{
    CursesState *s = module_state(t, self);
    if (!need_screen(t))
        return EMPTY;
    if (start_color() == ERR)
        return raise_format(t, &curses_error_type, "start_color() returned ERR");
    s->has_color = true;
    return module_add_int(t, self, "COLORS", COLORS) && module_add_int(t, self, "COLOR_PAIRS", COLOR_PAIRS) ? NONE : EMPTY;
}
/** Allow use of default values for colors on terminals supporting this feature.
 *
 * Use this to support transparency in your application.  The default color
 * is assigned to the color number -1. */
FUNCTION0(_curses, use_default_colors) { return need_color(t, self) ? curses_result(t, use_default_colors(), "use_default_colors") : EMPTY; }

static bool check_short(Thread *t, const char *what, int v)
{
    if (v >= SHRT_MIN && v <= SHRT_MAX)
        return true;
    return raise_overflow(t, "%s is %s than %s", what, v < 0 ? "less" : "greater", v < 0 ? "minimum" : "maximum"), false;
}
/** Return the red, green, and blue (RGB) components of the specified color.
 *
 *   color_number
 *     The number of the color (0 - (COLORS-1)).
 *
 * A 3-tuple is returned, containing the R, G, B values for the given color,
 * which will be between 0 (no component) and 1000 (maximum amount of component). */
FUNCTION(_curses, color_content, "(color_number: int, /)")
{
    short r, g, b;
    if (!need_color(t, self) || !check_short(t, "Color number", a->color_number))
        return EMPTY;
    if (color_content((short)a->color_number, &r, &g, &b) == ERR)
        return raise_format(t, &curses_error_type, "Argument 1 was out of range. Check value of COLORS.");
    return tuple_pack(t, 3, fixnum(r), fixnum(g), fixnum(b));
}
/** Return the attribute value for displaying text in the specified color.
 *
 * This attribute value can be combined with A_STANDOUT, A_REVERSE, and the
 * other A_* attributes.  pair_number() is the counterpart to this function. */
FUNCTION(_curses, color_pair, "(pair_number: int, /)")
{
    return need_color(t, self) && check_short(t, "Pair number", a->pair_number) ? fixnum(COLOR_PAIR(a->pair_number)) : EMPTY;
}
/** Change the definition of a color.
 *
 *   color_number
 *     The number of the color to be changed (0 - (COLORS-1)).
 *   r
 *     Red component (0 - 1000).
 *   g
 *     Green component (0 - 1000).
 *   b
 *     Blue component (0 - 1000).
 *
 * When init_color() is used, all occurrences of that color on the screen
 * immediately change to the new definition. */
FUNCTION(_curses, init_color, "(color_number: int, r: int, g: int, b: int, /)")
{
    if (!need_color(t, self) || !check_short(t, "Color number", a->color_number) || !check_short(t, "Color component", a->r)
        || !check_short(t, "Color component", a->g) || !check_short(t, "Color component", a->b))
        return EMPTY;
    return curses_result(t, init_color((short)a->color_number, (short)a->r, (short)a->g, (short)a->b), "init_color");
}
/** Change the definition of a color-pair.
 *
 *   pair_number
 *     The number of the color-pair to be changed (1 - (COLOR_PAIRS-1)).
 *   fg
 *     Foreground color number (-1 - (COLORS-1)).
 *   bg
 *     Background color number (-1 - (COLORS-1)).
 *
 * If the color-pair was previously initialized, the screen is refreshed and
 * all occurrences of that color-pair are changed to the new definition. */
FUNCTION(_curses, init_pair, "(pair_number: int, fg: int, bg: int, /)")
{
    if (!need_color(t, self) || !check_short(t, "Pair number", a->pair_number) || !check_short(t, "Color number", a->fg)
        || !check_short(t, "Color number", a->bg))
        return EMPTY;
    return curses_result(t, init_pair((short)a->pair_number, (short)a->fg, (short)a->bg), "init_pair");
}
/** Return a tuple (fg, bg) containing the colors for the requested color pair.
 *
 *   pair_number
 *     The number of the color pair (0 - (COLOR_PAIRS-1)). */
FUNCTION(_curses, pair_content, "(pair_number: int, /)")
{
    short f, b;
    if (!need_color(t, self))
        return EMPTY;
    int number = MIN(a->pair_number, SHRT_MAX);         /* terminals may tell of more pairs than this call can take */
    if (number < 0 || a->pair_number >= COLOR_PAIRS || pair_content((short)number, &f, &b) == ERR)
        return raise_format(t, &curses_error_type, "Argument 1 was out of range. (0..COLOR_PAIRS-1)");
    return tuple_pack(t, 2, fixnum(f), fixnum(b));
}
/** Return the number of the color-pair set by the specified attribute value.
 *
 * color_pair() is the counterpart to this function. */
FUNCTION(_curses, pair_number, "(attr: int64, /)") { return need_color(t, self) ? fixnum(PAIR_NUMBER((int)a->attr)) : EMPTY; }

/* ---- keys ---- */

/** Return the name of specified key.
 *
 *   key
 *     Key number. */
FUNCTION(_curses, keyname, "(key: int, /)")
{
    if (!need_screen(t))
        return EMPTY;
    if (a->key < 0)
        return raise_value(t, "invalid key number");
    const char *name = keyname(a->key);
    return bytes_from(t, name ? name : "", name ? (ssize)strlen(name) : 0);
}
/** Return a string which is a printable representation of the character ch.
 *
 * Control characters are displayed as a caret followed by the character,
 * for example as ^C.  Printing characters are left as they are. */
FUNCTION1(_curses, unctrl, ch)
{
    chtype c;
    if (!need_screen(t) || !to_chtype(t, EMPTY, ch, &c))
        return EMPTY;
    const char *text = unctrl(c & A_CHARTEXT);
    return bytes_from(t, text ? text : "", text ? (ssize)strlen(text) : 0);
}
/** Push ch so the next getch() will return it. */
FUNCTION1(_curses, ungetch, ch)
{
    chtype c;
    return need_screen(t) && to_chtype(t, EMPTY, ch, &c) ? curses_result(t, ungetch((int)c), "ungetch") : EMPTY;
}
/** Push ch so the next get_wch() will return it. */
FUNCTION1(_curses, unget_wch, ch)
{
    int64_t c;
    if (!need_screen(t))
        return EMPTY;
    if (is_str(ch)) {
        if (as_str(ch)->len != 1)
            return raise_type(t, "expect str of length 1 or int, got a str of length %zd", as_str(ch)->len);
        c = str_at(as_str(ch), 0);
    } else if (!is_int(ch)) {
        return raise_type(t, "expect str of length 1 or int, got %T", ch);
    } else if (!to_int64(t, ch, &c)) {
        return EMPTY;
    }
    if (c < 0 || c > 0x10FFFF)
        return raise_overflow(t, "character doesn't fit in a wchar_t");
    return curses_result(t, unget_wch((wchar_t)c), "unget_wch");
}

/* ---- the mouse ---- */

/** Retrieve the queued mouse event.
 *
 * After getch() returns KEY_MOUSE to signal a mouse event, this function
 * returns a 5-tuple (id, x, y, z, bstate). */
FUNCTION0(_curses, getmouse)
{
    MEVENT e;
    if (!need_screen(t))
        return EMPTY;
    if (getmouse(&e) == ERR)
        return raise_curses(t, "getmouse");
    return tuple_pack(t, 5, fixnum(e.id), fixnum(e.x), fixnum(e.y), fixnum(e.z), fixnum((int64_t)e.bstate));
}
/** Push a KEY_MOUSE event onto the input queue.
 *
 * The following getmouse() will return the given state data. */
FUNCTION(_curses, ungetmouse, "(id: int, x: int, y: int, z: int, bstate: int64, /)")
{
    if (!need_screen(t) || !check_short(t, "Mouse id", a->id))
        return EMPTY;
    MEVENT e = {(short)a->id, a->x, a->y, a->z, (mmask_t)a->bstate};
    return curses_result(t, ungetmouse(&e), "ungetmouse");
}
/** Set and retrieve the maximum time between press and release in a click.
 *
 *   interval
 *     Time in milliseconds.
 *
 * Set the maximum time that can elapse between press and release events in
 * order for them to be recognized as a click, and return the previous interval
 * value. */
FUNCTION(_curses, mouseinterval, "(interval: int, /)")
{
    if (!need_screen(t))
        return EMPTY;
    int old = mouseinterval(a->interval);
    return old == ERR ? raise_curses(t, "mouseinterval") : fixnum(old);
}
/** Set the mouse events to be reported, and return a tuple (availmask, oldmask).
 *
 * Return a tuple (availmask, oldmask).  availmask indicates which of the specified
 * mouse events can be reported; on complete failure it returns 0.  oldmask is the
 * previous value of the given window's mouse event mask. */
FUNCTION(_curses, mousemask, "(newmask: int64, /)")
{
    mmask_t old = 0;
    if (!need_screen(t))
        return EMPTY;
    mmask_t available = mousemask((mmask_t)a->newmask, &old);
    return tuple_pack(t, 2, fixnum((int64_t)available), fixnum((int64_t)old));
}

/* ---- constants ---- */

static const struct { const char *name; int64_t value; } constants[] = {
#define C(name) {#name, name}
    C(ERR), C(OK), C(A_ATTRIBUTES), C(A_NORMAL), C(A_STANDOUT), C(A_UNDERLINE), C(A_REVERSE), C(A_BLINK), C(A_DIM), C(A_BOLD),
    C(A_ALTCHARSET), C(A_INVIS), C(A_PROTECT), C(A_CHARTEXT), C(A_COLOR), C(A_HORIZONTAL), C(A_LEFT), C(A_LOW), C(A_RIGHT), C(A_TOP),
    C(A_VERTICAL), C(A_ITALIC), C(COLOR_BLACK), C(COLOR_RED), C(COLOR_GREEN), C(COLOR_YELLOW), C(COLOR_BLUE), C(COLOR_MAGENTA),
    C(COLOR_CYAN), C(COLOR_WHITE),
#define B(n) C(BUTTON##n##_PRESSED), C(BUTTON##n##_RELEASED), C(BUTTON##n##_CLICKED), C(BUTTON##n##_DOUBLE_CLICKED), C(BUTTON##n##_TRIPLE_CLICKED)
    B(1), B(2), B(3), B(4), B(5), C(BUTTON_SHIFT), C(BUTTON_CTRL), C(BUTTON_ALT), C(ALL_MOUSE_EVENTS), C(REPORT_MOUSE_POSITION),
#undef B
    C(KEY_MIN), C(KEY_BREAK), C(KEY_DOWN), C(KEY_UP), C(KEY_LEFT), C(KEY_RIGHT), C(KEY_HOME), C(KEY_BACKSPACE), C(KEY_DL), C(KEY_IL),
    C(KEY_DC), C(KEY_IC), C(KEY_EIC), C(KEY_CLEAR), C(KEY_EOS), C(KEY_EOL), C(KEY_SF), C(KEY_SR), C(KEY_NPAGE), C(KEY_PPAGE),
    C(KEY_STAB), C(KEY_CTAB), C(KEY_CATAB), C(KEY_ENTER), C(KEY_SRESET), C(KEY_RESET), C(KEY_PRINT), C(KEY_LL), C(KEY_A1), C(KEY_A3),
    C(KEY_B2), C(KEY_C1), C(KEY_C3), C(KEY_BTAB), C(KEY_BEG), C(KEY_CANCEL), C(KEY_CLOSE), C(KEY_COMMAND), C(KEY_COPY), C(KEY_CREATE),
    C(KEY_END), C(KEY_EXIT), C(KEY_FIND), C(KEY_HELP), C(KEY_MARK), C(KEY_MESSAGE), C(KEY_MOVE), C(KEY_NEXT), C(KEY_OPEN),
    C(KEY_OPTIONS), C(KEY_PREVIOUS), C(KEY_REDO), C(KEY_REFERENCE), C(KEY_REFRESH), C(KEY_REPLACE), C(KEY_RESTART), C(KEY_RESUME),
    C(KEY_SAVE), C(KEY_SBEG), C(KEY_SCANCEL), C(KEY_SCOMMAND), C(KEY_SCOPY), C(KEY_SCREATE), C(KEY_SDC), C(KEY_SDL), C(KEY_SELECT),
    C(KEY_SEND), C(KEY_SEOL), C(KEY_SEXIT), C(KEY_SFIND), C(KEY_SHELP), C(KEY_SHOME), C(KEY_SIC), C(KEY_SLEFT), C(KEY_SMESSAGE),
    C(KEY_SMOVE), C(KEY_SNEXT), C(KEY_SOPTIONS), C(KEY_SPREVIOUS), C(KEY_SPRINT), C(KEY_SREDO), C(KEY_SREPLACE), C(KEY_SRIGHT),
    C(KEY_SRSUME), C(KEY_SSAVE), C(KEY_SSUSPEND), C(KEY_SUNDO), C(KEY_SUSPEND), C(KEY_UNDO), C(KEY_MOUSE), C(KEY_RESIZE), C(KEY_MAX),
#undef C
};

static bool add_function_keys(Thread *t, Ref module)
{
    for (int i = 0; i < 64; i++) {
        char name[] = {'K', 'E', 'Y', '_', 'F', (char)(i < 10 ? '0' + i : '0' + i / 10), (char)(i < 10 ? 0 : '0' + i % 10), 0};
        if (!module_add_int(t, module, name, KEY_F(i)))
            return false;
    }
    return true;
}

static bool _curses_exec(Thread *t, Ref module)
{
    platform_text_locale();                         /* otherwise the library drops what is not ASCII */
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    OWN Value version = bytes_from(t, "2.2", 3);
    return !is_empty(version) && module_add(t, module, "version", version) && module_add(t, module, "__version__", version)
        && module_add_take(t, module, "ncurses_version", tuple_pack(t, 3, fixnum(NCURSES_VERSION_MAJOR), fixnum(NCURSES_VERSION_MINOR), fixnum(NCURSES_VERSION_PATCH)))
        && add_function_keys(t, module) && module_add_type(t, module, &window_type) && module_add_type(t, module, &curses_error_type);
}

MODULE(_curses, .exec = _curses_exec, .state_size = sizeof(CursesState), .doc = "The library curses for terminals.");
