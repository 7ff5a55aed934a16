"""sdist: archives with the sources. What is in them is chosen by MANIFEST.in, or is the default set, and is listed in MANIFEST."""
import os
import sys
from glob import glob
from warnings import warn

from distutils import archive_util, dir_util, file_util, log
from distutils.core import Command
from distutils.errors import DistutilsOptionError, DistutilsTemplateError
from distutils.filelist import FileList
from distutils.text_file import TextFile
from distutils.util import convert_path


def show_formats():
    """Print the formats there are: what --help-formats does."""
    from distutils.archive_util import ARCHIVE_FORMATS
    from distutils.fancy_getopt import FancyGetopt
    rows = sorted(("formats=" + name, None, ARCHIVE_FORMATS[name][2]) for name in ARCHIVE_FORMATS)
    FancyGetopt(rows).print_help("List of available source distribution formats:")


class sdist(Command):

    description = "create a source distribution (tarball, zip file, etc.)"

    def checking_metadata(self):
        return self.metadata_check

    user_options = [
        ("template=", "t", "name of manifest template file [default: MANIFEST.in]"),
        ("manifest=", "m", "name of manifest file [default: MANIFEST]"),
        ("use-defaults", None, "include the default file set in the manifest [default; disable with --no-defaults]"),
        ("no-defaults", None, "don't include the default file set"),
        ("prune", None, "specifically exclude files/directories that should not be distributed (build tree, RCS/CVS dirs, etc.) "
         "[default; disable with --no-prune]"),
        ("no-prune", None, "don't automatically exclude anything"),
        ("manifest-only", "o", "just regenerate the manifest and then stop (implies --force-manifest)"),
        ("force-manifest", "f", "forcibly regenerate the manifest and carry on as usual. "
         "Deprecated: now the manifest is always regenerated."),
        ("formats=", None, "formats for source distribution (comma-separated list)"),
        ("keep-temp", "k", "keep the distribution tree around after creating archive file(s)"),
        ("dist-dir=", "d", "directory to put the source distribution archive(s) in [default: dist]"),
        ("metadata-check", None, "Ensure that all required elements of meta-data are supplied. Warn if any missing. [default]"),
        ("owner=", "u", "Owner name used when creating a tar file [default: current user]"),
        ("group=", "g", "Group name used when creating a tar file [default: current group]"),
    ]
    boolean_options = ["use-defaults", "prune", "manifest-only", "force-manifest", "keep-temp", "metadata-check"]
    help_options = [("help-formats", None, "list available distribution formats", show_formats)]
    negative_opt = {"no-defaults": "use-defaults", "no-prune": "prune"}
    sub_commands = [("check", checking_metadata)]

    def initialize_options(self):
        self.template = None
        self.manifest = None
        self.use_defaults = 1
        self.prune = 1
        self.manifest_only = 0
        self.force_manifest = 0
        self.formats = ["gztar"]
        self.keep_temp = 0
        self.dist_dir = None
        self.archive_files = None
        self.metadata_check = 1
        self.owner = None
        self.group = None

    def finalize_options(self):
        if self.manifest is None:
            self.manifest = "MANIFEST"
        if self.template is None:
            self.template = "MANIFEST.in"
        self.ensure_string_list("formats")
        unknown = archive_util.check_archive_formats(self.formats)
        if unknown:
            raise DistutilsOptionError("unknown archive format '%s'" % unknown)
        if self.dist_dir is None:
            self.dist_dir = "dist"

    def run(self):
        self.filelist = FileList()
        for name in self.get_sub_commands():
            self.run_command(name)
        self.get_file_list()
        if not self.manifest_only:
            self.make_distribution()

    def check_metadata(self):
        """Deprecated: the command check does this."""
        warn("distutils.command.sdist.check_metadata is deprecated, use the check command instead", PendingDeprecationWarning)
        check = self.distribution.get_command_obj("check")
        check.ensure_finalized()
        check.run()

    # ---- what goes into the archive ----

    def get_file_list(self):
        """Fill self.filelist: from a manifest that was written by hand, or from the template and the default set."""
        template = os.path.isfile(self.template)
        if not template and self._manifest_is_not_generated():
            self.read_manifest()
            self.filelist.sort()
            self.filelist.remove_duplicates()
            return
        if not template:
            self.warn(("manifest template '%s' does not exist " + "(using default file list)") % self.template)
        self.filelist.findall()
        if self.use_defaults:
            self.add_defaults()
        if template:
            self.read_template()
        if self.prune:
            self.prune_file_list()
        self.filelist.sort()
        self.filelist.remove_duplicates()
        self.write_manifest()

    def add_defaults(self):
        """README, the setup script, setup.cfg, tests, and the sources of all there is to build and install."""
        for names in (("README", "README.txt", "README.rst"), (self.distribution.script_name,)):
            for name in names:
                if os.path.exists(name):
                    self.filelist.append(name)
                    break
            else:
                if len(names) > 1:
                    self.warn("standard file not found: should have one of " + ", ".join(names))
                else:
                    self.warn("standard file '%s' not found" % names[0])
        for pattern in ("test/test*.py", "setup.cfg"):
            self.filelist.extend(filter(os.path.isfile, glob(pattern)))
        dist = self.distribution
        build_py = self.get_finalized_command("build_py")
        if dist.has_pure_modules():
            self.filelist.extend(build_py.get_source_files())
        for package, folder, target, names in build_py.data_files:
            for name in names:
                self.filelist.append(os.path.join(folder, name))
        for entry in dist.data_files or ():
            for name in [entry] if isinstance(entry, str) else entry[1]:
                name = convert_path(name)
                if os.path.isfile(name):
                    self.filelist.append(name)
        for wanted, command in ((dist.has_ext_modules(), "build_ext"), (dist.has_c_libraries(), "build_clib"),
                                (dist.has_scripts(), "build_scripts")):
            if wanted:
                self.filelist.extend(self.get_finalized_command(command).get_source_files())

    def read_template(self):
        """Do what the lines of the template say; what is wrong in them is told."""
        log.info("reading manifest template '%s'", self.template)
        template = TextFile(self.template, strip_comments=1, skip_blanks=1, join_lines=1, lstrip_ws=1, rstrip_ws=1, collapse_join=1)
        try:
            while True:
                line = template.readline()
                if line is None:
                    break
                try:
                    self.filelist.process_template_line(line)
                except (DistutilsTemplateError, ValueError) as e:
                    self.warn("%s, line %d: %s" % (template.filename, template.current_line if isinstance(template.current_line, int)
                                                   else template.current_line[0], e))
        finally:
            template.close()

    def prune_file_list(self):
        """Leave out the build folder, an earlier distribution, and what belongs to version control."""
        build = self.get_finalized_command("build")
        self.filelist.exclude_pattern(None, prefix=build.build_base)
        self.filelist.exclude_pattern(None, prefix=self.distribution.get_fullname())
        separators = r"/|\\" if sys.platform == "win32" else "/"
        folders = "|".join(["RCS", "CVS", r"\.svn", r"\.hg", r"\.git", r"\.bzr", "_darcs"])
        self.filelist.exclude_pattern(r"(^|%s)(%s)(%s).*" % (separators, folders, separators), is_regex=1)

    def write_manifest(self):
        if self._manifest_is_not_generated():
            log.info("not writing to manually maintained manifest file '%s'", self.manifest)
            return
        lines = ["# file GENERATED by distutils, do NOT edit"] + self.filelist.files
        self.execute(file_util.write_file, (self.manifest, lines), "writing manifest file '%s'" % self.manifest)

    def _manifest_is_not_generated(self):
        """Is there a manifest that was written by hand?"""
        if not os.path.isfile(self.manifest):
            return False
        with open(self.manifest) as f:
            return f.readline() != "# file GENERATED by distutils, do NOT edit\n"

    def read_manifest(self):
        log.info("reading manifest file '%s'", self.manifest)
        with open(self.manifest) as f:
            for line in f:
                line = line.strip()
                if line and not line.startswith("#"):
                    self.filelist.append(line)

    # ---- the archive ----

    def make_release_tree(self, base_dir, files):
        """A folder with the files, linked where that is possible, and PKG-INFO."""
        self.mkpath(base_dir)
        dir_util.create_tree(base_dir, files, dry_run=self.dry_run)
        link = "hard" if hasattr(os, "link") else None
        log.info(("making hard links in %s..." if link else "copying files to %s...") % base_dir if files
                 else "no files to distribute -- empty manifest?")
        for file in files:
            if not os.path.isfile(file):
                log.warn("'%s' not a regular file -- skipping", file)
            else:
                self.copy_file(file, os.path.join(base_dir, file), link=link)
        self.distribution.metadata.write_pkg_info(base_dir)

    def make_distribution(self):
        base_dir = self.distribution.get_fullname()
        base_name = os.path.join(self.dist_dir, base_dir)
        self.make_release_tree(base_dir, self.filelist.files)
        if "tar" in self.formats:           # compress(1) takes the tar file away: it must come last
            self.formats.append(self.formats.pop(self.formats.index("tar")))
        archives = []
        for format in self.formats:
            file = self.make_archive(base_name, format, base_dir=base_dir, owner=self.owner, group=self.group)
            archives.append(file)
            self.distribution.dist_files.append(("sdist", "", file))
        self.archive_files = archives
        if not self.keep_temp:
            dir_util.remove_tree(base_dir, dry_run=self.dry_run)

    def get_archive_files(self):
        return self.archive_files
