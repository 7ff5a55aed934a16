import copy
import pickle
import typing
import unittest
from typing import *

T = TypeVar('T')
S = TypeVar('S')
P = ParamSpec('P')
Ts = TypeVarTuple('Ts')


class Pair(Generic[T, S]):
    pass


class Aliases(unittest.TestCase):
    def test_repr(self):
        for alias, text in [
                (List[int], 'typing.List[int]'),
                (Dict[str, List[int]], 'typing.Dict[str, typing.List[int]]'),
                (Union[int, str, None], 'typing.Union[int, str, NoneType]'),
                (Optional[int], 'typing.Optional[int]'),
                (Callable[[int], str], 'typing.Callable[[int], str]'),
                (Callable[..., int], 'typing.Callable[..., int]'),
                (Tuple[int, ...], 'typing.Tuple[int, ...]'),
                (Tuple[()], 'typing.Tuple[()]'),
                (Literal['r', 2], "typing.Literal['r', 2]"),
                (Annotated[int, 5], 'typing.Annotated[int, 5]')]:
            with self.subTest(text):
                self.assertEqual(repr(alias), text)

    def test_substitution(self):
        self.assertEqual(Dict[T, List[S]][int, str], Dict[int, List[str]])
        self.assertEqual(Callable[P, T][[int, str], bool], Callable[[int, str], bool])
        self.assertEqual(Callable[Concatenate[int, P], T][[str], bool], Callable[[int, str], bool])
        self.assertEqual(Tuple[int, Unpack[Ts]][str, bool], Tuple[int, str, bool])
        self.assertEqual(list[T][int], list[int])

    def test_wrong_number_of_arguments(self):
        with self.assertRaisesRegex(TypeError, r'Too many arguments for typing.List; actual 2, expected 1'):
            List[int, str]
        with self.assertRaisesRegex(TypeError, 'Too few arguments'):
            Pair[int]

    def test_union_is_flat_and_without_order(self):
        self.assertEqual(Union[int, Union[str, int]], Union[str, int])
        self.assertEqual(Union[int, str], int | str)
        self.assertIs(Union[int], int)
        self.assertIsInstance(3, Union[int, str])

    def test_literals_differ_by_type(self):
        self.assertNotEqual(Literal[1], Literal[True])

    def test_pickle_and_copy(self):
        for o in (List[int], Union[int, str], Any, List, T, Callable[[int], str], Literal['a'],
                  Annotated[int, 3], Pair[int, str]):
            with self.subTest(o):
                self.assertEqual(pickle.loads(pickle.dumps(o)), o)
                self.assertEqual(copy.deepcopy(o), o)

    def test_special_forms_are_no_classes(self):
        for form in (Union, Optional[int], ClassVar, NoReturn):
            with self.assertRaises(TypeError):
                class C(form):
                    pass
        with self.assertRaises(TypeError):
            isinstance(3, List[int])


class Classes(unittest.TestCase):
    def test_generic(self):
        class C(Pair[int, S], List[S]):
            pass
        self.assertEqual(C.__parameters__, (S,))
        self.assertEqual(C[str]().__orig_class__, C[str])
        with self.assertRaisesRegex(TypeError, 'plain Generic'):
            class D(Generic):
                pass

    def test_protocol(self):
        @runtime_checkable
        class Closer(Protocol):
            def close(self): ...

        class Door:
            def close(self): ...
        self.assertIsInstance(Door(), Closer)
        self.assertNotIsInstance(3, Closer)
        self.assertTrue(issubclass(Door, Closer))
        with self.assertRaisesRegex(TypeError, 'Protocols cannot be instantiated'):
            Closer()

    def test_named_tuple(self):
        class N(NamedTuple):
            x: int
            y: str = 'a'

            def double(self):
                return self.x * 2
        self.assertEqual(N(3), (3, 'a'))
        self.assertEqual(N(3).double(), 6)
        self.assertEqual(N.__annotations__, {'x': int, 'y': str})

    def test_typed_dict(self):
        class D(TypedDict, total=False):
            a: int
            b: Required[str]
        self.assertEqual(D(a=1), {'a': 1})
        self.assertEqual(D.__required_keys__, {'b'})
        self.assertEqual(D.__optional_keys__, {'a'})


class Hints(unittest.TestCase):
    def test_strings_are_evaluated(self):
        def f(a: 'int', b: Optional['Pair'] = None) -> 'List[str]': ...
        self.assertEqual(get_type_hints(f), {'a': int, 'b': Optional[Pair], 'return': List[str]})

    def test_extras(self):
        class C:
            a: 'ClassVar[int]'
            b: Annotated[int, 5]
        self.assertEqual(get_type_hints(C), {'a': ClassVar[int], 'b': int})
        self.assertEqual(get_type_hints(C, include_extras=True)['b'], Annotated[int, 5])

    def test_origin_and_args(self):
        self.assertIs(get_origin(List[int]), list)
        self.assertEqual(get_args(Callable[[int], str]), ([int], str))

    def test_no_type_check(self):
        @no_type_check
        def f(a: 'no such name'): ...
        self.assertEqual(get_type_hints(f), {})


class TypeParameters(unittest.TestCase):
    def test_function(self):
        def f[A, *B, **C](x: A) -> A:
            return x
        a, b, c = f.__type_params__
        self.assertEqual([type(a), type(b), type(c)], [TypeVar, TypeVarTuple, ParamSpec])
        self.assertEqual(f(3), 3)

    def test_bounds_and_defaults_are_lazy(self):
        def f[A: Later, B: (Later, int), C = Later](): ...
        class Later: ...
        a, b, c = f.__type_params__
        self.assertIs(a.__bound__, Later)
        self.assertEqual(b.__constraints__, (Later, int))
        self.assertIs(c.__default__, Later)

    def test_class(self):
        class C[A, *B]:
            def m[D](self, d: D): ...
        self.assertEqual(C.__parameters__, C.__type_params__)
        self.assertTrue(issubclass(C, Generic))
        self.assertEqual(C[int, str, bool].__args__, (int, str, bool))
        self.assertEqual(len(C.m.__type_params__), 1)

    def test_alias_is_lazy_and_may_be_recursive(self):
        type Tree[A] = A | list[Tree[A]]
        self.assertEqual(Tree.__name__, 'Tree')
        self.assertEqual(get_origin(Tree[int]), Tree)
        self.assertEqual(Tree.__value__.__args__[1], list[Tree[Tree.__type_params__[0]]])
        type Bad = 1 / 0
        with self.assertRaises(ZeroDivisionError):
            Bad.__value__


class Overloads(unittest.TestCase):
    def test_registry(self):
        @overload
        def f(x: int): ...
        @overload
        def f(x: str): ...
        def f(x): return x
        self.assertEqual(len(get_overloads(f)), 2)
        clear_overloads()
        self.assertEqual(get_overloads(f), [])


class LibraryClassesTest(unittest.TestCase):
    def test_classes_of_the_library_take_type_arguments(self):
        import concurrent.futures, csv, filecmp, logging, mailbox, re, subprocess, tempfile
        for cls in (re.Pattern, re.Match, subprocess.Popen, subprocess.CompletedProcess, concurrent.futures.Future, csv.DictReader,
                    csv.DictWriter, filecmp.dircmp, logging.LoggerAdapter, logging.StreamHandler, logging.FileHandler, mailbox.Mailbox,
                    tempfile.TemporaryDirectory, tempfile.SpooledTemporaryFile):
            with self.subTest(cls):
                alias = cls[str]
                self.assertEqual((alias.__origin__, alias.__args__), (cls, (str,)))


if __name__ == '__main__':
    unittest.main()
