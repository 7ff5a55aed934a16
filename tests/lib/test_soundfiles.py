"""lib/wave.py, lib/sunau.py, lib/aifc.py, lib/chunk.py: what is written is read again."""

import aifc
import io
import sunau
import unittest
import wave
from chunk import Chunk


class SoundFileTest(unittest.TestCase):

    def written(self, module, frames, comptype, **settings):
        class File(io.BytesIO):     # that can be read after close()
            def close(self):
                self.kept = self.getvalue()
                io.BytesIO.close(self)
        f = File()
        w = module.open(f, 'wb')
        w.setparams((2, 2, 8000, settings.get('nframes', 0), comptype, comptype))
        w.writeframes(frames)
        w.close()
        return io.BytesIO(getattr(f, 'kept', None) or f.getvalue())

    def test_frames_and_parameters(self):
        frames = bytes(range(40))
        for module, comptype in (wave, 'NONE'), (sunau, 'NONE'), (aifc, b'NONE'):
            with self.subTest(module=module.__name__):
                r = module.open(self.written(module, frames, comptype), 'rb')
                self.assertEqual(r.getparams()[:5], (2, 2, 8000, 10, comptype))
                self.assertEqual(r.readframes(4), frames[:16])
                r.setpos(8)
                self.assertEqual((r.readframes(100), r.tell()), (frames[32:], 10))
                self.assertRaises(module.Error, r.setpos, 11)

    def test_number_of_frames_is_corrected(self):
        for module, comptype in (wave, 'NONE'), (sunau, 'NONE'), (aifc, b'NONE'):
            with self.subTest(module=module.__name__):
                r = module.open(self.written(module, bytes(40), comptype, nframes=3), 'rb')
                self.assertEqual(r.getnframes(), 10)

    def test_compressed(self):
        frames = b'\x00\x10\x00\xf0' * 6
        for module, comptype in (sunau, 'ULAW'), (aifc, b'ulaw'), (aifc, b'alaw'), (aifc, b'G722'):
            with self.subTest(comptype=comptype):
                file = self.written(module, frames, comptype)
                r = module.open(file, 'rb')
                self.assertEqual((r.getnframes(), r.getsampwidth()), (6, 2))
                self.assertEqual(len(r.readframes(6)), 24)

    def test_wave_refuses_what_is_no_pcm(self):
        data = bytearray(self.written(wave, bytes(4), 'NONE').getvalue())
        data[20] = 7
        self.assertRaisesRegex(wave.Error, 'unknown format: 7', wave.open, io.BytesIO(data))
        self.assertRaises(EOFError, wave.open, io.BytesIO(b''))
        self.assertRaisesRegex(wave.Error, "mode must be", wave.open, io.BytesIO(), 'x')

    def test_chunk_is_padded_and_bounded(self):
        f = io.BytesIO(b'ABCD\0\0\0\3xyz\0NEXT\0\0\0\0')
        c = Chunk(f)
        self.assertEqual((c.getname(), c.getsize(), c.read(2), c.read()), (b'ABCD', 3, b'xy', b'z'))
        self.assertEqual(Chunk(f).getname(), b'NEXT')
        self.assertRaises(EOFError, Chunk, f)


if __name__ == '__main__':
    unittest.main()
