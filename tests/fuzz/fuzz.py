"""A mutation fuzzer: seeds are changed at random and given to a target, in a process of its own. What it finds are crashes,
hangs and exceptions that the target may not raise.

    krait tests/fuzz/fuzz.py [--seconds N] [--seed N] [TARGET...]

Each target (see TARGETS; all of them if none is named) gets N seconds, by default 10, rounded up to whole rounds. In a build with
MODE=fuzz an input that reached new edges of the program becomes a seed itself. Choices are a function of --seed (default 1) and,
there, of what was reached; a finding is printed with its input, which --replay TARGET HEX gives to the target once more.
"""
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROUND = 400                     # inputs a process tries
ROUND_SECONDS = 300
INPUT_SECONDS = 10              # of processor time for one input: more is a hang
LEAKED = 99                     # the status of a build that looks for leaks (main/main.c)
INPUT_MEGABYTES = 400           # more for one input is a runaway
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


def run_tree(data):
    """A syntax tree in which some fields hold what does not belong there."""
    import ast
    rng = random.Random(data)
    tree = ast.parse(rng.choice(python_sources()))
    nodes = list(ast.walk(tree))
    for i in range(rng.choice((1, 1, 2, 4))):
        node = rng.choice(nodes)
        if node._fields:
            name = rng.choice(node._fields)
            old = getattr(node, name, None)
            new = rng.choice((None, 0, -1, "x", b"x", 1.5, (), [], [None], node, rng.choice(nodes), [rng.choice(nodes)] * 2, 1 << 80))
            if isinstance(old, list) and old and rng.random() < 0.5:
                old[rng.randrange(len(old))] = new
            else:
                setattr(node, name, new)
    compile(ast.fix_missing_locations(tree), "fuzz", "exec")


def run_datetime(data):
    import datetime
    import time
    text = data.decode("latin-1")
    kind = data[:1] or b"0"
    if kind < b"d":
        for cls in (datetime.date, datetime.time, datetime.datetime):
            try:
                value = cls.fromisoformat(text[1:])
            except ValueError:
                continue
            cls.fromisoformat(value.isoformat())
            value.strftime("%c %j %U %z")
    elif kind < b"m":
        form, _, rest = text[1:].partition("|")
        value = datetime.datetime.strptime(rest, form)
        value.strftime(form)
    elif kind < b"t":
        datetime.datetime(2000, 1, 1).strftime(text[1:200])
        time.strftime(text[1:200], time.gmtime(0))
    else:
        for cls in (datetime.date, datetime.time, datetime.datetime):
            try:
                repr(cls(data[1:1 + {"date": 4, "time": 6, "datetime": 10}[cls.__name__]]))
            except TypeError:
                pass


def pyc_seeds():
    import importlib.util
    head = importlib.util.MAGIC_NUMBER + b"\0\0\0\0" + bytes(8)
    return [head + data for data in marshal_seeds()]


def run_pyc(data):
    """Code from a damaged file: refused, or good enough to look at."""
    import dis
    import importlib.machinery
    path = "/tmp/krait-fuzz-{0}.pyc".format(os.getpid())
    with open(path, "wb") as f:
        f.write(data)
    try:
        todo = [importlib.machinery.SourcelessFileLoader("fuzz", path).get_code("fuzz")]
        while todo:
            code = todo.pop()
            list(code.co_lines())
            list(code.co_positions())
            dis.code_info(code)
            list(dis.get_instructions(code))
            todo += [c for c in code.co_consts if isinstance(c, type(code))]
    finally:
        os.unlink(path)


CODE_SEED = '''
def plain(a, b=2, *c, d=3, **e):
    x = [a, b, *c, d]
    for i in range(4):
        x[i % 3] = x[i % 2] + i if i < 3 else -i
    return x[1:2], {"k": x, **e}, {*c, 1}, f"{a!r:>{b}}{d}", a < b < d, not e
def handlers(a, n=3):
    for i in range(n):
        try:
            with a as b:
                if i == 1: continue
                b.x += {}["k"]
        except (KeyError, TypeError) as e:
            n = str(e)
        except Exception:
            break
        finally:
            del b
    else:
        return n
    return lambda: (a, n)
def generator(a):
    b = yield a
    try:
        c = yield from iter([b, a])
    finally:
        yield [x + y for x in "ab" for y in (lambda: x)() if x]
    return (z for z in a)
def closures(a):
    class C:
        b = a
        @property
        def p(self): return self, a, __class__
        def __getitem__(self, i): nonlocal a; a += 1; return super().__hash__()
    c = C()
    return c.p, c[1], C.b, [c[i] for i in range(3)], a
def matches(a):
    match a:
        case [1, *b, {"k": c, **d}] if b: return b, c, d
        case {"x": int(e)} | [e]: return e
        case str() | None: return 1
        case _: global g; g = a; del g
async def coroutine(a):
    async with a as b:
        async for c in b:
            await c
    return [d async for d in a]
def numbers(a, b=7):
    c = d = 0.5
    while a < 50:
        a += b; c *= a; d -= c / 3; b ^= a & 3; a //= 1
        if b == 2 and c or not d: a = -~a
    return a, b, c, d, a << 2 >> 1, a ** 2 % 7, "s" * 3, [a, b] == [c, d], a in (1, 2), a is None
'''


def run_bytecode(data):
    """Code whose instructions were changed at random: what the verifier lets through is run, and may do anything but crash."""
    import types
    rng = random.Random(data)
    functions = [c for c in compile(CODE_SEED, "seed", "exec").co_consts if isinstance(c, types.CodeType)]
    names = "range str list dict set tuple int len iter next super property KeyError TypeError Exception __build_class__ print".split()
    builtins = {name: getattr(__builtins__, name, None) or __builtins__[name] for name in names[:-1]}
    limit = TimeoutError("enough")
    stops = []

    def stop(*args):
        stops.append(1)
        if len(stops) > 500:
            os._exit(0)             # its handlers go on for ever
        raise limit
    signal.signal(signal.SIGALRM, stop)
    for i in range(12):
        code = rng.choice(functions)
        inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
        target = rng.choice(inner) if inner and rng.random() < 0.4 else code
        changed = bytearray(target.co_code)
        for j in range(rng.choice((1, 1, 1, 2, 3))):
            at = rng.randrange(len(changed) // 8) * 8
            other = rng.randrange(len(changed) // 8) * 8
            field = rng.choice((0, 1, 2, 4, 4, 6, 6))
            kind = rng.random()
            if kind < 0.3:
                changed[at + field:at + field + 2] = changed[other + field:other + field + 2]
            elif kind < 0.6:
                changed[at + field] = (changed[at + field] + rng.choice((1, -1, 2, 8, 255))) % 256
            elif kind < 0.7:
                changed[at] = rng.randrange(256)
            elif kind < 0.85:
                changed[at:at + 8], changed[other:other + 8] = changed[other:other + 8], changed[at:at + 8]
            else:
                changed[at:at + 8] = changed[other:other + 8]
        fields = {"co_code": bytes(changed)}
        if rng.random() < 0.2:
            fields[rng.choice(("co_stacksize", "co_nlocals", "co_argcount", "co_flags", "co_kwonlyargcount"))] = rng.choice((0, 1, 2, 5, 100, 0x23, 0x83))
        try:
            fresh = target.replace(**fields)
            if target is not code:
                fresh = code.replace(co_consts=tuple([fresh if c is target else c for c in code.co_consts]))
        except (ValueError, TypeError):
            continue
        for arguments in ((3,), ([1, 2, {"k": 3}], 4), ({"x": 1}, 2, 3), ("ab",), (None,), (1 << 70,)):
            signal.setitimer(signal.ITIMER_REAL, 0.2, 0.05)
            try:
                function = types.FunctionType(fresh, {"__builtins__": builtins}, "f", None, None)
                result = function(*arguments[:max(1, fresh.co_argcount)])
                if hasattr(result, "__next__"):
                    result = [x for x, y in zip(result, range(20))]
                elif hasattr(result, "send"):
                    result.send(None)
            except BaseException:
                pass
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)


def zip_seeds():
    import io
    import zipfile
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.py", b"x = 1\n" * 20)
        archive.writestr("d/t\xe9xt", b"text", zipfile.ZIP_STORED)
    return [out.getvalue()]


def run_zip(data):
    import io
    import zipfile
    import zipimport
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.file_size < 1 << 20:
                archive.read(info)
    path = "/tmp/krait-fuzz-{0}.zip".format(os.getpid())
    with open(path, "wb") as f:
        f.write(data)
    try:
        zipimport.zipimporter(path).get_code("a")
    finally:
        os.unlink(path)


ENCODINGS = ("utf-8", "utf-16", "utf-32-be", "utf-7", "ascii", "latin-1", "cp1252", "unicode_escape", "raw_unicode_escape", "idna", "punycode",
             "shift_jis", "gb18030", "iso2022_jp", "euc_kr", "hz", "big5", "utf-8-sig", "charmap", "utf-16-le")


def run_codec(data):
    encoding = ENCODINGS[(data[:1] or b"a")[0] % len(ENCODINGS)]
    errors = ("strict", "replace", "ignore", "surrogateescape", "backslashreplace", "surrogatepass")[(data[1:2] or b"a")[0] % 6]
    import codecs
    text = data[2:].decode(encoding, errors)
    decoder = codecs.getincrementaldecoder(encoding)(errors) if encoding != "idna" else None
    for i in range(2, len(data) if decoder else 0, 3):
        decoder.decode(data[i:i + 3])
    text.encode(encoding, errors)


def run_format(data):
    text = data.decode("latin-1")
    values = (-7, 1.5, "text", 2 + 1j, 1 << 90, None, b"bytes", True)
    import re
    if re.search("[0-9]{7}|[*]", text):
        return                                  # megabytes of blanks are no finding
    for value in values:
        for function in (lambda: format(value, text), lambda: text % value, lambda: text.format(value, value, a=value),
                         lambda: data % value):
            try:
                function()
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, MemoryError):
                pass


def run_number(data):
    import decimal
    import fractions
    import re
    text = data.decode("latin-1")[:200]
    functions = [int, float, complex, decimal.Decimal, lambda s: int(s, 0), lambda s: int(s, 36), float.fromhex]
    if not re.search("[eE][-+]?[0-9_]{5}", text):
        functions.append(fractions.Fraction)    # exact, so as long as the exponent says
    for function in functions:
        try:
            repr(function(text))
        except (ValueError, ZeroDivisionError, OverflowError, decimal.InvalidOperation):
            pass


def run_text_binary(data):
    import base64
    import binascii
    for function in (binascii.a2b_base64, binascii.a2b_uu, binascii.a2b_hex, binascii.a2b_qp, binascii.b2a_qp, base64.b32decode,
                     base64.b85decode, base64.a85decode, binascii.crc32, bytes.fromhex):
        try:
            function(data.decode("latin-1") if function == bytes.fromhex else data)
        except ValueError:
            pass


def compressed_seeds():
    import bz2
    import lzma
    import zlib
    return [kind + function(b"some text, some text, " * 9) for kind, function in ((b"z", zlib.compress), (b"b", bz2.compress), (b"l", lzma.compress))]


def run_decompress(data):
    import bz2
    import lzma
    import zlib
    machine = {b"b": bz2.BZ2Decompressor, b"l": lambda: lzma.LZMADecompressor(memlimit=1 << 26)}.get(data[:1], zlib.decompressobj)()
    for i in range(1, len(data), 40):
        machine.decompress(data[i:i + 40], 1000)


def run_csv(data):
    import csv
    text = data.decode("latin-1")
    kinds = {"delimiter": text[0:1], "quotechar": text[1:2], "escapechar": text[2:3] or None, "doublequote": len(text) % 2,
             "skipinitialspace": len(text) % 3 == 0, "strict": len(text) % 5 == 0}
    rows = list(csv.reader(text[3:].splitlines(True), **kinds))
    import io
    csv.writer(io.StringIO(), **kinds).writerows(rows)
    if len(text) < 200:
        try:
            csv.Sniffer().sniff(text)
        except csv.Error:
            pass


def run_xml(data):
    import xml.etree.ElementTree as ElementTree
    ElementTree.tostring(ElementTree.fromstring(data))




def tar_seeds():
    import io
    import tarfile
    seeds = []
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=form) as archive:
            for name, kind in (("a", tarfile.REGTYPE), ("d", tarfile.DIRTYPE), ("l", tarfile.SYMTYPE), ("\xe9" * (20 if form == tarfile.USTAR_FORMAT else 60), tarfile.REGTYPE)):
                info = tarfile.TarInfo(name)
                info.type, info.size = kind, 5 if kind == tarfile.REGTYPE else 0
                info.linkname = "a" * (9 if form == tarfile.USTAR_FORMAT else 120) if kind == tarfile.SYMTYPE else ""
                archive.addfile(info, io.BytesIO(b"12345"))
        seeds.append(out.getvalue()[:6000])
    return seeds


def run_tar(data):
    import io
    import tarfile
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for member in archive.getmembers()[:50]:
            repr(member)
            if member.isreg() and member.size < 1 << 20:
                archive.extractfile(member).read()


def run_gzip(data):
    import gzip
    import io
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as f:
        f.read(1 << 16)
        f.readline()


def gzip_seeds():
    import gzip
    import io
    out = io.BytesIO()
    with gzip.GzipFile("name", "wb", 9, out, 5) as f:
        f.write(b"text" * 50)
    return [out.getvalue(), gzip.compress(b"") + gzip.compress(b"x")]


def run_email(data):
    import email
    import email.header
    import email.policy
    import email.utils
    for policy in (email.policy.compat32, email.policy.default):
        message = email.message_from_bytes(data, policy=policy)
        for part in message.walk():
            for name, value in part.items():
                str(value)
            part.get_content_charset()
            part.get_filename()
            part.get_boundary()
            part.get_payload(decode=True)
        try:
            message.as_bytes()
        except (UnicodeError, LookupError, email.errors.MessageError):
            pass
    text = data.decode("latin-1")[:300]
    email.utils.parsedate_tz(text)
    email.utils.getaddresses([text])
    try:
        for item, charset in email.header.decode_header(text):
            pass
    except email.errors.HeaderParseError:
        pass


def run_http(data):
    import html
    import html.parser
    import http.client
    import http.cookies
    import io
    import urllib.parse
    text = data.decode("latin-1")
    for function in (lambda: http.client.parse_headers(io.BytesIO(data)), lambda: http.cookies.SimpleCookie(text).output(),
                     lambda: urllib.parse.urlunsplit(urllib.parse.urlsplit(text)), lambda: urllib.parse.urlsplit(text).port,
                     lambda: urllib.parse.parse_qs(text, strict_parsing=True), lambda: urllib.parse.unquote(text)):
        try:
            function()
        except (ValueError, http.client.HTTPException, http.cookies.CookieError):
            pass
    html.unescape(text)
    parser = html.parser.HTMLParser()
    parser.feed(text)
    parser.close()


def plist_seeds():
    import plistlib
    value = {"a": [1, 2.5, True, b"data", "t\xe9"], "b": {"c": -1, "d": 2**40}}
    return [plistlib.dumps(value, fmt=form) for form in (plistlib.FMT_XML, plistlib.FMT_BINARY)]


def run_plist(data):
    import plistlib
    repr(plistlib.loads(data))


def run_config(data):
    import configparser
    for cls in (configparser.ConfigParser, configparser.RawConfigParser):
        parser = cls(interpolation=configparser.ExtendedInterpolation()) if len(data) % 2 and cls is configparser.ConfigParser else cls(strict=False)
        try:
            parser.read_string(data.decode("latin-1"))
            for section in parser.sections():
                parser.items(section)
        except (configparser.Error, ValueError):
            pass


def run_tokenize(data):
    import io
    import tokenize
    try:
        tokens = list(tokenize.tokenize(io.BytesIO(data).readline))
        tokenize.untokenize(tokens)
    except (tokenize.TokenError, SyntaxError, UnicodeError):
        pass


def run_literal(data):
    import ast
    text = data.decode("latin-1")
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError):
        pass
    tree = ast.parse(text)
    ast.dump(tree)
    ast.parse(ast.unparse(tree))


def run_unicode(data):
    import unicodedata
    for text in (data.decode("utf-8", "surrogateescape"), data.decode("utf-32", "replace"), data[len(data) % 2:].decode("utf-16", "replace")):
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            unicodedata.normalize(form, text)
            unicodedata.is_normalized(form, text)
        for function in (str.casefold, str.title, str.swapcase, str.upper, str.split, str.splitlines, ascii, repr, str.isidentifier):
            function(text)


def run_text(data):
    import fnmatch
    import ipaddress
    import re
    import shlex
    import string
    import textwrap
    text = data.decode("latin-1")
    for function in (shlex.split, lambda s: string.Template(s).safe_substitute(a="b"), lambda s: re.compile(fnmatch.translate(s[:60])).match(s),
                     lambda s: textwrap.wrap(s, 7), textwrap.dedent, ipaddress.ip_network, ipaddress.ip_interface, lambda s: list(string.Formatter().parse(s)),
                     str.expandtabs):
        try:
            function(text)
        except ValueError:
            pass


def sound_seeds():
    import io
    import wave
    out = io.BytesIO()
    with wave.open(out, "wb") as f:
        f.setparams((2, 2, 8000, 0, "NONE", "x"))
        f.writeframes(bytes(40))
    return [out.getvalue(), b".snd" + (28).to_bytes(4, "big") + (8).to_bytes(4, "big") + b"\0\0\0\3" + b"\0\0\x1f@" + b"\0\0\0\1" + b"info" + bytes(8),
            b"FORM\0\0\0\x3aAIFFCOMM\0\0\0\x12\0\1\0\0\0\2\0\x08@\x0b\xfa\0\0\0\0\0\0\0SSND\0\0\0\x0a\0\0\0\0\0\0\0\0ab"]


def run_sound(data):
    import aifc
    import io
    import sunau
    import wave
    for module in (wave, sunau, aifc):
        try:
            f = module.open(io.BytesIO(data), "rb")
            f.getparams()
            f.readframes(100)
            f.close()
        except (module.Error, EOFError, ValueError, OverflowError, RuntimeError):
            pass


def run_xmlrpc(data):
    import xmlrpc.client
    try:
        xmlrpc.client.loads(data)
    except xmlrpc.client.Error:
        pass


def run_pickle_tools(data):
    import io
    import pickle
    import pickletools
    try:
        pickletools.dis(data, io.StringIO())
        pickletools.optimize(data)
    except (ValueError, IndexError, KeyError, AssertionError, OverflowError, EOFError):
        pass

    class Unpickler(pickle._Unpickler):
        def find_class(self, module, name):
            raise pickle.UnpicklingError("not allowed")
    try:
        Unpickler(io.BytesIO(data)).load()
    except Exception as e:
        if isinstance(e, SystemError):
            raise


def error_types(name):
    import re
    import struct
    import csv
    import lzma
    import tarfile
    import xml.parsers.expat
    import zipfile
    import zlib
    limits = (MemoryError, RuntimeError, OverflowError)
    return {"compile": (SyntaxError, ValueError) + limits, "re": (re.error,) + limits,
            "struct": (struct.error,) + limits, "json": (ValueError,) + limits,
            "marshal": (ValueError, EOFError, TypeError) + limits, "tree": (TypeError, ValueError, SyntaxError, AttributeError) + limits,
            "datetime": (ValueError, TypeError) + limits, "pyc": (ImportError, ValueError, EOFError, TypeError) + limits,
            "zip": (zipfile.BadZipFile, ImportError, zlib.error, lzma.LZMAError, OSError, EOFError, KeyError, ValueError, SyntaxError) + limits,
            "codec": (ValueError, LookupError) + limits, "decompress": (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) + limits,
            "csv": (csv.Error, TypeError, ValueError), "xml": (SyntaxError, ValueError, LookupError) + limits,
            "tar": (tarfile.TarError, EOFError, OSError) + limits, "gzip": (OSError, EOFError, zlib.error) + limits,
            "email": (LookupError,) + limits, "http": (AssertionError,) + limits, "config": limits, "literal": (SyntaxError, ValueError) + limits,
            "plist": (ValueError, xml.parsers.expat.ExpatError, OverflowError, TypeError, LookupError, AttributeError, AssertionError) + limits,
            "xmlrpc": (ValueError, xml.parsers.expat.ExpatError, LookupError, TypeError, AttributeError, AssertionError) + limits,
            "pickle": (Exception,)}.get(name, ())               # pickle's manual: any


PATTERNS = [rb"(?P<a>x|y)*(?=b)[^\w-z](?(a)b|c){2,3}?", rb"(?i:a+?)(?<!b)\bc\1|^$.\d\s[a-z\]]", rb"(a*)*\Z(?#c)(?:b|)(?P=a)",
            rb"(?>a++)(?s-i:.)[\x41-\u0042\N{DIGIT ONE}]{,3}"]
TARGETS = {
    "compile": (python_sources, run_compile),
    "tree": (lambda: [b"tree", b"bush"], run_tree),
    "marshal": (marshal_seeds, run_marshal),
    "pyc": (pyc_seeds, run_pyc),
    "bytecode": (lambda: [b"bytecode", b"wordcode"], run_bytecode),
    "re": (lambda: PATTERNS, run_re),
    "struct": (lambda: [b"<3i2h5sQ0p?   " + bytes(range(60)), b">dfqn4xPc     " + bytes(range(60)), b"=10B3s        " + bytes(60)], run_struct),
    "json": (lambda: [b'{"a": [1, 2.5e-3, true, null, "\\u00e9\\n"], "b": {"c": -0}}', b'[[[], {}], "", 1E400, NaN, -Infinity]'], run_json),
    "pickle": (pickle_seeds, run_pickle),
    "datetime": (lambda: [b"a2011-11-04T00:05:23.283185+04:00:01", b"a2012-W10-5T23Z", b"g%d/%b/%Y %H:%M:%S.%f %z %j|04/Nov/2011 00:05:23.1 +0400 12",
                          b"g%A %G-W%V-%u %p %I|Friday 2011-W05-3 PM 11", b"n%a %-d %10Y %%q", b"z\x07\xdb\x0b\x04\0\x05\x17\x04\x52\x31"],
                 run_datetime),
    "zip": (zip_seeds, run_zip),
    "codec": (lambda: [bytes([i, j]) + "text \u20ac \xe9\U0001f600".encode("utf-8") + b"\\u20ac+AGE-\x1b$B~{" for i in range(len(ENCODINGS)) for j in (0, 3)],
              run_codec),
    "format": (lambda: [b"{0!r:*^+#20,.3f}{a[1].b}", b"%(a)-+ #08.3lf%s%%", b"=+#012_x", b"<20.5e", b"{:{}}{{}}"], run_format),
    "number": (lambda: [b"-0x1.8p-3", b"1_000.5e-10", b"(1+2.5j)", b" 22/7 ", b"NaN123", b"0b101", b"9" * 40], run_number),
    "text-binary": (lambda: [b"c29tZSB0ZXh0", b"$<V]M90  ", b"=3D=\r\n_x", b"<~87cUR~>", b"deadbeef", b"MZXW6==="], run_text_binary),
    "decompress": (compressed_seeds, run_decompress),
    "csv": (lambda: [b',"\\a,"b ""c"" d",\\,e\r\n1,2', b";' 'a;b'\n"], run_csv),
    "tar": (tar_seeds, run_tar),
    "gzip": (gzip_seeds, run_gzip),
    "email": (lambda: [b"From: =?utf-8?b?w6k=?= <a@b>\nDate: Mon, 20 Nov 1995 19:12:08 -0500\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\n"
                       b"Content-Type: text/plain; charset*0*=us-ascii'en'a%41; name=\"f\"\nContent-Transfer-Encoding: quoted-printable\n\na=3D\n--x--\n",
                       b"To: a (c (d)), \"b\" <c@[1.2.3.4]>, g: h, i;\nSubject: =?iso-8859-1?q?a_b?=\n =?x?=\nContent-Disposition: attachment; filename=a\n"
                       b"Content-Transfer-Encoding: base64\nMessage-Id: <a@b>\nMIME-Version: 1.0\n\nYWJj\n"], run_email),
    "http": (lambda: [b"Set-Cookie: a=\"b\\073\"; path=/; expires=Mon, 01-Jan-2001 00:00:00 GMT\r\n\r\n", b"a=b; c=\"d\"; httponly",
                      b"http://u:p@[::1%25x]:80/p;q?a=b&c=%e9#f", b"<!doctype x><a b='c&amp;' d>&#x41;&#99999999;&eacute;<!-- x --><script>a</b></script><?p?>"],
             run_http),
    "plist": (plist_seeds, run_plist),
    "config": (lambda: [b"[DEFAULT]\na = 1\n[s]\nb: %(a)s\n  more\n; c\nd\n[t]\ne = ${s:b} ${a}\n"], run_config),
    "tokenize": (python_sources, run_tokenize),
    "literal": (lambda: [b"[1, -2.5e3, 'a', b'b', {'c': None, 1+2j: (True, ...)}, {1, 2}]", b"f'{a!r:{b}}' if x[1:2, ...] else (lambda *a: (yield))"]
                + python_sources()[:6], run_literal),
    "unicode": (lambda: ["a\u0308\u0323\uac00\u1100\u1161\u212b\ufb01\u01c5".encode(e) for e in ("utf-8", "utf-16", "utf-32")], run_unicode),
    "text": (lambda: [b"a 'b c' \"d\\\"\" # e", b"$a ${b} $$", b"[!a-c]*?.[x", b"2001:db8::/32", b"10.0.0.1/255.0.0.0", b"{a[0]!r:>{b}}", b"a\t\tb c-d"], run_text),
    "sound": (sound_seeds, run_sound),
    "xmlrpc": (lambda: [b"<?xml version='1.0'?><methodResponse><params><param><value><struct><member><name>a</name><value><array><data><value><int>1</int></value>"
                        b"<value><base64>YQ==</base64></value></data></array></value></member></struct></value></param></params></methodResponse>",
                        b"<methodCall><methodName>f</methodName><params><param><value><dateTime.iso8601>20000101T00:00:00</dateTime.iso8601></value></param>"
                        b"<param><value><double>-1.5</double></value></param></params></methodCall>"], run_xmlrpc),
    "pickle-tools": (pickle_seeds, run_pickle_tools),
    "xml": (lambda: [b"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE a [<!ENTITY e 'x'>]><a b='1' xmlns:n='u'>&e;<n:c/><![CDATA[t]]><!-- c --><?p i?></a>"],
            run_xml),
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

class Coverage:
    """Which edges of the program were reached; nothing is known unless the build notes it."""

    def __init__(self, path):
        self.map = None
        if path and os.path.getsize(path):
            import mmap
            with open(path, "r+b") as f:
                self.map = mmap.mmap(f.fileno(), 0)
            self.blank = bytes(len(self.map))
            self.seen = 0

    def start(self):
        if self.map is not None:
            self.map[:] = self.blank

    def is_new(self):
        if self.map is None:
            return False
        reached = int.from_bytes(self.map[:], "little")
        new = reached & ~self.seen
        self.seen |= reached
        return new != 0


def run_round(name, seed, start, folder):
    import warnings
    warnings.simplefilter("ignore")
    seeds, function = TARGETS[name]
    seeds, allowed = seeds(), error_types(name)
    found = os.path.join(folder, name)
    os.makedirs(found, exist_ok=True)
    known = sorted(os.listdir(found))
    for file in known:
        with open(os.path.join(found, file), "rb") as f:
            seeds.append(f.read())
    coverage = Coverage(os.environ.get("KRAIT_COVERAGE"))
    rng = random.Random("{0} {1} {2}".format(name, seed, start))
    inputs = seeds + [None] * ROUND if coverage.map is not None else [None] * ROUND     # what is known is not new
    for i, data in enumerate(inputs):
        is_seed = data is not None
        if not is_seed:
            data = mutate(rng, seeds)
        with open(os.path.join(folder, "input"), "wb") as f:            # so that a crash leaves it
            f.write(data)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        signal.setitimer(signal.ITIMER_PROF, INPUT_SECONDS)
        coverage.start()
        try:
            function(data)
        except allowed as e:
            if isinstance(e, SystemError):
                raise
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10
        if grown > INPUT_MEGABYTES:
            raise SystemError("{0} MB of memory for one input".format(grown))
        if coverage.is_new() and not is_seed and len(seeds) < 2000:
            seeds.append(data)
            with open(os.path.join(found, "%06d" % (len(known) + len(seeds))), "wb") as f:
                f.write(data)
    return 0


def replay(name, data):
    try:
        TARGETS[name][1](data)
    except error_types(name) as e:
        print("allowed:", repr(e))
    return 0


# ---- the parent ----

def fuzz_target(name, seconds, seed, folder):
    """Rounds until the time is over; (inputs, findings)."""
    deadline = time.time() + seconds
    coverage = os.path.join(folder, "coverage")
    with open(coverage, "wb"):
        pass
    environment = dict(os.environ, KRAIT_COVERAGE=coverage, PYTHONHASHSEED="0")
    environment["ASAN_OPTIONS"] = "quarantine_size_mb=16:max_allocation_size_mb=1000:allocator_may_return_null=1:" + os.environ.get("ASAN_OPTIONS", "")
    environment["UBSAN_OPTIONS"] = "halt_on_error=1:print_stacktrace=1"
    rounds = findings = 0
    told = set()
    while rounds == 0 or time.time() < deadline:
        process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--round", name, str(seed), str(rounds), folder],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
        try:
            errors = process.communicate(timeout=ROUND_SECONDS)[1]
            outcome = "" if process.returncode == 0 else "status {0}".format(process.returncode)
        except subprocess.TimeoutExpired:
            process.kill()
            errors, outcome = process.communicate()[1], "hang"
        if name == "bytecode" and process.returncode == LEAKED:
            outcome = ""                # the verifier cares for safety; code that was changed may lose what it holds
        if outcome:
            outcome = "hang" if process.returncode == -signal.SIGPROF else outcome
            findings += 1
            with open(os.path.join(folder, "input"), "rb") as f:
                data = f.read()
            text = errors.decode("utf-8", "replace")
            lines = [line for line in text.split("\n") if "ERROR" in line or "runtime error" in line] or text.strip().split("\n")[-1:]
            if lines[0] in told:
                rounds += 1
                continue
            told.add(lines[0])
            print("{0}: {1}: {2}\n  --replay {0} {3}".format(name, outcome, lines[0][:200], "".join("%02x" % b for b in data)))
            sys.stdout.flush()
        rounds += 1
    kept = len(os.listdir(os.path.join(folder, name)))
    print("{0:12} {1:6} inputs, {2} kept as seeds, {3} findings".format(name, rounds * ROUND, kept, findings))
    sys.stdout.flush()
    return findings


def fuzz(names, seconds, seed):
    folder = tempfile.mkdtemp(prefix="krait-fuzz-")
    try:
        findings = sum([fuzz_target(name, seconds, seed, folder) for name in names])
    finally:
        shutil.rmtree(folder)
    return 1 if findings else 0


def main(args):
    names, seconds, seed = [], 10.0, 1
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
        elif arg in TARGETS:
            names.append(arg)
        else:
            sys.exit("fuzz: no target {0!r}; there are {1}".format(arg, " ".join(TARGETS)))
    return fuzz(names or list(TARGETS), seconds, seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
