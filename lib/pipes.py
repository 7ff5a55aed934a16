"""Pipelines of shell commands, as templates that convert files.

    t = pipes.Template()
    t.append('tr a-z A-Z', '--')
    f = t.open('pipefile', 'w')

A step is a command and its kind: two characters, of input and of output, each - for
the standard stream, f for the file $IN or $OUT, . for none.
"""

import os
import tempfile
from shlex import quote

__all__ = ['Template']

FILEIN_FILEOUT = 'ff'
STDIN_FILEOUT = '-f'
FILEIN_STDOUT = 'f-'
STDIN_STDOUT = '--'
SOURCE = '.-'
SINK = '-.'

stepkinds = [FILEIN_FILEOUT, STDIN_FILEOUT, FILEIN_STDOUT, STDIN_STDOUT, SOURCE, SINK]


class Template:
    """A list of steps."""

    def __init__(self):
        self.debugging = 0
        self.reset()

    def __repr__(self):
        return '<Template instance, steps=%r>' % (self.steps,)

    def reset(self):
        """Remove all steps."""
        self.steps = []

    def clone(self):
        """A template with the same steps."""
        t = Template()
        t.steps = self.steps[:]
        t.debugging = self.debugging
        return t

    def debug(self, flag):
        """Whether the shell shows the commands that it runs."""
        self.debugging = flag

    def _check(self, method, cmd, kind):
        if type(cmd) is not str:
            raise TypeError('Template.%s: cmd must be a string' % method)
        if kind not in stepkinds:
            raise ValueError('Template.%s: bad kind %r' % (method, kind))
        if kind[0] == 'f' and '$IN' not in cmd:
            raise ValueError('Template.%s: missing $IN in cmd' % method)
        if kind[1] == 'f' and '$OUT' not in cmd:
            raise ValueError('Template.%s: missing $OUT in cmd' % method)

    def append(self, cmd, kind):
        """Add a step at the end."""
        self._check('append', cmd, kind)
        if kind == SOURCE:
            raise ValueError('Template.append: SOURCE can only be prepended')
        if self.steps and self.steps[-1][1] == SINK:
            raise ValueError('Template.append: already ends with SINK')
        self.steps.append((cmd, kind))

    def prepend(self, cmd, kind):
        """Add a step at the beginning."""
        self._check('prepend', cmd, kind)
        if kind == SINK:
            raise ValueError('Template.prepend: SINK can only be appended')
        if self.steps and self.steps[0][1] == SOURCE:
            raise ValueError('Template.prepend: already begins with SOURCE')
        self.steps.insert(0, (cmd, kind))

    def open(self, file, rw):
        """A file to read from the pipeline, which reads `file` ('r'), or to write to it,
        which writes `file` ('w')."""
        if rw == 'r':
            return self.open_r(file)
        if rw == 'w':
            return self.open_w(file)
        raise ValueError("Template.open: rw must be 'r' or 'w', not %r" % (rw,))

    def open_r(self, file):
        if not self.steps:
            return open(file, 'r')
        if self.steps[-1][1] == SINK:
            raise ValueError('Template.open_r: pipeline ends width SINK')
        return os.popen(self.makepipeline(file, ''), 'r')

    def open_w(self, file):
        if not self.steps:
            return open(file, 'w')
        if self.steps[0][1] == SOURCE:
            raise ValueError('Template.open_w: pipeline begins with SOURCE')
        return os.popen(self.makepipeline('', file), 'w')

    def copy(self, infile, outfile):
        """Send a file through the pipeline; the shell's status."""
        return os.system(self.makepipeline(infile, outfile))

    def makepipeline(self, infile, outfile):
        """The command line."""
        cmd = makepipeline(infile, self.steps, outfile)
        if self.debugging:
            print(cmd)
            cmd = 'set -x; ' + cmd
        return cmd


class _Step:
    """A step with the files it reads and writes; '' the standard stream."""

    def __init__(self, cmd, kind):
        self.infile = ''
        self.cmd = cmd
        self.kind = kind
        self.outfile = ''

    def command(self):
        """The step for the shell."""
        cmd = self.cmd
        inkind, outkind = self.kind
        if outkind == 'f':
            cmd = 'OUT=' + quote(self.outfile) + '; ' + cmd
        if inkind == 'f':
            cmd = 'IN=' + quote(self.infile) + '; ' + cmd
        if inkind == '-' and self.infile:
            cmd = cmd + ' <' + quote(self.infile)
        if outkind == '-' and self.outfile:
            cmd = cmd + ' >' + quote(self.outfile)
        return cmd


def makepipeline(infile, steps, outfile):
    """The shell's command line for steps; infile and outfile may be ''."""
    steps = [_Step(cmd, kind) for cmd, kind in steps]
    if not steps:
        steps.append(_Step('cat', '--'))
    # What wants a file at an end where there may be none gets it from cat.
    if steps[0].kind[0] == 'f' and not infile:
        steps.insert(0, _Step('cat', '--'))
    steps[0].infile = infile
    if steps[-1].kind[1] == 'f' and not outfile:
        steps.append(_Step('cat', '--'))
    steps[-1].outfile = outfile

    # Between steps of which one wants a file lies a temporary one.
    garbage = []
    for left, right in zip(steps, steps[1:]):
        if left.kind[1] == 'f' or right.kind[0] == 'f':
            fd, temp = tempfile.mkstemp()
            os.close(fd)
            garbage.append(temp)
            left.outfile = right.infile = temp

    cmdlist = steps[0].command()
    for left, right in zip(steps, steps[1:]):
        cmd = right.command()
        if left.outfile:
            cmdlist += '\n' + cmd           # one after the other
        else:
            if right.kind[0] == '-' and '\n' in cmd or ';' in cmd:
                cmd = '{ ' + cmd + '; }'
            if ';' in cmdlist.rsplit('\n', 1)[-1]:
                head, newline, last = cmdlist.rpartition('\n')
                cmdlist = head + newline + '{ ' + last + '; }'
            cmdlist += ' |\n' + cmd
    if garbage:
        rmcmd = 'rm -f ' + ' '.join(quote(file) for file in garbage)
        cmdlist = 'trap ' + quote(rmcmd + '; exit') + ' 1 2 3 13 14 15\n' + cmdlist + '\n' + rmcmd
    return cmdlist
