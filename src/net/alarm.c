/* alarm.c - a timer, and the turns that it gives a late loop. */
#include "net/alarm.h"

/* How many turns of the loop pass before it goes off. */
#define TURNS 3

/* What a late loop gets at most, in ms: a process may have been stopped for
 * hours. */
#define GRACE 1000

void gch_alarm_init(struct gch_alarm *alarm, uv_loop_t *loop,
                    void (*on_alarm)(void *owner, uint64_t noticed),
                    void *owner) {
  uv_timer_init(loop, &alarm->timer);
  alarm->timer.data = owner;
  alarm->on_alarm = on_alarm;
}

static uint64_t patience(const struct gch_alarm *alarm) {
  uint64_t late = alarm->noticed - alarm->due;
  return 1 + (late < GRACE ? late : GRACE);
}

static void on_timer(uv_timer_t *timer) {
  struct gch_alarm *alarm = (struct gch_alarm *)timer;
  uint64_t now = uv_now(timer->loop);
  if (alarm->turns == 0)
    alarm->noticed = now;
  if (alarm->turns++ == TURNS)
    alarm->on_alarm(timer->data, alarm->noticed);
  else
    uv_timer_start(timer, on_timer, alarm->turns == 1 ? patience(alarm) : 1, 0);
}

void gch_alarm_set(struct gch_alarm *alarm, uint64_t ms) {
  alarm->due = uv_now(alarm->timer.loop) + ms;
  alarm->turns = 0;
  uv_timer_start(&alarm->timer, on_timer, ms, 0);
}

bool gch_alarm_is_set(const struct gch_alarm *alarm) {
  return uv_is_active((const uv_handle_t *)&alarm->timer);
}
