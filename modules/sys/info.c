/* info.c: what sys tells about the interpreter: version, flags, limits of types. */
#include "modules/sys/sys.h"

#include <float.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/namespace.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/config.h"

#define VERSION_TEXT "3.2.0"
#define VERSION_HEX  0x030200F0

/* Adds sys.name, a struct sequence of the items (consumed). */
static bool add_struct(Thread *t, Ref module, const char *name, const StructDesc *desc, Value *items, ssize n)
{
    OWN Value cls = structseq_type_new(t, desc);
    OWN Value v = is_empty(cls) ? EMPTY : structseq_new(t, cls);
    for (ssize i = 0; i < n; i++)
        if (is_empty(v))
            release(items[i]);
        else
            structseq_set_take(v, i, items[i]);
    return !is_empty(v) && !is_raised(t) && module_add(t, module, name, v);
}

static bool add_flags(Thread *t, Ref module)
{
    static const StructField fields[] = {
        {"debug", "-d"}, {"inspect", "-i"}, {"interactive", "-i"}, {"optimize", "-O or -OO"}, {"dont_write_bytecode", "-B"},
        {"no_user_site", "-s"}, {"no_site", "-S"}, {"ignore_environment", "-E"}, {"verbose", "-v"}, {"bytes_warning", "-b"},
        {"quiet", "-q"}, {"hash_randomization", "-R"}, {"isolated", "-I"}, {"dev_mode", "-X dev"}, {"utf8_mode", "-X utf8"},
        {"warn_default_encoding", "-X warn_default_encoding"}, {"safe_path", "-P"}, {"int_max_str_digits", "-X int_max_str_digits"},
        {"division_warning", "-Q"}, {0}};
    static const StructDesc desc = {"sys.flags", "sys.flags\n\nFlags provided through command line arguments or environment vars.", fields, 13};     /* later ones by name only */
    Config *c = t->interp->config;
    Value items[] = {
        fixnum(c->debug), fixnum(c->inspect), fixnum(c->interactive), fixnum(c->optimize), fixnum(c->dont_write_bytecode),
        fixnum(c->no_user_site), fixnum(c->no_site), fixnum(c->ignore_environment), fixnum(c->verbose), fixnum(c->bytes_warning),
        fixnum(c->quiet), fixnum(c->hash_randomization), fixnum(c->isolated), bool_value(c->dev_mode), fixnum(1), fixnum(0),
        bool_value(c->safe_path), fixnum(t->interp->int_max_str_digits), fixnum(0)};
    return add_struct(t, module, "flags", &desc, items, COUNT_OF(items));
}

static bool add_version(Thread *t, Ref module)
{
    static const StructField fields[] = {
        {"major", "Major release number"}, {"minor", "Minor release number"}, {"micro", "Patch release number"},
        {"releaselevel", "'alpha', 'beta', 'candidate', or 'final'"}, {"serial", "Serial release number"}, {0}};
    static const StructDesc desc = {"sys.version_info", "sys.version_info\n\nVersion information as a named tuple.", fields, 5};
    Value items[] = {fixnum(3), fixnum(2), fixnum(0), str_from_text(t, "final"), fixnum(0)};
    return add_struct(t, module, "version_info", &desc, items, COUNT_OF(items))
           && module_add_text(t, module, "version", VERSION_TEXT " (Krait) \n[GCC " __VERSION__ "]")
           && module_add_int(t, module, "hexversion", VERSION_HEX) && module_add_int(t, module, "api_version", 1013)
           && module_add_text(t, module, "copyright", "Copyright (c) the Krait authors.\nAll Rights Reserved.");
}

static bool add_implementation(Thread *t, Ref module)
{
    OWN Value d = dict_new(t);
    return !is_empty(d) && dict_set_text_take(t, as_dict(d), "name", str_from_text(t, "krait"))
           && dict_set_text_take(t, as_dict(d), "cache_tag", str_from_text(t, KRAIT_CACHE_TAG))
           && dict_set_text(t, as_dict(d), "version", dict_peek_text(t, module_dict(module), "version_info"))
           && dict_set_text(t, as_dict(d), "hexversion", fixnum(VERSION_HEX))
           && dict_set_text_take(t, as_dict(d), "_multiarch", str_from_text(t, "x86_64-linux-gnu"))
           && module_add_take(t, module, "implementation", namespace_new(t, d));
}

static bool add_float_info(Thread *t, Ref module)
{
    static const StructField fields[] = {
        {"max", "DBL_MAX -- maximum representable finite float"},
        {"max_exp", "DBL_MAX_EXP -- maximum int e such that radix**(e-1) is representable"},
        {"max_10_exp", "DBL_MAX_10_EXP -- maximum int e such that 10**e is representable"},
        {"min", "DBL_MIN -- Minimum positive normalized float"},
        {"min_exp", "DBL_MIN_EXP -- minimum int e such that radix**(e-1) is a normalized float"},
        {"min_10_exp", "DBL_MIN_10_EXP -- minimum int e such that 10**e is a normalized float"},
        {"dig", "DBL_DIG -- maximum number of decimal digits that can be faithfully represented in a float"},
        {"mant_dig", "DBL_MANT_DIG -- mantissa digits"},
        {"epsilon", "DBL_EPSILON -- Difference between 1 and the next representable float"},
        {"radix", "FLT_RADIX -- radix of exponent"},
        {"rounds", "FLT_ROUNDS -- rounding mode used for arithmetic operations"}, {0}};
    static const StructDesc desc = {"sys.float_info", "sys.float_info\n\nA named tuple holding information about the float type. It contains low level\n"
                                    "information about the precision and internal representation. Please study\n"
                                    "your system's :file:`float.h` for more information.", fields, 11};
    Value items[] = {
        float_from(t, DBL_MAX), fixnum(DBL_MAX_EXP), fixnum(DBL_MAX_10_EXP), float_from(t, DBL_MIN), fixnum(DBL_MIN_EXP),
        fixnum(DBL_MIN_10_EXP), fixnum(DBL_DIG), fixnum(DBL_MANT_DIG), float_from(t, DBL_EPSILON), fixnum(FLT_RADIX), fixnum(1)};
    return add_struct(t, module, "float_info", &desc, items, COUNT_OF(items));
}

static bool add_int_info(Thread *t, Ref module)
{
    static const StructField fields[] = {
        {"bits_per_digit", "size of a digit in bits"}, {"sizeof_digit", "size in bytes of the C type used to represent a digit"},
        {"default_max_str_digits", "maximum string conversion digits limitation"},
        {"str_digits_check_threshold", "minimum positive value for int_max_str_digits"}, {0}};
    static const StructDesc desc = {"sys.int_info", "sys.int_info\n\nA named tuple that holds information about Python's\n"
                                    "internal representation of integers.  The attributes are read only.", fields, 2};
    /* The digits of CPython, which programs reckon with: what is held is 63 bits in the word, or GMP's limbs. */
    Value items[] = {fixnum(30), fixnum(4), fixnum(0), fixnum(640)};
    return add_struct(t, module, "int_info", &desc, items, COUNT_OF(items));
}

static bool add_hash_info(Thread *t, Ref module)
{
    static const StructField fields[] = {
        {"width", "width of the type used for hashing, in bits"},
        {"modulus", "prime number giving the modulus on which the hash function is based"},
        {"inf", "value to be used for hash of a positive infinity"}, {"nan", "value to be used for hash of a nan"},
        {"imag", "multiplier used for the imaginary part of a complex number"},
        {"algorithm", "name of the algorithm for hashing of str, bytes and memoryviews"},
        {"hash_bits", "internal output size of hash algorithm"}, {"seed_bits", "seed size of hash algorithm"},
        {"cutoff", "small string optimization cutoff"}, {0}};
    static const StructDesc desc = {"sys.hash_info", "hash_info\n\nA named tuple providing parameters used for computing hashes.\n"
                                    "The attributes are read only.", fields, 9};
    Value items[] = {fixnum(64), fixnum((INT64_C(1) << 61) - 1), fixnum(314159), fixnum(0), fixnum(1000003),
                     str_from_text(t, "siphash24"), fixnum(64), fixnum(128), fixnum(0)};
    return add_struct(t, module, "hash_info", &desc, items, COUNT_OF(items));
}

static bool add_thread_info(Thread *t, Ref module)
{
    static const StructField fields[] = {
        {"name", "name of the thread implementation"}, {"lock", "name of the lock implementation"},
        {"version", "name and version of the thread library"}, {0}};
    static const StructDesc desc = {"sys.thread_info", "sys.thread_info\n\nA named tuple holding information about the thread implementation.", fields, 3};
    char version[64];
    size_t n = confstr(_CS_GNU_LIBPTHREAD_VERSION, version, sizeof version);
    Value items[] = {str_from_text(t, "pthread"), str_from_text(t, "semaphore"), n && n <= sizeof version ? str_from_text(t, version) : NONE};
    return add_struct(t, module, "thread_info", &desc, items, COUNT_OF(items));
}

static bool add_options(Thread *t, Ref module)
{
    Config *c = t->interp->config;
    OWN Value warnings = list_new(t, c->warn_count), options = dict_new(t);
    if (is_empty(warnings) || is_empty(options))
        return false;
    for (int i = 0; i < c->warn_count; i++)
        if (!list_append_take(t, as_list(warnings), str_from_utf8_lossless(t, c->warn_options[i], (ssize)strlen(c->warn_options[i]))))
            return false;
    for (int i = 0; i < c->x_count; i++) {
        const char *text = c->x_options[i], *equals = strchr(text, '=');
        OWN Value name = str_from_utf8_lossless(t, text, equals ? equals - text : (ssize)strlen(text));
        OWN Value value = equals ? str_from_utf8_lossless(t, equals + 1, (ssize)strlen(equals + 1)) : TRUE_VALUE;
        if (is_empty(name) || is_empty(value) || !dict_set(t, as_dict(options), name, value))
            return false;
    }
    return module_add(t, module, "warnoptions", warnings) && module_add(t, module, "_xoptions", options);
}

static bool add_builtin_names(Thread *t, Ref module)
{
    OWN Value list = list_new(t, 64);
    for (const ModuleDef *const *d = module_registry; !is_empty(list) && *d; d++)
        if (!list_append_take(t, as_list(list), intern_text(t, (*d)->name)))
            return false;
    return !is_empty(list) && list_sort(t, as_list(list), EMPTY, false)
           && module_add_take(t, module, "builtin_module_names", to_tuple(t, list));
}

bool sys_add_info(Thread *t, Ref module)
{
    return add_flags(t, module) && add_version(t, module) && add_implementation(t, module) && add_float_info(t, module)
           && add_int_info(t, module) && add_hash_info(t, module) && add_thread_info(t, module) && add_options(t, module)
           && add_builtin_names(t, module) && module_add_int(t, module, "maxsize", SSIZE_MAX_)
           && module_add_int(t, module, "maxunicode", 0x10FFFF) && module_add_text(t, module, "byteorder", "little")
           && module_add_text(t, module, "platform", "linux") && module_add_text(t, module, "float_repr_style", "short")
           && module_add_text(t, module, "platlibdir", "lib") && module_add_text(t, module, "abiflags", "")
           && module_add_take(t, module, "subversion", tuple_pack(t, 3, NAME(krait), t->interp->empty_str, t->interp->empty_str))
           && module_add_take(t, module, "_git", tuple_pack(t, 3, NAME(krait), t->interp->empty_str, t->interp->empty_str))
           && module_add(t, module, "dont_write_bytecode", bool_value(t->interp->config->dont_write_bytecode))
           && module_add_take(t, module, "pycache_prefix",
                              t->interp->config->pycache_prefix ? str_from_utf8_lossless(t, t->interp->config->pycache_prefix, (ssize)strlen(t->interp->config->pycache_prefix)) : NONE);
}
