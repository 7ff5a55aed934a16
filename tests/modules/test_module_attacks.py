"""Random attacks on the modules written in C: every function, type, method and attribute of each with hostile arguments, among them
objects whose special methods act on the object under attack, half made objects, objects initialised twice, and closed files.

    krait tests/modules/test_module_attacks.py [--seconds N] [--seed N] [--steps N] [MODULE...]

attacks each module for N seconds (10), in processes of their own, and tells what crashed, hung, leaked (in a build that looks for
leaks) or raised SystemError; `--round MODULE SEED STEPS` does one round again. As a test it makes a few short rounds.
"""
import collections
import copy
import gc
import importlib
import itertools
import os
import pickle
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import warnings

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from hostile import HUGE, MAKERS, SMALL

STEP_SECONDS = 10                   # of processor time; a step that takes longer hangs
ROUND_SECONDS = 120
POOL = 24
KEPT_OUT = {                        # what ends or blocks the process, changes it for good, or touches what is not ours
    "*": "__class__ __init_subclass__ __subclasshook__ __class_getitem__ __loader__ __spec__",
    "builtins": "input breakpoint exit quit copyright credits license help print exec open __import__ __build_class__",
    "sys": "exit setrecursionlimit setswitchinterval settrace setprofile breakpointhook displayhook excepthook unraisablehook addaudithook "
           "_getframe set_asyncgen_hooks setdlopenflags _clear_type_cache call_tracing stdout stderr stdin intern _current_frames "
           "_current_exceptions set_coroutine_origin_tracking_depth",
    "posix": "_exit abort fork forkpty execv execve kill killpg system posix_spawn posix_spawnp wait wait3 wait4 waitpid waitid nice "
             "setuid seteuid setgid setegid setreuid setregid setresuid setresgid setgroups initgroups setsid setpgid setpgrp chroot chdir fchdir "
             "sync setns unshare sched_setscheduler sched_setparam sched_setaffinity setpriority sched_yield register_at_fork mkfifo mknod "
             "forkpty openpty login_tty posix_openpt closerange dup2 tcsetpgrp putenv unsetenv umask read readv lockf pidfd_open splice "
             "copy_file_range sendfile",
    "_thread": "exit exit_thread interrupt_main start_new_thread start_new stack_size _excepthook",
    "_signal": "alarm pause raise_signal sigwait sigwaitinfo setitimer pthread_kill pthread_sigmask set_wakeup_fd default_int_handler signal",
    "time": "sleep clock_settime clock_settime_ns",
    "select": "",
    "_socket": "sethostname gethostbyname gethostbyname_ex gethostbyaddr getaddrinfo getnameinfo close accept _accept connect setblocking "
               "settimeout setdefaulttimeout recv recv_into recvfrom recvfrom_into recvmsg recvmsg_into",
    "faulthandler": "_read_null _sigsegv _sigabrt _sigfpe _stack_overflow _fatal_error _fatal_error_c_thread dump_traceback_later "
                    "dump_traceback register enable _raise_exception",
    "resource": "setrlimit prlimit",
    "gc": "freeze disable set_threshold set_debug callbacks enable",
    "_posixsubprocess": "fork_exec",
    "_multiprocessing": "sem_unlink",
    "fcntl": "lockf flock fcntl ioctl",
    "termios": "tcdrain tcflow tcsendbreak",
    "syslog": "*",
    "atexit": "_run_exitfuncs _clear unregister register _ncallbacks",
    "_imp": "acquire_lock release_lock create_dynamic exec_dynamic _fix_co_filename create_builtin exec_builtin",
    "_warnings": "filters",
    "_abc": "_reset_registry _reset_caches",
    "_pcre": "setup",
    "_ast": "_set_literal_classes",
    "_codecs": "register register_error unregister",
    "_locale": "setlocale textdomain bindtextdomain",
    "_io": "open open_code",
    "_gdbm": "open",
    "_dbm": "open",
    "_tkinter": "create mainloop dooneevent loadtk eval call evalfile",      # Tcl can do anything
    "ossaudiodev": "open openmixer read",
}
HEAVY = {"__pow__", "__rpow__", "__ipow__", "__lshift__", "__rlshift__", "__ilshift__", "factorial", "comb", "perm", "pow", "ipow", "lshift", "ilshift",
         "shift", "rotate", "scaleb", "power", "pbkdf2_hmac", "scrypt", "exp", "ln", "log10", "sqrt", "combinations", "urandom", "getrandom",
         "getrandbits", "isqrt", "lcm", "prod", "posix_fallocate", "ftruncate", "truncate", "batched", "repeat", "product", "resize",
         "permutations", "tee", "combinations_with_replacement", "rpow", "memfd_create", "quantize", "rescale", "getgrouplist"}
BLOCKING = {"acquire", "acquire_lock", "__enter__", "poll", "select", "sigtimedwait"}
ORDINARY = (Exception,)             # all but SystemError, see attack()


def standard_subjects():
    """Ordinary objects by module: functions that make them afresh."""
    import array
    import csv
    import datetime
    import decimal
    import functools
    import io
    import itertools
    import json
    import mmap
    import operator
    import re
    import select
    import struct
    import threading
    import types
    import weakref
    import xml.etree.ElementTree as ElementTree

    def generator(x=1):
        try:
            yield x
            yield [x]
        finally:
            x = None

    async def coroutine():
        return await coroutine()

    async def agenerator():
        yield 1

    def own_file(mode, **names):
        return open("own", mode, **names)

    def traceback():
        try:
            raise KeyError(1)
        except KeyError as e:
            return e.__traceback__

    class Plain:
        a = 1

        def method(self):
            return self

    def element():
        e = ElementTree.Element("a", {"b": "c"})
        ElementTree.SubElement(e, "d").text = "x"
        e.append(ElementTree.Element("f"))
        return e

    def local_object():
        local = threading.local()
        local.x = 1
        return local
    D = decimal.Decimal
    subjects = {
        "_collections": [lambda: collections.deque([1, 2, 3]), lambda: collections.deque("abc", 2), lambda: iter(collections.deque([1, 2])),
                         lambda: reversed(collections.deque([1, 2])), lambda: collections.defaultdict(list, a=[1]),
                         lambda: collections.OrderedDict(a=1, b=2), lambda: iter(collections.OrderedDict(a=1, b=2)),
                         lambda: collections.OrderedDict(a=1).items(), lambda: collections.namedtuple("N", "a b").a, lambda: collections.Counter("abca")],
        "itertools": [lambda: itertools.count(5, 2), lambda: itertools.count(2**63 - 2), lambda: itertools.cycle("ab"), lambda: itertools.repeat(1, 3),
                      lambda: itertools.accumulate([1, 2]), lambda: itertools.chain([1], "a"), lambda: itertools.chain.from_iterable(["ab", [1]]),
                      lambda: itertools.compress("abc", [1, 0, 1]), lambda: itertools.dropwhile(bool, [1, 0, 1]), lambda: itertools.islice("abcdef", 1, 5, 2),
                      lambda: itertools.starmap(pow, [(1, 2)]), lambda: itertools.takewhile(bool, [1, 0]), lambda: itertools.tee("abc")[0],
                      lambda: itertools.zip_longest("ab", [1]), lambda: itertools.groupby("aab"), lambda: next(itertools.groupby("aab"))[1],
                      lambda: itertools.product("ab", [1, 2]), lambda: itertools.permutations("abc", 2), lambda: itertools.combinations("abc", 2),
                      lambda: itertools.combinations_with_replacement("abc", 2), lambda: itertools.pairwise("abc"), lambda: itertools.batched("abc", 2)],
        "_functools": [lambda: functools.partial(max, 1, default=2), lambda: functools.lru_cache(2)(lambda *a, **b: a), lambda: functools.lru_cache(None)(max),
                       lambda: functools.cmp_to_key(lambda a, b: 0)(3), lambda: functools.cmp_to_key(lambda a, b: a)],
        "_io": [lambda: io.BytesIO(b"abc\ndef"), lambda: io.BytesIO(b"abc").getbuffer(), lambda: io.StringIO("a\r\nb"), lambda: io.StringIO("a\nb", None),
                lambda: own_file("rb"), lambda: own_file("rb", buffering=0), lambda: own_file("wb"), lambda: own_file("r+b"), lambda: own_file("w+"),
                lambda: own_file("r", encoding="utf-16", errors="replace"), lambda: own_file("a"), lambda: io.TextIOWrapper(io.BytesIO(b"a\xff\nb"), "utf-8"),
                lambda: io.BufferedReader(io.BytesIO(b"abcdef"), 2), lambda: io.BufferedWriter(io.BytesIO(), 3), lambda: io.BufferedRandom(io.BytesIO(b"abc")),
                lambda: io.BufferedRWPair(io.BytesIO(b"ab"), io.BytesIO()), lambda: io.IncrementalNewlineDecoder(None, True),
                lambda: io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"\xe4\xb8"), 1), "shift_jis"), lambda: own_file("rb").detach()],
        "_pickle": [lambda: pickle.Pickler(io.BytesIO()), lambda: pickle.Unpickler(io.BytesIO(pickle.dumps([1, {2}, "a"]))), lambda: pickle.PickleBuffer(b"abc")],
        "_json": [lambda: json.decoder.JSONDecoder().scan_once, lambda: json.JSONEncoder(indent=1), lambda: json.JSONDecoder()],
        "_struct": [lambda: struct.Struct("<3ih2s"), lambda: struct.Struct(""), lambda: struct.iter_unpack("b", b"abc")],
        "array": [lambda: array.array("i", [1, 2]), lambda: array.array("d"), lambda: array.array("u", "ab"), lambda: array.array("Q", [2**63]),
                  lambda: iter(array.array("b", b"ab"))],
        "mmap": [lambda: mmap.mmap(-1, 100), lambda: mmap.mmap(-1, 4096, access=mmap.ACCESS_READ)],
        "select": [lambda: select.poll(), lambda: select.epoll()],
        "_socket": [lambda: socket.socketpair()[0], lambda: socket.socket(), lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)],
        "_datetime": [lambda: datetime.datetime(2000, 1, 2, 3, 4, 5, 6, datetime.timezone.utc), lambda: datetime.date.max, lambda: datetime.datetime.max,
                      lambda: datetime.time(1, 2, tzinfo=datetime.timezone.min), lambda: datetime.timedelta(1, 2, 3), lambda: datetime.timedelta.min,
                      lambda: datetime.timezone(datetime.timedelta(0, 3600), "x"), lambda: datetime.date(1, 1, 1).isocalendar(), lambda: datetime.tzinfo()],
        "_decimal_core": [lambda: D("1.5"), lambda: D("-0E-7"), lambda: D("NaN12"), lambda: D("sNaN"), lambda: D("-Infinity"), lambda: D(10)**30,
                          lambda: decimal.Context(prec=5), lambda: decimal.Context(prec=5).flags, lambda: D("1E999999"), lambda: decimal.localcontext()],
        "_elementtree": [element, lambda: ElementTree.TreeBuilder(), lambda: element().iter(), lambda: element().itertext(), lambda: element().attrib,
                         lambda: ElementTree.XMLParser()],
        "_csv": [lambda: csv.reader(["a,b", "'c'"]), lambda: csv.writer(io.StringIO()), lambda: csv.get_dialect("excel")],
        "_pcre": [lambda: re.compile("(a)(?P<b>b)?|c*"), lambda: re.compile(b"(a|b)+"), lambda: re.match("(a)(?P<b>b)?", "ab"),
                  lambda: re.match(b"(a)(b)?", bytearray(b"ac")), lambda: re.compile("\u0100|a").finditer("xa\u0100"), lambda: re.compile("a").scanner("ba")],
        "_thread": [lambda: threading.Lock(), lambda: threading.RLock(), local_object],
        "_weakref": [lambda: weakref.ref(Plain), lambda: weakref.proxy(collections.deque), lambda: weakref.ref(set, max), lambda: weakref.WeakSet([Plain]),
                     lambda: weakref.WeakValueDictionary(a=Plain), lambda: weakref.proxy(Plain)],
        "time": [lambda: time.gmtime(0), lambda: time.localtime()],
        "posix": [lambda: os.stat("."), lambda: os.scandir("."), lambda: next(os.scandir(".")), lambda: os.times(), lambda: os.terminal_size((1, 2))],
        "_operator": [lambda: operator.itemgetter(1, 0), lambda: operator.attrgetter("a.b", "c"), lambda: operator.methodcaller("a", 1, b=2),
                      lambda: operator.itemgetter(slice(1))],
        "_random": [lambda: random.Random(1)],
        "_symtable": [],
        "_ast": [lambda: __import__("ast").parse("a = b[1:2](c, *d)\nx: int = (y for y in z)")],
        "sys": [lambda: sys.float_info, lambda: sys.version_info, lambda: sys.flags],
        "builtins": [generator, coroutine, agenerator, lambda: sys._getframe(), lambda: generator().gi_frame, traceback, lambda: generator, lambda: generator.__code__,
                     lambda: Plain().method, lambda: Plain, lambda: Plain(), lambda: types.SimpleNamespace(a=1), lambda: types.MappingProxyType({"a": 1}),
                     lambda: property(len, len), lambda: classmethod(len), lambda: staticmethod(len), lambda: super(Plain, Plain()), lambda: type("N", (list,), {}),
                     lambda: list[int], lambda: int | str, lambda: types.ModuleType("m"), lambda: types.CellType(1), lambda: KeyError(1), lambda: OSError(2, "a", "b"),
                     lambda: UnicodeDecodeError("utf-8", b"abc", 1, 2, "r"), lambda: UnicodeEncodeError("utf-8", "abc", 0, 9, "r"),
                     lambda: UnicodeTranslateError("abc", 2**62, -5, "r"), lambda: SyntaxError("m", ("f", 1, 2, "t")), lambda: ExceptionGroup("g", [KeyError(1)]),
                     lambda: StopIteration(1), lambda: SystemExit(1), lambda: ImportError("a", name="b"), lambda: Plain.__dict__, lambda: int.__add__, lambda: int.real,
                     lambda: (1).__add__, lambda: str.join, lambda: agenerator().asend(None), lambda: agenerator().athrow(KeyError), lambda: agenerator().__anext__(),
                     lambda: coroutine().__await__(), lambda: zip("ab", [1]), lambda: map(len, "a"), lambda: memoryview(bytearray(b"abcd")), lambda: [1, 2], lambda: {1: 2},
                     lambda: bytearray(b"abc"), lambda: {1, 2}, lambda: (1, 2), lambda: "abc", lambda: 2**70, lambda: slice(1, 2)],
    }

    def optional(name, *makers):
        try:
            module = importlib.import_module(name)
        except ImportError:
            return
        subjects[name] = [lambda f=f: f(module) for f in makers]
    optional("zlib", lambda m: m.compressobj(), lambda m: m.decompressobj(), lambda m: m.decompressobj(-15))
    optional("_bz2", lambda m: m.BZ2Compressor(), lambda m: m.BZ2Decompressor())
    optional("_lzma", lambda m: m.LZMACompressor(), lambda m: m.LZMADecompressor(), lambda m: m.LZMACompressor(3, filters=[{"id": m.FILTER_LZMA2}]))
    optional("pyexpat", lambda m: m.ParserCreate(), lambda m: m.ParserCreate("utf-8", " "), lambda m: m.ParserCreate().ExternalEntityParserCreate("a"))
    optional("_hashlib", lambda m: m.new("md5"), lambda m: m.new("shake_128"))
    optional("_contextvars", lambda m: m.copy_context(), lambda m: m.ContextVar("a", default=1), lambda m: m.ContextVar("b").set(1))
    optional("_multiprocessing", lambda m: m.SemLock(0, 1, 1, "/krait-attack-{0}".format(os.getpid()), True))
    optional("_blake2", lambda m: m.blake2b(b"a", key=b"k"), lambda m: m.blake2s())
    optional("_md5", lambda m: m.md5(b"a"))
    optional("_sha3", lambda m: m.sha3_256(b"a"), lambda m: m.shake_128(b"a"))
    optional("_contextvars", lambda m: m.copy_context())
    optional("unicodedata", lambda m: m.ucd_3_2_0)
    optional("_gdbm", lambda m: m.open("gnu", "c"), lambda m: m.open("gnu2", "nfu"))
    optional("_dbm", lambda m: m.open("new", "c"))
    optional("_tkinter", lambda m: m.create(None, "", "Tk", False, True, False), lambda m: m.create(None, "", "Tk", False, True, False).call("dict", "create", 1, 2))
    optional("ossaudiodev", lambda m: m.open("/dev/null", "rw"), lambda m: m.openmixer("/dev/null"))
    return subjects


MODULES = ("_collections itertools _functools _io _pickle _json _struct array mmap select _socket _datetime _decimal_core _elementtree zlib _bz2 _lzma "
           "_csv _pcre unicodedata _operator _heapq _bisect _thread _weakref time posix pyexpat _hashlib _md5 _sha3 _blake2 _random _contextvars _abc "
           "_symtable _ast _codecs _multibyte _multiprocessing _string _warnings audioop binascii cmath math marshal grp pwd fcntl gc _locale "
           "_opcode _signal resource sys termios _gdbm _dbm _tkinter ossaudiodev _imp _tracemalloc builtins").split()


class Reentrant:
    """Each special method first does something to what is under attack, and then tells the wrong thing."""

    def __init__(self, attack):
        self.attack = attack

    def __getattr__(self, name):
        if name == "attack":
            raise AttributeError(name)
        self.attack.act()
        raise AttributeError(name)


def add_special_methods():
    results = {
        "eq ne lt le gt ge contains bool": (True, False), "index int len length_hint": (0, 1, 2, -1, 3, 100, 2**62), "float": (0.0, 1.5, float("nan")),
        "repr str format fspath": ("", "a", "\u0100", "own"), "bytes": (b"", b"ab"), "hash": (0, 1, -1), "iter aiter": (None, "self", [1, 2]),
        "getitem add radd mul sub and or call round reversed await enter exit get set complex mod truediv divmod pow": (1, None, "a", [], b"ab", "self"),
        "del setattr_ delattr_ setitem delitem": (None,), "next anext": (1, "a", None, b"b")}
    for names, values in results.items():
        for name in names.split():
            def method(self, *args, values=values):
                attack = self.attack
                attack.act()
                r = attack.random.random()
                if r < .1:
                    raise attack.random.choice((KeyError, StopIteration, ValueError, IndexError, AttributeError, OSError, MemoryError))("attack")
                if r < .2:
                    return attack.random.choice((None, "x", -1, 2**62, 2**63, -2**63, [], 1.5, NotImplemented))
                value = attack.random.choice(values)
                return self if value == "self" else value
            setattr(Reentrant, "__{0}__".format(name), method)

    def stopping(self, *args):
        self.attack.act()
        if self.attack.random.random() < .4:
            raise StopIteration
        return self.attack.random.choice((1, "a", b"a", "abc", (1, 2), [], None, self))
    Reentrant.__next__ = stopping
    Reentrant.__getitem__ = lambda self, i: stopping(self) if not isinstance(i, int) or i < 20 else [][0]
    for name in "read readline write readinto read1 seek tell flush close keys items utcoffset tzname dst fileno readable writable seekable decode encode reset".split():
        setattr(Reentrant, name, lambda self, *args: (stopping(self)))


add_special_methods()
BASIC = {int, float, str, bytes, bool, type(None), tuple, list, dict, set, frozenset, complex, type, type(NotImplemented), type(...), slice, range}


class Attack:
    def __init__(self, name, seed, subjects, log=None):
        self.random = random.Random("{0} {1}".format(name, seed))
        self.name, self.log, self.seed = name, log, seed
        self.module = importlib.import_module(name)
        self.depth = 0
        self.steps = 0
        self.current = None
        out = set((KEPT_OUT["*"] + " " + KEPT_OUT.get(name, "")).split())
        self.out = out
        for other in KEPT_OUT.values():
            self.out_always = out
        callables = [(n, v) for n, v in vars(self.module).items() if callable(v) and n not in out and "*" not in out]
        self.functions = [(n, v) for n, v in callables if not isinstance(v, type)]
        self.types = [(n, v) for n, v in callables if isinstance(v, type) and not (name == "_ast" and self.random.random() < .9)]
        self.makers = list(subjects.get(name, ()))
        self.pool = []
        for make in self.makers:
            self.add(self.quietly(make))
        for n, cls in self.types:
            if cls not in BASIC and cls is not object:
                self.add(self.quietly(lambda: cls.__new__(cls)))

    def quietly(self, function):
        try:
            return function()
        except Exception:
            return None

    def add(self, value):
        if type(value) in BASIC or type(value) in (Reentrant, type(sys)) or value is self or getattr(type(value), "__module__", "") == __name__:
            return
        if len(self.pool) < POOL + len(self.makers):
            self.pool.append(value)
        else:
            self.pool[self.random.randrange(len(self.pool))] = value

    def choose(self, *choices):
        return self.random.choice(choices)

    # arguments

    def subject(self):
        r = self.random.random()
        if r < .3 and self.makers:
            return self.random.choice(self.makers)()
        if r < .45 and self.types:
            cls = self.random.choice(self.types)[1]
            return cls.__new__(cls)
        if r < .5 and self.types:
            cls = self.random.choice(self.types)[1]
            return type("Sub", (cls,), {})(*self.arguments(""))
        return self.random.choice(self.pool) if self.pool else self.random.choice(MAKERS)()

    def argument(self, heavy):
        r = self.random.random()
        if r < .15:
            value = self.random.choice(SMALL)
        elif r < .27:
            value = self.random.choice(SMALL if heavy else HUGE + (2**31 - 1, 2**31, -2**31 - 1, 2**32))
        elif r < .62:
            value = self.random.choice(MAKERS)()
        elif r < .75:
            value = Reentrant(self)
        elif r < .87:
            value = self.quietly(self.subject)
        elif r < .9 and self.current is not None:
            value = self.current
        elif r < .95:
            value = [self.argument(heavy) for i in range(self.random.randrange(4))]
            value = self.choose(value, value, tuple(value), iter(value))
        else:
            value = self.choose(max, len, str, lambda *a, **b: self.act(), [Reentrant(self)], {"a": Reentrant(self)}, (Reentrant(self),) * 3)
        if type(value).__name__ in ("count", "cycle", "repeat"):
            value = itertools.islice(value, 5)  # what takes all of it would never end
        if heavy and type(value) is not int:
            value = self.choose(0, 1, 2, -1, None, "a", 1.5)
        if type(value) is int and 1 < value < 1000 and self.name in ("posix", "_io", "fcntl", "select", "_socket", "mmap", "termios", "_signal"):
            value += 1000                       # nobody's file descriptor
        return value

    def arguments(self, name):
        if name in BLOCKING:
            return self.choose((0,), ([], [], [], 0), (0, -1)) if name in ("poll", "select") else (False,)
        heavy = name.rsplit(".")[-1] in HEAVY
        return [self.argument(heavy) for i in range(self.choose(0, 1, 1, 1, 2, 2, 3, 3, 4, 5))]

    def keywords(self, function):
        if self.random.random() > .2:
            return {}
        text = getattr(function, "__text_signature__", None) or ""
        names = [n.split("=")[0].split(":")[0].strip() for n in text.strip("()").split(",")]
        names = [n for n in names if n.isidentifier() and n not in ("self", "cls")] or ["key"]
        return {self.random.choice(names): self.argument(False) for i in range(self.choose(1, 1, 2))}

    # steps

    def act(self):
        """What a special method does first: something to the subject."""
        if self.depth > 2 or type(self.current) in BASIC or self.random.random() < .4:
            return
        self.depth += 1
        try:
            me = self.current
            names = [n for n in dir(type(me)) if n not in self.out]
            self.call(me, self.choose(*["close", "clear", "release", "detach", "__init__", "pop", "append", "__setstate__", "__next__", "seek", "write"],
                                      *self.random.sample(names, min(8, len(names)))))
        except Exception:
            pass
        finally:
            self.depth -= 1

    def call(self, me, name):
        function = getattr(me, name)
        args = self.arguments(name)
        self.tell("call", type(me), name, args)
        return self.use(function(*args, **(self.keywords(function))), name)

    def tell(self, *what):
        if self.log is not None:
            def show(v):
                return type(v).__name__ + (" " + repr(v) if type(v) in (int, str, bytes, float, bool) else "")
            text = " ".join(a if isinstance(a, str) else a.__name__ if isinstance(a, type) else "(" + ", ".join(map(show, a)) + ")" for a in what)
            os.pwrite(self.log, "{0:400}\n".format(text[:400]).encode("ascii", "replace"), 401 * self.depth)

    def use(self, value, name=""):
        self.add(value)
        if name in HEAVY and type(value) in (list, tuple):
            return value
        if hasattr(type(value), "__next__") and type(value) is not Reentrant:
            for i in range(self.random.randrange(4)):
                next(value)
        elif type(value) not in BASIC:
            self.choose(repr, str, hash, bool, id)(value)
        return value

    def step(self):
        self.steps += 1
        kind = self.random.random()
        if kind < .25 and self.functions:
            name, function = self.random.choice(self.functions)
            args = self.arguments(name)
            self.current = self.choose(None, *args)
            self.tell("function", name, args)
            self.use(function(*args, **self.keywords(function)), name)
        elif kind < .4 and self.types:
            name, cls = self.random.choice(self.types)
            args = self.arguments(name)
            self.current = self.choose(None, *args)
            self.tell("make", cls, args)
            self.use(cls(*args, **self.keywords(cls)), name)
        elif kind < .45 and self.types:
            name, cls = self.random.choice(self.types)
            self.tell("new", cls)
            me = self.choose(cls, type("Sub", (cls,), {}))
            self.current = value = me.__new__(me, *self.choose((), (), self.arguments("")))
            self.use(value)
            if self.random.random() < .5:
                value.__init__(*self.arguments(""))
        elif kind < .85:
            me = self.current = self.subject()
            names = [n for n in dir(type(me)) if n not in self.out]
            name = self.random.choice(names)
            if callable(getattr(type(me), name, None)):
                for i in range(self.choose(1, 1, 2)):
                    self.call(me, name)
            else:
                self.attribute(me, name)
        elif kind < .9:
            me = self.current = self.subject()
            self.attribute(me, self.random.choice(dir(type(me))))
        else:
            self.current = me = self.subject()
            self.protocol(me)

    def attribute(self, me, name):
        if name in self.out:
            return
        self.tell("attribute", type(me), name)
        r = self.random.random()
        if r < .5:
            self.use(getattr(me, name))
        elif issubclass(type(me), type):
            return
        elif r < .85:
            setattr(me, name, self.argument(False))
        else:
            delattr(me, name)

    def protocol(self, me):
        other = self.argument(False)
        self.tell("protocol", type(me), (other,))

        def set_item():
            me[other] = self.argument(False)

        def delete_item():
            del me[other]

        def unpack():
            a, *b = me

        def manage():
            if type(me).__name__ not in ("lock", "RLock", "SemLock"):       # which might wait
                with me:
                    self.act()

        def catch():
            try:
                raise KeyError
            except me:
                pass

        def raise_it():
            raise me from other
        few = [0, 1, 2]
        operation = self.choose(
            lambda: repr(me), lambda: hash(me), lambda: len(me), lambda: bool(me), lambda: me[other], set_item, delete_item, lambda: me == other,
            lambda: me < other, lambda: other > me, lambda: me + other, lambda: other + me, lambda: me - other, lambda: me | other, lambda: me & other, lambda: me % other,
            lambda: me / other, lambda: divmod(me, other), lambda: other in me if not hasattr(type(me), "__next__") else 0, lambda: next(me), lambda: [*zip(few, me)],
            lambda: iter(me), lambda: int(me), lambda: float(me), lambda: complex(me), lambda: bytes(memoryview(me)), lambda: memoryview(me), lambda: copy.copy(me),
            lambda: copy.deepcopy(me), lambda: pickle.loads(pickle.dumps(me, self.random.randrange(5))), lambda: me.__reduce_ex__(2), lambda: format(me, "5"),
            lambda: me(*self.arguments("")), lambda: isinstance(other, me), lambda: issubclass(me, other), lambda: round(me), lambda: abs(me), lambda: -me, lambda: ~me,
            lambda: sorted([me, other]), lambda: {me: 1, other: 2}, lambda: str(me), lambda: [me] * 3 == [other] * 3, manage, catch, raise_it,
            lambda: isinstance(me, other), lambda: reversed(me), lambda: me.__dir__(), lambda: vars(me), lambda: me.__sizeof__(), lambda: gc.get_referents(me),
            lambda: me[0:2], lambda: me[1], lambda: me["a"], lambda: sys.getsizeof(me), gc.collect)
        if issubclass(type(me), type) and type(other) is int:
            return
        self.use(operation())

    def run(self, steps):
        """The first SystemError, or None."""
        for i in range(steps):
            self.depth = 0
            self.random.seed("{0} {1} {2}".format(self.name, self.seed, i))
            if self.log is not None:
                signal.setitimer(signal.ITIMER_PROF, STEP_SECONDS)
            try:
                self.step()
            except SystemError as e:
                return e
            except RecursionError:
                pass
            except ORDINARY:
                pass
            except (SystemExit, GeneratorExit, KeyboardInterrupt):
                pass
            self.current = None
        self.depth = 10
        self.pool.clear()
        return None


# ---- the long run ----

def prepare():
    """What a round needs of its process, and what it may not have."""
    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda told: None
    socket.setdefaulttimeout(0.01)
    with open("/proc/self/statm") as f:
        used = int(f.read().split()[0]) * resource.getpagesize()
    if used < 1 << 40:              # a sanitizer maps terabytes
        resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 31), resource.RLIM_INFINITY))
    with open("own", "wb") as f:
        f.write(b"some\nlines\r\nof text\n" * 50)


def run_round(names, seed, steps, log_path=None):
    prepare()
    log = None
    if log_path is not None:
        low = os.open(log_path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        log = 900
        os.dup2(low, log)
        os.close(low)
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            continue                    # its library is missing
        error = Attack(name, seed, standard_subjects(), log).run(steps)
        if error is not None:
            print("{0}: SystemError: {1}".format(name, error), file=sys.stderr)
            return 3
    return 0


def told(log):
    """What the round did last, outermost first."""
    with open(log, "rb") as f:
        lines = f.read().decode("utf-8", "replace").replace("\0", "").split("\n")
    return "\n    ".join([line.strip()[:300] for line in lines if line.strip()])


def start_round(names, seed, steps, log, folder, errors):
    environment = dict(os.environ)
    environment["ASAN_OPTIONS"] = "quarantine_size_mb=64:max_allocation_size_mb=1000:allocator_may_return_null=1:" + environment.get("ASAN_OPTIONS", "")
    environment["UBSAN_OPTIONS"] = "halt_on_error=1:print_stacktrace=1"
    return subprocess.Popen([sys.executable, os.path.abspath(__file__), "--round", names, str(seed), str(steps), log], cwd=folder,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True, env=environment)


def attack_module(name, seconds, seed, steps, folder):
    deadline = time.time() + seconds
    rounds = findings = 0
    while rounds == 0 or time.time() < deadline:
        work = tempfile.mkdtemp(dir=folder)
        log = os.path.join(folder, "log")
        with open(os.path.join(folder, "errors"), "w+b") as errors:
            process = start_round(name, seed, steps, log, work, errors)
            try:
                process.wait(timeout=ROUND_SECONDS)
                outcome = "" if process.returncode == 0 else "status {0}".format(process.returncode)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                outcome = "hang"
            errors.seek(0)
            text = errors.read().decode("utf-8", "replace")
        if outcome:
            findings += 1
            lines = [line for line in text.split("\n") if "ERROR" in line or "runtime error" in line or "SUMMARY" in line or "SystemError" in line or
                     "leak" in line] or text.strip().split("\n")[-1:]
            print("{0}: {1}: {2}\n    {3}\n  --round {0} {4} {5}".format(name, outcome, "\n  ".join(lines)[:600], told(log), seed, steps))
        rounds += 1
        seed += 1
        subprocess.call(["rm", "-rf", work])
    print("{0:16} {1:4} rounds of {2} steps, {3} findings".format(name, rounds, steps, findings))
    sys.stdout.flush()
    return findings


class ModuleAttacks(unittest.TestCase):
    """A few steps for each module: more with the command line."""

    def test_rounds(self):
        groups = [",".join(MODULES[i::4]) for i in range(4)]
        with tempfile.TemporaryDirectory() as folder:
            rounds = []
            for i, names in enumerate(groups):
                work = os.path.join(folder, "work{0}".format(i))
                os.mkdir(work)
                log = os.path.join(folder, "log{0}".format(i))
                with open(log + ".errors", "wb") as errors:
                    rounds.append((start_round(names, 1, 120, log, work, errors), log))
            for process, log in rounds:
                process.wait()
                with open(log + ".errors", "rb") as errors:
                    text = errors.read().decode("utf-8", "replace")
                self.assertEqual(process.returncode, 0, text[-2000:] + told(log))


def main(args):
    names, seconds, seed, steps = [], 10.0, 1, 1000
    while args:
        arg = args.pop(0)
        if arg == "--round":
            return run_round(args[0].split(","), int(args[1]), int(args[2]), *args[3:])
        elif arg == "--seconds":
            seconds = float(args.pop(0))
        elif arg == "--seed":
            seed = int(args.pop(0))
        elif arg == "--steps":
            steps = int(args.pop(0))
        elif arg in MODULES:
            names.append(arg)
        else:
            sys.exit("no module {0!r}; there are {1}".format(arg, " ".join(MODULES)))
    folder = tempfile.mkdtemp(prefix="krait-attack-")
    try:
        return 1 if sum([attack_module(name, seconds, seed, steps, folder) for name in names or MODULES]) else 0
    finally:
        subprocess.call(["rm", "-rf", folder])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
