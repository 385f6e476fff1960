/* connect_tunnel.test.c - one attempt through a tunnel: what was found out on
 * the way to Redis, and by whom. */
#include "net/connect.h"

#include "net/carry.h"

static struct gch_resolver *resolver;
static struct gch_target target;
static struct gch_connect *attempt;
static int ended;
static bool succeeded, fatal, met;
static struct gch_fault fault;

static void on_end(void *owner, const struct gch_connected *connected) {
  CHECK(owner == &ended && ended == 0);
  ended++;
  succeeded = connected->stream != NULL;
  if (succeeded) {
    gch_stream_close(connected->stream);
    gch_reader_free(connected->reader);
    return;
  }
  fault = *connected->fault;
  fatal = connected->fatal;
  met = connected->met;
}

/* An attempt whose tunnel has been asked for. */
static void begin(uint64_t timeout) {
  static const struct gch_greeting greeting = {.password = "secret"};
  carry_begin();
  carry_close();
  ended = 0;
  resolver = gch_resolver_new(carry.life);
  CHECK(resolver != NULL);
  target = (struct gch_target){.host = "127.0.0.1",
                               .port = "6379",
                               .timeout = timeout,
                               .stream = {.tunnels = &carry.tunnels}};
  attempt = gch_connect_start(carry.life, &target, resolver, 0, &greeting,
                              on_end, &ended);
  CHECK(attempt != NULL);
  while (carry.opens < 2)
    uv_run(carry.life->loop, UV_RUN_NOWAIT);
}

static void end(void) {
  CHECK_INT(carry.closes, 2);
  gch_resolver_close(resolver);
  carry_end();
}

static void check_fault(enum gch_code code, const char *text) {
  CHECK_INT(ended, 1);
  CHECK(!succeeded);
  CHECK_INT(fault.code, code);
  CHECK(gch_bytes_contain(gch_fault_text(&fault), text));
}

static void end_it(const char *words, bool is_fatal) {
  const struct gch_stream_end why = {
      .status = UV_EOF, .words = bytes_of(words), .fatal = is_fatal};
  gch_tunnels_ended(&carry.tunnels, carry.id, &why);
}

/* --- tests --- */

static void test_one_that_is_proven_is_greeted(void) {
  begin(40000);
  carry_ready_only();
  CHECK(gch_bytes_contain(bytes_of(carry.written), "secret"));
  carry_feed(carry.id, "+OK\r\n");
  CHECK_INT(ended, 0);
  gch_connect_cancel(attempt);
  end();
}

static void test_a_silent_one(void) {
  begin(100);
  gch_tunnels_opened(&carry.tunnels, carry.id);
  loop_until(&ended);
  check_fault(GCH_ETIMEDOUT, "cannot connect to Redis at 127.0.0.1:6379: no "
                             "TLS handshake within 100 ms; does this port "
                             "speak TLS?");
  CHECK(!fatal && met);
  CHECK_INT(carry.writes, 0);
  end();
}

static void test_one_that_nobody_reaches(void) {
  begin(100);
  loop_until(&ended);
  check_fault(GCH_ETIMEDOUT, "ETIMEDOUT");
  CHECK(!fatal && !met);
  end();
}

static void test_one_that_is_proven_and_says_nothing(void) {
  begin(100);
  carry_ready_only();
  loop_until(&ended);
  check_fault(GCH_ETIMEDOUT, "ETIMEDOUT");
  CHECK_INT(carry.writes, 1);
  end();
}

static void test_one_that_is_another(void) {
  begin(40000);
  gch_tunnels_opened(&carry.tunnels, carry.id);
  end_it("its certificate has expired", true);
  check_fault(GCH_ETLS, "cannot connect to Redis at 127.0.0.1:6379: its "
                        "certificate has expired");
  CHECK(fatal && met);
  CHECK_INT(carry.writes, 0);
  end();
}

static void test_words_that_waiting_may_mend(void) {
  begin(40000);
  carry_ready_only();
  end_it("a file", false);
  check_fault(GCH_ETLS, "a file");
  CHECK(!fatal);
  end();
}

static void test_an_end_without_words(void) {
  begin(40000);
  carry_ready_only();
  end_it("", true);
  check_fault(GCH_ECONNLOST, "EOF");
  CHECK(!fatal);
  end();
}

static void test_cancelling_at_any_time(void) {
  for (int words = 0; words < 3; words++) {
    begin(40000);
    if (words > 0)
      gch_tunnels_opened(&carry.tunnels, carry.id);
    if (words > 1)
      gch_tunnels_proven(&carry.tunnels, carry.id);
    gch_connect_cancel(attempt);
    carry_feed(carry.id, "+OK\r\n");
    end_it("late", true);
    CHECK_INT(ended, 0);
    end();
  }
}

int main(void) {
  RUN(test_one_that_is_proven_is_greeted);
  RUN(test_a_silent_one);
  RUN(test_one_that_nobody_reaches);
  RUN(test_one_that_is_proven_and_says_nothing);
  RUN(test_one_that_is_another);
  RUN(test_words_that_waiting_may_mend);
  RUN(test_an_end_without_words);
  RUN(test_cancelling_at_any_time);
  return test_end();
}
