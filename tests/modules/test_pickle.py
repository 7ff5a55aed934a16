import collections
import enum
import io
import pickle
import random
import unittest


class Plain:
    def __init__(self):
        self.x, self.y = 1, [1, 2]

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Slots:
    __slots__ = 'a', 'b'


class Colour(enum.Enum):
    RED = 1


class Names(list):
    pass


Point = collections.namedtuple('Point', 'x y')

SAMPLES = [None, True, False, 0, 1, -1, 255, 256, 65535, 65536, -2**31, 2**31, 2**62, -2**63, 2**100, -2**2000, -128, -32768,
           -2**2039, 1.5, -0.0, float('inf'), '', 'abc', 'ä€\U0001F600\n\\\r\x1a', '\ud800', b'', b'abc\xff', b'x' * 300,
           bytearray(b'ab'), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], list(range(2500)), {}, {1: 2},
           dict.fromkeys(range(2500)), {1, 2}, frozenset([1]), Plain(), Colour.RED, Names([1, 2]), Point(1, 2), len, int,
           type(None), Plain, collections.OrderedDict(a=1), collections.deque([1]), 1j, range(3), ..., NotImplemented]


class RoundTrip(unittest.TestCase):
    def test_all_protocols_and_both_implementations(self):
        for protocol in range(6):
            for o in SAMPLES:
                with self.subTest(protocol=protocol, o=repr(o)[:60]):
                    data = pickle.dumps(o, protocol)
                    self.assertEqual(data, pickle._dumps(o, protocol))
                    for load in pickle.loads, pickle._loads:
                        back = load(data)
                        self.assertEqual(back, o)
                        self.assertIs(type(back), type(o))

    def test_cycles(self):
        for protocol in range(6):
            a, d = [], {}
            a.append((a, d))
            d['self'] = d
            b = pickle.loads(pickle.dumps(a, protocol))
            self.assertIs(b[0][0], b)
            self.assertIs(b[0][1]['self'], b[0][1])

    def test_slots(self):
        s = Slots()
        s.a = 3
        r = pickle.loads(pickle.dumps(s, 2))
        self.assertEqual(r.a, 3)
        self.assertFalse(hasattr(r, 'b'))

    def test_files(self):
        import tempfile
        with tempfile.TemporaryFile() as f:
            for protocol in range(6):
                pickle.dump(SAMPLES[:20], f, protocol)
            f.write(b'rest')
            f.seek(0)
            for protocol in range(6):
                self.assertEqual(pickle.load(f), SAMPLES[:20])
            self.assertEqual(f.read(), b'rest')

    def test_large_data_in_frames(self):
        o = [b'x' * 100000, 'y' * 100000, list(range(50000))]
        f = io.BytesIO()
        pickle.dump(o, f, 4)
        f.seek(0)
        self.assertEqual(pickle.load(f), o)

    def test_deep_nesting_is_an_error(self):
        a = []
        for _ in range(100000):
            a = [a]
        with self.assertRaises(RecursionError):
            pickle.dumps(a)
        while a:
            a = a[0]


class Subclasses(unittest.TestCase):
    def test_persistent_ids(self):
        class P(pickle.Pickler):
            def persistent_id(self, o):
                return o[3:] if isinstance(o, str) and o.startswith('id:') else None

        class U(pickle.Unpickler):
            def persistent_load(self, pid):
                return 'loaded ' + str(pid)
        for protocol in range(6):
            f = io.BytesIO()
            P(f, protocol).dump(['id:7', 'x'])
            f.seek(0)
            self.assertEqual(U(f).load(), ['loaded 7', 'x'])
            f.seek(0)
            with self.assertRaises(pickle.UnpicklingError):
                pickle.load(f)

    def test_reducer_override_and_dispatch_table(self):
        class P(pickle.Pickler):
            def reducer_override(self, o):
                return (str, ('plain',)) if type(o) is Plain else NotImplemented
        f = io.BytesIO()
        P(f).dump([Plain(), 1j])
        self.assertEqual(pickle.loads(f.getvalue()), ['plain', 1j])
        f = io.BytesIO()
        p = pickle.Pickler(f)
        p.dispatch_table = collections.ChainMap({complex: lambda c: (str, ('c',))})
        p.dump([1j])
        self.assertEqual(pickle.loads(f.getvalue()), ['c'])

    def test_attributes_of_instances(self):
        class P(pickle.Pickler):
            pass
        p = P(io.BytesIO())
        p.anything = 5
        self.assertEqual(p.anything, 5)

    def test_find_class(self):
        class U(pickle.Unpickler):
            def find_class(self, module, name):
                raise pickle.UnpicklingError('no ' + name)
        with self.assertRaisesRegex(pickle.UnpicklingError, 'no Plain'):
            U(io.BytesIO(pickle.dumps(Plain()))).load()

    def test_no_init(self):
        class P(pickle.Pickler):
            def __init__(self): pass
        with self.assertRaisesRegex(pickle.PicklingError, 'was not called'):
            P().dump(1)

    def test_load_within_load(self):
        class U(pickle.Unpickler):
            def find_class(self, module, name):
                return self.load()
        with self.assertRaises(RuntimeError):
            U(io.BytesIO(b'cx\ny\n.')).load()


class Errors(unittest.TestCase):
    def test_bad_pickles(self):
        for data in (b'', b'.', b'0', b'a', b'(.', b'(t', b'\x85.', b'N(a.', b'](Na.', b'e.', b'(e.', b'K', b'X\xff\xff\xff\x7fa',
                     b'\x8e\xff\xff\xff\xff\xff\xff\xff\x7f', b'\x8e\xff\xff\xff\xff\xff\xff\xff\xff', b'\x95\xff\xff\xff\xff\xff\xff\xff\x7f.',
                     b'h\x05.', b'g7\n.', b'g-1\n.', b'NR.', b'NNR.', b'NN\x81.', b'cbuiltins\nint\nN\x81.', b'I1x\n.', b'Lx\n.',
                     b'F1x\n.', b'Sx\n.', b'\x80\x09.', b'\x8b\xff\xff\xff\xff', b'T\xff\xff\xff\xff', b'(NNNd.', b'}(Nu.', b'\x8f(]\x90.',
                     b'\x82\x00.', b'\x82\xf0.', b'P\xff\n.', b'Q.', b'\xff', b'cno such module\nx\n.', b'cos\nno_such\n.',
                     b'\x97.', b'N\x98.', b'K\x01K\x02\x93.', b'o.', b'(o.', b'i', b'(ibuiltins\nint\nN.'[:6], b'2.', b'q\x00.', b'\x94.'):
            with self.subTest(data), self.assertRaises((pickle.UnpicklingError, EOFError, ValueError, KeyError, TypeError, IndexError,
                                                        AttributeError, ImportError, OverflowError)):
                pickle.loads(data)

    def test_far_memo_number_allocates_little(self):
        self.assertEqual(pickle.loads(b'Nr\xff\xff\xff\xff0j\xff\xff\xff\xff.'), None)
        self.assertEqual(pickle.loads(b'K\x05p99999999999\n0g99999999999\n.'), 5)

    def test_truncation_everywhere(self):
        for protocol in range(6):
            data = pickle.dumps(SAMPLES[:30] + [Plain(), {'a': (1, 2)}], protocol)
            for n in range(len(data)):
                with self.assertRaises((pickle.UnpicklingError, EOFError)):
                    pickle.loads(data[:n])

    def test_damage(self):
        rng = random.Random(1)
        class U(pickle.Unpickler):
            def find_class(self, module, name):
                if module in ('builtins', '__builtin__') and name in ('set', 'frozenset', 'bytearray', 'list', 'dict', 'complex'):
                    return getattr(__import__('builtins'), name)
                raise pickle.UnpicklingError('forbidden')
        for protocol in range(6):
            data = pickle.dumps([1, 2.5, 'text', b'bytes', (1, [2, {3: {4}}]), {'k': frozenset([1])}, 1j, bytearray(b'x')] * 2, protocol)
            for _ in range(1500):
                bad = bytearray(data)
                for _ in range(rng.randint(1, 4)):
                    bad[rng.randrange(len(bad))] = rng.choice([rng.randrange(256), *b'(.012NtalesuRb}]QhqrjX\x81\x85\x8f\x90\x91\x93\x94\x95'])
                try:
                    U(io.BytesIO(bytes(bad))).load()
                except Exception:
                    pass


if __name__ == '__main__':
    unittest.main()
