"""Programs in archives."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipapp


class Archive(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(os.path.join(self.folder, 'app'))
        with open(os.path.join(self.folder, 'app', 'code.py'), 'w') as f:
            f.write('def start():\n    print("started")\n')
        self.target = os.path.join(self.folder, 'app.pyz')

    def test_archive_runs(self):
        with open(os.path.join(self.folder, 'app', 'code.py'), 'r') as f:
            text = f.read()
        with open(os.path.join(self.folder, 'app', 'program.py'), 'w') as f:
            f.write(text)
        zipapp.create_archive(os.path.join(self.folder, 'app'), interpreter=sys.executable,
                              main='program:start', compressed=True)
        self.assertEqual(zipapp.get_interpreter(self.target), sys.executable)
        self.assertEqual(subprocess.check_output([sys.executable, self.target]), b'started\n')

    def test_entry_points_are_checked(self):
        for main in '', 'a', 'a:', ':b', 'a.:b', 'a:b c':
            self.assertRaises(zipapp.ZipAppError, zipapp.create_archive,
                              os.path.join(self.folder, 'app'), main=main)
        self.assertFalse(os.path.exists(self.target))


if __name__ == '__main__':
    unittest.main()
