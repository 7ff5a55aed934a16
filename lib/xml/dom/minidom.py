"""A small implementation of the document object model.

    doc = parse('file.xml')         or parseString('<a/>')
    doc.documentElement.getElementsByTagName('b')

Nodes hold their children in childNodes, and their neighbours in nextSibling and previousSibling, which every change of a child list
keeps up. An Element has its attributes in two dicts: by name, and by (namespace, local name). Nodes refer to each other in
cycles; unlink() breaks them. Python manual: xml.dom.minidom.
"""

import io

import xml.dom
from xml.dom import EMPTY_NAMESPACE, EMPTY_PREFIX, XML_NAMESPACE, XMLNS_NAMESPACE, domreg
from xml.dom.minicompat import EmptyNodeList, NodeList, StringTypes, defproperty

_CHILD_TYPES_OF_ELEMENTS = (xml.dom.Node.ELEMENT_NODE, xml.dom.Node.PROCESSING_INSTRUCTION_NODE, xml.dom.Node.COMMENT_NODE,
                            xml.dom.Node.TEXT_NODE, xml.dom.Node.CDATA_SECTION_NODE, xml.dom.Node.ENTITY_REFERENCE_NODE)


class Node(xml.dom.Node):
    namespaceURI = None
    parentNode = None
    ownerDocument = None
    nextSibling = None
    previousSibling = None
    # The node types allowed among the children.
    _child_node_types = ()

    prefix = EMPTY_PREFIX

    def __bool__(self):
        return True

    # -- writing --

    def toxml(self, encoding=None, standalone=None):
        """The node as XML: str, or bytes in an encoding."""
        return self.toprettyxml('', '', encoding, standalone)

    def toprettyxml(self, indent='\t', newl='\n', encoding=None, standalone=None):
        """The node as XML with line ends and indentation."""
        if encoding is None:
            writer = io.StringIO()
        else:
            writer = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors='xmlcharrefreplace', newline='\n')
        if self.nodeType == Node.DOCUMENT_NODE:
            # Only a document has a declaration.
            self.writexml(writer, '', indent, newl, encoding, standalone)
        else:
            self.writexml(writer, '', indent, newl)
        return writer.getvalue() if encoding is None else writer.detach().getvalue()

    # -- children --

    def hasChildNodes(self):
        return bool(self.childNodes)

    def _get_childNodes(self):
        return self.childNodes

    def _get_firstChild(self):
        return self.childNodes[0] if self.childNodes else None

    def _get_lastChild(self):
        return self.childNodes[-1] if self.childNodes else None

    def _get_localName(self):
        # Read from Node, for all kinds that have none of their own.
        return None

    def _check_child(self, node):
        if node.nodeType not in self._child_node_types:
            raise xml.dom.HierarchyRequestErr('%s cannot be child of %s' % (repr(node), repr(self)))

    def insertBefore(self, newChild, refChild):
        """Insert a node (or all of a fragment) before a child; None: at the end."""
        if newChild.nodeType == self.DOCUMENT_FRAGMENT_NODE:
            for c in tuple(newChild.childNodes):
                self.insertBefore(c, refChild)
            return newChild
        self._check_child(newChild)
        if newChild.parentNode is not None:
            newChild.parentNode.removeChild(newChild)
        if refChild is None:
            self.appendChild(newChild)
        else:
            index = self._index_of(refChild)
            if newChild.nodeType in _nodeTypes_with_children:
                _clear_id_cache(self)
            self.childNodes.insert(index, newChild)
            newChild.nextSibling = refChild
            refChild.previousSibling = newChild
            if index:
                node = self.childNodes[index - 1]
                node.nextSibling = newChild
                newChild.previousSibling = node
            else:
                newChild.previousSibling = None
            newChild.parentNode = self
        return newChild

    def _index_of(self, child):
        for i, node in enumerate(self.childNodes):
            if node is child:
                return i
        raise xml.dom.NotFoundErr()

    def appendChild(self, node):
        """Add a node (or all of a fragment) at the end."""
        if node.nodeType == self.DOCUMENT_FRAGMENT_NODE:
            for c in tuple(node.childNodes):
                self.appendChild(c)
            return node
        self._check_child(node)
        if node.nodeType in _nodeTypes_with_children:
            _clear_id_cache(self)
        if node.parentNode is not None:
            node.parentNode.removeChild(node)
        _append_child(self, node)
        node.nextSibling = None
        return node

    def replaceChild(self, newChild, oldChild):
        """Put a node (or all of a fragment) in place of a child; the child."""
        if newChild.nodeType == self.DOCUMENT_FRAGMENT_NODE:
            refChild = oldChild.nextSibling
            self.removeChild(oldChild)
            return self.insertBefore(newChild, refChild)
        self._check_child(newChild)
        if newChild is oldChild:
            return None
        if newChild.parentNode is not None:
            newChild.parentNode.removeChild(newChild)
        index = self._index_of(oldChild)
        self.childNodes[index] = newChild
        newChild.parentNode = self
        oldChild.parentNode = None
        if newChild.nodeType in _nodeTypes_with_children or oldChild.nodeType in _nodeTypes_with_children:
            _clear_id_cache(self)
        newChild.nextSibling = oldChild.nextSibling
        newChild.previousSibling = oldChild.previousSibling
        oldChild.nextSibling = None
        oldChild.previousSibling = None
        if newChild.previousSibling:
            newChild.previousSibling.nextSibling = newChild
        if newChild.nextSibling:
            newChild.nextSibling.previousSibling = newChild
        return oldChild

    def removeChild(self, oldChild):
        """Take a child out; the child."""
        del self.childNodes[self._index_of(oldChild)]
        if oldChild.nextSibling is not None:
            oldChild.nextSibling.previousSibling = oldChild.previousSibling
        if oldChild.previousSibling is not None:
            oldChild.previousSibling.nextSibling = oldChild.nextSibling
        oldChild.nextSibling = oldChild.previousSibling = None
        if oldChild.nodeType in _nodeTypes_with_children:
            _clear_id_cache(self)
        oldChild.parentNode = None
        return oldChild

    def normalize(self):
        """Join neighbouring texts and drop empty ones, here and below."""
        kept = []
        for child in self.childNodes:
            if child.nodeType == Node.TEXT_NODE:
                if not child.data or kept and kept[-1].nodeType == Node.TEXT_NODE:
                    if child.data:
                        kept[-1].data += child.data
                    following = child.nextSibling
                    previous = kept[-1] if kept else None
                    if previous is not None:
                        previous.nextSibling = following
                    if following is not None:
                        following.previousSibling = previous
                    child.nextSibling = child.previousSibling = child.parentNode = None
                    child.unlink()
                    continue
            elif child.nodeType == Node.ELEMENT_NODE:
                child.normalize()
            kept.append(child)
        self.childNodes[:] = kept

    # -- the rest --

    def cloneNode(self, deep):
        """A copy; deep: with all below."""
        return _clone_node(self, deep, self.ownerDocument or self)

    def isSupported(self, feature, version):
        return self.ownerDocument.implementation.hasFeature(feature, version)

    def isSameNode(self, other):
        return self is other

    def getInterface(self, feature):
        return self if self.isSupported(feature, None) else None

    # User data: {key: (data, handler)}, made when first needed.

    def getUserData(self, key):
        try:
            return self._user_data[key][0]
        except (AttributeError, KeyError):
            return None

    def setUserData(self, key, data, handler):
        """Hang any data on the node (None: take it away); what was there. handler.handle() is told of copies and the like."""
        old = None
        try:
            d = self._user_data
        except AttributeError:
            d = self._user_data = {}
        if key in d:
            old = d[key][0]
        if data is None:
            d.pop(key, None)
        else:
            d[key] = data, handler
        return old

    def _call_user_data_handler(self, operation, src, dst):
        for key, (data, handler) in list(getattr(self, '_user_data', {}).items()):
            if handler is not None:
                handler.handle(operation, key, data, src, dst)

    def unlink(self):
        """Break the cycles of references, here and below."""
        self.parentNode = self.ownerDocument = None
        if self.childNodes:
            for child in self.childNodes:
                child.unlink()
            self.childNodes = NodeList()
        self.previousSibling = None
        self.nextSibling = None

    def __enter__(self):
        return self

    def __exit__(self, et, ev, tb):
        self.unlink()


defproperty(Node, 'firstChild', doc='First child node, or None.')
defproperty(Node, 'lastChild', doc='Last child node, or None.')
defproperty(Node, 'localName', doc='Namespace-local name of this node.')


def _append_child(self, node):
    """Add a child without checks."""
    children = self.childNodes
    if children:
        last = children[-1]
        node.previousSibling = last
        last.nextSibling = node
    else:
        node.previousSibling = None
    children.append(node)
    node.parentNode = self


def _in_document(node):
    while node is not None:
        if node.nodeType == Node.DOCUMENT_NODE:
            return True
        node = node.parentNode
    return False


def _write_data(writer, text, attr=False):
    if not text:
        return
    text = text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
    if attr:
        # A reader would make blanks of line ends and tabs.
        text = text.replace('"', '&quot;').replace('\r', '&#13;').replace('\n', '&#10;').replace('\t', '&#9;')
    writer.write(text)


def _elements_below(parent, wanted, found):
    for node in parent.childNodes:
        if node.nodeType == Node.ELEMENT_NODE:
            if wanted(node):
                found.append(node)
            _elements_below(node, wanted, found)
    return found


def _get_elements_by_tag_name(parent, name):
    return _elements_below(parent, lambda node: name == '*' or node.tagName == name, NodeList())


def _get_elements_by_tag_name_ns(parent, uri, local):
    return _elements_below(parent, lambda node: (local == '*' or node.localName == local)
                           and (uri == '*' or node.namespaceURI == uri), NodeList())


class DocumentFragment(Node):
    nodeType = Node.DOCUMENT_FRAGMENT_NODE
    nodeName = '#document-fragment'
    nodeValue = None
    attributes = None
    parentNode = None
    _child_node_types = _CHILD_TYPES_OF_ELEMENTS + (Node.NOTATION_NODE,)

    def __init__(self):
        self.childNodes = NodeList()


# ---- attributes ----

class Attr(Node):
    nodeType = Node.ATTRIBUTE_NODE
    attributes = None
    specified = False
    ownerElement = None
    _is_id = False
    _child_node_types = (Node.TEXT_NODE, Node.ENTITY_REFERENCE_NODE)

    def __init__(self, qName, namespaceURI=EMPTY_NAMESPACE, localName=None, prefix=None):
        self._name = qName
        self.namespaceURI = namespaceURI
        self._prefix = prefix
        self._local_name = localName
        self.childNodes = NodeList()
        self._value = ''
        # The value is a text below it, too.
        text = Text()
        text.data = ''
        _append_child(self, text)

    def _get_localName(self):
        if self._local_name is not None:
            return self._local_name
        return self.nodeName.split(':', 1)[-1] if self.namespaceURI else None

    def _get_specified(self):
        return self.specified

    def _get_name(self):
        return self._name

    def _set_name(self, value):
        self._name = value
        if self.ownerElement is not None:
            _clear_id_cache(self.ownerElement)

    nodeName = name = property(_get_name, _set_name)

    def _get_value(self):
        return self._value

    def _set_value(self, value):
        self._value = value
        if self.childNodes:
            self.childNodes[0].data = value
        else:
            text = Text()
            text.data = value
            _append_child(self, text)
        if self.ownerElement is not None:
            _clear_id_cache(self.ownerElement)

    nodeValue = value = property(_get_value, _set_value)

    def _get_prefix(self):
        return self._prefix

    def _set_prefix(self, prefix):
        if prefix == 'xmlns' and self.namespaceURI and self.namespaceURI != XMLNS_NAMESPACE:
            raise xml.dom.NamespaceErr("illegal use of 'xmlns' prefix for the wrong namespace")
        self._prefix = prefix
        name = self.localName if prefix is None else '%s:%s' % (prefix, self.localName)
        if self.ownerElement:
            _clear_id_cache(self.ownerElement)
        self.name = name

    prefix = property(_get_prefix, _set_prefix)

    def unlink(self):
        # Not Node.unlink(): the element's maps must forget it as well.
        element = self.ownerElement
        if element is not None:
            element._attrs.pop(self.nodeName, None)
            element._attrsNS.pop((self.namespaceURI, self.localName), None)
            element._attrsNS.pop((self.namespaceURI, self.nodeName), None)
            if self._is_id:
                self._is_id = False
                _clear_id_cache(element)
        for child in self.childNodes:
            child.unlink()
        del self.childNodes[:]
        self.ownerElement = None

    def _get_isId(self):
        if self._is_id:
            return True
        element = self.ownerElement
        document = self.ownerDocument
        return bool(element is not None and document is not None
                    and (element.tagName, self.name) in document._id_attributes)

    def _get_schemaType(self):
        return _no_type


defproperty(Attr, 'isId', doc='True if this attribute is an ID.')
defproperty(Attr, 'localName', doc='Namespace-local name of this attribute.')
defproperty(Attr, 'schemaType', doc='Schema type for this attribute.')


class NamedNodeMap:
    """The attributes of an element, as mapping by name or (namespace, local name). It shows the element's dicts."""

    def __init__(self, attrs, attrsNS, ownerElement):
        self._attrs = attrs
        self._attrsNS = attrsNS
        self._ownerElement = ownerElement

    def _get_length(self):
        return len(self._attrs)

    def item(self, index):
        try:
            return self[list(self._attrs.keys())[index]]
        except IndexError:
            return None

    def items(self):
        return [(node.nodeName, node.value) for node in self._attrs.values()]

    def itemsNS(self):
        return [((node.namespaceURI, node.localName), node.value) for node in self._attrs.values()]

    def __contains__(self, key):
        return key in (self._attrs if isinstance(key, str) else self._attrsNS)

    def keys(self):
        return self._attrs.keys()

    def keysNS(self):
        return self._attrsNS.keys()

    def values(self):
        return self._attrs.values()

    def get(self, name, value=None):
        return self._attrs.get(name, value)

    def _cmp(self, other):
        mine = id(self._attrs)
        theirs = id(getattr(other, '_attrs', other))
        return (mine > theirs) - (mine < theirs)

    def __eq__(self, other):
        return self._cmp(other) == 0

    def __ge__(self, other):
        return self._cmp(other) >= 0

    def __gt__(self, other):
        return self._cmp(other) > 0

    def __le__(self, other):
        return self._cmp(other) <= 0

    def __lt__(self, other):
        return self._cmp(other) < 0

    __len__ = _get_length

    def __getitem__(self, name):
        return (self._attrsNS if isinstance(name, tuple) else self._attrs)[name]

    def __setitem__(self, attname, value):
        if isinstance(value, str):
            node = self._attrs.get(attname)
            if node is None:
                node = Attr(attname)
                node.ownerDocument = self._ownerElement.ownerDocument
                self.setNamedItem(node)
            node.value = value
        elif isinstance(value, Attr):
            self.setNamedItem(value)
        else:
            raise TypeError('value must be a string or Attr object')

    def getNamedItem(self, name):
        return self._attrs.get(name)

    def getNamedItemNS(self, namespaceURI, localName):
        return self._attrsNS.get((namespaceURI, localName))

    def _remove(self, node):
        if node is None:
            raise xml.dom.NotFoundErr()
        _clear_id_cache(self._ownerElement)
        del self._attrs[node.nodeName]
        del self._attrsNS[node.namespaceURI, _local_key(node)]
        node.ownerElement = None
        return node

    def removeNamedItem(self, name):
        return self._remove(self.getNamedItem(name))

    def removeNamedItemNS(self, namespaceURI, localName):
        return self._remove(self.getNamedItemNS(namespaceURI, localName))

    def setNamedItem(self, node):
        if not isinstance(node, Attr):
            raise xml.dom.HierarchyRequestErr('%s cannot be child of %s' % (repr(node), repr(self)))
        old = self._attrs.get(node.name)
        if old:
            old.unlink()
        self._attrs[node.name] = node
        self._attrsNS[node.namespaceURI, _local_key(node)] = node
        node.ownerElement = self._ownerElement
        _clear_id_cache(node.ownerElement)
        return old

    def setNamedItemNS(self, node):
        return self.setNamedItem(node)

    def __delitem__(self, attname_or_tuple):
        node = self[attname_or_tuple]
        _clear_id_cache(node.ownerElement)
        node.unlink()

    def __getstate__(self):
        return self._attrs, self._attrsNS, self._ownerElement

    def __setstate__(self, state):
        self._attrs, self._attrsNS, self._ownerElement = state


defproperty(NamedNodeMap, 'length', doc='Number of nodes in the NamedNodeMap.')

AttributeList = NamedNodeMap


def _local_key(attr):
    """An attribute without namespace is found by its name."""
    return attr.localName if attr.localName is not None else attr.nodeName


class TypeInfo:
    """The type of an element or attribute, as far as it is known."""

    def __init__(self, namespace, name):
        self.namespace = namespace
        self.name = name

    def __repr__(self):
        if self.namespace:
            return '<%s %r (from %r)>' % (self.__class__.__name__, self.name, self.namespace)
        return '<%s %r>' % (self.__class__.__name__, self.name)

    def _get_name(self):
        return self.name

    def _get_namespace(self):
        return self.namespace


_no_type = TypeInfo(None, None)


# ---- elements ----

class Element(Node):
    nodeType = Node.ELEMENT_NODE
    nodeValue = None
    schemaType = _no_type
    _child_node_types = _CHILD_TYPES_OF_ELEMENTS

    def __init__(self, tagName, namespaceURI=EMPTY_NAMESPACE, prefix=None, localName=None):
        self.tagName = self.nodeName = tagName
        self.prefix = prefix
        self.namespaceURI = namespaceURI
        self.childNodes = NodeList()
        self._local_name = localName
        self._attrs = {}
        self._attrsNS = {}

    def _get_localName(self):
        if self._local_name is not None:
            return self._local_name
        return self.tagName.split(':', 1)[-1] if self.namespaceURI else None

    def _get_tagName(self):
        return self.tagName

    def unlink(self):
        for attr in list(self._attrs.values()):
            attr.unlink()
        self._attrs = {}
        self._attrsNS = {}
        Node.unlink(self)

    # -- attributes --

    def getAttribute(self, attname):
        """The value of an attribute; '' if there is none."""
        attr = self._attrs.get(attname)
        return '' if attr is None else attr.value

    def getAttributeNS(self, namespaceURI, localName):
        attr = self._attrsNS.get((namespaceURI, localName))
        return '' if attr is None else attr.value

    def setAttribute(self, attname, value):
        """Set the value of an attribute."""
        attr = self.getAttributeNode(attname)
        if attr is None:
            attr = Attr(attname)
            attr.value = value
            attr.ownerDocument = self.ownerDocument
            self.setAttributeNode(attr)
        elif value != attr.value:
            attr.value = value
            if attr.isId:
                _clear_id_cache(self)

    def setAttributeNS(self, namespaceURI, qualifiedName, value):
        prefix, localname = _nssplit(qualifiedName)
        attr = self.getAttributeNodeNS(namespaceURI, localname)
        if attr is None:
            attr = Attr(qualifiedName, namespaceURI, localname, prefix)
            attr.value = value
            attr.ownerDocument = self.ownerDocument
            self.setAttributeNode(attr)
        else:
            if value != attr.value:
                attr.value = value
                if attr.isId:
                    _clear_id_cache(self)
            if attr.prefix != prefix:
                del self._attrs[attr.nodeName]
                attr.prefix = prefix
                attr.name = qualifiedName
                self._attrs[qualifiedName] = attr

    def getAttributeNode(self, attrname):
        """The Attr, or None."""
        return self._attrs.get(attrname)

    def getAttributeNodeNS(self, namespaceURI, localName):
        return self._attrsNS.get((namespaceURI, localName))

    def setAttributeNode(self, attr):
        """Add an Attr; the one of that name it takes the place of, or None."""
        if attr.ownerElement not in (None, self):
            raise xml.dom.InuseAttributeErr('attribute node already owned')
        old = self._attrs.get(attr.name)
        if old is not None and old is not attr:
            self.removeAttributeNode(old)
        old_ns = self._attrsNS.get((attr.namespaceURI, _local_key(attr)))
        if old_ns is not None and old_ns is not old and old_ns is not attr:
            self.removeAttributeNode(old_ns)
        self._attrs[attr.name] = attr
        self._attrsNS[attr.namespaceURI, _local_key(attr)] = attr
        attr.ownerElement = self
        _clear_id_cache(self)
        if old is not attr:
            # It might have been a copy's; a node replaced is returned.
            return old if old is not None else old_ns
        return None

    setAttributeNodeNS = setAttributeNode

    def removeAttribute(self, name):
        attr = self._attrs.get(name)
        if attr is None:
            raise xml.dom.NotFoundErr()
        self.removeAttributeNode(attr)

    def removeAttributeNS(self, namespaceURI, localName):
        attr = self._attrsNS.get((namespaceURI, localName))
        if attr is None:
            raise xml.dom.NotFoundErr()
        self.removeAttributeNode(attr)

    def removeAttributeNode(self, node):
        """Take an Attr out; the Attr."""
        if node is None or self._attrs.get(node.nodeName) is not node:
            raise xml.dom.NotFoundErr()
        _clear_id_cache(self)
        del self._attrs[node.nodeName]
        self._attrsNS.pop((node.namespaceURI, _local_key(node)), None)
        node.ownerElement = None
        node._is_id = False
        return node

    removeAttributeNodeNS = removeAttributeNode

    def hasAttribute(self, name):
        return name in self._attrs

    def hasAttributeNS(self, namespaceURI, localName):
        return (namespaceURI, localName) in self._attrsNS

    def hasAttributes(self):
        return bool(self._attrs)

    def _get_attributes(self):
        return NamedNodeMap(self._attrs, self._attrsNS, self)

    # -- IDs --

    def setIdAttribute(self, name):
        """Have an attribute count as ID."""
        self.setIdAttributeNode(self.getAttributeNode(name))

    def setIdAttributeNS(self, namespaceURI, localName):
        self.setIdAttributeNode(self.getAttributeNodeNS(namespaceURI, localName))

    def setIdAttributeNode(self, idAttr):
        if idAttr is None or not self.isSameNode(idAttr.ownerElement):
            raise xml.dom.NotFoundErr()
        if not idAttr._is_id:
            idAttr._is_id = True
            _clear_id_cache(self)

    # -- search and writing --

    def getElementsByTagName(self, name):
        """The elements below with a tag, '*' for all."""
        return _get_elements_by_tag_name(self, name)

    def getElementsByTagNameNS(self, namespaceURI, localName):
        return _get_elements_by_tag_name_ns(self, namespaceURI, localName)

    def __repr__(self):
        return '<DOM Element: %s at %#x>' % (self.tagName, id(self))

    def writexml(self, writer, indent='', addindent='', newl=''):
        """Write as XML. indent: before it; addindent: more for each level; newl: after it."""
        writer.write(indent + '<' + self.tagName)
        for name in sorted(self._attrs):
            writer.write(' %s="' % name)
            _write_data(writer, self._attrs[name].value, True)
            writer.write('"')
        if not self.childNodes:
            writer.write('/>%s' % newl)
            return
        writer.write('>')
        if len(self.childNodes) == 1 and self.childNodes[0].nodeType in (Node.TEXT_NODE, Node.CDATA_SECTION_NODE):
            # White space would become part of the text.
            self.childNodes[0].writexml(writer, '', '', '')
        else:
            writer.write(newl)
            for node in self.childNodes:
                node.writexml(writer, indent + addindent, addindent, newl)
            writer.write(indent)
        writer.write('</%s>%s' % (self.tagName, newl))


defproperty(Element, 'attributes', doc='NamedNodeMap of attributes on the element.')
defproperty(Element, 'localName', doc='Namespace-local name of this element.')


# ---- nodes without children ----

class Childless:
    """For nodes that never have children."""

    attributes = None
    childNodes = EmptyNodeList()
    firstChild = None
    lastChild = None

    def _get_firstChild(self):
        return None

    def _get_lastChild(self):
        return None

    def appendChild(self, node):
        raise xml.dom.HierarchyRequestErr(self.nodeName + ' nodes cannot have children')

    def hasChildNodes(self):
        return False

    def insertBefore(self, newChild, refChild):
        raise xml.dom.HierarchyRequestErr(self.nodeName + ' nodes do not have children')

    def removeChild(self, oldChild):
        raise xml.dom.NotFoundErr(self.nodeName + ' nodes do not have children')

    def normalize(self):
        pass

    def replaceChild(self, newChild, oldChild):
        raise xml.dom.HierarchyRequestErr(self.nodeName + ' nodes do not have children')


class ProcessingInstruction(Childless, Node):
    nodeType = Node.PROCESSING_INSTRUCTION_NODE

    def __init__(self, target, data):
        self.target = target
        self.data = data

    def _get_nodeValue(self):
        return self.data

    def _set_nodeValue(self, value):
        self.data = value

    nodeValue = property(_get_nodeValue, _set_nodeValue)

    def _get_nodeName(self):
        return self.target

    def _set_nodeName(self, value):
        self.target = value

    nodeName = property(_get_nodeName, _set_nodeName)

    def writexml(self, writer, indent='', addindent='', newl=''):
        writer.write('%s<?%s %s?>%s' % (indent, self.target, self.data, newl))


class CharacterData(Childless, Node):

    def __init__(self):
        self.ownerDocument = self.parentNode = None
        self.previousSibling = self.nextSibling = None
        self._data = ''

    def _get_length(self):
        return len(self.data)

    __len__ = _get_length

    def _get_data(self):
        return self._data

    def _set_data(self, data):
        self._data = data

    data = nodeValue = property(_get_data, _set_data)

    def __repr__(self):
        data = self.data
        return '<DOM %s node "%r%s">' % (self.__class__.__name__, data[0:10], '...' if len(data) > 10 else '')

    def _check_range(self, offset, count=0):
        if offset < 0:
            raise xml.dom.IndexSizeErr('offset cannot be negative')
        if offset >= len(self.data):
            raise xml.dom.IndexSizeErr('offset cannot be beyond end of data')
        if count < 0:
            raise xml.dom.IndexSizeErr('count cannot be negative')

    def substringData(self, offset, count):
        self._check_range(offset, count)
        return self.data[offset:offset + count]

    def appendData(self, arg):
        self.data = self.data + arg

    def insertData(self, offset, arg):
        self._check_range(offset)
        if arg:
            self.data = '%s%s%s' % (self.data[:offset], arg, self.data[offset:])

    def deleteData(self, offset, count):
        self._check_range(offset, count)
        if count:
            self.data = self.data[:offset] + self.data[offset + count:]

    def replaceData(self, offset, count, arg):
        self._check_range(offset, count)
        if count:
            self.data = '%s%s%s' % (self.data[:offset], arg, self.data[offset + count:])


defproperty(CharacterData, 'length', doc='Length of the string data.')


class Text(CharacterData):
    nodeType = Node.TEXT_NODE
    nodeName = '#text'
    attributes = None

    def splitText(self, offset):
        """Cut in two; the second part, added after this one."""
        if offset < 0 or offset > len(self.data):
            raise xml.dom.IndexSizeErr('illegal offset value')
        new = self.__class__()
        new.data = self.data[offset:]
        new.ownerDocument = self.ownerDocument
        following = self.nextSibling
        if self.parentNode and self in self.parentNode.childNodes:
            if following is None:
                self.parentNode.appendChild(new)
            else:
                self.parentNode.insertBefore(new, following)
        self.data = self.data[:offset]
        return new

    def writexml(self, writer, indent='', addindent='', newl=''):
        _write_data(writer, '%s%s%s' % (indent, self.data, newl))

    def _neighbours(self):
        """This text and all texts and CDATA sections that touch it, in order."""
        kinds = Node.TEXT_NODE, Node.CDATA_SECTION_NODE
        nodes = [self]
        node = self.previousSibling
        while node is not None and node.nodeType in kinds:
            nodes.insert(0, node)
            node = node.previousSibling
        node = self.nextSibling
        while node is not None and node.nodeType in kinds:
            nodes.append(node)
            node = node.nextSibling
        return nodes

    def _get_wholeText(self):
        return ''.join(node.data for node in self._neighbours())

    def replaceWholeText(self, content):
        """Put a text in place of all that touch this one; this node, or None if the text is empty."""
        parent = self.parentNode
        for node in self._neighbours():
            if node is not self:
                parent.removeChild(node)
        if content:
            self.data = content
            return self
        parent.removeChild(self)
        return None

    def _get_isWhitespaceInElementContent(self):
        if self.data.strip():
            return False
        node = self.parentNode
        while node is not None and node.nodeType != Node.ELEMENT_NODE:
            node = node.parentNode
        document = self.ownerDocument
        return bool(node is not None and document is not None and node.tagName in document._element_content)


defproperty(Text, 'isWhitespaceInElementContent', doc='True iff this text node contains only whitespace and is in element content.')
defproperty(Text, 'wholeText', doc='The text of all logically-adjacent text nodes.')


class Comment(CharacterData):
    nodeType = Node.COMMENT_NODE
    nodeName = '#comment'

    def __init__(self, data):
        CharacterData.__init__(self)
        self._data = data

    def writexml(self, writer, indent='', addindent='', newl=''):
        if '--' in self.data:
            raise ValueError("'--' is not allowed in a comment node")
        writer.write('%s<!--%s-->%s' % (indent, self.data, newl))


class CDATASection(Text):
    nodeType = Node.CDATA_SECTION_NODE
    nodeName = '#cdata-section'

    def writexml(self, writer, indent='', addindent='', newl=''):
        if ']]>' in self.data:
            raise ValueError("']]>' not allowed in a CDATA section")
        writer.write('<![CDATA[%s]]>' % self.data)


# ---- document types ----

class ReadOnlySequentialNamedNodeMap:
    """The entities or notations of a document type."""

    def __init__(self, seq=()):
        self._seq = seq

    def __len__(self):
        return len(self._seq)

    def _get_length(self):
        return len(self._seq)

    def getNamedItem(self, name):
        for n in self._seq:
            if n.nodeName == name:
                return n
        return None

    def getNamedItemNS(self, namespaceURI, localName):
        for n in self._seq:
            if n.namespaceURI == namespaceURI and n.localName == localName:
                return n
        return None

    def __getitem__(self, name_or_tuple):
        if isinstance(name_or_tuple, tuple):
            node = self.getNamedItemNS(*name_or_tuple)
        else:
            node = self.getNamedItem(name_or_tuple)
        if node is None:
            raise KeyError(name_or_tuple)
        return node

    def item(self, index):
        if index < 0:
            return None
        try:
            return self._seq[index]
        except IndexError:
            return None

    def removeNamedItem(self, name):
        raise xml.dom.NoModificationAllowedErr('NamedNodeMap instance is read-only')

    def removeNamedItemNS(self, namespaceURI, localName):
        raise xml.dom.NoModificationAllowedErr('NamedNodeMap instance is read-only')

    def setNamedItem(self, node):
        raise xml.dom.NoModificationAllowedErr('NamedNodeMap instance is read-only')

    def setNamedItemNS(self, node):
        raise xml.dom.NoModificationAllowedErr('NamedNodeMap instance is read-only')

    def __getstate__(self):
        return [self._seq]

    def __setstate__(self, state):
        self._seq = state[0]


defproperty(ReadOnlySequentialNamedNodeMap, 'length', doc='Number of entries in the NamedNodeMap.')


class Identified:
    """For nodes with publicId and systemId."""

    def _identified_mixin_init(self, publicId, systemId):
        self.publicId = publicId
        self.systemId = systemId

    def _get_publicId(self):
        return self.publicId

    def _get_systemId(self):
        return self.systemId


class DocumentType(Identified, Childless, Node):
    nodeType = Node.DOCUMENT_TYPE_NODE
    nodeValue = None
    name = None
    publicId = None
    systemId = None
    internalSubset = None

    def __init__(self, qualifiedName):
        self.entities = ReadOnlySequentialNamedNodeMap()
        self.notations = ReadOnlySequentialNamedNodeMap()
        if qualifiedName:
            self.name = _nssplit(qualifiedName)[1]
        self.nodeName = self.name

    def _get_internalSubset(self):
        return self.internalSubset

    def cloneNode(self, deep):
        if self.ownerDocument is not None:
            return None
        clone = DocumentType(None)
        clone.name = self.name
        clone.nodeName = self.name
        operation = xml.dom.UserDataHandler.NODE_CLONED
        if deep:
            _copy_declarations(self, clone, operation)
        self._call_user_data_handler(operation, self, clone)
        return clone

    def writexml(self, writer, indent='', addindent='', newl=''):
        writer.write('<!DOCTYPE ' + self.name)
        if self.publicId:
            writer.write("%s  PUBLIC '%s'%s  '%s'" % (newl, self.publicId, newl, self.systemId))
        elif self.systemId:
            writer.write("%s  SYSTEM '%s'" % (newl, self.systemId))
        if self.internalSubset is not None:
            writer.write(' [')
            writer.write(self.internalSubset)
            writer.write(']')
        writer.write('>' + newl)


def _copy_declarations(source, clone, operation):
    """Copies of the entities and notations of a document type."""
    clone.entities._seq = []
    clone.notations._seq = []
    for n in source.notations._seq:
        notation = Notation(n.nodeName, n.publicId, n.systemId)
        clone.notations._seq.append(notation)
        n._call_user_data_handler(operation, n, notation)
    for e in source.entities._seq:
        entity = Entity(e.nodeName, e.publicId, e.systemId, e.notationName)
        entity.actualEncoding = e.actualEncoding
        entity.encoding = e.encoding
        entity.version = e.version
        clone.entities._seq.append(entity)
        e._call_user_data_handler(operation, e, entity)


class Entity(Identified, Node):
    attributes = None
    nodeType = Node.ENTITY_NODE
    nodeValue = None
    actualEncoding = None
    encoding = None
    version = None

    def __init__(self, name, publicId, systemId, notation):
        self.nodeName = name
        self.notationName = notation
        self.childNodes = NodeList()
        self._identified_mixin_init(publicId, systemId)

    def _get_actualEncoding(self):
        return self.actualEncoding

    def _get_encoding(self):
        return self.encoding

    def _get_version(self):
        return self.version

    def appendChild(self, newChild):
        raise xml.dom.HierarchyRequestErr('cannot append children to an entity node')

    def insertBefore(self, newChild, refChild):
        raise xml.dom.HierarchyRequestErr('cannot insert children below an entity node')

    def removeChild(self, oldChild):
        raise xml.dom.HierarchyRequestErr('cannot remove children from an entity node')

    def replaceChild(self, newChild, oldChild):
        raise xml.dom.HierarchyRequestErr('cannot replace children of an entity node')


class Notation(Identified, Childless, Node):
    nodeType = Node.NOTATION_NODE
    nodeValue = None

    def __init__(self, name, publicId, systemId):
        self.nodeName = name
        self._identified_mixin_init(publicId, systemId)


# ---- documents ----

class DOMImplementation:
    _features = [('core', '1.0'), ('core', '2.0'), ('core', None), ('xml', '1.0'), ('xml', '2.0'), ('xml', None)]

    def hasFeature(self, feature, version):
        if version == '':
            version = None
        return (feature.lower(), version) in self._features

    def createDocument(self, namespaceURI, qualifiedName, doctype):
        """A Document with a root element of that name, if there is one."""
        if doctype and doctype.parentNode is not None:
            raise xml.dom.WrongDocumentErr('doctype object owned by another DOM tree')
        doc = self._create_document()
        add_root_element = not (namespaceURI is None and qualifiedName is None and doctype is None)
        if not qualifiedName and add_root_element:
            # A document without an element would be no document.
            raise xml.dom.InvalidCharacterErr('Element with no name')
        if add_root_element:
            prefix, localname = _nssplit(qualifiedName)
            if prefix == 'xml' and namespaceURI != XML_NAMESPACE:
                raise xml.dom.NamespaceErr("illegal use of 'xml' prefix")
            if prefix and not namespaceURI:
                raise xml.dom.NamespaceErr('illegal use of prefix without namespaces')
            element = doc.createElementNS(namespaceURI, qualifiedName)
            if doctype:
                doc.appendChild(doctype)
            doc.appendChild(element)
        if doctype:
            doctype.parentNode = doctype.ownerDocument = doc
        doc.doctype = doctype
        doc.implementation = self
        return doc

    def createDocumentType(self, qualifiedName, publicId, systemId):
        doctype = DocumentType(qualifiedName)
        doctype.publicId = publicId
        doctype.systemId = systemId
        return doctype

    def getInterface(self, feature):
        return self if self.hasFeature(feature, None) else None

    def _create_document(self):
        return Document()


class Document(Node):
    nodeType = Node.DOCUMENT_NODE
    nodeName = '#document'
    nodeValue = None
    attributes = None
    parentNode = None
    previousSibling = nextSibling = None
    implementation = DOMImplementation()

    _child_node_types = (Node.ELEMENT_NODE, Node.PROCESSING_INSTRUCTION_NODE, Node.COMMENT_NODE, Node.DOCUMENT_TYPE_NODE)

    actualEncoding = None
    encoding = None
    standalone = None
    version = None
    strictErrorChecking = False
    errorHandler = None
    documentURI = None
    doctype = None
    async_ = False

    def __init__(self):
        self.childNodes = NodeList()
        self._id_cache = None           # {id: element}, or None: to be made
        self._id_attributes = set()     # (tag, attribute) declared as ID
        self._element_content = set()   # tags of elements declared to have only elements

    def _get_actualEncoding(self):
        return self.actualEncoding

    def _get_async(self):
        return self.async_

    def _get_doctype(self):
        return self.doctype

    def _get_documentURI(self):
        return self.documentURI

    def _get_encoding(self):
        return self.encoding

    def _get_errorHandler(self):
        return self.errorHandler

    def _get_standalone(self):
        return self.standalone

    def _get_strictErrorChecking(self):
        return self.strictErrorChecking

    def _get_version(self):
        return self.version

    def abort(self):
        raise NotImplementedError("haven't figured out what this means yet")

    def saveXML(self, snode):
        """A node of this document (None: all) as XML."""
        if snode is None:
            snode = self
        elif snode.ownerDocument is not self:
            raise xml.dom.WrongDocumentErr()
        return snode.toxml()

    # -- children --

    def appendChild(self, node):
        self._check_child(node)
        if node.parentNode is not None:
            # Taken out of another place first, so that an element may be moved.
            node.parentNode.removeChild(node)
        if node.nodeType == Node.ELEMENT_NODE and self._get_documentElement():
            raise xml.dom.HierarchyRequestErr('two document elements disallowed')
        return Node.appendChild(self, node)

    def removeChild(self, oldChild):
        del self.childNodes[self._index_of(oldChild)]
        if oldChild.nextSibling is not None:
            oldChild.nextSibling.previousSibling = oldChild.previousSibling
        if oldChild.previousSibling is not None:
            oldChild.previousSibling.nextSibling = oldChild.nextSibling
        oldChild.nextSibling = oldChild.previousSibling = None
        oldChild.parentNode = None
        if self.documentElement is oldChild:
            self.documentElement = None
        self._id_cache = None
        return oldChild

    def _get_documentElement(self):
        for node in self.childNodes:
            if node.nodeType == Node.ELEMENT_NODE:
                return node
        return None

    def unlink(self):
        if self.doctype is not None:
            self.doctype.unlink()
            self.doctype = None
        Node.unlink(self)

    def cloneNode(self, deep):
        if not deep:
            return None
        clone = self.implementation.createDocument(None, None, None)
        clone.encoding = self.encoding
        clone.standalone = self.standalone
        clone.version = self.version
        for n in self.childNodes:
            child = _clone_node(n, deep, clone)
            clone.childNodes.append(child)
            if child.nodeType == Node.DOCUMENT_TYPE_NODE:
                assert clone.doctype is None
                clone.doctype = child
            child.parentNode = clone
            if len(clone.childNodes) > 1:
                child.previousSibling = clone.childNodes[-2]
                child.previousSibling.nextSibling = child
        clone._id_attributes = set(self._id_attributes)
        clone._element_content = set(self._element_content)
        self._call_user_data_handler(xml.dom.UserDataHandler.NODE_CLONED, self, clone)
        return clone

    # -- making nodes --

    def createDocumentFragment(self):
        d = DocumentFragment()
        d.ownerDocument = self
        return d

    def createElement(self, tagName):
        e = Element(tagName)
        e.ownerDocument = self
        return e

    def createTextNode(self, data):
        if not isinstance(data, str):
            raise TypeError('node contents must be a string')
        t = Text()
        t.data = data
        t.ownerDocument = self
        return t

    def createCDATASection(self, data):
        if not isinstance(data, str):
            raise TypeError('node contents must be a string')
        c = CDATASection()
        c.data = data
        c.ownerDocument = self
        return c

    def createComment(self, data):
        c = Comment(data)
        c.ownerDocument = self
        return c

    def createProcessingInstruction(self, target, data):
        p = ProcessingInstruction(target, data)
        p.ownerDocument = self
        return p

    def createAttribute(self, qName):
        a = Attr(qName)
        a.ownerDocument = self
        a.value = ''
        return a

    def createElementNS(self, namespaceURI, qualifiedName):
        prefix, localName = _nssplit(qualifiedName)
        e = Element(qualifiedName, namespaceURI, prefix)
        e.ownerDocument = self
        return e

    def createAttributeNS(self, namespaceURI, qualifiedName):
        prefix, localName = _nssplit(qualifiedName)
        a = Attr(qualifiedName, namespaceURI, localName, prefix)
        a.ownerDocument = self
        a.value = ''
        return a

    def _create_entity(self, name, publicId, systemId, notationName):
        e = Entity(name, publicId, systemId, notationName)
        e.ownerDocument = self
        return e

    def _create_notation(self, name, publicId, systemId):
        n = Notation(name, publicId, systemId)
        n.ownerDocument = self
        return n

    # -- search --

    def getElementById(self, id):
        """The element with an attribute that is an ID and has that value."""
        if self._id_cache is None:
            self._id_cache = {}
            for element in _elements_below(self, lambda node: bool(node._attrs), []):
                for attr in element._attrs.values():
                    if attr.isId:
                        self._id_cache.setdefault(attr.value, element)
        return self._id_cache.get(id)

    def getElementsByTagName(self, name):
        """All elements with a tag, '*' for all."""
        return _get_elements_by_tag_name(self, name)

    def getElementsByTagNameNS(self, namespaceURI, localName):
        return _get_elements_by_tag_name_ns(self, namespaceURI, localName)

    # -- the rest --

    def isSupported(self, feature, version):
        return self.implementation.hasFeature(feature, version)

    def importNode(self, node, deep):
        """A copy of a node of another document, for this one."""
        if node.nodeType == Node.DOCUMENT_NODE:
            raise xml.dom.NotSupportedErr('cannot import document nodes')
        if node.nodeType == Node.DOCUMENT_TYPE_NODE:
            raise xml.dom.NotSupportedErr('cannot import document type nodes')
        return _clone_node(node, deep, self)

    def writexml(self, writer, indent='', addindent='', newl='', encoding=None, standalone=None):
        declarations = []
        if encoding:
            declarations.append('encoding="%s"' % encoding)
        if standalone is not None:
            declarations.append('standalone="%s"' % ('yes' if standalone else 'no'))
        writer.write('<?xml version="1.0" %s?>%s' % (' '.join(declarations), newl))
        for node in self.childNodes:
            node.writexml(writer, indent, addindent, newl)

    def renameNode(self, n, namespaceURI, name):
        """Give an element or attribute another name; the node."""
        if n.ownerDocument is not self:
            raise xml.dom.WrongDocumentErr('cannot rename nodes from other documents;\nexpected %s,\nfound %s'
                                           % (self, n.ownerDocument))
        if n.nodeType not in (Node.ELEMENT_NODE, Node.ATTRIBUTE_NODE):
            raise xml.dom.NotSupportedErr('renameNode() only applies to element and attribute nodes')
        is_attribute = n.nodeType == Node.ATTRIBUTE_NODE
        if namespaceURI != EMPTY_NAMESPACE:
            if ':' in name:
                prefix, localName = name.split(':', 1)
                if prefix == 'xmlns' and namespaceURI != XMLNS_NAMESPACE:
                    raise xml.dom.NamespaceErr("illegal use of 'xmlns' prefix")
            else:
                if name == 'xmlns' and namespaceURI != XMLNS_NAMESPACE and is_attribute:
                    raise xml.dom.NamespaceErr("illegal use of the 'xmlns' attribute")
                prefix = None
                localName = name
        else:
            prefix = localName = None
        element = n.ownerElement if is_attribute else None
        is_id = is_attribute and n._is_id
        if element is not None:
            element.removeAttributeNode(n)
        n._local_name = localName
        n.namespaceURI = namespaceURI
        if is_attribute:
            n._prefix = prefix
            n._name = name
        else:
            n.prefix = prefix
            n.nodeName = n.tagName = name
        if element is not None:
            n._is_id = is_id
            element.setAttributeNode(n)
        # Last, when all is in place.
        n._call_user_data_handler(xml.dom.UserDataHandler.NODE_RENAMED, n, None)
        return n


# A name that later versions took for the language.
setattr(Document, 'async', False)
defproperty(Document, 'documentElement', doc='Top-level element of this document.')

_nodeTypes_with_children = (Node.ELEMENT_NODE, Node.ENTITY_REFERENCE_NODE)


def _clear_id_cache(node):
    """What IDs mean may change: have them looked up again."""
    if node.nodeType == Node.DOCUMENT_NODE:
        node._id_cache = None
    elif node.ownerDocument is not None:
        node.ownerDocument._id_cache = None


def _nssplit(qualifiedName):
    prefix, colon, name = qualifiedName.partition(':')
    return (prefix, name) if colon else (None, prefix)


# ---- copies ----

def _clone_node(node, deep, newOwnerDocument):
    """A copy of a node for a document; copies for another one count as imported."""
    if node.ownerDocument is not None and node.ownerDocument.isSameNode(newOwnerDocument):
        operation = xml.dom.UserDataHandler.NODE_CLONED
    else:
        operation = xml.dom.UserDataHandler.NODE_IMPORTED
    kind = node.nodeType
    if kind == Node.ELEMENT_NODE:
        clone = newOwnerDocument.createElementNS(node.namespaceURI, node.nodeName)
        for attr in node._attrs.values():
            clone.setAttributeNS(attr.namespaceURI, attr.nodeName, attr.value)
            a = clone.getAttributeNodeNS(attr.namespaceURI, _local_key(attr) if attr.namespaceURI
                                         else _nssplit(attr.nodeName)[1])
            a.specified = attr.specified
        if deep:
            for child in node.childNodes:
                clone.appendChild(_clone_node(child, deep, newOwnerDocument))
    elif kind == Node.DOCUMENT_FRAGMENT_NODE:
        clone = newOwnerDocument.createDocumentFragment()
        if deep:
            for child in node.childNodes:
                clone.appendChild(_clone_node(child, deep, newOwnerDocument))
    elif kind == Node.TEXT_NODE:
        clone = newOwnerDocument.createTextNode(node.data)
    elif kind == Node.CDATA_SECTION_NODE:
        clone = newOwnerDocument.createCDATASection(node.data)
    elif kind == Node.PROCESSING_INSTRUCTION_NODE:
        clone = newOwnerDocument.createProcessingInstruction(node.target, node.data)
    elif kind == Node.COMMENT_NODE:
        clone = newOwnerDocument.createComment(node.data)
    elif kind == Node.ATTRIBUTE_NODE:
        clone = newOwnerDocument.createAttributeNS(node.namespaceURI, node.nodeName)
        clone.specified = True
        clone.value = node.value
    elif kind == Node.DOCUMENT_TYPE_NODE:
        assert node.ownerDocument is not newOwnerDocument
        operation = xml.dom.UserDataHandler.NODE_IMPORTED
        clone = newOwnerDocument.implementation.createDocumentType(node.name, node.publicId, node.systemId)
        clone.ownerDocument = newOwnerDocument
        clone.internalSubset = node.internalSubset
        if deep:
            _copy_declarations(node, clone, operation)
            for child in clone.entities._seq + clone.notations._seq:
                child.ownerDocument = newOwnerDocument
    else:
        raise xml.dom.NotSupportedErr('Cannot clone node %s' % repr(node))
    node._call_user_data_handler(operation, node, clone)
    return clone


# ---- reading ----

def _do_pulldom_parse(func, args, kwargs):
    events = func(*args, **kwargs)
    toktype, rootNode = events.getEvent()
    events.expandNode(rootNode)
    events.clear()
    return rootNode


def parse(file, parser=None, bufsize=None):
    """A Document of a file or its name. parser: a SAX parser to read with."""
    if parser is None and not bufsize:
        from xml.dom import expatbuilder
        return expatbuilder.parse(file)
    from xml.dom import pulldom
    return _do_pulldom_parse(pulldom.parse, (file,), {'parser': parser, 'bufsize': bufsize})


def parseString(string, parser=None):
    """A Document of a str or bytes. parser: a SAX parser to read with."""
    if parser is None:
        from xml.dom import expatbuilder
        return expatbuilder.parseString(string)
    from xml.dom import pulldom
    return _do_pulldom_parse(pulldom.parseString, (string,), {'parser': parser})


def getDOMImplementation(features=None):
    """The DOMImplementation, if it has the features."""
    if features:
        if isinstance(features, str):
            features = domreg._parse_feature_string(features)
        for feature, version in features:
            if not Document.implementation.hasFeature(feature, version):
                return None
    return Document.implementation
