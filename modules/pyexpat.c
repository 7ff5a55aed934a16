/* pyexpat.c: the XML parser Expat (loaded on demand); lib/xml/parsers/expat.py shows it.
 *
 * An xmlparser owns an XML_Parser and one Python callable per kind of event. Expat calls the C function of an event only while
 * a Python handler is set for it. Text between events is collected in `buffer` when buffer_text is set. A handler that
 * raises stops the parse: the exception stays on the thread and Parse() returns it; no handler is called after that.
 * The parser made for an external entity shares data with the one it was made from, and keeps that alive.
 * Python manual: xml.parsers.expat. */
#include <expat.h>

#include "object/bytes.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/pyexpat.h"

/* declgen: names read code offset lineno */

enum Event {
    START_ELEMENT, END_ELEMENT, PROCESSING_INSTRUCTION, CHARACTER_DATA, UNPARSED_ENTITY_DECL, NOTATION_DECL, START_NAMESPACE_DECL,
    END_NAMESPACE_DECL, COMMENT, START_CDATA_SECTION, END_CDATA_SECTION, DEFAULT, DEFAULT_EXPAND, NOT_STANDALONE,
    EXTERNAL_ENTITY_REF, START_DOCTYPE_DECL, END_DOCTYPE_DECL, ENTITY_DECL, XML_DECL, ELEMENT_DECL, ATTLIST_DECL, SKIPPED_ENTITY,
    EVENT_COUNT,
};

#define TEXT_BUFFER_SIZE 8192
/* Expat takes lengths as int: longer input is given in parts. */
#define CHUNK_MAX (1 << 20)
#define READ_SIZE 2048

typedef struct XmlParser {
    Object head;
    XML_Parser expat;
    Thread *thread;             /* that runs Parse(), NULL outside: handlers are called in it */
    Value handlers[EVENT_COUNT];
    Value intern;               /* dict of names met, or EMPTY */
    Value parent;               /* the parser this one was made from, or EMPTY */
    bool failed;                /* a handler raised: call none any more */
    bool in_handler;
    bool ordered_attributes, specified_attributes, namespace_prefixes, no_reparse_deferral;
    char *buffer;               /* NULL: text is not collected */
    int buffer_size, buffer_used;
} XmlParser;

static Type expat_error_type = {EXCEPTION_HEAD("xml.parsers.expat.ExpatError", &exc_Exception)};
static Type xmlparser_type;
static XmlParser *as_parser(Ref v) { return (XmlParser *)object_of(v); }

/* ---- errors ---- */

static Value raise_expat(Thread *t, XmlParser *p, enum XML_Error code)
{
    int line = (int)XML_GetErrorLineNumber(p->expat), column = (int)XML_GetErrorColumnNumber(p->expat);
    OWN Value message = str_format(t, "%s: line %d, column %d", XML_ErrorString(code), line, column);
    OWN Value error = is_empty(message) ? EMPTY : call1(t, value_of(&expat_error_type), message);
    if (is_empty(error) || !set_attr(t, error, NAME(code), fixnum(code)) || !set_attr(t, error, NAME(offset), fixnum(column))
        || !set_attr(t, error, NAME(lineno), fixnum(line)))
        return EMPTY;
    return raise_object(t, error, EMPTY);
}

/* ---- calling handlers ---- */

/* Stops the parse; the exception is on the thread. */
static void fail(XmlParser *p)
{
    p->failed = true;
    XML_StopParser(p->expat, XML_FALSE);
}

/* Text of expat as str; None for NULL. */
static Value text_value(Thread *t, const XML_Char *s)
{
    return s ? str_from_utf8(t, s, (ssize)strlen(s)) : NONE;
}

/* The same, as the one object that stands for equal names in this document. */
static Value name_value(Thread *t, XmlParser *p, const XML_Char *s)
{
    OWN Value name = text_value(t, s);
    if (is_empty(name) || is_none(name) || is_empty(p->intern))
        return take(&name);
    Value known;
    return dict_setdefault(t, as_dict(p->intern), name, name, &known) == ERROR ? EMPTY : known;
}

/* Calls a handler, consuming n arguments (some EMPTY: making them failed). */
static Value call_handler_take(XmlParser *p, int event, Value *args, int n)
{
    Thread *t = p->thread;
    bool good = true;
    for (int i = 0; i < n; i++)
        good = good && !is_empty(args[i]);
    OWN Value handler = retain(p->handlers[event]);
    bool outer = p->in_handler;
    p->in_handler = true;
    Value result = good ? call(t, handler, args, n, EMPTY) : EMPTY;
    p->in_handler = outer;
    for (int i = 0; i < n; i++)
        release(args[i]);
    if (is_empty(result))
        fail(p);
    return result;
}

static void call_text_handler(XmlParser *p, const char *s, int n)
{
    if (!is_empty(p->handlers[CHARACTER_DATA]))
        release(call_handler_take(p, CHARACTER_DATA, (Value[]){str_from_utf8(p->thread, s, n)}, 1));
}

/* Hands over the text collected. */
static void flush_text(XmlParser *p)
{
    int n = p->buffer_used;
    p->buffer_used = 0;
    if (n)
        call_text_handler(p, p->buffer, n);
}

/* Before an event: is it to be reported? */
static bool begin_event(XmlParser *p, int event)
{
    if (p->failed || !p->thread)
        return false;
    flush_text(p);
    return !p->failed && !is_empty(p->handlers[event]);
}

static void report_take(XmlParser *p, int event, Value *args, int n) { release(call_handler_take(p, event, args, n)); }
#define REPORT(event, ...) \
    do { \
        Value args_[] = {__VA_ARGS__}; \
        report_take(p, event, args_, (int)(sizeof args_ / sizeof *args_)); \
    } while (0)

/* For handlers that answer with an int; 0 stops the parse. */
static int ask_take(XmlParser *p, int event, Value *args, int n)
{
    int answer = 0;
    OWN Value result = call_handler_take(p, event, args, n);
    if (!is_empty(result) && !to_c_int(p->thread, result, &answer)) {
        fail(p);
        return 0;
    }
    return is_empty(result) ? 0 : answer;
}

/* ---- events ---- */

static Value attributes_value(Thread *t, XmlParser *p, const XML_Char **attributes)
{
    int count = 0;
    if (p->specified_attributes)
        count = XML_GetSpecifiedAttributeCount(p->expat);
    else
        while (attributes[count])
            count += 2;
    OWN Value all = p->ordered_attributes ? list_new(t, count) : dict_new(t);
    for (int i = 0; i < count && !is_empty(all); i += 2) {
        OWN Value name = name_value(t, p, attributes[i]), value = text_value(t, attributes[i + 1]);
        if (is_empty(name) || is_empty(value))
            return EMPTY;
        bool good = p->ordered_attributes ? list_append(t, as_list(all), name) && list_append(t, as_list(all), value)
                                          : dict_set(t, as_dict(all), name, value);
        if (!good)
            return EMPTY;
    }
    return take(&all);
}

static void on_start_element(void *data, const XML_Char *name, const XML_Char **attributes)
{
    XmlParser *p = data;
    if (begin_event(p, START_ELEMENT))
        REPORT(START_ELEMENT, name_value(p->thread, p, name), attributes_value(p->thread, p, attributes));
}

static void on_end_element(void *data, const XML_Char *name)
{
    XmlParser *p = data;
    if (begin_event(p, END_ELEMENT))
        REPORT(END_ELEMENT, name_value(p->thread, p, name));
}

static void on_processing_instruction(void *data, const XML_Char *target, const XML_Char *text)
{
    XmlParser *p = data;
    if (begin_event(p, PROCESSING_INSTRUCTION))
        REPORT(PROCESSING_INSTRUCTION, name_value(p->thread, p, target), text_value(p->thread, text));
}

static void on_text(void *data, const XML_Char *s, int n)
{
    XmlParser *p = data;
    if (p->failed || !p->thread || is_empty(p->handlers[CHARACTER_DATA]))
        return;
    if (!p->buffer) {
        call_text_handler(p, s, n);
        return;
    }
    if (n > p->buffer_size - p->buffer_used)
        flush_text(p);
    if (p->failed)
        return;
    if (!p->buffer || n > p->buffer_size) {
        call_text_handler(p, s, n);
    } else {
        memcpy(p->buffer + p->buffer_used, s, (size_t)n);
        p->buffer_used += n;
    }
}

static void on_unparsed_entity(void *data, const XML_Char *name, const XML_Char *base, const XML_Char *system, const XML_Char *public,
                               const XML_Char *notation)
{
    XmlParser *p = data;
    Thread *t = p->thread;
    if (begin_event(p, UNPARSED_ENTITY_DECL))
        REPORT(UNPARSED_ENTITY_DECL, name_value(t, p, name), name_value(t, p, base), name_value(t, p, system), name_value(t, p, public),
               name_value(t, p, notation));
}

static void on_notation(void *data, const XML_Char *name, const XML_Char *base, const XML_Char *system, const XML_Char *public)
{
    XmlParser *p = data;
    Thread *t = p->thread;
    if (begin_event(p, NOTATION_DECL))
        REPORT(NOTATION_DECL, name_value(t, p, name), name_value(t, p, base), name_value(t, p, system), name_value(t, p, public));
}

static void on_start_namespace(void *data, const XML_Char *prefix, const XML_Char *uri)
{
    XmlParser *p = data;
    if (begin_event(p, START_NAMESPACE_DECL))
        REPORT(START_NAMESPACE_DECL, name_value(p->thread, p, prefix), name_value(p->thread, p, uri));
}

static void on_end_namespace(void *data, const XML_Char *prefix)
{
    XmlParser *p = data;
    if (begin_event(p, END_NAMESPACE_DECL))
        REPORT(END_NAMESPACE_DECL, name_value(p->thread, p, prefix));
}

static void on_comment(void *data, const XML_Char *text)
{
    XmlParser *p = data;
    if (begin_event(p, COMMENT))
        REPORT(COMMENT, text_value(p->thread, text));
}

static void on_start_cdata(void *data)
{
    if (begin_event(data, START_CDATA_SECTION))
        report_take(data, START_CDATA_SECTION, NULL, 0);
}

static void on_end_cdata(void *data)
{
    if (begin_event(data, END_CDATA_SECTION))
        report_take(data, END_CDATA_SECTION, NULL, 0);
}

static void on_default(void *data, const XML_Char *s, int n)
{
    XmlParser *p = data;
    int event = is_empty(p->handlers[DEFAULT_EXPAND]) ? DEFAULT : DEFAULT_EXPAND;
    if (begin_event(p, event))
        REPORT(event, str_from_utf8(p->thread, s, n));
}

static int on_not_standalone(void *data)
{
    return begin_event(data, NOT_STANDALONE) ? ask_take(data, NOT_STANDALONE, NULL, 0) : 0;
}

static int on_external_entity(XML_Parser expat, const XML_Char *context, const XML_Char *base, const XML_Char *system,
                              const XML_Char *public)
{
    XmlParser *p = XML_GetUserData(expat);
    Thread *t = p->thread;
    if (!begin_event(p, EXTERNAL_ENTITY_REF))
        return 0;
    Value args[] = {text_value(t, context), name_value(t, p, base), name_value(t, p, system), name_value(t, p, public)};
    return ask_take(p, EXTERNAL_ENTITY_REF, args, 4);
}

static void on_start_doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int has_internal_subset)
{
    XmlParser *p = data;
    Thread *t = p->thread;
    if (begin_event(p, START_DOCTYPE_DECL))
        REPORT(START_DOCTYPE_DECL, name_value(t, p, name), name_value(t, p, system), name_value(t, p, public),
               fixnum(has_internal_subset));
}

static void on_end_doctype(void *data)
{
    if (begin_event(data, END_DOCTYPE_DECL))
        report_take(data, END_DOCTYPE_DECL, NULL, 0);
}

static void on_entity(void *data, const XML_Char *name, int is_parameter, const XML_Char *value, int n, const XML_Char *base,
                      const XML_Char *system, const XML_Char *public, const XML_Char *notation)
{
    XmlParser *p = data;
    Thread *t = p->thread;
    if (begin_event(p, ENTITY_DECL))
        REPORT(ENTITY_DECL, name_value(t, p, name), fixnum(is_parameter), value ? str_from_utf8(t, value, n) : NONE,
               name_value(t, p, base), name_value(t, p, system), name_value(t, p, public), name_value(t, p, notation));
}

static void on_xml_decl(void *data, const XML_Char *version, const XML_Char *encoding, int standalone)
{
    XmlParser *p = data;
    if (begin_event(p, XML_DECL))
        REPORT(XML_DECL, text_value(p->thread, version), text_value(p->thread, encoding), fixnum(standalone));
}

/* (type, quantifier, name, children) */
static Value model_value(Thread *t, XmlParser *p, const XML_Content *model)
{
    if (!recursion_enter(t, " in an element declaration"))
        return EMPTY;
    OWN Value children = tuple_new(t, model->numchildren);
    bool good = !is_empty(children);
    for (unsigned i = 0; good && i < model->numchildren; i++) {
        Value child = model_value(t, p, &model->children[i]);
        good = !is_empty(child);
        if (good)
            as_tuple(children)->item[i] = child;
    }
    OWN Value name = good ? name_value(t, p, model->name) : EMPTY;
    recursion_leave(t);
    return is_empty(name) ? EMPTY : tuple_pack(t, 4, fixnum(model->type), fixnum(model->quant), name, children);
}

static void on_element_decl(void *data, const XML_Char *name, XML_Content *model)
{
    XmlParser *p = data;
    if (begin_event(p, ELEMENT_DECL))
        REPORT(ELEMENT_DECL, name_value(p->thread, p, name), model_value(p->thread, p, model));
    XML_FreeContentModel(p->expat, model);
}

static void on_attlist(void *data, const XML_Char *element, const XML_Char *attribute, const XML_Char *type, const XML_Char *value,
                       int required)
{
    XmlParser *p = data;
    Thread *t = p->thread;
    if (begin_event(p, ATTLIST_DECL))
        REPORT(ATTLIST_DECL, name_value(t, p, element), name_value(t, p, attribute), text_value(t, type), text_value(t, value),
               fixnum(required));
}

static void on_skipped_entity(void *data, const XML_Char *name, int is_parameter)
{
    XmlParser *p = data;
    if (begin_event(p, SKIPPED_ENTITY))
        REPORT(SKIPPED_ENTITY, name_value(p->thread, p, name), fixnum(is_parameter));
}

/* Any codec of one byte a character will do. */
static int on_unknown_encoding(void *data, const XML_Char *name, XML_Encoding *info)
{
    XmlParser *p = data;
    Thread *t = p->thread;
    uint8_t all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (uint8_t)i;
    if (!t || p->failed)
        return XML_STATUS_ERROR;
    OWN Value text = str_decode(t, all, 256, name, "replace");
    if (!is_empty(text) && as_str(text)->len != 256) {
        raise_value(t, "multi-byte encodings are not supported");
        release(take(&text));
    }
    if (is_empty(text)) {
        p->failed = true;
        return XML_STATUS_ERROR;
    }
    for (int i = 0; i < 256; i++) {
        uint32_t c = str_at(as_str(text), i);
        info->map[i] = c == 0xFFFD ? -1 : (int)c;
    }
    info->data = NULL;
    info->convert = NULL;
    info->release = NULL;
    return XML_STATUS_OK;
}

/* Tells expat whether an event is wanted. */
static void listen(XmlParser *p, int event, bool on)
{
    XML_Parser x = p->expat;
    switch (event) {
    case START_ELEMENT: XML_SetStartElementHandler(x, on ? on_start_element : NULL); break;
    case END_ELEMENT: XML_SetEndElementHandler(x, on ? on_end_element : NULL); break;
    case PROCESSING_INSTRUCTION: XML_SetProcessingInstructionHandler(x, on ? on_processing_instruction : NULL); break;
    /* Not taken away while expat reports text: it would go on with the default handler in the middle. */
    case CHARACTER_DATA: XML_SetCharacterDataHandler(x, on || p->in_handler ? on_text : NULL); break;
    case UNPARSED_ENTITY_DECL: XML_SetUnparsedEntityDeclHandler(x, on ? on_unparsed_entity : NULL); break;
    case NOTATION_DECL: XML_SetNotationDeclHandler(x, on ? on_notation : NULL); break;
    case START_NAMESPACE_DECL: XML_SetStartNamespaceDeclHandler(x, on ? on_start_namespace : NULL); break;
    case END_NAMESPACE_DECL: XML_SetEndNamespaceDeclHandler(x, on ? on_end_namespace : NULL); break;
    case COMMENT: XML_SetCommentHandler(x, on ? on_comment : NULL); break;
    case START_CDATA_SECTION: XML_SetStartCdataSectionHandler(x, on ? on_start_cdata : NULL); break;
    case END_CDATA_SECTION: XML_SetEndCdataSectionHandler(x, on ? on_end_cdata : NULL); break;
    case DEFAULT: XML_SetDefaultHandler(x, on ? on_default : NULL); break;
    case DEFAULT_EXPAND: XML_SetDefaultHandlerExpand(x, on ? on_default : NULL); break;
    case NOT_STANDALONE: XML_SetNotStandaloneHandler(x, on ? on_not_standalone : NULL); break;
    case EXTERNAL_ENTITY_REF: XML_SetExternalEntityRefHandler(x, on ? on_external_entity : NULL); break;
    case START_DOCTYPE_DECL: XML_SetStartDoctypeDeclHandler(x, on ? on_start_doctype : NULL); break;
    case END_DOCTYPE_DECL: XML_SetEndDoctypeDeclHandler(x, on ? on_end_doctype : NULL); break;
    case ENTITY_DECL: XML_SetEntityDeclHandler(x, on ? on_entity : NULL); break;
    case XML_DECL: XML_SetXmlDeclHandler(x, on ? on_xml_decl : NULL); break;
    case ELEMENT_DECL: XML_SetElementDeclHandler(x, on ? on_element_decl : NULL); break;
    case ATTLIST_DECL: XML_SetAttlistDeclHandler(x, on ? on_attlist : NULL); break;
    case SKIPPED_ENTITY: XML_SetSkippedEntityHandler(x, on ? on_skipped_entity : NULL); break;
    }
}

/* ---- parsing ---- */

/* Enters the parser; false with an exception when it is at work already. */
static bool parse_begin(Thread *t, XmlParser *p)
{
    if (p->thread)
        return raise_runtime(t, "the parser is already parsing"), false;
    p->thread = t;
    return true;
}

/* What Parse() returns after a step of expat. */
static Value parse_end(Thread *t, XmlParser *p, enum XML_Status status)
{
    if (!is_raised(t) && status != XML_STATUS_ERROR)
        flush_text(p);
    p->thread = NULL;
    if (is_raised(t))
        return EMPTY;
    if (status == XML_STATUS_ERROR)
        return raise_expat(t, p, XML_GetErrorCode(p->expat));
    return fixnum(status);
}

static enum XML_Status parse_bytes(Thread *t, XmlParser *p, const char *s, ssize n, bool is_final)
{
    while (n > CHUNK_MAX) {
        enum XML_Status status = XML_Parse(p->expat, s, CHUNK_MAX, false);
        if (status == XML_STATUS_ERROR || is_raised(t))
            return XML_STATUS_ERROR;
        s += CHUNK_MAX;
        n -= CHUNK_MAX;
    }
    return XML_Parse(p->expat, s, (int)n, is_final);
}

/** Parse XML data.
 *
 * `isfinal' should be true at end of input. */
METHOD(xmlparser, Parse, "(self, data, isfinal: bool=False, /)")
{
    XmlParser *p = as_parser(self);
    OWN Value hold = retain(self), data = retain(a->data);
    Buffer b = {0};
    const char *s;
    ssize n;

    if (is_str(data)) {
        s = str_utf8(t, data, &n);
        if (!s)
            return EMPTY;
        /* A str has no encoding, whatever its declaration says. */
        (void)XML_SetEncoding(p->expat, "utf-8");
    } else {
        if (!buffer_get(t, data, &b, BUFFER_SIMPLE))
            return EMPTY;
        s = b.data;
        n = b.len;
    }
    Value result = EMPTY;
    if (parse_begin(t, p))
        result = parse_end(t, p, parse_bytes(t, p, s, n, a->isfinal));
    if (!is_str(data))
        buffer_release(&b);
    return result;
}

/* Reads into expat's buffer; the number of bytes, -1 with an exception. */
static int read_some(Thread *t, XmlParser *p, Ref read)
{
    OWN Value data = call1(t, read, fixnum(READ_SIZE));
    if (is_empty(data))
        return -1;
    bool is_array = is_ptr(data) && has_flag(data, TYPE_IS_BYTEARRAY);
    if (!is_bytes(data) && !is_array)
        return raise_type(t, "read() did not return a bytes object (type=%.400T)", data), -1;
    Buffer b;
    if (!buffer_get(t, data, &b, BUFFER_SIMPLE))
        return -1;
    int n = -1;
    void *room = b.len > READ_SIZE ? NULL : XML_GetBuffer(p->expat, READ_SIZE);
    if (b.len > READ_SIZE) {
        raise_value(t, "read() returned too much data: %d bytes requested, %zd returned", READ_SIZE, b.len);
    } else if (!room) {
        if (XML_GetErrorCode(p->expat) == XML_ERROR_NO_MEMORY)
            raise_memory(t);
        else
            raise_expat(t, p, XML_GetErrorCode(p->expat));
    } else {
        n = (int)b.len;
        memcpy(room, b.data, (size_t)n);
    }
    buffer_release(&b);
    return n;
}

/** Parse XML data from file-like object. */
METHOD1(xmlparser, ParseFile, file)
{
    XmlParser *p = as_parser(self);
    OWN Value hold = retain(self), read = EMPTY;
    Lookup found = find_attr(t, file, NAME(read), &read);
    if (found == ERROR)
        return EMPTY;
    if (found == MISSING)
        return raise_type(t, "argument must have 'read' attribute");
    if (!parse_begin(t, p))
        return EMPTY;
    enum XML_Status status;
    int n;
    do {
        n = read_some(t, p, read);
        status = n < 0 ? XML_STATUS_ERROR : XML_ParseBuffer(p->expat, n, n == 0);
    } while (n > 0 && status != XML_STATUS_ERROR && !is_raised(t));
    return parse_end(t, p, status);
}

/** Set the base URL for the parser. */
METHOD(xmlparser, SetBase, "(self, base: str, /)")
{
    const char *base = str_text(t, a->base);
    if (!base)
        return EMPTY;
    return XML_SetBase(as_parser(self)->expat, base) ? NONE : raise_memory(t);
}

/** Return base URL string for the parser. */
METHOD0(xmlparser, GetBase) { return text_value(t, XML_GetBase(as_parser(self)->expat)); }

/** Return the untranslated text of the input that caused the current event.
 *
 * If the event was generated by a large amount of text (such as a start tag
 * for an element with many attributes), not all of the text may be available. */
METHOD0(xmlparser, GetInputContext)
{
    XmlParser *p = as_parser(self);
    int offset = 0, size = 0;
    const char *s = p->in_handler ? XML_GetInputContext(p->expat, &offset, &size) : NULL;
    return s ? bytes_from(t, s + offset, size - offset) : NONE;
}

static bool make_buffer(Thread *t, XmlParser *p, int size)
{
    char *buffer = mem_alloc(t, (size_t)size);
    if (!buffer)
        return false;
    mem_free(p->buffer);
    p->buffer = buffer;
    p->buffer_size = size;
    p->buffer_used = 0;
    return true;
}

/** Create a parser for parsing an external entity based on the information passed to the ExternalEntityRefHandler. */
METHOD(xmlparser, ExternalEntityParserCreate, "(self, context: str?, encoding: str=?, /)")
{
    XmlParser *p = as_parser(self);
    const char *context = is_empty(a->context) ? NULL : str_text(t, a->context);
    const char *encoding = is_empty(a->encoding) ? NULL : str_text(t, a->encoding);
    if ((!context && !is_empty(a->context)) || (!encoding && !is_empty(a->encoding)))
        return EMPTY;
    XmlParser *q = object_new_zeroed(t, &xmlparser_type, sizeof *q);
    OWN Value v = value_of(q);
    if (!q)
        return EMPTY;
    q->parent = retain(self);
    q->intern = retain(p->intern);
    q->buffer_size = p->buffer_size;
    q->ordered_attributes = p->ordered_attributes;
    q->specified_attributes = p->specified_attributes;
    q->namespace_prefixes = p->namespace_prefixes;
    if (p->buffer && !make_buffer(t, q, p->buffer_size))
        return EMPTY;
    q->expat = XML_ExternalEntityParserCreate(p->expat, context, encoding);
    if (!q->expat)
        return raise_memory(t);
    XML_SetUserData(q->expat, q);
    XML_SetUnknownEncodingHandler(q->expat, on_unknown_encoding, q);
    for (int i = 0; i < EVENT_COUNT; i++) {
        q->handlers[i] = retain(p->handlers[i]);
        if (!is_empty(q->handlers[i]))
            listen(q, i, true);
    }
    return take(&v);
}

/** Controls parsing of parameter entities (including the external DTD subset).
 *
 * Possible flag values are XML_PARAM_ENTITY_PARSING_NEVER,
 * XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE and
 * XML_PARAM_ENTITY_PARSING_ALWAYS. Returns true if setting the flag
 * was successful. */
METHOD(xmlparser, SetParamEntityParsing, "(self, flag: int, /)")
{
    return fixnum(XML_SetParamEntityParsing(as_parser(self)->expat, (enum XML_ParamEntityParsing)a->flag));
}

/** Allows the application to provide an artificial external subset if one is not specified as part of the document instance.
 *
 * This readily allows the use of a 'default' document type controlled by the
 * application, while still getting the advantage of providing document type
 * information to the parser. 'flag' defaults to True if not provided. */
METHOD(xmlparser, UseForeignDTD, "(self, flag: bool=True, /)")
{
    XmlParser *p = as_parser(self);
    enum XML_Error code = XML_UseForeignDTD(p->expat, a->flag ? XML_TRUE : XML_FALSE);
    return code == XML_ERROR_NONE ? NONE : raise_expat(t, p, code);
}

/* Since expat 2.6, and where that was ported back; NULL elsewhere. */
extern XML_Bool XML_SetReparseDeferralEnabled(XML_Parser parser, XML_Bool enabled) __attribute__((weak));

/** Enable/Disable reparse deferral; enabled by default with Expat >=2.6.0. */
METHOD(xmlparser, SetReparseDeferralEnabled, "(self, enabled: bool, /)")
{
    XmlParser *p = as_parser(self);
    if (XML_SetReparseDeferralEnabled && XML_SetReparseDeferralEnabled(p->expat, a->enabled))
        p->no_reparse_deferral = !a->enabled;
    return NONE;
}

/** Retrieve reparse deferral enabled status; always returns false with Expat <2.6.0. */
METHOD0(xmlparser, GetReparseDeferralEnabled)
{
    return bool_value(XML_SetReparseDeferralEnabled && !as_parser(self)->no_reparse_deferral);
}

/* ---- attributes ---- */

static Value handler_get(Ref self, int event)
{
    Ref handler = as_parser(self)->handlers[event];
    return is_empty(handler) ? NONE : retain(handler);
}

static bool handler_set(Thread *t, Ref self, Ref value, int event)
{
    XmlParser *p = as_parser(self);
    if (is_empty(value))
        return raise_runtime(t, "Cannot delete attribute"), false;
    if (event == CHARACTER_DATA && p->thread == t) {
        /* Text met so far belongs to the former handler. */
        flush_text(p);
        if (is_raised(t))
            return false;
    }
    bool on = !is_none(value);
    listen(p, event, on);
    replace_take(&p->handlers[event], on ? retain(value) : EMPTY);
    return true;
}

GETTER(xmlparser, StartElementHandler) { return handler_get(self, START_ELEMENT); }
SETTER(xmlparser, StartElementHandler) { return handler_set(t, self, value, START_ELEMENT); }
GETTER(xmlparser, EndElementHandler) { return handler_get(self, END_ELEMENT); }
SETTER(xmlparser, EndElementHandler) { return handler_set(t, self, value, END_ELEMENT); }
GETTER(xmlparser, ProcessingInstructionHandler) { return handler_get(self, PROCESSING_INSTRUCTION); }
SETTER(xmlparser, ProcessingInstructionHandler) { return handler_set(t, self, value, PROCESSING_INSTRUCTION); }
GETTER(xmlparser, CharacterDataHandler) { return handler_get(self, CHARACTER_DATA); }
SETTER(xmlparser, CharacterDataHandler) { return handler_set(t, self, value, CHARACTER_DATA); }
GETTER(xmlparser, UnparsedEntityDeclHandler) { return handler_get(self, UNPARSED_ENTITY_DECL); }
SETTER(xmlparser, UnparsedEntityDeclHandler) { return handler_set(t, self, value, UNPARSED_ENTITY_DECL); }
GETTER(xmlparser, NotationDeclHandler) { return handler_get(self, NOTATION_DECL); }
SETTER(xmlparser, NotationDeclHandler) { return handler_set(t, self, value, NOTATION_DECL); }
GETTER(xmlparser, StartNamespaceDeclHandler) { return handler_get(self, START_NAMESPACE_DECL); }
SETTER(xmlparser, StartNamespaceDeclHandler) { return handler_set(t, self, value, START_NAMESPACE_DECL); }
GETTER(xmlparser, EndNamespaceDeclHandler) { return handler_get(self, END_NAMESPACE_DECL); }
SETTER(xmlparser, EndNamespaceDeclHandler) { return handler_set(t, self, value, END_NAMESPACE_DECL); }
GETTER(xmlparser, CommentHandler) { return handler_get(self, COMMENT); }
SETTER(xmlparser, CommentHandler) { return handler_set(t, self, value, COMMENT); }
GETTER(xmlparser, StartCdataSectionHandler) { return handler_get(self, START_CDATA_SECTION); }
SETTER(xmlparser, StartCdataSectionHandler) { return handler_set(t, self, value, START_CDATA_SECTION); }
GETTER(xmlparser, EndCdataSectionHandler) { return handler_get(self, END_CDATA_SECTION); }
SETTER(xmlparser, EndCdataSectionHandler) { return handler_set(t, self, value, END_CDATA_SECTION); }
GETTER(xmlparser, DefaultHandler) { return handler_get(self, DEFAULT); }
SETTER(xmlparser, DefaultHandler) { return handler_set(t, self, value, DEFAULT); }
GETTER(xmlparser, DefaultHandlerExpand) { return handler_get(self, DEFAULT_EXPAND); }
SETTER(xmlparser, DefaultHandlerExpand) { return handler_set(t, self, value, DEFAULT_EXPAND); }
GETTER(xmlparser, NotStandaloneHandler) { return handler_get(self, NOT_STANDALONE); }
SETTER(xmlparser, NotStandaloneHandler) { return handler_set(t, self, value, NOT_STANDALONE); }
GETTER(xmlparser, ExternalEntityRefHandler) { return handler_get(self, EXTERNAL_ENTITY_REF); }
SETTER(xmlparser, ExternalEntityRefHandler) { return handler_set(t, self, value, EXTERNAL_ENTITY_REF); }
GETTER(xmlparser, StartDoctypeDeclHandler) { return handler_get(self, START_DOCTYPE_DECL); }
SETTER(xmlparser, StartDoctypeDeclHandler) { return handler_set(t, self, value, START_DOCTYPE_DECL); }
GETTER(xmlparser, EndDoctypeDeclHandler) { return handler_get(self, END_DOCTYPE_DECL); }
SETTER(xmlparser, EndDoctypeDeclHandler) { return handler_set(t, self, value, END_DOCTYPE_DECL); }
GETTER(xmlparser, EntityDeclHandler) { return handler_get(self, ENTITY_DECL); }
SETTER(xmlparser, EntityDeclHandler) { return handler_set(t, self, value, ENTITY_DECL); }
GETTER(xmlparser, XmlDeclHandler) { return handler_get(self, XML_DECL); }
SETTER(xmlparser, XmlDeclHandler) { return handler_set(t, self, value, XML_DECL); }
GETTER(xmlparser, ElementDeclHandler) { return handler_get(self, ELEMENT_DECL); }
SETTER(xmlparser, ElementDeclHandler) { return handler_set(t, self, value, ELEMENT_DECL); }
GETTER(xmlparser, AttlistDeclHandler) { return handler_get(self, ATTLIST_DECL); }
SETTER(xmlparser, AttlistDeclHandler) { return handler_set(t, self, value, ATTLIST_DECL); }
GETTER(xmlparser, SkippedEntityHandler) { return handler_get(self, SKIPPED_ENTITY); }
SETTER(xmlparser, SkippedEntityHandler) { return handler_set(t, self, value, SKIPPED_ENTITY); }

GETTER(xmlparser, ErrorCode) { return fixnum(XML_GetErrorCode(as_parser(self)->expat)); }
GETTER(xmlparser, ErrorLineNumber) { return fixnum((int64_t)XML_GetErrorLineNumber(as_parser(self)->expat)); }
GETTER(xmlparser, ErrorColumnNumber) { return fixnum((int64_t)XML_GetErrorColumnNumber(as_parser(self)->expat)); }
GETTER(xmlparser, ErrorByteIndex) { return fixnum(XML_GetErrorByteIndex(as_parser(self)->expat)); }
GETTER(xmlparser, CurrentLineNumber) { return fixnum((int64_t)XML_GetCurrentLineNumber(as_parser(self)->expat)); }
GETTER(xmlparser, CurrentColumnNumber) { return fixnum((int64_t)XML_GetCurrentColumnNumber(as_parser(self)->expat)); }
GETTER(xmlparser, CurrentByteIndex) { return fixnum(XML_GetCurrentByteIndex(as_parser(self)->expat)); }

GETTER(xmlparser, buffer_size) { return fixnum(as_parser(self)->buffer_size); }
SETTER(xmlparser, buffer_size)
{
    XmlParser *p = as_parser(self);
    int64_t size;
    if (is_empty(value))
        return raise_runtime(t, "Cannot delete attribute"), false;
    if (!is_int(value))
        return raise_type(t, "buffer_size must be an integer"), false;
    if (!int_as_int64(value, &size) || size > INT_MAX)
        return raise_value(t, "buffer_size must not be greater than %d", INT_MAX), false;
    if (size <= 0)
        return raise_value(t, "buffer_size must be greater than zero"), false;
    if (size == p->buffer_size)
        return true;
    if (p->buffer && p->thread == t) {
        flush_text(p);
        if (is_raised(t))
            return false;
    }
    if (p->buffer)
        return make_buffer(t, p, (int)size);
    p->buffer_size = (int)size;
    return true;
}

GETTER(xmlparser, buffer_text) { return bool_value(as_parser(self)->buffer != NULL); }
SETTER(xmlparser, buffer_text)
{
    XmlParser *p = as_parser(self);
    if (is_empty(value))
        return raise_runtime(t, "Cannot delete attribute"), false;
    Test on = test(t, value);
    if (on == TEST_ERROR)
        return false;
    if (on)
        return p->buffer || make_buffer(t, p, p->buffer_size);
    if (p->buffer && p->thread == t) {
        flush_text(p);
        if (is_raised(t))
            return false;
    }
    mem_free(p->buffer);
    p->buffer = NULL;
    p->buffer_used = 0;
    return true;
}

GETTER(xmlparser, buffer_used) { return fixnum(as_parser(self)->buffer_used); }

static bool flag_set(Thread *t, Ref value, bool *flag)
{
    if (is_empty(value))
        return raise_runtime(t, "Cannot delete attribute"), false;
    Test on = test(t, value);
    if (on == TEST_ERROR)
        return false;
    *flag = on;
    return true;
}

GETTER(xmlparser, namespace_prefixes) { return bool_value(as_parser(self)->namespace_prefixes); }
SETTER(xmlparser, namespace_prefixes)
{
    XmlParser *p = as_parser(self);
    if (!flag_set(t, value, &p->namespace_prefixes))
        return false;
    XML_SetReturnNSTriplet(p->expat, p->namespace_prefixes);
    return true;
}
GETTER(xmlparser, ordered_attributes) { return bool_value(as_parser(self)->ordered_attributes); }
SETTER(xmlparser, ordered_attributes) { return flag_set(t, value, &as_parser(self)->ordered_attributes); }
GETTER(xmlparser, specified_attributes) { return bool_value(as_parser(self)->specified_attributes); }
SETTER(xmlparser, specified_attributes) { return flag_set(t, value, &as_parser(self)->specified_attributes); }
GETTER(xmlparser, intern)
{
    Ref intern = as_parser(self)->intern;
    return is_empty(intern) ? NONE : retain(intern);
}

/* ---- the type ---- */

static void xmlparser_traverse(Object *o, Visitor *visitor)
{
    XmlParser *p = (XmlParser *)o;
    for (int i = 0; i < EVENT_COUNT; i++)
        visit(visitor, p->handlers[i]);
    visit(visitor, p->intern);
    visit(visitor, p->parent);
}

static void xmlparser_clear(Object *o)
{
    XmlParser *p = (XmlParser *)o;
    for (int i = 0; i < EVENT_COUNT; i++) {
        if (p->expat)
            listen(p, i, false);
        release(take(&p->handlers[i]));
    }
    release(take(&p->intern));
}

static void xmlparser_dealloc(Object *o)
{
    XmlParser *p = (XmlParser *)o;
    xmlparser_clear(o);
    if (p->expat)
        XML_ParserFree(p->expat);
    release(p->parent);
    mem_free(p->buffer);
    object_free(o, sizeof *p);
}

static Value xmlparser_no_new(Thread *t, Type *cls UNUSED, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return raise_type(t, "cannot create 'pyexpat.xmlparser' instances");
}

static Type xmlparser_type = {
    TYPE_HEAD("pyexpat.xmlparser", XmlParser), .doc = "XML parser", .flags = TYPE_GC, .dealloc = xmlparser_dealloc,
    .traverse = xmlparser_traverse, .clear = xmlparser_clear, .new_ = xmlparser_no_new, .methods = xmlparser_methods,
    .getset = xmlparser_getset,
};

/* ---- functions ---- */

/** Return a new XML parser object. */
FUNCTION(pyexpat, ParserCreate, "(encoding=None, namespace_separator=None, intern=?)")
{
    if (!is_none(a->encoding) && !is_str(a->encoding))
        return raise_type(t, "ParserCreate() argument 'encoding' must be str or None, not %T", a->encoding);
    if (!is_none(a->namespace_separator) && !is_str(a->namespace_separator))
        return raise_type(t, "ParserCreate() argument 'namespace_separator' must be str or None, not %T", a->namespace_separator);
    if (!is_none(a->namespace_separator) && as_str(a->namespace_separator)->len > 1)
        return raise_value(t, "namespace_separator must be at most one character, omitted, or None");
    if (!is_empty(a->intern) && !is_none(a->intern) && !is_dict(a->intern))
        return raise_type(t, "intern must be a dictionary");
    const char *encoding = is_none(a->encoding) ? NULL : str_text(t, a->encoding);
    const char *separator = is_none(a->namespace_separator) ? NULL : str_utf8(t, a->namespace_separator, NULL);
    if ((!encoding && !is_none(a->encoding)) || (!separator && !is_none(a->namespace_separator)))
        return EMPTY;
    XmlParser *p = object_new_zeroed(t, &xmlparser_type, sizeof *p);
    OWN Value v = value_of(p);
    if (!p)
        return EMPTY;
    p->buffer_size = TEXT_BUFFER_SIZE;
    p->intern = is_empty(a->intern) ? dict_new(t) : is_none(a->intern) ? EMPTY : retain(a->intern);
    if (is_raised(t))
        return EMPTY;
    p->expat = XML_ParserCreate_MM(encoding, NULL, separator);
    if (!p->expat)
        return raise_memory(t);
    /* So that nobody can choose names that collide in expat's tables. */
    XML_SetHashSalt(p->expat, (unsigned long)t->interp->hash_key[0]);
    XML_SetUserData(p->expat, p);
    XML_SetUnknownEncodingHandler(p->expat, on_unknown_encoding, p);
    return take(&v);
}

/** Returns string error for given number. */
FUNCTION(pyexpat, ErrorString, "(code: int, /)") { return text_value(t, XML_ErrorString((enum XML_Error)a->code)); }

/* ---- the module ---- */

typedef struct NamedInt { const char *name; int value; } NamedInt;

static const NamedInt error_names[] = {
#define E(name) {#name, name}
    E(XML_ERROR_NO_MEMORY), E(XML_ERROR_SYNTAX), E(XML_ERROR_NO_ELEMENTS), E(XML_ERROR_INVALID_TOKEN), E(XML_ERROR_UNCLOSED_TOKEN),
    E(XML_ERROR_PARTIAL_CHAR), E(XML_ERROR_TAG_MISMATCH), E(XML_ERROR_DUPLICATE_ATTRIBUTE), E(XML_ERROR_JUNK_AFTER_DOC_ELEMENT),
    E(XML_ERROR_PARAM_ENTITY_REF), E(XML_ERROR_UNDEFINED_ENTITY), E(XML_ERROR_RECURSIVE_ENTITY_REF), E(XML_ERROR_ASYNC_ENTITY),
    E(XML_ERROR_BAD_CHAR_REF), E(XML_ERROR_BINARY_ENTITY_REF), E(XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF),
    E(XML_ERROR_MISPLACED_XML_PI), E(XML_ERROR_UNKNOWN_ENCODING), E(XML_ERROR_INCORRECT_ENCODING),
    E(XML_ERROR_UNCLOSED_CDATA_SECTION), E(XML_ERROR_EXTERNAL_ENTITY_HANDLING), E(XML_ERROR_NOT_STANDALONE),
    E(XML_ERROR_UNEXPECTED_STATE), E(XML_ERROR_ENTITY_DECLARED_IN_PE), E(XML_ERROR_FEATURE_REQUIRES_XML_DTD),
    E(XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING), E(XML_ERROR_UNBOUND_PREFIX), E(XML_ERROR_UNDECLARING_PREFIX),
    E(XML_ERROR_INCOMPLETE_PE), E(XML_ERROR_XML_DECL), E(XML_ERROR_TEXT_DECL), E(XML_ERROR_PUBLICID), E(XML_ERROR_SUSPENDED),
    E(XML_ERROR_NOT_SUSPENDED), E(XML_ERROR_ABORTED), E(XML_ERROR_FINISHED), E(XML_ERROR_SUSPEND_PE),
    E(XML_ERROR_RESERVED_PREFIX_XML), E(XML_ERROR_RESERVED_PREFIX_XMLNS), E(XML_ERROR_RESERVED_NAMESPACE_URI),
    E(XML_ERROR_INVALID_ARGUMENT), E(XML_ERROR_NO_BUFFER), E(XML_ERROR_AMPLIFICATION_LIMIT_BREACH),
#undef E
    {NULL, 0},
};

static const NamedInt model_names[] = {
    {"XML_CTYPE_EMPTY", XML_CTYPE_EMPTY}, {"XML_CTYPE_ANY", XML_CTYPE_ANY}, {"XML_CTYPE_MIXED", XML_CTYPE_MIXED},
    {"XML_CTYPE_NAME", XML_CTYPE_NAME}, {"XML_CTYPE_CHOICE", XML_CTYPE_CHOICE}, {"XML_CTYPE_SEQ", XML_CTYPE_SEQ},
    {"XML_CQUANT_NONE", XML_CQUANT_NONE}, {"XML_CQUANT_OPT", XML_CQUANT_OPT}, {"XML_CQUANT_REP", XML_CQUANT_REP},
    {"XML_CQUANT_PLUS", XML_CQUANT_PLUS}, {NULL, 0},
};

/* A module inside this one, known to the import system. */
static Value add_submodule(Thread *t, Ref module, const char *full_name, const char *name, const char *doc)
{
    OWN Value text = intern_text(t, full_name);
    OWN Value sub = is_empty(text) ? EMPTY : module_new(t, text);
    if (is_empty(sub) || !module_add_text(t, sub, "__doc__", doc) || !dict_set(t, t->interp->modules, text, sub)
        || !module_add(t, module, name, sub))
        return EMPTY;
    return take(&sub);
}

/* errors.NAME is the message; codes and messages map between the two. */
static bool add_errors(Thread *t, Ref module)
{
    OWN Value errors = add_submodule(t, module, "pyexpat.errors", "errors", "Constants used to describe error conditions.");
    OWN Value codes = is_empty(errors) ? EMPTY : dict_new(t), messages = is_empty(codes) ? EMPTY : dict_new(t);
    if (is_empty(messages))
        return false;
    for (const NamedInt *e = error_names; e->name; e++) {
        OWN Value text = text_value(t, XML_ErrorString((enum XML_Error)e->value));
        if (is_empty(text) || !module_add(t, errors, e->name, text) || !dict_set(t, as_dict(codes), text, fixnum(e->value))
            || !dict_set(t, as_dict(messages), fixnum(e->value), text))
            return false;
    }
    return module_add(t, errors, "codes", codes) && module_add(t, errors, "messages", messages);
}

static bool add_model(Thread *t, Ref module)
{
    OWN Value model = add_submodule(t, module, "pyexpat.model", "model", "Constants used to interpret content model information.");
    if (is_empty(model))
        return false;
    for (const NamedInt *e = model_names; e->name; e++)
        if (!module_add_int(t, model, e->name, e->value))
            return false;
    return true;
}

static bool add_features(Thread *t, Ref module)
{
    OWN Value all = list_new(t, 0);
    for (const XML_Feature *f = XML_GetFeatureList(); !is_empty(all) && f->feature != XML_FEATURE_END; f++) {
        OWN Value name = text_value(t, f->name);
        OWN Value row = is_empty(name) ? EMPTY : tuple_pack(t, 2, name, fixnum(f->value));
        if (is_empty(row) || !list_append(t, as_list(all), row))
            return false;
    }
    return !is_empty(all) && module_add(t, module, "features", all);
}

static bool pyexpat_exec(Thread *t, Ref module)
{
    XML_Expat_Version v = XML_ExpatVersionInfo();
    OWN Value version = tuple_pack(t, 3, fixnum(v.major), fixnum(v.minor), fixnum(v.micro));
    return !is_empty(version) && module_add_type(t, module, &expat_error_type) && module_add(t, module, "error", value_of(&expat_error_type))
           && type_ready(t, &xmlparser_type) && module_add(t, module, "XMLParserType", value_of(&xmlparser_type))
           && module_add(t, module, "version_info", version) && module_add_text(t, module, "EXPAT_VERSION", XML_ExpatVersion())
           && module_add_text(t, module, "native_encoding", "UTF-8")
           && module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_NEVER", XML_PARAM_ENTITY_PARSING_NEVER)
           && module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE", XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
           && module_add_int(t, module, "XML_PARAM_ENTITY_PARSING_ALWAYS", XML_PARAM_ENTITY_PARSING_ALWAYS)
           && add_errors(t, module) && add_model(t, module) && add_features(t, module);
}

MODULE(pyexpat, .doc = "Python wrapper for Expat parser.", .exec = pyexpat_exec);
