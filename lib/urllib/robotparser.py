"""robots.txt: what a site lets programs fetch."""

import collections
import urllib.parse

__all__ = ['RobotFileParser']

RequestRate = collections.namedtuple('RequestRate', 'requests seconds')


class RobotFileParser:
    """Answers whether a URL may be fetched."""

    def __init__(self, url=''):
        self.entries = []
        self.sitemaps = []
        self.default_entry = None
        self.disallow_all = False
        self.allow_all = False
        self.set_url(url)
        self.last_checked = 0

    def mtime(self):
        """When the file was fetched."""
        return self.last_checked

    def modified(self):
        import time
        self.last_checked = time.time()

    def set_url(self, url):
        self.url = url
        self.host, self.path = urllib.parse.urlparse(url)[1:3]

    def read(self):
        """Fetch the file and parse it."""
        import urllib.error
        import urllib.request
        try:
            f = urllib.request.urlopen(self.url)
        except urllib.error.HTTPError as err:
            if err.code in (401, 403):
                self.disallow_all = True
            elif 400 <= err.code < 500:
                self.allow_all = True
        else:
            self.parse(f.read().decode('utf-8').splitlines())

    def _add_entry(self, entry):
        if '*' in entry.useragents:
            if self.default_entry is None:
                self.default_entry = entry      # the first counts
        else:
            self.entries.append(entry)

    def parse(self, lines):
        # state 0: no entry begun; 1: user agents read; 2: rules read
        state = 0
        entry = Entry()
        self.modified()
        for line in lines:
            if not line:
                if state == 1:
                    entry = Entry()
                    state = 0
                elif state == 2:
                    self._add_entry(entry)
                    entry = Entry()
                    state = 0
            i = line.find('#')
            if i >= 0:
                line = line[:i]
            parts = line.strip().split(':', 1)
            if len(parts) != 2:
                continue
            name = parts[0].strip().lower()
            value = urllib.parse.unquote(parts[1].strip())
            if name == 'user-agent':
                if state == 2:
                    self._add_entry(entry)
                    entry = Entry()
                entry.useragents.append(value)
                state = 1
            elif name == 'sitemap':
                self.sitemaps.append(value)
            elif state == 0:
                continue
            elif name in ('disallow', 'allow'):
                entry.rulelines.append(RuleLine(value, name == 'allow'))
                state = 2
            elif name == 'crawl-delay':
                if value.isdigit():
                    entry.delay = int(value)
                state = 2
            elif name == 'request-rate':
                numbers = value.split('/')
                if len(numbers) == 2 and numbers[0].strip().isdigit() \
                        and numbers[1].strip().isdigit():
                    entry.req_rate = RequestRate(int(numbers[0]), int(numbers[1]))
                state = 2
        if state == 2:
            self._add_entry(entry)

    def can_fetch(self, useragent, url):
        if self.disallow_all:
            return False
        if self.allow_all:
            return True
        if not self.last_checked:
            return False        # not read yet: be careful
        parsed = urllib.parse.urlparse(urllib.parse.unquote(url))
        url = urllib.parse.urlunparse(('', '', parsed.path, parsed.params, parsed.query,
                                       parsed.fragment))
        url = urllib.parse.quote(url) or '/'
        entry = self._entry_for(useragent)
        return True if entry is None else entry.allowance(url)

    def _entry_for(self, useragent):
        for entry in self.entries:
            if entry.applies_to(useragent):
                return entry
        return self.default_entry

    def crawl_delay(self, useragent):
        if not self.mtime():
            return None
        entry = self._entry_for(useragent)
        return None if entry is None else entry.delay

    def request_rate(self, useragent):
        if not self.mtime():
            return None
        entry = self._entry_for(useragent)
        return None if entry is None else entry.req_rate

    def site_maps(self):
        return self.sitemaps or None

    def __str__(self):
        entries = self.entries
        if self.default_entry is not None:
            entries = entries + [self.default_entry]
        return ''.join(str(entry) + '\n' for entry in entries)


class RuleLine:
    """Allow or Disallow, and the beginning of a path."""

    def __init__(self, path, allowance):
        if path == '' and not allowance:
            allowance = True        # an empty Disallow allows everything
        path = urllib.parse.urlunparse(urllib.parse.urlparse(path))
        self.path = urllib.parse.quote(path)
        self.allowance = allowance

    def applies_to(self, filename):
        return self.path == '*' or filename.startswith(self.path)

    def __str__(self):
        return ('Allow' if self.allowance else 'Disallow') + ': ' + self.path


class Entry:
    """User agents and the rules for them."""

    def __init__(self):
        self.useragents = []
        self.rulelines = []
        self.delay = None
        self.req_rate = None

    def __str__(self):
        lines = ['User-agent: %s' % agent for agent in self.useragents]
        if self.delay is not None:
            lines.append('Crawl-delay: %s' % self.delay)
        if self.req_rate is not None:
            lines.append('Request-rate: %s/%s' % self.req_rate)
        lines.extend(map(str, self.rulelines))
        return '\n'.join(lines) + '\n'

    def applies_to(self, useragent):
        useragent = useragent.split('/')[0].lower()
        for agent in self.useragents:
            if agent == '*' or agent.lower() in useragent:
                return True
        return False

    def allowance(self, filename):
        for line in self.rulelines:
            if line.applies_to(filename):
                return line.allowance
        return True
