"""Text: building, formatting, joining."""
lines = []
for i in range(60000):
    lines.append('%d: %s' % (i, 'x' * (i % 7)))
    lines.append('{}-{:>6}'.format(i, i * 3))
    lines.append(f'{i:05d} {i / 7:.3f} {"ab"!r}')
print(len('\n'.join(lines)))
s = ''
for i in range(200000):
    s += 'ab'
print(len(s))
total = 0
for line in lines:
    total += len(line.strip().ljust(20)) + line.startswith('1') + len(line.partition(' ')[2])
print(total)
print(len(''.join(map(str, range(200000)))), len(repr(list(range(100000)))))
