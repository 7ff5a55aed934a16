/* generic_alias.h: list[int] (PEP 585) and int | str (PEP 604). */
#ifndef KRAIT_OBJECT_GENERIC_ALIAS_H
#define KRAIT_OBJECT_GENERIC_ALIAS_H

#include "object/protocol.h"

/* origin[item]: what the __class_getitem__ of built-in classes gives. A tuple as `item` holds several arguments. */
Value generic_alias_new(Thread *t, Ref origin, Ref item);
/* a | b for classes, None, aliases and unions; NOT_IMPLEMENTED for anything else: type.__or__. */
Value union_of(Thread *t, Ref a, Ref b);

/* For union.c. */
Value generic_item_text(Thread *t, Ref item);                   /* as shown in list[item] */
Value generic_parameters(Thread *t, Ref args);
Value generic_substitute(Thread *t, Ref self, Ref args, Ref parameters, Ref item);

#endif
