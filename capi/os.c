/* os.c: texts and numbers, signals, forks (C API: "Operating System Utilities", "String conversion and formatting"). */
#include <ctype.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/floattext.h"
#include "capi/convert.h"
#include "object/error.h"
#include "vm/fork.h"
#include "vm/pending.h"
#include "vm/system_call.h"

PyObject *PyOS_FSPath(PyObject *path)
{
    Thread *t = this_thread();
    return path ? to_c_take(t, to_fs_path(t, from_c(path))) : bad_call(t);
}

/* ---- C texts ---- */

/* Always with a NUL; the result is the length wanted, as snprintf() says it. */
int PyOS_vsnprintf(char *text, size_t size, const char *format, va_list ap)
{
    int n = vsnprintf(text, size, format, ap);
    if (size > 0)
        text[size - 1] = 0;
    return n;
}

int PyOS_snprintf(char *text, size_t size, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = PyOS_vsnprintf(text, size, format, ap);
    va_end(ap);
    return n;
}

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c + 32 : (uint8_t)c; }

int PyOS_mystrnicmp(const char *a, const char *b, Py_ssize_t n)
{
    for (; n > 0; a++, b++, n--)
        if (lower(*a) != lower(*b) || !*a)
            return lower(*a) - lower(*b);
    return 0;
}
int PyOS_mystricmp(const char *a, const char *b) { return PyOS_mystrnicmp(a, b, PY_SSIZE_T_MAX); }

/* As strtoul(), with Python's prefixes when base is 0: 0x, 0o, 0b; a 0 in front of other digits is none. */
unsigned long PyOS_strtoul(const char *s, char **end, int base)
{
    const char *p = s;
    char *stop;
    while (isspace((unsigned char)*p))
        p++;
    int kind = p[0] == '0' ? lower(p[1]) : 0, of_prefix = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
    if (base == 0)
        base = of_prefix ? of_prefix : 10;
    if (of_prefix == base && isalnum((unsigned char)p[2])) {
        unsigned long n = strtoul(p + 2, &stop, base);
        if (end)
            *end = stop == p + 2 ? (char *)p + 1 : stop;
        return n;
    }
    return strtoul(p, end, base);
}

long PyOS_strtol(const char *s, char **end, int base)
{
    while (isspace((unsigned char)*s))
        s++;
    bool minus = *s == '-';
    unsigned long n = PyOS_strtoul(s + (*s == '-' || *s == '+'), end, base);
    if (n <= (unsigned long)LONG_MAX)
        return minus ? -(long)n : (long)n;
    if (minus && n == (unsigned long)LONG_MAX + 1)
        return LONG_MIN;
    errno = ERANGE;
    return LONG_MAX;
}

/* ---- doubles: whatever the locale ---- */

/* end NULL: all of s is to be a number. -1.0 with ValueError, or for numbers too large with overflow_exception; NULL: infinity. */
double PyOS_string_to_double(const char *s, char **end, PyObject *overflow_exception)
{
    Thread *t = this_thread();
    size_t used;
    bool overflow;
    double x = double_parse(s, strlen(s), &used, &overflow);
    if (end)
        *end = (char *)s + used;
    if (!used || (!end && s[used])) {
        raise_value(t, "could not convert string to float: '%.200s'", s);
        return -1.0;
    }
    if (overflow && overflow_exception) {
        PyErr_Format(overflow_exception, "value too large to convert to float: '%.200s'", s);
        return -1.0;
    }
    return x;
}

char *PyOS_double_to_string(double value, char code, int precision, int flags, int *type)
{
    Thread *t = this_thread();
    if (!code || !strchr("eEfFgGr", code) || (code == 'r' ? precision != 0 : precision < 0))
        return bad_call(t), NULL;
    char *text = PyMem_Malloc((size_t)double_format_bound(code, precision) + 1);
    if (!text)
        return raise_memory(t), NULL;
    text[double_format(value, code, precision, (unsigned)flags, text)] = 0;
    if (type)
        *type = isfinite(value) ? Py_DTST_FINITE : isnan(value) ? Py_DTST_NAN : Py_DTST_INFINITE;
    return text;
}

/* ---- signals ---- */

PyOS_sighandler_t PyOS_getsig(int number)
{
    struct sigaction now;
    return sigaction(number, NULL, &now) ? SIG_ERR : now.sa_handler;
}

PyOS_sighandler_t PyOS_setsig(int number, PyOS_sighandler_t handler)
{
    struct sigaction fresh = {.sa_handler = handler}, old;
    sigemptyset(&fresh.sa_mask);
    return sigaction(number, &fresh, &old) ? SIG_ERR : old.sa_handler;
}

/* Has Ctrl-C been pressed? Then Python will not hear of it. */
int PyOS_InterruptOccurred(void) { return signal_take(this_thread(), SIGINT); }

/* ---- forks ---- */

void PyOS_BeforeFork(void)          { fork_before(this_thread()); }
void PyOS_AfterFork_Parent(void)    { fork_in_parent(this_thread()); }
void PyOS_AfterFork_Child(void)     { fork_in_child(this_thread()); }
void PyOS_AfterFork(void)           { fork_in_child(this_thread()); }
