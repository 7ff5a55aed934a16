/* teardown.c: whether the end of a process may be short.
 *
 * Where a process ends, the system takes its memory. Objects need be given up one by one only if that shows: if one of them has a
 * finalizer (__del__, an open file, a generator in the middle of something), or if weak references tell Python code of it. The
 * standard streams have been flushed, and what the library itself does when an object dies concerns only its own tables. */
#include "object/code.h"
#include "object/dict.h"
#include "object/frame.h"
#include "object/gc.h"
#include "object/list.h"
#include "object/str.h"
#include "object/weakref.h"
#include "vm/import.h"
#include "vm/import_state.h"
#include "vm/state.h"

#define STREAM_OBJECTS 9                /* text, buffer and file of each */

typedef struct Search {
    Thread *t;
    const char *library;                /* where the library's code seems to be */
    Object *stream[STREAM_OBJECTS];
    int stream_count;
} Search;

/* The stream and what it is built on, as far as they are of built-in types. */
static void add_stream(Search *s, Ref stream)
{
    static const char *const inner[] = {"buffer", "raw"};
    OWN Value v = retain(stream);

    for (int i = 0; is_ptr(v) && !is_none(v) && !(type_of(v)->flags & TYPE_HEAP) && s->stream_count < STREAM_OBJECTS; i++) {
        s->stream[s->stream_count++] = object_of(v);
        if (i == COUNT_OF(inner))
            return;
        Value next = get_attr_text(s->t, v, inner[i]);
        if (is_empty(next))
            raised_clear(s->t);
        replace_take(&v, is_empty(next) ? NONE : next);
    }
}

static bool is_stream(const Search *s, const Object *o)
{
    for (int i = 0; i < s->stream_count; i++)
        if (s->stream[i] == o)
            return true;
    return false;
}

static bool is_of_library(const Search *s, Ref callback)
{
    if (!is_exact(callback, &function_type))
        return false;
    const char *file = str_utf8(s->t, as_function(callback)->code->filename, NULL);
    if (!file)
        raised_clear(s->t);
    size_t n = strlen(s->library);
    return file && !strncmp(file, s->library, n) && file[n] == '/';
}

static bool ends_silently(void *context, Object *o)
{
    const Search *s = context;
    const Type *type = o->type;

    if (type->finalize)
        return type == &generator_type ? ((Generator *)o)->state == GEN_CLOSED || ((Generator *)o)->state == GEN_CREATED : is_stream(s, o);
    if (type->traverse == weakref_type.traverse) {
        const Weakref *w = (const Weakref *)o;
        return !w->referent || is_empty(w->callback) || is_of_library(s, w->callback);
    }
    return true;
}

bool teardown_shows(Thread *t)
{
    static const char *const streams[] = {"__stdin__", "__stdout__", "__stderr__"};
    Interp *interp = t->interp;
    const GcState *gc = interp->gc;
    Search s = {.t = t, .library = str_utf8(t, library_path(t), NULL)};

    if (interp->threads != t || t->next || interp->import->external || gc->debug || !s.library
        || (!is_empty(gc->callbacks) && as_list(gc->callbacks)->len))
        return true;
    for (ssize i = 0; i < COUNT_OF(streams); i++) {
        Ref stream = dict_peek_text(t, interp->sys_dict, streams[i]);
        if (!is_empty(stream))
            add_stream(&s, stream);
    }
    return !gc_each(t->heap, -1, ends_silently, &s);
}
