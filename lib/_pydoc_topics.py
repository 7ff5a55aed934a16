"""The texts of help() about the language itself: keywords and topics.

Each entry is a line 'NAME: related names' and below it the text, indented. Several
names before the colon share a text.
"""

_SOURCE = '''
False True: TRUTHVALUE BOOLEAN
    The two values of the type bool, a subclass of int: False equals 0, True equals 1.
None: NONE
    The only value of its type. It stands for the absence of a value: functions that
    return nothing return it, and it is false.
and or not BOOLEAN: EXPRESSIONS TRUTHVALUE
    x and y     if x is false, x, else y
    x or y      if x is false, y, else x
    not x       True if x is false, else False

    y is evaluated only if x does not decide. "and" and "or" give one of their operands,
    not necessarily True or False. "not" binds tighter than "and", which binds tighter
    than "or"; all bind less tightly than comparisons.
as: with import try
    Gives a name: to a module or what is imported from it ("import a.b as c"), to an
    exception ("except E as e"), to what a context manager provides ("with m() as x").
assert ASSERTION: 
    assert condition
    assert condition, message

    Raises AssertionError, with the message, unless the condition is true. With the option
    -O assert statements are left out, so they must not do anything else.
async await: def for with yield
    async def f(...):       defines a coroutine function: calling it gives a coroutine,
                            which an event loop runs (see the module asyncio)
    await x                 within it: wait for an awaitable and give its result
    async for, async with   for and with over asynchronous iterators and managers

    They are words like others outside of such functions.
break: while for
    break

    Ends the innermost for or while loop around it, without its else clause. A finally
    clause on the way is executed.
continue: while for
    continue

    Goes on with the next cycle of the innermost for or while loop around it.
class CLASSES: SPECIALMETHODS OBJECTS def
    [decorators]
    class Name(bases, metaclass=M, keyword=value):
        statements

    Executes the statements in a namespace of their own, and makes a class of it: an
    object of type type, or of the metaclass. Attributes of the class are shared by its
    instances; those of an instance are set in its methods, as in self.x = 1. Attributes
    that a class lacks are looked up in its bases, in the method resolution order.
    Decorators are called with the class, and what they return gets the name.
def FUNCTIONS lambda: CALLS RETURNING yield
    [decorators]
    def name(a, b=default, *args, c, d=default, **kwargs) -> annotation:
        statements

    lambda parameters: expression

    def makes a function and binds it to the name; lambda makes one without a name. The
    defaults are evaluated once, when the function is made. *args takes further positional
    arguments, as a tuple; **kwargs further keyword arguments, as a dictionary. Parameters
    after *args, or after a bare *, must be given by keyword, those before a / by position.
    Parameters and result may have annotations, "a: expression". The first statement may
    be a string, the docstring. Decorators, "@f" in lines above, are called with the
    function, and what they return gets the name.
del DELETION: BASICMETHODS
    del target, ...

    Removes a name from its namespace, an attribute, an item or a slice. The object itself
    goes away when nothing refers to it any more.
if elif else CONDITIONAL: TRUTHVALUE
    if condition:
        statements
    elif condition:
        statements
    else:
        statements

    Executes the statements after the first condition that is true, or those after else.
    As an expression: x if condition else y.
try except finally raise EXCEPTIONS: with TRACEBACKS
    try:
        statements
    except Kind as e:
        statements for exceptions of a kind, or of any in a tuple of kinds
    else:
        statements where there was none
    finally:
        statements that are executed in any case

    raise exception
    raise exception from cause
    raise

    raise begins an exception, which must be an instance or a class derived from
    BaseException, or goes on with the one being handled. It ends blocks and functions
    until an except clause of its kind is found; if there is none the program ends with
    a traceback. The exception's attributes __cause__, __context__ and __traceback__ tell
    where it comes from. The name after "as" is deleted at the end of the clause.
for: break continue while LOOPING
    for target in iterable:
        statements
    else:
        statements

    Executes the statements once for each item of the iterable, which is assigned to the
    target; the else clause when the items are exhausted, but not after break.
while: break continue if TRUTHVALUE
    while condition:
        statements
    else:
        statements

    Executes the statements again and again as long as the condition is true; the else
    clause when it is false, but not after break.
LOOPING: for while break continue
    Loops are made by for, over the items of something, and by while, as long as a
    condition is true.
from import IMPORTING MODULES: PACKAGES NAMESPACES
    import module [as name], ...
    from module import name [as other], ...
    from module import *

    Finds a module, executes it if that has not been done yet, and binds names: that of the
    module (of the top package, for "import a.b"), or those of attributes of it. * takes
    the names in the module's __all__, or else all that do not begin with _. "from . import
    x" and "from .m import x" start at the package of the importing module, each further
    dot at its parent. Modules are looked for in sys.modules, then along sys.path.
PACKAGES: import
    A package is a module that has modules in it: a directory on sys.path with a file
    __init__.py, which is executed when the package is imported. The modules in it are
    package.module.
global nonlocal SCOPING NAMESPACES: def class
    global name, ...
    nonlocal name, ...

    A name belongs to the innermost block (module, class or function) in which it is bound,
    by assignment, import, def and the like. Names that are used are looked up in the
    function, then in the functions around it, in the module, and among the built-in names.
    global says that names bound here are the module's, nonlocal that they are those of a
    function around this one. Class bodies are not seen by the functions in them.
in is COMPARISON: EXPRESSIONS BASICMETHODS SEQUENCEMETHODS
    x < y, x <= y, x > y, x >= y, x == y, x != y     compare values
    x is y, x is not y                               the same object, or not
    x in y, x not in y                               membership

    Comparisons can be chained: a < b <= c means a < b and b <= c, with b evaluated once.
    They are defined by the methods __lt__, __le__, __gt__, __ge__, __eq__, __ne__ and
    __contains__.
pass: 
    pass

    Does nothing; it stands where a statement is needed.
return RETURNING: def
    return
    return expression

    Ends a function; its call gives the value, or None. A finally clause on the way is
    executed.
with CONTEXTMANAGERS: EXCEPTIONS try
    with manager as target, ...:
        statements

    Calls the manager's method __enter__, whose result goes to the target; executes the
    statements; then calls __exit__(type, value, traceback), in any case, with the exception
    that ended them or None thrice. If __exit__ gives a true value the exception is done with.
yield: def
    yield
    yield expression
    yield from iterable

    Makes a function a generator: its call gives an iterator, which executes it up to the
    next yield each time an item is wanted. The value of a yield expression is what was
    given to the generator's method send(), or None.
TYPES: STRINGS UNICODE NUMBERS SEQUENCES MAPPINGS FUNCTIONS CLASSES MODULES
    Every object has a type, type(x), which says what can be done with it. The built-in ones
    are: None, NotImplemented and Ellipsis; int, bool, float and complex; str, bytes, tuple,
    range (sequences that do not change), list and bytearray (which do); set and frozenset;
    dict; functions, methods, classes, modules; files; and those that the interpreter uses.
STRINGS UNICODE: str UNICODE SEQUENCES STRINGMETHODS FORMATTING TYPES
    'text'  "text"  \'\'\'text\'\'\'  """text"""
    r'...'  no escapes      b'...'  bytes       f'...'  with {expressions} in it

    Text is a sequence of Unicode characters, which cannot be changed. Escapes are \\n, \\t,
    \\\\, \\', \\", \\ooo (octal), \\xhh, \\uhhhh, \\Uhhhhhhhh, \\N{name}, and a backslash at a
    line's end, which joins it to the next. Triple quotes may enclose several lines.
    Strings side by side are joined.
STRINGMETHODS: STRINGS FORMATTING
    Strings have methods to search (find, index, count, startswith, endswith), to change
    case (lower, upper, title, swapcase, casefold), to fill and strip (center, ljust, rjust,
    zfill, strip, expandtabs), to split and join (split, rsplit, splitlines, partition,
    join), to replace and translate, to encode, to format, and to ask what they are made of
    (isalpha, isdigit, isspace and so on). See help(str).
FORMATTING: OPERATORS STRINGMETHODS
    '{0} is {name!r:>10}'.format(...)   f'{expression:format}'   'a %s' % (value,)

    A field of format() is {which!conversion:format}: a number or name, with attributes and
    items; r, s or a for repr, str or ascii; and a format,

        [[fill]align][sign][#][0][width][,][.precision][type]

    align being < > = or ^, sign + - or a blank, type one of b c d e E f F g G n o s x X %.
    With %, a conversion is %[(key)][flags][width][.precision]type, with the types
    d i o x X e E f F g G c r s a and %.
NUMBERS: INTEGER FLOAT COMPLEX TYPES
    There are integers (int), of any size; floating-point numbers (float), of double
    precision; and complex numbers. Operations with two types give the wider one.
INTEGER: int range
    123   0x7f   0o17   0b101   1_000_000
FLOAT: float math
    3.14   10.   .001   1e100   3.14e-10
COMPLEX: complex cmath
    3.14j   1e3J    give an imaginary number; 3+4j adds a real part.
SEQUENCES: STRINGMETHODS FORMATTING range LISTS
    x in s, s + t, s * n, s[i], s[i:j], s[i:j:k], len(s), min(s), max(s), s.index(x),
    s.count(x)

    Strings, tuples, ranges, lists, bytes and bytearrays. Indexes begin at 0, and at -1 from
    the end. Lists and bytearrays can also be changed: s[i] = x, s[i:j] = t, del s[i],
    s.append(x), s.extend(t), s.insert(i, x), s.pop(i), s.remove(x), s.reverse().
MAPPINGS: DICTIONARIES
    A mapping gives the value for a key: a dict.
METHODS: class def CLASSES TYPES
    A method is a function that is reached through an instance: x.f(a) calls the function f
    of x's class with x and a. x.f itself is a bound method, with the attributes __self__ and
    __func__.
CODEOBJECTS: compile FUNCTIONS TYPES
    What compile() gives and f.__code__ is: code that can be executed by exec() or eval(),
    with the attributes co_name, co_varnames, co_consts and so on; see the module dis.
TYPEOBJECTS: types TYPES
    The types themselves: type(x) gives that of an object, the module types those without
    a name among the built-in ones.
FRAMEOBJECTS FRAMES EXECUTION: TYPES TRACEBACKS
    A frame is the execution of a block of code, with its attributes f_back, f_code,
    f_locals, f_globals, f_builtins, f_lineno and f_trace; sys._getframe() gives the
    current one.
TRACEBACKS: TYPES EXCEPTIONS
    Where an exception came along, in its attribute __traceback__: entries with tb_frame,
    tb_lineno and tb_next. See the module traceback.
NONE: 
    None, the only value of its type, is what functions return that return nothing.
ELLIPSIS: SLICINGS
    ... or Ellipsis, a value of its own, used by some libraries in slices.
SPECIALATTRIBUTES: TYPES
    x.__dict__      the attributes of an object
    x.__class__     its class
    c.__bases__     the bases of a class, c.__mro__ the classes that are searched
    c.__name__      the name of a class, function or module; __qualname__ with what is around it
    c.__subclasses__()
EXPRESSIONS OPERATORS PRECEDENCE: lambda or and not in is BOOLEAN COMPARISON BITWISE SHIFTING BINARY POWER UNARY ATTRIBUTES SUBSCRIPTS SLICINGS CALLS TUPLES LISTS DICTIONARIES
    From the loosest to the tightest:

        :=
        lambda
        if - else
        or
        and
        not x
        in, not in, is, is not, <, <=, >, >=, !=, ==
        |
        ^
        &
        <<, >>
        +, -
        *, @, /, //, %
        +x, -x, ~x
        **
        await x
        x[index], x[i:j], x(arguments), x.attribute
        (...), [...], {...}

    Operators of one line are grouped from left to right, but ** from right to left;
    comparisons are chained.
OBJECTS: TYPES
    Everything is an object, with an identity (id(x)), a type and a value. Names and
    containers refer to objects; an assignment never copies. Objects that nothing refers to
    any more go away.
SPECIALMETHODS: BASICMETHODS ATTRIBUTEMETHODS CALLABLEMETHODS SEQUENCEMETHODS MAPPINGMETHODS NUMBERMETHODS CLASSES
    A class says what operators and built-in functions do with its instances by methods
    whose names begin and end with two underscores: x + y calls type(x).__add__(x, y).
    They are looked up in the class, not in the instance.
BASICMETHODS: hash repr str SPECIALMETHODS
    __new__(cls, ...), __init__(self, ...), __del__(self)
    __repr__, __str__, __bytes__, __format__(self, spec)
    __lt__, __le__, __eq__, __ne__, __gt__, __ge__ (self, other)
    __hash__(self), __bool__(self)

    A class with __eq__ but without __hash__ has instances that cannot be hashed.
ATTRIBUTEMETHODS: ATTRIBUTES SPECIALMETHODS
    __getattribute__(self, name)        for every attribute
    __getattr__(self, name)             for those that are not found
    __setattr__(self, name, value), __delattr__(self, name), __dir__(self)

    An object in a class with __get__(self, instance, owner), __set__(self, instance, value)
    or __delete__(self, instance) is a descriptor: these are called when the attribute is
    used. __slots__ in a class names the attributes that its instances may have.
CALLABLEMETHODS: CALLS SPECIALMETHODS
    __call__(self, ...)     what a call of the instance does
SEQUENCEMETHODS MAPPINGMETHODS: SEQUENCES SPECIALMETHODS
    __len__(self), __getitem__(self, key), __setitem__(self, key, value),
    __delitem__(self, key), __iter__(self), __reversed__(self), __contains__(self, item),
    __missing__(self, key) of subclasses of dict.
NUMBERMETHODS: NUMBERS AUGMENTEDASSIGNMENT SPECIALMETHODS
    __add__, __sub__, __mul__, __matmul__, __truediv__, __floordiv__, __mod__, __divmod__,
    __pow__, __lshift__, __rshift__, __and__, __xor__, __or__ (self, other)
    the same with r (__radd__): for the right operand, where the left one does not know
    the same with i (__iadd__): for +=
    __neg__, __pos__, __abs__, __invert__ (self)
    __complex__, __int__, __float__, __round__, __index__

    A method that does not know what to do with the other operand returns NotImplemented.
DYNAMICFEATURES: 
    exec() and eval() execute code in given namespaces; a function they define sees the
    globals they were given, not the local names around the call.
CONVERSIONS: 
    Arithmetic with two types: if either number is complex the other is made complex; else
    if either is a float the other is made a float. The functions int(), float(), complex(),
    str(), list() and so on convert by request.
IDENTIFIERS: SPECIALIDENTIFIERS
    Names are letters, digits and underscores, and do not begin with a digit. Letters are
    those of all scripts; upper and lower case differ. Keywords are no names.
SPECIALIDENTIFIERS PRIVATENAMES: 
    _*          not imported by "from module import *"; private by custom
    __*__       defined by the language: see SPECIALMETHODS
    __*         in a class: replaced by _Class__*, so that subclasses do not collide
LITERALS: STRINGS NUMBERS TUPLELITERALS LISTLITERALS DICTIONARYLITERALS
    Values that are written out: 'text', b'bytes', 12, 1.5, 2j, (1, 2), [1, 2], {1, 2},
    {'a': 1}.
TUPLES TUPLELITERALS: SEQUENCES
    ()   (1,)   (1, 2)   1, 2

    The comma makes a tuple; parentheses are needed where it has another meaning.
LISTS LISTLITERALS: LISTLITERALS
    []   [1, 2]   [x * 2 for x in numbers if x]
DICTIONARIES DICTIONARYLITERALS: DICTIONARYLITERALS
    {}   {'a': 1, 'b': 2}   {k: v for k, v in pairs}   {**other, 'c': 3}

    Keys must be hashable. They keep the order in which they were set.
ATTRIBUTES: getattr hasattr setattr ATTRIBUTEMETHODS
    x.name

    The attribute of an object. For an instance: a data descriptor of the class, else what
    is in the instance's __dict__, else an attribute of the class, of which functions become
    methods; else __getattr__ is asked, and AttributeError raised.
SUBSCRIPTS: SEQUENCEMETHODS
    x[key]      calls type(x).__getitem__(x, key)
SLICINGS: SEQUENCEMETHODS
    x[i:j]   x[i:j:k]

    The items from i up to and without j, in steps of k. What is left out is the beginning,
    the end, and 1. It is x[slice(i, j, k)].
CALLS: EXPRESSIONS
    f(a, b, *items, name=value, **mapping)

    Calls f with positional arguments, the items of an iterable, keyword arguments, and
    those of a mapping.
POWER: EXPRESSIONS
    x ** y      binds tighter than a sign on its left: -1 ** 2 is -1
UNARY: EXPRESSIONS
    -x   +x   ~x
BINARY: EXPRESSIONS
    x * y, x @ y, x / y (true division), x // y (rounded down), x % y (has the sign of y),
    x + y, x - y
SHIFTING: EXPRESSIONS
    x << n      x times 2 ** n
    x >> n      x divided by 2 ** n, rounded down
BITWISE: EXPRESSIONS
    x & y, x ^ y, x | y     and, exclusive or, or of the bits of integers; also of sets
ASSIGNMENT: AUGMENTEDASSIGNMENT
    target = value
    a, b = b, a
    first, *rest = items
    target: annotation = value
    (name := expression)

    Binds names, attributes, items and slices. A list of targets takes the items of an
    iterable; one with a star takes those that are left. := is an expression.
AUGMENTEDASSIGNMENT: NUMBERMETHODS
    target += value     and so on for - * @ / // % ** >> << & ^ |

    Like target = target + value, but the target is evaluated once, and an object that can
    be changed is changed in place.
TRUTHVALUE: if while and or not BASICMETHODS
    False are None, False, zero, empty strings, containers and ranges, and instances whose
    __bool__() gives False or, without that, whose __len__() gives 0. Everything else is true.
DEBUGGING: pdb
    The module pdb is a debugger: python -m pdb program, or pdb.set_trace() (breakpoint())
    at the place to stop, pdb.pm() after an exception. Its commands are told by help.
BACKQUOTES: repr
    Backquotes have no meaning; use repr().
'''


def _parse(source):
    texts, related = {}, {}
    names, lines = (), []

    def finish():
        text = '\n'.join(line[4:] for line in lines).strip('\n')
        for name in names:
            texts[name] = text

    for line in source.split('\n'):
        if line and not line.startswith(' ') and ':' in line:
            finish()
            head, _, links = line.partition(':')
            names, lines = head.split(), []
            for name in names:
                if name.isupper():
                    related[name] = links.strip()
        else:
            lines.append(line)
    finish()
    return texts, related


# TEXTS: {name: text} of keywords and topics; RELATED: {topic: names}.
TEXTS, RELATED = _parse(_SOURCE)
