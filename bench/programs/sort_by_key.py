"""Sorting: uniform lists, by key, tuples."""
state = 12345
numbers = []
for i in range(100000):
    state = (state * 1103515245 + 12345) & 0x7fffffff
    numbers.append(state)
texts = ['%x' % n for n in numbers]
floats = [n / 3 for n in numbers]
pairs = [(n % 1000, t) for n, t in zip(numbers, texts)]
for i in range(3):
    print(sorted(numbers)[::25000])
    print(sorted(texts)[::25000])
    print(sorted(floats)[0] == min(floats))
    print(sorted(pairs)[0])
    print(sorted(numbers, key=lambda n: n % 1000)[0], sorted(texts, key=len)[0])
    print(sorted(pairs, key=lambda p: p[1], reverse=True)[0])
