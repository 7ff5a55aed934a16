"""Dicts and sets keyed by tuples: grids, edges, memo tables."""
grid = {}
for y in range(250):
    for x in range(250):
        grid[x, y] = (x * y) % 7
alive = 0
for y in range(1, 249):
    for x in range(1, 249):
        if grid[x - 1, y] + grid[x + 1, y] + grid[x, y - 1] + grid[x, y + 1] > 12:
            alive += 1
print(len(grid), alive)
edges = set()
for i in range(100000):
    edges.add((i % 317, i % 211))
found = 0
for i in range(100000):
    if (i % 211, i % 317) in edges:
        found += 1
print(len(edges), found)
counts = {}
for i in range(100000):
    key = ('row%d' % (i % 50), i % 20)
    counts[key] = counts.get(key, 0) + 1
print(len(counts), max(counts.values()), sum(value for (row, column), value in counts.items() if column == 3))
