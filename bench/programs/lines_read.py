"""Reading a file line by line, as text and as bytes."""
import os
import tempfile

N = 400000
handle, name = tempfile.mkstemp()
try:
    with os.fdopen(handle, 'w', encoding='utf-8') as f:
        f.write(''.join('%d: a line of text, as logs have them \u2014 %x\n' % (i, i * 7919) if i % 10 == 0
                        else '%d: a line of text, as logs have them %x\n' % (i, i * 7919) for i in range(N)))
    total = 0
    for repeat in range(4):
        with open(name, encoding='utf-8') as f:
            for line in f:
                total += len(line)
        with open(name, 'rb') as f:
            for line in f:
                total += len(line)
        with open(name, encoding='utf-8') as f:
            while True:
                line = f.readline()
                if not line:
                    break
                total += 1
    print(total)
finally:
    os.unlink(name)
