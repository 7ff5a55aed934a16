/* _curses_panel.c: windows in a stack, over ncurses's panel library (loaded on demand). lib/curses/panel.py shows it. Python
 * manual: curses.panel.
 *
 * A panel holds its window. The stack holds no Panel objects, as programs must keep them: one that nobody keeps leaves the stack.
 * The library's user pointer of a panel points at the Panel object, so that panels it names are found again.
 */
#include "modules/_curses/curses.h"
#include <panel.h>
#include "object/call.h"
#include "object/exception.h"
#include "object/module.h"
#include "gen/modules/_curses_panel.h"

typedef struct Panel {
    Object head;
    PANEL *p;
    Value window;
    Value user;                 /* EMPTY: not set */
} Panel;
typedef struct PanelState { Value window_class; } PanelState;
extern Type panel_type;
static Type panel_error_type = {EXCEPTION_HEAD("_curses_panel.error", &exc_Exception), .doc = "What the panel library refuses."};
static Panel *as_panel(Ref v) { return (Panel *)object_of(v); }

static Value panel_result(Thread *t, int code, const char *function)
{
    return code == ERR ? raise_format(t, &panel_error_type, "%s() returned ERR", function) : NONE;
}

static void panel_dealloc(Object *o)
{
    Panel *panel = (Panel *)o;
    del_panel(panel->p);
    release(panel->window);
    release(panel->user);
    object_free(o, sizeof *panel);
}
static void panel_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Panel *)o)->window);
    visit(visitor, ((Panel *)o)->user);
}
static void panel_clear(Object *o) { release(take(&((Panel *)o)->user)); }

static Value panel_or_none(PANEL *p) { return p ? retain((Value){(uint64_t)panel_userptr(p)}) : NONE; }

/** Return the panel above the current panel. */
METHOD0(panel, above) { return panel_or_none(panel_above(as_panel(self)->p)); }
/** Return the panel below the current panel. */
METHOD0(panel, below) { return panel_or_none(panel_below(as_panel(self)->p)); }
/** Push the panel to the bottom of the stack. */
METHOD0(panel, bottom) { return panel_result(t, bottom_panel(as_panel(self)->p), "bottom_panel"); }
/** Return True if the panel is hidden (not visible), False otherwise. */
METHOD0(panel, hidden) { return bool_value(panel_hidden(as_panel(self)->p)); }
/** Hide the panel.
 *
 * This does not delete the object, it just makes the window on screen invisible. */
METHOD0(panel, hide) { return panel_result(t, hide_panel(as_panel(self)->p), "hide_panel"); }
/** Move the panel to the screen coordinates (y, x). */
METHOD(panel, move, "(self, y: int, x: int, /)")
{
    WINDOW *w = window_of(as_panel(self)->window);
    bool ok = can_lie(a->y, a->x, getmaxy(w), getmaxx(w));      /* as in window.mvwin() */
    return panel_result(t, ok ? move_panel(as_panel(self)->p, a->y, a->x) : ERR, "move_panel");
}

/** Change the window associated with the panel to the window win. */
METHOD1(panel, replace, win)
{
    Panel *panel = as_panel(self);
    if (type_of(win) != type_of(panel->window))
        return raise_type(t, "replace() argument 1 must be _curses.window, not %T", win);
    if (replace_panel(panel->p, window_of(win)) == ERR)
        return panel_result(t, ERR, "replace_panel");
    replace_take(&panel->window, retain(win));
    return NONE;
}
/** Set the panel's user pointer to obj. */
METHOD1(panel, set_userptr, obj)
{
    replace_take(&as_panel(self)->user, retain(obj));
    return NONE;
}
/** Display the panel (which might have been hidden). */
METHOD0(panel, show) { return panel_result(t, show_panel(as_panel(self)->p), "show_panel"); }
/** Push panel to the top of the stack. */
METHOD0(panel, top) { return panel_result(t, top_panel(as_panel(self)->p), "top_panel"); }
/** Return the user pointer for the panel. */
METHOD0(panel, userptr)
{
    Value user = as_panel(self)->user;
    return is_empty(user) ? raise_format(t, &panel_error_type, "no userptr set") : retain(user);
}
/** Return the window object associated with the panel. */
METHOD0(panel, window) { return retain(as_panel(self)->window); }

Type panel_type = {
    TYPE_HEAD("_curses_panel.panel", Panel), .doc = "A window with a depth.", .flags = TYPE_GC, .dealloc = panel_dealloc,
    .traverse = panel_traverse, .clear = panel_clear, .methods = panel_methods,
};

static bool need_screen(Thread *t) { return stdscr || (raise_format(t, &panel_error_type, "must call initscr() first"), false); }

/** Return the bottom panel in the panel stack. */
FUNCTION0(_curses_panel, bottom_panel) { return need_screen(t) ? panel_or_none(panel_above(NULL)) : EMPTY; }
/** Return a panel object, associating it with the given window win. */
FUNCTION1(_curses_panel, new_panel, win)
{
    const PanelState *s = module_state(t, self);
    if (!need_screen(t))
        return EMPTY;
    if (!is_exact(win, as_type(s->window_class)))
        return raise_type(t, "new_panel() argument must be _curses.window, not %T", win);
    Panel *panel = object_new_zeroed(t, &panel_type, sizeof *panel);
    if (!panel)
        return EMPTY;
    panel->window = retain(win);
    panel->p = new_panel(window_of(win));
    OWN Value v = value_of(panel);
    if (!panel->p)
        return raise_format(t, &panel_error_type, "curses function returned NULL");
    set_panel_userptr(panel->p, panel);
    return take(&v);
}
/** Return the top panel in the panel stack. */
FUNCTION0(_curses_panel, top_panel) { return need_screen(t) ? panel_or_none(panel_below(NULL)) : EMPTY; }
/** Updates the virtual screen after changes in the panel stack.
 *
 * This does not call curses.doupdate(), so you'll have to do this yourself. */
FUNCTION0(_curses_panel, update_panels) { return need_screen(t) ? update_panels(), NONE : EMPTY; }

static bool _curses_panel_exec(Thread *t, Ref module)
{
    PanelState *s = module_state(t, module);
    s->window_class = import_attribute(t, "_curses", "window");
    return !is_empty(s->window_class) && type_ready(t, &panel_type) && module_add_type(t, module, &panel_error_type)
        && module_add_text(t, module, "version", "2.1") && module_add_text(t, module, "__version__", "2.1");
}
static void _curses_panel_clear(void *state) { release(take(&((PanelState *)state)->window_class)); }

MODULE(_curses_panel, .exec = _curses_panel_exec, .state_size = sizeof(PanelState), .state_clear = _curses_panel_clear,
       .doc = "Windows with a depth.");
