"""Distribution: what is to be distributed, the options from configuration files and the command line, and the commands to run."""
import os
import re
import sys
import warnings
from email import message_from_file

from distutils import log
from distutils.debug import DEBUG
from distutils.errors import DistutilsArgError, DistutilsClassError, DistutilsModuleError, DistutilsOptionError
from distutils.fancy_getopt import FancyGetopt, translate_longopt
from distutils.util import check_environ, rfc822_escape, strtobool

command_re = re.compile(r"^[a-zA-Z]([a-zA-Z0-9_]*)$")


class Distribution:

    global_options = [
        ("verbose", "v", "run verbosely (default)", 1),
        ("quiet", "q", "run quietly (turns verbosity off)"),
        ("dry-run", "n", "don't actually do anything"),
        ("help", "h", "show detailed help message"),
        ("no-user-cfg", None, "ignore pydistutils.cfg in your home directory"),
    ]
    common_usage = """\
Common commands: (see '--help-commands' for more)

  setup.py build      will build the package underneath 'build/'
  setup.py install    will install the package
"""
    display_options = [
        ("help-commands", None, "list all available commands"),
        ("name", None, "print package name"),
        ("version", "V", "print package version"),
        ("fullname", None, "print <package name>-<version>"),
        ("author", None, "print the author's name"),
        ("author-email", None, "print the author's email address"),
        ("maintainer", None, "print the maintainer's name"),
        ("maintainer-email", None, "print the maintainer's email address"),
        ("contact", None, "print the maintainer's name if known, else the author's"),
        ("contact-email", None, "print the maintainer's email address if known, else the author's"),
        ("url", None, "print the URL for this package"),
        ("license", None, "print the license of the package"),
        ("licence", None, "alias for --license"),
        ("description", None, "print the package description"),
        ("long-description", None, "print the long package description"),
        ("platforms", None, "print the list of platforms"),
        ("classifiers", None, "print the list of classifiers"),
        ("keywords", None, "print the list of keywords"),
        ("provides", None, "print the list of packages/modules provided"),
        ("requires", None, "print the list of packages/modules required"),
        ("obsoletes", None, "print the list of packages/modules made obsolete"),
    ]
    display_option_names = [translate_longopt(option[0]) for option in display_options]
    negative_opt = {"quiet": "verbose"}

    def __init__(self, attrs=None):
        self.verbose = 1
        self.dry_run = 0
        self.help = 0
        for attr in self.display_option_names:
            setattr(self, attr, 0)
        self.metadata = DistributionMetadata()
        for name in self.metadata._METHOD_BASENAMES:
            setattr(self, "get_" + name, getattr(self.metadata, "get_" + name))
        self.cmdclass = {}                  # name -> class, before any package of commands
        self.command_packages = None
        self.script_name = None
        self.script_args = None
        self.command_options = {}           # command -> option -> (where it was set, value)
        self.dist_files = []                # (command, version of Python, file) of what was made
        self.packages = None
        self.package_data = {}
        self.package_dir = None
        self.py_modules = None
        self.libraries = None
        self.headers = None
        self.ext_modules = None
        self.ext_package = None
        self.include_dirs = None
        self.extra_path = None
        self.scripts = None
        self.data_files = None
        self.password = ""
        self.command_obj = {}               # name -> object
        self.have_run = {}                  # name -> 1 when it was run
        if attrs:
            self._set_attributes(attrs)
        self.want_user_cfg = True
        for arg in self.script_args or ():
            if not arg.startswith("-"):
                break
            if arg == "--no-user-cfg":
                self.want_user_cfg = False
                break
        self.finalize_options()

    def _set_attributes(self, attrs):
        options = attrs.get("options")
        if options is not None:
            del attrs["options"]
            for command, values in options.items():
                row = self.get_option_dict(command)
                for option, value in values.items():
                    row[option] = ("setup script", value)
        if "licence" in attrs:
            attrs["license"] = attrs.pop("licence")
            warnings.warn("'licence' distribution option is deprecated; use 'license'")
        for key, value in attrs.items():
            if hasattr(self.metadata, "set_" + key):
                getattr(self.metadata, "set_" + key)(value)
            elif hasattr(self.metadata, key):
                setattr(self.metadata, key, value)
            elif hasattr(self, key):
                setattr(self, key, value)
            else:
                warnings.warn("Unknown distribution option: %s" % repr(key))

    def get_option_dict(self, command):
        return self.command_options.setdefault(command, {})

    def dump_option_dicts(self, header=None, commands=None, indent=""):
        from pprint import pformat
        commands = sorted(self.command_options) if commands is None else commands
        if header is not None:
            self.announce(indent + header)
            indent += "  "
        if not commands:
            self.announce(indent + "no commands known yet")
            return
        for name in commands:
            row = self.command_options.get(name)
            if row is None:
                self.announce(indent + "no option dict for '%s' command" % name)
                continue
            self.announce(indent + "option dict for '%s' command:" % name)
            for line in pformat(row).split("\n"):
                self.announce(indent + "  " + line)

    # ---- configuration files ----

    def find_config_files(self):
        """The files there are: beside this package, in the home folder, in the current one."""
        check_environ()
        files = []
        system = os.path.join(os.path.dirname(sys.modules["distutils"].__file__), "distutils.cfg")
        if os.path.isfile(system):
            files.append(system)
        if self.want_user_cfg:
            user = os.path.join(os.path.expanduser("~"), ".pydistutils.cfg" if os.name == "posix" else "pydistutils.cfg")
            if os.path.isfile(user):
                files.append(user)
        if os.path.isfile("setup.cfg"):
            files.append("setup.cfg")
        if DEBUG:
            self.announce("using config files: %s" % ", ".join(files))
        return files

    def parse_config_files(self, filenames=None):
        from configparser import ConfigParser
        ignored = set()
        if sys.prefix != sys.base_prefix:   # in a virtual environment, its own places count
            ignored = {"install-base", "install-platbase", "install-lib", "install-platlib", "install-purelib", "install-headers",
                       "install-scripts", "install-data", "prefix", "exec-prefix", "home", "user", "root"}
        if filenames is None:
            filenames = self.find_config_files()
        if DEBUG:
            self.announce("Distribution.parse_config_files():")
        for filename in filenames:
            if DEBUG:
                self.announce("  reading %s" % filename)
            parser = ConfigParser()
            parser.read(filename)
            for section in parser.sections():
                row = self.get_option_dict(section)
                for option in parser.options(section):
                    if option != "__name__" and option not in ignored:
                        row[option.replace("-", "_")] = (filename, parser.get(section, option))
        for option, (source, value) in self.command_options.get("global", {}).items():
            opposite = self.negative_opt.get(option)
            try:
                if opposite:
                    setattr(self, opposite, not strtobool(value))
                elif option in ("verbose", "dry_run"):
                    setattr(self, option, strtobool(value))
                else:
                    setattr(self, option, value)
            except ValueError as e:
                raise DistutilsOptionError(e)

    # ---- the command line ----

    def parse_command_line(self):
        """Take options and commands from script_args; true where the commands are to be run."""
        self.commands = []
        parser = FancyGetopt(self._get_toplevel_options() + self.display_options)
        parser.set_negative_aliases(self.negative_opt)
        parser.set_aliases({"licence": "license"})
        args = parser.getopt(args=sys.argv[1:] if self.script_args is None else self.script_args, object=self)
        if self.script_args is None:
            self.script_args = sys.argv[1:]
        if self.script_name is None:
            self.script_name = os.path.basename(sys.argv[0]) if sys.argv else "setup.py"
        order = parser.get_option_order()
        log.set_verbosity(self.verbose)
        if self.handle_display_options(order):
            return
        while args:
            args = self._parse_command_opts(parser, args)
            if args is None:
                return                      # help was asked for
        if self.help:
            self._show_help(parser, display_options=len(self.commands) == 0, commands=self.commands)
            return
        if not self.commands:
            raise DistutilsArgError("no commands supplied")
        return True

    def _get_toplevel_options(self):
        return self.global_options + [("command-packages=", None, "list of packages that provide distutils commands")]

    def _parse_command_opts(self, parser, args):
        """Take a command and its options; the rest, or None where its help was asked for."""
        command = args[0]
        if not command_re.match(command):
            raise SystemExit("invalid command name '%s'" % command)
        self.commands.append(command)
        try:
            cls = self.get_command_class(command)
        except DistutilsModuleError as e:
            raise DistutilsArgError(e)
        from distutils.cmd import Command
        if not issubclass(cls, Command):
            raise DistutilsClassError("command class %s must subclass Command" % cls)
        if not (hasattr(cls, "user_options") and isinstance(cls.user_options, list)):
            raise DistutilsClassError("command class %s must provide 'user_options' attribute (a list of tuples)" % cls)
        opposite = dict(self.negative_opt)
        opposite.update(getattr(cls, "negative_opt", {}))
        help_options = getattr(cls, "help_options", None)
        help_options = help_options if isinstance(help_options, list) else []
        parser.set_option_table(self.global_options + cls.user_options + fix_help_options(help_options))
        parser.set_negative_aliases(opposite)
        args, values = parser.getopt(args[1:])
        if getattr(values, "help", False):
            self._show_help(parser, display_options=0, commands=[cls])
            return
        helped = False
        for option, _, _, function in help_options:
            if hasattr(values, parser.get_attr_name(option)):
                helped = True
                if not callable(function):
                    raise DistutilsClassError("invalid help function %r for help option '%s': must be a callable object (function, etc.)"
                                              % (function, option))
                function()
        if helped:
            return
        row = self.get_option_dict(command)
        for name, value in vars(values).items():
            row[name] = ("command line", value)
        return args

    def finalize_options(self):
        for attr in ("keywords", "platforms"):
            value = getattr(self.metadata, attr)
            if isinstance(value, str):
                setattr(self.metadata, attr, [item.strip() for item in value.split(",")])

    def _show_help(self, parser, global_options=1, display_options=1, commands=[]):
        from distutils.cmd import Command
        from distutils.core import gen_usage
        if global_options:
            parser.set_option_table(self._get_toplevel_options() if display_options else self.global_options)
            parser.print_help(self.common_usage + "\nGlobal options:")
            print("")
        if display_options:
            parser.set_option_table(self.display_options)
            parser.print_help("Information display options (just display information, ignore any commands)")
            print("")
        for command in commands:
            cls = command if isinstance(command, type) and issubclass(command, Command) else self.get_command_class(command)
            help_options = getattr(cls, "help_options", None)
            extra = fix_help_options(help_options) if isinstance(help_options, list) else []
            parser.set_option_table(cls.user_options + extra)
            parser.print_help("Options for '%s' command:" % cls.__name__)
            print("")
        print(gen_usage(self.script_name))

    def handle_display_options(self, option_order):
        """Print what was asked for; true where it was anything."""
        from distutils.core import gen_usage
        if self.help_commands:
            self.print_commands()
            print("")
            print(gen_usage(self.script_name))
            return 1
        known = {option[0] for option in self.display_options}
        shown = 0
        for option, value in option_order:
            if not value or option not in known:
                continue
            value = getattr(self.metadata, "get_" + translate_longopt(option))()
            if option in ("keywords", "platforms"):
                print(",".join(value))
            elif option in ("classifiers", "provides", "requires", "obsoletes"):
                print("\n".join(value))
            else:
                print(value)
            shown = 1
        return shown

    # ---- commands ----

    def print_command_list(self, commands, header, max_length):
        print(header + ":")
        for name, description in ((name, self._description(name)) for name in commands):
            print("  %-*s  %s" % (max_length, name, description))

    def _description(self, command):
        cls = self.cmdclass.get(command) or self.get_command_class(command)
        return getattr(cls, "description", "(no description available)")

    def _command_names(self):
        import distutils.command
        standard = distutils.command.__all__
        return standard, [name for name in self.cmdclass if name not in standard]

    def print_commands(self):
        standard, extra = self._command_names()
        width = max(map(len, standard + extra), default=0)
        self.print_command_list(standard, "Standard commands", width)
        if extra:
            print()
            self.print_command_list(extra, "Extra commands", width)

    def get_command_list(self):
        """(name, description) of all commands."""
        standard, extra = self._command_names()
        return [(name, self._description(name)) for name in standard + extra]

    def get_command_packages(self):
        packages = self.command_packages
        if not isinstance(packages, list):
            packages = [name.strip() for name in (packages or "").split(",") if name != ""]
            if "distutils.command" not in packages:
                packages.insert(0, "distutils.command")
            self.command_packages = packages
        return packages

    def get_command_class(self, command):
        cls = self.cmdclass.get(command)
        if cls:
            return cls
        for package in self.get_command_packages():
            name = "%s.%s" % (package, command)
            try:
                __import__(name)
            except ImportError:
                continue
            try:
                cls = getattr(sys.modules[name], command)
            except AttributeError:
                raise DistutilsModuleError("invalid command '%s' (no class '%s' in module '%s')" % (command, command, name))
            self.cmdclass[command] = cls
            return cls
        raise DistutilsModuleError("invalid command '%s'" % command)

    def get_command_obj(self, command, create=1):
        """The one object of a command, with the options that were set."""
        object = self.command_obj.get(command)
        if not object and create:
            if DEBUG:
                self.announce("Distribution.get_command_obj(): creating '%s' command object" % command)
            object = self.command_obj[command] = self.get_command_class(command)(self)
            self.have_run[command] = 0
            options = self.command_options.get(command)
            if options:
                self._set_command_options(object, options)
        return object

    def _set_command_options(self, command_obj, option_dict=None):
        name = command_obj.get_command_name()
        if option_dict is None:
            option_dict = self.get_option_dict(name)
        if DEBUG:
            self.announce("  setting options for '%s' command:" % name)
        booleans = [translate_longopt(option) for option in getattr(command_obj, "boolean_options", [])]
        opposites = {translate_longopt(key): translate_longopt(value) for key, value in getattr(command_obj, "negative_opt", {}).items()}
        for option, (source, value) in option_dict.items():
            if DEBUG:
                self.announce("    %s = %s (from %s)" % (option, value, source))
            try:
                text = isinstance(value, str)
                if option in opposites and text:
                    setattr(command_obj, opposites[option], not strtobool(value))
                elif option in booleans and text:
                    setattr(command_obj, option, strtobool(value))
                elif hasattr(command_obj, option):
                    setattr(command_obj, option, value)
                else:
                    raise DistutilsOptionError("error in %s: command '%s' has no such option '%s'" % (source, name, option))
            except ValueError as e:
                raise DistutilsOptionError(e)

    def reinitialize_command(self, command, reinit_subcommands=0):
        """Set a command's options back to what they were before it was finalized; its object."""
        from distutils.cmd import Command
        if isinstance(command, Command):
            name = command.get_command_name()
        else:
            name = command
            command = self.get_command_obj(name)
        if not command.finalized:
            return command
        command.initialize_options()
        command.finalized = 0
        self.have_run[name] = 0
        self._set_command_options(command)
        if reinit_subcommands:
            for sub in command.get_sub_commands():
                self.reinitialize_command(sub, reinit_subcommands)
        return command

    def announce(self, msg, level=log.INFO):
        log.log(level, msg)

    def run_commands(self):
        for command in self.commands:
            self.run_command(command)

    def run_command(self, command):
        """Run a command, unless it was run already."""
        if self.have_run.get(command):
            return
        log.info("running %s", command)
        object = self.get_command_obj(command)
        object.ensure_finalized()
        object.run()
        self.have_run[command] = 1

    # ---- what is in the distribution ----

    def has_pure_modules(self):
        return len(self.packages or self.py_modules or []) > 0

    def has_ext_modules(self):
        return self.ext_modules and len(self.ext_modules) > 0

    def has_c_libraries(self):
        return self.libraries and len(self.libraries) > 0

    def has_modules(self):
        return self.has_pure_modules() or self.has_ext_modules()

    def has_headers(self):
        return self.headers and len(self.headers) > 0

    def has_scripts(self):
        return self.scripts and len(self.scripts) > 0

    def has_data_files(self):
        return self.data_files and len(self.data_files) > 0

    def is_pure(self):
        return self.has_pure_modules() and not self.has_ext_modules() and not self.has_c_libraries()


class DistributionMetadata:
    """The name, version, author and so on; read from and written to PKG-INFO files."""

    _METHOD_BASENAMES = ("name", "version", "author", "author_email", "maintainer", "maintainer_email", "url", "license", "description",
                         "long_description", "keywords", "platforms", "fullname", "contact", "contact_email", "classifiers",
                         "download_url", "provides", "requires", "obsoletes")

    def __init__(self, path=None):
        if path is not None:
            with open(path) as f:
                self.read_pkg_file(f)
            return
        for name in ("name", "version", "author", "author_email", "maintainer", "maintainer_email", "url", "license", "description",
                     "long_description", "keywords", "platforms", "classifiers", "download_url", "provides", "requires", "obsoletes"):
            setattr(self, name, None)

    def read_pkg_file(self, file):
        message = message_from_file(file)

        def field(name):
            value = message[name]
            return None if value == "UNKNOWN" else value

        def fields(name):
            return message.get_all(name, None) or None

        self.name = field("name")
        self.version = field("version")
        self.description = field("summary")
        self.author = field("author")
        self.maintainer = None
        self.author_email = field("author-email")
        self.maintainer_email = None
        self.url = field("home-page")
        self.license = field("license")
        self.download_url = field("download-url")
        self.long_description = field("description")
        self.keywords = field("keywords").split(",") if "keywords" in message else None
        self.platforms = fields("platform")
        self.classifiers = fields("classifier")
        new = message["metadata-version"] == "1.1"          # these fields are newer
        self.requires = fields("requires") if new else None
        self.provides = fields("provides") if new else None
        self.obsoletes = fields("obsoletes") if new else None

    def write_pkg_info(self, base_dir):
        with open(os.path.join(base_dir, "PKG-INFO"), "w", encoding="UTF-8") as f:
            self.write_pkg_file(f)

    def write_pkg_file(self, file):
        new = self.provides or self.requires or self.obsoletes or self.classifiers or self.download_url
        file.write("Metadata-Version: %s\n" % ("1.1" if new else "1.0"))
        for header, value in (("Name", self.get_name()), ("Version", self.get_version()), ("Summary", self.get_description()),
                              ("Home-page", self.get_url()), ("Author", self.get_contact()), ("Author-email", self.get_contact_email()),
                              ("License", self.get_license())):
            file.write("%s: %s\n" % (header, value))
        if self.download_url:
            file.write("Download-URL: %s\n" % self.download_url)
        file.write("Description: %s\n" % rfc822_escape(self.get_long_description()))
        keywords = ",".join(self.get_keywords())
        if keywords:
            file.write("Keywords: %s\n" % keywords)
        self._write_list(file, "Platform", self.get_platforms())
        self._write_list(file, "Classifier", self.get_classifiers())
        self._write_list(file, "Requires", self.get_requires())
        self._write_list(file, "Provides", self.get_provides())
        self._write_list(file, "Obsoletes", self.get_obsoletes())

    def _write_list(self, file, name, values):
        for value in values:
            file.write("%s: %s\n" % (name, value))

    def get_name(self):
        return self.name or "UNKNOWN"

    def get_version(self):
        return self.version or "0.0.0"

    def get_fullname(self):
        return "%s-%s" % (self.get_name(), self.get_version())

    def get_author(self):
        return self.author or "UNKNOWN"

    def get_author_email(self):
        return self.author_email or "UNKNOWN"

    def get_maintainer(self):
        return self.maintainer or "UNKNOWN"

    def get_maintainer_email(self):
        return self.maintainer_email or "UNKNOWN"

    def get_contact(self):
        return self.maintainer or self.author or "UNKNOWN"

    def get_contact_email(self):
        return self.maintainer_email or self.author_email or "UNKNOWN"

    def get_url(self):
        return self.url or "UNKNOWN"

    def get_license(self):
        return self.license or "UNKNOWN"

    get_licence = get_license

    def get_description(self):
        return self.description or "UNKNOWN"

    def get_long_description(self):
        return self.long_description or "UNKNOWN"

    def get_keywords(self):
        return self.keywords or []

    def get_platforms(self):
        return self.platforms or ["UNKNOWN"]

    def get_classifiers(self):
        return self.classifiers or []

    def get_download_url(self):
        return self.download_url or "UNKNOWN"

    def get_requires(self):
        return self.requires or []

    def set_requires(self, value):
        import distutils.versionpredicate
        for text in value:
            distutils.versionpredicate.VersionPredicate(text)
        self.requires = value

    def get_provides(self):
        return self.provides or []

    def set_provides(self, value):
        import distutils.versionpredicate
        value = [text.strip() for text in value]
        for text in value:
            distutils.versionpredicate.split_provision(text)
        self.provides = value

    def get_obsoletes(self):
        return self.obsoletes or []

    def set_obsoletes(self, value):
        import distutils.versionpredicate
        for text in value:
            distutils.versionpredicate.VersionPredicate(text)
        self.obsoletes = value


def fix_help_options(options):
    """The rows of help_options without their functions, as FancyGetopt wants them."""
    return [row[:3] for row in options]
