/* library_format.h: the block that holds the library in Python, written by tools/freeze.c, read by library.c. In the byte order of
 * the machine; offsets count from the start of the header. Names and files end with NUL. */
#ifndef KRAIT_VM_LIBRARY_FORMAT_H
#define KRAIT_VM_LIBRARY_FORMAT_H

#include <stdint.h>

#define LIBRARY_MAGIC "krlib01"

typedef struct LibraryEntry {
    uint32_t name, file;                    /* "json.decoder", "json/decoder.py" */
    uint32_t code, code_size;               /* marshalled; size 0: none, it is compiled from source */
    uint32_t source, source_size;
    uint32_t is_package, unused_;
} LibraryEntry;

typedef struct LibraryHeader {
    char magic[8];
    uint32_t count, unused_;
    LibraryEntry entry[];                   /* in the order of strcmp() on names */
} LibraryHeader;

#endif
