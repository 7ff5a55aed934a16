"""Substitution: with templates, with functions, splitting and finding all."""
import re

TEXT = ('Dear {name}, on {date} your order no. 1234567 of 2023-05-17 was sent to https://example.org/a/b?x=1 '
        'by   express; call (030) 123-4567 or write to info@example.org.  ' * 40)
VALUES = {'name': 'Ann', 'date': 'Monday'}
FIELD = re.compile(r'\{(\w+)\}')
DATE = re.compile(r'(\d{4})-(\d\d)-(\d\d)')
SPACES = re.compile(r'\s+')
EMAIL = re.compile(r'[\w.]+@[\w.]+\w')
WORD = re.compile(r'\w+')


def shout(match):
    return match.group(1).upper() + '!'


def run():
    text = FIELD.sub(lambda match: VALUES[match.group(1)], TEXT)
    text = DATE.sub(r'\3.\2.\1', text)
    text = SPACES.sub(' ', text)
    text = EMAIL.sub('<mail>', text)
    text = re.sub(r'\b(\w)(?=\w{6})', shout, text)
    words = WORD.findall(text)
    parts = re.split(r'[;,]\s*', text)
    return len(text), len(words), len(parts)


for _ in range(150):
    result = run()
print(result)
