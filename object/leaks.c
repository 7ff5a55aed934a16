/* leaks.c: finds references that nobody owns, at the end of an interpreter in a debug build.
 *
 * By then every reference should be held by something that can be walked: another object, a static type, or the
 * interpreter's own table of singletons. So the references found on such a walk are taken off each object's count; where
 * something remains, a C function has forgotten to release one. Objects that only a leaked one holds are not told.
 * This is per object what LeakSanitizer is per block of malloc, which cannot see into the pages of the heap.
 *
 * A type whose objects hold others must have .traverse for this, also where it is not TYPE_GC.
 */
#include "object/leaks.h"

#include <stdio.h>
#include <stdlib.h>

#include "object/attrs.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/function.h"
#include "object/heap_pages.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/type_internal.h"
#include "object/weakref.h"

#define TOLD_MAX 30

typedef struct Search {
    Visitor visitor;
    Thread *t;
    bool failed;                /* out of memory */
    ssize leaked;
} Search;

/* ---- counting ---- */

static bool in_page(Object *o)
{
    return o->refcount > 0 && (o->type->flags & TYPE_GC || object_size(o) <= HEAP_MAX);
}

/* The references to o not yet accounted for are kept in the scratch array of its page. */
static void begin_object(void *context, Object *o)
{
    Search *s = context;
    Page *p = page_of(o);
    if (!p->scratch && !(p->scratch = calloc(p->count, sizeof *p->scratch))) {
        s->failed = true;
        return;
    }
    p->scratch[page_index(p, o)] = o->refcount > 0 ? (int32_t)MIN(o->refcount, (int64_t)INT32_MAX) : 0;
}

static void account(Visitor *visitor UNUSED, Ref child)
{
    Object *o = object_of(child);
    if (in_page(o))
        page_of(o)->scratch[page_index(page_of(o), o)]--;
}

/* Static types are in no page and in no list, but their MROs are objects. */
static bool is_mro_of_static(Object *o)
{
    if (!is_tuple(value_of(o)) || ((Tuple *)o)->len == 0 || !is_type(((Tuple *)o)->item[0]))
        return false;
    Type *type = as_type(((Tuple *)o)->item[0]);
    return !(type->flags & TYPE_HEAP) && type->mro == (Tuple *)o;
}

static void account_for_children(void *context, Object *o)
{
    Search *s = context;
    object_traverse(o, &s->visitor);
    if (is_type(value_of(o)))
        shapes_traverse((Type *)o, &s->visitor);
    if (is_mro_of_static(o)) {
        Type *type = as_type(((Tuple *)o)->item[0]);
        visit(&s->visitor, type->subclasses);
        shapes_traverse(type, &s->visitor);
    }
}

static void account_for_interp(Search *s, Interp *interp)
{
    Value single[] = {interp->empty_tuple, interp->empty_str, interp->empty_bytes, interp->empty_frozenset, interp->memory_error};
    for (ssize i = 0; i < COUNT_OF(single); i++)
        visit(&s->visitor, single[i]);
    for (ssize i = 0; i < 256; i++) {
        visit(&s->visitor, interp->latin1[i]);
        visit(&s->visitor, interp->bytes1[i]);
    }
    for (ssize i = 0; i < COUNT_OF(interp->signal_handlers); i++)
        visit(&s->visitor, interp->signal_handlers[i]);
}

/* ---- telling ---- */

static void tell_short(Thread *t, Ref v)
{
    OWN Value referent = is_exact(v, &weakref_type) ? weakref_get(v) : EMPTY;
    if (!is_empty(referent))
        v = referent;
    if (is_str(v))
        fprintf(stderr, " '%.40s'", str_text(t, v));
    else
        fprintf(stderr, is_type(v) ? " class %s" : " %s", type_display_name(is_type(v) ? as_type(v) : type_of(v)));
}

static void tell_items(Thread *t, const Value *item, ssize n)
{
    fprintf(stderr, " of %td items:", n);
    for (ssize i = 0; i < MIN(n, (ssize)5); i++)
        tell_short(t, item[i]);
}

static void tell_keys(Thread *t, Dict *d)
{
    ssize position = 0, n = 0;
    Ref key, value;
    fputs(" with keys", stderr);
    while (n++ < 5 && dict_next(d, &position, &key, &value))
        tell_short(t, key);
}

static void tell_object(Thread *t, Object *o, int32_t references)
{
    Ref v = value_of(o), name = EMPTY;
    fprintf(stderr, "leaked: %d of %lld references to %s object at %p", references, (long long)o->refcount, type_display_name(o->type), (void *)o);
    if (is_str(v))
        name = v;
    else if (is_exact(v, &function_type))
        name = as_function(v)->name;
    else if (is_exact(v, &code_type))
        name = as_code(v)->name;
    if (!is_empty(name) && is_str(name))
        fprintf(stderr, " '%.60s'", str_text(t, name));
    else if (o->type->flags & TYPE_IS_TYPE)
        fprintf(stderr, " '%s'", type_display_name((Type *)o));
    else if (is_tuple(v))
        tell_items(t, as_tuple(v)->item, as_tuple(v)->len);
    else if (is_list(v))
        tell_items(t, as_list(v)->item, as_list(v)->len);
    else if (is_dict(v))
        tell_keys(t, as_dict(v));
    fputc('\n', stderr);
}

static void tell(void *context, Object *o)
{
    Search *s = context;
    Page *p = page_of(o);
    int32_t references = p->scratch[page_index(p, o)];
    if (o->refcount > 0 && references > 0 && s->leaked++ < TOLD_MAX)
        tell_object(s->t, o, references);
}

static void forget_scratch(void *context UNUSED, Object *o)
{
    free(page_of(o)->scratch);
    page_of(o)->scratch = NULL;
}

bool leaks_report(Thread *t)
{
    Search s = {.visitor = {account}, .t = t};
    heap_each(t->heap, begin_object, &s);
    if (!s.failed) {
        heap_each(t->heap, account_for_children, &s);
        account_for_interp(&s, t->interp);
        heap_each(t->heap, tell, &s);
    }
    heap_each(t->heap, forget_scratch, &s);
    if (s.leaked)
        fprintf(stderr, "leaked: %td objects\n", s.leaked);
    return !s.leaked;
}
