/* _crypt.c: the C library's crypt() (loaded on demand). Python manual: crypt; the rest is in lib/crypt.py. */
#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "object/exception.h"
#include "object/module.h"
#include "object/str.h"
#include "gen/modules/_crypt.h"

/* A text as a C string; NULL: an exception is set. */
static const char *c_text(Thread *t, Ref text)
{
    ssize n;
    const char *s = str_utf8(t, text, &n);
    if (s && strlen(s) != (size_t)n) {
        raise_value(t, "embedded null character");
        return NULL;
    }
    return s;
}

/** Hash a word with the given salt and return the hashed password. */
FUNCTION(_crypt, crypt, "(word: str, salt: str, /)")
{
    const char *word = c_text(t, a->word), *salt = word ? c_text(t, a->salt) : NULL;
    if (!salt)
        return EMPTY;
    struct crypt_data *data = calloc(1, sizeof *data);
    if (!data)
        return raise_memory(t);
    errno = 0;
    const char *hash = crypt_rn(word, salt, data, (int)sizeof *data);       /* NULL when it fails, where crypt_r() gives a text */
    Value result = hash ? str_from_utf8(t, hash, (ssize)strlen(hash)) : raise_errno(t, errno ? errno : EINVAL);
    explicit_bzero(data, sizeof *data);     /* it has seen the word */
    free(data);
    return result;
}

MODULE(_crypt, .doc = "The C library's crypt().");
