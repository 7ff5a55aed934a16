/* match.h: re.Match objects. */
#ifndef KRAIT_MODULES_PCRE_MATCH_H
#define KRAIT_MODULES_PCRE_MATCH_H

#include "modules/_pcre/engine.h"

typedef struct Match {
    Object head;
    Value pattern, string;      /* owned */
    Value regs;                 /* tuple, made when first asked for */
    ssize pos, endpos;
    int count;                  /* pairs of span: groups + 1 */
    ssize span[];               /* start and end of each group; -1 if it did not take part */
} Match;

extern Type match_type;

Value match_new(Thread *t, Pattern *p, const Subject *s);       /* of the last match of the subject */
/* Pieces of a replacement (lib/re.py: a tuple of texts and group numbers); appended by both of these. */
Value match_expand(Thread *t, Match *m, Ref parts);

#endif
