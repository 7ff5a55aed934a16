"""The parser: walks the automata of a Grammar over a sequence of tokens, with one token of look-ahead.

    p = Parser(grammar, convert)
    p.setup([start])
    for each token: if p.addtoken(type, value, context): break
    tree = p.rootnode

A raw node is the tuple (type, value, context, children); convert(grammar, raw node) makes of it what the tree shall consist of.
"""
from . import token


class ParseError(Exception):
    """The input does not follow the grammar."""

    def __init__(self, msg, type, value, context):
        Exception.__init__(self, "%s: type=%r, value=%r, context=%r" % (msg, type, value, context))
        self.msg = msg
        self.type = type
        self.value = value
        self.context = context


class Parser:

    def __init__(self, grammar, convert=None):
        self.grammar = grammar
        self.convert = convert or (lambda grammar, node: node)

    def setup(self, start=None):
        """Begin anew, with the symbol start (by default the grammar's)."""
        if start is None:
            start = self.grammar.start
        # An entry of the stack: (automaton, number of its state, raw node that is being built).
        self.stack = [(self.grammar.dfas[start], 0, (start, None, None, []))]
        self.rootnode = None
        self.used_names = set()             # shared with the root, for those who need new names

    def addtoken(self, type, value, context):
        """Take in a token; true when it was the last one."""
        label = self.classify(type, value, context)
        grammar = self.grammar
        while True:
            dfa, state, node = self.stack[-1]
            arcs = dfa[0][state]
            for i, new_state in arcs:
                number = grammar.labels[i][0]
                if label == i:
                    self.shift(type, value, new_state, context)
                    # A state with nothing but the final arc completes its node at once.
                    states = dfa[0]
                    state = new_state
                    while states[state] == [(0, state)]:
                        self.pop()
                        if not self.stack:
                            return True
                        dfa, state, node = self.stack[-1]
                        states = dfa[0]
                    return False
                if number >= token.NT_OFFSET and label in grammar.dfas[number][1]:
                    self.push(number, grammar.dfas[number], new_state, context)
                    break
            else:
                if (0, state) not in arcs:
                    raise ParseError("bad input", type, value, context)
                self.pop()
                if not self.stack:
                    raise ParseError("too much input", type, value, context)

    def classify(self, type, value, context):
        """The label of a token."""
        if type == token.NAME:
            self.used_names.add(value)
            label = self.grammar.keywords.get(value)
            if label is not None:
                return label
        label = self.grammar.tokens.get(type)
        if label is None:
            raise ParseError("bad token", type, value, context)
        return label

    def shift(self, type, value, newstate, context):
        """Add a leaf to the node being built."""
        dfa, state, node = self.stack[-1]
        new = self.convert(self.grammar, (type, value, context, None))
        if new is not None:
            node[-1].append(new)
        self.stack[-1] = (dfa, newstate, node)

    def push(self, type, newdfa, newstate, context):
        """Begin a node for a nonterminal."""
        dfa, state, node = self.stack[-1]
        self.stack[-1] = (dfa, newstate, node)
        self.stack.append((newdfa, 0, (type, None, context, [])))

    def pop(self):
        """A node is complete."""
        dfa, state, node = self.stack.pop()
        new = self.convert(self.grammar, node)
        if new is None:
            return
        if self.stack:
            self.stack[-1][2][-1].append(new)
        else:
            self.rootnode = new
            self.rootnode.used_names = self.used_names
