"""DEBUG is set when the environment variable DISTUTILS_DEBUG is: then much is told, and errors show their tracebacks."""
import os

DEBUG = os.environ.get("DISTUTILS_DEBUG")
