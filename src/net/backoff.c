/* backoff.c - delays that grow, with jitter. */
#include "net/backoff.h"

#define FIRST 50
#define LEAST 40

/* xorshift: jitter needs no more. */
static uint64_t random_below(struct gch_backoff *backoff, uint64_t limit) {
  backoff->random ^= backoff->random << 13;
  backoff->random ^= backoff->random >> 7;
  backoff->random ^= backoff->random << 17;
  return backoff->random % limit;
}

void gch_backoff_init(struct gch_backoff *backoff, uint64_t most,
                      uint64_t seed) {
  *backoff = (struct gch_backoff){.most = most, .random = seed | 1};
  gch_backoff_reset(backoff);
}

uint64_t gch_backoff_next(struct gch_backoff *backoff) {
  uint64_t delay =
      backoff->next < backoff->most ? backoff->next : backoff->most;
  backoff->next = 2 * delay;
  delay -= random_below(backoff, delay / 4 + 1);
  return delay < LEAST ? LEAST : delay;
}

void gch_backoff_reset(struct gch_backoff *backoff) { backoff->next = FIRST; }
