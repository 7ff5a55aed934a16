"""From the text of a grammar to its tables.

    rule: NAME ':' alternatives NEWLINE       alternatives: sequence ('|' sequence)*
    sequence: item+                           item: '[' alternatives ']' | atom ['+' | '*']
    atom: '(' alternatives ')' | NAME | STRING

Each right-hand side is made an automaton by its positions: every NAME or STRING in it is a position; for every part we keep whether it can
be empty, and at which positions it can begin and end; `follow` tells which positions can come after a position. Sets of positions are then the
states of a deterministic automaton, and states with equal arcs are joined. Nonterminals are numbered by name, the start symbol first, so
that two grammars with the same rules have the same numbers.
"""
from . import grammar, token, tokenize


class PgenGrammar(grammar.Grammar):
    pass


class _Part:
    """A part of a right-hand side: can it be empty, where it can begin, where it can end."""

    def __init__(self, empty, begins, ends):
        self.empty = empty
        self.begins = begins
        self.ends = ends


class ParserGenerator:

    def __init__(self, filename, stream=None):
        self.filename = filename
        if stream is None:
            with open(filename, encoding="utf-8") as stream:
                tokens = list(tokenize.generate_tokens(stream.readline))
        else:
            tokens = list(tokenize.generate_tokens(stream.readline))
        self.tokens = iter([t for t in tokens if t[0] not in (tokenize.COMMENT, tokenize.NL)])
        self.rules = {}                     # name -> list of states, a state being a pair (dict text -> number of state, final)
        self.first = {}                     # name -> set of texts the rule can begin with
        self.gettoken()
        self.startsymbol = None
        self.parse()
        for name in self.rules:
            self.calcfirst(name, [])

    # ---- reading the grammar ----

    def gettoken(self):
        self.type, self.value, self.begin, self.end, self.line = next(self.tokens)

    def expect(self, type, value=None):
        if self.type != type or (value is not None and self.value != value):
            self.raise_error("expected %s/%s, got %s/%s", type, value, self.type, self.value)
        value = self.value
        self.gettoken()
        return value

    def raise_error(self, msg, *args):
        raise SyntaxError(msg % args, (self.filename, self.end[0], self.end[1], self.line))

    def parse(self):
        while self.type != token.ENDMARKER:
            if self.type == token.NEWLINE:
                self.gettoken()
                continue
            name = self.expect(token.NAME)
            self.expect(token.OP, ":")
            self.texts = []                 # position -> text
            self.follow = []                # position -> set of positions
            part = self.parse_alternatives()
            self.expect(token.NEWLINE)
            self.rules[name] = self.make_states(part)
            if self.startsymbol is None:
                self.startsymbol = name

    def parse_alternatives(self):
        part = self.parse_sequence()
        while self.value == "|" and self.type == token.OP:
            self.gettoken()
            other = self.parse_sequence()
            part = _Part(part.empty or other.empty, part.begins | other.begins, part.ends | other.ends)
        return part

    def parse_sequence(self):
        part = self.parse_item()
        while self.type in (token.NAME, token.STRING) or (self.type == token.OP and self.value in ("(", "[")):
            part = self.chain(part, self.parse_item())
        return part

    def chain(self, left, right):
        for end in left.ends:
            self.follow[end] |= right.begins
        return _Part(left.empty and right.empty,
                     left.begins | right.begins if left.empty else left.begins,
                     left.ends | right.ends if right.empty else right.ends)

    def parse_item(self):
        if self.type == token.OP and self.value == "[":
            self.gettoken()
            part = self.parse_alternatives()
            self.expect(token.OP, "]")
            return _Part(True, part.begins, part.ends)
        part = self.parse_atom()
        if self.type == token.OP and self.value in ("+", "*"):
            for end in part.ends:
                self.follow[end] |= part.begins
            part = _Part(part.empty or self.value == "*", part.begins, part.ends)
            self.gettoken()
        return part

    def parse_atom(self):
        if self.type == token.OP and self.value == "(":
            self.gettoken()
            part = self.parse_alternatives()
            self.expect(token.OP, ")")
            return part
        if self.type not in (token.NAME, token.STRING):
            self.raise_error("expected (...) or NAME or STRING, got %s/%s", self.type, self.value)
        position = len(self.texts)
        self.texts.append(self.value)
        self.follow.append(set())
        self.gettoken()
        return _Part(False, {position}, {position})

    # ---- automata ----

    def make_states(self, part):
        """The deterministic automaton of the rule just read."""
        texts, follow = self.texts, self.follow
        start = (frozenset(part.begins), part.empty)
        numbers = {start: 0}
        todo = [start]
        states = []
        while todo:
            positions, final = todo.pop(0)
            groups = {}
            for p in sorted(positions):
                groups.setdefault(texts[p], set()).add(p)
            arcs = {}
            for text, group in groups.items():
                after = frozenset().union(*(follow[p] for p in group))
                new = (after, bool(group & part.ends))
                if new not in numbers:
                    numbers[new] = len(numbers)
                    todo.append(new)
                arcs[text] = numbers[new]
            states.append((arcs, final))
        return self.join_equal(states)

    def join_equal(self, states):
        """Join states with the same arcs until none are left."""
        while True:
            seen = {}
            same = {}
            for i, (arcs, final) in enumerate(states):
                same[i] = seen.setdefault((frozenset(arcs.items()), final), i)
            kept = [i for i in same if same[i] == i]
            if len(kept) == len(states):
                return states
            number = {i: kept.index(same[i]) for i in same}
            states = [({text: number[to] for text, to in states[i][0].items()}, states[i][1]) for i in kept]

    def calcfirst(self, name, active):
        """The texts a rule can begin with; an error where the parser could not choose by one token."""
        if name in self.first:
            return self.first[name]
        if name in active:
            raise ValueError("recursion for rule %r" % name)
        result = {}
        for text in self.rules[name][0][0]:
            begins = self.calcfirst(text, active + [name]) if text in self.rules else {text}
            for begin in begins:
                if begin in result:
                    raise ValueError("rule %s is ambiguous; %s is in the first sets of %s as well as %s" % (name, begin, text, result[begin]))
                result[begin] = text
        self.first[name] = set(result)
        return self.first[name]

    # ---- tables ----

    def make_grammar(self):
        g = PgenGrammar()
        names = [self.startsymbol] + sorted(set(self.rules) - {self.startsymbol})
        for number, name in enumerate(names, token.NT_OFFSET):
            g.symbol2number[name] = number
            g.number2symbol[number] = name
        for name in names:
            states = []
            for i, (arcs, final) in enumerate(self.rules[name]):
                state = [(self.make_label(g, text), to) for text, to in sorted(arcs.items())]
                if final:
                    state.append((0, i))
                states.append(state)
            g.states.append(states)
            g.dfas[g.symbol2number[name]] = (states, self.make_first(g, name))
        g.start = g.symbol2number[self.startsymbol]
        return g

    def make_first(self, g, name):
        return {self.make_label(g, text): 1 for text in sorted(self.first[name])}

    def make_label(self, g, text):
        """The number of the label for a NAME or STRING of the grammar."""
        new = len(g.labels)
        if text[0].isalpha():
            if text in g.symbol2number:
                table, key, label = g.symbol2label, text, (g.symbol2number[text], None)
            else:
                number = getattr(token, text, None)
                if not isinstance(number, int):
                    raise ValueError("unknown name in grammar: %s" % text)
                table, key, label = g.tokens, number, (number, None)
        else:
            value = text[1:-1]
            if value[0].isalpha():
                table, key, label = g.keywords, value, (token.NAME, value)
            else:
                number = grammar.opmap[value]
                table, key, label = g.tokens, number, (number, None)
        if key not in table:
            table[key] = new
            g.labels.append(label)
        return table[key]


def generate_grammar(filename="Grammar.txt"):
    return ParserGenerator(filename).make_grammar()
