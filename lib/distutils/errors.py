"""The exceptions of distutils; those that end a setup script are printed without a traceback."""


class DistutilsError(Exception):
    """Anything that goes wrong in distutils."""


class DistutilsModuleError(DistutilsError):
    """A module (usually of a command) could not be loaded, or lacks its class."""


class DistutilsClassError(DistutilsError):
    """A class does not follow the protocol, as a command without run()."""


class DistutilsGetoptError(DistutilsError):
    """A table of options is malformed."""


class DistutilsArgError(DistutilsError):
    """The command line is wrong."""


class DistutilsFileError(DistutilsError):
    """A file is not what it should be, beyond what OSError tells."""


class DistutilsOptionError(DistutilsError):
    """The value of an option is wrong, or options contradict each other."""


class DistutilsSetupError(DistutilsError):
    """The arguments of setup() are wrong."""


class DistutilsPlatformError(DistutilsError):
    """Something is not possible on this system."""


class DistutilsExecError(DistutilsError):
    """A program could not be run, or failed."""


class DistutilsInternalError(DistutilsError):
    """What should never happen."""


class DistutilsTemplateError(DistutilsError):
    """A line of a manifest template is wrong."""


class DistutilsByteCompileError(DistutilsError):
    """Byte compilation is not possible."""


class CCompilerError(Exception):
    """Compiling or linking failed."""


class PreprocessError(CCompilerError):
    """A source file could not be preprocessed."""


class CompileError(CCompilerError):
    """A source file could not be compiled."""


class LibError(CCompilerError):
    """A static library could not be made."""


class LinkError(CCompilerError):
    """A program or shared library could not be linked."""


class UnknownFileError(CCompilerError):
    """A file of a kind the compiler does not know."""
