"""The XML parser Expat. Python manual: xml.parsers.expat."""

import sys

from pyexpat import *
from pyexpat import errors, model

# What the C module calls pyexpat.errors is known by these names too.
sys.modules['xml.parsers.expat.errors'] = errors
sys.modules['xml.parsers.expat.model'] = model
