"""What kind of image a file is, by its first bytes."""

from os import PathLike

__all__ = ['what']


def what(file, h=None):
    """The kind of the image in a file (name or object), or in the bytes h; or None."""
    f = None
    try:
        if h is None:
            if isinstance(file, (str, PathLike)):
                f = open(file, 'rb')
                h = f.read(32)
            else:
                location = file.tell()
                h = file.read(32)
                file.seek(location)
        for test in tests:
            kind = test(h, f)
            if kind:
                return kind
    finally:
        if f:
            f.close()
    return None


# Functions of the first bytes and the file; programs may append their own.
tests = []


def test_jpeg(h, f):
    if h[6:10] in (b'JFIF', b'Exif'):
        return 'jpeg'


def test_png(h, f):
    if h.startswith(b'\211PNG\r\n\032\n'):
        return 'png'


def test_gif(h, f):
    if h[:6] in (b'GIF87a', b'GIF89a'):
        return 'gif'


def test_tiff(h, f):
    if h[:2] in (b'MM', b'II'):
        return 'tiff'


def test_rgb(h, f):
    if h.startswith(b'\001\332'):
        return 'rgb'


def _pnm(h, kinds):
    return len(h) >= 3 and h[0] == ord(b'P') and h[1] in kinds and h[2] in b' \t\n\r'


def test_pbm(h, f):
    if _pnm(h, b'14'):
        return 'pbm'


def test_pgm(h, f):
    if _pnm(h, b'25'):
        return 'pgm'


def test_ppm(h, f):
    if _pnm(h, b'36'):
        return 'ppm'


def test_rast(h, f):
    if h.startswith(b'\x59\xA6\x6A\x95'):
        return 'rast'


def test_xbm(h, f):
    if h.startswith(b'#define '):
        return 'xbm'


def test_bmp(h, f):
    if h.startswith(b'BM'):
        return 'bmp'


def test_webp(h, f):
    if h.startswith(b'RIFF') and h[8:12] == b'WEBP':
        return 'webp'


def test_exr(h, f):
    if h.startswith(b'\x76\x2f\x31\x01'):
        return 'exr'


tests.extend([test_jpeg, test_png, test_gif, test_tiff, test_rgb, test_pbm, test_pgm,
              test_ppm, test_rast, test_xbm, test_bmp, test_webp, test_exr])


def test():
    import _filekinds
    _filekinds.main(what)


if __name__ == '__main__':
    test()
