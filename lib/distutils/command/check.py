"""check: is the metadata complete, and is the long description good reStructuredText (if docutils is there)?"""
from distutils.core import Command
from distutils.errors import DistutilsSetupError

try:
    from docutils import frontend, nodes
    from docutils.parsers.rst import Parser
    from docutils.utils import Reporter
    HAS_DOCUTILS = True

    class SilentReporter(Reporter):
        """Keeps messages instead of printing them."""

        def __init__(self, source, report_level, halt_level, stream=None, debug=0, encoding="ascii", error_handler="replace"):
            self.messages = []
            Reporter.__init__(self, source, report_level, halt_level, stream, debug, encoding, error_handler)

        def system_message(self, level, message, *children, **kwargs):
            self.messages.append((level, message, children, kwargs))
            return nodes.system_message(message, level=level, type=self.levels[level], *children, **kwargs)
except Exception:                           # whatever is wrong with it, we can do without
    HAS_DOCUTILS = False


class check(Command):

    description = "perform some checks on the package"
    user_options = [
        ("metadata", "m", "Verify meta-data"),
        ("restructuredtext", "r", "Checks if long string meta-data syntax are reStructuredText-compliant"),
        ("strict", "s", "Will exit with an error if a check fails"),
    ]
    boolean_options = ["metadata", "restructuredtext", "strict"]

    def initialize_options(self):
        self.restructuredtext = 0
        self.metadata = 1
        self.strict = 0
        self._warnings = 0

    def finalize_options(self):
        pass

    def warn(self, msg):
        self._warnings += 1
        return Command.warn(self, msg)

    def run(self):
        if self.metadata:
            self.check_metadata()
        if self.restructuredtext:
            if HAS_DOCUTILS:
                self.check_restructuredtext()
            elif self.strict:
                raise DistutilsSetupError("The docutils package is needed.")
        if self.strict and self._warnings > 0:
            raise DistutilsSetupError("Please correct your package.")

    def check_metadata(self):
        """Name, version, url, and the author or maintainer with his address."""
        metadata = self.distribution.metadata
        missing = [attr for attr in ("name", "version", "url") if not (hasattr(metadata, attr) and getattr(metadata, attr))]
        if missing:
            self.warn("missing required meta-data: %s" % ", ".join(missing))
        for person in ("author", "maintainer"):
            if getattr(metadata, person):
                if not getattr(metadata, person + "_email"):
                    self.warn("missing meta-data: if '%s' supplied, '%s_email' must be supplied too" % (person, person))
                return
        self.warn("missing meta-data: either (author and author_email) or (maintainer and maintainer_email) must be supplied")

    def check_restructuredtext(self):
        for message in self._check_rst_data(self.distribution.get_long_description()):
            line = message[-1].get("line")
            self.warn(message[1] if line is None else "%s (line %s)" % (message[1], line))

    def _check_rst_data(self, data):
        """The messages of docutils about a text."""
        path = self.distribution.script_name or "setup.py"
        settings = frontend.OptionParser(components=(Parser,)).get_default_values()
        settings.tab_width = 4
        settings.pep_references = None
        settings.rfc_references = None
        reporter = SilentReporter(path, settings.report_level, settings.halt_level, stream=settings.warning_stream, debug=settings.debug,
                                  encoding=settings.error_encoding, error_handler=settings.error_encoding_error_handler)
        document = nodes.document(settings, reporter, source=path)
        document.note_source(path, -1)
        try:
            Parser().parse(data, document)
        except AttributeError as e:
            reporter.messages.append((-1, "Could not finish the parsing: %s." % e, "", {}))
        return reporter.messages
