import collections
import copyreg
import enum
import io
import pickle
import pickletools
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


class Free:
    def __init__(self, **attributes):
        for name, value in attributes.items():
            setattr(self, name, value)


class FreeChild(Free):
    pass


class WithState(Free):
    def __getstate__(self):
        return {'only': 1}


class WithReduce(Free):
    def __reduce__(self):
        return Free, (), {'reduced': True}


class WithNewArgs(Free):
    def __getnewargs__(self):
        return ()


class WithSlots(Free):
    __slots__ = ('slot',)


class InList(list):
    pass


class OwnDict(Free):
    @property
    def __dict__(self):
        return {'x': 'property'}


class InstancesTest(unittest.TestCase):
    def streams(self, v):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            out = io.BytesIO()
            pickle._Pickler(out, protocol).dump(v)
            yield protocol, pickle.dumps(v, protocol), out.getvalue()

    def check(self, v):
        for protocol, in_c, in_python in self.streams(v):
            self.assertEqual(pickletools.optimize(in_c), pickletools.optimize(in_python), (v, protocol))

    def test_instances_are_saved_as_by_the_pickler_in_python(self):
        shared = ['shared']
        slotted = WithSlots(x=1)
        slotted.slot = 2
        in_list = InList([1])
        in_list.x = 3
        own = Free(a=1)
        own.__reduce_ex__ = lambda protocol: (int, ('7',))
        with_dict = Free(a=1)
        with_dict.__dict__['b'] = 2
        many = Free(**{'a%d' % i: i for i in range(50)})
        for v in (Free(), Free(a=1), Free(a=1, b=shared, c=shared), FreeChild(x=Free(y='z'), y=None), WithState(a=1), WithReduce(a=1),
                  WithNewArgs(a=2), slotted, in_list, own, with_dict, many, [Free(i=i) for i in range(3)], OwnDict(a=1)):
            self.check(v)

    def test_instances_in_themselves(self):
        a = Free()
        a.me, a.list = a, [a]
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            b = pickle.loads(pickle.dumps([a, a], protocol))
            self.assertIs(b[0], b[1])
            self.assertIs(b[0].me, b[0])
            self.assertIs(b[0].list[0], b[0])

    def test_the_class_of_a_pickled_shape_may_change(self):
        class_ = type('Changing', (Free,), {'__module__': __name__})
        globals()['Changing'] = class_
        try:
            v = class_(a=1)
            pickler = pickle.Pickler(io.BytesIO(), 4)
            pickler.dump(v)
            class_.__getstate__ = lambda self: {'late': 1}
            self.assertEqual(pickle.loads(pickle.dumps(v, 4)).__dict__, {'late': 1})
            out = io.BytesIO()
            pickler = pickle.Pickler(out, 4)
            pickler.dump(v)
            del class_.__getstate__
            pickler.clear_memo()
            pickler.dump(v)
            out.seek(0)
            self.assertEqual([pickle.load(out).__dict__ for _ in range(2)], [{'late': 1}, {'a': 1}])
        finally:
            del globals()['Changing']

    def test_a_registered_reducer_comes_first(self):
        copyreg.pickle(FreeChild, lambda v: (str, ('reduced',)))
        try:
            self.assertEqual(pickle.loads(pickle.dumps([FreeChild(a=1)], 4)), ['reduced'])
        finally:
            del copyreg.dispatch_table[FreeChild]

    def test_pickling_leaves_instances_as_they_are(self):
        class Value:
            def __reduce__(self):
                holder.extra = 1                # while the holder is being saved
                return int, ()
        holder = Free(a=Value(), b=2)
        again = pickle.loads(pickle.dumps(holder, 4))
        self.assertEqual((again.a, again.b), (0, 2))


class OutOfBandTest(unittest.TestCase):
    def test_buffers_go_to_the_callback(self):
        data = [pickle.PickleBuffer(b'read only'), pickle.PickleBuffer(bytearray(b'writable')), 'rest']
        for dumps in pickle.dumps, pickle._dumps:
            for loads in pickle.loads, pickle._loads:
                buffers = []
                stream = dumps(data, 5, buffer_callback=buffers.append)
                self.assertNotIn(b'writable', stream)
                self.assertEqual(len(buffers), 2)
                again = loads(stream, buffers=buffers)
                self.assertEqual((bytes(again[0]), bytes(again[1]), again[2]), (b'read only', b'writable', 'rest'))
                self.assertRaises(pickle.UnpicklingError, loads, stream)
                self.assertRaises(pickle.UnpicklingError, loads, stream, buffers=[])
                self.assertEqual(loads(dumps(data, 5)), [b'read only', bytearray(b'writable'), 'rest'])
            self.assertRaises(pickle.PicklingError, dumps, data, 4)

    def test_raw_and_release(self):
        source = bytearray(8)
        b = pickle.PickleBuffer(memoryview(source).cast('i'))
        raw = b.raw()
        self.assertEqual((raw.format, raw.nbytes, raw.ndim), ('B', 8, 1))
        b.release()
        b.release()
        self.assertRaises(ValueError, b.raw)
        self.assertRaises(ValueError, memoryview, b)
        self.assertRaises(BufferError, source.append, 1)
        raw.release()
        self.assertRaises(BufferError, pickle.PickleBuffer(memoryview(b'abcdef')[::2]).raw)
        self.assertRaises(pickle.PicklingError, pickle.dumps, pickle.PickleBuffer(memoryview(b'abcdef')[::2]), 5)
        self.assertRaises(TypeError, pickle.PickleBuffer, 'text')


class WithArguments(tuple):
    def __new__(cls, *args):
        return tuple.__new__(cls, args)


class NoEnd:
    def __getattr__(self, name):
        return self.foo


class Arguments(unittest.TestCase):
    def test_getnewargs_of_the_instance(self):
        value = WithArguments(1)
        value.__getnewargs__ = lambda: (5, 6)
        self.assertEqual(value.__reduce_ex__(2)[1], (WithArguments, 5, 6))
        value.__getnewargs_ex__ = lambda: ((7,), {})
        self.assertEqual(value.__reduce_ex__(2)[1], (WithArguments, 7))

    def test_getattr_without_end_is_an_error(self):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            self.assertRaises(RuntimeError, pickle.dumps, NoEnd(), protocol)


if __name__ == '__main__':
    unittest.main()
