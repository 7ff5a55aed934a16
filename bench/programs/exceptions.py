"""Raising and handling, finally, with."""
class Missing(Exception):
    pass

def lookup(table, key):
    try:
        return table[key]
    except KeyError:
        raise Missing(key)

class Guard:
    def __init__(self):
        self.entered = 0
    def __enter__(self):
        self.entered += 1
        return self
    def __exit__(self, kind, value, traceback):
        return kind is Missing

def run(n):
    table = {i: i for i in range(0, n, 2)}
    found = missed = cleaned = 0
    guard = Guard()
    for i in range(n):
        try:
            found += lookup(table, i)
        except Missing:
            missed += 1
        finally:
            cleaned += 1
        with guard:
            if i % 10 == 0:
                raise Missing
    return found, missed, cleaned, guard.entered

print(run(300000))
