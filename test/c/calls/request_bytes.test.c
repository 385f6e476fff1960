/* request_bytes.test.c - what is sent for a call, in every form, and what comes
 * back for it. */
#include "calls/request.h"

#include "bytes/command.h"
#include "test.h"

/* --- together --- */

static struct gch_request *unlink_request(uint32_t keys) {
  struct gch_request *request =
      gch_request_new(NULL, GCH_WRITE, GCH_REQUEST_KEYS + keys * (size_t)30);
  char *out = request->bytes + GCH_REQUEST_KEYS;
  request->keys = keys;
  for (uint32_t i = 0; i < keys; i++)
    out = gch_command_arg(out, GCH_LITERAL("P:room:c-1"));
  request->len = (size_t)(out - request->bytes);
  return request;
}

static void test_the_head_of_an_unlink_is_written_late(void) {
  struct gch_request *request = unlink_request(1);
  CHECK_BYTES(gch_request_bytes(request, true, false),
              "*2\r\n$6\r\nUNLINK\r\n$10\r\nP:room:c-1\r\n");
  CHECK_BYTES(gch_request_bytes(request, false, false),
              "*2\r\n$3\r\nDEL\r\n$10\r\nP:room:c-1\r\n");
  CHECK_BYTES(gch_request_bytes(request, true, false),
              "*2\r\n$6\r\nUNLINK\r\n$10\r\nP:room:c-1\r\n");
  gch_request_free(request);
}

static void test_a_head_of_many_keys(void) {
  struct gch_request *request = unlink_request(100000);
  struct gch_bytes bytes = gch_request_bytes(request, true, false);
  CHECK(gch_bytes_start(bytes, "*100001\r\n$6\r\nUNLINK\r\n$10\r\nP"));
  CHECK_INT(bytes.len, 9 + 12 + 100000 * 17);
  gch_request_free(request);
}

/* The head of the largest number of keys fits before them. */
static void test_the_longest_head_fits(void) {
  struct gch_request *request = unlink_request(1);
  request->keys = UINT32_MAX - 1;
  CHECK(gch_bytes_start(gch_request_bytes(request, true, false),
                        "*4294967295\r\n$6\r\nUNLINK\r\n"));
  gch_request_free(request);
}

static void test_other_bytes_stay(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_WRITE, 4);
  memcpy(request->bytes, "abcd", 4);
  request->len = 4;
  CHECK_BYTES(gch_request_bytes(request, true, false), "abcd");
  CHECK_BYTES(gch_request_bytes(request, false, false), "abcd");
  gch_request_free(request);
  gch_request_free(NULL);
}

/* --- key by key --- */

static struct gch_request *two_keys(void) {
  struct gch_request *request = gch_request_new(
      NULL, GCH_WRITE, GCH_REQUEST_KEYS + GCH_COMMAND_ROOM(2, 16));
  char *out = request->bytes + GCH_REQUEST_KEYS;
  out = gch_command_arg(out, GCH_LITERAL("P:room:c-1"));
  out = gch_command_arg(out, GCH_LITERAL("\r\n$"));
  request->keys = 2;
  request->len = (size_t)(out - request->bytes);
  return request;
}

static void test_one_command_for_each_key(void) {
  struct gch_request *request = two_keys();
  CHECK_BYTES(gch_request_bytes(request, true, true),
              "*2\r\n$6\r\nUNLINK\r\n$10\r\nP:room:c-1\r\n"
              "*2\r\n$6\r\nUNLINK\r\n$3\r\n\r\n$\r\n");
  CHECK_INT(request->commands, 2);
  CHECK(request->unlink);
  CHECK_BYTES(gch_request_bytes(request, false, true),
              "*2\r\n$3\r\nDEL\r\n$10\r\nP:room:c-1\r\n"
              "*2\r\n$3\r\nDEL\r\n$3\r\n\r\n$\r\n");
  CHECK(!request->unlink);
  CHECK_BYTES(gch_request_bytes(request, true, false),
              "*3\r\n$6\r\nUNLINK\r\n$10\r\nP:room:c-1\r\n$3\r\n\r\n$\r\n");
  CHECK_INT(request->commands, 1);
  gch_request_free(request);
}

static void test_asking_before_each_key(void) {
  struct gch_request *request = two_keys();
  request->asking = true;
  CHECK_BYTES(
      gch_request_bytes(request, true, true),
      "*1\r\n$6\r\nASKING\r\n*2\r\n$6\r\nUNLINK\r\n$10\r\nP:room:c-1\r\n"
      "*1\r\n$6\r\nASKING\r\n*2\r\n$6\r\nUNLINK\r\n$3\r\n\r\n$\r\n");
  gch_request_free(request);
}

static void test_a_pool_frees_what_was_made_for_keys(void) {
  struct gch_pool pool = {0};
  struct gch_request *request = gch_request_new(&pool, GCH_WRITE, 96);
  char *out = request->bytes + GCH_REQUEST_KEYS;
  request->len =
      (size_t)(gch_command_arg(out, GCH_LITERAL("k")) - request->bytes);
  request->keys = 1;
  CHECK(gch_request_bytes(request, true, true).len > 0);
  gch_request_free(request);
  request = gch_request_new(&pool, GCH_WRITE, 96);
  CHECK(request->apart == NULL && request->keys == 0);
  gch_request_free(request);
  gch_pool_drain(&pool);
}

/* --- what comes back --- */

static enum gch_code answer(struct gch_request *request,
                            struct gch_reply reply) {
  return gch_request_answer(request, &reply);
}

static const struct gch_reply one = {.kind = GCH_INTEGER, .integer = 1};
static const struct gch_reply ok = {.kind = GCH_STATUS, .text = {"OK", 2}};

static struct gch_reply error(const char *text) {
  return (struct gch_reply){.kind = GCH_ERROR, .text = bytes_of(text)};
}

static void test_the_first_refusal_of_many_writes_counts(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_WRITE, 0);
  request->commands = 4;
  CHECK_INT(answer(request, one), GCH_EAGAIN);
  CHECK_INT(answer(request, error("MOVED 1 a:1")), GCH_EAGAIN);
  CHECK_INT(answer(request, error("MOVED 2 b:2")), GCH_EAGAIN);
  CHECK_INT(answer(request, one), GCH_OK);
  CHECK_INT(request->code, GCH_EREPLY);
  CHECK_BYTES(gch_pack_at(&request->error, 0), "MOVED 1 a:1");
  gch_request_free(request);
}

static void test_a_refusal_is_forgotten_when_it_is_sent_again(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_WRITE, 0);
  request->commands = 2;
  CHECK_INT(answer(request, error("MOVED 1 a:1")), GCH_EAGAIN);
  gch_request_rewind(request);
  CHECK_INT(answer(request, one), GCH_EAGAIN);
  CHECK_INT(answer(request, one), GCH_OK);
  CHECK_INT(request->code, GCH_OK);
  CHECK_INT(request->integer, 2);
  gch_request_free(request);
}

static void test_the_answer_to_asking_is_no_outcome(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_WRITE, 0);
  request->commands = 2;
  request->asking = true;
  CHECK_INT(answer(request, ok), GCH_EAGAIN);
  CHECK_INT(answer(request, one), GCH_EAGAIN);
  CHECK_INT(answer(request, ok), GCH_EAGAIN);
  gch_request_rewind(request);
  for (int i = 0; i < 3; i++)
    CHECK_INT(answer(request, i == 1 ? one : ok), GCH_EAGAIN);
  CHECK_INT(answer(request, one), GCH_OK);
  CHECK_INT(request->integer, 2);
  gch_request_free(request);
}

/* What the command is told does not count: it went to the wrong node. */
static void test_asking_is_refused(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_MEMBERS, 0);
  request->asking = true;
  CHECK_INT(answer(request, error("ERR This instance has cluster support "
                                  "disabled")),
            GCH_EAGAIN);
  CHECK_INT(answer(request, error("MOVED 1 a:1")), GCH_OK);
  CHECK_INT(request->code, GCH_EREPLY);
  CHECK(gch_bytes_start(gch_pack_at(&request->error, 0), "ERR This"));
  gch_request_rewind(request);
  CHECK_INT(answer(request, one), GCH_EPROTOCOL);
  gch_request_free(request);
}

int main(void) {
  RUN(test_the_head_of_an_unlink_is_written_late);
  RUN(test_a_head_of_many_keys);
  RUN(test_the_longest_head_fits);
  RUN(test_other_bytes_stay);
  RUN(test_one_command_for_each_key);
  RUN(test_asking_before_each_key);
  RUN(test_a_pool_frees_what_was_made_for_keys);
  RUN(test_the_first_refusal_of_many_writes_counts);
  RUN(test_a_refusal_is_forgotten_when_it_is_sent_again);
  RUN(test_the_answer_to_asking_is_no_outcome);
  RUN(test_asking_is_refused);
  return test_end();
}
