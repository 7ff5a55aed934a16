"""List building, indexing, slicing: sieve, matrix product, queue."""
def sieve(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            flags[i * i::i] = [False] * len(range(i * i, n + 1, i))
    return [i for i, flag in enumerate(flags) if flag]

def matrix(n):
    return [[(i * j) % 7 for j in range(n)] for i in range(n)]

def product(a, b):
    n = len(a)
    result = []
    for i in range(n):
        row = []
        ai = a[i]
        for j in range(n):
            s = 0
            for k in range(n):
                s += ai[k] * b[k][j]
            row.append(s)
        result.append(row)
    return result

primes = sieve(1000000)
print(len(primes), primes[-1])
m = product(matrix(110), matrix(110))
print(sum(map(sum, m)))
stack = []
for i in range(500000):
    stack.append(i)
    if i % 3 == 0:
        stack.pop()
print(len(stack))
