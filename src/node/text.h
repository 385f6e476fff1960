/* text.h - strings put one behind the other, to be cut again by JavaScript.
 *
 * A text is Latin-1 until a string comes that is not ASCII, and from then on
 * UTF-16. A string takes no more units than it has bytes.
 */
#ifndef GCH_TEXT_H
#define GCH_TEXT_H

#include "bytes/pack.h"

#include <node_api.h>

/* What a slice in JavaScript keeps alive: the whole text. */
#define GCH_TEXT_BYTES 4096

struct gch_text {
  size_t len; /* units so far */
  bool wide;  /* they are in `units` */
  union {
    char bytes[GCH_TEXT_BYTES];
    uint16_t units[GCH_TEXT_BYTES / sizeof(uint16_t)];
  };
};

/* Begins anew. */
void gch_text_clear(struct gch_text *text);

/* Whether the string fits. Borrows. */
bool gch_text_fits(const struct gch_text *text, struct gch_bytes string);

/* Appends a string and returns true, or false when it does not fit. Borrows. */
bool gch_text_add(struct gch_text *text, struct gch_bytes string);

/* Appends the strings of a pack from number `i` on that fit, up to number
 * `end`. Writes where each ends, in units, and returns how many. Borrows. */
size_t gch_text_add_some(struct gch_text *text, const struct gch_pack *pack,
                         size_t i, size_t end, uint32_t *ends);

/* The text, or one string of any length, for JavaScript; NULL when Node makes
 * none. Borrows. */
napi_value gch_text_value(const struct gch_text *text, napi_env env);
napi_value gch_text_alone(napi_env env, struct gch_bytes string);

#endif
