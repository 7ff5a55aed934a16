import os
import pyclbr
import tempfile
import unittest

SOURCE = """
import os as system
from collections import OrderedDict

class Base: pass

class Derived(Base, OrderedDict, system.PathLike, unknown.Thing):
    def method(self): pass
    class Inner:
        async def deep(self): pass

def function():
    def nested(): pass
"""


class PyclbrTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with open(os.path.join(folder.name, 'browsed_module.py'), 'w') as file:
            file.write(SOURCE)
        self.addCleanup(pyclbr._modules.pop, 'browsed_module', None)
        self.tree = pyclbr.readmodule_ex('browsed_module', [folder.name])

    def test_classes_and_functions(self):
        derived = self.tree['Derived']
        self.assertIs(derived.super[0], self.tree['Base'])
        self.assertEqual(getattr(derived.super[1], 'name', derived.super[1]), 'OrderedDict')
        self.assertEqual(derived.super[3], 'unknown.Thing')
        self.assertEqual(derived.methods, {'method': 8})
        self.assertTrue(derived.children['Inner'].children['deep'].is_async)
        self.assertEqual(list(self.tree['function'].children), ['nested'])

    def test_classes_only(self):
        self.assertNotIn('function', pyclbr.readmodule('browsed_module'))

    def test_part_that_is_no_package(self):
        self.assertRaises(ImportError, pyclbr.readmodule_ex, 'string.foo')


if __name__ == '__main__':
    unittest.main()
