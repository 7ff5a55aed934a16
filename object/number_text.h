/* number_text.h: the text of a number, wherever it comes from, for the parsers of int, float and complex. */
#ifndef KRAIT_OBJECT_NUMBER_TEXT_H
#define KRAIT_OBJECT_NUMBER_TEXT_H

#include "object/buffer.h"
#include "object/protocol.h"

/* The text of a number in str, bytes or another buffer, as ASCII: digits and spaces of other scripts are mapped to
 * ASCII ones, other characters to one that no number contains. */
typedef struct NumberText {
    const char *p;              /* not NUL-terminated */
    ssize n;
    char *owned;                /* to free, or NULL */
    bool has_buffer;
    Buffer buffer;              /* to release when has_buffer */
} NumberText;
/* FOUND, MISSING (v is no text), ERROR. */
Lookup number_text_get(Thread *t, Ref v, NumberText *text);
void number_text_free(NumberText *text);
/* Takes out underscores between digits; MISSING when one is elsewhere. */
Lookup number_text_drop_underscores(Thread *t, NumberText *text);
void number_text_strip(NumberText *text);       /* whitespace on both sides */

ALWAYS_INLINE bool number_is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
