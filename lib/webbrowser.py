#!/usr/bin/env python3
"""Show web pages in the user's browser.

The browsers of this system are found when one is first asked for; the environment
variable BROWSER, a list of names or command lines (with %s for the address), comes
before them.
"""

import os
import shlex
import shutil
import subprocess
import sys
import threading

__all__ = ['Error', 'open', 'open_new', 'open_new_tab', 'get', 'register']


class Error(Exception):
    """No browser can be run."""


_lock = threading.RLock()
_browsers = {}              # name in lower case: [constructor, instance]
_tryorder = None            # names, the best first; None before they are looked for
_os_preferred_browser = None


def register(name, constructor, instance=None, update_tryorder=1, *, preferred=False):
    """Make a browser known: a constructor of controllers, or one (or both).

    update_tryorder: 1 at the end of the list, -1 or preferred at its beginning, 0 only by its name.
    """
    with _lock:
        if _tryorder is None:
            register_standard_browsers()
        _browsers[name.lower()] = [constructor, instance]
        if preferred or update_tryorder < 0:
            _tryorder.insert(0, name)
        elif update_tryorder > 0:
            _tryorder.append(name)


def get(using=None):
    """The controller of a browser, by name, or command line with %s; else of the
    best there is. Error."""
    if _tryorder is None:
        with _lock:
            if _tryorder is None:
                register_standard_browsers()
    alternatives = [using] if using is not None else _tryorder
    for browser in alternatives:
        if '%s' in browser:
            # A command line; an & at its end puts it into the background.
            words = shlex.split(browser)
            if words[-1] == '&':
                return BackgroundBrowser(words[:-1])
            return GenericBrowser(words)
        try:
            command = _browsers[browser.lower()]
        except KeyError:
            command = _synthesize(browser)
        if command[1] is not None:
            return command[1]
        if command[0] is not None:
            return command[0]()
    raise Error('could not locate runnable browser')


def open(url, new=0, autoraise=True):
    """Show an address: in the same window if possible (new 0), a new window (1) or
    a new tab (2). Whether a browser could be started."""
    if _tryorder is None:
        with _lock:
            if _tryorder is None:
                register_standard_browsers()
    return any(get(name).open(url, new, autoraise) for name in _tryorder)


def open_new(url):
    """Show an address in a new window of the browser, if possible."""
    return open(url, 1)


def open_new_tab(url):
    """Show an address in a new tab of the browser, if possible."""
    return open(url, 2)


def _synthesize(browser, update_tryorder=1):
    """Make a browser known that has another path or name than one that is; its
    [constructor, instance], [None, None] where that cannot be."""
    command = browser.split()[0]
    if not shutil.which(command):
        return [None, None]
    name = os.path.basename(command)
    try:
        known = _browsers[name.lower()]
    except KeyError:
        return [None, None]
    controller = known[1]
    if controller and name.lower() == controller.basename:
        import copy
        controller = copy.copy(controller)
        controller.name = browser
        controller.basename = os.path.basename(browser)
        register(browser, None, controller, update_tryorder)
        return [None, controller]
    return [None, None]


# ---- controllers ----

class BaseBrowser:
    """A controller; a subclass's open() shows an address."""

    args = ['%s']

    def __init__(self, name=''):
        self.name = name
        self.basename = name

    def open(self, url, new=0, autoraise=True):
        raise NotImplementedError

    def open_new(self, url):
        return self.open(url, 1)

    def open_new_tab(self, url):
        return self.open(url, 2)


class GenericBrowser(BaseBrowser):
    """Any command, which is waited for: text browsers."""

    def __init__(self, name):
        if isinstance(name, str):
            self.name = name
            self.args = ['%s']
        else:
            self.name = name[0]
            self.args = name[1:]
        self.basename = os.path.basename(self.name)

    def _command(self, url):
        return [self.name] + [arg.replace('%s', url) for arg in self.args]

    def open(self, url, new=0, autoraise=True):
        try:
            return not subprocess.Popen(self._command(url), close_fds=True).wait()
        except OSError:
            return False


class BackgroundBrowser(GenericBrowser):
    """Any command, which is left to run."""

    def open(self, url, new=0, autoraise=True):
        try:
            p = subprocess.Popen(self._command(url), close_fds=True, start_new_session=True)
            return p.poll() is None
        except OSError:
            return False


class UnixBrowser(BaseBrowser):
    """A browser of Unix that can be told to show an address in a window that is open.

    remote_args hold %action, replaced by one of the three actions, and %s. A None in
    raise_opts: there is no option for that.
    """

    raise_opts = None           # [not to raise, to raise]
    background = False          # leave it to run
    redirect_stdout = True
    remote_args = ['%action', '%s']
    remote_action = None
    remote_action_newwin = None
    remote_action_newtab = None

    def _invoke(self, args, remote, autoraise, url=None):
        raise_opt = []
        if remote and self.raise_opts:
            # It goes with requests to a browser that runs.
            opt = self.raise_opts[bool(autoraise)]
            if opt:
                raise_opt = [opt]
        cmdline = [self.name] + raise_opt + args
        if remote or self.background:
            inout = subprocess.DEVNULL
        else:
            inout = None        # a browser in the terminal
        p = subprocess.Popen(cmdline, close_fds=True, stdin=inout,
                             stdout=self.redirect_stdout and inout or None, stderr=inout,
                             start_new_session=True)
        if remote:
            # It may be a small program, or the browser itself.
            try:
                return not p.wait(5)
            except subprocess.TimeoutExpired:
                return True
        if self.background:
            return p.poll() is None
        return not p.wait()

    def open(self, url, new=0, autoraise=True):
        if new == 0:
            action = self.remote_action
        elif new == 1:
            action = self.remote_action_newwin
        elif new == 2:
            if self.remote_action_newtab is None:
                action = self.remote_action_newwin
            else:
                action = self.remote_action_newtab
        else:
            raise Error("Bad 'new' parameter to open(); expected 0, 1, or 2, got %s" % new)
        args = [arg.replace('%s', url).replace('%action', action) for arg in self.remote_args]
        args = [arg for arg in args if arg]
        if self._invoke(args, True, autoraise, url):
            return True
        # None is running: start it.
        args = [arg.replace('%s', url) for arg in self.args]
        return self._invoke(args, False, False)


class Mozilla(UnixBrowser):
    """Mozilla and its kin, such as Firefox."""

    remote_args = ['%action', '%s']
    remote_action = ''
    remote_action_newwin = '-new-window'
    remote_action_newtab = '-new-tab'
    background = True


class Netscape(UnixBrowser):
    """Netscape and the old Mozilla."""

    raise_opts = ['-noraise', '-raise']
    remote_args = ['-remote', 'openURL(%s%action)']
    remote_action = ''
    remote_action_newwin = ',new-window'
    remote_action_newtab = ',new-tab'
    background = True


class Galeon(UnixBrowser):
    """Galeon and Epiphany."""

    raise_opts = ['-noraise', '']
    remote_args = ['%action', '%s']
    remote_action = '-n'
    remote_action_newwin = '-w'
    background = True


class Epiphany(Galeon):
    """Epiphany."""


class Chrome(UnixBrowser):
    """Google Chrome and Chromium."""

    remote_args = ['%action', '%s']
    remote_action = ''
    remote_action_newwin = '--new-window'
    remote_action_newtab = ''
    background = True


Chromium = Chrome


class Opera(Chrome):
    """Opera."""


class Elinks(UnixBrowser):
    """ELinks, in the terminal."""

    remote_args = ['-remote', 'openURL(%s%action)']
    remote_action = ''
    remote_action_newwin = ',new-window'
    remote_action_newtab = ',new-tab'
    background = False
    # It shows pages on its standard output.
    redirect_stdout = False


class Edge(Chrome):
    """Microsoft Edge."""


class Konqueror(BaseBrowser):
    """The file manager of KDE, by one of its several commands."""

    def open(self, url, new=0, autoraise=True):
        action = 'newTab' if new == 2 else 'openURL'
        for command in (['kfmclient', action, url], ['konqueror', '--silent', url],
                        ['kfm', '-d', url]):
            try:
                p = subprocess.Popen(command, close_fds=True, stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                     start_new_session=True)
            except OSError:
                continue
            if command[0] == 'kfmclient':
                p.wait()
                return True
            if p.poll() is None:
                return True
        return False


class Grail(BaseBrowser):
    """Grail, a browser in Python, which listens at a socket in the temporary directory."""

    def _find_grail_rc(self):
        import glob
        import pwd
        import socket
        import tempfile
        tempdir = os.path.join(tempfile.gettempdir(), '.grail-unix')
        user = pwd.getpwuid(os.getuid())[0]
        for fn in glob.glob(os.path.join(glob.escape(tempdir), glob.escape(user) + '-*')):
            s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                s.connect(fn)
            except OSError:
                s.close()
                try:
                    os.unlink(fn)       # of one that runs no more
                except OSError:
                    pass
            else:
                return s
        return None

    def _remote(self, action):
        s = self._find_grail_rc()
        if not s:
            return False
        with s:
            s.sendall(action.encode())
        return True

    def open(self, url, new=0, autoraise=True):
        return self._remote(('LOADNEW ' if new else 'LOAD ') + url)


# ---- what there is ----

def _register_x_browsers():
    if shutil.which('xdg-open'):
        register('xdg-open', None, BackgroundBrowser('xdg-open'))
    # What the desktop prefers.
    if os.environ.get('GNOME_DESKTOP_SESSION_ID') and shutil.which('gvfs-open'):
        register('gvfs-open', None, BackgroundBrowser('gvfs-open'))
    if os.environ.get('GNOME_DESKTOP_SESSION_ID') and shutil.which('gnome-open'):
        register('gnome-open', None, BackgroundBrowser('gnome-open'))
    if os.environ.get('KDE_FULL_SESSION') and shutil.which('kfmclient'):
        register('kfmclient', Konqueror, Konqueror('kfmclient'))
    if shutil.which('x-www-browser'):
        register('x-www-browser', None, BackgroundBrowser('x-www-browser'))
    for names, kind in ((('firefox', 'iceweasel', 'iceape', 'seamonkey', 'mozilla-firefox',
                          'mozilla-firebird', 'firebird'), Mozilla),
                        (('mozilla', 'netscape'), Netscape)):
        for name in names:
            if shutil.which(name):
                register(name, None, kind(name))
    if shutil.which('kfm'):
        register('kfm', Konqueror, Konqueror('kfm'))
    elif shutil.which('konqueror'):
        register('konqueror', Konqueror, Konqueror('konqueror'))
    for name in 'galeon', 'epiphany':
        if shutil.which(name):
            register(name, None, Galeon(name))
    if shutil.which('skipstone'):
        register('skipstone', None, BackgroundBrowser('skipstone'))
    for name in 'google-chrome', 'chrome', 'chromium', 'chromium-browser':
        if shutil.which(name):
            register(name, None, Chrome(name))
    if shutil.which('opera'):
        register('opera', None, Opera('opera'))
    if shutil.which('microsoft-edge'):
        register('microsoft-edge', None, Edge('microsoft-edge'))
    if shutil.which('mosaic'):
        register('mosaic', None, BackgroundBrowser('mosaic'))
    if shutil.which('grail'):
        register('grail', Grail, None)


def _register_terminal_browsers():
    if shutil.which('www-browser'):
        register('www-browser', None, GenericBrowser('www-browser'))
    if shutil.which('links'):
        register('links', None, GenericBrowser('links'))
    if shutil.which('elinks'):
        register('elinks', None, Elinks('elinks'))
    for name in 'lynx', 'w3m':
        if shutil.which(name):
            register(name, None, GenericBrowser(name))


def register_standard_browsers():
    """Find out which browsers there are."""
    global _tryorder
    _tryorder = []
    if os.environ.get('DISPLAY') or os.environ.get('WAYLAND_DISPLAY'):
        _register_x_browsers()
    if os.environ.get('TERM'):
        _register_terminal_browsers()
    # The user's own choice comes first; of several the first.
    if 'BROWSER' in os.environ:
        for cmdline in reversed(os.environ['BROWSER'].split(os.pathsep)):
            if cmdline != '':
                cmd = _synthesize(cmdline, update_tryorder=-1)
                if cmd[1] is None:
                    register(cmdline, None, GenericBrowser(cmdline), -1)


def main():
    """webbrowser [-n | -t] url"""
    import getopt
    usage = """Usage: %s [-n | -t] url
    -n: open new window
    -t: open new tab""" % sys.argv[0]
    try:
        opts, args = getopt.getopt(sys.argv[1:], 'ntd')
    except getopt.error as msg:
        print(msg, file=sys.stderr)
        print(usage, file=sys.stderr)
        sys.exit(1)
    new_win = 0
    for o, a in opts:
        if o == '-n':
            new_win = 1
        elif o == '-t':
            new_win = 2
    if len(args) != 1:
        print(usage, file=sys.stderr)
        sys.exit(1)
    open(args[0], new_win)
    print('\a')


if __name__ == '__main__':
    main()
