"""Writing a file line by line, as text and as bytes, by write() and by print()."""
import tempfile

N = 300000
with tempfile.TemporaryFile('w+', encoding='utf-8') as f, tempfile.TemporaryFile('w+b') as g:
    for repeat in range(3):
        f.seek(0)
        g.seek(0)
        for i in range(N):
            f.write('line ')
            f.write(str(i))
            f.write('\n')
        for i in range(N):
            g.write(b'a line of bytes, not too long\n')
        for i in range(N):
            print('line', i, file=f)
    print(f.tell(), g.tell())
