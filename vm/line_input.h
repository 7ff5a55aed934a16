/* line_input.h: interactive lines. The module readline puts its function into interp->read_line; the interactive loop and input()
 * use it where standard input and output are a terminal. Without it lines come as the terminal gives them.
 */
#ifndef KRAIT_VM_LINE_INPUT_H
#define KRAIT_VM_LINE_INPUT_H

#include "object/state.h"

typedef enum LineResult { LINE_READ, LINE_END, LINE_INTERRUPTED /* by a signal whose handler raised */ } LineResult;

/* interp->read_line: reads a line with editing and returns a LineResult; *line, NULL if there is none, is to be freed, without
 * newline, in UTF-8. */

#endif
