"""The former name of a fast ElementTree; the same as that now."""

from xml.etree.ElementTree import *
