/* link_close.test.c - closed at any time, from within any event. */
#include "net/server.h"
#include "net/talk.h"
#include "test.h"

static void test_closing_at_any_time(void) {
  for (uint64_t turns = 0; turns < 30; turns++) {
    talk_begin(talk_greets);
    talk_open();
    talk_write(1);
    talk_write(2);
    for (uint64_t i = 0; i < turns && i < 12; i++)
      uv_run(talk.life->loop, UV_RUN_NOWAIT);
    if (turns > 12)
      loop_for(turns - 12);
    CHECK_INT(talk.done, 0);
    talk_close();
    CHECK_INT(talk.done, 0);
    loop_until(&talk.closed);
    CHECK_INT(talk.done, 2);
    CHECK_INT(talk.outcomes[0].code, GCH_ESTOPPED);
    CHECK_INT(talk.outcomes[1].code, GCH_ESTOPPED);
    talk_end();
  }
}

static void test_closing_while_nobody_is_there(void) {
  talk_open_to_nobody();
  talk_write(1);
  loop_until(&talk.failed);
  talk_close();
  loop_until(&talk.closed);
  talk_check(0, 1, GCH_ESTOPPED, false);
  talk_end();
}

static void test_closing_from_within_a_failure(void) {
  talk_open_to_nobody();
  talk.when_news = talk_close;
  loop_until(&talk.closed);
  CHECK_INT(talk.failed, 1);
  talk_end();
}

static void test_closing_from_within_readiness(void) {
  talk_begin(server_as_redis);
  talk_open();
  talk_write(1);
  talk.when_news = talk_close;
  loop_until(&talk.closed);
  talk_check(0, 1, GCH_ESTOPPED, false);
  talk_end();
}

static void test_closing_from_within_a_loss(void) {
  talk_begin(talk_resets_calls);
  talk_open();
  loop_until(&talk.ready);
  talk_write(1);
  talk.when_news = talk_close;
  loop_until(&talk.closed);
  CHECK_INT(talk.lost, 1);
  talk_check(0, 1, GCH_ESTOPPED, true);
  talk_end();
}

static void test_closing_from_within_an_answer(void) {
  talk_begin(server_as_redis);
  talk_open();
  talk_write(1);
  talk.when_done = talk_close;
  loop_until(&talk.closed);
  talk_check(0, 1, GCH_OK, false);
  talk_end();
}

static void test_closing_from_within_a_late_answer(void) {
  talk_begin(talk_greets);
  talk.options.command_timeout = 200;
  talk_open();
  loop_until(&talk.ready);
  talk_write(1);
  talk.when_done = talk_close;
  loop_until(&talk.closed);
  talk_check(0, 1, GCH_ETIMEDOUT, true);
  talk_end();
}

static void close_and_send(void) {
  talk_close();
  CHECK_INT(talk_send(9, GCH_WRITE, "u"), GCH_ESTOPPED);
}

static void test_what_is_told_last(void) {
  talk_begin(talk_greets);
  talk_open();
  loop_until(&talk.ready);
  talk_write(1);
  talk.when_done = close_and_send;
  talk_close();
  loop_until(&talk.closed);
  CHECK_INT(talk.done, 1);
  talk_end();
}

int main(void) {
  RUN(test_closing_at_any_time);
  RUN(test_closing_while_nobody_is_there);
  RUN(test_closing_from_within_a_failure);
  RUN(test_closing_from_within_readiness);
  RUN(test_closing_from_within_a_loss);
  RUN(test_closing_from_within_an_answer);
  RUN(test_closing_from_within_a_late_answer);
  RUN(test_what_is_told_last);
  return test_end();
}
