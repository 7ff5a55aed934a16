"""Translation of Python 2 source to Python 3: a concrete syntax tree that keeps every character, and fixers that change it."""
