/* window_text.c: the methods of windows that write, insert and read characters and text, and draw lines. See curses.h.
 *
 * A str goes to the library as wide characters, bytes as they are. Where the library only takes narrow characters with
 * attributes (chtype), a character must be one byte in the window's encoding.
 */
#include "modules/_curses/curses.h"
#include <stdlib.h>
#include <wchar.h>
#include "object/bytes.h"
#include "object/int.h"
#include "object/str.h"
#include "vm/system_call.h"
#include "gen/modules/_curses/window_text.h"

/* ---- [y, x,] in front of the arguments ---- */

typedef struct Placed {
    const Value *args;          /* the arguments after the place */
    ssize count;
} Placed;

/* Moves the cursor to a place in front of `least` to `most` other arguments. */
static bool place(Thread *t, Ref self, const char *name, const Value *args, ssize n, ssize least, ssize most, Placed *p)
{
    int y, x;
    *p = (Placed){args, n};
    if (n >= least && n <= most)
        return true;
    if (n < least + 2 || n > most + 2)
        return raise_type(t, "%s requires %zd to %zd arguments", name, least, most + 2), false;
    if (!to_c_int(t, args[0], &y) || !to_c_int(t, args[1], &x))
        return false;
    if (wmove(window_of(self), cell(y), cell(x)) == ERR)
        return raise_curses(t, "wmove"), false;
    *p = (Placed){args + 2, n - 2};
    return true;
}

static bool to_attributes(Thread *t, const Placed *p, ssize i, attr_t *attributes)
{
    int64_t v = A_NORMAL;
    if (p->count > i && !is_int(p->args[i]))
        return raise_type(t, "attributes must be an integer, not %T", p->args[i]), false;
    if (p->count > i && !to_int64(t, p->args[i], &v))
        return false;
    *attributes = (attr_t)v;
    return true;
}

/* ---- characters ---- */

static bool encode_char(Thread *t, Ref window, Ref v, chtype *c)
{
    uint32_t point = str_at(as_str(v), 0);
    if (point < 128)
        return *c = point, true;
    OWN Value encoding = is_empty(window) ? EMPTY : retain(as_window(window)->encoding);       /* the codec may be in Python */
    OWN Value bytes = str_encode(t, v, is_empty(encoding) ? NULL : str_utf8(t, encoding, NULL), NULL);
    if (is_empty(bytes))
        return false;
    if (as_bytes(bytes)->len != 1)
        return raise_overflow(t, "byte doesn't fit in chtype"), false;
    *c = as_bytes(bytes)->data[0];
    return true;
}

bool to_chtype(Thread *t, Ref window, Ref v, chtype *c)
{
    int64_t n;
    if (is_str(v) && as_str(v)->len == 1)
        return encode_char(t, window, v, c);
    if (is_bytes(v) && as_bytes(v)->len == 1)
        return *c = as_bytes(v)->data[0], true;
    if (!is_int(v))
        return raise_type(t, "expect bytes or str of length 1, or int, got %T", v), false;
    if (!to_int64(t, v, &n))
        return false;
    *c = (chtype)n;
    return (int64_t)*c == n || (raise_overflow(t, "int doesn't fit in chtype"), false);
}

static bool is_wide(Ref v) { return is_str(v) && as_str(v)->len == 1 && str_at(as_str(v), 0) >= 128; }

static bool to_cell(Thread *t, Ref v, attr_t attributes, cchar_t *cell)
{
    wchar_t text[2] = {(wchar_t)str_at(as_str(v), 0), 0};
    if (setcchar(cell, text, attributes & A_ATTRIBUTES, (short)PAIR_NUMBER((int)attributes), NULL) == ERR)
        return raise_curses(t, "setcchar"), false;
    return true;
}

typedef int PutWide(WINDOW *w, const cchar_t *cell);
typedef int PutNarrow(WINDOW *w, chtype c);

static Value put_char(Thread *t, Ref self, const char *name, Ref ch, attr_t attributes, PutWide *wide, PutNarrow *narrow)
{
    chtype c;
    cchar_t cell;
    if (is_wide(ch))
        return to_cell(t, ch, attributes, &cell) ? curses_result(t, wide(window_of(self), &cell), name) : EMPTY;
    return to_chtype(t, self, ch, &c) ? curses_result(t, narrow(window_of(self), c | attributes), name) : EMPTY;
}

/** addch([y, x,] ch, [attr=_curses.A_NORMAL])
 *
 * Paint the character.
 *
 *   y
 *     Y-coordinate.
 *   x
 *     X-coordinate.
 *   ch
 *     Character to add.
 *   attr
 *     Attributes for the character.
 *
 * Paint character ch at (y, x) with attributes attr,
 * overwriting any character previously painted at that location.
 * By default, the character position and attributes are the
 * current settings for the window object. */
METHOD(window, addch, "(self, /, *args)")
{
    Placed p;
    attr_t attributes;
    if (!place(t, self, "addch", a->args, a->args_count, 1, 2, &p) || !to_attributes(t, &p, 1, &attributes))
        return EMPTY;
    return put_char(t, self, "addch", p.args[0], attributes, wadd_wch, waddch);
}
/* Inserts unless a character of two columns would not fit: the library then reads beyond the line. */
static int insert_text(WINDOW *w, const wchar_t *text, int n)
{
    int room = getmaxx(w) - getcurx(w), used = 0;
    for (int i = 0; text[i] && (n <= 0 || i < n) && used < room; i++) {
        int width = MAX(wcwidth(text[i]), 0);
        used += width;
        if (width > 1 && used > room)
            return ERR;
    }
    return wins_nwstr(w, text, n);
}
static int insert_wide(WINDOW *w, const cchar_t *c)
{
    wchar_t text[CCHARW_MAX + 1];
    attr_t attributes;
    short color;
    if (getcchar(c, text, &attributes, &color, NULL) == ERR || wcwidth(text[0]) > getmaxx(w) - getcurx(w))
        return ERR;
    return wins_wch(w, c);
}
/** insch([y, x,] ch, [attr=_curses.A_NORMAL])
 *
 * Insert a character before the current or specified position.
 *
 * All characters to the right of the cursor are shifted one position right, with
 * the rightmost characters on the line being lost. */
METHOD(window, insch, "(self, /, *args)")
{
    Placed p;
    attr_t attributes;
    if (!place(t, self, "insch", a->args, a->args_count, 1, 2, &p) || !to_attributes(t, &p, 1, &attributes))
        return EMPTY;
    return put_char(t, self, "insch", p.args[0], attributes, insert_wide, winsch);
}
static int narrow_echochar(WINDOW *w, chtype c) { return is_pad(w) ? pechochar(w, c) : wechochar(w, c); }
static int wide_echochar(WINDOW *w, const cchar_t *c) { return is_pad(w) ? pecho_wchar(w, c) : wecho_wchar(w, c); }
/** Add character ch with attribute attr, and refresh.
 *
 *   ch
 *     Character to add.
 *   attr
 *     Attributes for the character. */
METHOD(window, echochar, "(self, ch, attr: int64 = 0, /)") { return put_char(t, self, "echochar", a->ch, (attr_t)a->attr, wide_echochar, narrow_echochar); }
/** delch([y, x])
 *
 * Delete any character at (y, x); by default under the cursor. */
METHOD(window, delch, "(self, /, *args)")
{
    Placed p;
    return place(t, self, "delch", a->args, a->args_count, 0, 0, &p) ? curses_result(t, wdelch(window_of(self)), "wdelch") : EMPTY;
}
/** inch([y, x])
 *
 * Return the character at the given position in the window.
 *
 * The bottom 8 bits are the character proper, and upper bits are the attributes. */
METHOD(window, inch, "(self, /, *args)")
{
    Placed p;
    return place(t, self, "inch", a->args, a->args_count, 0, 0, &p) ? fixnum(winch(window_of(self))) : EMPTY;
}

/* ---- text ---- */

/* A str as wide characters, to be freed; NULL with ValueError for a zero in it. */
static wchar_t *to_wide(Thread *t, Ref v)
{
    const Str *s = as_str(v);
    wchar_t *text = mem_alloc_array(t, s->len + 1, sizeof *text);
    for (ssize i = 0; text && i < s->len; i++) {
        text[i] = (wchar_t)str_at(s, i);
        if (!text[i]) {
            mem_free(text);
            return raise_value(t, "embedded null character"), NULL;
        }
    }
    if (text)
        text[s->len] = 0;
    return text;
}

typedef int PutWideText(WINDOW *w, const wchar_t *text, int n);
typedef int PutText(WINDOW *w, const char *text, int n);

static Value put_text(Thread *t, Ref self, const char *name, Ref v, int n, PutWideText *wide, PutText *narrow)
{
    if (is_bytes(v)) {
        const char *text = (const char *)as_bytes(v)->data;
        if (memchr(text, 0, (size_t)as_bytes(v)->len))
            return raise_value(t, "embedded null byte");
        return curses_result(t, narrow(window_of(self), text, n), name);
    }
    if (!is_str(v))
        return raise_type(t, "expect bytes or str, got %T", v);
    wchar_t *text = to_wide(t, v);
    if (!text)
        return EMPTY;
    int code = wide(window_of(self), text, n);
    mem_free(text);
    return curses_result(t, code, name);
}

/* [y, x,] str, [n,] [attr]: the attributes are set for the text only. */
static Value put_placed_text(Thread *t, Ref self, const char *name, const Value *args, ssize count, bool counted, PutWideText *wide, PutText *narrow)
{
    Placed p;
    attr_t attributes;
    int n = -1;
    if (!place(t, self, name, args, count, 1 + counted, 2 + counted, &p) || (counted && !to_c_int(t, p.args[1], &n))
        || !to_attributes(t, &p, 1 + counted, &attributes))
        return EMPTY;
    WINDOW *w = window_of(self);
    attr_t old = 0;
    short old_pair = 0;
    bool given = p.count > 1 + counted;
    if (given) {
        wattr_get(w, &old, &old_pair, NULL);
        wattrset(w, (int)attributes);
    }
    Value result = put_text(t, self, name, p.args[0], n, wide, narrow);
    if (given)
        wattr_set(w, old, old_pair, NULL);
    return result;
}

/** addstr([y, x,] str, [attr])
 *
 * Paint the string.
 *
 * Paint the string str at (y, x) with attributes attr, overwriting anything
 * previously on the display. By default, the character position and attributes
 * are the current settings for the window object. */
METHOD(window, addstr, "(self, /, *args)") { return put_placed_text(t, self, "addwstr", a->args, a->args_count, false, waddnwstr, waddnstr); }
/** addnstr([y, x,] str, n, [attr])
 *
 * Paint at most n characters of the string. */
METHOD(window, addnstr, "(self, /, *args)") { return put_placed_text(t, self, "addnwstr", a->args, a->args_count, true, waddnwstr, waddnstr); }
/** insstr([y, x,] str, [attr])
 *
 * Insert the string before the current or specified position.
 *
 * Insert a character string (as many characters as will fit on the line)
 * before the character under the cursor.  All characters to the right of
 * the cursor are shifted right, with the rightmost characters on the line
 * being lost.  The cursor position does not change (after moving to y, x,
 * if specified). */
METHOD(window, insstr, "(self, /, *args)") { return put_placed_text(t, self, "inswstr", a->args, a->args_count, false, insert_text, winsnstr); }
/** insnstr([y, x,] str, n, [attr])
 *
 * Insert at most n characters of the string; as insstr() if n is zero or negative. */
METHOD(window, insnstr, "(self, /, *args)") { return put_placed_text(t, self, "insnwstr", a->args, a->args_count, true, insert_text, winsnstr); }

/* [y, x,] [n]: at most n bytes, by default all there can be. */
static bool read_room(Thread *t, Ref self, const char *name, const Value *args, ssize count, int *n)
{
    Placed p;
    *n = 1023;
    if (!place(t, self, name, args, count, 0, 1, &p) || (p.count && !to_c_int(t, p.args[0], n)))
        return false;
    if (*n < 0)
        return raise_value(t, "'n' must be nonnegative"), false;
    *n = MIN(*n, 1023);
    return true;
}

/** getstr([y, x,] [n])
 *
 * Read a string from the user, with primitive line editing capacity. */
METHOD(window, getstr, "(self, /, *args)")
{
    char text[1024] = "";
    int n, code;
    if (!read_room(t, self, "getstr", a->args, a->args_count, &n))
        return EMPTY;
    WINDOW *w = window_of(self);
    OWN Value own = retain(self);
    BLOCKING_BEGIN(t)
    code = wgetnstr(w, text, n);
    BLOCKING_END(t)
    if (!handle_signals(t))
        return EMPTY;
    return bytes_from(t, text, code == ERR ? 0 : (ssize)strlen(text));
}
/** instr([y, x,] [n])
 *
 * Return a string of characters extracted from the window, without their attributes; at most n. */
METHOD(window, instr, "(self, /, *args)")
{
    char text[1024] = "";
    int n;
    if (!read_room(t, self, "instr", a->args, a->args_count, &n))
        return EMPTY;
    return bytes_from(t, text, winnstr(window_of(self), text, n) == ERR ? 0 : (ssize)strlen(text));
}

/* ---- keys ---- */

/* Waits for a key at the place, by default the cursor's. False: an exception, of a signal handler or the arguments. */
static bool wait_key(Thread *t, Ref self, const char *name, const Value *args, ssize count, int *key)
{
    Placed p;
    if (!place(t, self, name, args, count, 0, 0, &p))
        return false;
    OWN Value own = retain(self);
    WINDOW *w = window_of(self);
    BLOCKING_BEGIN(t)
    *key = wgetch(w);
    BLOCKING_END(t)
    return *key != ERR || handle_signals(t);
}

/** getch([y, x])
 *
 * Get a character code from terminal keyboard.
 *
 * The integer returned does not have to be in ASCII range: function keys,
 * keypad keys and so on return numbers higher than 256.  In no-delay mode, -1
 * is returned if there is no input, else getch() waits until a key is pressed. */
METHOD(window, getch, "(self, /, *args)")
{
    int key;
    return wait_key(t, self, "getch", a->args, a->args_count, &key) ? fixnum(key) : EMPTY;
}
/** getkey([y, x])
 *
 * Get a character (string) from terminal keyboard.
 *
 * Returning a string instead of an integer, as getch() does.  Function keys,
 * keypad keys and other special keys return a multibyte string containing the
 * key name.  In no-delay mode, an exception is raised if there is no input. */
METHOD(window, getkey, "(self, /, *args)")
{
    int key;
    if (!wait_key(t, self, "getkey", a->args, a->args_count, &key))
        return EMPTY;
    if (key == ERR)
        return raise_format(t, &curses_error_type, "no input");
    if (key < 256)
        return str_from_char(t, (uint32_t)key);
    const char *name = keyname(key);
    return str_from_text(t, name ? name : "");
}
/** get_wch([y, x])
 *
 * Get a wide character from terminal keyboard.
 *
 * Return a character for most keys, or an integer for function keys,
 * keypad keys, and other special keys. */
METHOD(window, get_wch, "(self, /, *args)")
{
    Placed p;
    int code;
    wint_t key;
    if (!place(t, self, "get_wch", a->args, a->args_count, 0, 0, &p))
        return EMPTY;
    OWN Value own = retain(self);
    WINDOW *w = window_of(self);
    BLOCKING_BEGIN(t)
    code = wget_wch(w, &key);
    BLOCKING_END(t)
    if (code == ERR)
        return handle_signals(t) ? raise_format(t, &curses_error_type, "no input") : EMPTY;
    return code == KEY_CODE_YES ? fixnum((int64_t)key) : str_from_char(t, (uint32_t)key);
}

/* ---- lines and borders ---- */

static Value draw_line(Thread *t, Ref self, const char *name, const Value *args, ssize count, int (*draw)(WINDOW *, chtype, int))
{
    Placed p;
    attr_t attributes;
    chtype c;
    int n;
    if (!place(t, self, name, args, count, 2, 3, &p) || !to_chtype(t, self, p.args[0], &c) || !to_c_int(t, p.args[1], &n)
        || !to_attributes(t, &p, 2, &attributes))
        return EMPTY;
    return n < 0 ? raise_curses(t, name) : curses_result(t, draw(window_of(self), c | attributes, cell(n)), name);
}
/** hline([y, x,] ch, n, [attr=_curses.A_NORMAL])
 *
 * Display a horizontal line. */
METHOD(window, hline, "(self, /, *args)") { return draw_line(t, self, "hline", a->args, a->args_count, whline); }
/** vline([y, x,] ch, n, [attr=_curses.A_NORMAL])
 *
 * Display a vertical line. */
METHOD(window, vline, "(self, /, *args)") { return draw_line(t, self, "vline", a->args, a->args_count, wvline); }

/* The library looks at the second column of each line, also where there is none. */
static Value draw_border(Thread *t, Ref self, const char *name, const chtype *c)
{
    WINDOW *w = window_of(self);
    return curses_result(t, getmaxx(w) < 2 ? ERR : wborder(w, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]), name);
}

/** border([ls[, rs[, ts[, bs[, tl[, tr[, bl[, br]]]]]]]])
 *
 * Draw a border around the edges of the window.
 *
 * Each parameter specifies the character to use for a specific part of the
 * border: left, right, top and bottom side, then the corners from the upper
 * left to the lower right.  The characters can be specified as integers or as
 * one-character strings.  A 0 value for any parameter will cause the default
 * character to be used for that parameter. */
METHOD(window, border, "(self, ls=0, rs=0, ts=0, bs=0, tl=0, tr=0, bl=0, br=0, /)")
{
    const Ref sides[8] = {a->ls, a->rs, a->ts, a->bs, a->tl, a->tr, a->bl, a->br};
    chtype c[8];
    for (int i = 0; i < 8; i++)
        if (!to_chtype(t, self, sides[i], &c[i]))
            return EMPTY;
    return draw_border(t, self, "wborder", c);
}
/** box([verch=0, horch=0])
 *
 * Draw a border around the edges of the window.
 *
 *   verch
 *     Left and right side.
 *   horch
 *     Top and bottom side.
 *
 * Similar to border(), but both ls and rs are verch and both ts and bs are
 * horch.  The default corner characters are always used by this function. */
METHOD(window, box, "(self, /, *args)")
{
    chtype vertical = 0, horizontal = 0;
    if (a->args_count != 0 && a->args_count != 2)
        return raise_type(t, "box requires 0 to 2 arguments");
    if (a->args_count && (!to_chtype(t, self, a->args[0], &vertical) || !to_chtype(t, self, a->args[1], &horizontal)))
        return EMPTY;
    return draw_border(t, self, "box", (const chtype[8]){vertical, vertical, horizontal, horizontal});
}
/** chgat([y, x,] [n,] attr)
 *
 * Set the attributes of characters.
 *
 * Set the attributes of num characters at the current cursor position, or at
 * position (y, x) if supplied.  If no value of num is given or num = -1, the
 * attribute will be set on all the characters to the end of the line.  This
 * function does not move the cursor.  The changed line will be touched using
 * the touchline() method so that the contents will be redisplayed by the next
 * window refresh. */
METHOD(window, chgat, "(self, /, *args)")
{
    Placed p;
    int n = -1;
    attr_t attributes;
    WINDOW *w = window_of(self);
    int y = getcury(w), x = getcurx(w);
    if (!place(t, self, "chgat", a->args, a->args_count, 1, 2, &p) || (p.count == 2 && !to_c_int(t, p.args[0], &n))
        || !to_attributes(t, &p, p.count - 1, &attributes))
        return EMPTY;
    short color = (short)PAIR_NUMBER((int)attributes);
    int line = getcury(w), code = wchgat(w, cell(n), attributes & A_ATTRIBUTES & ~A_COLOR, color, NULL);
    wmove(w, y, x);
    wtouchln(w, line, 1, 1);
    return curses_result(t, code, "wchgat");
}
