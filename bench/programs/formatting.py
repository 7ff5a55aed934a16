"""Formatting text: percent, str.format, f-strings, format specs, numbers to text and back."""
names = ['alpha', 'beta', 'gamma', 'delta']
total = 0
for i in range(30000):
    name = names[i & 3]
    total += len('%s: %d of %5.1f (%x)' % (name, i, i / 3, i))
    total += len('{}: {} of {:>8} {:05d}'.format(name, i, name, i))
    total += len('{name}-{number:,}'.format(name=name, number=i * 1000))
    total += len(f'{name!r}:{i:>6}:{i / 7:.3f}:{i:b}')
print(total)
rows = []
for i in range(20000):
    rows.append('|'.join((str(i), repr(i / 9), name.center(12), hex(i).rjust(8), name.zfill(8))))
print(len('\n'.join(rows)))
total = 0.0
for row in rows:
    fields = row.split('|')
    total += int(fields[0]) + float(fields[1]) + int(fields[3], 16)
print('%.6e' % total)
