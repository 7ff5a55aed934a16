/* tree_builder.c: TreeBuilder: makes a tree of Elements from the events of a parser. Besides the methods of its manual it takes
 * expat's events as they come: names 'uri}name', attributes in a list.
 * Python manual: xml.etree.ElementTree, "TreeBuilder Objects". */
#include "modules/_elementtree/types.h"
#include "object/dict.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_elementtree/tree_builder.h"

typedef struct TreeBuilder {
    Object head;
    Value factory;              /* EMPTY: Element */
    Value comment_factory, pi_factory;      /* EMPTY: those of ElementTree */
    bool insert_comments, insert_pis;
    bool closed;                /* the last element is closed: text is its tail */
    Value root;
    Value open;                 /* list: the elements that are open */
    Value last;                 /* the last element, open or closed */
    Value data;                 /* text since the last event: EMPTY, one str or a list */
    Value names;                /* dict: expat's name -> '{uri}name' */
} TreeBuilder;
ALWAYS_INLINE TreeBuilder *as_builder(Ref v) { return (TreeBuilder *)object_of(v); }

/* ---- construction, destruction ---- */

static Value tree_builder_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v) || is_empty(as_builder(v)->open = list_new(t, 8)) || is_empty(as_builder(v)->names = dict_new(t)))
        return EMPTY;
    return take(&v);
}

static Value given(Ref v) { return is_none(v) ? EMPTY : retain(v); }

INIT(tree_builder, "(self, element_factory=None, *, comment_factory=None, pi_factory=None, insert_comments: bool=False, insert_pis: bool=False)")
{
    TreeBuilder *b = as_builder(self);
    replace_take(&b->factory, given(a->element_factory));
    replace_take(&b->comment_factory, given(a->comment_factory));
    replace_take(&b->pi_factory, given(a->pi_factory));
    b->insert_comments = a->insert_comments;
    b->insert_pis = a->insert_pis;
    return true;
}

static void builder_clear(Object *o)
{
    TreeBuilder *b = (TreeBuilder *)o;
    Value owned[] = {take(&b->factory), take(&b->comment_factory), take(&b->pi_factory), take(&b->root), take(&b->last), take(&b->data)};
    for (ssize i = 0; i < (ssize)COUNT_OF(owned); i++)
        release(owned[i]);
    if (!is_empty(b->open))
        list_clear(as_list(b->open));
}

static void builder_dealloc(Object *o)
{
    builder_clear(o);
    release(((TreeBuilder *)o)->open);
    release(((TreeBuilder *)o)->names);
    object_free(o, object_size(o));
}

static void builder_traverse(Object *o, Visitor *visitor)
{
    TreeBuilder *b = (TreeBuilder *)o;
    visit(visitor, b->factory);
    visit(visitor, b->comment_factory);
    visit(visitor, b->pi_factory);
    visit(visitor, b->root);
    visit(visitor, b->open);
    visit(visitor, b->last);
    visit(visitor, b->data);
    visit(visitor, b->names);
}

/* ---- text ---- */

/* Gives the text so far to the last element. */
static bool flush(Thread *t, TreeBuilder *b)
{
    if (is_empty(b->data))
        return true;
    OWN Value data = take(&b->data), last = retain(b->last), text = EMPTY;
    if (is_empty(last))
        return true;
    if (is_list(data)) {
        OWN Value separator = str_empty(t);
        text = is_empty(separator) ? EMPTY : str_join(t, separator, data);
    } else {
        text = retain(data);
    }
    if (is_empty(text))
        return false;
    if (!is_exact(last, &element_type)) {
        OWN Value name = intern_text(t, b->closed ? "tail" : "text");
        return !is_empty(name) && set_attr(t, last, name, text);
    }
    replace_take(b->closed ? &as_element(last)->tail : &as_element(last)->text, take(&text));
    return true;
}

/** Add text to the element that is open, or to the tail of the last one closed. */
METHOD1(tree_builder, data, data)
{
    TreeBuilder *b = as_builder(self);
    if (is_empty(b->data) && is_exact(data, &str_type)) {
        b->data = retain(data);
        return NONE;
    }
    if (is_empty(b->data) || !is_list(b->data)) {
        OWN Value list = list_new(t, 4);
        if (is_empty(list) || (!is_empty(b->data) && !list_append(t, as_list(list), b->data)))
            return EMPTY;
        replace_take(&b->data, take(&list));
    }
    return list_append(t, as_list(b->data), data) ? NONE : EMPTY;
}

/* ---- elements ---- */

/* Puts a new element into the tree. */
static bool add(Thread *t, TreeBuilder *b, Ref element)
{
    List *open = as_list(b->open);
    replace_take(&b->last, retain(element));
    if (open->len) {
        OWN Value parent = retain(open->item[open->len - 1]);
        return element_append(t, parent, element);
    }
    return true;
}

/* attributes: a dict that the element may keep, or EMPTY. */
static Value start(Thread *t, TreeBuilder *b, Ref tag, Ref attributes)
{
    if (!flush(t, b))
        return EMPTY;
    OWN Value factory = retain(b->factory), element = EMPTY;
    if (is_empty(factory)) {
        element = element_new(t, tag, attributes);
    } else {
        OWN Value dict = is_empty(attributes) ? dict_new(t) : retain(attributes);
        element = is_empty(dict) ? EMPTY : call2(t, factory, tag, dict);
    }
    if (is_empty(element) || !add(t, b, element))
        return EMPTY;
    if (as_list(b->open)->len == 0 && is_empty(b->root))
        b->root = retain(element);
    if (!list_append(t, as_list(b->open), element))
        return EMPTY;
    b->closed = false;
    return take(&element);
}

static Value end(Thread *t, TreeBuilder *b, Ref tag)
{
    if (!flush(t, b))
        return EMPTY;
    List *open = as_list(b->open);
    if (open->len == 0)
        return raise_index(t, "pop from empty stack");
    OWN Value element = open->item[--open->len];
    replace_take(&b->last, retain(element));
    b->closed = true;
    OWN Value own_tag = get_attr(t, element, NAME(tag));
    Test alike = is_empty(own_tag) ? TEST_ERROR : equal(t, own_tag, tag);
    if (alike == TEST_FALSE)
        return raise_format(t, &exc_AssertionError, "end tag mismatch (expected %S, got %S)", own_tag, tag);
    return alike == TEST_ERROR ? EMPTY : take(&element);
}

/** Open an element; the element. */
METHOD(tree_builder, start, "(self, tag, attrs, /)")
{
    if (is_exact(a->attrs, &dict_type) && is_empty(as_builder(self)->factory)) {
        OWN Value copy = dict_copy(t, as_dict(a->attrs));
        return is_empty(copy) ? EMPTY : start(t, as_builder(self), a->tag, copy);
    }
    if (is_empty(as_builder(self)->factory) && !is_dict(a->attrs))
        return raise_type(t, "attrib must be dict, not %T", a->attrs);
    return start(t, as_builder(self), a->tag, a->attrs);
}

/** Close the element that is open; the element. */
METHOD1(tree_builder, end, tag) { return end(t, as_builder(self), tag); }

static Value single(Thread *t, TreeBuilder *b, Ref given_factory, const char *name, bool insert, const Value *args, ssize nargs)
{
    OWN Value factory = is_empty(given_factory) ? import_attribute(t, "xml.etree.ElementTree", name) : retain(given_factory);
    OWN Value element = is_empty(factory) ? EMPTY : call(t, factory, args, nargs, EMPTY);
    if (is_empty(element) || !insert)
        return take(&element);
    if (!flush(t, b) || !add(t, b, element))
        return EMPTY;
    b->closed = true;
    return take(&element);
}

/** Make a comment; the element. */
METHOD1(tree_builder, comment, text)
{
    TreeBuilder *b = as_builder(self);
    return single(t, b, b->comment_factory, "Comment", b->insert_comments, &text, 1);
}

/** Make a processing instruction; the element. */
METHOD(tree_builder, pi, "(self, target, text=None, /)")
{
    TreeBuilder *b = as_builder(self);
    return single(t, b, b->pi_factory, "ProcessingInstruction", b->insert_pis, (Value[]){a->target, a->text}, 2);
}

/** The root element. */
METHOD0(tree_builder, close)
{
    TreeBuilder *b = as_builder(self);
    if (as_list(b->open)->len)
        return raise_format(t, &exc_AssertionError, "missing end tags");
    if (is_empty(b->root))
        return raise_format(t, &exc_AssertionError, "missing toplevel element");
    return retain(b->root);
}

/* ---- expat's events ---- */

/* '{uri}name' for expat's 'uri}name', the same object for the same name. */
static Value fix_name(Thread *t, TreeBuilder *b, Ref name)
{
    Ref known;
    if (!is_exact(name, &str_type))
        return raise_type(t, "a name must be str, not %T", name);
    Lookup found = dict_find(t, as_dict(b->names), name, &known);
    if (found != MISSING)
        return found == FOUND ? retain(known) : EMPTY;
    OWN Value fixed = str_find_char(as_str(name), '}', 0, as_str(name)->len) < 0 ? retain(name) : str_format(t, "{%S", name);
    return is_empty(fixed) || !dict_set(t, as_dict(b->names), name, fixed) ? EMPTY : take(&fixed);
}

/** What a StartElementHandler of expat is called with: a name, and a list of names and values. */
METHOD(tree_builder, _start_expat, "(self, tag, attributes: list, /)")
{
    TreeBuilder *b = as_builder(self);
    OWN Value tag = fix_name(t, b, a->tag), dict = EMPTY, list = retain(a->attributes);
    if (is_empty(tag) || (as_list(list)->len && is_empty(dict = dict_new_presized(t, as_list(list)->len / 2))))
        return EMPTY;
    for (ssize i = 0; i + 1 < as_list(list)->len; i += 2) {
        OWN Value name = fix_name(t, b, as_list(list)->item[i]);
        if (is_empty(name) || !dict_set(t, as_dict(dict), name, as_list(list)->item[i + 1]))
            return EMPTY;
    }
    return start(t, b, tag, dict);
}

/** What an EndElementHandler of expat is called with. */
METHOD1(tree_builder, _end_expat, tag)
{
    OWN Value fixed = fix_name(t, as_builder(self), tag);
    return is_empty(fixed) ? EMPTY : end(t, as_builder(self), fixed);
}

Type tree_builder_type = {
    TYPE_HEAD("xml.etree.ElementTree.TreeBuilder", TreeBuilder), .flags = TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_WEAKREFS,
    .doc = "Builds a tree from events: start(), data(), end(), comment(), pi(); close() gives the root.",
    .dealloc = builder_dealloc, .traverse = builder_traverse, .clear = builder_clear,
    .new_ = tree_builder_new, .init = tree_builder_init_slot, .init_signature = &tree_builder_init_signature,
    .methods = tree_builder_methods,
};
