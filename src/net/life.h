/* life.h - counts what the event loop still holds of ours.
 *
 * Node must not close a loop before our handles and requests are gone, and
 * memory is freed only in close callbacks. Whoever opens a handle or starts a
 * request that outlives its asker holds the life, and drops it when it is gone.
 */
#ifndef GCH_LIFE_H
#define GCH_LIFE_H

#include "bytes/gch.h"

#include <uv.h>

struct gch_life {
  uv_loop_t *loop;
  size_t held;
  bool ending;
  void (*on_end)(void *owner); /* once: ending, and nothing is held */
  void *owner;
};

void gch_life_hold(struct gch_life *life);

/* May call on_end; the life may be gone afterwards. */
void gch_life_drop(struct gch_life *life);

/* Asks for on_end, which may come from inside this call. */
void gch_life_end(struct gch_life *life);

#endif
