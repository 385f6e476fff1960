/* connect.test.c - one attempt: a connection that is ready, or a reason. */
#include "net/connect.h"

#include "net/server.h"
#include "test.h"

static struct gch_life *life;
static struct gch_resolver *resolver;
static struct gch_target target;
static struct gch_greeting greeting;
static struct gch_connect *attempt;

static int ended;
static bool succeeded, fatal, met;
static struct gch_fault fault;
static struct gch_greeting found;

static void begin(server_answer answer) {
  life = loop_begin();
  server_open(life->loop, NULL, answer);
  resolver = gch_resolver_new(life);
  CHECK(resolver != NULL);
  ended = 0;
  target = (struct gch_target){
      .host = "127.0.0.1", .port = server_port(), .timeout = 40000};
  greeting = (struct gch_greeting){.password = "secret", .db = 2};
}

static void on_end(void *owner, const struct gch_connected *connected) {
  CHECK(owner == &ended && ended == 0);
  ended++;
  succeeded = connected->stream != NULL;
  CHECK_INT(connected->reader != NULL, succeeded);
  if (succeeded) {
    found = *connected->greeting;
    gch_stream_close(connected->stream);
    gch_reader_free(connected->reader);
    return;
  }
  fault = *connected->fault;
  fatal = connected->fatal;
  met = connected->met;
}

static void start(void) {
  attempt =
      gch_connect_start(life, &target, resolver, 0, &greeting, on_end, &ended);
  CHECK(attempt != NULL);
  CHECK_INT(ended, 0);
}

static void end(void) {
  gch_resolver_close(resolver);
  loop_end();
}

static void check_failure(server_answer answer, enum gch_code code,
                          bool want_fatal, const char *text) {
  begin(answer);
  if (code == GCH_ETIMEDOUT)
    target.timeout = 300;
  start();
  loop_until(&ended);
  CHECK(!succeeded);
  CHECK_INT(fault.code, code);
  CHECK_INT(fatal, want_fatal);
  CHECK(met);
  CHECK(gch_bytes_contain(gch_fault_text(&fault), text));
  end();
}

static void test_ready(void) {
  begin(server_as_redis);
  start();
  loop_until(&ended);
  CHECK(succeeded);
  CHECK(found.unlink && !found.superfluous);
  CHECK_TEXT(found.self.id, "7");
  CHECK_TEXT(found.self.address, "127.0.0.1:99");
  CHECK_INT(server_commands(), 5);
  end();
}

static void test_nobody_listens(void) {
  begin(server_as_redis);
  server_close();
  start();
  loop_until(&ended);
  CHECK(!succeeded && !met && !fatal);
  CHECK_INT(fault.code, GCH_ECONNREFUSED);
  end();
}

static const char *is_silent(unsigned connection, unsigned command,
                             struct gch_bytes bytes) {
  (void)connection, (void)command, (void)bytes;
  return NULL;
}

static const char *closes(unsigned connection, unsigned command,
                          struct gch_bytes bytes) {
  (void)connection, (void)bytes;
  return command == 2 ? server_closes : "+OK\r\n";
}

static const char *is_full(unsigned connection, unsigned command,
                           struct gch_bytes bytes) {
  (void)connection, (void)command, (void)bytes;
  return "-ERR max number of clients reached\r\n";
}

static const char *refuses_the_db(unsigned connection, unsigned command,
                                  struct gch_bytes bytes) {
  (void)connection, (void)bytes;
  return command == 1 ? "+OK\r\n" : "-ERR DB index is out of range\r\n";
}

static const char *says_too_much(unsigned connection, unsigned command,
                                 struct gch_bytes bytes) {
  if (command == 5)
    return "+PONG\r\n+PONG\r\n";
  return server_as_redis(connection, command, bytes);
}

static const char *is_a_web_server(unsigned connection, unsigned command,
                                   struct gch_bytes bytes) {
  (void)connection, (void)command, (void)bytes;
  return "HTTP/1.1 400 Bad Request\r\n\r\n";
}

static const char *answers_with_a_list(unsigned connection, unsigned command,
                                       struct gch_bytes bytes) {
  (void)connection, (void)command, (void)bytes;
  return "*1\r\n$2\r\nOK\r\n";
}

static void test_failures(void) {
  check_failure(is_silent, GCH_ETIMEDOUT, false, "ETIMEDOUT");
  check_failure(closes, GCH_ECONNLOST, false, "EOF");
  check_failure(is_full, GCH_EREPLY, false, "max number of clients");
  check_failure(refuses_the_db, GCH_EREPLY, true, "DB index");
  check_failure(says_too_much, GCH_EPROTOCOL, false, "127.0.0.1");
  check_failure(is_a_web_server, GCH_EPROTOCOL, false, "127.0.0.1");
  check_failure(answers_with_a_list, GCH_EPROTOCOL, false, "127.0.0.1");
}

static void test_cancelling_at_any_time(void) {
  for (int turns = 0; turns < 12; turns++) {
    begin(is_silent);
    start();
    for (int i = 0; i < turns; i++)
      uv_run(life->loop, UV_RUN_NOWAIT);
    if (turns > 6)
      loop_for((uint64_t)turns);
    CHECK_INT(ended, 0);
    gch_connect_cancel(attempt);
    end();
    CHECK_INT(ended, 0);
  }
}

int main(void) {
  RUN(test_ready);
  RUN(test_nobody_listens);
  RUN(test_failures);
  RUN(test_cancelling_at_any_time);
  return test_end();
}
