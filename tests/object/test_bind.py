"""Arguments of built-in functions: counts, keywords, conversions, and what is said when they are wrong."""
import unittest


class ArgumentTest(unittest.TestCase):
    def check(self, message, function, *args, **kwargs):
        with self.assertRaises(TypeError) as caught:
            function(*args, **kwargs)
        self.assertIn(message, str(caught.exception))

    def test_no_arguments_taken(self):
        self.check("clear() takes no arguments (1 given)", [].clear, 1)

    def test_exactly_one_argument(self):
        self.check("append() takes exactly one argument (0 given)", [].append)
        self.check("append() takes exactly one argument (2 given)", [].append, 1, 2)

    def test_wrong_number_of_positional_arguments(self):
        self.check("insert expected 2 arguments, got 1", [].insert, 1)
        self.check("insert() takes exactly 2 arguments (3 given)", [].insert, 1, 2, 3)
        self.check("find() takes at most 3 arguments (4 given)", "".find, "", 0, 0, 0)

    def test_too_few_with_defaults_says_at_least(self):
        self.check("get expected at least 1 argument, got 0", {}.get)

    def test_too_many_with_defaults_says_at_most(self):
        self.check("get expected at most 2 arguments, got 3", {}.get, 1, 2, 3)
        self.check("split() takes at most 2 arguments (3 given)", "".split, 1, 2, 3)

    def test_keywords_refused(self):
        self.check("append() takes no keyword arguments", [].append, object=1)
        self.check("insert() takes no keyword arguments", [].insert, 0, object=1)

    def test_unexpected_keyword(self):
        self.check("split() got an unexpected keyword argument 'spam'", "".split, spam=1)

    def test_keyword_and_position(self):
        self.check("argument for split() given by name ('sep') and position (1)", "".split, " ", sep=" ")

    def test_keyword_selects_parameter(self):
        self.assertEqual("a b c".split(maxsplit=1), ["a", "b c"])
        self.assertEqual("a,b,c".split(maxsplit=1, sep=","), ["a", "b,c"])

    def test_index_conversion_refuses_other_types(self):
        self.check("'str' object cannot be interpreted as an integer", [].insert, "x", 1)

    def test_index_conversion_calls_index(self):
        class Index:
            def __index__(self):
                return 1
        items = [0, 2]
        items.insert(Index(), 1)
        self.assertEqual(items, [0, 1, 2])

    def test_index_too_large_overflows(self):
        with self.assertRaises(OverflowError):
            [].insert(1 << 70, 1)

    def test_error_in_conversion_propagates(self):
        class Index:
            def __index__(self):
                raise KeyError("inside")
        with self.assertRaises(KeyError):
            [].insert(Index(), 1)


if __name__ == "__main__":
    unittest.main()
