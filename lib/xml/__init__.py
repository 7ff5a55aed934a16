"""XML: parsers (expat), sax (events), dom (document object model), etree (element trees)."""

__all__ = ['dom', 'parsers', 'sax', 'etree']
