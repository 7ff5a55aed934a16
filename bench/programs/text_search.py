"""Text: searching, splitting, replacing, translating."""
words = ['word%d' % (i * 7919 % 5000) for i in range(40000)]
text = ' '.join(words)
hits = 0
for i in range(300):
    hits += text.count('word%d ' % i)
    hits += text.find('word4999 word') >= 0
    hits += ('zebra %d' % i) in text
print(hits, text.rfind('word1'))
for i in range(20):
    parts = text.split()
    back = ' '.join(parts)
    changed = text.replace('word1', 'term')
print(len(parts), back == text, len(changed))
table = str.maketrans('abcdefo', 'ABCDEFO', '123')
for i in range(20):
    shouted = text.translate(table)
print(len(shouted), len(text.upper().title().swapcase()))
greek = 'αβγδε ' * 50000
for i in range(20):
    data = greek.encode()
    greek = data.decode()
print(len(data), greek.find('εα'), greek.count('γδ'))
