"""The register of DOM implementations."""

import os
import sys

# What is known without registration: name -> module.
well_known_implementations = {'minidom': 'xml.dom.minidom', '4DOM': 'xml.dom.DOMImplementation'}

# What programs registered: name -> function.
registered = {}


def registerDOMImplementation(name, factory):
    """Register a function that gives a DOMImplementation."""
    registered[name] = factory


def _good_enough(dom, features):
    return all(dom.hasFeature(name, version) for name, version in features)


def getDOMImplementation(name=None, features=()):
    """A DOMImplementation: the one named (or named by PYTHON_DOM), else one that has the features.

    features: pairs (name, version), or a text with both in turn.
    """
    module = well_known_implementations.get(name)
    if module:
        return __import__(module, {}, {}, ['getDOMImplementation']).getDOMImplementation()
    if name:
        return registered[name]()
    if not sys.flags.ignore_environment and 'PYTHON_DOM' in os.environ:
        return getDOMImplementation(name=os.environ['PYTHON_DOM'])
    if isinstance(features, str):
        features = _parse_feature_string(features)
    for factory in registered.values():
        dom = factory()
        if _good_enough(dom, features):
            return dom
    for known in well_known_implementations:
        try:
            dom = getDOMImplementation(name=known)
        except Exception:
            continue
        if _good_enough(dom, features):
            return dom
    raise ImportError('no suitable DOM implementation found')


def _parse_feature_string(s):
    features = []
    words = s.split()
    i = 0
    while i < len(words):
        feature = words[i]
        if feature[0] in '0123456789':
            raise ValueError('bad feature name: %r' % (feature,))
        i += 1
        version = None
        if i < len(words) and words[i][0] in '0123456789':
            version = words[i]
            i += 1
        features.append((feature, version))
    return tuple(features)
