"""From source text to a tree: tokens are fed to the parser, and what stands between them becomes their prefix."""
import io
import logging
import os
import pkgutil
import sys

from . import grammar, parse, pgen, token, tokenize

__all__ = ["Driver", "load_grammar"]


class Driver:

    def __init__(self, grammar, convert=None, logger=None):
        self.grammar = grammar
        self.convert = convert
        self.logger = logger or logging.getLogger()

    def parse_tokens(self, tokens, debug=False):
        """The tree of a sequence of 5-tuples as tokenize makes them."""
        p = parse.Parser(self.grammar, self.convert)
        p.setup()
        line, column = 1, 0                 # where the last token ended
        prefix = ""
        type = value = start = None
        for type, value, start, end, text in tokens:
            if start != (line, column):
                if line < start[0]:
                    prefix += "\n" * (start[0] - line)
                    line, column = start[0], 0
                if column < start[1]:
                    prefix += text[column:start[1]]
            line, column = end
            if type in (tokenize.COMMENT, tokenize.NL):
                prefix += value
            else:
                if type == token.OP:
                    type = grammar.opmap[value]
                if p.addtoken(type, value, (prefix, start)):
                    return p.rootnode
                prefix = ""
            if value.endswith("\n"):
                line, column = end[0] + 1, 0
        raise parse.ParseError("incomplete input", type, value, (prefix, start))

    def parse_stream_raw(self, stream, debug=False):
        return self.parse_tokens(tokenize.generate_tokens(stream.readline), debug)

    def parse_stream(self, stream, debug=False):
        return self.parse_stream_raw(stream, debug)

    def parse_file(self, filename, encoding=None, debug=False):
        with io.open(filename, "r", encoding=encoding) as stream:
            return self.parse_stream(stream, debug)

    def parse_string(self, text, debug=False):
        return self.parse_tokens(tokenize.generate_tokens(io.StringIO(text, newline="").readline), debug)


def _generate_pickle_name(gt):
    """Where the tables of a grammar file are kept."""
    head, tail = os.path.splitext(gt)
    if tail == ".txt":
        tail = ""
    return head + tail + ".".join(map(str, sys.version_info)) + ".pickle"


def load_grammar(gt="Grammar.txt", gp=None, save=True, force=False, logger=None):
    """The tables of a grammar file, from the file that keeps them where that is not older."""
    logger = logger or logging.getLogger()
    gp = _generate_pickle_name(gt) if gp is None else gp
    if force or not _newer(gp, gt):
        logger.info("Generating grammar tables from %s", gt)
        g = pgen.generate_grammar(gt)
        if save:
            logger.info("Writing grammar tables to %s", gp)
            try:
                g.dump(gp)
            except OSError as e:
                logger.info("Writing failed: %s", e)
    else:
        g = grammar.Grammar()
        g.load(gp)
    return g


def _newer(a, b):
    """Whether file a is not older than file b; a file that is missing is older than any."""
    if not os.path.exists(a):
        return False
    return not os.path.exists(b) or os.path.getmtime(a) >= os.path.getmtime(b)


def load_packaged_grammar(package, grammar_source):
    """The tables of a grammar that is data of a package, which may lie in an archive: kept tables first, else those of its text."""
    if os.path.isfile(grammar_source):
        return load_grammar(grammar_source)
    g = grammar.Grammar()
    try:
        data = pkgutil.get_data(package, _generate_pickle_name(os.path.basename(grammar_source)))
    except OSError:
        data = None
    if data is None:
        text = pkgutil.get_data(package, os.path.basename(grammar_source)).decode("utf-8")
        return pgen.ParserGenerator(grammar_source, io.StringIO(text)).make_grammar()
    g.loads(data)
    return g


def main(*args):
    """Make and keep the tables of the grammar files named."""
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
    for gt in args or sys.argv[1:]:
        load_grammar(gt, save=True, force=True)
    return True


if __name__ == "__main__":
    sys.exit(int(not main()))
