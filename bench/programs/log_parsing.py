"""Parses lines of a web server's log with one regular expression, and counts."""

import re
from collections import Counter

LINE = re.compile(r'(?P<host>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>[^ "]+) [^"]*" '
                  r'(?P<status>\d{3}) (?P<size>\d+|-)(?: "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)")?')


def lines(n):
    for i in range(n):
        yield (f'10.0.{i % 256}.{i % 7} - user{i % 50} [22/Nov/2026:10:{i % 60:02}:{i % 59:02} +0000] '
               f'"{("GET", "POST", "HEAD")[i % 3]} /shop/item/{i % 97}?q={i} HTTP/1.1" {(200, 404, 301)[i % 3]} {i * 37 % 5000} '
               f'"http://example.com/{i % 11}" "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101"')


def main(n=60000):
    text = list(lines(n))
    status, paths, total = Counter(), Counter(), 0
    for line in text:
        m = LINE.match(line)
        status[m.group('status')] += 1
        paths[m.group('path').partition('?')[0]] += 1
        size = m.group('size')
        total += int(size) if size != '-' else 0
    errors = [m.groups() for m in map(LINE.match, text) if m.group('status') == '404']
    words = Counter(re.findall(r'\b[a-z]+\b', ' '.join(text[:5000])))
    print(status.most_common(), paths.most_common(3), total, len(errors), words.most_common(2))


main()
