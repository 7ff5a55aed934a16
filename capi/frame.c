/* frame.c: frames and tracebacks (C API: "Frame Objects"; traceback.h). */
#include "capi/convert.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/frame.h"
#include "vm/vm.h"

static FrameObject *frame_of(PyFrameObject *frame) { return (FrameObject *)frame; }

PyCodeObject *PyFrame_GetCode(PyFrameObject *frame)
{
    return (PyCodeObject *)object_of(retain_object(frame_of(frame)->code));
}

static ssize instr_of(const FrameObject *f) { return f->frame ? frame_instr(f->frame) : f->instr; }

/* The line that it is at. */
int PyFrame_GetLineNumber(PyFrameObject *frame)
{
    FrameObject *f = frame_of(frame);
    return code_line(f->code, instr_of(f));
}

/* The exception that is set has passed through the frame. */
int PyTraceBack_Here(PyFrameObject *frame)
{
    Thread *t = this_thread();
    FrameObject *f = frame_of(frame);
    OWN Value raised = raised_take(t);
    if (is_empty(raised))
        return bad_call(t), -1;
    Value entry = traceback_new(t, as_exception(raised)->traceback, f, (int32_t)instr_of(f), PyFrame_GetLineNumber(frame));
    if (is_empty(entry))
        return -1;
    replace_take(&as_exception(raised)->traceback, entry);
    t->raised = take(&raised);
    return 0;
}

/* "Traceback (most recent call last):" and the entries. traceback NULL: nothing. */
int PyTraceBack_Print(PyObject *traceback, PyObject *file)
{
    Thread *t = this_thread();
    if (!traceback)
        return 0;
    if (!is_exact(from_c(traceback), &traceback_type))
        return bad_call(t), -1;
    OWN Value print = import_attribute(t, "traceback", "print_tb");
    if (is_empty(print) || PyFile_WriteString("Traceback (most recent call last):\n", file))
        return -1;
    OWN Value result = call3(t, print, from_c(traceback), NONE, from_c(file));
    return status_to_c(!is_empty(result));
}
