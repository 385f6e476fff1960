/* link_turns.test.c - what a link does within one turn of the loop, and when
 * its time begins. */
// link: -Wl,--wrap=uv_try_write
#include "net/server.h"
#include "net/talk.h"
#include "test.h"

static bool swallows;   /* every write succeeds and goes nowhere */
static unsigned pushes; /* in this turn */
static unsigned most;

int __real_uv_try_write(uv_stream_t *, const uv_buf_t *, unsigned);
int __wrap_uv_try_write(uv_stream_t *, const uv_buf_t *, unsigned);

int __wrap_uv_try_write(uv_stream_t *stream, const uv_buf_t *bufs,
                        unsigned count) {
  if (!swallows)
    return __real_uv_try_write(stream, bufs, count);
  if (++pushes > most)
    most = pushes;
  return (int)bufs[0].len;
}

static void on_turn(uv_prepare_t *prepare) {
  (void)prepare;
  pushes = 0;
}

/* A socket that takes everything must not keep the loop from everything else.
 */
static void test_a_turn_writes_a_part_of_the_queue(void) {
  static char uid[10001];
  uv_prepare_t prepare;
  talk_begin(server_as_redis);
  talk_open();
  loop_until(&talk.ready);
  uv_prepare_init(talk.life->loop, &prepare);
  uv_prepare_start(&prepare, on_turn);
  swallows = true;
  pushes = most = 0;
  memset(uid, 'u', sizeof uid - 1);
  for (uint32_t i = 0; i < 600; i++)
    CHECK_INT(talk_send(i, GCH_WRITE, uid), GCH_OK);
  loop_for(100);
  CHECK(most >= 2 && most <= 4);
  uv_close((uv_handle_t *)&prepare, NULL);
  talk_end();
  swallows = false;
}

/* A deadline counts from the call, not from the beginning of a long turn. */
static void test_time_begins_with_the_call(void) {
  uint64_t asked;
  talk_begin(talk_greets);
  talk.options.command_timeout = 150;
  talk_open();
  loop_until(&talk.ready);
  loop_for(20);
  uv_sleep(200);
  asked = uv_hrtime();
  talk_write(1);
  talk_until_done(1);
  talk_check(0, 1, GCH_ETIMEDOUT, true);
  CHECK((uv_hrtime() - asked) / 1000000 >= 149);
  talk_end();
}

/* Each time that calls were answered, the pause before the next attempt is
 * short again. */
static void test_pauses_are_short_after_answers(void) {
  talk_begin(server_as_redis);
  talk.options.retry_max_delay = 5000;
  talk_open();
  for (int round = 1; round <= 5; round++) {
    talk_write((uint32_t)round);
    talk_until_done(round);
    server_say("+unasked\r\n");
    while (talk.lost < round)
      uv_run(talk.life->loop, UV_RUN_ONCE);
    CHECK(talk.last.retry <= 50);
  }
  talk_end();
}

int main(void) {
  RUN(test_a_turn_writes_a_part_of_the_queue);
  RUN(test_time_begins_with_the_call);
  RUN(test_pauses_are_short_after_answers);
  return test_end();
}
