"""bdist_rpm: RPM packages. A .spec file and a source archive are written, rpmbuild does the rest."""
import os
import subprocess
import sys

from distutils import log
from distutils.core import Command
from distutils.errors import DistutilsExecError, DistutilsFileError, DistutilsOptionError, DistutilsPlatformError
from distutils.file_util import write_file
from distutils.sysconfig import get_python_version

_SCRIPTS = (("prep", "prep_script", "%setup -n %{name}-%{unmangled_version}"), ("build", "build_script", None),
            ("install", "install_script", None), ("clean", "clean_script", "rm -rf $RPM_BUILD_ROOT"),
            ("verifyscript", "verify_script", None), ("pre", "pre_install", None), ("post", "post_install", None),
            ("preun", "pre_uninstall", None), ("postun", "post_uninstall", None))


class bdist_rpm(Command):

    description = "create an RPM distribution"
    user_options = [
        ("bdist-base=", None, "base directory for creating built distributions"),
        ("rpm-base=", None, "base directory for creating RPMs (defaults to \"rpm\" under --bdist-base; must be specified for RPM 2)"),
        ("dist-dir=", "d", "directory to put final RPM files in (and .spec files if --spec-only)"),
        ("python=", None, "path to Python interpreter to hard-code in the .spec file (default: \"python\")"),
        ("fix-python", None, "hard-code the exact path to the current Python interpreter in the .spec file"),
        ("spec-only", None, "only regenerate spec file"),
        ("source-only", None, "only generate source RPM"),
        ("binary-only", None, "only generate binary RPM"),
        ("use-bzip2", None, "use bzip2 instead of gzip to create source distribution"),
        ("distribution-name=", None, "name of the (Linux) distribution to which this RPM applies"),
        ("group=", None, "package classification [default: \"Development/Libraries\"]"),
        ("release=", None, "RPM release number"),
        ("serial=", None, "RPM serial number"),
        ("vendor=", None, "RPM \"vendor\" (eg. \"Joe Blow <joe@example.com>\") [default: maintainer or author from setup script]"),
        ("packager=", None, "RPM packager (eg. \"Jane Doe <jane@example.net>\") [default: vendor]"),
        ("doc-files=", None, "list of documentation files (space or comma-separated)"),
        ("changelog=", None, "RPM changelog"),
        ("icon=", None, "name of icon file"),
        ("provides=", None, "capabilities provided by this package"),
        ("requires=", None, "capabilities required by this package"),
        ("conflicts=", None, "capabilities which conflict with this package"),
        ("build-requires=", None, "capabilities required to build this package"),
        ("obsoletes=", None, "capabilities made obsolete by this package"),
        ("no-autoreq", None, "do not automatically calculate dependencies"),
        ("keep-temp", "k", "don't clean up RPM build directory"),
        ("no-keep-temp", None, "clean up RPM build directory [default]"),
        ("use-rpm-opt-flags", None, "compile with RPM_OPT_FLAGS when building from source RPM"),
        ("no-rpm-opt-flags", None, "do not pass any RPM CFLAGS to compiler"),
        ("rpm3-mode", None, "RPM 3 compatibility mode (default)"),
        ("rpm2-mode", None, "RPM 2 compatibility mode"),
        ("force-arch=", None, "Force an architecture onto the RPM build process"),
        ("quiet", "q", "Run the INSTALL phase of RPM building in quiet mode"),
    ] + [(attribute.replace("_", "-") + "=", None, "file with the script for the %s section of the .spec file" % section)
         for section, attribute, _ in _SCRIPTS]
    boolean_options = ["keep-temp", "use-rpm-opt-flags", "rpm3-mode", "no-autoreq", "quiet"]
    negative_opt = {"no-keep-temp": "keep-temp", "no-rpm-opt-flags": "use-rpm-opt-flags", "rpm2-mode": "rpm3-mode"}

    def initialize_options(self):
        for name in ("bdist_base", "rpm_base", "dist_dir", "python", "fix_python", "spec_only", "source_only", "binary_only", "use_bzip2",
                     "distribution_name", "group", "release", "serial", "vendor", "packager", "doc_files", "changelog", "icon",
                     "provides", "requires", "conflicts", "build_requires", "obsoletes", "force_arch"):
            setattr(self, name, None)
        for _, attribute, _ in _SCRIPTS:
            setattr(self, attribute, None)
        self.keep_temp = 0
        self.use_rpm_opt_flags = 1
        self.rpm3_mode = 1
        self.no_autoreq = 0
        self.quiet = 0

    def finalize_options(self):
        self.set_undefined_options("bdist", ("bdist_base", "bdist_base"))
        if self.rpm_base is None:
            if not self.rpm3_mode:
                raise DistutilsOptionError("you must specify --rpm-base in RPM 2 mode")
            self.rpm_base = os.path.join(self.bdist_base, "rpm")
        if self.python is None:
            self.python = sys.executable if self.fix_python else "python3"
        elif self.fix_python:
            raise DistutilsOptionError("--python and --fix-python are mutually exclusive options")
        if os.name != "posix":
            raise DistutilsPlatformError("don't know how to create RPM distributions on platform %s" % os.name)
        if self.binary_only and self.source_only:
            raise DistutilsOptionError("cannot supply both '--source-only' and '--binary-only'")
        if not self.distribution.has_ext_modules():
            self.use_rpm_opt_flags = 0
        self.set_undefined_options("bdist", ("dist_dir", "dist_dir"))
        dist = self.distribution
        self.ensure_string("group", "Development/Libraries")
        self.ensure_string("vendor", "%s <%s>" % (dist.get_contact(), dist.get_contact_email()))
        self.ensure_string("packager")
        self.ensure_string_list("doc_files")
        if isinstance(self.doc_files, list):
            self.doc_files += [name for name in ("README", "README.txt") if os.path.exists(name) and name not in self.doc_files]
        self.ensure_string("release", "1")
        self.ensure_string("serial")
        self.ensure_string("distribution_name")
        self.ensure_string("changelog")
        self.changelog = self.changelog.strip().split("\n") if self.changelog else None
        self.ensure_filename("icon")
        for _, attribute, _ in _SCRIPTS:
            self.ensure_filename(attribute)
        for name in ("provides", "requires", "conflicts", "build_requires", "obsoletes"):
            self.ensure_string_list(name)
        self.ensure_string("force_arch")

    def run(self):
        spec_dir = self.dist_dir if self.spec_only else os.path.join(self.rpm_base, "SPECS")
        self.mkpath(spec_dir)
        spec_path = os.path.join(spec_dir, "%s.spec" % self.distribution.get_name())
        self.execute(write_file, (spec_path, self._make_spec_file()), "writing '%s'" % spec_path)
        if self.spec_only:
            return
        for name in ("SOURCES", "BUILD", "RPMS", "SRPMS"):
            self.mkpath(os.path.join(self.rpm_base, name))
        before = self.distribution.dist_files[:]
        sdist = self.reinitialize_command("sdist")
        sdist.formats = ["bztar" if self.use_bzip2 else "gztar"]
        self.run_command("sdist")
        self.distribution.dist_files = before
        folder = os.path.join(self.rpm_base, "SOURCES")
        self.copy_file(sdist.get_archive_files()[0], folder)
        if self.icon:
            if not os.path.exists(self.icon):
                raise DistutilsFileError("icon file '%s' does not exist" % self.icon)
            self.copy_file(self.icon, folder)
        self._build(spec_path)

    def _build(self, spec_path):
        log.info("building RPMs")
        command = ["rpmbuild", "-bs" if self.source_only else "-bb" if self.binary_only else "-ba",
                   "--define", "__python %s" % self.python]
        if self.rpm3_mode:
            command += ["--define", "_topdir %s" % os.path.abspath(self.rpm_base)]
        if not self.keep_temp:
            command.append("--clean")
        if self.quiet:
            command.append("--quiet")
        command.append(spec_path)
        # what the packages are called
        query = ["rpm", "-q", "--qf", "%{name}-%{version}-%{release}.src.rpm %{arch}/%{name}-%{version}-%{release}.%{arch}.rpm\\n",
                 "--specfile", spec_path]
        try:
            lines = subprocess.check_output(query, universal_newlines=True).split("\n")
        except (OSError, subprocess.CalledProcessError) as e:
            raise DistutilsExecError("Failed to execute: %s (%s)" % (" ".join(query), e))
        pairs = [line.split() for line in lines if line.strip()]
        self.spawn(command)
        if self.dry_run:
            return
        version = get_python_version() if self.distribution.has_ext_modules() else "any"
        made = []
        if not self.binary_only:
            made.append(os.path.join(self.rpm_base, "SRPMS", pairs[0][0]))
        if not self.source_only:
            made.extend(os.path.join(self.rpm_base, "RPMS", binary) for _, binary in pairs)
        for path in made:
            if os.path.exists(path):
                self.move_file(path, self.dist_dir)
                self.distribution.dist_files.append(("bdist_rpm", version, os.path.join(self.dist_dir, os.path.basename(path))))

    def _make_spec_file(self):
        """The lines of the .spec file."""
        dist = self.distribution
        version = dist.get_version()
        lines = ["%define name " + dist.get_name(), "%define version " + version.replace("-", "_"),
                 "%define unmangled_version " + version, "%define release " + self.release.replace("-", "_"), "",
                 "Summary: " + dist.get_description(), "Name: %{name}", "Version: %{version}", "Release: %{release}",
                 "Source0: %{name}-%{unmangled_version}.tar." + ("bz2" if self.use_bzip2 else "gz"),
                 "License: " + dist.get_license(), "Group: " + self.group,
                 "BuildRoot: %{_tmppath}/%{name}-%{version}-%{release}-buildroot", "Prefix: %{_prefix}"]
        if not self.force_arch:
            if not dist.has_ext_modules():
                lines.append("BuildArch: noarch")
        else:
            lines.append("BuildArch: %s" % self.force_arch)
        for field, attribute in (("Vendor", "vendor"), ("Packager", "packager"), ("Provides", "provides"), ("Requires", "requires"),
                                 ("Conflicts", "conflicts"), ("Obsoletes", "obsoletes"), ("BuildRequires", "build_requires")):
            value = getattr(self, attribute)
            if isinstance(value, list):
                lines.append("%s: %s" % (field, " ".join(value)))
            elif value is not None:
                lines.append("%s: %s" % (field, value))
        if dist.get_url() != "UNKNOWN":
            lines.append("Url: " + dist.get_url())
        if self.distribution_name:
            lines.append("Distribution: " + self.distribution_name)
        if self.icon:
            lines.append("Icon: " + os.path.basename(self.icon))
        if self.no_autoreq:
            lines.append("AutoReq: 0")
        lines += ["", "%description", dist.get_long_description()]
        build = "%s %s build" % (self.python, os.path.basename(sys.argv[0]))
        if self.use_rpm_opt_flags:
            build = "env CFLAGS=\"$RPM_OPT_FLAGS\" " + build
        defaults = {"build": build, "install": "%s %s install -O1 --root=$RPM_BUILD_ROOT --record=INSTALLED_FILES"
                    % (self.python, os.path.basename(sys.argv[0]))}
        for section, attribute, default in _SCRIPTS:
            file = getattr(self, attribute)
            default = defaults.get(section, default)
            if file or default:
                lines += ["", "%" + section]
                if file:
                    with open(file) as f:
                        lines.extend(f.read().split("\n"))
                else:
                    lines.append(default)
        lines += ["", "%files -f INSTALLED_FILES", "%defattr(-,root,root)"]
        if self.doc_files:
            lines.append("%doc " + " ".join(self.doc_files))
        if self.changelog:
            lines += ["", "%changelog"] + self.changelog
        return lines
