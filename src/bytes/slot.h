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
#include "bytes/pack.h"

#define GCH_SLOTS 16384

/* Of a channel's key, and of any. Borrow; cannot fail. */
uint16_t gch_slot(const struct gch_key *key);
uint16_t gch_slot_of(struct gch_bytes key);

/* Of the keys of one channel on many frontends: `sids` from number `first` on.
 * Borrows; writes a slot for each; cannot fail. */
void gch_slots(struct gch_bytes prefix, struct gch_bytes name,
               const struct gch_pack *sids, size_t first, uint16_t *slots);

#endif
