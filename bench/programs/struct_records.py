"""struct: packing and unpacking records, with functions and with a compiled Struct."""
import struct

HEADER = struct.Struct('<4sHHIQ')
POINT = struct.Struct('!3d')

total = 0
for _ in range(6):
    data = bytearray()
    for i in range(12000):
        data += HEADER.pack(b'abcd', i & 0xffff, 7, i * 3, i << 33)
    for i in range(12000):
        magic, a, b, c, d = HEADER.unpack_from(data, i * HEADER.size)
        total += a + b + c + (d >> 33)
    for magic, a, b, c, d in HEADER.iter_unpack(data):
        total += c
    for i in range(12000):
        x, y, z = POINT.unpack(POINT.pack(i, 0.5, -i))
        total += y
        total += struct.unpack('>i', struct.pack('>i', -i))[0]
print(total)
