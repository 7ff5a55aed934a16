"""Sets: building, membership, algebra."""
a = {i * 3 for i in range(150000)}
b = {i * 5 for i in range(150000)}
print(len(a & b), len(a | b), len(a - b), len(a ^ b))
hits = 0
for i in range(600000):
    if i in a:
        hits += 1
print(hits)
words = {'w%d' % (i % 3000) for i in range(200000)}
print(len(words), 'w17' in words)
seen = set()
for i in range(300000):
    seen.add((i % 500, i % 300))
print(len(seen))
print(len(frozenset(a) | {1, 2}))
small, other = set(range(20)), frozenset(range(10, 30))
total = 0
for i in range(20000):
    total += len(small & other) + len(small | other) + len(small - other) + len(small ^ other)
print(total)
