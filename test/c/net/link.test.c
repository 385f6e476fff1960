/* link.test.c - calls out, answers in, and calls that are refused. */
#include "net/server.h"
#include "net/talk.h"
#include "test.h"

/* --- all is well --- */

static void test_calls_are_answered_in_order(void) {
  talk_begin(server_as_redis);
  talk_open();
  for (uint32_t i = 0; i < 1000; i++)
    talk_write(i);
  talk_until_done(1000);
  for (int i = 0; i < 1000; i++)
    talk_check(i, (uint32_t)i, GCH_OK, false);
  CHECK_INT(talk.ready, 1);
  CHECK_INT(server_connections(), 1);
  talk_end();
}

static void send_again(void) { talk_write(2); }

static void test_a_call_from_within_events(void) {
  talk_begin(server_as_redis);
  talk_open();
  talk.when_news = send_again;
  talk_until_done(1);
  talk.when_done = send_again;
  talk_write(1);
  talk_until_done(3);
  talk_check(2, 2, GCH_OK, false);
  talk_end();
}

/* More than a socket takes, to a server that does not read for a while. */
static void test_a_full_socket(void) {
  static char uid[10001];
  talk_begin(server_as_redis);
  talk_open();
  loop_until(&talk.ready);
  server_deaf(true);
  memset(uid, 'u', sizeof uid - 1);
  for (uint32_t i = 0; i < 600; i++)
    CHECK_INT(talk_send(i, GCH_WRITE, uid), GCH_OK);
  loop_for(50);
  CHECK_INT(talk.done, 0);
  server_deaf(false);
  talk_until_done(600);
  for (int i = 0; i < 600; i++)
    talk_check(i, (uint32_t)i, GCH_OK, false);
  talk_end();
}

/* --- refused --- */

static void test_too_many_calls(void) {
  talk_begin(server_as_redis);
  talk.options.max_queue = 2;
  talk_open();
  talk_write(0);
  talk_write(1);
  CHECK_INT(talk_send(2, GCH_WRITE, "u"), GCH_EQUEUEFULL);
  talk_until_done(2);
  talk_write(2);
  talk_until_done(3);
  talk_end();
}

static void test_too_many_bytes(void) {
  static char uid[5000];
  talk_begin(server_as_redis);
  talk.options.max_queue_bytes = 4000;
  talk_open();
  memset(uid, 'u', sizeof uid - 1);
  CHECK_INT(talk_send(0, GCH_WRITE, uid), GCH_EQUEUEFULL);
  uid[2000] = '\0';
  CHECK_INT(talk_send(0, GCH_WRITE, uid), GCH_OK);
  CHECK_INT(talk_send(1, GCH_WRITE, uid), GCH_EQUEUEFULL);
  talk_until_done(1);
  CHECK_INT(talk_send(1, GCH_WRITE, uid), GCH_OK);
  talk_until_done(2);
  talk_end();
}

static void test_no_offline_queue(void) {
  talk_begin(server_as_redis);
  talk.options.offline_queue = false;
  talk_open();
  CHECK_INT(talk_send(0, GCH_WRITE, "u"), GCH_ECONNLOST);
  loop_until(&talk.ready);
  talk_write(1);
  talk_until_done(1);
  talk_check(0, 1, GCH_OK, false);
  talk_end();
}

static void test_a_closed_link_takes_no_call(void) {
  talk_begin(server_as_redis);
  talk_open();
  talk_close();
  CHECK_INT(talk_send(0, GCH_WRITE, "u"), GCH_ESTOPPED);
  talk_close();
  talk_end();
}

int main(void) {
  RUN(test_calls_are_answered_in_order);
  RUN(test_a_call_from_within_events);
  RUN(test_a_full_socket);
  RUN(test_too_many_calls);
  RUN(test_too_many_bytes);
  RUN(test_no_offline_queue);
  RUN(test_a_closed_link_takes_no_call);
  return test_end();
}
