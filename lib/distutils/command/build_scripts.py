"""build_scripts: copies scripts to the build folder; those that begin with #!...python get the path of this interpreter."""
import os
import re
from stat import ST_MODE

from distutils import log
from distutils.core import Command
from distutils.dep_util import newer
from distutils.util import Mixin2to3, convert_path

first_line_re = re.compile(b"^#!.*python[0-9.]*([ \t].*)?$")


class build_scripts(Command):

    description = '"build" scripts (copy and fixup #! line)'
    user_options = [
        ("build-dir=", "d", 'directory to "build" (copy) to'),
        ("force", "f", "forcibly build everything (ignore file timestamps"),
        ("executable=", "e", "specify final destination interpreter path"),
    ]
    boolean_options = ["force"]

    def initialize_options(self):
        self.build_dir = None
        self.scripts = None
        self.force = None
        self.executable = None
        self.outfiles = None

    def finalize_options(self):
        self.set_undefined_options("build", ("build_scripts", "build_dir"), ("force", "force"), ("executable", "executable"))
        self.scripts = self.distribution.scripts

    def get_source_files(self):
        return self.scripts

    def run(self):
        if self.scripts:
            self.copy_scripts()

    def copy_scripts(self):
        """(files of the build folder, those that were written)"""
        self.mkpath(self.build_dir)
        outfiles, updated = [], []
        for script in self.scripts:
            script = convert_path(script)
            target = os.path.join(self.build_dir, os.path.basename(script))
            outfiles.append(target)
            if not self.force and not newer(script, target):
                log.debug("not copying %s (up-to-date)", script)
                continue
            try:
                with open(script, "rb") as f:
                    text = f.read()
            except OSError:
                if not self.dry_run:
                    raise
                text = b" "
            if not text:
                self.warn("%s is an empty file (skipping)" % script)
                continue
            first, newline, rest = text.partition(b"\n")
            match = first_line_re.match(first)
            updated.append(target)
            if not match:
                self.copy_file(script, target)
                continue
            log.info("copying and adjusting %s -> %s", script, self.build_dir)
            if not self.dry_run:
                shebang = self.shebang(match.group(1) or b"", text, script)
                with open(target, "wb") as f:
                    f.write(shebang + newline + rest)
        if os.name == "posix":
            for file in outfiles:
                self.make_executable(file)
        return outfiles, updated

    def shebang(self, options, text, script):
        """The first line, which must be readable in UTF-8 and in the script's own encoding."""
        import tokenize
        from io import BytesIO
        line = b"#!" + os.fsencode(self.executable) + options
        encoding = tokenize.detect_encoding(BytesIO(text).readline)[0]
        for name in ("utf-8", encoding):
            try:
                line.decode(name)
            except UnicodeDecodeError:
                raise ValueError("The shebang ({!r}) is not decodable from {}".format(line, name))
        return line

    def make_executable(self, file):
        if self.dry_run:
            log.info("changing mode of %s", file)
            return
        old = os.stat(file)[ST_MODE] & 0o7777
        new = (old | 0o555) & 0o7777
        if new != old:
            log.info("changing mode of %s from %o to %o", file, old, new)
            os.chmod(file, new)


class build_scripts_2to3(build_scripts, Mixin2to3):
    """build_scripts that translates what it copied with 2to3."""

    def copy_scripts(self):
        outfiles, updated = build_scripts.copy_scripts(self)
        if not self.dry_run:
            self.run_2to3(updated)
        return outfiles, updated
