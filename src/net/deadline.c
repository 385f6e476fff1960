/* deadline.c - one alarm for the deadlines of all calls. */
#include "net/deadline.h"

static void on_alarm(void *owner, uint64_t noticed) {
  struct gch_deadline *deadline = owner;
  uint64_t first = gch_flight_deadline(deadline->flight);
  uint64_t now = uv_now(deadline->alarm.timer.loop);
  if (first == UINT64_MAX)
    return;
  gch_alarm_set(&deadline->alarm, first > now ? first - now : 0);
  if (first <= noticed)
    deadline->on_expired(deadline->owner, noticed);
}

void gch_deadline_init(struct gch_deadline *deadline, uv_loop_t *loop,
                       const struct gch_flight *flight,
                       void (*on_expired)(void *owner, uint64_t now),
                       void *owner) {
  deadline->flight = flight;
  deadline->on_expired = on_expired;
  deadline->owner = owner;
  gch_alarm_init(&deadline->alarm, loop, on_alarm, deadline);
}

void gch_deadline_added(struct gch_deadline *deadline, uint64_t timeout) {
  if (!gch_alarm_is_set(&deadline->alarm))
    gch_alarm_set(&deadline->alarm, timeout);
}
