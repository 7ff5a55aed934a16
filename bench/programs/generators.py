"""Generators, generator expressions, yield from."""
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1

def evens(source):
    for x in source:
        if x % 2 == 0:
            yield x

def flatten(tree):
    if isinstance(tree, list):
        for branch in tree:
            yield from flatten(branch)
    else:
        yield tree

total = 0
for x in evens(count(1500000)):
    total += x
print(total)
print(sum(x * x for x in range(1000000)))

def nest(depth):
    return [nest(depth - 1), nest(depth - 1)] if depth else depth

print(sum(1 for leaf in flatten(nest(14))))
