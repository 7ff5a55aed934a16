"""The fixers: a module fix_NAME with a class FixName for each; see the 2to3 page of the manual."""
