/* types.h: the types of xml.etree.ElementTree that are written in C. */
#ifndef KRAIT_MODULES_ELEMENTTREE_TYPES_H
#define KRAIT_MODULES_ELEMENTTREE_TYPES_H

#include "object/type.h"

typedef struct Element {
    Object head;
    Value tag, text, tail;      /* EMPTY in an element that __init__ has not seen: None */
    Value attrib;               /* whatever was assigned, at first a dict; EMPTY: an empty dict, not made yet */
    Value children;             /* a list; what is no element gets in only by __setstate__(). EMPTY: no children yet */
} Element;

extern Type element_type, element_iterator_type, tree_builder_type;

ALWAYS_INLINE Element *as_element(Ref v) { return (Element *)object_of(v); }
ALWAYS_INLINE bool is_element(Ref v)     { return is_ptr(v) && type_is_subtype(object_of(v)->type, &element_type); }

/* An Element, exactly; attrib (EMPTY: none) is not copied but kept. */
Value element_new(Thread *t, Ref tag, Ref attrib);
/* parent.append(child): by its class's method if that is not Element's. */
bool element_append(Thread *t, Ref parent, Ref child) MUST_CHECK;

#endif
