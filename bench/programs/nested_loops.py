"""Nested range loops with a little work inside."""
def count(n):
    hits = 0
    for a in range(1, n):
        for b in range(a, n):
            c2 = a * a + b * b
            c = int(c2 ** 0.5)
            if c * c == c2 and c < n:
                hits += 1
    return hits

print(count(1200))
