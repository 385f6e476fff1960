/* pack.h - a list of byte strings in two allocations, however long it is.
 *
 * The strings stand one behind the other in `bytes`; `ends[i]` is where string
 * i ends. A reply of 100,000 members costs no allocation per member.
 */
#ifndef GCH_PACK_H
#define GCH_PACK_H

#include "bytes/gch.h"

/* All zero is an empty pack. */
struct gch_pack {
  char *bytes;
  size_t len, cap;
  uint32_t *ends;
  size_t count, ends_cap;
};

/* Appends a copy of `string`. Borrows. GCH_ENOMEM, or GCH_EPROTOCOL when the
 * pack would pass 4 GiB; the pack is unchanged then. */
enum gch_code gch_pack_append(struct gch_pack *pack, struct gch_bytes string);

/* Makes room for `count` more strings of `len` bytes together. False when
 * memory is short. */
bool gch_pack_reserve(struct gch_pack *pack, size_t count, size_t len);

/* Makes room for one more string of up to `len` bytes and says where it begins;
 * NULL when memory is short. Write there, then call gch_pack_added. */
char *gch_pack_room(struct gch_pack *pack, size_t len);

/* The string written at gch_pack_room has `len` bytes. Cannot fail. */
void gch_pack_added(struct gch_pack *pack, size_t len);

/* String number `i`, which is below `count`. The view holds until the pack
 * changes. Cannot fail. */
struct gch_bytes gch_pack_at(const struct gch_pack *pack, size_t i);

/* Drops all strings from number `count` on; keeps the memory. */
void gch_pack_cut(struct gch_pack *pack, size_t count);

/* Frees the memory and leaves an empty pack. */
void gch_pack_free(struct gch_pack *pack);

#endif
