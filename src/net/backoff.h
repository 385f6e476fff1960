/* backoff.h - how long to wait before the next attempt to connect.
 *
 * About 50 ms at first, twice as long each time, up to a limit, and less by up
 * to a quarter of it by chance: servers that lost the same Redis do not come
 * back in step. Never more than 25 attempts a second.
 */
#ifndef GCH_BACKOFF_H
#define GCH_BACKOFF_H

#include "bytes/gch.h"

struct gch_backoff {
  uint64_t most; /* ms */
  uint64_t next;
  uint64_t random;
};

/* Sets the limit, and what chance begins with. */
void gch_backoff_init(struct gch_backoff *backoff, uint64_t most,
                      uint64_t seed);

/* The next delay in ms. */
uint64_t gch_backoff_next(struct gch_backoff *backoff);

/* All is well again: the next delay is a short one. */
void gch_backoff_reset(struct gch_backoff *backoff);

#endif
