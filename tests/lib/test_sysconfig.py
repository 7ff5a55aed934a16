"""sysconfig: what it reads of the installation, the build folder being one."""
import os
import struct
import sysconfig
import unittest


class InstalledFilesTest(unittest.TestCase):
    def test_pyconfig_h(self):
        with open(sysconfig.get_config_h_filename()) as f:
            vars = sysconfig.parse_config_h(f)
        self.assertEqual(vars['SIZEOF_VOID_P'], struct.calcsize('P'))
        self.assertEqual((vars['HAVE_FORK'], vars['Py_DEBUG']), (1, 0))
        self.assertLessEqual(vars.items(), sysconfig.get_config_vars().items())

    def test_makefile(self):
        makefile = sysconfig.get_makefile_filename()
        self.assertEqual(sysconfig.get_config_var('srcdir'), os.path.realpath(os.path.dirname(makefile)))
        compiler, flags = sysconfig.get_config_vars('CC', 'LDFLAGS')
        self.assertEqual(sysconfig.get_config_var('LDSHARED').split(), (compiler + ' -shared ' + flags).split())


if __name__ == '__main__':
    unittest.main()
