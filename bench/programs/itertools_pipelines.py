"""Pipelines of itertools, map, filter, zip, sorted and sum."""
import itertools
import operator

total = 0
for _ in range(6):
    numbers = itertools.chain(range(30000), itertools.repeat(3, 10000), itertools.islice(itertools.count(5, 2), 20000))
    pairs = zip(itertools.accumulate(numbers), itertools.cycle('abc'))
    kept = itertools.filterfalse(lambda pair: pair[1] == 'b', pairs)
    total += sum(map(operator.itemgetter(0), kept)) % 1000
    words = ['%s%d' % (c, i % 7) for i in range(300) for c in 'xyzw']
    words.sort(key=lambda word: word[1])
    for key, group in itertools.groupby(words, key=lambda word: word[1]):
        total += sum(1 for _ in group)
    total += sum(1 for c in itertools.combinations(range(24), 4))
    total += sum(a < b for a, b in itertools.product(range(120), repeat=2))
    total += sum(p[0] for p in itertools.permutations(range(7)))
    first, second = itertools.tee(range(20000))
    next(second)
    total += sum(b - a for a, b in zip(first, second))
    total += sum(itertools.starmap(pow, zip(range(20000), itertools.repeat(2)))) % 1000
    total += len(list(itertools.takewhile(lambda n: n < 15000, itertools.dropwhile(lambda n: n < 100, range(30000)))))
    total += sum(itertools.compress(range(30000), itertools.cycle([1, 0, 1])))
print(total)
