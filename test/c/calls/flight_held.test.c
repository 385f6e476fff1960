/* flight_held.test.c - writes that a read-only server refuses. */
#include "calls/fly.h"
#include "test.h"

/* A refusal holds writes; with nothing under way a drain is through at once,
 * and on the new connection one write goes first. */
static void begin_probing(struct gch_request *write) {
  fly_sends(write);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  CHECK_INT(flight.mode, GCH_HOLDING);
  CHECK(!gch_flight_drained(&flight));
  gch_flight_drain(&flight);
  CHECK(gch_flight_drained(&flight));
  gch_flight_closed(&flight);
  CHECK_INT(flight.mode, GCH_PROBING);
}

static void test_a_refused_write_is_tried_on_a_new_connection(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call(),
                     *c = fly_read_call();
  begin_probing(a);
  fly_sends(a);
  fly_sends_nothing();
  CHECK_INT(fly_integer(), GCH_OK);
  fly_sends(b);
  fly_sends(c);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends(b, GCH_OK, false);
  fly_ends(c, GCH_OK, false);
  fly_over();
}

static void test_too_few_replicas_hold_writes_of_a_patient_flight(void) {
  struct gch_request *a = fly_write_call(), *b = fly_read_call();
  flight.patient = true;
  fly_sends(a);
  CHECK_INT(fly_error("NOREPLICAS Not enough good replicas."), GCH_OK);
  CHECK(gch_flight_holds(&flight));
  fly_sends(b);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(b, GCH_OK, false);
  gch_flight_closed(&flight);
  fly_sends(a);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_over();
}

static void test_a_refusal_holds_writes(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call(),
                     *c = fly_read_call();
  struct gch_request *d;
  fly_sends(a);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  CHECK(gch_flight_holds(&flight));
  fly_sends(c);
  fly_sends_nothing();
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(c, GCH_OK, false);
  d = fly_write_call();
  fly_sends_nothing();
  gch_flight_closed(&flight);
  CHECK_INT(flight.mode, GCH_PROBING);
  fly_sends(a);
  fly_sends_nothing();
  CHECK_INT(fly_integer(), GCH_OK);
  fly_sends(b);
  fly_sends(d);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends(b, GCH_OK, false);
  fly_ends(d, GCH_OK, false);
  fly_over();
}

/* The server was promoted in between: what ran behind the refused write runs
 * again behind it. */
static void test_writes_sent_with_a_refused_one_are_held(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call();
  struct gch_request *c = fly_write_call(), *d = fly_read_call();
  fly_sends(a);
  fly_sends(b);
  fly_sends(c);
  fly_sends(d);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_error("OOM x"), GCH_OK);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(d, GCH_OK, false);
  CHECK(gch_flight_done(&flight) == NULL);
  gch_flight_closed(&flight);
  fly_sends(a);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_sends(b);
  fly_sends(c);
  CHECK_INT(fly_error("OOM y"), GCH_OK);
  CHECK_INT(fly_error("OOM z"), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends_with(b, GCH_EREPLY, true, "OOM y");
  fly_ends_with(c, GCH_EREPLY, false, "OOM z");
  fly_over();
}

static void test_no_write_is_held_before_those_that_were_sent(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call(), *c, *d;
  fly_sends(a);
  fly_sends(b);
  c = fly_write_call();
  d = fly_read_call();
  CHECK_INT(fly_error(READONLY), GCH_OK);
  fly_sends_nothing();
  CHECK_INT(fly_error(READONLY), GCH_OK);
  fly_sends(d);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(d, GCH_OK, false);
  gch_flight_end(&flight, GCH_ESTOPPED, GCH_LITERAL("stop"));
  fly_ends(a, GCH_ESTOPPED, false);
  fly_ends(b, GCH_ESTOPPED, false);
  fly_ends(c, GCH_ESTOPPED, false);
  fly_over();
}

static void test_a_drain_touches_nothing_under_way(void) {
  struct gch_request *a = fly_write_call(), *b = fly_read_call(), *c;
  fly_sends(a);
  fly_sends(b);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  gch_flight_drain(&flight);
  c = fly_read_call();
  fly_sends_nothing();
  CHECK(!gch_flight_drained(&flight));
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(b, GCH_OK, false);
  CHECK(gch_flight_drained(&flight));
  gch_flight_closed(&flight);
  fly_sends(a);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_sends(c);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends(c, GCH_OK, false);
  fly_over();
}

/* Once all that was held has failed, there is nothing to drain for. */
static void test_a_drain_of_nothing(void) {
  struct gch_request *a = fly_add(GCH_WRITE, 10), *b;
  gch_flight_drain(&flight);
  CHECK_INT(flight.mode, GCH_SERVING);
  fly_sends(a);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  gch_flight_drain(&flight);
  CHECK(!fly_expire(10));
  fly_ends_with(a, GCH_EREPLY, false, "READONLY");
  CHECK(!gch_flight_holds(&flight));
  b = fly_write_call();
  fly_sends(b);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(b, GCH_OK, false);
  fly_over();
}

/* Whoever is late on the next connection is late for another reason. */
static void test_a_refusal_is_over_with_its_connection(void) {
  struct gch_request *a = fly_add(GCH_WRITE, 10), *b = fly_add(GCH_WRITE, 20);
  fly_sends(a);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  fly_lose();
  fly_sends(a);
  CHECK(fly_expire(20));
  fly_ends_with(a, GCH_ETIMEDOUT, true, "late");
  fly_ends_with(b, GCH_ETIMEDOUT, false, "late");
  fly_lose();
  fly_over();
}

static void test_a_refused_write_ends_with_the_refusal(void) {
  struct gch_request *a = fly_add(GCH_WRITE, 10);
  begin_probing(a);
  CHECK(!fly_expire(10));
  fly_ends_with(a, GCH_EREPLY, false, "READONLY");
  fly_over();
}

/* Those behind it were not sent at all, for the same reason. */
static void test_held_writes_end_with_the_refusal_of_the_first(void) {
  struct gch_request *a = fly_add(GCH_WRITE, 10), *b = fly_add(GCH_WRITE, 20);
  struct gch_request *c = fly_add(GCH_WRITE, 30), *d = fly_add(GCH_MEMBERS, 30);
  begin_probing(a);
  fly_sends(a);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  fly_sends(d);
  CHECK(!fly_expire(10));
  fly_ends_with(a, GCH_EREPLY, false, "READONLY");
  CHECK(!fly_expire(20));
  fly_ends_with(b, GCH_EREPLY, false, "READONLY");
  CHECK_INT(flight.mode, GCH_HOLDING);
  CHECK(fly_expire(30));
  fly_ends_with(d, GCH_ETIMEDOUT, true, "late");
  fly_ends_with(c, GCH_EREPLY, false, "READONLY");
  fly_lose();
  fly_over();
}

static void test_a_read_is_never_held(void) {
  struct gch_request *a = fly_read_call();
  fly_sends(a);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  fly_ends(a, GCH_EREPLY, false);
  fly_over();
}

static void test_the_end_keeps_order(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call(),
                     *c = fly_read_call();
  struct gch_request *d;
  begin_probing(a);
  fly_sends(a);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  fly_sends(c);
  d = fly_read_call();
  gch_flight_end(&flight, GCH_ESTOPPED, GCH_LITERAL("stop"));
  fly_ends_with(a, GCH_ESTOPPED, false, "stop");
  fly_ends_with(b, GCH_ESTOPPED, false, "stop");
  fly_ends_with(c, GCH_ESTOPPED, true, "stop");
  fly_ends_with(d, GCH_ESTOPPED, false, "stop");
  fly_over();
}

int main(void) {
  RUN(test_a_refused_write_is_tried_on_a_new_connection);
  RUN(test_too_few_replicas_hold_writes_of_a_patient_flight);
  RUN(test_a_refusal_holds_writes);
  RUN(test_writes_sent_with_a_refused_one_are_held);
  RUN(test_no_write_is_held_before_those_that_were_sent);
  RUN(test_a_drain_touches_nothing_under_way);
  RUN(test_a_drain_of_nothing);
  RUN(test_a_refusal_is_over_with_its_connection);
  RUN(test_a_refused_write_ends_with_the_refusal);
  RUN(test_held_writes_end_with_the_refusal_of_the_first);
  RUN(test_a_read_is_never_held);
  RUN(test_the_end_keeps_order);
  return test_end();
}
