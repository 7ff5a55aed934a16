"""lib/email: policies with headers as objects, their parser, and content."""

import email
import pickle
import unittest
from email import _header_value_parser as parser
from email import errors, policy
from email.headerregistry import Address, Group
from email.message import EmailMessage


class HeaderTest(unittest.TestCase):

    def header(self, name, value):
        return policy.default.header_factory(name, value)

    def test_addresses(self):
        h = self.header('To', 'friends: "B. Sp\xe4t" <b@x.org>, c@x.org;, (note) D <"d e"@x.org>')
        self.assertEqual([g.display_name for g in h.groups], ['friends', None])
        self.assertEqual([(a.display_name, a.addr_spec) for a in h.addresses],
                         [('B. Sp\xe4t', 'b@x.org'), ('', 'c@x.org'), ('D', '"d e"@x.org')])
        self.assertEqual(h.defects, ())

    def test_broken_addresses_leave_defects_and_no_exceptions(self):
        for text in ('<', 'a@', '"a', '(', 'a:b', ';', '<>', 'a b c@d@e', '\\', '[', '"\\', 'a <b@[', ',,', '=?', '@:',
                     '=?utf-8?q?', 'a:;;', '\x00', 'a@b;c', '<@a,@b:c@d', 'x\udc80@y'):
            for name in 'To', 'Sender':
                with self.subTest(name=name, text=text):
                    h = self.header(name, text)
                    h.fold(policy=policy.default)
                    self.assertTrue(h.defects or h.addresses is not None)

    def test_broken_mime_headers_leave_defects_and_no_exceptions(self):
        for text in ('', ';', '/', 'a/', 'a/b;', 'a/b;=', 'a/b;c', 'a/b;c*', 'a/b;c*=', 'a/b;c*0', 'a/b;c*0*=x', "a/b;c*='",
                     'a/b;c="', 'a/b;c*="\'\\', 'a/b/c', '"', '(', 'a/b;c*0=\'\'d', "a/b; c*=x'y'%zz", 'a/b;c*1*="q"'):
            for name in 'Content-Type', 'Content-Disposition', 'Content-Transfer-Encoding', 'MIME-Version':
                with self.subTest(name=name, text=text):
                    h = self.header(name, text)
                    h.fold(policy=policy.default)
                    str(h), h.defects

    def test_sections_of_parameters_are_joined(self):
        h = self.header('Content-Disposition', "attachment; filename*1*=%20b; filename*0*=utf-8''%C3%A4")
        self.assertEqual(h.params['filename'], '\xe4 b')

    def test_encoded_words(self):
        h = self.header('Subject', '=?utf-8?q?=C3=A4?= =?utf-8?b?w7Y=?= u')
        self.assertEqual(h, '\xe4\xf6 u')
        self.assertEqual(h.fold(policy=policy.default), 'Subject: =?utf-8?q?=C3=A4=C3=B6?= u\n')

    def test_long_words_are_folded_and_read_again(self):
        for text in '\xe4' * 200, 'x' * 200, 'a ' * 100 + 'z', 'caf\xe9 ' * 40 + 'end':
            folded = self.header('Subject', text).fold(policy=policy.default)
            self.assertLessEqual(max(map(len, folded.split('\n'))), 78)
            again = email.message_from_string(folded + '\n', policy=policy.default)
            self.assertEqual(again['subject'].replace(' ', ''), text.replace(' ', ''))

    def test_headers_are_pickled(self):
        h = self.header('Date', 'Thu, 01 Jan 1970 00:00:00 +0000')
        again = pickle.loads(pickle.dumps(h))
        self.assertEqual((again, again.datetime, again.name), (h, h.datetime, 'Date'))

    def test_what_is_set_must_be_one_line_and_once(self):
        m = EmailMessage()
        self.assertRaises(ValueError, m.__setitem__, 'To', 'a@b\nX: y')
        m['To'] = Address('A B', 'a', 'x.org'), Group('g', [Address(addr_spec='c@x.org')])
        self.assertEqual(m['to'], 'A B <a@x.org>, g: c@x.org;')
        self.assertRaises(ValueError, m.__setitem__, 'To', 'a@b')
        self.assertRaises(ValueError, Address, 'a\nb')


class ContentTest(unittest.TestCase):

    def test_text_is_encoded_as_need_be(self):
        for text, cte in ('plain\n', '7bit'), ('\xe4\n', '8bit'), ('\u4e2d' * 50 + '\n', 'base64'), ('x' * 100 + '\n', 'quoted-printable'):
            m = EmailMessage()
            m.set_content(text)
            self.assertEqual((m['content-transfer-encoding'], m.get_content()), (cte, text))
            again = email.message_from_bytes(bytes(m), policy=policy.default)
            self.assertEqual(again.get_content(), text)

    def test_attachments(self):
        m = EmailMessage()
        m.set_content('text\n')
        m.add_attachment(b'\0\xff', maintype='application', subtype='x', filename='\xe4.bin')
        again = email.message_from_bytes(bytes(m), policy=policy.SMTP)
        (part,) = again.iter_attachments()
        self.assertEqual((part.get_filename(), part.get_content()), ('\xe4.bin', b'\0\xff'))
        self.assertEqual(again.get_body().get_content(), 'text\n')
        self.assertRaises(TypeError, m.set_content, 'x')


class TokenTest(unittest.TestCase):

    def test_comments_and_white_space_do_not_count(self):
        token, rest = parser.get_addr_spec('(a) b (c) @ (d) e.org (f), g')
        self.assertEqual((token.value, token.addr_spec, rest), (' b@e.org ', 'b@e.org', ', g'))
        self.assertEqual(token.all_defects, [])

    def test_folding_comments_in_comments(self):
        depth = 200
        text = '(a ' * depth + 'b' + ')' * depth
        token, rest = parser.get_comment(text)
        self.assertEqual((str(token), rest), (text, ''))
        asked = []
        class Counted(str):
            token_type = 'ptext'
            as_ew_allowed = ew_combine_allowed = syntactic_break = True
            def __str__(self):
                asked.append(self)
                return 'b'
        innermost = token
        while innermost[-1].token_type == 'comment':
            innermost = innermost[-1]
        innermost[-1] = Counted('b')
        folded = parser.TokenList([token]).fold(policy=policy.default)
        self.assertEqual(folded.replace('\n', ''), text)
        self.assertLess(len(asked), 10)

    def test_obsolete_syntax_is_noted(self):
        token, _ = parser.get_local_part('a. b@c')
        self.assertEqual(token.local_part, 'a.b')
        self.assertIsInstance(token.all_defects[0], errors.ObsoleteHeaderDefect)


if __name__ == '__main__':
    unittest.main()
