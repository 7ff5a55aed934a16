"""From the text of a pattern to a pattern.

    alternatives: alternative ('|' alternative)*        alternative: (['not'] unit)+
    unit: [NAME '='] (STRING [repeat] | NAME ['<' alternatives '>'] [repeat] | '(' alternatives ')' [repeat] | '[' alternatives ']')
    repeat: '*' | '+' | '{' NUMBER [',' NUMBER] '}'

A STRING is the text of a leaf; an upper case NAME is a token, a lower case one a symbol of Python's grammar with its children between < and >,
`any` is any node; [x] is x or nothing. NAME= gives what a unit matches a name: a node, or a list of nodes for a group or a repetition.
"""
import io

from . import pygram, pytree
from .pgen2 import grammar, literals, token, tokenize


class PatternSyntaxError(Exception):
    pass


class PatternCompiler:

    def __init__(self, grammar_file=None):
        if grammar_file is None:
            self.pygrammar = pygram.python_grammar
        else:
            from .pgen2 import driver
            self.pygrammar = driver.load_grammar(grammar_file)

    def compile_pattern(self, input, debug=False, with_tree=False):
        """The pattern for a text. With with_tree also its tree, which we do not make: None."""
        skip = (token.NEWLINE, token.INDENT, token.DEDENT, tokenize.NL, tokenize.COMMENT)
        try:
            self.tokens = [t[:2] for t in tokenize.generate_tokens(io.StringIO(input).readline) if t[0] not in skip]
        except tokenize.TokenError as e:
            raise PatternSyntaxError(str(e)) from None
        self.at = 0
        alternatives = self.parse_alternatives()
        if self.tokens[self.at][0] != token.ENDMARKER:
            self.fail()
        pattern = self.group(alternatives, 1, 1)
        return (pattern, None) if with_tree else pattern

    def fail(self):
        raise PatternSyntaxError("unexpected %r in pattern" % (self.tokens[self.at][1],))

    def peek(self, text):
        return self.tokens[self.at] == (token.OP, text)

    def accept(self, text):
        if self.peek(text):
            self.at += 1
            return True
        return False

    def expect(self, text):
        if not self.accept(text):
            self.fail()

    def next(self, type):
        if self.tokens[self.at][0] != type:
            self.fail()
        self.at += 1
        return self.tokens[self.at - 1][1]

    def parse_alternatives(self):
        """A list of lists of patterns."""
        result = [self.parse_alternative()]
        while self.accept("|"):
            result.append(self.parse_alternative())
        return result

    def parse_alternative(self):
        units = [self.parse_unit()]
        while self.tokens[self.at][0] in (token.NAME, token.STRING) or self.peek("(") or self.peek("["):
            units.append(self.parse_unit())
        return units

    def parse_unit(self):
        if self.tokens[self.at] == (token.NAME, "not"):
            self.at += 1
            return pytree.NegatedPattern(self.parse_unit())
        name = None
        if self.tokens[self.at][0] == token.NAME and self.tokens[self.at + 1] == (token.OP, "="):
            name = self.next(token.NAME)
            self.at += 1
        if self.accept("["):
            alternatives = self.parse_alternatives()
            self.expect("]")
            return pytree.WildcardPattern(alternatives, 0, 1, name)
        if self.accept("("):
            alternatives = self.parse_alternatives()
            self.expect(")")
            return self.group(alternatives, *self.parse_repeat() or (1, 1), name=name)
        pattern = self.parse_basic()
        repeat = self.parse_repeat()
        if repeat is not None:
            return pytree.WildcardPattern([[pattern]], *repeat, name=name)
        pattern.name = name
        return pattern

    def group(self, alternatives, least, most, name=None):
        alternatives = [[unit.optimize() for unit in units] for units in alternatives]
        return pytree.WildcardPattern(alternatives, least, most, name).optimize()

    def parse_repeat(self):
        """(least, most) repetitions, None where nothing is said."""
        if self.accept("*"):
            return 0, pytree.HUGE
        if self.accept("+"):
            return 1, pytree.HUGE
        if self.accept("{"):
            least = most = self.get_int(self.next(token.NUMBER))
            if self.accept(","):
                most = self.get_int(self.next(token.NUMBER))
            self.expect("}")
            return least, most
        return None

    def get_int(self, text):
        return int(text)

    def parse_basic(self):
        if self.tokens[self.at][0] == token.STRING:
            value = literals.evalString(self.next(token.STRING))
            return pytree.LeafPattern(_type_of_literal(value), value)
        name = self.next(token.NAME)
        if name.isupper():
            number = getattr(token, name, None)
            if number is None:
                raise PatternSyntaxError("Invalid token: %r" % name)
            if self.peek("<"):
                raise PatternSyntaxError("Can't have details for token")
            return pytree.LeafPattern(number)
        if name == "any":
            number = None
        elif name in self.pygrammar.symbol2number:
            number = self.pygrammar.symbol2number[name]
        else:
            raise PatternSyntaxError("Invalid symbol: %r" % name)
        content = None
        if self.accept("<"):
            alternatives = self.parse_alternatives()
            self.expect(">")
            content = alternatives[0] if len(alternatives) == 1 else [self.group(alternatives, 1, 1)]
        return pytree.NodePattern(number, content)


def _type_of_literal(value):
    if value[0].isalpha():
        return token.NAME
    return grammar.opmap.get(value)


def compile_pattern(pattern):
    return PatternCompiler().compile_pattern(pattern)
