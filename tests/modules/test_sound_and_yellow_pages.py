"""nis and ossaudiodev (modules/nis.c, ossaudiodev.c): what can be told without a server and a sound card."""
import unittest

try:
    import nis
except ImportError:
    nis = None
import ossaudiodev


@unittest.skipIf(nis is None, 'needs libnsl')
class Nis(unittest.TestCase):
    def test_what_no_server_answers_is_an_error(self):
        for call in (nis.maps, nis.get_default_domain, lambda: nis.cat('passwd'), lambda: nis.match('root', map='passwd')):
            try:
                call()
            except nis.error as e:
                self.assertTrue(str(e))

    def test_arguments_are_checked(self):
        self.assertRaises(TypeError, nis.match, b'root', 'passwd')
        self.assertRaises(TypeError, nis.cat)


class Sound(unittest.TestCase):
    def test_mode_is_checked(self):
        with self.assertRaisesRegex(OSError, "mode must be 'r', 'w', or 'rw'"):
            ossaudiodev.open('a')

    def test_what_is_no_sound_card_refuses_its_commands(self):
        with ossaudiodev.open('/dev/null', 'w') as device:
            self.assertEqual((device.name, device.mode, device.closed), ('/dev/null', 'w', False))
            self.assertEqual(device.write(b'abc'), 3)
            self.assertIsNone(device.writeall(b'abc'))
            with self.assertRaises(OSError):
                device.speed(44100)
            with self.assertRaises(OSError):
                device.bufsize()
        self.assertTrue(device.closed)
        with self.assertRaisesRegex(ValueError, 'closed'):
            device.write(b'')

    def test_controls_of_a_mixer_are_checked(self):
        with ossaudiodev.openmixer('/dev/null') as mixer:
            with self.assertRaisesRegex(OSError, 'Invalid mixer channel'):
                mixer.get(ossaudiodev.SOUND_MIXER_NRDEVICES)
            with self.assertRaisesRegex(OSError, 'between 0 and 100'):
                mixer.set(0, (101, 0))
            self.assertRaises(TypeError, mixer.set, 0, (1,))

    def test_names_of_controls(self):
        self.assertEqual(ossaudiodev.control_names[ossaudiodev.SOUND_MIXER_PCM], 'pcm')
        self.assertEqual(ossaudiodev.control_labels[ossaudiodev.SOUND_MIXER_VOLUME], 'Vol')


if __name__ == '__main__':
    unittest.main()
