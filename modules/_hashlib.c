/* _hashlib.c: message digests by OpenSSL (loaded on demand); lib/hashlib.py shows it. Python manual: hashlib. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>

#include "object/bytes_ops.h"
#include "object/int.h"
#include "object/module.h"
#include "object/set.h"
#include "object/str.h"
#include "modules/compression.h"
#include "gen/modules/_hashlib.h"

/* Names that OpenSSL has otherwise. The digests with a function of their own come first, in the order of enum Known. */
static const struct { const char *name, *openssl; } names[] = {
    {"md5", "MD5"}, {"sha1", "SHA1"}, {"sha224", "SHA2-224"}, {"sha256", "SHA2-256"}, {"sha384", "SHA2-384"},
    {"sha512", "SHA2-512"}, {"sha3_224", "SHA3-224"}, {"sha3_256", "SHA3-256"}, {"sha3_384", "SHA3-384"},
    {"sha3_512", "SHA3-512"}, {"shake_128", "SHAKE-128"}, {"shake_256", "SHAKE-256"}, {"blake2b", "BLAKE2B-512"},
    {"blake2s", "BLAKE2S-256"}, {"sha512_224", "SHA2-512/224"}, {"sha512_256", "SHA2-512/256"}, {"ripemd160", "RIPEMD-160"},
    {"sm3", "SM3"},
};
enum Known { MD5, SHA1, SHA224, SHA256, SHA384, SHA512, KNOWN };

typedef struct HashState {
    EVP_MD *known[KNOWN];       /* fetched on first use */
} HashState;

typedef struct Hash {
    Object head;
    EVP_MD_CTX *context;
    Value name;                 /* str, as Python calls it */
    ObjectLock lock;
} Hash;

/* From this size on the GIL is released. */
#define LONG_DATA 2048

static Type HASH_type, HASHXOF_type;
static Hash *as_hash(Ref v) { return (Hash *)object_of(v); }

static Value raise_openssl(Thread *t)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    ERR_clear_error();
    return raise_value(t, "%s", reason ? reason : "no reason supplied");
}

/* ---- digests by name ---- */

static bool same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if ((*a | (*a - 'A' < 26u ? 32 : 0)) != (*b | (*b - 'A' < 26u ? 32 : 0)))
            return false;
    return *a == *b;
}

/* A digest to be freed; its name in Python is written to *name. NULL with ValueError. */
static EVP_MD *digest_find(Thread *t, Ref wanted, Value *name)
{
    const char *text = str_utf8(t, wanted, NULL), *openssl = text;
    const char *python = NULL;
    if (!text)
        return NULL;
    for (ssize i = 0; i < COUNT_OF(names); i++)
        if (same_name(names[i].name, text)) {
            python = names[i].name;
            openssl = names[i].openssl;
        }
    EVP_MD *md = EVP_MD_fetch(NULL, openssl, NULL);
    if (!md) {
        ERR_clear_error();
        return raise_value(t, "unsupported hash type %S", wanted), NULL;
    }
    for (ssize i = 0; !python && i < COUNT_OF(names); i++)
        if (EVP_MD_is_a(md, names[i].openssl))
            python = names[i].name;
    *name = python ? intern_text(t, python) : call_method0(t, wanted, NAME(lower));
    if (!is_empty(*name))
        return md;
    EVP_MD_free(md);
    return NULL;
}

static EVP_MD *digest_known(Thread *t, Ref module, enum Known which)
{
    HashState *s = module_state(t, module);
    if (!s->known[which] && !(s->known[which] = EVP_MD_fetch(NULL, names[which].openssl, NULL))) {
        ERR_clear_error();
        raise_value(t, "unsupported hash type %s", names[which].name);
    }
    return s->known[which];
}

/* ---- hash objects ---- */

static Value hash_alloc(Thread *t, Type *type, Ref name)
{
    Hash *h = object_new_zeroed(t, type, sizeof *h);
    OWN Value v = value_of(h);
    if (!h)
        return EMPTY;
    h->name = retain(name);
    h->context = EVP_MD_CTX_new();
    return h->context ? take(&v) : raise_memory(t);
}

static void hash_dealloc(Object *o)
{
    Hash *h = (Hash *)o;
    EVP_MD_CTX_free(h->context);
    release(h->name);
    object_free(o, sizeof *h);
}

/* "Strings must be encoded before hashing" for str. */
static bool get_data(Thread *t, Ref v, Buffer *b)
{
    if (is_str(v))
        return raise_type(t, "Strings must be encoded before hashing"), false;
    if (!has_buffer(v))
        return raise_type(t, "object supporting the buffer API required"), false;
    return buffer_get(t, v, b, BUFFER_SIMPLE);
}

static bool update(Thread *t, Hash *h, Ref data)
{
    Buffer b;
    if (!get_data(t, data, &b))
        return false;
    int good;
    {
        OBJECT_LOCKED(t, &h->lock);
        if (b.len >= LONG_DATA) {
            BLOCKING_BEGIN(t)
            good = EVP_DigestUpdate(h->context, b.data, (size_t)b.len);
            BLOCKING_END(t)
        } else {
            good = EVP_DigestUpdate(h->context, b.data, (size_t)b.len);
        }
    }
    buffer_release(&b);
    return good || (raise_openssl(t), false);
}

static Value hash_new(Thread *t, const EVP_MD *md, Ref name, Ref data)
{
    bool extendable = EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF && !EVP_MD_is_a(md, "BLAKE2B-512") && !EVP_MD_is_a(md, "BLAKE2S-256");
    OWN Value v = hash_alloc(t, extendable ? &HASHXOF_type : &HASH_type, name);
    if (is_empty(v))
        return EMPTY;
    if (!EVP_DigestInit_ex(as_hash(v)->context, md, NULL))
        return raise_openssl(t);
    return is_empty(data) || update(t, as_hash(v), data) ? take(&v) : EMPTY;
}

/* A copy of the state, to be freed. */
static EVP_MD_CTX *context_copy(Thread *t, Hash *h)
{
    OBJECT_LOCKED(t, &h->lock);
    EVP_MD_CTX *made = EVP_MD_CTX_new();
    if (!made)
        return raise_memory(t), NULL;
    if (EVP_MD_CTX_copy(made, h->context))
        return made;
    EVP_MD_CTX_free(made);
    return raise_openssl(t), NULL;
}

/* The digest; of an extendable one, `length` bytes of it. */
static Value digest(Thread *t, Ref self, ssize length)
{
    Hash *h = as_hash(self);
    bool extendable = type_of(self) == &HASHXOF_type;
    EVP_MD_CTX *context = context_copy(t, h);
    if (!context)
        return EMPTY;
    ssize n = extendable ? length : EVP_MD_CTX_get_size(context);
    OWN Value bytes = bytes_new(t, n);
    unsigned int written;
    int good = 0;
    if (!is_empty(bytes))
        good = extendable ? n == 0 || EVP_DigestFinalXOF(context, as_bytes(bytes)->data, (size_t)n)
                          : EVP_DigestFinal_ex(context, as_bytes(bytes)->data, &written);
    EVP_MD_CTX_free(context);
    if (is_empty(bytes))
        return EMPTY;
    return good ? take(&bytes) : raise_openssl(t);
}

/* Of an extendable digest. */
static bool check_length(Thread *t, ssize length)
{
    return length < 1 << 29 || (raise_value(t, "length is too large"), false);
}

static Value hex_digest(Thread *t, Ref self, ssize length)
{
    OWN Value bytes = digest(t, self, length);
    return is_empty(bytes) ? EMPTY : byte_hex(t, byte_span(bytes), EMPTY, 1);
}

static Value HASH_repr(Thread *t, Ref self)
{
    return str_format(t, "<%S %s object @ %p>", as_hash(self)->name, type_of(self)->name, (void *)as_hash(self));
}

/** Return a copy of the hash object. */
METHOD0(HASH, copy)
{
    EVP_MD_CTX *context = context_copy(t, as_hash(self));
    Value v = context ? hash_alloc(t, type_of(self), as_hash(self)->name) : EMPTY;
    if (is_empty(v)) {
        EVP_MD_CTX_free(context);
        return EMPTY;
    }
    EVP_MD_CTX_free(as_hash(v)->context);
    as_hash(v)->context = context;
    return v;
}

/** Return the digest value as a bytes object. */
METHOD0(HASH, digest) { return digest(t, self, 0); }

/** Return the digest value as a string of hexadecimal digits. */
METHOD0(HASH, hexdigest) { return hex_digest(t, self, 0); }

/** Update this hash object's state with the provided string. */
METHOD1(HASH, update, obj) { return update(t, as_hash(self), obj) ? NONE : EMPTY; }

GETTER(HASH, name) { return retain(as_hash(self)->name); }
GETTER(HASH, digest_size)
{
    return fixnum(type_of(self) == &HASHXOF_type ? 0 : EVP_MD_CTX_get_size(as_hash(self)->context));
}
GETTER(HASH, block_size) { return fixnum(EVP_MD_CTX_get_block_size(as_hash(self)->context)); }

static Type HASH_type = {
    TYPE_HEAD("_hashlib.HASH", Hash), .flags = TYPE_BASE, .dealloc = hash_dealloc, .repr = HASH_repr, .methods = HASH_methods,
    .getset = HASH_getset,
    .doc = "A hash is an object used to calculate a checksum of a string of information.\n\n"
           "Methods:\n\n"
           "update() -- updates the current digest with an additional string\n"
           "digest() -- return the current digest value\n"
           "hexdigest() -- return the current digest as a string of hexadecimal digits\n"
           "copy() -- return a copy of the current hash object\n\n"
           "Attributes:\n\n"
           "name -- the hash algorithm being used by this object\n"
           "digest_size -- number of bytes in this hashes output",
};

/** Return the digest value as a bytes object. */
METHOD(HASHXOF, digest, "(self, /, length: size)") { return check_length(t, a->length) ? digest(t, self, a->length) : EMPTY; }

/** Return the digest value as a string of hexadecimal digits. */
METHOD(HASHXOF, hexdigest, "(self, /, length: size)") { return check_length(t, a->length) ? hex_digest(t, self, a->length) : EMPTY; }

static Type HASHXOF_type = {
    TYPE_HEAD("_hashlib.HASHXOF", Hash), .base = &HASH_type, .methods = HASHXOF_methods,
    .doc = "A hash is an object used to calculate a checksum of a string of information.",
};

/* ---- constructors ---- */

/** Return a new hash object using the named algorithm.
 *
 * An optional string argument may be provided and will be
 * automatically hashed.
 *
 * The MD5 and SHA1 algorithms are always supported. */
FUNCTION(_hashlib, new, "(name: str, string=?, *, usedforsecurity: bool=True)")
{
    OWN Value name = EMPTY;
    EVP_MD *md = digest_find(t, a->name, &name);
    if (!md)
        return EMPTY;
    Value v = hash_new(t, md, name, a->string);
    EVP_MD_free(md);
    return v;
}

static Value known_new(Thread *t, Ref module, enum Known which, Ref data)
{
    EVP_MD *md = digest_known(t, module, which);
    OWN Value name = md ? intern_text(t, names[which].name) : EMPTY;
    return is_empty(name) ? EMPTY : hash_new(t, md, name, data);
}

/** Returns a md5 hash object; optionally initialized with a string */
FUNCTION(_hashlib, openssl_md5, "(string=?, *, usedforsecurity: bool=True)") { return known_new(t, self, MD5, a->string); }

/** Returns a sha1 hash object; optionally initialized with a string */
FUNCTION(_hashlib, openssl_sha1, "(string=?, *, usedforsecurity: bool=True)") { return known_new(t, self, SHA1, a->string); }

/** Returns a sha224 hash object; optionally initialized with a string */
FUNCTION(_hashlib, openssl_sha224, "(string=?, *, usedforsecurity: bool=True)") { return known_new(t, self, SHA224, a->string); }

/** Returns a sha256 hash object; optionally initialized with a string */
FUNCTION(_hashlib, openssl_sha256, "(string=?, *, usedforsecurity: bool=True)") { return known_new(t, self, SHA256, a->string); }

/** Returns a sha384 hash object; optionally initialized with a string */
FUNCTION(_hashlib, openssl_sha384, "(string=?, *, usedforsecurity: bool=True)") { return known_new(t, self, SHA384, a->string); }

/** Returns a sha512 hash object; optionally initialized with a string */
FUNCTION(_hashlib, openssl_sha512, "(string=?, *, usedforsecurity: bool=True)") { return known_new(t, self, SHA512, a->string); }

/* ---- keys from passwords ---- */

/** Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function. */
FUNCTION(_hashlib, pbkdf2_hmac, "(hash_name: str, password: buffer, salt: buffer, iterations: int64, dklen=None)")
{
    int64_t length;
    if (a->password.len > INT_MAX || a->salt.len > INT_MAX)
        return raise_overflow(t, "%s is too long.", a->password.len > INT_MAX ? "password" : "salt");
    if (a->iterations < 1)
        return raise_value(t, "iteration value must be greater than 0.");
    if (a->iterations > INT_MAX)
        return raise_overflow(t, "iteration value is too great.");
    OWN Value name = EMPTY;
    EVP_MD *md = digest_find(t, a->hash_name, &name);
    if (!md)
        return EMPTY;
    OWN Value key = EMPTY;
    if (is_none(a->dklen))
        length = EVP_MD_get_size(md);
    else if (!to_int64(t, a->dklen, &length))
        goto done;
    if (length < 1) {
        raise_value(t, "key length must be greater than 0.");
    } else if (length > INT_MAX) {
        raise_overflow(t, "key length is too great.");
    } else if (key = bytes_new(t, length), !is_empty(key)) {
        int good;
        BLOCKING_BEGIN(t)
        good = PKCS5_PBKDF2_HMAC(a->password.data, (int)a->password.len, a->salt.data, (int)a->salt.len, (int)a->iterations, md,
                                 (int)length, as_bytes(key)->data);
        BLOCKING_END(t)
        if (!good) {
            release(take(&key));
            raise_openssl(t);
        }
    }
done:
    EVP_MD_free(md);
    return take(&key);
}

/** scrypt password-based key derivation function. */
FUNCTION(_hashlib, scrypt, "(password: buffer, *, salt: buffer=None, n=None, r=None, p=None, maxmem: int64=0, dklen: int64=64)")
{
    int64_t n, r, p;
    if (is_empty(a->salt.object))
        return raise_type(t, "salt is required");
    if (is_none(a->n) || is_none(a->r) || is_none(a->p))
        return raise_type(t, "%s is required and must be an unsigned int", is_none(a->n) ? "n" : is_none(a->r) ? "r" : "p");
    if (!to_int64(t, a->n, &n) || !to_int64(t, a->r, &r) || !to_int64(t, a->p, &p))
        return EMPTY;
    if (n < 2 || n & (n - 1))
        return raise_value(t, "n must be a power of 2.");
    if (r < 1 || p < 1)
        return raise_value(t, "%s must be positive", r < 1 ? "r" : "p");
    if (a->maxmem < 0 || a->maxmem > INT_MAX)
        return raise_value(t, "maxmem must be positive and smaller than %d", INT_MAX);
    if (a->dklen < 1 || a->dklen > INT_MAX)
        return raise_value(t, "dklen must be greater than 0 and smaller than %d", INT_MAX);
    /* Without room for the result OpenSSL only checks the parameters. */
    if (!EVP_PBE_scrypt(NULL, 0, NULL, 0, (uint64_t)n, (uint64_t)r, (uint64_t)p, (uint64_t)a->maxmem, NULL, 0)) {
        ERR_clear_error();
        return raise_value(t, "Invalid parameter combination for n, r, p, maxmem.");
    }
    OWN Value key = bytes_new(t, a->dklen);
    if (is_empty(key))
        return EMPTY;
    int good;
    BLOCKING_BEGIN(t)
    good = EVP_PBE_scrypt(a->password.data, (size_t)a->password.len, a->salt.data, (size_t)a->salt.len, (uint64_t)n, (uint64_t)r,
                          (uint64_t)p, (uint64_t)a->maxmem, as_bytes(key)->data, (size_t)a->dklen);
    BLOCKING_END(t)
    return good ? take(&key) : raise_openssl(t);
}

/** Single-shot HMAC. */
FUNCTION(_hashlib, hmac_digest, "(key: buffer, msg: buffer, digest: str)")
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    if (a->key.len > INT_MAX)
        return raise_overflow(t, "key is too long.");
    OWN Value name = EMPTY;
    EVP_MD *md = digest_find(t, a->digest, &name);
    if (!md)
        return EMPTY;
    bool good = HMAC(md, a->key.data, (int)a->key.len, a->msg.data, (size_t)a->msg.len, mac, &n);
    EVP_MD_free(md);
    return good ? bytes_from(t, mac, n) : raise_openssl(t);
}

/** Determine the OpenSSL FIPS mode of operation. */
FUNCTION0(_hashlib, get_fips_mode) { return fixnum(EVP_default_properties_is_fips_enabled(NULL)); }

/* ---- the module ---- */

typedef struct Collected { Thread *t; Value set; } Collected;

/* Legacy digests that cannot be used and helpers like md5-sha1 keep OpenSSL's own names. */
static void collect_name(EVP_MD *md, void *argument)
{
    Collected *c = argument;
    char lower[64];
    if (is_empty(c->set) || EVP_MD_is_a(md, "NULL"))
        return;
    const char *name = EVP_MD_get0_name(md);
    for (ssize i = 0; i < COUNT_OF(names); i++)
        if (EVP_MD_is_a(md, names[i].openssl))
            name = names[i].name;
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof lower; n++)
        lower[n] = (char)(name[n] - 'A' < 26u ? name[n] | 32 : name[n]);
    OWN Value text = str_from_ascii(c->t, lower, (ssize)n);
    if (is_empty(text) || !set_add(c->t, as_set(c->set), text))
        release(take(&c->set));
}

static bool _hashlib_exec(Thread *t, Ref module)
{
    Collected c = {t, set_new(t)};
    EVP_MD_do_all_provided(NULL, collect_name, &c);
    OWN Value set = c.set;
    OWN Value frozen = is_empty(set) ? EMPTY : call1(t, value_of(&frozenset_type), set);
    return !is_empty(frozen) && module_add(t, module, "openssl_md_meth_names", frozen) && module_add_type(t, module, &HASH_type)
           && module_add_type(t, module, &HASHXOF_type);
}

static void _hashlib_clear(void *state)
{
    for (int i = 0; i < KNOWN; i++)
        EVP_MD_free(((HashState *)state)->known[i]);
}

MODULE(_hashlib, .state_size = sizeof(HashState), .exec = _hashlib_exec, .state_clear = _hashlib_clear,
       .doc = "OpenSSL interface for hashlib module");
