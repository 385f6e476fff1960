/* flight.test.c - the rules by which calls wait, go out and end. */
#include "calls/fly.h"
#include "test.h"

/* --- order --- */

static void test_calls_go_out_and_end_in_order(void) {
  struct gch_request *a = fly_write_call(), *b = fly_read_call(),
                     *c = fly_write_call();
  CHECK_INT(flight.count, 3);
  CHECK_INT(flight.bytes, 3 * (sizeof *a + 8));
  fly_sends(a);
  fly_sends(b);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_sends(c);
  fly_sends_nothing();
  CHECK_INT(fly_list(), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends(b, GCH_OK, false);
  fly_ends(c, GCH_OK, false);
  fly_over();
}

static void test_a_call_of_many_commands(void) {
  struct gch_request *a = fly_read_call();
  a->commands = 3;
  fly_sends(a);
  CHECK_INT(fly_list(), GCH_OK);
  CHECK_INT(fly_list(), GCH_OK);
  CHECK(gch_flight_done(&flight) == NULL);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_over();
}

static void test_an_error_ends_one_call(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call();
  fly_sends(a);
  fly_sends(b);
  CHECK_INT(fly_error("OOM x"), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends_with(a, GCH_EREPLY, false, "OOM x");
  fly_ends(b, GCH_OK, false);
  fly_over();
}

static void test_which_connection_answered(void) {
  struct gch_request *a = fly_write_call();
  flight.connection = 5;
  fly_sends(a);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(a->connection, 5);
  fly_ends(a, GCH_OK, false);
  fly_over();
}

static void test_what_cannot_be_sent(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call();
  CHECK(gch_flight_next(&flight) == a);
  gch_flight_unsendable(&flight, GCH_ENOMEM, GCH_LITERAL("short"));
  fly_ends_with(a, GCH_ENOMEM, false, "short");
  fly_sends(b);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(b, GCH_OK, false);
  fly_over();
}

/* --- lost connections --- */

static void test_what_was_lost_goes_out_first(void) {
  struct gch_request *a = fly_write_call(), *b = fly_read_call(), *c;
  fly_sends(a);
  fly_sends(b);
  c = fly_write_call();
  fly_lose();
  fly_sends(a);
  fly_sends(b);
  fly_sends(c);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_list(), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends(b, GCH_OK, false);
  fly_ends(c, GCH_OK, false);
  fly_over();
}

static void test_half_an_answer_is_forgotten(void) {
  struct gch_request *a = fly_read_call();
  a->commands = 2;
  fly_sends(a);
  CHECK_INT(fly_list(), GCH_OK);
  fly_lose();
  fly_sends(a);
  CHECK_INT(fly_list(), GCH_OK);
  CHECK(gch_flight_done(&flight) == NULL);
  CHECK_INT(fly_list(), GCH_OK);
  CHECK_INT(a->members.lists, 2);
  fly_ends(a, GCH_OK, false);
  fly_over();
}

/* Two calls that have cost two connections: each goes out alone, and the one
 * that costs a third fails without the other. */
static void test_the_third_loss_fails_one_call(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call(), *c;
  for (int i = 0; i < 2; i++) {
    fly_sends(a);
    fly_sends(b);
    fly_lose();
  }
  c = fly_write_call();
  fly_sends(a);
  fly_sends_nothing();
  fly_lose();
  fly_ends_with(a, GCH_ECONNLOST, true, "gone");
  fly_sends(b);
  fly_sends_nothing();
  CHECK_INT(fly_integer(), GCH_OK);
  fly_sends(c);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(b, GCH_OK, false);
  fly_ends(c, GCH_OK, false);
  fly_over();
}

/* It does not join those that are under way either. */
static void test_a_call_of_two_losses_waits_to_be_alone(void) {
  struct gch_request *a = fly_write_call(), *b;
  for (int i = 0; i < 2; i++) {
    fly_sends(a);
    fly_lose();
  }
  b = fly_write_call();
  fly_sends(a);
  fly_sends_nothing();
  CHECK_INT(fly_integer(), GCH_OK);
  fly_sends(b);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends(b, GCH_OK, false);
  fly_over();
}

static void test_closing_it_ourselves_is_no_loss(void) {
  struct gch_request *a = fly_write_call();
  for (int i = 0; i < 10; i++) {
    fly_sends(a);
    gch_flight_closed(&flight);
    CHECK_INT(a->lost, 0);
  }
  fly_sends(a);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_over();
}

static void test_an_error_after_a_loss_may_not_be_the_first_answer(void) {
  struct gch_request *a = fly_write_call();
  fly_sends(a);
  fly_lose();
  fly_sends(a);
  CHECK_INT(fly_error("WRONGTYPE x"), GCH_OK);
  fly_ends(a, GCH_EREPLY, true);
  fly_over();
}

/* --- wrong replies --- */

static void test_a_wrong_reply_fails_its_call_alone(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call();
  fly_sends(a);
  fly_sends(b);
  CHECK_INT(fly_list(), GCH_EPROTOCOL);
  gch_flight_break(&flight, GCH_EPROTOCOL, GCH_LITERAL("wrong"));
  fly_lose();
  fly_ends_with(a, GCH_EPROTOCOL, true, "wrong");
  fly_sends(b);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(b, GCH_OK, false);
  fly_over();
}

static void test_nothing_to_break(void) {
  gch_flight_break(&flight, GCH_EPROTOCOL, GCH_LITERAL("wrong"));
  fly_over();
}

/* --- what may have run --- */

static void test_a_call_that_ran_on_an_earlier_connection(void) {
  struct gch_request *a = fly_read_call(), *b = fly_write_call();
  fly_sends(a);
  fly_sends(b);
  CHECK_INT(fly_error("LOADING x"), GCH_EAGAIN);
  gch_flight_closed(&flight);
  fly_sends(a);
  fly_sends(b);
  CHECK_INT(fly_error("NOPERM x"), GCH_OK);
  CHECK_INT(fly_error("OOM x"), GCH_OK);
  fly_ends(a, GCH_EREPLY, false);
  fly_ends(b, GCH_EREPLY, true);
  fly_over();
}

/* Nor does it have a part in the loss of the connection. */
static void test_what_has_not_left_cannot_have_run(void) {
  struct gch_request *a = fly_write_call(), *b = fly_write_call();
  fly_sends(a);
  fly_sends(b);
  gch_flight_left(&flight, b->number);
  fly_lose();
  CHECK_INT(a->lost, 1);
  CHECK_INT(b->lost, 0);
  gch_flight_end(&flight, GCH_ESTOPPED, GCH_LITERAL("stop"));
  fly_ends(a, GCH_ESTOPPED, true);
  fly_ends(b, GCH_ESTOPPED, false);
  fly_over();
}

/* --- servers that refuse for now --- */

static void test_loading_closes_and_tries_again(void) {
  struct gch_request *a = fly_read_call(), *b = fly_write_call();
  fly_sends(a);
  fly_sends(b);
  CHECK_INT(fly_error("LOADING Redis is loading"), GCH_EAGAIN);
  gch_flight_closed(&flight);
  fly_sends(a);
  CHECK_INT(fly_list(), GCH_OK);
  fly_sends(b);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(a, GCH_OK, false);
  fly_ends(b, GCH_OK, false);
  fly_over();
}

/* --- deadlines and the end --- */

static void test_deadlines(void) {
  struct gch_request *a = fly_add(GCH_WRITE, 10), *b = fly_add(GCH_WRITE, 20);
  fly_sends(a);
  CHECK_INT(gch_flight_deadline(&flight), 10);
  CHECK(!fly_expire(9));
  CHECK(fly_expire(10));
  fly_lose();
  fly_ends_with(a, GCH_ETIMEDOUT, true, "late");
  CHECK_INT(gch_flight_deadline(&flight), 20);
  CHECK(!fly_expire(20));
  fly_ends_with(b, GCH_ETIMEDOUT, false, "late");
  fly_over();
}

int main(void) {
  RUN(test_calls_go_out_and_end_in_order);
  RUN(test_a_call_of_many_commands);
  RUN(test_an_error_ends_one_call);
  RUN(test_which_connection_answered);
  RUN(test_what_cannot_be_sent);
  RUN(test_what_was_lost_goes_out_first);
  RUN(test_half_an_answer_is_forgotten);
  RUN(test_the_third_loss_fails_one_call);
  RUN(test_a_call_of_two_losses_waits_to_be_alone);
  RUN(test_closing_it_ourselves_is_no_loss);
  RUN(test_an_error_after_a_loss_may_not_be_the_first_answer);
  RUN(test_a_wrong_reply_fails_its_call_alone);
  RUN(test_nothing_to_break);
  RUN(test_loading_closes_and_tries_again);
  RUN(test_a_call_that_ran_on_an_earlier_connection);
  RUN(test_what_has_not_left_cannot_have_run);
  RUN(test_deadlines);
  return test_end();
}
