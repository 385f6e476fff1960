/* utf8.h - bytes from Redis to JavaScript's UTF-16, as Node decodes them. */
#ifndef GCH_UTF8_H
#define GCH_UTF8_H

#include "bytes/gch.h"

/* Whether no byte is above 127. Borrows; cannot fail. */
bool gch_utf8_ascii(const char *data, size_t len);

/* Decodes into `out`, which has room for `bytes.len` units, and returns the
 * number of units. What is not UTF-8 becomes U+FFFD, once for each maximal part
 * of a sequence, which is what `Buffer.toString('utf8')` does. Borrows; cannot
 * fail. */
size_t gch_utf8_decode(uint16_t *out, struct gch_bytes bytes);

#endif
