/* scan_template.h: the JSON scanner for one width of code points; included by scanner.c with CHAR, SCAN(name) defined.
 *
 * Positions are indexes into the text, which the caller keeps alive; *i is where to go on. The names follow RFC 8259. */

static ssize SCAN(skip_space)(const CHAR *p, ssize n, ssize i)
{
    while (i < n && (p[i] == ' ' || p[i] == '\n' || p[i] == '\r' || p[i] == '\t'))
        i++;
    return i;
}

/* The value of four hexadecimal digits at i; -1 if they are not there. */
static int SCAN(hex4)(const CHAR *p, ssize n, ssize i)
{
    if (n - i < 4)
        return -1;
    int a = hex_value(p[i]), b = hex_value(p[i + 1]), c = hex_value(p[i + 2]), d = hex_value(p[i + 3]);
    return (a | b | c | d) < 0 ? -1 : a << 12 | b << 8 | c << 4 | d;
}

/* The end of the plain characters from i on. */
static ssize SCAN(plain_end)(const CHAR *p, ssize n, ssize i)
{
    if (sizeof(CHAR) == 1)
        return plain_bytes_end((const uint8_t *)p, n, i, false);
    while (i < n && p[i] >= ' ' && p[i] != '"' && p[i] != '\\')
        i++;
    return i;
}

/* The character of the escape whose letter is at *i. t NULL: nothing is raised. */
static bool SCAN(escape)(Thread *t, Ref text, const CHAR *p, ssize n, ssize *i, uint32_t *c)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    CHAR letter = p[*i];
    if (letter != 'u') {
        const char *at = letter < 128 && letter ? strchr(letters, (int)letter) : NULL;
        if (!at)
            return bad_escape(t, "Invalid \\escape", text, *i - 1);
        *c = (uint8_t)meanings[at - letters];
        (*i)++;
        return true;
    }
    int high = SCAN(hex4)(p, n, *i + 1), low;
    if (high < 0)
        return bad_escape(t, "Invalid \\uXXXX escape", text, *i);
    *c = (uint32_t)high;
    *i += 5;
    if (high >= 0xd800 && high < 0xdc00 && n - *i >= 6 && p[*i] == '\\' && p[*i + 1] == 'u') {
        if ((low = SCAN(hex4)(p, n, *i + 2)) < 0)
            return bad_escape(t, "Invalid \\uXXXX escape", text, *i + 1);
        if (low >= 0xdc00 && low < 0xe000) {
            *c = 0x10000 + ((uint32_t)(high - 0xd800) << 10 | (uint32_t)(low - 0xdc00));
            *i += 6;
        }
    }
    return true;
}

/* A string with escapes in it, of which the plain beginning ends at i: measured, then written. EMPTY without an exception:
 * something is wrong with it, or there are control characters. */
static Value SCAN(measured_string)(Thread *t, Ref text, const CHAR *p, ssize n, ssize begin, ssize i, ssize *end)
{
    bool ascii = as_str(text)->ascii;
    uint32_t most = ascii ? 127 : 0, c;
    ssize len = 0, start = begin;
    for (;;) {
        for (ssize k = start; !ascii && k < i; k++)
            most |= p[k];
        len += i - start;
        if (i >= n || (p[i] != '"' && p[i] != '\\'))
            return EMPTY;
        if (p[i] == '"')
            break;
        if (++i >= n || !SCAN(escape)(NULL, text, p, n, &i, &c))
            return EMPTY;
        most = MAX(most, c);
        len++;
        start = i;
        i = SCAN(plain_end)(p, n, i);
    }
    *end = i + 1;
    Value v = str_new(t, len, MIN(most, (uint32_t)0x10ffff));
    if (is_empty(v))
        return EMPTY;
    Str *s = as_str(v);
    void *data = str_data(s);
    for (ssize at = 0, k = begin; p[k] != '"';) {
        ssize stop = SCAN(plain_end)(p, n, k), run = stop - k;
        if (s->kind == sizeof(CHAR))
            memcpy((CHAR *)data + at, p + k, (size_t)run * sizeof(CHAR));
        else
            for (ssize j = 0; j < run; j++)
                put_char(data, s->kind, at + j, p[k + j]);
        at += run;
        if (p[stop] == '"')
            break;
        k = stop + 1;
        if (SCAN(escape)(NULL, text, p, n, &k, &c))
            put_char(data, s->kind, at++, c);
    }
    return v;
}

/* A string with escapes in it, of which the plain beginning ends at i. */
static Value SCAN(long_string)(Thread *t, Ref text, const CHAR *p, ssize n, ssize begin, ssize i, bool strict, ssize *end)
{
    Value measured = SCAN(measured_string)(t, text, p, n, begin, i, end);
    if (!is_empty(measured) || is_raised(t))
        return measured;
    StrBuilder b;
    builder_init(&b, t);
    ssize start = begin;
    for (;;) {
        if (!builder_slice(&b, text, start, i))
            goto fail;
        if (i >= n) {
            raise_json(t, "Unterminated string starting at", text, begin - 1);
            goto fail;
        }
        CHAR c = p[i];
        uint32_t decoded = c;
        if (c == '"')
            break;
        i++;
        if (c == '\\') {
            if (i >= n) {
                raise_json(t, "Unterminated string starting at", text, begin - 1);
                goto fail;
            }
            if (!SCAN(escape)(t, text, p, n, &i, &decoded))
                goto fail;
        } else if (strict) {
            raise_json(t, "Invalid control character at", text, i - 1);
            goto fail;
        }
        if (!builder_char(&b, decoded))
            goto fail;
        start = i;
        i = SCAN(plain_end)(p, n, i);
    }
    *end = i + 1;
    return builder_take(&b);
fail:
    builder_free(&b);
    return is_raised(t) ? EMPTY : raise_memory(t);
}

static Value SCAN(string)(Thread *t, Ref text, const CHAR *p, ssize n, ssize begin, bool strict, ssize *end)
{
    ssize i = SCAN(plain_end)(p, n, begin);
    if (unlikely(i >= n || p[i] != '"'))
        return SCAN(long_string)(t, text, p, n, begin, i, strict, end);
    *end = i + 1;
    if (sizeof(CHAR) == 1 && as_str(text)->ascii)
        return str_from_ascii(t, (const char *)(p + begin), i - begin);
    return str_slice(t, text, begin, i);
}

/* As string(), for keys: short ones are looked for among those seen lately. */
static Value SCAN(key)(Scan *s, const CHAR *p, ssize n, ssize begin, ssize *end)
{
    ssize i = begin;
    uint32_t hash = 2166136261u;
    while (i < n && p[i] >= ' ' && p[i] != '"' && p[i] != '\\')
        hash = (hash ^ (uint32_t)p[i++]) * 16777619u;
    if (i >= n || p[i] != '"' || i - begin > KEY_MAX)
        return SCAN(string)(s->t, s->text, p, n, begin, s->scanner->strict, end);
    *end = i + 1;
    Value *slot = &s->keys[hash % KEYS];
    if (!is_empty(*slot) && as_str(*slot)->len == i - begin) {
        const Str *known = as_str(*slot);
        if (known->kind == sizeof(CHAR) && memcmp(str_data(known), p + begin, (size_t)(i - begin) * sizeof(CHAR)) == 0)
            return retain(*slot);
    }
    Value key = str_slice(s->t, s->text, begin, i);
    if (!is_empty(key))
        replace_take(slot, retain(key));
    return key;
}

/* A number at *i, or MISSING; *i behind it. */
static Lookup SCAN(number)(Scan *s, const CHAR *p, ssize n, ssize *i, Value *result)
{
    Thread *t = s->t;
    ssize start = *i, k = start, digits;
    int64_t value = 0;
    bool is_float = false, negative = k < n && p[k] == '-';
    k += negative;
    digits = k;
    if (k >= n || p[k] < '0' || p[k] > '9')
        return MISSING;
    if (p[k] == '0')
        k++;
    else
        for (; k < n && p[k] >= '0' && p[k] <= '9'; k++)
            value = (int64_t)((uint64_t)value * 10 + (uint64_t)(p[k] - '0'));
    ssize int_end = k;
    if (k + 1 < n && p[k] == '.' && p[k + 1] >= '0' && p[k + 1] <= '9') {
        is_float = true;
        for (k += 2; k < n && p[k] >= '0' && p[k] <= '9'; k++)
            ;
    }
    if (k + 1 < n && (p[k] == 'e' || p[k] == 'E')) {
        ssize e = k + 1 + (p[k + 1] == '-' || p[k + 1] == '+');
        if (e < n && p[e] >= '0' && p[e] <= '9') {
            is_float = true;
            for (k = e + 1; k < n && p[k] >= '0' && p[k] <= '9'; k++)
                ;
        }
    }
    *i = k;
    if (!is_float && int_end - digits <= 18 && s->scanner->plain_int) {
        *result = fixnum(negative ? -value : value);
        return FOUND;
    }
    if (sizeof(CHAR) == 1)
        *result = number_value(s, (const char *)(p + start), k - start, is_float);
    else {
        char small[64] = "", *ascii = k - start <= (ssize)sizeof small ? small : mem_alloc(t, (size_t)(k - start));
        if (!ascii)
            return ERROR;
        for (ssize j = start; j < k; j++)
            ascii[j - start] = (char)p[j];
        *result = number_value(s, ascii, k - start, is_float);
        if (ascii != small)
            mem_free(ascii);
    }
    return is_empty(*result) ? ERROR : FOUND;
}

static bool SCAN(word)(const CHAR *p, ssize n, ssize *i, const char *word)
{
    ssize k = *i;
    for (; *word; word++, k++)
        if (k >= n || p[k] != (CHAR)*word)
            return false;
    *i = k;
    return true;
}

static Value SCAN(value)(Scan *s, const CHAR *p, ssize n, ssize *i);

static Value SCAN(array)(Scan *s, const CHAR *p, ssize n, ssize *at)
{
    Thread *t = s->t;
    OWN Value result = list_new(t, 0);
    if (is_empty(result))
        return EMPTY;
    ssize i = SCAN(skip_space)(p, n, *at);
    if (i < n && p[i] == ']') {
        *at = i + 1;
        return take(&result);
    }
    for (;;) {
        Value item = SCAN(value)(s, p, n, &i);
        if (is_empty(item) || !list_append_take(t, as_list(result), item))
            return EMPTY;
        i = SCAN(skip_space)(p, n, i);
        if (i < n && p[i] == ']')
            break;
        if (i >= n || p[i] != ',')
            return raise_json(t, "Expecting ',' delimiter", s->text, i);
        i = SCAN(skip_space)(p, n, i + 1);
    }
    *at = i + 1;
    return take(&result);
}

/* One member of an object, behind the opening quote of its key. */
static bool SCAN(member)(Scan *s, const CHAR *p, ssize n, ssize *at, Ref result, bool pairs)
{
    Thread *t = s->t;
    ssize i = *at;
    OWN Value key = SCAN(key)(s, p, n, i, &i);
    if (is_empty(key))
        return false;
    i = SCAN(skip_space)(p, n, i);
    if (i >= n || p[i] != ':')
        return raise_json(t, "Expecting ':' delimiter", s->text, i), false;
    i = SCAN(skip_space)(p, n, i + 1);
    OWN Value value = SCAN(value)(s, p, n, &i);
    if (is_empty(value))
        return false;
    *at = SCAN(skip_space)(p, n, i);
    if (!pairs)
        return dict_set(t, as_dict(result), key, value);
    Value pair = tuple_pack(t, 2, key, value);
    return !is_empty(pair) && list_append_take(t, as_list(result), pair);
}

static Value SCAN(object)(Scan *s, const CHAR *p, ssize n, ssize *at)
{
    Thread *t = s->t;
    bool pairs = !is_none(s->scanner->object_pairs_hook);
    OWN Value result = pairs ? list_new(t, 0) : dict_new(t);
    if (is_empty(result))
        return EMPTY;
    ssize i = SCAN(skip_space)(p, n, *at);
    if (i >= n || p[i] != '}')
        for (;;) {
            if (i >= n || p[i] != '"')
                return raise_json(t, "Expecting property name enclosed in double quotes", s->text, i);
            i++;
            if (!SCAN(member)(s, p, n, &i, result, pairs))
                return EMPTY;
            if (i < n && p[i] == '}')
                break;
            if (i >= n || p[i] != ',')
                return raise_json(t, "Expecting ',' delimiter", s->text, i);
            i = SCAN(skip_space)(p, n, i + 1);
        }
    *at = i + 1;
    return finish_object(s, take(&result), pairs);
}

/* The value at *i; StopIteration(*i) if there is none. */
static Value SCAN(value)(Scan *s, const CHAR *p, ssize n, ssize *i)
{
    Thread *t = s->t;
    Value result;
    if (*i >= n)
        return no_value(t, *i);
    CHAR c = p[*i];
    switch (c) {
    case '"':
        return SCAN(string)(t, s->text, p, n, *i + 1, s->scanner->strict, i);
    case '{':
    case '[':
        if (!recursion_enter(t, c == '{' ? " while decoding a JSON object from a unicode string"
                                         : " while decoding a JSON array from a unicode string"))
            return EMPTY;
        (*i)++;
        result = c == '{' ? SCAN(object)(s, p, n, i) : SCAN(array)(s, p, n, i);
        recursion_leave(t);
        return result;
    case 'n':
        return SCAN(word)(p, n, i, "null") ? NONE : no_value(t, *i);
    case 't':
        return SCAN(word)(p, n, i, "true") ? TRUE_VALUE : no_value(t, *i);
    case 'f':
        return SCAN(word)(p, n, i, "false") ? FALSE_VALUE : no_value(t, *i);
    case 'N':
        return SCAN(word)(p, n, i, "NaN") ? constant_value(s, "NaN") : no_value(t, *i);
    case 'I':
        return SCAN(word)(p, n, i, "Infinity") ? constant_value(s, "Infinity") : no_value(t, *i);
    }
    if (c == '-' && SCAN(word)(p, n, i, "-Infinity"))
        return constant_value(s, "-Infinity");
    switch (SCAN(number)(s, p, n, i, &result)) {
    case FOUND:   return result;
    case MISSING: return no_value(t, *i);
    default:      return EMPTY;
    }
}

#undef CHAR
#undef SCAN
