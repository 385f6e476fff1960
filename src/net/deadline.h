/* deadline.h - notices that calls of a flight have expired.
 *
 * A loop that was held up may find calls expired whose replies wait in the
 * socket, or that it has not even written. Those get as long as the loop was
 * late, and a few turns; and so do, after them, those that expire meanwhile.
 */
#ifndef GCH_DEADLINE_H
#define GCH_DEADLINE_H

#include "calls/flight.h"

#include <uv.h>

struct gch_deadline {
  uv_timer_t timer; /* its data is the owner, who closes it */
  const struct gch_flight *flight;
  void (*on_expired)(void *owner, uint64_t now);
  unsigned looks;   /* at calls that have expired; */
  uint64_t noticed; /* when that was noticed */
};

/* Calls back, from the loop, when what has a deadline not after `now` is to
 * fail; that may close the timer. Borrows the flight and the owner as long as
 * the timer is open. Cannot fail. */
void gch_deadline_init(struct gch_deadline *deadline, uv_loop_t *loop,
                       const struct gch_flight *flight,
                       void (*on_expired)(void *owner, uint64_t now),
                       void *owner);

/* A call was added that expires in `timeout` ms. Cannot fail. */
void gch_deadline_added(struct gch_deadline *deadline, uint64_t timeout);

#endif
