/* rwpair.c: BufferedRWPair: a BufferedReader and a BufferedWriter over two raw files that cannot seek, as one object: the two
 * ends of a pipe or socket. Manual: io, "Buffered Streams".
 */
#include "modules/io/io.h"

#include "object/int.h"
#include "gen/modules/io/rwpair.h"

typedef struct RWPair { IoBase base; Value reader, writer; } RWPair;
ALWAYS_INLINE RWPair *as_pair(Ref v) { return (RWPair *)object_of(v); }

static void rwpair_clear(Object *o)
{
    RWPair *p = (RWPair *)o;
    io_unwrap(p->reader, p);
    io_unwrap(p->writer, p);
    replace_take(&p->reader, EMPTY);
    replace_take(&p->writer, EMPTY);
}
static void rwpair_dealloc(Object *o)
{
    rwpair_clear(o);
    io_dealloc(o);
}
static void rwpair_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((RWPair *)o)->reader);
    visit(visitor, ((RWPair *)o)->writer);
}

/** A buffer for reading one raw file and one for writing the other. */
INIT(rwpair, "(self, reader, writer, buffer_size: index=8192, /)")
{
    RWPair *p = as_pair(self);
    if (!io_check(t, a->reader, NAME(readable), "File or stream is not readable.")
        || !io_check(t, a->writer, NAME(writable), "File or stream is not writable."))
        return false;
    OWN Value reader = buffered_open(t, &buffered_reader_type, a->reader, a->buffer_size);
    OWN Value writer = is_empty(reader) ? EMPTY : buffered_open(t, &buffered_writer_type, a->writer, a->buffer_size);
    if (is_empty(writer))
        return false;
    rwpair_clear(object_of(self));
    io_wrap(reader, p);
    io_wrap(writer, p);
    p->reader = take(&reader);
    p->writer = take(&writer);
    return true;
}

/* The method of one of the two. */
static Value forward0(Thread *t, Ref part, Ref name)
{
    OWN Value own = retain(part);
    return is_empty(own) ? raise_uninitialized(t) : call_method0(t, own, name);
}
static Value forward1(Thread *t, Ref part, Ref name, Ref argument)
{
    OWN Value own = retain(part);
    return is_empty(own) ? raise_uninitialized(t) : call_method1(t, own, name, argument);
}

METHOD(rwpair, read, "(self, size=-1, /)")      { return forward1(t, as_pair(self)->reader, NAME(read), a->size); }
METHOD(rwpair, peek, "(self, size=0, /)")       { return forward1(t, as_pair(self)->reader, NAME(peek), a->size); }
METHOD(rwpair, read1, "(self, size=-1, /)")     { return forward1(t, as_pair(self)->reader, NAME(read1), a->size); }
METHOD1(rwpair, readinto, buffer)               { return forward1(t, as_pair(self)->reader, NAME(readinto), buffer); }
METHOD1(rwpair, readinto1, buffer)              { return forward1(t, as_pair(self)->reader, NAME(readinto1), buffer); }
METHOD1(rwpair, write, b)                       { return forward1(t, as_pair(self)->writer, NAME(write), b); }
METHOD0(rwpair, flush)                          { return forward0(t, as_pair(self)->writer, NAME(flush)); }
METHOD0(rwpair, readable)                       { return forward0(t, as_pair(self)->reader, NAME(readable)); }
METHOD0(rwpair, writable)                       { return forward0(t, as_pair(self)->writer, NAME(writable)); }

/** Closes both. */
METHOD0(rwpair, close)
{
    OWN Value first = forward0(t, as_pair(self)->writer, NAME(close));
    Value error = raised_take(t);
    OWN Value second = forward0(t, as_pair(self)->reader, NAME(close));
    bool failed = !is_empty(error);
    io_chain_take(t, error);
    return failed ? EMPTY : take(&second);
}

METHOD0(rwpair, isatty)
{
    OWN Value answer = forward0(t, as_pair(self)->writer, NAME(isatty));
    return is_empty(answer) || same(answer, TRUE_VALUE) ? take(&answer) : forward0(t, as_pair(self)->reader, NAME(isatty));
}

METHOD0(rwpair, __getstate__) { return io_state_error(t, self); }

GETTER(rwpair, closed)
{
    Ref writer = as_pair(self)->writer;
    return is_empty(writer) ? raise_runtime(t, "the BufferedRWPair object is being garbage-collected") : get_attr(t, writer, NAME(closed));
}

Type rwpair_type = {
    TYPE_HEAD("_io.BufferedRWPair", RWPair), .flags = IO_FLAGS, .base = &bufferediobase_type, .doc = rwpair_init_doc,
    .dealloc = rwpair_dealloc, .traverse = rwpair_traverse, .clear = rwpair_clear, .new_ = object_new_slot,
    .init = rwpair_init_slot, .init_signature = &rwpair_init_signature, .methods = rwpair_methods, .getset = rwpair_getset,
};
