"""lib/mailbox.py."""

import mailbox
import os
import shutil
import tempfile
import unittest

KINDS = mailbox.Maildir, mailbox.mbox, mailbox.MMDF, mailbox.MH, mailbox.Babyl


class MailboxTest(unittest.TestCase):

    def setUp(self):
        self.dir = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.dir)

    def boxes(self):
        for kind in KINDS:
            with self.subTest(kind=kind.__name__):
                yield kind, os.path.join(self.dir, kind.__name__)

    def test_messages_survive_removal_and_reopening(self):
        for kind, path in self.boxes():
            box = kind(path)
            keys = [box.add('Subject: %d\n\nbody %d\n' % (i, i)) for i in range(3)]
            box.remove(keys[1])
            box.flush()
            box.close()
            box = kind(path)
            self.assertEqual(sorted(m['subject'] for m in box), ['0', '2'])
            self.assertEqual(sorted(m.get_payload() for m in box), ['body 0\n', 'body 2\n'])
            box.close()

    def test_replacing(self):
        for kind, path in self.boxes():
            box = kind(path)
            key = box.add('A: 1\n\nx\n')
            box[key] = b'A: 2\n\ny\n'
            box.flush()
            self.assertEqual(box.get_bytes(key), b'A: 2\n\ny\n')
            self.assertRaises(KeyError, box.__setitem__, 'none', 'A: 3\n\n')
            box.close()

    def test_lines_that_begin_with_from_are_marked_in_an_mbox(self):
        path = os.path.join(self.dir, 'm')
        box = mailbox.mbox(path)
        key = box.add('A: 1\n\nFrom here\n')
        self.assertEqual(box.get_bytes(key), b'A: 1\n\n>From here\n')
        box.close()
        box = mailbox.mbox(path)
        self.assertEqual(len(box), 1)
        box.close()

    def test_a_mailbox_that_is_not_there(self):
        for kind, path in self.boxes():
            self.assertRaises(mailbox.NoSuchMailboxError, kind, path, create=False)

    def test_flush_sees_that_another_program_wrote(self):
        path = os.path.join(self.dir, 'm')
        box = mailbox.mbox(path)
        box.remove(box.add('A: 1\n\n'))
        with open(path, 'ab') as f:
            f.write(b'From x\n\n')
        self.assertRaises(mailbox.ExternalClashError, box.flush)
        box._pending = False
        box.close()

    def test_flags_are_translated(self):
        m = mailbox.MaildirMessage('A: 1\n\n')
        m.set_flags('SRT')
        m.set_subdir('cur')
        self.assertEqual(mailbox.mboxMessage(m).get_flags(), 'RODA')
        self.assertEqual(mailbox.MHMessage(m).get_sequences(), ['replied'])
        self.assertEqual(mailbox.BabylMessage(m).get_labels(), ['deleted', 'answered'])

    def test_mh_sequences(self):
        box = mailbox.MH(os.path.join(self.dir, 'mh'))
        for i in range(4):
            m = mailbox.MHMessage('A: 1\n\n')
            if i != 1:
                m.add_sequence('some')
            box.add(m)
        self.assertEqual(box.get_sequences(), {'some': [1, 3, 4]})
        with open(os.path.join(self.dir, 'mh', '.mh_sequences')) as f:
            self.assertEqual(f.read(), 'some: 1 3-4\n')
        box.remove(1)
        box.pack()
        self.assertEqual((box.keys(), box.get_sequences()), ([1, 2, 3], {'some': [2, 3]}))


if __name__ == '__main__':
    unittest.main()
