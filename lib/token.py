"""Numbers of the tokens of the language."""

# The order is fixed: the numbers are what the rest is made from.
_names = '''
    ENDMARKER NAME NUMBER STRING NEWLINE INDENT DEDENT LPAR RPAR LSQB RSQB COLON
    COMMA SEMI PLUS MINUS STAR SLASH VBAR AMPER LESS GREATER EQUAL DOT PERCENT
    LBRACE RBRACE EQEQUAL NOTEQUAL LESSEQUAL GREATEREQUAL TILDE CIRCUMFLEX
    LEFTSHIFT RIGHTSHIFT DOUBLESTAR PLUSEQUAL MINEQUAL STAREQUAL SLASHEQUAL
    PERCENTEQUAL AMPEREQUAL VBAREQUAL CIRCUMFLEXEQUAL LEFTSHIFTEQUAL
    RIGHTSHIFTEQUAL DOUBLESTAREQUAL DOUBLESLASH DOUBLESLASHEQUAL AT ATEQUAL
    RARROW ELLIPSIS COLONEQUAL EXCLAMATION OP AWAIT ASYNC TYPE_IGNORE
    TYPE_COMMENT SOFT_KEYWORD FSTRING_START FSTRING_MIDDLE FSTRING_END
    COMMENT NL ERRORTOKEN ENCODING N_TOKENS
'''.split()

globals().update({name: number for number, name in enumerate(_names)})

NT_OFFSET = 256

tok_name = {number: name for number, name in enumerate(_names)}
tok_name[NT_OFFSET] = 'NT_OFFSET'

EXACT_TOKEN_TYPES = {
    '!': EXCLAMATION, '!=': NOTEQUAL, '%': PERCENT, '%=': PERCENTEQUAL,
    '&': AMPER, '&=': AMPEREQUAL, '(': LPAR, ')': RPAR, '*': STAR,
    '**': DOUBLESTAR, '**=': DOUBLESTAREQUAL, '*=': STAREQUAL, '+': PLUS,
    '+=': PLUSEQUAL, ',': COMMA, '-': MINUS, '-=': MINEQUAL, '->': RARROW,
    '.': DOT, '...': ELLIPSIS, '/': SLASH, '//': DOUBLESLASH,
    '//=': DOUBLESLASHEQUAL, '/=': SLASHEQUAL, ':': COLON, ':=': COLONEQUAL,
    ';': SEMI, '<': LESS, '<<': LEFTSHIFT, '<<=': LEFTSHIFTEQUAL,
    '<=': LESSEQUAL, '=': EQUAL, '==': EQEQUAL, '>': GREATER,
    '>=': GREATEREQUAL, '>>': RIGHTSHIFT, '>>=': RIGHTSHIFTEQUAL, '@': AT,
    '@=': ATEQUAL, '[': LSQB, ']': RSQB, '^': CIRCUMFLEX,
    '^=': CIRCUMFLEXEQUAL, '{': LBRACE, '|': VBAR, '|=': VBAREQUAL,
    '}': RBRACE, '~': TILDE,
}

__all__ = ['tok_name', 'ISTERMINAL', 'ISNONTERMINAL', 'ISEOF', 'NT_OFFSET',
           'EXACT_TOKEN_TYPES'] + _names


def ISTERMINAL(x):
    """Whether x is a terminal symbol."""
    return x < NT_OFFSET


def ISNONTERMINAL(x):
    """Whether x is a nonterminal symbol."""
    return x >= NT_OFFSET


def ISEOF(x):
    """Whether x marks the end of the input."""
    return x == ENDMARKER
