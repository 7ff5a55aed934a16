"""formatter: flowing text, labels, styles; macurl2path."""
import formatter
import io
import macurl2path
import unittest


class FormatterTest(unittest.TestCase):

    def test_flowing_text_is_broken_at_maxcol(self):
        out = io.StringIO()
        f = formatter.AbstractFormatter(formatter.DumbWriter(out, maxcol=12))
        f.add_flowing_data("one two  ")
        f.add_flowing_data("three four")
        f.end_paragraph(1)
        f.add_literal_data("x  y")
        self.assertEqual(out.getvalue(), "one two\nthree four\n\nx  y")

    def test_labels(self):
        f = formatter.AbstractFormatter(formatter.NullWriter())
        self.assertEqual([f.format_counter(kind, 28) for kind in ("1.", "(a)", "A", "i", "I")], ["28.", "(ab)", "AB", "xxviii", "XXVIII"])

    def test_fonts_keep_what_is_not_said(self):
        fonts = []

        class Writer(formatter.NullWriter):
            def new_font(self, font):
                fonts.append(font)

        f = formatter.AbstractFormatter(Writer())
        f.push_font(("h1", 0, 1, 0))
        f.push_font((formatter.AS_IS, 1, formatter.AS_IS, formatter.AS_IS))
        f.pop_font()
        f.pop_font()
        self.assertEqual(fonts, [("h1", 0, 1, 0), ("h1", 1, 1, 0), ("h1", 0, 1, 0), None])

    def test_mac_paths(self):
        self.assertEqual(macurl2path.url2pathname("/a/b%20c/../d"), "a:d")
        self.assertEqual(macurl2path.url2pathname("../a"), "::a")
        self.assertEqual(macurl2path.pathname2url("a::b c"), "a/../b%20c")


if __name__ == "__main__":
    unittest.main()
