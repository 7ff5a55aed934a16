"""Integers beyond 64 bits: factorials, Fibonacci, powers, decimal text."""
import sys

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result

def fibonacci(n):
    a, b = 0, 1
    for i in range(n):
        a, b = b, a + b
    return a

f = factorial(6000)
print(len(str(f)), f % 1000003)
print(fibonacci(30000) % 10 ** 18)
print(pow(3, 10 ** 20, 10 ** 30 + 57))
x = 7 ** 20000
y = 3 ** 15000
print((x * y) % 10 ** 12, (x // y) % 10 ** 12, x.bit_length())
print(len(str(x * y)), int(str(y)) == y)
def pi_digits(n):
    scale = 10 ** (n + 10)
    def arctan(inverse):
        total = term = scale // inverse
        square = inverse * inverse
        k = 3
        sign = -1
        while term:
            term //= square
            total += sign * (term // k)
            sign = -sign
            k += 2
        return total
    return 4 * (4 * arctan(5) - arctan(239)) // 10 ** 10
print(str(pi_digits(2500))[-20:])
