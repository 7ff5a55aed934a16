"""Names for what Tk's options take."""

NO = FALSE = OFF = 0
YES = TRUE = ON = 1

# -anchor and -sticky
N, S, W, E, NW, SW, NE, SE = 'n', 's', 'w', 'e', 'nw', 'sw', 'ne', 'se'
NS, EW, NSEW = 'ns', 'ew', 'nsew'
CENTER = 'center'

# -fill, -side, -expand
NONE, X, Y, BOTH = 'none', 'x', 'y', 'both'
LEFT, TOP, RIGHT, BOTTOM = 'left', 'top', 'right', 'bottom'

# -relief
RAISED, SUNKEN, FLAT, RIDGE, GROOVE, SOLID = 'raised', 'sunken', 'flat', 'ridge', 'groove', 'solid'

# -orient
HORIZONTAL, VERTICAL = 'horizontal', 'vertical'

# -tabs
NUMERIC = 'numeric'

# -wrap
CHAR, WORD = 'char', 'word'

# -align
BASELINE = 'baseline'

# -bordermode
INSIDE, OUTSIDE = 'inside', 'outside'

# tags and marks of texts and canvases
SEL, SEL_FIRST, SEL_LAST = 'sel', 'sel.first', 'sel.last'
END, INSERT, CURRENT, ANCHOR, ALL = 'end', 'insert', 'current', 'anchor', 'all'

# -state, of windows too
NORMAL, DISABLED, ACTIVE, HIDDEN = 'normal', 'disabled', 'active', 'hidden'

# entries of menus
CASCADE, CHECKBUTTON, COMMAND, RADIOBUTTON, SEPARATOR = 'cascade', 'checkbutton', 'command', 'radiobutton', 'separator'

# -selectmode
SINGLE, BROWSE, MULTIPLE, EXTENDED = 'single', 'browse', 'multiple', 'extended'

# -activestyle
DOTBOX, UNDERLINE = 'dotbox', 'underline'

# -style of arcs, -capstyle and -joinstyle of lines
PIESLICE, CHORD, ARC = 'pieslice', 'chord', 'arc'
FIRST, LAST = 'first', 'last'
BUTT, PROJECTING, ROUND = 'butt', 'projecting', 'round'
BEVEL, MITER = 'bevel', 'miter'

# xview and yview
MOVETO, SCROLL, UNITS, PAGES = 'moveto', 'scroll', 'units', 'pages'
