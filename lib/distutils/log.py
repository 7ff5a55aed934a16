"""Messages with a level; those below the threshold are not shown. Warnings and errors go to standard error."""
import sys

DEBUG, INFO, WARN, ERROR, FATAL = 1, 2, 3, 4, 5


class Log:

    def __init__(self, threshold=WARN):
        self.threshold = threshold

    def _log(self, level, msg, args):
        if level not in (DEBUG, INFO, WARN, ERROR, FATAL):
            raise ValueError("%s wrong log level" % (level,))
        if level < self.threshold:
            return
        text = msg % args if args else msg
        stream = sys.stderr if level >= WARN else sys.stdout
        try:
            stream.write("%s\n" % text)
        except UnicodeEncodeError:
            # what the terminal cannot show must not end the installation
            encoding = stream.encoding
            stream.write("%s\n" % text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()

    def log(self, level, msg, *args):
        self._log(level, msg, args)

    def debug(self, msg, *args):
        self._log(DEBUG, msg, args)

    def info(self, msg, *args):
        self._log(INFO, msg, args)

    def warn(self, msg, *args):
        self._log(WARN, msg, args)

    def error(self, msg, *args):
        self._log(ERROR, msg, args)

    def fatal(self, msg, *args):
        self._log(FATAL, msg, args)


_global_log = Log()
log = _global_log.log
debug = _global_log.debug
info = _global_log.info
warn = _global_log.warn
error = _global_log.error
fatal = _global_log.fatal


def set_threshold(level):
    """Set the threshold; the one before."""
    old = _global_log.threshold
    _global_log.threshold = level
    return old


def set_verbosity(v):
    """0: warnings only; 1: what is done; 2 and more: everything."""
    set_threshold(WARN if v <= 0 else INFO if v == 1 else DEBUG)
