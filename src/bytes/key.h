/* key.h - where a channel's members on one frontend server are kept.
 *
 *   <prefix>:<channel name>:<sid>
 *
 * The layout is a promise to other programs. A ':' inside a name or a sid is
 * written as it is, so `a:b` + `c` and `a` + `b:c` are one key.
 */
#ifndef GCH_KEY_H
#define GCH_KEY_H

#include "bytes/gch.h"

struct gch_key {
  struct gch_bytes prefix;
  struct gch_bytes name;
  struct gch_bytes sid;
};

/* Bytes that the key takes. Borrows; cannot fail. */
size_t gch_key_len(const struct gch_key *key);

/* Writes the key at `out`, which has room for gch_key_len bytes, and returns
 * the place behind it. Borrows; cannot fail. */
char *gch_key_write(char *out, const struct gch_key *key);

/* The most bytes that gch_key_pattern writes. */
size_t gch_key_pattern_room(struct gch_bytes prefix);

/* Writes the glob pattern of all keys under exactly `prefix`, with the
 * prefix's own glob characters escaped, and returns its length. Borrows;
 * cannot fail. */
size_t gch_key_pattern(char *out, struct gch_bytes prefix);

#endif
