"""A short tour of Krait: run by `make demo`."""
import sys
import time


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def primes(limit):
    sieve = bytearray([1]) * limit
    for i in range(2, int(limit ** 0.5) + 1):
        if sieve[i]:
            sieve[i * i::i] = bytes(len(range(i * i, limit, i)))
    return (i for i in range(2, limit) if sieve[i])


def describe(value):
    match value:
        case []:
            return "an empty list"
        case [first, *rest]:
            return f"a list of {first!r} and {len(rest)} more"
        case {"name": name}:
            return f"something named {name}"
        case _:
            return f"{type(value).__name__} {value}"


def timed(text, function, *args):
    start = time.time()
    result = function(*args)
    print(f"{text:<34} {str(result)[:24]:<26} {1000 * (time.time() - start):8.1f} ms")


print(f"{sys.implementation.name}: Python {sys.version.split()[0]}\n")
timed("fibonacci(24)", fibonacci, 24)
timed("primes below 300000", lambda: sum(1 for _ in primes(300000)))
timed("digits of 3 ** 50000", lambda: len(str(3 ** 50000)))
timed("a dict of 200000 strings", lambda: len({str(i): i for i in range(200000)}))
timed("sorted 200000 numbers", lambda: sorted((i * 7919) % 200003 for i in range(200000))[-1])
print()
for value in [], [1, 2, 3], {"name": "Krait"}, 2.5:
    print(f"  {value!r:<20} is {describe(value)}")
