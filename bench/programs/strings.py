"""Building, splitting, joining, searching, formatting text."""
lines = []
for i in range(60000):
    lines.append('%d,%s,%.2f' % (i, 'name' + str(i % 100), i / 7))
text = '\n'.join(lines)
print(len(text))
total = 0
for line in text.split('\n'):
    number, name, value = line.split(',')
    if name.endswith('7') and 'me5' in name:
        total += int(number)
    total += len(value.strip().upper())
print(total)
s = ''
for i in range(200000):
    s += 'ab'
print(len(s), s.count('ba'), s.find('bb'))
print(len(text.replace('name', 'title')), text.title()[:12])
out = []
for i in range(60000):
    out.append(f'{i:05d}-{i * 2:x}')
print(len(''.join(out)))
words = {}
for ch in text:
    words[ch] = words.get(ch, 0) + 1
print(sorted(words.items())[:5])
