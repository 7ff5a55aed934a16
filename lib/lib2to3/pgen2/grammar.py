"""Tables of a grammar, as the generator makes them and the parser reads them.

symbol2number, number2symbol   nonterminals
labels        list of (token or symbol number, text or None): what an arc of an automaton may consume; label 0 is (0, "EMPTY")
keywords      text -> label;  tokens: token number -> label;  symbol2label: symbol name -> label
dfas          symbol number -> (states, first); states is a list of lists of arcs (label, next state), a final state has an arc (0, itself);
              first is a dict whose keys are the labels the symbol can begin with
states        all the automata, in the order of the rules
start         number of the start symbol
"""
import pickle

from . import token

_OPERATORS = """
( LPAR  ) RPAR  [ LSQB  ] RSQB  : COLON  , COMMA  ; SEMI  + PLUS  - MINUS  * STAR  / SLASH  | VBAR  & AMPER  < LESS  > GREATER
= EQUAL  . DOT  % PERCENT  ` BACKQUOTE  { LBRACE  } RBRACE  @ AT  @= ATEQUAL  == EQEQUAL  != NOTEQUAL  <> NOTEQUAL  <= LESSEQUAL
>= GREATEREQUAL  ~ TILDE  ^ CIRCUMFLEX  << LEFTSHIFT  >> RIGHTSHIFT  ** DOUBLESTAR  += PLUSEQUAL  -= MINEQUAL  *= STAREQUAL
/= SLASHEQUAL  %= PERCENTEQUAL  &= AMPEREQUAL  |= VBAREQUAL  ^= CIRCUMFLEXEQUAL  <<= LEFTSHIFTEQUAL  >>= RIGHTSHIFTEQUAL
**= DOUBLESTAREQUAL  // DOUBLESLASH  //= DOUBLESLASHEQUAL  -> RARROW
""".split()

opmap = {text: getattr(token, name) for text, name in zip(_OPERATORS[::2], _OPERATORS[1::2])}


class Grammar:

    def __init__(self):
        self.symbol2number = {}
        self.number2symbol = {}
        self.states = []
        self.dfas = {}
        self.labels = [(0, "EMPTY")]
        self.keywords = {}
        self.tokens = {}
        self.symbol2label = {}
        self.start = token.NT_OFFSET

    def dump(self, filename):
        """Write the tables to a file. Dicts are sorted, so that the same grammar always gives the same bytes."""
        with open(filename, "wb") as f:
            pickle.dump(_sorted_dicts(self.__dict__), f, 2)

    def load(self, filename):
        with open(filename, "rb") as f:
            self.__dict__.update(pickle.load(f))

    def loads(self, pkl):
        self.__dict__.update(pickle.loads(pkl))

    def copy(self):
        new = self.__class__()
        for name in ("symbol2number", "number2symbol", "dfas", "keywords", "tokens", "symbol2label"):
            setattr(new, name, getattr(self, name).copy())
        new.labels = self.labels[:]
        new.states = self.states[:]
        new.start = self.start
        return new

    def report(self):
        """Print the tables."""
        from pprint import pprint
        for name in ("symbol2number", "number2symbol", "states", "dfas", "labels", "start"):
            print(name)
            pprint(getattr(self, name))


def _sorted_dicts(value):
    if isinstance(value, dict):
        return {key: _sorted_dicts(value[key]) for key in sorted(value, key=lambda k: (str(type(k)), k))}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_sorted_dicts, value))
    return value
