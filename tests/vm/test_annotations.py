import unittest


class Namespaces(unittest.TestCase):
    def test_mapping_with_items_only(self):
        stored = {}

        class Locals:
            def __getitem__(self, name):
                return stored[name]

            def __setitem__(self, name, value):
                stored[name] = value
        exec('x: int = 1', {}, Locals())
        self.assertEqual(stored['__annotations__'], {'x': int})
        exec('y: str', {}, Locals())
        self.assertEqual(stored['__annotations__'], {'x': int, 'y': str})


if __name__ == '__main__':
    unittest.main()
