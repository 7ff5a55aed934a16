"""How arguments reach parameters, in calls that the interpreter and machine code have short ways for."""
import gc
import unittest
import weakref

ROUNDS = 1500                           # until the callers are machine code


def parameters(a, b=2, *, c=3, d=4):
    return a, b, c, d


def everything(*args, **kwargs):
    return args, kwargs


def forward(*args, **kwargs):
    return parameters(*args, **kwargs)


def forward_everything(*args, **kwargs):
    return everything(*args, **kwargs)


class KeywordTest(unittest.TestCase):
    def test_any_order_and_number(self):
        for i in range(ROUNDS):
            self.assertEqual(parameters(1, c=i), (1, 2, i, 4))
            self.assertEqual(parameters(d=i, a=5), (5, 2, 3, i))
            self.assertEqual(parameters(d=1, c=2, b=3, a=i), (i, 3, 2, 1))
            self.assertEqual(parameters(b=i, a=1), (1, i, 3, 4))

    def test_errors(self):
        for call, message in [
            (lambda: parameters(1, a=1), "parameters() got multiple values for argument 'a'"),
            (lambda: parameters(1, e=1), "parameters() got an unexpected keyword argument 'e'"),
            (lambda: parameters(c=1), "parameters() missing 1 required positional argument: 'a'"),
            (lambda: parameters(1, 2, 3, c=1), "parameters() takes from 1 to 2 positional arguments but 3 positional arguments "
                                              "(and 1 keyword-only argument) were given"),
            (lambda: forward(1, a=1), "parameters() got multiple values for argument 'a'"),
            (lambda: forward(c=1), "parameters() missing 1 required positional argument: 'a'"),
        ]:
            for i in range(3):
                with self.assertRaises(TypeError) as caught:
                    call()
                self.assertEqual(str(caught.exception), message)

    def test_positional_only(self):
        def f(a, /, b):
            return a, b
        self.assertEqual(f(1, b=2), (1, 2))
        with self.assertRaises(TypeError):
            f(a=1, b=2)

    def test_parameter_that_is_a_cell(self):
        def f(a, b):
            return lambda: (a, b)
        for i in range(ROUNDS):
            self.assertEqual(f(1, b=i)(), (1, i))


class SpreadTest(unittest.TestCase):
    def test_forwarded(self):
        for i in range(ROUNDS):
            self.assertEqual(forward(i), (i, 2, 3, 4))
            self.assertEqual(forward(i, d=1), (i, 2, 3, 1))
            self.assertEqual(forward(*[1, i], **{'c': 5}), (1, i, 5, 4))
            self.assertEqual(forward_everything(1, i, x=i), ((1, i), {'x': i}))

    def test_callee_has_a_dict_of_its_own(self):
        def change(**kwargs):
            kwargs['new'] = 1
            return kwargs

        def caller(**kwargs):
            made = change(**kwargs)
            return made, kwargs
        for i in range(ROUNDS):
            self.assertEqual(caller(a=i), ({'a': i, 'new': 1}, {'a': i}))

    def test_rebound_parameters(self):
        class Mapping:
            def keys(self):
                return ['c']

            def __getitem__(self, key):
                return 7

        def f(*args, **kwargs):
            args = iter([1])
            kwargs = Mapping()
            return parameters(*args, **kwargs)
        self.assertEqual(f(5, d=6), (1, 2, 7, 4))

    def test_names_that_are_no_strings(self):
        def f(**kwargs):
            kwargs[1] = 2
            return everything(**kwargs)
        with self.assertRaises(TypeError):
            f(a=1)

    def test_generator_and_class(self):
        def numbers(*args, **kwargs):
            yield from args
            yield kwargs

        class Pair:
            def __init__(self, a, b=0):
                self.pair = a, b

        def call(f, *args, **kwargs):
            return f(*args, **kwargs)
        for i in range(ROUNDS):
            self.assertEqual(list(call(numbers, 1, i, k=2)), [1, i, {'k': 2}])
            self.assertEqual(call(Pair, i, b=1).pair, (i, 1))
            self.assertEqual(call(dict, [(1, i)], x=3), {1: i, 'x': 3})

    def test_unbounded_recursion(self):
        def f(*args, **kwargs):
            return f(*args, **kwargs)
        for i in range(3):
            with self.assertRaises(RuntimeError):
                f(1, 2, k=3)

    def test_nothing_is_kept(self):
        class Thing:
            pass

        def take(*args, **kwargs):
            return len(args) + len(kwargs)

        def caller(*args, **kwargs):
            return take(*args, **kwargs)
        thing, other = Thing(), Thing()
        alive = weakref.ref(thing), weakref.ref(other)
        self.assertEqual(caller(thing, k=other), 2)
        del thing, other
        gc.collect()
        self.assertEqual([r() for r in alive], [None, None])

    def test_from_a_generator(self):
        def pass_on(*args, **kwargs):
            for i in range(3):
                yield parameters(*args, **kwargs)
        for i in range(ROUNDS // 3):
            self.assertEqual(list(pass_on(i, d=i)), [(i, 2, 3, i)] * 3)


if __name__ == '__main__':
    unittest.main()
