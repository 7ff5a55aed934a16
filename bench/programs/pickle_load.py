"""pickle.loads: records, strings, numbers, instances."""
import pickle


class Point:
    def __init__(self, x, y, label):
        self.x, self.y, self.label = x, y, label


RECORDS = [{'id': i, 'name': 'user number %d' % i, 'email': 'user%d@example.org' % i, 'active': i % 3 == 0, 'score': i * 1.25,
            'tags': ('alpha', 'beta'), 'address': {'street': 'Main Street', 'no': i, 'zip': None}} for i in range(2000)]
STRINGS = ['a string of some length, number %d' % i for i in range(20000)]
NUMBERS = [i * 7919 for i in range(30000)] + [i / 3 for i in range(30000)]
POINTS = [Point(i, -i, 'point') for i in range(5000)]
PICKLES = [pickle.dumps(data, 4) for data in (RECORDS, STRINGS, NUMBERS, POINTS)]

total = 0
for _ in range(14):
    for data in PICKLES:
        total += len(pickle.loads(data))
print(total)
