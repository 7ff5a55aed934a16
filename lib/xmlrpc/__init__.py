"""XML-RPC: calls of functions of other programs, as XML over HTTP."""
