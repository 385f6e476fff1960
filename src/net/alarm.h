/* alarm.h - a timer that is fair when the loop was held up.
 *
 * Timers come before sockets in a turn of the loop: a late loop finds its time
 * over before it has read what came in time. So when the time is over, an alarm
 * gives the loop some turns, and as long as it was late, a second at most,
 * before it goes off.
 */
#ifndef GCH_ALARM_H
#define GCH_ALARM_H

#include <stdbool.h>
#include <uv.h>

struct gch_alarm {
  uv_timer_t timer; /* its data is the owner, who closes it */
  void (*on_alarm)(void *owner, uint64_t noticed);
  uint64_t due;
  uint64_t noticed; /* when it was noticed that the time is over; 0: not yet */
  unsigned turns;   /* since then */
};

/* Calls back, from the loop, each time that it was set: `noticed` is when the
 * time was over, in the loop's time. The owner may set or close it then. */
void gch_alarm_init(struct gch_alarm *alarm, uv_loop_t *loop,
                    void (*on_alarm)(void *owner, uint64_t noticed),
                    void *owner);

/* Goes off in `ms`; what it was set to before is forgotten. Cannot fail. */
void gch_alarm_set(struct gch_alarm *alarm, uint64_t ms);

bool gch_alarm_is_set(const struct gch_alarm *alarm);

#endif
