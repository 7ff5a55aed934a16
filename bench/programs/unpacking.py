"""Tuples: packing, unpacking, swapping, returning several values."""
def minmax(a, b, c):
    if a > b:
        a, b = b, a
    if b > c:
        b, c = c, b
    if a > b:
        a, b = b, a
    return a, b, c

total = 0
for i in range(600000):
    low, mid, high = minmax(i % 7, i % 11, i % 5)
    total += low + high * 2 - mid
print(total)
points = [(i, i + 1, i + 2) for i in range(200000)]
s = 0
for x, y, z in points:
    s += x * y - z
print(s)
first, *rest, last = points
print(first, len(rest), last)
for i, (x, *others) in enumerate(points):
    if i > 150000:
        break
    s -= others[0]
print(s)
