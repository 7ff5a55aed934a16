"""What kind of sound a file is, by its first bytes."""

from collections import namedtuple

__all__ = ['what', 'whathdr']

SndHeaders = namedtuple('SndHeaders', 'filetype framerate nchannels nframes sampwidth')


def what(filename):
    """(type, frame rate, channels, frames, sample width) or None."""
    return whathdr(filename)


def whathdr(filename):
    with open(filename, 'rb') as f:
        h = f.read(512)
        for test in tests:
            found = test(h, f)
            if found:
                return SndHeaders(*found)
    return None


# Functions of the first bytes and the file; programs may append their own.
tests = []


def test_aifc(h, f):
    import aifc
    if not h.startswith(b'FORM'):
        return None
    if h[8:12] == b'AIFC':
        kind = 'aifc'
    elif h[8:12] == b'AIFF':
        kind = 'aiff'
    else:
        return None
    f.seek(0)
    try:
        a = aifc.open(f, 'r')
    except (EOFError, aifc.Error):
        return None
    return kind, a.getframerate(), a.getnchannels(), a.getnframes(), 8 * a.getsampwidth()


tests.append(test_aifc)


def test_au(h, f):
    if h.startswith(b'.snd'):
        number = get_long_be
    elif h[:4] in (b'\0ds.', b'dns.'):
        number = get_long_le
    else:
        return None
    data_size, encoding, rate, channels = [number(h[i:i + 4]) for i in (8, 12, 16, 20)]
    sample_size = {1: 1, 2: 1, 3: 2}.get(encoding, 1)
    bits = {1: 'U', 2: 8, 3: 16}.get(encoding, '?')
    frame_size = sample_size * channels
    frames = data_size / frame_size if frame_size else -1
    return 'au', rate, channels, frames, bits


tests.append(test_au)


def test_hcom(h, f):
    if h[65:69] != b'FSSD' or h[128:132] != b'HCOM':
        return None
    divisor = get_long_be(h[144:148])
    rate = 22050 / divisor if divisor else 0
    return 'hcom', rate, 1, -1, 8


tests.append(test_hcom)


def test_voc(h, f):
    if not h.startswith(b'Creative Voice File\032'):
        return None
    start = get_short_le(h[20:22])
    rate = 0
    if 0 <= start < 500 and h[start] == 1:
        ratio = 256 - h[start + 4]
        if ratio:
            rate = int(1000000.0 / ratio)
    return 'voc', rate, 1, -1, 8


tests.append(test_voc)


def test_wav(h, f):
    import wave
    if not h.startswith(b'RIFF') or h[8:12] != b'WAVE' or h[12:16] != b'fmt ':
        return None
    f.seek(0)
    try:
        w = wave.open(f, 'r')
    except (EOFError, wave.Error):
        return None
    return 'wav', w.getframerate(), w.getnchannels(), w.getnframes(), 8 * w.getsampwidth()


tests.append(test_wav)


def test_8svx(h, f):
    if not h.startswith(b'FORM') or h[8:12] != b'8SVX':
        return None
    return '8svx', 0, 1, 0, 8


tests.append(test_8svx)


def test_sndt(h, f):
    if h.startswith(b'SOUND'):
        size = get_long_le(h[8:12])
        rate = get_short_le(h[20:22])
        return 'sndt', rate, 1, size, 8


tests.append(test_sndt)


def test_sndr(h, f):
    if h.startswith(b'\0\0'):
        rate = get_short_le(h[2:4])
        if 4000 <= rate <= 25000:
            return 'sndr', rate, 1, -1, 8


tests.append(test_sndr)


def get_long_be(b):
    return int.from_bytes(b[:4], 'big')


def get_long_le(b):
    return int.from_bytes(b[:4], 'little')


def get_short_be(b):
    return int.from_bytes(b[:2], 'big')


def get_short_le(b):
    return int.from_bytes(b[:2], 'little')


def test():
    import _filekinds
    _filekinds.main(what)


if __name__ == '__main__':
    test()
