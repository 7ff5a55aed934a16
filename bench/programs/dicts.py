"""Dicts with string and int keys: counting, grouping, memo."""
def words(n):
    x = 12345
    for i in range(n):
        x = (x * 1103515245 + 12345) & 0x7fffffff
        yield 'w%d' % (x % 5000)

counts = {}
for word in words(300000):
    counts[word] = counts.get(word, 0) + 1
print(len(counts), max(counts.values()))

groups = {}
for i in range(400000):
    groups.setdefault(i % 1000, []).append(i)
print(len(groups), len(groups[7]))

memo = {}
def paths(r, c):
    if r == 0 or c == 0:
        return 1
    key = (r, c)
    if key in memo:
        return memo[key]
    memo[key] = value = paths(r - 1, c) + paths(r, c - 1)
    return value
print(paths(150, 150) % 1000007, len(memo))
total = 0
for key, value in counts.items():
    total += value * len(key)
print(total)
