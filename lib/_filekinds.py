"""The command lines of imghdr and sndhdr: of what kind are files, and those in folders?

    python -m imghdr [-r] [file or folder] ...
"""

import glob
import os
import sys


def show(what, names, recursive, toplevel):
    """Print what(name) for files; go into folders on the top level or if recursive."""
    for name in names:
        if os.path.isdir(name):
            print(name + '/:', end=' ')
            if recursive or toplevel:
                print('recursing down:')
                show(what, glob.glob(os.path.join(glob.escape(name), '*')), recursive, False)
            else:
                print('*** directory (use -r) ***')
        else:
            print(name + ':', end=' ')
            sys.stdout.flush()
            try:
                print(what(name))
            except OSError:
                print('*** not found ***')


def main(what):
    args = sys.argv[1:]
    recursive = args[:1] == ['-r']
    try:
        show(what, args[recursive:] or ['.'], recursive, True)
    except KeyboardInterrupt:
        sys.stderr.write('\n[Interrupted]\n')
        sys.exit(1)
