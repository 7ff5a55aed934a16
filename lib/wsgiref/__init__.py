"""A reference implementation of WSGI (PEP 3333), the interface of web servers and
applications in Python.

util            helpers for environments
headers         response headers as a mapping
simple_server   a server for trying applications
handlers        base classes of servers
validate        a layer that checks what both sides do
"""
