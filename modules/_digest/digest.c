/* digest.c: the modules _md5, _sha1, _sha256, _sha512, _sha3 and _blake2: message digests without OpenSSL, and BLAKE2 with all
 * its parameters. lib/hashlib.py shows them. Python manual: hashlib.
 *
 * All types share their code: a type's place in the table tells the algorithm. A digest is plain data, so digest() finishes a
 * copy. Long data is taken without the GIL, under the object's lock.
 */

#include "object/buffer.h"
#include "object/bytes_ops.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "modules/_digest/digest.h"
#include "modules/compression.h"
#include "gen/modules/_digest/digest.h"

#define LONG_DATA 2048              /* from here on the GIL is released */
#define LENGTH_MAX ((ssize)1 << 29) /* of an extendable digest */

typedef struct Digest {
    Object head;
    DigestState state;
    ObjectLock lock;
} Digest;
static Digest *as_digest(Ref v) { return (Digest *)object_of(v); }

enum Which { MD5, SHA1, SHA224, SHA256, SHA384, SHA512, SHA3_224, SHA3_256, SHA3_384, SHA3_512, SHAKE_128, SHAKE_256, BLAKE2B, BLAKE2S,
             WHICH_COUNT };
static const Algorithm *const algorithms[WHICH_COUNT] = {
    &digest_md5, &digest_sha1, &digest_sha224, &digest_sha256, &digest_sha384, &digest_sha512, &digest_sha3_224, &digest_sha3_256,
    &digest_sha3_384, &digest_sha3_512, &digest_shake_128, &digest_shake_256, &digest_blake2b, &digest_blake2s,
};
static Type digest_type[WHICH_COUNT];

static const Algorithm *type_algorithm(const Type *type)
{
    while (type < digest_type || type >= digest_type + WHICH_COUNT)         /* a class derived from BLAKE2's */
        type = type->base;
    return algorithms[type - digest_type];
}
static const Algorithm *algorithm_of(Ref self) { return type_algorithm(type_of(self)); }
static size_t size_of(Ref self)
{
    return as_digest(self)->state.size ? as_digest(self)->state.size : algorithm_of(self)->digest_size;
}

/* ---- taking data ---- */

static void feed(const Algorithm *algorithm, DigestState *s, const uint8_t *p, size_t n)
{
    size_t block = algorithm->block_size;
    if (s->used) {
        size_t part = MIN(n, block - s->used);
        memcpy(s->buffer + s->used, p, part);
        s->used = (uint8_t)(s->used + part);
        p += part;
        n -= part;
        if (s->used == block && (n || !algorithm->holds_last)) {
            algorithm->blocks(s, s->buffer, 1);
            s->total += block;
            s->used = 0;
        }
    }
    size_t count = n / block;
    if (count && algorithm->holds_last && count * block == n)
        count--;
    if (count) {
        algorithm->blocks(s, p, count);
        s->total += count * block;
        p += count * block;
        n -= count * block;
    }
    if (n) {
        memcpy(s->buffer + s->used, p, n);
        s->used = (uint8_t)(s->used + n);
    }
}

static bool update(Thread *t, Ref self, Ref data)
{
    Digest *d = as_digest(self);
    Buffer b;
    if (is_str(data))
        return raise_type(t, "Strings must be encoded before hashing"), false;
    if (!has_buffer(data))
        return raise_type(t, "object supporting the buffer API required"), false;
    if (!buffer_get(t, data, &b, BUFFER_SIMPLE))
        return false;
    {
        OBJECT_LOCKED(t, &d->lock);
        if (b.len >= LONG_DATA) {
            BLOCKING_BEGIN(t)
            feed(algorithm_of(self), &d->state, b.data, (size_t)b.len);
            BLOCKING_END(t)
        } else {
            feed(algorithm_of(self), &d->state, b.data, (size_t)b.len);
        }
    }
    buffer_release(&b);
    return true;
}

static Value make(Thread *t, Type *cls)
{
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    Digest *d = as_digest(v);
    memset(&d->state, 0, sizeof d->state);
    type_algorithm(cls)->start(&d->state);
    return v;
}
static void digest_dealloc(Object *o) { object_free(o, object_size(o)); }

/** A digest, which has taken the data. */
NEW(digest, "(string=?, *, usedforsecurity: bool=True)")
{
    OWN Value v = make(t, cls);
    return is_empty(v) || (!is_empty(a->string) && !update(t, v, a->string)) ? EMPTY : take(&v);
}

/* ---- giving the digest ---- */

static DigestState state_copy(Thread *t, Digest *d)
{
    OBJECT_LOCKED(t, &d->lock);
    return d->state;
}
static Value value_of_length(Thread *t, Ref self, size_t n)
{
    OWN Value keep = retain(self);
    DigestState s = state_copy(t, as_digest(self));
    Value bytes = bytes_new(t, (ssize)n);
    if (!is_empty(bytes) && n)
        algorithm_of(self)->finish(algorithm_of(self), &s, as_bytes(bytes)->data, n);
    return bytes;
}
static Value hex_of_length(Thread *t, Ref self, size_t n)
{
    OWN Value bytes = value_of_length(t, self, n);
    return is_empty(bytes) ? EMPTY : byte_hex(t, byte_span(bytes), EMPTY, 1);
}

/** Take more data. */
METHOD1(digest, update, obj) { return update(t, self, obj) ? NONE : EMPTY; }
/** The digest of the data so far, as bytes. */
METHOD0(digest, digest)      { return value_of_length(t, self, size_of(self)); }
/** The digest as hexadecimal digits. */
METHOD0(digest, hexdigest)   { return hex_of_length(t, self, size_of(self)); }
/** A copy, which goes on by itself. */
METHOD0(digest, copy)
{
    OWN Value keep = retain(self);
    Value v = make(t, type_of(self));
    if (!is_empty(v))
        as_digest(v)->state = state_copy(t, as_digest(self));
    return v;
}
GETTER(digest, name)        { return str_from_text(t, algorithm_of(self)->name); }
GETTER(digest, digest_size) { return fixnum((ssize)size_of(self)); }
GETTER(digest, block_size)  { return fixnum(algorithm_of(self)->block_size); }

/* SHA-3 tells of its sponge. */
METHOD1(sponge, update, obj) { return update(t, self, obj) ? NONE : EMPTY; }
METHOD0(sponge, digest)      { return value_of_length(t, self, size_of(self)); }
METHOD0(sponge, hexdigest)   { return hex_of_length(t, self, size_of(self)); }
METHOD0(sponge, copy)        { return digest_copy_method(t, self); }
GETTER(sponge, name)           { return digest_name_get(t, self); }
GETTER(sponge, digest_size)    { return digest_digest_size_get(t, self); }
GETTER(sponge, block_size)     { return digest_block_size_get(t, self); }
GETTER(sponge, _rate_bits)     { return fixnum(algorithm_of(self)->block_size * 8); }
GETTER(sponge, _capacity_bits) { return fixnum(1600 - algorithm_of(self)->block_size * 8); }
GETTER(sponge, _suffix)        { return bytes_from(t, &algorithm_of(self)->suffix, 1); }

static bool check_length(Thread *t, ssize length)
{
    return length < LENGTH_MAX || (raise_value(t, "length is too large"), false);
}
METHOD1(shake, update, obj) { return update(t, self, obj) ? NONE : EMPTY; }
/** `length` bytes of the digest. */
METHOD(shake, digest, "(self, length: size, /)")
{
    return check_length(t, a->length) ? value_of_length(t, self, (size_t)a->length) : EMPTY;
}
/** `length` bytes of the digest as hexadecimal digits. */
METHOD(shake, hexdigest, "(self, length: size, /)")
{
    return check_length(t, a->length) ? hex_of_length(t, self, (size_t)a->length) : EMPTY;
}
METHOD0(shake, copy) { return digest_copy_method(t, self); }

/* ---- BLAKE2 ---- */

/* What differs between the two: where the parameters lie in the block that makes the start. */
typedef struct Layout { int salt, person, key, size, offset_bytes, depth_at; } Layout;
static const Layout layouts[2] = {
    {.salt = 16, .person = 16, .key = 64, .size = 64, .offset_bytes = 8, .depth_at = 16},
    {.salt = 8, .person = 8, .key = 32, .size = 32, .offset_bytes = 6, .depth_at = 14},
};

static bool check_range(Thread *t, int value, int low, int high, const char *message)
{
    return (value >= low && value <= high) || (raise_value(t, "%s", message), false);
}
/* An int of so many bytes, written to p. */
static bool put_number(Thread *t, Ref v, uint8_t *p, int n)
{
    OWN Value index = to_index(t, v);
    return !is_empty(index) && int_to_bytes(t, index, p, n, true, false);
}
/* A buffer of at most n bytes, written to p. */
static bool put_bytes(Thread *t, const Buffer *b, uint8_t *p, int n, const char *name)
{
    if (is_empty(b->object) || b->len == 0)
        return true;
    if (b->len > n)
        return raise_value(t, "maximum %s length is %d bytes", name, n), false;
    memcpy(p, b->data, (size_t)b->len);
    return true;
}

/** A BLAKE2 digest. */
NEW(blake2, "(data=?, /, *, digest_size: int=-2, key: buffer=None, salt: buffer=None, person: buffer=None, fanout: int=1, depth: int=1, leaf_size=0, node_offset=0, node_depth: int=0, inner_size: int=0, last_node: bool=False, usedforsecurity: bool=True)")
{
    bool small = type_algorithm(cls) == &digest_blake2s;
    const Layout *l = &layouts[small];
    uint8_t p[64] = {0};
    int size = a->digest_size == -2 ? l->size : a->digest_size;
    if (size < 1 || size > l->size)
        return raise_value(t, "digest_size for %s must be between 1 and %d bytes, here it is %d", type_algorithm(cls)->name, l->size, size);
    if (!check_range(t, a->fanout, 0, 255, "fanout must be between 0 and 255")
        || !check_range(t, a->depth, 1, 255, "depth must be between 1 and 255")
        || !check_range(t, a->node_depth, 0, 255, "node_depth must be between 0 and 255")
        || !check_range(t, a->inner_size, 0, l->size, small ? "inner_size must be between 0 and is 32" : "inner_size must be between 0 and is 64"))
        return EMPTY;
    p[0] = (uint8_t)size;
    p[2] = (uint8_t)a->fanout;
    p[3] = (uint8_t)a->depth;
    p[l->depth_at] = (uint8_t)a->node_depth;
    p[l->depth_at + 1] = (uint8_t)a->inner_size;
    int salt_at = small ? 16 : 32;
    uint8_t key[128] = {0};
    if (!put_number(t, a->leaf_size, p + 4, 4) || !put_number(t, a->node_offset, p + 8, l->offset_bytes)
        || !put_bytes(t, &a->salt, p + salt_at, l->salt, "salt") || !put_bytes(t, &a->person, p + salt_at + l->salt, l->person, "person")
        || !put_bytes(t, &a->key, key, l->key, "key"))
        return EMPTY;
    ssize key_length = is_empty(a->key.object) ? 0 : a->key.len;
    p[1] = (uint8_t)key_length;
    OWN Value v = make(t, cls);
    if (is_empty(v))
        return EMPTY;
    DigestState *s = &as_digest(v)->state;
    (small ? blake2s_start_with : blake2b_start_with)(s, p);
    s->size = (uint8_t)size;
    s->last_node = a->last_node;
    if (key_length)                         /* it is the first block, filled with zeros */
        feed(type_algorithm(cls), s, key, type_algorithm(cls)->block_size);
    explicit_bzero(key, sizeof key);
    return !is_empty(a->data) && !update(t, v, a->data) ? EMPTY : take(&v);
}

/* ---- types and modules ---- */

#define DIGEST(module, name, methods_, getset_) \
    {TYPE_HEAD(module "." name, Digest), .dealloc = digest_dealloc, .new_ = digest_new_slot, .new_signature = &digest_new_signature, \
     .methods = methods_, .getset = getset_, .doc = "A " name " digest, which has taken the data."}
#define SPONGE(name) DIGEST("_sha3", name, sponge_methods, sponge_getset)
#define SHAKE(name)  DIGEST("_sha3", name, shake_methods, sponge_getset)
#define BLAKE2(name) \
    {TYPE_HEAD("_blake2." name, Digest), .flags = TYPE_BASE, .dealloc = digest_dealloc, .new_ = blake2_new_slot, \
     .new_signature = &blake2_new_signature, .methods = digest_methods, .getset = digest_getset, .doc = blake2_new_doc}
static Type digest_type[WHICH_COUNT] = {
    [MD5] = DIGEST("_md5", "md5", digest_methods, digest_getset),
    [SHA1] = DIGEST("_sha1", "sha1", digest_methods, digest_getset),
    [SHA224] = DIGEST("_sha256", "sha224", digest_methods, digest_getset),
    [SHA256] = DIGEST("_sha256", "sha256", digest_methods, digest_getset),
    [SHA384] = DIGEST("_sha512", "sha384", digest_methods, digest_getset),
    [SHA512] = DIGEST("_sha512", "sha512", digest_methods, digest_getset),
    [SHA3_224] = SPONGE("sha3_224"), [SHA3_256] = SPONGE("sha3_256"), [SHA3_384] = SPONGE("sha3_384"), [SHA3_512] = SPONGE("sha3_512"),
    [SHAKE_128] = SHAKE("shake_128"), [SHAKE_256] = SHAKE("shake_256"), [BLAKE2B] = BLAKE2("blake2b"), [BLAKE2S] = BLAKE2("blake2s"),
};

static bool add_types(Thread *t, Ref module, enum Which first, enum Which last)
{
    for (int i = first; i <= (int)last; i++)
        if (!module_add_type(t, module, &digest_type[i]))
            return false;
    return true;
}
static bool _md5_exec(Thread *t, Ref module)    { return add_types(t, module, MD5, MD5); }
static bool _sha1_exec(Thread *t, Ref module)   { return add_types(t, module, SHA1, SHA1); }
static bool _sha256_exec(Thread *t, Ref module) { return add_types(t, module, SHA224, SHA256); }
static bool _sha512_exec(Thread *t, Ref module) { return add_types(t, module, SHA384, SHA512); }
static bool _sha3_exec(Thread *t, Ref module)   { return add_types(t, module, SHA3_224, SHAKE_256); }

static bool add_limits(Thread *t, Type *type, const Layout *l)
{
    Dict *d = type_dict(t, type);
    return d && dict_set_text(t, d, "SALT_SIZE", fixnum(l->salt)) && dict_set_text(t, d, "PERSON_SIZE", fixnum(l->person))
           && dict_set_text(t, d, "MAX_KEY_SIZE", fixnum(l->key)) && dict_set_text(t, d, "MAX_DIGEST_SIZE", fixnum(l->size));
}
static bool _blake2_exec(Thread *t, Ref module)
{
    return add_types(t, module, BLAKE2B, BLAKE2S) && add_limits(t, &digest_type[BLAKE2B], &layouts[0])
           && add_limits(t, &digest_type[BLAKE2S], &layouts[1]);
}

MODULE(_md5, .doc = "MD5 without OpenSSL.", .exec = _md5_exec);
MODULE(_sha1, .doc = "SHA-1 without OpenSSL.", .exec = _sha1_exec);
MODULE(_sha256, .doc = "SHA-224 and SHA-256 without OpenSSL.", .exec = _sha256_exec);
MODULE(_sha512, .doc = "SHA-384 and SHA-512 without OpenSSL.", .exec = _sha512_exec);
MODULE(_sha3, .doc = "SHA-3 and SHAKE.", .exec = _sha3_exec);
MODULE(_blake2, .doc = "BLAKE2b and BLAKE2s.", .exec = _blake2_exec);
