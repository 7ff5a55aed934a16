"""Bytes: scanning, slicing, translating, building."""
data = bytes(range(256)) * 400
zeros = 0
for byte in data:
    if byte == 0:
        zeros += 1
print(zeros)
total = 0
for i in range(0, len(data), 3):
    total += data[i]
print(total)
for i in range(30):
    at = data.find(b'\xfe\xff\x01')
    n = data.count(b'\x10\x11')
    flipped = data.translate(bytes(range(255, -1, -1)), b'abc')
    text = bytes.fromhex(data.hex())
print(at, n, len(flipped), text == data)
out = bytearray()
for i in range(200000):
    out.append(i & 255)
for i in range(0, 200000, 2):
    out[i] = 7
print(len(out), out.count(7), len(data.split(b'\n')), len(b','.join([b'abc'] * 50000)))
