/* flight_once.test.c - calls for once: they end with their connection. */
#include "calls/fly.h"
#include "test.h"

static struct gch_request *once_call(void) {
  struct gch_request *request = fly_add(GCH_ANSWERS, UINT64_MAX - 1);
  request->once = true;
  return request;
}

static void test_a_loss_ends_it_and_nothing_else(void) {
  struct gch_request *a = fly_write_call(), *b = once_call();
  struct gch_request *c = fly_read_call(), *d = once_call();
  fly_sends(a);
  fly_sends(b);
  fly_sends(c);
  fly_lose();
  fly_ends(b, GCH_ECONNLOST, true);
  fly_ends(d, GCH_ECONNLOST, false);
  fly_sends(a);
  fly_sends(c);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends(c, GCH_OK, false);
  fly_over();
}

static void test_a_change_of_the_connection_too(void) {
  struct gch_request *a = once_call(), *b = fly_write_call();
  fly_sends(a);
  gch_flight_closed(&flight);
  fly_ends(a, GCH_ECONNLOST, true);
  fly_sends(b);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(b, GCH_OK, false);
  fly_over();
}

/* It is no write that waits for a server which takes some. */
static void test_it_is_not_held(void) {
  struct gch_request *a = fly_write_call(), *b = once_call();
  fly_sends(a);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  fly_sends(b);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  fly_ends_with(b, GCH_EREPLY, false, READONLY);
  gch_flight_drain(&flight);
  CHECK(gch_flight_drained(&flight));
  gch_flight_closed(&flight);
  fly_sends(a);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_over();
}

/* A write among other commands is one. */
static void test_answers_that_write_are_held(void) {
  struct gch_request *a = fly_add(GCH_ANSWERS, UINT64_MAX - 1);
  a->writes = true;
  a->commands = 2;
  fly_sends(a);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  CHECK(gch_flight_holds(&flight));
  gch_flight_drain(&flight);
  gch_flight_closed(&flight);
  fly_sends(a);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(a->members.lists, 2);
  fly_ends(a, GCH_OK, false);
  fly_over();
}

int main(void) {
  RUN(test_a_loss_ends_it_and_nothing_else);
  RUN(test_a_change_of_the_connection_too);
  RUN(test_it_is_not_held);
  RUN(test_answers_that_write_are_held);
  return test_end();
}
