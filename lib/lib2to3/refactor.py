"""RefactoringTool: loads fixers and runs them over files, directories, text, and the examples in docstrings."""
import collections
import io
import logging
import operator
import os
import pkgutil
import sys
from itertools import chain

from . import pygram, pytree
from .pgen2 import driver, token, tokenize
from .pygram import python_grammar, python_symbols
from .pytree import LeafPattern, NegatedPattern, NodePattern, WildcardPattern


class FixerError(Exception):
    """A fixer could not be loaded."""


class MultiprocessingUnsupported(Exception):
    """multiprocessing cannot be used here."""


class _EveryNode(Exception):
    """A pattern can match nodes of any type."""


# ---- fixers ----

def get_all_fix_names(fixer_pkg, remove_prefix=True):
    """The sorted names of the fixers in a package."""
    package = __import__(fixer_pkg, [], [], ["*"])
    names = sorted(name for _, name, _ in pkgutil.iter_modules(package.__path__) if name.startswith("fix_"))
    return [name[4:] for name in names] if remove_prefix else names


def get_fixers_from_package(pkg_name):
    """The full names of the modules of the fixers in a package."""
    return [pkg_name + "." + name for name in get_all_fix_names(pkg_name, False)]


def _get_head_types(pat):
    """The types of node a pattern can match; _EveryNode where that is any."""
    if isinstance(pat, (NodePattern, LeafPattern)):
        if pat.type is None:
            raise _EveryNode
        return {pat.type}
    if isinstance(pat, NegatedPattern):
        if pat.content:
            return _get_head_types(pat.content)
        raise _EveryNode
    if isinstance(pat, WildcardPattern):
        if pat.content is None:
            raise _EveryNode
        types = set()
        for sequence in pat.content:
            types |= _get_head_types(sequence[0])
        return types
    raise Exception("Oh no! I don't understand pattern %s" % (pat,))


def _get_headnode_dict(fixer_list):
    """Type of node -> fixers to try there."""
    heads = collections.defaultdict(list)
    every = []
    for fixer in fixer_list:
        if fixer.pattern:
            try:
                types = _get_head_types(fixer.pattern)
            except _EveryNode:
                every.append(fixer)
            else:
                for type in types:
                    heads[type].append(fixer)
        elif fixer._accept_type is not None:
            heads[fixer._accept_type].append(fixer)
        else:
            every.append(fixer)
    for type in chain(python_grammar.symbol2number.values(), python_grammar.tokens):
        heads[type].extend(every)
    return dict(heads)


# ---- texts ----

def _identity(obj):
    return obj


def _detect_future_features(source):
    """The names imported from __future__ at the beginning of a source text."""
    skip = {token.NEWLINE, tokenize.NL, token.COMMENT}
    tokens = ((t[0], t[1]) for t in tokenize.generate_tokens(io.StringIO(source).readline) if t[0] not in skip)
    features = set()
    try:
        docstring = False
        type, value = next(tokens)
        while True:
            if type == token.STRING and not docstring:
                docstring = True
                type, value = next(tokens)
                continue
            if [(type, value), next(tokens), next(tokens)] != [(token.NAME, "from"), (token.NAME, "__future__"), (token.NAME, "import")]:
                break
            type, value = next(tokens)
            if (type, value) == (token.OP, "("):
                type, value = next(tokens)
            while type == token.NAME:
                features.add(value)
                type, value = next(tokens)
                if (type, value) != (token.OP, ","):
                    break
                type, value = next(tokens)
            if (type, value) == (token.OP, ")"):
                type, value = next(tokens)
    except (StopIteration, tokenize.TokenError):
        pass
    return frozenset(features)


class RefactoringTool:

    _default_options = {"print_function": False, "write_unchanged_files": False}
    CLASS_PREFIX = "Fix"
    FILE_PREFIX = "fix_"

    def __init__(self, fixer_names, options=None, explicit=None):
        """fixer_names are full names of modules; explicit is True, or those of them that run only when asked for."""
        self.fixers = fixer_names
        self.explicit = explicit or []
        self.options = dict(self._default_options, **(options or {}))
        self.grammar = pygram.python_grammar_no_print_statement if self.options["print_function"] else pygram.python_grammar
        self.write_unchanged_files = self.options.get("write_unchanged_files")
        self.errors = []
        self.logger = logging.getLogger("RefactoringTool")
        self.fixer_log = []
        self.wrote = False
        self.driver = driver.Driver(self.grammar, convert=pytree.convert, logger=self.logger)
        self.pre_order, self.post_order = self.get_fixers()
        self.files = []                     # those changed, or to be changed
        self.bmi_pre_order = self.pre_order
        self.bmi_post_order = self.post_order
        self.bmi_pre_order_heads = _get_headnode_dict(self.pre_order)
        self.bmi_post_order_heads = _get_headnode_dict(self.post_order)

    def get_fixers(self):
        """The fixers to run before and after the children of a node, each list sorted by run_order."""
        pre, post = [], []
        for path in self.fixers:
            module = __import__(path, {}, {}, ["*"])
            name = path.rsplit(".", 1)[-1]
            if name.startswith(self.FILE_PREFIX):
                name = name[len(self.FILE_PREFIX):]
            class_name = self.CLASS_PREFIX + "".join(part.title() for part in name.split("_"))
            fix_class = getattr(module, class_name, None)
            if fix_class is None:
                raise FixerError("Can't find %s.%s" % (name, class_name))
            fixer = fix_class(self.options, self.fixer_log)
            if fixer.explicit and self.explicit is not True and path not in self.explicit:
                self.log_message("Skipping optional fixer: %s", name)
                continue
            self.log_debug("Adding transformation: %s", name)
            if fixer.order not in ("pre", "post"):
                raise FixerError("Illegal fixer order: %r" % fixer.order)
            (pre if fixer.order == "pre" else post).append(fixer)
        key = operator.attrgetter("run_order")
        return sorted(pre, key=key), sorted(post, key=key)

    # ---- messages ----

    def log_error(self, msg, *args, **kwds):
        """Called where something went wrong: the exception goes on."""
        raise

    def log_message(self, msg, *args):
        self.logger.info(msg % args if args else msg)

    def log_debug(self, msg, *args):
        self.logger.debug(msg % args if args else msg)

    def print_output(self, old_text, new_text, filename, equal):
        """Called with each text before and after."""

    # ---- files ----

    def refactor(self, items, write=False, doctests_only=False):
        for item in items:
            if os.path.isdir(item):
                self.refactor_dir(item, write, doctests_only)
            else:
                self.refactor_file(item, write, doctests_only)

    def refactor_dir(self, dir_name, write=False, doctests_only=False):
        """All Python files in a directory and below, but for those in hidden ones."""
        for folder, folders, files in os.walk(dir_name):
            self.log_debug("Descending into %s", folder)
            folders.sort()
            files.sort()
            for name in files:
                if not name.startswith(".") and os.path.splitext(name)[1] == ".py":
                    self.refactor_file(os.path.join(folder, name), write, doctests_only)
            folders[:] = [name for name in folders if not name.startswith(".")]

    def _read_python_source(self, filename):
        try:
            with open(filename, "rb") as f:
                encoding = tokenize.detect_encoding(f.readline)[0]
        except OSError as e:
            self.log_error("Can't open %s: %s", filename, e)
            return None, None
        with io.open(filename, "r", encoding=encoding, newline="") as f:
            return f.read(), encoding

    def refactor_file(self, filename, write=False, doctests_only=False):
        text, encoding = self._read_python_source(filename)
        if text is None:
            return
        text += "\n"                        # the grammar wants lines to end
        if doctests_only:
            self.log_debug("Refactoring doctests in %s", filename)
            new = self.refactor_docstring(text, filename)
            if self.write_unchanged_files or new != text:
                self.processed_file(new, filename, text, write, encoding)
            else:
                self.log_debug("No doctest changes in %s", filename)
            return
        tree = self.refactor_string(text, filename)
        if self.write_unchanged_files or (tree and tree.was_changed):
            self.processed_file(str(tree)[:-1], filename, write=write, encoding=encoding)
        else:
            self.log_debug("No changes in %s", filename)

    def refactor_string(self, data, name):
        """The changed tree of a source text; None where it does not parse."""
        features = _detect_future_features(data)
        if "print_function" in features:
            self.driver.grammar = pygram.python_grammar_no_print_statement
        try:
            tree = self.driver.parse_string(data)
        except Exception as e:
            self.log_error("Can't parse %s: %s: %s", name, e.__class__.__name__, e)
            return None
        finally:
            self.driver.grammar = self.grammar
        tree.future_features = features
        self.log_debug("Refactoring %s", name)
        self.refactor_tree(tree, name)
        return tree

    def refactor_stdin(self, doctests_only=False):
        text = sys.stdin.read()
        if doctests_only:
            self.log_debug("Refactoring doctests in stdin")
            new = self.refactor_docstring(text, "<stdin>")
            if self.write_unchanged_files or new != text:
                self.processed_file(new, "<stdin>", text)
            else:
                self.log_debug("No doctest changes in stdin")
            return
        tree = self.refactor_string(text, "<stdin>")
        if self.write_unchanged_files or (tree and tree.was_changed):
            self.processed_file(str(tree), "<stdin>", text)
        else:
            self.log_debug("No changes in stdin")

    def refactor_tree(self, tree, name):
        """Run the fixers over a tree; whether it was changed."""
        for fixer in chain(self.pre_order, self.post_order):
            fixer.start_tree(tree, name)
        self.traverse_by(self.bmi_pre_order_heads, tree.pre_order())
        self.traverse_by(self.bmi_post_order_heads, tree.post_order())
        for fixer in chain(self.pre_order, self.post_order):
            fixer.finish_tree(tree, name)
        return tree.was_changed

    def traverse_by(self, fixers, traversal):
        """fixers: type of node -> fixers to try there."""
        if not fixers:
            return
        for node in traversal:
            for fixer in fixers.get(node.type, ()):
                results = fixer.match(node)
                if results:
                    new = fixer.transform(node, results)
                    if new is not None:
                        node.replace(new)
                        node = new

    def processed_file(self, new_text, filename, old_text=None, write=False, encoding=None):
        """Called with each text that is to be written."""
        self.files.append(filename)
        if old_text is None:
            old_text = self._read_python_source(filename)[0]
            if old_text is None:
                return
        equal = old_text == new_text
        self.print_output(old_text, new_text, filename, equal)
        if equal:
            self.log_debug("No changes to %s", filename)
            if not self.write_unchanged_files:
                return
        if write:
            self.write_file(new_text, filename, old_text, encoding)
        else:
            self.log_debug("Not writing changes to %s", filename)

    def write_file(self, new_text, filename, old_text, encoding=None):
        try:
            f = io.open(filename, "w", encoding=encoding, newline="")
        except OSError as e:
            self.log_error("Can't create %s: %s", filename, e)
            return
        with f:
            try:
                f.write(new_text)
            except OSError as e:
                self.log_error("Can't write %s: %s", filename, e)
        self.log_debug("Wrote changes to %s", filename)
        self.wrote = True

    # ---- examples in docstrings ----

    PS1 = ">>> "
    PS2 = "... "

    def refactor_docstring(self, input, filename):
        """The text with its interactive examples changed."""
        result = []
        block, block_line, indent = None, None, None
        lines = input.splitlines(keepends=True)
        for number, line in enumerate(lines, 1):
            bare = line.lstrip()
            if bare.startswith(self.PS1):
                if block is not None:
                    result.extend(self.refactor_doctest(block, block_line, indent, filename))
                block, block_line = [line], number
                indent = line[:line.index(self.PS1)]
            elif indent is not None and (line.startswith(indent + self.PS2) or line == indent + self.PS2.rstrip() + "\n"):
                block.append(line)
            else:
                if block is not None:
                    result.extend(self.refactor_doctest(block, block_line, indent, filename))
                block = indent = None
                result.append(line)
        if block is not None:
            result.extend(self.refactor_doctest(block, block_line, indent, filename))
        return "".join(result)

    def refactor_doctest(self, block, lineno, indent, filename):
        """The lines of an example, changed; as they are where they do not parse."""
        try:
            tree = self.parse_block(block, lineno, indent)
        except Exception as e:
            if self.logger.isEnabledFor(logging.DEBUG):
                for line in block:
                    self.log_debug("Source: %s", line.rstrip("\n"))
            self.log_error("Can't parse docstring in %s line %s: %s: %s", filename, lineno, e.__class__.__name__, e)
            return block
        if not self.refactor_tree(tree, filename):
            return block
        new = str(tree).splitlines(keepends=True)
        blank, new = new[:lineno - 1], new[lineno - 1:]      # the tokens were given the line numbers of the file
        assert blank == ["\n"] * (lineno - 1), blank
        if not new[-1].endswith("\n"):
            new[-1] += "\n"
        return [indent + self.PS1 + new[0]] + [indent + self.PS2 + line for line in new[1:]]

    def parse_block(self, block, lineno, indent):
        tree = self.driver.parse_tokens(self.wrap_toks(block, lineno, indent))
        tree.future_features = frozenset()
        return tree

    def wrap_toks(self, block, lineno, indent):
        """The tokens of an example, with the line numbers of the file it is in."""
        for type, value, (row0, col0), (row1, col1), text in tokenize.generate_tokens(self.gen_lines(block, indent).__next__):
            yield type, value, (row0 + lineno - 1, col0), (row1 + lineno - 1, col1), text

    def gen_lines(self, block, indent):
        """The lines of an example without prompts."""
        prompt = indent + self.PS1
        for line in block:
            if line.startswith(prompt):
                yield line[len(prompt):]
            elif line == prompt.rstrip() + "\n":
                yield "\n"
            else:
                raise AssertionError("line=%r, prefix=%r" % (line, prompt))
            prompt = indent + self.PS2
        while True:
            yield ""

    def summarize(self):
        """Tell what was done."""
        if self.wrote:
            self.log_message("Files that were modified:" if self.files else "No files were modified.")
        elif self.files:
            self.log_message("Files that need to be modified:")
        else:
            self.log_message("No files need to be modified.")
        for name in self.files:
            self.log_message(name)
        if self.fixer_log:
            self.log_message("Warnings/messages while refactoring:")
            for message in self.fixer_log:
                self.log_message(message)
        if self.errors:
            self.log_message("There was 1 error:" if len(self.errors) == 1 else "There were %d errors:" % len(self.errors))
            for msg, args, kwds in self.errors:
                self.log_message(msg, *args)


class MultiprocessRefactoringTool(RefactoringTool):
    """Works on several files at a time, each in a process."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.queue = None
        self.output_lock = None

    def refactor(self, items, write=False, doctests_only=False, num_processes=1):
        if num_processes == 1:
            return super().refactor(items, write, doctests_only)
        try:
            import multiprocessing
        except ImportError:
            raise MultiprocessingUnsupported from None
        if self.queue is not None:
            raise RuntimeError("already doing multiple processes")
        self.queue = multiprocessing.JoinableQueue()
        self.output_lock = multiprocessing.Lock()
        processes = [multiprocessing.Process(target=self._child) for _ in range(num_processes)]
        try:
            for process in processes:
                process.start()
            super().refactor(items, write, doctests_only)
        finally:
            self.queue.join()
            for _ in processes:
                self.queue.put(None)
            for process in processes:
                process.join()
            self.queue = None

    def _child(self):
        task = self.queue.get()
        while task is not None:
            args, kwargs = task
            try:
                super().refactor_file(*args, **kwargs)
            finally:
                self.queue.task_done()
            task = self.queue.get()

    def refactor_file(self, *args, **kwargs):
        if self.queue is None:
            return super().refactor_file(*args, **kwargs)
        self.queue.put((args, kwargs))
