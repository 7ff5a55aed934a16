"""Float arithmetic through small function calls and comprehensions."""
def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)

def times(v, n):
    return [sum(element(i, j) * v[j] for j in range(n)) for i in range(n)]

def times_transposed(v, n):
    return [sum(element(j, i) * v[j] for j in range(n)) for i in range(n)]

def norm(n):
    u = [1.0] * n
    for step in range(5):
        v = times_transposed(times(u, n), n)
        u = times_transposed(times(v, n), n)
    uv = sum(a * b for a, b in zip(u, v))
    vv = sum(b * b for b in v)
    return (uv / vv) ** 0.5

print('%.9f' % norm(140))
