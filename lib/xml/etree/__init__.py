"""Element trees: ElementTree, ElementPath (its search language), ElementInclude (XInclude)."""
