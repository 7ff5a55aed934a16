/* io.h: what the files of the module _io share: the structs of its classes, and the short cuts from one layer to the next.
 *
 * Every class derives from _IOBase. A layer above talks to the one below through methods, as anybody can write a layer in
 * Python; where the object below is exactly one of ours (io_is_plain) the C function is called instead.
 */
#ifndef KRAIT_MODULES_IO_IO_H
#define KRAIT_MODULES_IO_IO_H

#include <sys/types.h>

#include "object/attrs.h"
#include "object/bytes.h"
#include "object/method.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/object_lock.h"

#define DEFAULT_BUFFER_SIZE 8192

/* ---- the module (io.c) ---- */

typedef struct IoState {
    Value unsupported;              /* the class UnsupportedOperation, made when first needed */
    Value open_function;            /* the built-in open(), the same in builtins and _io */
} IoState;

IoState *io_state(Thread *t);                       /* NULL: MemoryError */
Ref io_unsupported_class(Thread *t);                /* borrowed; EMPTY: exception set */
Value raise_unsupported(Thread *t, const char *message);
Value raise_closed_file(Thread *t);                 /* ValueError "I/O operation on closed file." */
Value raise_uninitialized(Thread *t);
/* BlockingIOError with characters_written. */
Value raise_would_block(Thread *t, ssize written);

/* ---- _IOBase (iobase.c) ---- */

typedef struct IoBase {
    Object head;
    bool closed;                    /* by _IOBase.close() */
    bool finalizing;                /* close() is called by the finalizer: it reports the file as left open */
    struct IoBase *wrapper;         /* borrowed: the layer above that owns us, to be closed first when both are garbage; or NULL */
} IoBase;
ALWAYS_INLINE IoBase *as_iobase(Ref v) { return (IoBase *)object_of(v); }

#define IO_FLAGS (TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_WEAKREFS)

extern Type iobase_type, rawiobase_type, bufferediobase_type, textiobase_type, fileio_type, bytesio_type, bytesio_buffer_type,
    stringio_type, buffered_reader_type, buffered_writer_type, buffered_random_type, rwpair_type, newline_decoder_type, text_type;

/* v is exactly of the (static) type, and no attribute of its own hides a method. */
ALWAYS_INLINE bool io_is_plain(Ref v, const Type *type)
{
    return is_exact(v, type) && !attrs_any(plain_attrs_at(object_of(v), type->attrs_offset));
}
void io_dealloc(Object *o);                         /* of types that own nothing more */
Value io_finalize(Thread *t, Ref self);             /* closes, with its wrapper first */
/* Sets and forgets the wrapper of `inner` if it is one of ours. */
void io_wrap(Ref inner, void *wrapper);
void io_unwrap(Ref inner, void *wrapper);
Value io_base_close(Thread *t, Ref self);           /* _IOBase.close(): flush() once, then closed */
bool io_is_closed(Thread *t, Ref v, bool *closed) MUST_CHECK;       /* v.closed */
bool io_check_closed(Thread *t, Ref v) MUST_CHECK;                  /* raises if it is */
bool io_test_method(Thread *t, Ref v, Ref name, bool *result) MUST_CHECK;   /* truth of v.name(), as of readable() */
bool io_check(Thread *t, Ref v, Ref name, const char *message) MUST_CHECK;  /* UnsupportedOperation unless v.name() */
/* The file was left open: calls v._dealloc_warn(source), and ignores errors. */
void io_dealloc_warn(Thread *t, Ref v, Ref source);
/* After the exception `first` (owned, consumed, or EMPTY) something else may have been raised: then first becomes its context,
 * else first is raised again. */
void io_chain_take(Thread *t, Value first);
/* An offset or a size: an int by __index__; TypeError for floats. */
bool io_offset(Thread *t, Ref v, int64_t *n) MUST_CHECK;
/* A size given as None or an int: negative for None. */
bool io_size(Thread *t, Ref v, ssize *n) MUST_CHECK;
Value io_state_error(Thread *t, Ref self);          /* __getstate__ of what cannot be pickled */
Value io_attributes(Thread *t, Ref self);           /* for __getstate__: a copy of __dict__, or None when there is none */
bool io_set_attributes(Thread *t, Ref self, Ref dict, const char *what) MUST_CHECK;

/* ---- FileIO (fileio.c) ---- */

typedef struct FileIO {
    IoBase base;
    int fd;                         /* -1: closed */
    bool created, readable, writable, appending, closefd;
    signed char seekable;           /* -1: not asked yet */
    bool character_device;          /* may be a terminal */
    int block_size;
    Value name;                     /* EMPTY: deleted */
} FileIO;
ALWAYS_INLINE FileIO *as_fileio(Ref v) { return (FileIO *)object_of(v); }

/* FileIO(file, mode, closefd, opener); mode as open() takes it without b and t. */
Value fileio_open(Thread *t, Ref file, const char *mode, bool closefd, Ref opener);
/* read() and write() of a file known to be open for it. *n: bytes, or -1 when it would block. */
bool fileio_read(Thread *t, FileIO *f, void *p, ssize size, ssize *n) MUST_CHECK;
bool fileio_write(Thread *t, FileIO *f, const void *p, ssize size, ssize *n) MUST_CHECK;
bool fileio_seek(Thread *t, FileIO *f, int64_t offset, int whence, int64_t *position) MUST_CHECK;
Value fileio_readall(Thread *t, FileIO *f);         /* bytes, or NONE when it would block */
bool fileio_is_seekable(Thread *t, FileIO *f);      /* raises nothing */

/* ---- buffered files (buffered.c) ---- */

typedef struct Buffered {
    IoBase base;
    Value raw;                      /* EMPTY: detached or not initialized */
    Value store;                    /* a bytes nobody else sees but views handed to raw: the buffer */
    ssize size;
    ssize pos, end;                 /* buffer[pos, end): read ahead; or, if dirty, to be written */
    int64_t raw_position;           /* where raw is; -1: unknown */
    bool ok, detached, readable, writable, dirty;
    ObjectLock lock;                /* whose is it while raw works */
} Buffered;
ALWAYS_INLINE Buffered *as_buffered(Ref v) { return (Buffered *)object_of(v); }

Value buffered_open(Thread *t, Type *type, Ref raw, ssize size);
Value buffered_read1(Thread *t, Ref self, ssize n);             /* n bytes at most, by one call of raw at most */
Value buffered_read(Thread *t, Ref self, ssize n);              /* n < 0: all */
bool buffered_write(Thread *t, Ref self, const void *p, ssize n) MUST_CHECK;
Value buffered_flush(Thread *t, Ref self);
bool io_is_plain_buffered(Ref v);                               /* a reader, writer or random of ours */

/* ---- newlines (newline.c) ---- */

enum { SEEN_CR = 1, SEEN_LF = 2, SEEN_CRLF = 4 };
typedef struct NewlineState {
    bool pending_cr;                /* the last piece ended with \r: not handed out yet, \n may follow */
    uint8_t seen;
} NewlineState;

/* Universal newlines over pieces of text: notes the kinds seen, translates to \n if asked. Consumes the text. */
Value newline_decode_take(Thread *t, NewlineState *state, Value text, bool translate, bool final);
Value newline_kinds(Thread *t, unsigned seen);      /* None, a str, or a tuple of strs */
bool check_newline_argument(Thread *t, Ref newline) MUST_CHECK;     /* EMPTY (None), "", "\n", "\r", "\r\n" */
/* All \n in text as `newline` ("\r" or "\r\n"). */
Value newline_expand(Thread *t, Ref text, const char *newline);
/* How lines end in text that is read. */
typedef enum { LINE_LF, LINE_UNIVERSAL, LINE_CR, LINE_CRLF } LineEnd;
/* The end of the line that starts at `start`, after its newline; -1: none before `end`. */
ssize find_line_end(const void *data, StrKind kind, ssize start, ssize end, LineEnd how);

/* ---- text files (text.c, text_read.c, text_write.c, text_seek.c) ---- */

typedef enum { CODEC_UTF8, CODEC_ASCII, CODEC_LATIN1, CODEC_OTHER } TextCodec;

typedef struct TextFile {
    IoBase base;
    Value buffer;                   /* EMPTY: detached or not initialized */
    Value encoding, errors;         /* strs */
    const char *errors_text;        /* of errors; NULL: strict */
    TextCodec codec;                /* which of ours does the work; CODEC_OTHER: the two below */
    Value encoder, decoder;         /* incremental ones from the registry, or EMPTY */
    bool ok, detached, readable, writable, seekable, has_read1, line_buffering, write_through;
    bool telling;                   /* tell() is possible: not while iterating */
    bool at_start;                  /* nothing has been encoded yet: only then a byte order mark */
    bool universal, translate;      /* reading: \r and \r\n end lines; they are turned into \n */
    LineEnd line_end;
    char write_newline[3];          /* what \n becomes; "" when it stays */
    ssize chunk_size;

    /* reading */
    Value chars;                    /* the str decoded last, or EMPTY */
    ssize chars_used;               /* of it, handed out */
    NewlineState newlines;
    uint8_t tail[8]; int tail_len;  /* bytes at the end of a chunk that are not a whole character; not for CODEC_OTHER */
    Value snapshot_input;           /* bytes that chars was decoded from; EMPTY: tell() has nothing to reckon with */
    Value snapshot_flags;           /* state of the decoder before them: an int */

    /* writing: bytes not yet given to buffer */
    uint8_t *pending;
    ssize pending_len, pending_capacity;
    Value mode;                     /* attribute; EMPTY: missing */
} TextFile;
ALWAYS_INLINE TextFile *as_text(Ref v) { return (TextFile *)object_of(v); }

typedef struct TextOptions {
    Ref encoding, errors, newline;  /* strs, or EMPTY for None */
    bool line_buffering, write_through;
} TextOptions;
Value text_open(Thread *t, Ref buffer, const TextOptions *options);

bool text_check(Thread *t, TextFile *f) MUST_CHECK;              /* initialized and not detached */
bool text_check_open(Thread *t, Ref self) MUST_CHECK;            /* and not closed */
bool text_find_codec(Thread *t, TextFile *f) MUST_CHECK;         /* codec, encoder, decoder for encoding and errors */
Value text_write(Thread *t, Ref self, Ref s);
bool text_flush_pending(Thread *t, TextFile *f) MUST_CHECK;      /* to buffer */
void text_drop_chars(TextFile *f);
/* Decodes the next piece of input. */
Value text_decode(Thread *t, TextFile *f, const uint8_t *p, ssize n, bool final);
void text_reset_decoder_state(TextFile *f);
Value text_read(Thread *t, Ref self, ssize n);
Value text_readline(Thread *t, Ref self, ssize limit);
/* The decoder's state: bytes it holds back, and an int. */
bool text_decoder_getstate(Thread *t, TextFile *f, Value *held, Value *flags) MUST_CHECK;
bool text_decoder_setstate(Thread *t, TextFile *f, const uint8_t *held, ssize n, Ref flags) MUST_CHECK;
bool text_decoder_reset(Thread *t, TextFile *f) MUST_CHECK;
bool text_encoder_reset(Thread *t, TextFile *f, bool at_start) MUST_CHECK;

/* The encoding of the locale. */
Value locale_encoding(Thread *t);
bool locale_is_c(void);             /* "C" or "POSIX": file names and standard streams may hold any bytes */

#endif
