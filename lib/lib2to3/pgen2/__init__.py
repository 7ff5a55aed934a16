"""The parser generator: from a grammar in extended BNF to tables, and the parser that walks them."""
