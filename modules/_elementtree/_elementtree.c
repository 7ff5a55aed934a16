/* _elementtree.c: module _elementtree: what of xml.etree.ElementTree is in C: the class Element, SubElement() and TreeBuilder.
 * Parsers, documents and writing are in lib/xml/etree/ElementTree.py. */
#include "modules/_elementtree/types.h"
#include "object/dict.h"
#include "object/module.h"
#include "gen/modules/_elementtree/_elementtree.h"

/** A new element, added to the children of parent. */
FUNCTION(_elementtree, SubElement, "(parent, tag, /, attrib=?, **extra)")
{
    if (!is_element(a->parent))
        return raise_type(t, "SubElement() argument 1 must be xml.etree.ElementTree.Element, not %T", a->parent);
    if (!is_empty(a->attrib) && !is_dict(a->attrib))
        return raise_type(t, "attrib must be dict, not %T", a->attrib);
    OWN Value attrib = is_empty(a->attrib) ? dict_new(t) : dict_copy(t, as_dict(a->attrib));
    if (is_empty(attrib) || (!is_empty(a->extra) && !dict_update(t, as_dict(attrib), a->extra)))
        return EMPTY;
    OWN Value element = is_exact(a->parent, &element_type) ? element_new(t, a->tag, dict_len(as_dict(attrib)) ? attrib : EMPTY)
        : call_method2(t, a->parent, NAME(makeelement), a->tag, attrib);
    return is_empty(element) || !element_append(t, a->parent, element) ? EMPTY : take(&element);
}

static bool elementtree_exec(Thread *t, Ref module)
{
    return module_add_type(t, module, &element_type) && module_add_type(t, module, &tree_builder_type) && type_ready(t, &element_iterator_type);
}

MODULE(_elementtree, .doc = "Elements of XML, for xml.etree.ElementTree.", .exec = elementtree_exec);
