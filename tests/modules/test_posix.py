"""posix: paths as arguments; numbers of errors."""
import errno
import os
import unittest


class PathArgumentTest(unittest.TestCase):
    def test_an_error_names_the_object_given(self):
        name = bytearray(b'/no such folder')
        for function in os.stat, os.listdir, os.scandir, os.chdir:
            with self.subTest(function), self.assertWarnsRegex(DeprecationWarning, 'should be string'):
                with self.assertRaises(FileNotFoundError) as caught:
                    function(name)
                self.assertIs(caught.exception.filename, name)

    def test_names_in_a_folder_are_like_the_path(self):
        with self.assertWarns(DeprecationWarning):
            self.assertEqual({type(name) for name in os.listdir(bytearray(b'/'))}, {bytes})
        with self.assertWarns(DeprecationWarning), os.scandir(bytearray(b'/')) as entries:
            self.assertEqual({(type(e.name), e.path[:1]) for e in entries}, {(bytes, b'/')})


class ErrnoTest(unittest.TestCase):
    def test_both_names_of_a_number(self):
        self.assertEqual((errno.EDEADLK, errno.errorcode[errno.EDEADLK]), (errno.EDEADLOCK, 'EDEADLOCK'))
        self.assertEqual((errno.EAGAIN, errno.errorcode[errno.EAGAIN]), (errno.EWOULDBLOCK, 'EAGAIN'))


if __name__ == '__main__':
    unittest.main()
