"""functools: lru_cache with hits and misses, unbounded caches, partial, reduce."""
import functools
import operator


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@functools.lru_cache(maxsize=256)
def square(n, scale=1):
    return n * n * scale


total = 0
for i in range(300):
    fib.cache_clear()
    total += fib(150) & 0xff
for i in range(250000):
    total += square(i % 200)
for i in range(60000):
    total += square(i % 1000, 2) & 1
    total += square(i % 50, scale=3) & 1
add3 = functools.partial(operator.add, 3)
for i in range(150000):
    total += add3(i) & 1
total += functools.reduce(operator.add, range(300000))
print(total, fib.cache_info().currsize, square.cache_info().maxsize)
