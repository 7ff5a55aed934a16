"""The 2to3 program: options, differences on standard output, backups."""
import difflib
import logging
import optparse
import os
import shutil
import sys

from . import refactor


def diff_texts(a, b, filename):
    """The lines of a unified difference."""
    return difflib.unified_diff(a.splitlines(), b.splitlines(), filename, filename, "(original)", "(refactored)", lineterm="")


def warn(msg):
    print("WARNING: %s" % (msg,), file=sys.stderr)


class StdoutRefactoringTool(refactor.MultiprocessRefactoringTool):
    """Prints differences; writes files back, or into another directory, with a backup or without."""

    def __init__(self, fixers, options, explicit, nobackups, show_diffs, input_base_dir="", output_dir="", append_suffix=""):
        self.nobackups = nobackups
        self.show_diffs = show_diffs
        if input_base_dir and not input_base_dir.endswith(os.sep):
            input_base_dir += os.sep
        self._input_base_dir = input_base_dir
        self._output_dir = output_dir
        self._append_suffix = append_suffix
        super().__init__(fixers, options, explicit)

    def log_error(self, msg, *args, **kwargs):
        self.errors.append((msg, args, kwargs))
        self.logger.error(msg, *args, **kwargs)

    def write_file(self, new_text, filename, old_text, encoding):
        original = filename
        if self._output_dir:
            if not filename.startswith(self._input_base_dir):
                raise ValueError("filename %s does not start with the input_base_dir %s" % (filename, self._input_base_dir))
            filename = os.path.join(self._output_dir, filename[len(self._input_base_dir):])
        if self._append_suffix:
            filename += self._append_suffix
        if original != filename:
            os.makedirs(os.path.dirname(filename) or ".", exist_ok=True)
            self.log_message("Writing converted %s to %s.", original, filename)
        if not self.nobackups:
            backup = filename + ".bak"
            if os.path.lexists(backup):
                try:
                    os.remove(backup)
                except OSError:
                    self.log_message("Can't remove backup %s", backup)
            try:
                os.rename(filename, backup)
            except OSError:
                self.log_message("Can't rename %s to %s", filename, backup)
        super().write_file(new_text, filename, old_text, encoding)
        if not self.nobackups:
            shutil.copymode(backup, filename)
        if original != filename:
            shutil.copymode(original, filename)

    def print_output(self, old, new, filename, equal):
        if equal:
            self.log_message("No changes to %s", filename)
            return
        self.log_message("Refactored %s", filename)
        if not self.show_diffs:
            return
        lines = diff_texts(old, new, filename)
        try:
            if self.output_lock is not None:
                with self.output_lock:
                    self.print_lines(lines)
            else:
                self.print_lines(lines)
        except UnicodeEncodeError:
            warn("couldn't encode %s's diff for your terminal" % (filename,))

    def print_lines(self, lines):
        for line in lines:
            print(line)
        sys.stdout.flush()


def make_parser():
    parser = optparse.OptionParser(usage="2to3 [options] file|dir ...")
    add = parser.add_option
    add("-d", "--doctests_only", action="store_true", help="Fix up doctests only")
    add("-f", "--fix", action="append", default=[], help="Each FIX specifies a transformation; default: all")
    add("-j", "--processes", action="store", default=1, type="int", help="Run 2to3 concurrently")
    add("-x", "--nofix", action="append", default=[], help="Prevent a transformation from being run")
    add("-l", "--list-fixes", action="store_true", help="List available transformations")
    add("-p", "--print-function", action="store_true", help="Modify the grammar so that print() is a function")
    add("-v", "--verbose", action="store_true", help="More verbose logging")
    add("--no-diffs", action="store_true", help="Don't show diffs of the refactoring")
    add("-w", "--write", action="store_true", help="Write back modified files")
    add("-n", "--nobackups", action="store_true", default=False, help="Don't write backups for modified files")
    add("-o", "--output-dir", action="store", type="str", default="",
        help="Put output files in this directory instead of overwriting the input files.  Requires -n.")
    add("-W", "--write-unchanged-files", action="store_true",
        help="Also write files even if no changes were required (useful with --output-dir); implies -w.")
    add("--add-suffix", action="store", type="str", default="",
        help="Append this string to all output filenames. Requires -n if non-empty.  ex: --add-suffix='3' will generate .py3 files.")
    return parser


def chosen_fixers(fixer_pkg, options):
    """(modules of the fixers to run, those asked for by name)."""
    unwanted = {fixer_pkg + ".fix_" + name for name in options.nofix}
    available = set(refactor.get_fixers_from_package(fixer_pkg))
    explicit = {fixer_pkg + ".fix_" + name for name in options.fix if name != "all"}
    wanted = available | explicit if "all" in options.fix or not options.fix else explicit
    return wanted - unwanted, explicit


def main(fixer_pkg, args=None):
    """Run the program; the status it shall end with."""
    parser = make_parser()
    options, args = parser.parse_args(args)
    flags = {}
    if options.write_unchanged_files:
        flags["write_unchanged_files"] = True
        if not options.write:
            warn("--write-unchanged-files/-W implies -w.")
        options.write = True
    if options.output_dir and not options.nobackups:
        parser.error("Can't use --output-dir/-o without -n.")
    if options.add_suffix and not options.nobackups:
        parser.error("Can't use --add-suffix without -n.")
    if not options.write and options.no_diffs:
        warn("not writing files and not printing diffs; that's not very useful")
    if not options.write and options.nobackups:
        parser.error("Can't use -n without -w")
    if options.list_fixes:
        print("Available transformations for the -f/--fix option:")
        for name in refactor.get_all_fix_names(fixer_pkg):
            print(name)
        if not args:
            return 0
    if not args:
        print("At least one file or directory argument required.", file=sys.stderr)
        print("Use --help to show usage.", file=sys.stderr)
        return 2
    if "-" in args and options.write:
        print("Can't write to stdin.", file=sys.stderr)
        return 2
    if options.print_function:
        flags["print_function"] = True

    logging.basicConfig(format="%(name)s: %(message)s", level=logging.DEBUG if options.verbose else logging.INFO)
    logger = logging.getLogger("lib2to3.main")
    base = os.path.commonprefix(args)
    if base and not base.endswith(os.sep) and not os.path.isdir(base):
        base = os.path.dirname(base)
    if options.output_dir:
        base = base.rstrip(os.sep)
        logger.info("Output in %r will mirror the input directory %r layout.", options.output_dir, base)
    fixers, explicit = chosen_fixers(fixer_pkg, options)
    rt = StdoutRefactoringTool(sorted(fixers), flags, sorted(explicit), options.nobackups, not options.no_diffs,
                               input_base_dir=base, output_dir=options.output_dir, append_suffix=options.add_suffix)
    if not rt.errors:
        if args == ["-"]:
            rt.refactor_stdin()
        else:
            try:
                rt.refactor(args, options.write, options.doctests_only, options.processes)
            except refactor.MultiprocessingUnsupported:
                assert options.processes > 1
                print("Sorry, -j isn't supported on this platform.", file=sys.stderr)
                return 1
        rt.summarize()
    return int(bool(rt.errors))
