/* _json.c: the C part of json: strings, and the module. scanner.c reads values, encoder.c writes them; lib/json has the
 * classes on top, and the same in Python for when these are hidden. Python manual: json. */
#include "object/module.h"
#include "object/tuple.h"
#include "modules/_json/internal.h"
#include "gen/modules/_json/_json.h"

Value raise_json(Thread *t, const char *message, Ref document, ssize position)
{
    OWN Value cls = import_attribute(t, "json.decoder", "JSONDecodeError");
    OWN Value text = is_empty(cls) ? EMPTY : str_from_text(t, message);
    OWN Value error = is_empty(text) ? EMPTY : call3(t, cls, text, document, fixnum(position));
    return is_empty(error) ? EMPTY : raise_object(t, error, EMPTY);
}

static Value quoted(Thread *t, Ref v, bool ascii)
{
    StrBuilder b;
    if (!is_str(v))
        return raise_type(t, "first argument must be a string, not %T", v);
    builder_init(&b, t);
    json_append_string(&b, v, ascii);           /* a failure shows in the builder */
    return builder_take(&b);
}

/** encode_basestring_ascii(string) -> string
 *
 * Return an ASCII-only JSON representation of a Python string */
FUNCTION1(_json, encode_basestring_ascii, string) { return quoted(t, string, true); }

/** encode_basestring(string) -> string
 *
 * Return a JSON representation of a Python string */
FUNCTION1(_json, encode_basestring, string) { return quoted(t, string, false); }

/** scanstring(string, end, strict=True) -> (string, end)
 *
 * Scan the string s for a JSON string. End is the index of the
 * character in s after the quote that started the JSON string.
 * Unescapes all valid JSON string escape sequences and raises ValueError
 * on attempt to decode an invalid string. If strict is False then literal
 * control characters are allowed in the string.
 *
 * Returns a tuple of the decoded string and the index of the character in s
 * after the end quote. */
FUNCTION(_json, scanstring, "(string, end: index, strict: bool=True, /)")
{
    ssize end;
    if (!is_str(a->string))
        return raise_type(t, "first argument must be a string, not %T", a->string);
    if (a->end < 0 || a->end > as_str(a->string)->len)
        return raise_value(t, "end is out of bounds");
    OWN Value value = json_scan_string(t, a->string, a->end, a->strict, &end);
    return is_empty(value) ? EMPTY : tuple_pack(t, 2, value, fixnum(end));
}

static bool _json_exec(Thread *t, Ref module)
{
    return type_ready(t, &json_scanner_type) && type_ready(t, &json_encoder_type)
           && module_add(t, module, "make_scanner", value_of(&json_scanner_type))
           && module_add(t, module, "make_encoder", value_of(&json_encoder_type));
}

MODULE(_json, .doc = "json speedups\n", .exec = _json_exec);
