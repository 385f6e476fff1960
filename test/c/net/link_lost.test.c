/* link_lost.test.c - connections that are lost, and servers that refuse. */
#include "net/server.h"
#include "net/talk.h"
#include "test.h"

/* --- lost --- */

static bool killed_before_calls;

/* The first connection ends with the third call; the second one answers. */
static const char *closes_once(unsigned connection, unsigned command,
                               struct gch_bytes bytes) {
  if (connection == 1 && command == 6)
    return server_closes;
  if (connection == 1 && talk_is_call(bytes))
    return NULL;
  if (connection == 2 && command == 1)
    killed_before_calls =
        gch_bytes_contain(bytes, "KILL\r\n$2\r\nID\r\n$1\r\n7\r\n$4\r\nADDR\r\n"
                                 "$12\r\n127.0.0.1:99\r\n");
  return server_as_redis(connection, command, bytes);
}

static void test_calls_survive_a_lost_connection(void) {
  talk_begin(closes_once);
  talk_open();
  killed_before_calls = false;
  for (uint32_t i = 0; i < 5; i++)
    talk_write(i);
  talk_until_done(5);
  for (int i = 0; i < 5; i++)
    talk_check(i, (uint32_t)i, GCH_OK, false);
  CHECK_INT(talk.ready, 2);
  CHECK_INT(talk.lost, 1);
  CHECK_INT(talk.last.code, GCH_ECONNLOST);
  CHECK(killed_before_calls);
  talk_end();
}

/* As long as none of its connections answers a call, the pauses grow. */
static void test_a_call_that_costs_three_connections(void) {
  talk_begin(talk_resets_calls);
  talk.options.retry_max_delay = 1000;
  talk_open();
  talk_write(1);
  talk_until_done(1);
  talk_check(0, 1, GCH_ECONNLOST, true);
  CHECK_INT(server_connections(), 3);
  CHECK(talk.last.retry >= 150 && talk.last.retry <= 200);
  CHECK(strstr(talk.outcomes[0].text, server_port()) != NULL);
  talk_end();
}

static const char *answers_on_the_second(unsigned connection, unsigned command,
                                         struct gch_bytes bytes) {
  return connection == 1 ? talk_greets(connection, command, bytes)
                         : server_as_redis(connection, command, bytes);
}

/* The late one's connection is dropped; what came after it is answered. */
static void test_a_call_that_is_late(void) {
  talk_begin(answers_on_the_second);
  talk.options.command_timeout = 1000;
  talk_open();
  loop_until(&talk.ready);
  talk_write(1);
  loop_for(900);
  talk_write(2);
  talk_until_done(2);
  talk_check(0, 1, GCH_ETIMEDOUT, true);
  talk_check(1, 2, GCH_OK, false);
  CHECK_INT(talk.lost, 1);
  CHECK_INT(talk.last.code, GCH_ETIMEDOUT);
  CHECK_INT(server_connections(), 2);
  talk_end();
}

static void test_nobody_is_there(void) {
  talk_open_to_nobody();
  talk.options.command_timeout = 150;
  talk_close();
  loop_until(&talk.closed);
  talk.closed = 0;
  talk_open();
  while (talk.failed < 2)
    uv_run(talk.life->loop, UV_RUN_ONCE);
  talk_write(1);
  talk_until_done(1);
  talk_check(0, 1, GCH_ETIMEDOUT, false);
  CHECK(strstr(talk.outcomes[0].text, "ECONNREFUSED") != NULL);
  CHECK_INT(talk.last.code, GCH_ECONNREFUSED);
  CHECK(!talk.last.fatal && talk.last.retry >= 40 && talk.last.retry <= 100);
  talk_end();
}

static void test_a_name_that_is_none(void) {
  talk_begin(server_as_redis);
  talk.options.target.host = "localhost";
  talk.options.target.port = "no port";
  talk_open();
  loop_until(&talk.failed);
  CHECK_INT(talk.last.code, GCH_ENOTFOUND);
  talk_end();
}

/* --- wrong replies --- */

static const char *answers_twice(unsigned connection, unsigned command,
                                 struct gch_bytes bytes) {
  if (connection == 1 && talk_is_call(bytes))
    return ":1\r\n:1\r\n";
  return server_as_redis(connection, command, bytes);
}

static void test_an_unasked_reply(void) {
  talk_begin(answers_twice);
  talk_open();
  talk_write(1);
  loop_until(&talk.lost);
  CHECK_INT(talk.last.code, GCH_EPROTOCOL);
  talk_write(2);
  talk_until_done(2);
  talk_check(0, 1, GCH_OK, false);
  talk_check(1, 2, GCH_OK, false);
  talk_end();
}

/* Not even a part of a reply may wait for the next call. */
static void test_a_part_of_an_unasked_reply(void) {
  talk_begin(server_as_redis);
  talk_open();
  loop_until(&talk.ready);
  server_say("$5\r\nab");
  loop_until(&talk.lost);
  CHECK_INT(talk.last.code, GCH_EPROTOCOL);
  talk_write(1);
  talk_until_done(1);
  talk_check(0, 1, GCH_OK, false);
  talk_end();
}

static const char *answers_nonsense(unsigned connection, unsigned command,
                                    struct gch_bytes bytes) {
  if (connection == 1 && talk_is_call(bytes))
    return command == 4 ? "*1\r\n$1\r\na\r\n" : NULL;
  return server_as_redis(connection, command, bytes);
}

static void test_a_reply_of_another_kind(void) {
  talk_begin(answers_nonsense);
  talk_open();
  talk_write(1);
  talk_write(2);
  talk_until_done(2);
  talk_check(0, 1, GCH_EPROTOCOL, true);
  talk_check(1, 2, GCH_OK, false);
  CHECK_INT(server_connections(), 2);
  talk_end();
}

static const char *answers_garbage(unsigned connection, unsigned command,
                                   struct gch_bytes bytes) {
  if (connection == 1 && talk_is_call(bytes))
    return "HTTP/1.1 400\r\n";
  return server_as_redis(connection, command, bytes);
}

static void test_no_reply_at_all(void) {
  talk_begin(answers_garbage);
  talk_open();
  talk_write(1);
  talk_write(2);
  talk_until_done(2);
  talk_check(0, 1, GCH_EPROTOCOL, true);
  talk_check(1, 2, GCH_OK, false);
  talk_end();
}

/* --- refusals of Redis --- */

static const char *loads(unsigned connection, unsigned command,
                         struct gch_bytes bytes) {
  if (connection < 3 && talk_is_call(bytes))
    return "-LOADING Redis is loading the dataset in memory\r\n";
  return server_as_redis(connection, command, bytes);
}

static void test_loading_is_waited_out(void) {
  talk_begin(loads);
  talk_open();
  talk_write(1);
  talk_until_done(1);
  talk_check(0, 1, GCH_OK, false);
  CHECK_INT(server_connections(), 3);
  talk_end();
}

static const char *is_readonly(unsigned connection, unsigned command,
                               struct gch_bytes bytes) {
  if (gch_bytes_contain(bytes, "SMEMBERS"))
    return "*1\r\n$1\r\nu\r\n";
  if (connection < 4 && talk_is_call(bytes))
    return "-READONLY You can't write against a read only replica.\r\n";
  return server_as_redis(connection, command, bytes);
}

static void test_a_read_only_server(void) {
  talk_begin(is_readonly);
  talk_open();
  talk_write(1);
  while (server_connections() < 2 || talk.ready < 2)
    uv_run(talk.life->loop, UV_RUN_ONCE);
  CHECK_INT(talk_send(2, GCH_MEMBERS, ""), GCH_OK);
  talk_until_done(2);
  talk_check(0, 2, GCH_OK, false);
  talk_check(1, 1, GCH_OK, false);
  CHECK_INT(server_connections(), 4);
  talk_end();
}

static const char *is_readonly_for_good(unsigned connection, unsigned command,
                                        struct gch_bytes bytes) {
  return is_readonly(talk_is_call(bytes) ? 1 : connection, command, bytes);
}

static void test_a_write_ends_with_the_refusal(void) {
  talk_begin(is_readonly_for_good);
  talk.options.command_timeout = 500;
  talk_open();
  loop_until(&talk.ready);
  talk_write(1);
  talk_write(2);
  talk_until_done(2);
  for (int i = 0; i < 2; i++) {
    CHECK_INT(talk.outcomes[i].tag, i + 1);
    CHECK_INT(talk.outcomes[i].code, GCH_EREPLY);
    CHECK(strncmp(talk.outcomes[i].text, "READONLY ", 9) == 0);
  }
  talk_end();
}

static const char *wrong_password(unsigned connection, unsigned command,
                                  struct gch_bytes bytes) {
  (void)connection, (void)command, (void)bytes;
  return "-WRONGPASS invalid username-password pair\r\n";
}

static void test_a_wrong_password(void) {
  talk_begin(wrong_password);
  talk.options.password = "secret";
  talk_open();
  loop_until(&talk.failed);
  CHECK(talk.last.fatal);
  CHECK_INT(talk.last.code, GCH_EREPLY);
  CHECK_TEXT(talk.last_text, "WRONGPASS invalid username-password pair");
  talk_end();
}

static const char *without_password(unsigned connection, unsigned command,
                                    struct gch_bytes bytes) {
  if (gch_bytes_contain(bytes, "AUTH"))
    return "-ERR Client sent AUTH, but no password is set\r\n";
  return server_as_redis(connection, command, bytes);
}

static void test_a_password_too_much(void) {
  talk_begin(without_password);
  talk.options.password = "secret";
  talk_open();
  loop_until(&talk.ready);
  CHECK_INT(talk.superfluous, 1);
  talk_end();
}

int main(void) {
  RUN(test_calls_survive_a_lost_connection);
  RUN(test_a_call_that_costs_three_connections);
  RUN(test_a_call_that_is_late);
  RUN(test_nobody_is_there);
  RUN(test_a_name_that_is_none);
  RUN(test_an_unasked_reply);
  RUN(test_a_part_of_an_unasked_reply);
  RUN(test_a_reply_of_another_kind);
  RUN(test_no_reply_at_all);
  RUN(test_loading_is_waited_out);
  RUN(test_a_read_only_server);
  RUN(test_a_write_ends_with_the_refusal);
  RUN(test_a_wrong_password);
  RUN(test_a_password_too_much);
  return test_end();
}
