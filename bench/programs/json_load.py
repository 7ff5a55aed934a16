"""json.loads: records as a web service sends them; long texts; numbers."""
import json

RECORDS = json.dumps([{'id': i, 'name': 'user number %d' % i, 'email': 'user%d@example.org' % i, 'active': i % 3 == 0,
                       'score': i * 1.25, 'tags': ['alpha', 'beta', 'gamma'], 'address': {'street': 'Main Street', 'no': i, 'zip': None}}
                      for i in range(1500)])
TEXTS = json.dumps({'line %d' % i: 'A long line with "quotes",\ttabs and plain words that go on and on; number %d\n' % i * 3 for i in range(2500)})
UNICODE = json.dumps(['Gr\u00fc\u00dfe aus M\u00fcnchen, \u4f60\u597d, %d' % i for i in range(5000)], ensure_ascii=False)
NUMBERS = json.dumps([[i, -i * 7, i / 7, i * 1e10] for i in range(6000)])

total = 0
for _ in range(12):
    for text in RECORDS, TEXTS, UNICODE, NUMBERS:
        total += len(json.loads(text))
print(total)
