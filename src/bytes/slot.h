/* slot.h - which slot of a Redis Cluster a key is in.
 *
 * The slot is the CRC16 of the key, or, when it has a tag, of the tag alone:
 * what stands between the first '{' and the next '}', unless that is nothing
 * (`{}{a}` has no tag). It is looked for in the whole key, so a '{' in the name
 * and a '}' in the sid make a tag across the colon.
 */
#ifndef GCH_SLOT_H
#define GCH_SLOT_H

#include "bytes/key.h"

#define GCH_SLOTS 16384

/* Of a channel's key, and of any. Borrow; cannot fail. */
uint16_t gch_slot(const struct gch_key *key);
uint16_t gch_slot_of(struct gch_bytes key);

#endif
