/* opcodes.h: the instruction set: one row per instruction.
 *
 *     OP(NAME, operand kinds, effects, "meaning")
 *
 * Operand kinds, one letter for each of n, a, b, c ("-": unused; "w": b and c are one 32-bit number):
 *   d  destination register (local or temporary); what it held is released after the store
 *   s  source: register, or constant when negative (~index). A temporary (register >= local_count) is CONSUMED by the
 *      instruction: it holds no counted reference afterwards. Locals and constants are read in place, uncounted.
 *   p  source register (or constant) that is read but never consumed
 *   t  first of consecutive temporaries, as the meaning says
 *   l  a local register      f  index of a free variable      k  cache index      m  constant index (not negated)
 *   i  a small number        j  jump distance, from the next instruction (with w)
 *   #  specialisation counter (n)
 * Effects: L leaf (cannot raise or run code), R may raise, P may run Python code and raise.
 *
 * A dead temporary holds no counted reference: EMPTY or an immediate. Locals that may be unbound are tested
 * by CHECK_BOUND before they are read in place, where the compiler cannot prove them bound.
 * A local is read in place only if nothing rebinds it before the instruction executes (walrus): else it is copied first.
 * EXT is a second word of the instruction before it and never executed.
 * Exceptions: the handler table (object/code.h) puts the exception in register `depth` and jumps.
 */
#ifndef KRAIT_VM_OPCODES_H
#define KRAIT_VM_OPCODES_H

#define OPCODES(OP) \
    OP(NOP,              "----", "L", "does nothing (keeps a line number)") \
    OP(EXT,              "-iii", "L", "operands of the instruction before") \
    OP(MOVE,             "-ds-", "L", "R[a] = R[b] (moves a temporary, copies others)") \
    OP(COPY,             "-dp-", "L", "R[a] = R[b], b keeps its reference") \
    OP(LOAD_CONST,       "-dw ", "L", "R[a] = constant bc") \
    OP(CLEAR,            "-d--", "P", "R[a] = nothing: drops a temporary or a local") \
    OP(CHECK_BOUND,      "-l--", "R", "UnboundLocalError if local a is unbound") \
    OP(DELETE_LOCAL,     "-l--", "P", "unbinds local a; UnboundLocalError") \
    /* cells and free variables */ \
    OP(MAKE_CELL,        "-l--", "R", "R[a] = Cell(R[a])") \
    OP(LOAD_CELL,        "-dl-", "R", "R[a] = contents of the cell in local b; UnboundLocalError") \
    OP(STORE_CELL,       "-ls-", "P", "contents of the cell in local a = R[b]") \
    OP(DELETE_CELL,      "-l--", "P", "empties the cell in local a") \
    OP(LOAD_FREE,        "-df-", "R", "R[a] = contents of free variable b; NameError") \
    OP(STORE_FREE,       "-fs-", "P", "contents of free variable a = R[b]") \
    OP(DELETE_FREE,      "-f--", "P", "empties free variable a") \
    OP(LOAD_CLOSURE,     "-df-", "L", "R[a] = the Cell of free variable b itself (a local's cell is copied with COPY)") \
    OP(LOAD_CLASS_FREE,  "-dfm", "P", "R[a] = the class namespace's constant-name c, else free variable b") \
    /* names; the cache has the name */ \
    OP(LOAD_GLOBAL,      "#dk ", "R", "R[a] = global or built-in named by cache bc (w); NameError") \
    OP(STORE_GLOBAL,     "#sk ", "P", "global named by cache bc = R[a]") \
    OP(DELETE_GLOBAL,    "-ik ", "P", "deletes the global named by cache bc (a unused); NameError") \
    OP(LOAD_NAME,        "#dk ", "P", "R[a] = name in the frame's namespace, global or built-in; cache bc") \
    OP(STORE_NAME,       "#sk ", "P", "name in the frame's namespace = R[a]; cache bc") \
    OP(DELETE_NAME,      "-ik ", "P", "deletes the name from the frame's namespace; cache bc") \
    OP(LOAD_LOCALS,      "-d--", "R", "R[a] = the frame's namespace (class body, module)") \
    OP(LOAD_DICT_OR_GLOBAL,"-dpm", "P", "R[a] = mapping R[b][constant c], else global or built-in of that name") \
    OP(LOAD_DICT_OR_FREE,"idpf", "P", "R[a] = mapping R[b][name of free variable c], else free variable c") \
    OP(LOAD_BUILD_CLASS, "-d--", "R", "R[a] = builtins.__build_class__") \
    OP(SETUP_ANNOTATIONS,"----", "P", "makes __annotations__ in the frame's namespace if missing") \
    /* attributes and items */ \
    OP(LOAD_ATTR,        "#dsk", "P", "R[a] = R[b].name") \
    OP(STORE_ATTR,       "#ssk", "P", "R[a].name = R[b]") \
    OP(DELETE_ATTR,      "-s-k", "P", "del R[a].name") \
    OP(LOAD_METHOD,      "#tsk", "P", "R[a] = method name of R[b] and R[a+1] = R[b]; or R[a] = R[b].name and R[a+1] = nothing") \
    OP(LOAD_SUPER_METHOD,"-tsk", "P", "as LOAD_METHOD for R[b]().name: b is three temporaries: what `super` names, and for the built-in super the class and the object") \
    OP(GETITEM,          "#dss", "P", "R[a] = R[b][R[c]]") \
    OP(SETITEM,          "#sss", "P", "R[a][R[b]] = R[c]") \
    OP(DELITEM,          "-ss-", "P", "del R[a][R[b]]") \
    OP(BUILD_SLICE,      "idt-", "R", "R[a] = slice of n (2 or 3) temporaries at b, consumed") \
    /* arithmetic; n counts towards specialisation */ \
    OP(ADD,              "#dss", "P", "R[a] = R[b] + R[c]") \
    OP(SUB,              "#dss", "P", "R[a] = R[b] - R[c]") \
    OP(MUL,              "#dss", "P", "R[a] = R[b] * R[c]") \
    OP(TRUEDIV,          "#dss", "P", "R[a] = R[b] / R[c]") \
    OP(FLOORDIV,         "#dss", "P", "R[a] = R[b] // R[c]") \
    OP(MOD,              "#dss", "P", "R[a] = R[b] % R[c]") \
    OP(POW,              "#dss", "P", "R[a] = R[b] ** R[c]") \
    OP(LSHIFT,           "#dss", "P", "R[a] = R[b] << R[c]") \
    OP(RSHIFT,           "#dss", "P", "R[a] = R[b] >> R[c]") \
    OP(AND,              "#dss", "P", "R[a] = R[b] & R[c]") \
    OP(OR,               "#dss", "P", "R[a] = R[b] | R[c]") \
    OP(XOR,              "#dss", "P", "R[a] = R[b] ^ R[c]") \
    OP(MATMUL,           "#dss", "P", "R[a] = R[b] @ R[c]") \
    OP(IADD,             "#dss", "P", "R[a] = R[b] += R[c] (result of the in-place operation)") \
    OP(ISUB,             "#dss", "P", "-=") \
    OP(IMUL,             "#dss", "P", "*=") \
    OP(ITRUEDIV,         "#dss", "P", "/=") \
    OP(IFLOORDIV,        "#dss", "P", "//=") \
    OP(IMOD,             "#dss", "P", "%=") \
    OP(IPOW,             "#dss", "P", "**=") \
    OP(ILSHIFT,          "#dss", "P", "<<=") \
    OP(IRSHIFT,          "#dss", "P", ">>=") \
    OP(IAND,             "#dss", "P", "&=") \
    OP(IOR,              "#dss", "P", "|=") \
    OP(IXOR,             "#dss", "P", "^=") \
    OP(IMATMUL,          "#dss", "P", "@=") \
    OP(NEGATIVE,         "#ds-", "P", "R[a] = -R[b]") \
    OP(POSITIVE,         "-ds-", "P", "R[a] = +R[b]") \
    OP(INVERT,           "-ds-", "P", "R[a] = ~R[b]") \
    OP(NOT,              "-ds-", "P", "R[a] = not R[b]") \
    OP(LT,               "#dss", "P", "R[a] = R[b] < R[c]") \
    OP(LE,               "#dss", "P", "R[a] = R[b] <= R[c]") \
    OP(EQ,               "#dss", "P", "R[a] = R[b] == R[c]") \
    OP(NE,               "#dss", "P", "R[a] = R[b] != R[c]") \
    OP(GT,               "#dss", "P", "R[a] = R[b] > R[c]") \
    OP(GE,               "#dss", "P", "R[a] = R[b] >= R[c]") \
    OP(IS,               "-dss", "L", "R[a] = R[b] is R[c]") \
    OP(IS_NOT,           "-dss", "L", "R[a] = R[b] is not R[c]") \
    OP(IN,               "#dss", "P", "R[a] = R[b] in R[c]") \
    OP(NOT_IN,           "#dss", "P", "R[a] = R[b] not in R[c]") \
    /* jumps */ \
    OP(JUMP,             "--j ", "L", "goes on at distance bc") \
    OP(JUMP_BACK,        "--j ", "P", "backward jump: also looks at interrupts") \
    OP(JUMP_IF_FALSE,    "#sj ", "P", "jumps if R[a] is false") \
    OP(JUMP_IF_TRUE,     "#sj ", "P", "jumps if R[a] is true") \
    OP(JUMP_IF_FALSE_KEEP,"-dj ", "P", "if temporary a is false jumps and keeps it, else drops it") \
    OP(JUMP_IF_TRUE_KEEP,"-dj ", "P", "if temporary a is true jumps and keeps it, else drops it") \
    OP(JUMP_IF_NONE,     "-sj ", "L", "jumps if R[a] is None") \
    OP(JUMP_IF_NOT_NONE, "-sj ", "L", "jumps if R[a] is not None") \
    /* iteration */ \
    OP(GET_ITER,         "-ds-", "P", "R[a] = iter(R[b])") \
    OP(CHECK_ITER,       "-ds-", "R", "R[a] = R[b], an iterator; TypeError") \
    OP(FOR_ITER,         "#dt-", "P", "R[a] = next of iterator R[b] and skips the next instruction (a JUMP); at the end drops R[b] and executes it") \
    OP(UNPACK,           "#tsi", "P", "R[a..a+c) = the c items of R[b]") \
    OP(UNPACK_STAR,      "itsi", "P", "R[a..a+n+1+c): n items before, a list, c items after") \
    /* building */ \
    OP(BUILD_LIST,       "-dti", "R", "R[a] = list of c temporaries at b, consumed") \
    OP(BUILD_TUPLE,      "-dti", "R", "R[a] = tuple of c temporaries at b, consumed") \
    OP(BUILD_SET,        "-dti", "P", "R[a] = set of c temporaries at b, consumed") \
    OP(BUILD_MAP,        "-dti", "P", "R[a] = dict of c key, value pairs at b, consumed") \
    OP(BUILD_STRING,     "-dtm", "R", "R[a] = the texts of constant c (a tuple) with the temporaries at b, str or FORMAT_PIECE's, between them, consumed") \
    OP(LIST_APPEND,      "-ps-", "R", "list R[a].append(R[b])") \
    OP(SET_ADD,          "-ps-", "P", "set R[a].add(R[b])") \
    OP(MAP_ADD,          "-pss", "P", "dict R[a][R[b]] = R[c]") \
    OP(LIST_MERGE,       "-psp", "P", "as LIST_EXTEND for * in a call of R[c], which the TypeError names") \
    OP(LIST_EXTEND,      "-ps-", "P", "list R[a].extend(R[b]); TypeError 'Value after * must be an iterable, not T'") \
    OP(SET_UPDATE,       "-ps-", "P", "set R[a].update(R[b])") \
    OP(MAP_UPDATE,       "-ps-", "P", "dict R[a].update(mapping R[b])") \
    OP(MAP_MERGE,        "-psp", "P", "as MAP_UPDATE for ** in a call of R[c]: duplicate keys raise TypeError") \
    OP(LIST_TO_TUPLE,    "-ds-", "R", "R[a] = tuple(list R[b])") \
    OP(FORMAT,           "ids-", "P", "R[a] = format(R[b]) after conversion n (0, 's', 'r', 'a')") \
    OP(FORMAT_PIECE,     "-ds-", "P", "R[a] = a piece for BUILD_STRING: the small int R[b] itself, of others format(R[b])") \
    OP(FORMAT_SPEC,      "idss", "P", "R[a] = format(R[b], R[c]) after conversion n") \
    /* calls */ \
    OP(CALL,             "idtk", "P", "R[a] = R[b](n temporaries from b+1), all consumed; cache c") \
    OP(CALL_METHOD,      "idtk", "P", "R[a] = R[b](R[b+1] if any, n temporaries from b+2), all consumed; cache c") \
    OP(CALL_KEYWORDS,    "idti", "P", "as CALL_METHOD with n positional and then c keyword values from b+2+n; EXT a: constant index of the tuple of names") \
    OP(CALL_SPREAD,      "idt-", "P", "R[a] = R[b](*R[b+1], **R[b+2]): a list or tuple, a dict or nothing; consumed") \
    OP(RETURN,           "-si-", "L", "returns R[a]; only registers below b can hold references") \
    OP(MAKE_FUNCTION,    "idtm", "R", "R[a] = function of code constant c with, by bits of n, consecutive temporaries at b: 1 defaults tuple, 2 keyword defaults dict, 4 annotations (dict, or tuple of name, value...), 8 closure tuple, 16 type parameters") \
    /* generators and coroutines */ \
    OP(YIELD,            "idst", "P", "yields R[b]; R[a] = what is sent in. n = 1: inside a delegation whose iterator is R[c]") \
    OP(SEND,             "-dps", "P", "sends R[c] to iterator R[b]: R[a] = what it yields, skips the next instruction; if it returns, R[a] = its result, R[b] dropped, executes it") \
    OP(GET_YIELD_FROM,   "-ds-", "P", "R[a] = iterator for `yield from R[b]`") \
    OP(GET_AWAITABLE,    "ids-", "P", "R[a] = iterator of the awaitable R[b]; n: 0 await, 1 __aenter__, 2 __aexit__ (for messages)") \
    OP(GET_AITER,        "-ds-", "P", "R[a] = R[b].__aiter__()") \
    OP(GET_ANEXT,        "-dp-", "P", "R[a] = awaitable iterator of R[b].__anext__()") \
    OP(END_ASYNC_FOR,    "-dt-", "P", "exception R[b]: if StopAsyncIteration drops it and the iterator R[a], else re-raises") \
    OP(ASYNC_GEN_WRAP,   "-ds-", "R", "R[a] = R[b] wrapped as a value yielded by an async generator (before YIELD)") \
    /* exceptions and with */ \
    OP(RAISE,            "iss-", "P", "n = 0: re-raises the handled exception; 1: raises R[a]; 2: raises R[a] from R[b]") \
    OP(RERAISE,          "-s--", "P", "raises exception R[a] again, traceback unchanged") \
    OP(ENTER_HANDLER,    "it--", "L", "exception R[a] becomes the handled one; the former is kept in R[a+1]. n = 1: of a finally clause") \
    OP(LEAVE_HANDLER,    "-t--", "P", "the exception kept in R[a+1] is the handled one again; R[a] and R[a+1] dropped") \
    OP(EXC_MATCH,        "-dps", "P", "R[a] = exception R[b] matches class or tuple R[c]") \
    OP(EXC_GROUP_MATCH,  "-tps", "P", "R[a], R[a+1] = part of exception R[b] that matches R[c] (or None), the rest (or None)") \
    OP(EXC_GROUP_RERAISE,"-dss", "P", "R[a] = exception to raise after except* clauses, or None: original R[b], list R[c] of raised ones") \
    OP(LOAD_ASSERTION_ERROR,"-d--", "L", "R[a] = AssertionError") \
    OP(WITH_ENTER,       "-ts-", "P", "R[a] = bound __exit__ of R[b], R[a+1] = result of its __enter__()") \
    OP(WITH_EXCEPT,      "-dpp", "P", "R[a] = R[b](type, exception, traceback) of exception R[c]") \
    OP(ASYNC_WITH_ENTER, "-ts-", "P", "R[a] = bound __aexit__ of R[b], R[a+1] = result of __aenter__() (to be awaited)") \
    /* import */ \
    OP(IMPORT_NAME,      "-dss", "P", "R[a] = __import__(name, level R[b], fromlist R[c]); EXT a: constant index of the name") \
    OP(IMPORT_FROM,      "-dpm", "P", "R[a] = attribute constant c of module R[b]; ImportError") \
    OP(IMPORT_STAR,      "-s--", "P", "binds the public names of module R[a] in the frame's namespace") \
    /* pattern matching (subjects are never consumed) */ \
    OP(MATCH_MAPPING,    "-dp-", "L", "R[a] = R[b] is a mapping") \
    OP(MATCH_SEQUENCE,   "-dp-", "L", "R[a] = R[b] is a sequence (not str, bytes, bytearray)") \
    OP(MATCH_KEYS,       "-dpp", "P", "R[a] = tuple of R[b]'s values for the keys in tuple R[c], or None") \
    OP(MATCH_CLASS,      "idpt", "P", "R[a] = tuple of attributes, or None; subject R[b]; R[c] class (consumed), R[c+1] tuple of keyword names (consumed); n positional patterns") \
    OP(GET_LEN,          "-dp-", "P", "R[a] = len(R[b])") \
    /* type parameters and the rest */ \
    OP(INTRINSIC,        "idss", "P", "R[a] = intrinsic function n of R[b], R[c] (enum Intrinsic)") \
    OP(PRINT_EXPR,       "-s--", "P", "sys.displayhook(R[a])")

/* INTRINSIC's n. Unused operands are the constant None. */
enum Intrinsic {
    INTRINSIC_TYPEVAR,              /* name */
    INTRINSIC_TYPEVAR_BOUND,        /* name, function evaluating the bound */
    INTRINSIC_TYPEVAR_CONSTRAINTS,  /* name, function evaluating the tuple */
    INTRINSIC_PARAMSPEC, INTRINSIC_TYPEVARTUPLE,    /* name */
    INTRINSIC_SET_TYPEPARAM_DEFAULT,/* type parameter, function; gives the parameter */
    INTRINSIC_SUBSCRIPT_GENERIC,    /* tuple of parameters -> Generic[...] */
    INTRINSIC_TYPE_ALIAS,           /* tuple (name, type params or None, function) */
    INTRINSIC_SET_FUNCTION_TYPE_PARAMS, /* function, tuple; gives the function */
    INTRINSIC_STOPITERATION_ERROR,  /* unused: 3.2 lets StopIteration through */
};

enum Opcode {
#define OP(name, kinds, effects, meaning) I_##name,
    OPCODES(OP)
#undef OP
    OPCODE_COUNT
};

#endif
