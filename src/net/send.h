/* send.h - the same bytes to many sockets, in one call. */
#ifndef GCH_SEND_H
#define GCH_SEND_H

#include "bytes/gch.h"

#include <stddef.h>
#include <stdint.h>

/* Sends `data`, at most INT32_MAX bytes, to each of `count` sockets of which
 * `sockets` has the descriptors: as much as it takes without waiting. Writes
 * in place of each descriptor how many bytes that were; none when it fails,
 * which is left for its owner to find out. Returns how many took less than all.
 *
 * Borrows both; keeps and allocates nothing, raises no signal. */
size_t gch_send_all(int32_t *sockets, size_t count, struct gch_bytes data);

#endif
