/* _string.c: the module _string: the parsing of format strings, for string.Formatter in lib/string.py. */
#include "object/method.h"
#include "object/str.h"
#include "gen/modules/_string.h"

/** Iterates over the pieces of a format string: (literal, field name, spec, conversion). */
FUNCTION(_string, formatter_parser, "(format: str, /)")
{
    return str_format_fields(t, a->format);
}

/** Splits a field name: (first, iterator over (is attribute, name or key)). */
FUNCTION(_string, formatter_field_name_split, "(name: str, /)")
{
    return str_format_field_name(t, a->name);
}

MODULE(_string, .doc = "Parsing of format strings.");
