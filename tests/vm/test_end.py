"""The end of the interpreter: what finalizers find when the modules are gone already."""
import subprocess
import sys
import textwrap
import unittest


class End(unittest.TestCase):
    def run_to_the_end(self, source):
        p = subprocess.run([sys.executable, '-c', textwrap.dedent(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return p.returncode, p.stdout

    def test_finalizers_that_import_and_look_around(self):
        self.assertEqual(self.run_to_the_end("""
            import builtins, sys
            class E:
                def __del__(self):
                    for use in object.__reduce__, object.__reduce_ex__, repr, dir, vars:
                        try: use(self)
                        except Exception: pass
                    try: __import__('string')
                    except Exception: pass
            for place in builtins, sys, E:
                place.keep = [E()]
                place.keep.append(place.keep)
            sys.modules['keep'] = [E()]
            print('done')
        """), (0, b'done\n'))


if __name__ == '__main__':
    unittest.main()
