"""Integer arithmetic in while and for loops."""
def collatz(limit):
    best = best_n = 0
    n = 1
    while n < limit:
        x = n
        steps = 0
        while x != 1:
            if x & 1:
                x = 3 * x + 1
            else:
                x >>= 1
            steps += 1
        if steps > best:
            best = steps
            best_n = n
        n += 1
    return best_n, best

def sums(n):
    total = 0
    for i in range(n):
        total += i * 2 - 1
        if i % 3 == 0:
            total -= i
    return total

print(collatz(30000))
print(sums(3000000))
