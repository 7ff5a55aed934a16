/* file.c: files, which are objects of the module io (C API: "File Objects"). */
#include "capi/convert.h"
#include "object/bytes.h"
#include "object/error.h"
#include "object/protocol.h"

static Value text_or_none(Thread *t, const char *s) { return s ? str_from_text(t, s) : NONE; }

/* io.open(); a buffering of -1 is the default; the name is of no use. */
PyObject *PyFile_FromFd(int fd, const char *name, const char *mode, int buffering, const char *encoding, const char *errors, const char *newline, int closefd)
{
    Thread *t = this_thread();
    (void)name;
    OWN Value open = import_attribute(t, "io", "open");
    OWN Value how = is_empty(open) ? EMPTY : str_from_text(t, mode ? mode : "r");
    OWN Value codec = is_empty(how) ? EMPTY : text_or_none(t, encoding);
    OWN Value handler = is_empty(codec) ? EMPTY : text_or_none(t, errors);
    OWN Value line_end = is_empty(handler) ? EMPTY : text_or_none(t, newline);
    Value args[7] = {fixnum(fd), how, fixnum(buffering), codec, handler, line_end, bool_value(closefd)};
    return is_empty(line_end) ? NULL : to_c_take(t, call(t, open, args, 7, EMPTY));
}

/* The line without its end; at the end of the file EOFError. */
static Value strip_line(Thread *t, Value line_take)
{
    OWN Value line = line_take;
    ssize n = is_str(line) ? as_str(line)->len : as_bytes(line)->len;
    if (!n)
        return raise_format(t, &exc_EOFError, "EOF when reading a line");
    if (is_str(line))
        return str_at(as_str(line), n - 1) == '\n' ? str_slice(t, line, 0, n - 1) : take(&line);
    return as_bytes(line)->data[n - 1] == '\n' ? bytes_from(t, as_bytes(line)->data, n - 1) : take(&line);
}

/* n 0: a line; more: no more than that of it; negative: input(), so to say. */
PyObject *PyFile_GetLine(PyObject *file, int n)
{
    Thread *t = this_thread();
    if (!file)
        return bad_call(t);
    OWN Value read_line = get_attr_text(t, from_c(file), "readline");
    OWN Value line = is_empty(read_line) ? EMPTY : n > 0 ? call1(t, read_line, fixnum(n)) : call0(t, read_line);
    if (is_empty(line))
        return NULL;
    if (!is_str(line) && !is_bytes(line))
        return raise_type(t, "object.readline() returned non-string"), NULL;
    return to_c_take(t, n < 0 ? strip_line(t, take(&line)) : take(&line));
}

/* flags: Py_PRINT_RAW for str(o), otherwise repr(o). */
int PyFile_WriteObject(PyObject *o, PyObject *file, int flags)
{
    Thread *t = this_thread();
    if (!file)
        return raise_type(t, "writeobject with NULL file"), -1;
    OWN Value write = get_attr(t, from_c(file), NAME(write));
    if (is_empty(write))
        return -1;
    OWN Value text = !o ? str_from_text(t, "<NULL>") : flags & Py_PRINT_RAW ? to_str(t, from_c(o)) : repr(t, from_c(o));
    OWN Value result = is_empty(text) ? EMPTY : call1(t, write, text);
    return status_to_c(!is_empty(result));
}

/* With an exception set it does nothing but fail. */
int PyFile_WriteString(const char *s, PyObject *file)
{
    Thread *t = this_thread();
    if (is_raised(t))
        return -1;
    if (!file)
        return raise_system(t, "null file for PyFile_WriteString"), -1;
    OWN Value text = str_from_text(t, s);
    OWN Value result = is_empty(text) ? EMPTY : call_method1(t, from_c(file), NAME(write), text);
    return status_to_c(!is_empty(result));
}
