/* deadline.h - notices that calls of a flight have expired.
 *
 * One alarm serves them all. A loop that was held up may find calls expired
 * whose replies wait in the socket, or that it has not even written: those get
 * the alarm's turns, and so do, after them, those that expire meanwhile.
 */
#ifndef GCH_DEADLINE_H
#define GCH_DEADLINE_H

#include "calls/flight.h"
#include "net/alarm.h"

struct gch_deadline {
  struct gch_alarm alarm; /* its owner is this; whoever has this closes it */
  const struct gch_flight *flight;
  void (*on_expired)(void *owner, uint64_t now);
  void *owner;
};

/* Calls back, from the loop, when what has a deadline not after `now` is to
 * fail; that may close the alarm. Borrows the flight and the owner as long as
 * the alarm is open. Cannot fail. */
void gch_deadline_init(struct gch_deadline *deadline, uv_loop_t *loop,
                       const struct gch_flight *flight,
                       void (*on_expired)(void *owner, uint64_t now),
                       void *owner);

/* A call was added that expires in `timeout` ms. Cannot fail. */
void gch_deadline_added(struct gch_deadline *deadline, uint64_t timeout);

#endif
