"""The databases of ndbm."""

from _dbm import *
