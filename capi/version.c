/* version.c: what this Python is (C API: "Process-wide parameters"). */
#include "include/Python.h"

#define COMPILER "[GCC " __VERSION__ "]"

const unsigned long Py_Version = PY_VERSION_HEX;

const char *Py_GetVersion(void)     { return PY_VERSION " (Krait) \n" COMPILER; }
const char *Py_GetPlatform(void)    { return "linux"; }
const char *Py_GetCopyright(void)   { return "Copyright (c) the Krait authors.\nAll Rights Reserved."; }
const char *Py_GetCompiler(void)    { return "\n" COMPILER; }
const char *Py_GetBuildInfo(void)   { return "Krait"; }

/* File names are UTF-8, whatever the locale. */
const char *const Py_FileSystemDefaultEncoding = "utf-8";
const char *const Py_FileSystemDefaultEncodeErrors = "surrogateescape";
const int Py_HasFileSystemDefaultEncoding = 1;
const int Py_UTF8Mode = 1;
