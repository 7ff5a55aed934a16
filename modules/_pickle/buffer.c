/* buffer.c: PickleBuffer: a view of an object's memory that protocol 5 can hand over without copying it into the pickle (PEP 574). */
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/heap.h"
#include "object/method.h"
#include "object/str.h"
#include "modules/_pickle/internal.h"
#include "gen/modules/_pickle/buffer.h"

typedef struct PickleBuffer {
    Object head;
    Value unused;               /* EMPTY: this word is no Shape (attrs.h) */
    Buffer view;                /* object EMPTY: released */
} PickleBuffer;
ALWAYS_INLINE PickleBuffer *as_pickle_buffer(Ref v) { return (PickleBuffer *)object_of(v); }

/** Wrapper for potentially out-of-band buffers. */
NEW(pickle_buffer, "(cls, object, /)")
{
    PickleBuffer *p = object_new_zeroed(t, cls, sizeof *p);
    if (!p)
        return EMPTY;
    OWN Value v = value_of(p);
    if (!buffer_get(t, a->object, &p->view, BUFFER_FULL_RO)) {  /* in place: a view may point into itself */
        p->view.object = EMPTY;
        return EMPTY;
    }
    return take(&v);
}

static void pickle_buffer_clear(Object *o)
{
    PickleBuffer *p = (PickleBuffer *)o;
    if (!is_empty(p->view.object))
        buffer_release(&p->view);
    p->view.object = EMPTY;
}

static void pickle_buffer_dealloc(Object *o)
{
    pickle_buffer_clear(o);
    object_free(o, sizeof(PickleBuffer));
}

static void pickle_buffer_traverse(Object *o, Visitor *visitor) { visit(visitor, ((PickleBuffer *)o)->view.object); }

const Buffer *pickle_buffer_view(Thread *t, Ref v)
{
    const Buffer *view = &as_pickle_buffer(v)->view;
    if (is_empty(view->object))
        return raise_value(t, "operation forbidden on released PickleBuffer object"), NULL;
    return view;
}

static bool pickle_buffer_get_buffer(Thread *t, Ref self, Buffer *b, int flags)
{
    const Buffer *view = pickle_buffer_view(t, self);
    return view && buffer_get(t, view->object, b, flags);
}

/** Return a memoryview of the raw memory underlying this buffer.
 *
 * Will raise BufferError is the buffer isn't contiguous. */
METHOD0(pickle_buffer, raw)
{
    const Buffer *view = pickle_buffer_view(t, self);
    if (!view)
        return EMPTY;
    if (!buffer_is_contiguous(view, false))
        return raise_format(t, &exc_BufferError, "cannot extract raw buffer from non-contiguous buffer");
    OWN Value all = memoryview_from(t, view->object), format = is_empty(all) ? EMPTY : str_from_text(t, "B");
    OWN Value cast = is_empty(format) ? EMPTY : get_attr_text(t, all, "cast");
    return is_empty(cast) ? EMPTY : call1(t, cast, format);
}

/** Release the underlying buffer held by the PickleBuffer object. */
METHOD0(pickle_buffer, release)
{
    pickle_buffer_clear(object_of(self));
    return NONE;
}

Type pickle_buffer_type = {
    TYPE_HEAD("_pickle.PickleBuffer", PickleBuffer), .flags = TYPE_GC | TYPE_WEAKREFS, .doc = pickle_buffer_new_doc, .dealloc = pickle_buffer_dealloc,
    .traverse = pickle_buffer_traverse, .clear = pickle_buffer_clear, .new_ = pickle_buffer_new_slot,
    .new_signature = &pickle_buffer_new_signature, .get_buffer = pickle_buffer_get_buffer, .methods = pickle_buffer_methods,
};
