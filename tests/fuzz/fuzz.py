"""A mutation fuzzer: seeds are changed at random and given to a target, in a process of its own. What it finds are crashes,
hangs and exceptions that the target may not raise.

    krait tests/fuzz/fuzz.py [--seconds N] [--seed N] [TARGET...]

Targets: compile, marshal, re, struct, json, pickle. The choice is a function of --seed (default 1) alone, so that a run can be
repeated; a finding is printed with its input, which --replay TARGET HEX gives to the target once more.
"""
import os
import random
import subprocess
import sys
import time

ROUND = 400                     # inputs a process tries
ROUND_SECONDS = 60
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


# ---- targets: (seeds, function of bytes, exceptions it may raise) ----

def python_sources():
    folder = os.path.join(ROOT, "lib")
    seeds = [b"def f(a, *b, c=1, **d):\n    return [x for x in a if x]\n", b"class C(B, metaclass=M):\n    x: int = 1\n",
             b"match x:\n    case [1, *_, {'a': b, **c}] if d: pass\n    case C(x=1) | None: pass\n",
             b"f'{x!r:>{width}} {y=}' if a else lambda *b: (yield)\n", b"async def f():\n    async with a as b, c: await d\n",
             b"try:\n    pass\nexcept* (A, B) as e:\n    raise e from None\nfinally:\n    del x[1:2], y.z\n"]
    for name in ("abc.py", "textwrap.py", "heapq.py", "types.py"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path, "rb") as f:
                text = f.read()
            seeds += [text[i:i + 1500] for i in range(0, len(text), 1500)][:6]
    return seeds


def marshal_seeds():
    import marshal
    return [marshal.dumps(x) for x in (
        (1, 2.5, 1 << 100, "text", "t\u00e9xt", b"bytes", None, True, [1, {2: 3}], {4, 5}, frozenset([6]), 1j, ...),
        compile("def f(a, b=1):\n    try:\n        return [x * b for x in a]\n    finally:\n        pass\n", "x", "exec"),
        compile("class C:\n    def g(self):\n        yield from self\n", "x", "exec"))]


def pickle_seeds():
    import pickle
    values = [(1, 2.5, 1 << 100, "text", b"bytes", None, True, [1, {2: 3}], {4, 5}, 1j), [[[]]] * 3, {"a": (1,) * 5}, range(3)]
    return [pickle.dumps(x, protocol) for x in values for protocol in (0, 1, 2, 3, 4)]


def run_compile(data):
    import ast
    try:
        code = compile(data, "fuzz", "exec")
        tree = ast.parse(data)
        compile(tree, "fuzz", "exec")
        return code
    except SyntaxWarning:
        return None


def run_marshal(data):
    import marshal
    value = marshal.loads(data)
    if not isinstance(value, type(run_marshal.__code__)):       # code that passes is not run: it may do anything
        marshal.dumps(value)


def run_re(data):
    import re
    text = data.decode("latin-1")
    pattern = re.compile(text[:60])
    for function in (pattern.match, pattern.search, pattern.findall):
        function("aab abc 123 xyz\n" + text[60:120])


def run_struct(data):
    import struct
    form, data = data[:12], data[12:]
    size = struct.calcsize(form)
    if size < 1 << 20:
        values = struct.unpack(form, data[:size] + bytes(max(0, size - len(data))))
        struct.pack(form, *values)


def run_json(data):
    import json
    value = json.loads(data.decode("utf-8", "surrogateescape"))
    json.loads(json.dumps(value, indent=1))


def run_pickle(data):
    import io
    import pickle

    class Unpickler(pickle.Unpickler):
        def find_class(self, module, name):                     # nothing that could do harm
            if (module, name) in (("builtins", "set"), ("__builtin__", "set"), ("builtins", "range"), ("__builtin__", "xrange"),
                                  ("builtins", "complex"), ("__builtin__", "complex")):
                return {"set": set, "range": range, "xrange": range, "complex": complex}[name]
            raise pickle.UnpicklingError("not allowed")
    Unpickler(io.BytesIO(data)).load()


def error_types(name):
    import re
    import struct
    return {"compile": (SyntaxError, ValueError, RuntimeError, MemoryError, OverflowError), "re": (re.error, RuntimeError, OverflowError, MemoryError),
            "struct": (struct.error, MemoryError, OverflowError), "json": (ValueError, RuntimeError, MemoryError),
            "marshal": (ValueError, EOFError, TypeError, MemoryError, RuntimeError, OverflowError),
            "pickle": (Exception,)}[name]                       # the manual: any


TARGETS = {
    "compile": (python_sources, run_compile),
    "marshal": (marshal_seeds, run_marshal),
    "re": (lambda: [rb"(?P<a>x|y)*(?=b)[^\w-z](?(a)b|c){2,3}?", rb"(?i:a+?)(?<!b)\bc\1|^$.\d\s[a-z\]]", rb"(a*)*\Z(?#c)(?:b|)(?P=a)"], run_re),
    "struct": (lambda: [b"<3i2h5sQ0p?   " + bytes(range(60)), b">dfqn4xPc     " + bytes(range(60)), b"=10B3s        " + bytes(60)], run_struct),
    "json": (lambda: [b'{"a": [1, 2.5e-3, true, null, "\\u00e9\\n"], "b": {"c": -0}}', b'[[[], {}], "", 1E400, NaN, -Infinity]'], run_json),
    "pickle": (pickle_seeds, run_pickle),
}


# ---- mutation ----

def mutate(rng, seeds):
    data = bytearray(rng.choice(seeds))
    for i in range(rng.choice((1, 1, 2, 3, 5, 8))):
        n = len(data)
        at = rng.randrange(n + 1)
        kind = rng.randrange(7)
        if kind == 0 and n:
            data[at % n] ^= 1 << rng.randrange(8)
        elif kind == 1 and n:
            data[at % n] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
        elif kind == 2:
            del data[at:at + rng.randrange(1, 9)]
        elif kind == 3:
            data[at:at] = bytes(rng.randrange(256) for j in range(rng.randrange(1, 5)))
        elif kind == 4:
            end = min(n, at + rng.randrange(1, 30))
            data[at:at] = data[at:end] * rng.choice((1, 1, 2, 40))
        elif kind == 5:
            other = rng.choice(seeds)
            start = rng.randrange(len(other) + 1)
            data[at:at + rng.randrange(20)] = other[start:start + rng.randrange(40)]
        else:
            data[at:at] = rng.choice((b"(", b")", b"[", b"{", b"}", b"\n", b"\n    ", b":", b"*", b"**", b"'", b'"""', b"\\", b"9" * 20, b"-"))
    return bytes(data[:20000])


# ---- one round: in the child process ----

def run_round(name, seed, start, report):
    import warnings
    warnings.simplefilter("ignore")
    seeds, function = TARGETS[name]
    seeds, allowed = seeds(), error_types(name)
    rng = random.Random("{0} {1} {2}".format(name, seed, start))
    for i in range(ROUND):
        data = mutate(rng, seeds)
        with open(report, "wb") as f:           # so that a crash leaves its input
            f.write(data)
        try:
            function(data)
        except allowed as e:
            if isinstance(e, SystemError):
                raise
    return 0


def replay(name, data):
    TARGETS[name][1](data)
    return 0


# ---- the parent ----

def fuzz(names, seconds, seed):
    deadline = time.time() + seconds
    report = "/tmp/krait-fuzz-{0}".format(os.getpid())
    found = rounds = 0
    while time.time() < deadline:
        for name in names:
            process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--round", name, str(seed), str(rounds), report],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                errors = process.communicate(timeout=ROUND_SECONDS)[1]
                outcome = "" if process.returncode == 0 else "status {0}".format(process.returncode)
            except subprocess.TimeoutExpired:
                process.kill()
                errors, outcome = process.communicate()[1], "hang"
            if outcome:
                found += 1
                with open(report, "rb") as f:
                    data = f.read()
                lines = errors.decode("utf-8", "replace").strip().split("\n")
                print("{0}: {1}: {2}\n  --replay {0} {3}".format(name, outcome, lines[-1][:200], "".join("%02x" % b for b in data)))
                sys.stdout.flush()
        rounds += 1
    if os.path.exists(report):
        os.unlink(report)
    print("{0} inputs a target tried, {1} findings".format(rounds * ROUND, found))
    return 1 if found else 0


def main(args):
    names, seconds, seed = [], 60.0, 1
    while args:
        arg = args.pop(0)
        if arg == "--round":
            return run_round(args[0], args[1], args[2], args[3])
        elif arg == "--replay":
            return replay(args[0], bytes.fromhex(args[1]))
        elif arg == "--seconds":
            seconds = float(args.pop(0))
        elif arg == "--seed":
            seed = int(args.pop(0))
        else:
            names.append(arg)
    return fuzz(names or sorted(TARGETS), seconds, seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
