"""Division, remainders, roots, greatest common divisors and decimal text of integers of 100 to 20,000 digits."""
import math
import sys

if hasattr(sys, 'set_int_max_str_digits'):
    sys.set_int_max_str_digits(0)
a = 7 ** 24000
b = 3 ** 21000 + 1
for i in range(20):
    q, r = divmod(a, b + i)
print(q % 1000000007, r % 1000000007)
small = 10 ** 100 + 267
total = 0
n = 3 ** 400
for i in range(40000):
    total += (n + i) // small + (n - i) % small
print(total % 1000000007)
text = str(a)
print(len(text), int(text) == a, len(str(10 ** 20000 // 7)))
for i in range(300):
    total += int(str(n + i))
print(total % 1000000007)
x = a
for i in range(15):
    x = (x + a // x) // 2
print(x % 1000000007)
print(math.gcd(a * b, b * small) % 1000000007)
print(hex(a)[-20:], int(hex(b), 16) == b)
