"""What fixers have in common. A fixer is a class FixName in a module fix_name; see BaseFix for what it may define."""
import itertools

from . import pygram
from .fixer_util import does_tree_import
from .patcomp import PatternCompiler


class BaseFix:
    """A transformation of trees: where match() finds something, transform() changes it."""

    PATTERN = None                          # text of a pattern; without one, match() is to be defined
    pattern = None                          # PATTERN compiled
    pattern_tree = None
    options = None
    filename = None                         # of the tree being worked on
    numbers = itertools.count(1)            # for new_name()
    used_names = set()                      # names in the tree
    order = "post"                          # in which order nodes are visited: "post" or "pre"
    explicit = False                        # does it run only when asked for by name?
    run_order = 5                           # fixers with lower numbers run first
    _accept_type = None                     # the only type of node it can match
    keep_line_order = False
    BM_compatible = False
    syms = pygram.python_symbols

    def __init__(self, options, log):
        """log is a list to which messages are added."""
        self.options = options
        self.log = log
        self.compile_pattern()

    def compile_pattern(self):
        if self.PATTERN is not None:
            self.pattern, self.pattern_tree = PatternCompiler().compile_pattern(self.PATTERN, with_tree=True)

    def set_filename(self, filename):
        self.filename = filename

    def match(self, node):
        """A true value, usually the dict of what named parts of the pattern matched, where the node is to be transformed."""
        results = {"node": node}
        return self.pattern.match(node, results) and results

    def transform(self, node, results):
        """Change the tree; a node returned takes the place of node."""
        raise NotImplementedError()

    def new_name(self, template="xxx_todo_changeme"):
        """A name that does not occur in the tree."""
        name = template
        while name in self.used_names:
            name = template + str(next(self.numbers))
        self.used_names.add(name)
        return name

    def log_message(self, message):
        if self.first_log:
            self.first_log = False
            self.log.append("### In file %s ###" % self.filename)
        self.log.append(message)

    def cannot_convert(self, node, reason=None):
        """Tell that a node cannot be transformed."""
        text = node.clone()
        text.prefix = ""
        self.log_message("Line %d: could not convert: %s" % (node.get_lineno(), text))
        if reason:
            self.log_message(reason)

    def warning(self, node, reason):
        self.log_message("Line %d: %s" % (node.get_lineno(), reason))

    def start_tree(self, tree, filename):
        """Called before a tree is visited."""
        self.used_names = tree.used_names
        self.set_filename(filename)
        self.numbers = itertools.count(1)
        self.first_log = True

    def finish_tree(self, tree, filename):
        """Called after a tree was visited."""


class ConditionalFix(BaseFix):
    """A fixer that does nothing where the tree imports skip_on ("package.name")."""

    skip_on = None

    def start_tree(self, *args):
        super().start_tree(*args)
        self._should_skip = None

    def should_skip(self, node):
        if self._should_skip is None:
            package, _, name = self.skip_on.rpartition(".")
            self._should_skip = does_tree_import(package, name, node)
        return self._should_skip
