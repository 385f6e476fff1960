/* alarm.test.c - a timer on a loop that is held up, and on one that is not. */
#include "net/alarm.h"

#include "net/server.h"
#include "test.h"

static struct gch_life *life;
static struct gch_alarm alarm_;
static int alarms, turns;
static uint64_t noticed, went_off;

static void on_alarm(void *owner, uint64_t when) {
  CHECK(owner == &alarms);
  CHECK(!gch_alarm_is_set(&alarm_));
  alarms++;
  noticed = when;
  went_off = uv_now(life->loop);
}

static void begin(void) {
  life = loop_begin();
  alarms = turns = 0;
  gch_alarm_init(&alarm_, life->loop, on_alarm, &alarms);
}

static void end(void) {
  uv_close((uv_handle_t *)&alarm_.timer, NULL);
  loop_end();
}

static void test_it_goes_off_once(void) {
  uint64_t now;
  begin();
  now = uv_now(life->loop);
  gch_alarm_set(&alarm_, 20);
  CHECK(gch_alarm_is_set(&alarm_));
  loop_until(&alarms);
  CHECK(noticed >= now + 20);
  loop_for(50);
  CHECK_INT(alarms, 1);
  end();
}

static void test_it_may_be_set_anew(void) {
  uint64_t now;
  begin();
  gch_alarm_set(&alarm_, 5);
  gch_alarm_set(&alarm_, 40);
  now = uv_now(life->loop);
  loop_until(&alarms);
  CHECK(noticed >= now + 40);
  gch_alarm_set(&alarm_, 5);
  alarms = 0;
  loop_until(&alarms);
  end();
}

/* What waits in the sockets is read before it goes off. */
static void test_a_late_loop_has_as_long_as_it_was_late(void) {
  uint64_t due;
  begin();
  due = uv_now(life->loop) + 20;
  gch_alarm_set(&alarm_, 20);
  uv_sleep(150);
  loop_until(&alarms);
  CHECK(noticed >= due + 100);
  CHECK(went_off - noticed >= noticed - due);
  end();
}

/* A process may have been stopped for hours. */
static void test_it_is_late_by_a_second_at_most(void) {
  begin();
  gch_alarm_set(&alarm_, 1);
  alarm_.due -= 3600000;
  uv_sleep(5);
  uv_update_time(life->loop);
  uv_run(life->loop, UV_RUN_NOWAIT);
  CHECK_INT(alarm_.turns, 1);
  CHECK_INT(uv_timer_get_due_in(&alarm_.timer) > 1001, false);
  CHECK_INT(uv_timer_get_due_in(&alarm_.timer) < 900, false);
  end();
}

static void on_turn(uv_check_t *check) {
  (void)check;
  turns += alarm_.turns > 0;
}

/* Run so, a loop looks at its timers once between two looks at its sockets. */
static void test_it_leaves_the_loop_some_turns(void) {
  uv_check_t check;
  begin();
  uv_check_init(life->loop, &check);
  uv_check_start(&check, on_turn);
  gch_alarm_set(&alarm_, 5);
  while (alarms == 0)
    uv_run(life->loop, UV_RUN_NOWAIT);
  CHECK(turns >= 3);
  uv_close((uv_handle_t *)&check, NULL);
  end();
}

int main(void) {
  RUN(test_it_goes_off_once);
  RUN(test_it_may_be_set_anew);
  RUN(test_a_late_loop_has_as_long_as_it_was_late);
  RUN(test_it_is_late_by_a_second_at_most);
  RUN(test_it_leaves_the_loop_some_turns);
  return test_end();
}
