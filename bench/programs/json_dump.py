"""json.dumps: records, long texts, numbers; compact, indented, sorted."""
import json

RECORDS = [{'id': i, 'name': 'user number %d' % i, 'email': 'user%d@example.org' % i, 'active': i % 3 == 0,
            'score': i * 1.25, 'tags': ['alpha', 'beta', 'gamma'], 'address': {'street': 'Main Street', 'no': i, 'zip': None}}
           for i in range(1500)]
TEXTS = {'line %d' % i: 'A long line with "quotes",\ttabs and plain words that go on and on; number %d\n' % i * 3 for i in range(2500)}
UNICODE = ['Gr\u00fc\u00dfe aus M\u00fcnchen, \u4f60\u597d, %d' % i for i in range(5000)]
NUMBERS = [[i, -i * 7, i / 8, i * 1e10] for i in range(4000)]

total = 0
for _ in range(8):
    for data in RECORDS, TEXTS, UNICODE, NUMBERS:
        total += len(json.dumps(data))
    total += len(json.dumps(RECORDS, sort_keys=True, separators=(',', ':')))
    total += len(json.dumps(UNICODE, ensure_ascii=False))
print(total, len(json.dumps(RECORDS, indent=2)))
