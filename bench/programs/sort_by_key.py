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
data = [b'%x' % n for n in numbers]
mixed = [n if n & 1 else n / 2 for n in numbers]
large = [n << 70 for n in numbers]
for items in data, mixed, large, sorted(pairs), sorted(texts)[::-1]:
    print(sorted(items)[::25000])
few = [texts[i:i + 30] for i in range(0, len(texts), 30)]
print([len(sorted(texts)) for texts in few][:2])
