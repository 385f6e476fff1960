/* deadline.c - one timer for the deadlines of all calls. */
#include "net/deadline.h"

/* How often an expired call is looked at before it fails. */
#define LOOKS 4

void gch_deadline_init(struct gch_deadline *deadline, uv_loop_t *loop,
                       const struct gch_flight *flight,
                       void (*on_expired)(void *owner, uint64_t now),
                       void *owner) {
  deadline->flight = flight;
  deadline->on_expired = on_expired;
  deadline->looks = 0;
  deadline->noticed = 0;
  uv_timer_init(loop, &deadline->timer);
  deadline->timer.data = owner;
}

static void on_timer(uv_timer_t *timer) {
  struct gch_deadline *deadline = (struct gch_deadline *)timer;
  uint64_t now = uv_now(timer->loop);
  uint64_t first = gch_flight_deadline(deadline->flight);
  bool expired = first <= now;
  unsigned look = expired ? deadline->looks : 0;
  uint64_t wait = expired ? 1 : first - now;
  deadline->looks = expired ? (look + 1) % LOOKS : 0;
  if (first == UINT64_MAX)
    return;
  if (expired && look == 0) {
    deadline->noticed = now;
    wait += now - first;
  }
  uv_timer_start(timer, on_timer, wait, 0);
  if (look == LOOKS - 1)
    deadline->on_expired(timer->data, deadline->noticed);
}

void gch_deadline_added(struct gch_deadline *deadline, uint64_t timeout) {
  if (!uv_is_active((uv_handle_t *)&deadline->timer))
    uv_timer_start(&deadline->timer, on_timer, timeout, 0);
}
