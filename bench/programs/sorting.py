"""Sorting numbers, strings, with keys; written out in Python too."""
def numbers(n):
    x = 42
    result = []
    for i in range(n):
        x = (x * 1103515245 + 12345) & 0x7fffffff
        result.append(x)
    return result

data = numbers(200000)
print(sorted(data)[:3])
floats = [x / 3 for x in data]
floats.sort()
print(floats[100])
names = ['k%d' % (x % 100000) for x in data]
names.sort()
print(names[:3])
pairs = sorted(zip(data, names), key=lambda pair: pair[1])
print(pairs[0])
print(sorted(data, reverse=True)[:2])

def quicksort(items):
    if len(items) <= 1:
        return items
    pivot = items[len(items) // 2]
    return (quicksort([x for x in items if x < pivot]) + [x for x in items if x == pivot]
            + quicksort([x for x in items if x > pivot]))
print(quicksort(data[:40000])[:3])
