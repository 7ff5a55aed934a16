/* internal.h: what the files of _json share. */
#ifndef KRAIT_MODULES_JSON_INTERNAL_H
#define KRAIT_MODULES_JSON_INTERNAL_H

#include "object/str.h"

extern Type json_scanner_type, json_encoder_type;

/* Raises json.JSONDecodeError(message, document, position). */
Value raise_json(Thread *t, const char *message, Ref document, ssize position);
/* The string that begins after the quote at begin; *end is behind its closing quote. */
Value json_scan_string(Thread *t, Ref text, ssize begin, bool strict, ssize *end);

/* Appends s in quotes, what has to be escaped escaped, and if `ascii` what is not ASCII as well. */
bool json_append_string(StrBuilder *b, Ref s, bool ascii);

#endif
