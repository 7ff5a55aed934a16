"""modules/audioop.c."""

import audioop
import unittest


def pack(width, *samples):
    return b''.join(v.to_bytes(width, 'little', signed=True) for v in samples)


class AudioopTest(unittest.TestCase):

    def test_measures_of_all_widths(self):
        for w in 1, 2, 3, 4:
            with self.subTest(width=w):
                data = pack(w, 3, -9, 8, 8, -2)
                self.assertEqual(audioop.max(data, w), 9)
                self.assertEqual(audioop.minmax(data, w), (-9, 8))
                self.assertEqual(audioop.avg(data, w), 1)
                self.assertEqual(audioop.cross(data, w), 3)
                self.assertEqual(audioop.maxpp(data, w), 17)
                self.assertEqual(audioop.getsample(data, w, 1), -9)

    def test_results_are_clipped_to_the_width(self):
        self.assertEqual(audioop.add(pack(2, 30000, -30000), pack(2, 30000, -30000), 2), pack(2, 32767, -32768))
        self.assertEqual(audioop.mul(pack(1, 100, -100), 1, 2), pack(1, 127, -128))
        self.assertEqual(audioop.mul(pack(2, 5, -5), 2, 0.5), pack(2, 2, -3))

    def test_bias_wraps_around(self):
        self.assertEqual(audioop.bias(pack(1, 127), 1, 1), pack(1, -128))

    def test_channels(self):
        self.assertEqual(audioop.tostereo(pack(2, 1, 2), 2, 1, 0), pack(2, 1, 0, 2, 0))
        self.assertEqual(audioop.tomono(pack(2, 1, 3, 5, 7), 2, 0.5, 0.5), pack(2, 2, 6))
        self.assertRaisesRegex(audioop.error, 'whole number of frames', audioop.tomono, pack(2, 1), 2, 1, 1)

    def test_laws_there_and_back(self):
        every = bytes(range(256))
        self.assertEqual(audioop.lin2alaw(audioop.alaw2lin(every, 2), 2), every)
        without_second_zero = every.replace(b'\x7f', b'')
        self.assertEqual(audioop.lin2ulaw(audioop.ulaw2lin(without_second_zero, 2), 2), without_second_zero)

    def test_adpcm_in_pieces_is_as_a_whole(self):
        data = pack(2, *range(-4000, 4000, 100))
        whole, end = audioop.lin2adpcm(data, 2, None)
        first, state = audioop.lin2adpcm(data[:80], 2, None)
        second, state = audioop.lin2adpcm(data[80:], 2, state)
        self.assertEqual((first + second, state), (whole, end))
        decoded, _ = audioop.adpcm2lin(whole, 2, None)
        self.assertEqual(len(decoded), len(data))

    def test_ratecv(self):
        data = pack(2, 0, 100, 200)
        self.assertEqual(audioop.ratecv(data, 2, 1, 1, 2, None)[0], pack(2, 0, 50, 100, 150, 200))
        self.assertEqual(audioop.ratecv(data, 2, 1, 8000, 8000, None)[0], data)
        for bad in 42, (1, (42,)), ('x', ((0, 0),)):
            self.assertRaises(TypeError, audioop.ratecv, data, 2, 1, 1, 2, bad)
        for d in -2**31, 2**31 - 1:
            try:
                audioop.ratecv(data, 2, 1, 1, 2, (d, ((0, 0),)))
            except audioop.error:
                pass

    def test_fits(self):
        wave = pack(2, 0, 0, 100, -100, 0)
        self.assertEqual(audioop.findfit(wave, pack(2, 50, -50)), (2, 2.0))
        self.assertEqual(audioop.findfactor(pack(2, 10, 20), pack(2, 5, 10)), 2.0)
        self.assertEqual(audioop.findmax(wave, 2), 2)
        self.assertEqual(audioop.findfit(pack(2, 0, 0), pack(2, 0)), (0, 0.0))

    def test_bad_arguments(self):
        self.assertRaisesRegex(audioop.error, 'Size should be 1, 2, 3 or 4', audioop.max, b'', 5)
        self.assertRaisesRegex(audioop.error, 'whole number of frames', audioop.rms, b'abc', 2)
        self.assertRaises(TypeError, audioop.avg, 'ab', 2)
        self.assertRaises(audioop.error, audioop.getsample, b'ab', 2, 1)


if __name__ == '__main__':
    unittest.main()
