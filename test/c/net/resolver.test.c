/* resolver.test.c - questions whose askers come and go. */
#include "net/resolver.h"

#include "net/server.h"
#include "test.h"

static struct gch_life *life;
static struct gch_resolver *resolver;
static int answers, answer_status;

static void begin(void) {
  life = loop_begin();
  resolver = gch_resolver_new(life);
  CHECK(resolver != NULL);
  answers = 0;
}

static void on_answer(void *owner, int status, struct addrinfo *addresses) {
  CHECK(owner == &answers);
  CHECK((status == 0) == (addresses != NULL));
  answers++;
  answer_status = status;
  uv_freeaddrinfo(addresses);
}

static int ask(const char *host, const char *port) {
  return gch_resolver_ask(resolver, host, port, on_answer, &answers);
}

static void end(void) {
  gch_resolver_close(resolver);
  loop_end();
}

static void test_an_answer(void) {
  begin();
  for (int i = 0; i < 3; i++) {
    answers = 0;
    CHECK_INT(ask("127.0.0.1", "6379"), 0);
    CHECK_INT(answers, 0);
    loop_until(&answers);
    CHECK_INT(answer_status, 0);
  }
  CHECK_INT(answers, 1);
  end();
}

static void test_no_answer(void) {
  begin();
  CHECK_INT(ask("127.0.0.1", "no port"), 0);
  loop_until(&answers);
  CHECK(answer_status != 0);
  end();
}

static void test_a_name_that_no_name_is(void) {
  static char longest[1000];
  begin();
  memset(longest, 'x', sizeof longest - 1);
  CHECK(ask(longest, "1") != 0);
  CHECK_INT(life->held, 0);
  end();
  CHECK_INT(answers, 0);
}

static void test_whoever_cancels_is_not_called(void) {
  begin();
  CHECK_INT(ask("127.0.0.1", "6379"), 0);
  gch_resolver_cancel(resolver);
  while (life->held > 0)
    uv_run(life->loop, UV_RUN_ONCE);
  CHECK_INT(answers, 0);
  end();
}

/* It waits for the answer to the query that is under way. */
static void test_a_later_question(void) {
  begin();
  CHECK_INT(ask("127.0.0.1", "6379"), 0);
  gch_resolver_cancel(resolver);
  CHECK_INT(ask("127.0.0.1", "6379"), 0);
  CHECK_INT(life->held, 1);
  loop_until(&answers);
  CHECK_INT(answer_status, 0);
  end();
  CHECK_INT(answers, 1);
}

static void test_closing_while_it_asks(void) {
  begin();
  CHECK_INT(ask("127.0.0.1", "6379"), 0);
  end();
  CHECK_INT(answers, 0);
}

int main(void) {
  RUN(test_an_answer);
  RUN(test_no_answer);
  RUN(test_a_name_that_no_name_is);
  RUN(test_whoever_cancels_is_not_called);
  RUN(test_a_later_question);
  RUN(test_closing_while_it_asks);
  return test_end();
}
