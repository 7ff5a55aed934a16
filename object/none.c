/* none.c: None, NotImplemented and Ellipsis: immortal static objects, each the only one of its type. */
#include "object/method.h"
#include "object/protocol.h"
#include "gen/object/none.h"

/* The instructions look at the word behind any object's head (object/attrs.h). Here it is some other object's count, and a section of
 * its own keeps AddressSanitizer from putting red zones there. */
#define SINGLETON __attribute__((aligned(16), section(".data.singletons")))

Object none_object SINGLETON = OBJECT_STATIC(&none_type);
Object not_implemented_object SINGLETON = OBJECT_STATIC(&not_implemented_type);
Object ellipsis_object SINGLETON = OBJECT_STATIC(&ellipsis_type);

static Value none_repr(Thread *t UNUSED, Ref self UNUSED)  { return NAME(None); }
static Test none_truth(Thread *t UNUSED, Ref self UNUSED)  { return TEST_FALSE; }

NEW(none, "()")
{
    return NONE;
}

Type none_type = {
    TYPE_HEAD("NoneType", Object),
    .new_ = none_new_slot, .new_signature = &none_new_signature,
    .repr = none_repr, .truth = none_truth,
};

static Value not_implemented_repr(Thread *t UNUSED, Ref self UNUSED) { return NAME(NotImplemented); }

/* Pickles by name, as a global. */
METHOD0(not_implemented, __reduce__)
{
    return NAME(NotImplemented);
}

NEW(not_implemented, "()")
{
    return NOT_IMPLEMENTED;
}

Type not_implemented_type = {
    TYPE_HEAD("NotImplementedType", Object),
    .methods = not_implemented_methods,
    .new_ = not_implemented_new_slot, .new_signature = &not_implemented_new_signature,
    .repr = not_implemented_repr,
};

static Value ellipsis_repr(Thread *t UNUSED, Ref self UNUSED) { return NAME(Ellipsis); }

METHOD0(ellipsis, __reduce__)
{
    return NAME(Ellipsis);
}

NEW(ellipsis, "()")
{
    return ELLIPSIS;
}

Type ellipsis_type = {
    TYPE_HEAD("ellipsis", Object),
    .methods = ellipsis_methods,
    .new_ = ellipsis_new_slot, .new_signature = &ellipsis_new_signature,
    .repr = ellipsis_repr,
};
