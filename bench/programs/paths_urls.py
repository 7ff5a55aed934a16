"""Text of every program: paths, URLs, base64, durations, identifiers, f-strings."""
import base64
import os.path
import uuid
from datetime import timedelta
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

total = 0
for i in range(6000):
    path = os.path.normpath(f'/srv/www/../data/./{i % 50}//item_{i:05}.tar.gz')
    base, extension = os.path.splitext(os.path.basename(path))
    total += len(os.path.join(os.path.dirname(path), base)) + len(extension) + len(os.path.relpath(path, '/srv/data'))
for i in range(3000):
    parts = urlsplit(f'https://user@host{i % 40}.example.com:8080/a/b/{i}?q={i}&r=text+more#part')
    total += len(parts.path) + parts.port + len(parts.hostname) + len(parse_qs(parts.query))
    total += len(urljoin('http://example.com/a/b/c', f'../d{i}')) + len(unquote(quote(f'name {i}/é')))
for i in range(6000):
    data = f'{i}:{i * 7919:>12}:{i / 7:.4f}'.encode()
    total += len(base64.b64decode(base64.b64encode(data))) + len(base64.b32encode(data)) + len(base64.b85encode(data))
    total += len(str(timedelta(days=i, seconds=i * 13, microseconds=i))) + len(str(uuid.UUID(int=i << 64)))
print(total)
