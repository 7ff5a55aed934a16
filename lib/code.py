"""Emulation of the interactive interpreter."""

import builtins
import sys
import traceback
from codeop import CommandCompiler, compile_command

__all__ = ['InteractiveInterpreter', 'InteractiveConsole', 'interact',
           'compile_command']


class InteractiveInterpreter:
    """Compiles and runs source in a namespace; reads no input."""

    def __init__(self, locals=None):
        if locals is None:
            locals = {'__name__': '__console__', '__doc__': None}
        self.locals = locals
        self.compile = CommandCompiler()

    def runsource(self, source, filename='<input>', symbol='single'):
        """Compile and run source; returns whether more has to follow."""
        try:
            code = self.compile(source, filename, symbol)
        except (OverflowError, SyntaxError, ValueError):
            self.showsyntaxerror(filename)
            return False
        if code is None:
            return True
        self.runcode(code)
        return False

    def runcode(self, code):
        """Run a code object; exceptions other than SystemExit are shown."""
        try:
            exec(code, self.locals)
        except SystemExit:
            raise
        except:
            self.showtraceback()

    def showsyntaxerror(self, filename=None, **kwargs):
        """Show the syntax error being handled."""
        type, value, tb = sys.exc_info()
        try:
            if filename and type is SyntaxError:
                # The parser may know a less useful name.
                try:
                    msg, (dummy_filename, *details) = value.args
                except ValueError:
                    pass            # not the usual form: leave it alone
                else:
                    value = SyntaxError(msg, (filename, *details))
            self._show(type, value, None)
        finally:
            type = value = tb = None

    def showtraceback(self):
        """Show the exception being handled, without our own frame."""
        type, value, tb = sys.exc_info()
        try:
            self._show(type, value, tb.tb_next)
        finally:
            type = value = tb = None

    def _show(self, type, value, tb):
        value = value.with_traceback(tb)
        sys.last_type = type
        sys.last_exc = sys.last_value = value
        sys.last_traceback = tb
        if sys.excepthook is sys.__excepthook__:
            self.write(''.join(traceback.format_exception(type, value, tb)))
        else:
            # Someone wants to show exceptions otherwise.
            sys.excepthook(type, value, tb)

    def write(self, data):
        """Write a string to sys.stderr."""
        sys.stderr.write(data)


class InteractiveConsole(InteractiveInterpreter):
    """Reads and runs lines as the interactive interpreter does."""

    def __init__(self, locals=None, filename='<console>', *, local_exit=False):
        super().__init__(locals)
        self.filename = filename
        self.local_exit = local_exit
        self.resetbuffer()

    def resetbuffer(self):
        """Forget the lines of an incomplete command."""
        self.buffer = []

    def interact(self, banner=None, exitmsg=None):
        """Read and run until end of file."""
        for name, prompt in ('ps1', '>>> '), ('ps2', '... '):
            if not hasattr(sys, name):
                setattr(sys, name, prompt)
        if banner is None:
            cprt = 'Type "help", "copyright", "credits" or "license" for more information.'
            self.write(f'Python {sys.version} on {sys.platform}\n{cprt}\n'
                       f'({self.__class__.__name__})\n')
        elif banner:
            self.write(f'{banner}\n')
        saved = {}
        if self.local_exit:
            # exit() leaves this console, not the program.
            for name in 'exit', 'quit':
                if hasattr(builtins, name):
                    saved[name] = getattr(builtins, name)
                    setattr(builtins, name, _LocalQuitter(name))
        try:
            self._loop()
        finally:
            for name, value in saved.items():
                setattr(builtins, name, value)
        if exitmsg is None:
            self.write(f'now exiting {self.__class__.__name__}...\n')
        elif exitmsg != '':
            self.write(f'{exitmsg}\n')

    def _loop(self):
        more = False
        while True:
            try:
                prompt = sys.ps2 if more else sys.ps1
                try:
                    line = self.raw_input(prompt)
                except EOFError:
                    self.write('\n')
                    break
                more = self.push(line)
            except KeyboardInterrupt:
                self.write('\nKeyboardInterrupt\n')
                self.resetbuffer()
                more = False
            except SystemExit as e:
                if not self.local_exit:
                    raise
                self.write('\n')
                break

    def push(self, line, filename=None, _symbol='single'):
        """Add a line and run the command if it is complete; else return True."""
        self.buffer.append(line)
        source = '\n'.join(self.buffer)
        if filename is None:
            filename = self.filename
        more = self.runsource(source, filename, symbol=_symbol)
        if not more:
            self.resetbuffer()
        return more

    def raw_input(self, prompt=''):
        """Read a line; EOFError at the end."""
        return input(prompt)


class _LocalQuitter:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f'Use {self.name}() or Ctrl-D (i.e. EOF) to exit'

    def __call__(self, code=None):
        raise SystemExit(code)


def interact(banner=None, readfunc=None, local=None, exitmsg=None, local_exit=False):
    """Run an interactive console."""
    console = InteractiveConsole(local, local_exit=local_exit)
    if readfunc is not None:
        console.raw_input = readfunc
    else:
        try:
            import readline
        except ImportError:
            pass
    console.interact(banner, exitmsg)


if __name__ == '__main__':
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument('-q', action='store_true',
                        help="don't print version and copyright messages")
    args = parser.parse_args()
    interact('' if args.q or sys.flags.quiet else None)
