/* request.test.c - one call: its answers, its pool. */
#include "calls/request.h"

#include "test.h"

/* --- answers --- */

static enum gch_code answer(struct gch_request *request,
                            struct gch_reply reply) {
  return gch_request_answer(request, &reply);
}

static struct gch_reply integer(long long n) {
  return (struct gch_reply){.kind = GCH_INTEGER, .integer = n};
}

static struct gch_reply error(const char *text) {
  return (struct gch_reply){.kind = GCH_ERROR, .text = bytes_of(text)};
}

static struct gch_reply list(struct gch_request *request, const char *uid) {
  gch_pack_append(&request->members.strings, bytes_of(uid));
  return (struct gch_reply){.kind = GCH_LIST, .strings = 1};
}

static void check_failed(const struct gch_request *request, enum gch_code code,
                         const char *text) {
  CHECK_INT(request->code, code);
  CHECK_INT(request->error.count, 1);
  CHECK(gch_bytes_contain(gch_pack_at(&request->error, 0), text));
}

static void test_a_write(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_WRITE, 0);
  CHECK_INT(answer(request, integer(7)), GCH_OK);
  CHECK_INT(request->code, GCH_OK);
  CHECK_INT(request->integer, 7);
  gch_request_free(request);
}

static void test_a_write_of_many_commands_sums(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_WRITE, 0);
  request->commands = 3;
  CHECK_INT(answer(request, integer(1)), GCH_EAGAIN);
  CHECK_INT(answer(request, integer(0)), GCH_EAGAIN);
  CHECK_INT(answer(request, integer(5)), GCH_OK);
  CHECK_INT(request->integer, 6);
  gch_request_free(request);
}

static void test_an_error_is_the_outcome(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_WRITE, 0);
  CHECK_INT(answer(request, error("OOM x")), GCH_OK);
  check_failed(request, GCH_EREPLY, "OOM x");
  gch_request_free(request);
  request = gch_request_new(NULL, GCH_MEMBERS, 0);
  CHECK_INT(answer(request, error("WRONGTYPE x")), GCH_OK);
  check_failed(request, GCH_EREPLY, "WRONGTYPE x");
  gch_request_free(request);
}

static void test_an_error_of_one_list_of_many(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_MEMBERS, 0);
  request->commands = 3;
  CHECK_INT(answer(request, list(request, "u")), GCH_EAGAIN);
  CHECK_INT(answer(request, error("WRONGTYPE x")), GCH_EAGAIN);
  CHECK_INT(answer(request, list(request, "v")), GCH_OK);
  CHECK_INT(request->code, GCH_OK);
  CHECK_INT(request->members.count, 3);
  CHECK(request->members.groups[1].failed);
  gch_request_free(request);
}

static void check_kinds(enum gch_request_kind kind, enum gch_reply_kind right) {
  for (int got = GCH_STATUS; got <= GCH_CURSOR; got++) {
    struct gch_request *request = gch_request_new(NULL, kind, 0);
    struct gch_reply reply = {.kind = (enum gch_reply_kind)got,
                              .text = GCH_LITERAL("x")};
    enum gch_code code = gch_request_answer(request, &reply);
    CHECK_INT(code,
              got == (int)right || got == GCH_ERROR ? GCH_OK : GCH_EPROTOCOL);
    CHECK_INT(request->answered, code == GCH_OK);
    gch_request_free(request);
  }
}

static void test_kinds_that_do_not_belong(void) {
  check_kinds(GCH_WRITE, GCH_INTEGER);
  check_kinds(GCH_MEMBERS, GCH_LIST);
  check_kinds(GCH_SCAN, GCH_CURSOR);
}

static void test_rewind_forgets_the_answers(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_MEMBERS, 0);
  request->commands = 2;
  CHECK_INT(answer(request, list(request, "u")), GCH_EAGAIN);
  gch_request_rewind(request);
  CHECK_INT(answer(request, list(request, "v")), GCH_EAGAIN);
  CHECK_INT(answer(request, list(request, "w")), GCH_OK);
  CHECK_INT(request->members.count, 2);
  CHECK_BYTES(gch_pack_at(&request->members.strings, 0), "v");
  gch_request_free(request);
}

static void test_the_last_failure_counts(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_MEMBERS, 0);
  (void)list(request, "u");
  gch_request_fail(request, GCH_EREPLY, GCH_LITERAL("first"));
  gch_request_fail(request, GCH_ESTOPPED, GCH_LITERAL("second"));
  check_failed(request, GCH_ESTOPPED, "second");
  CHECK_INT(request->members.strings.count, 0);
  gch_request_free(request);
}

/* --- pools --- */

static void test_a_pool_gives_back_what_was_freed(void) {
  struct gch_pool pool = {0};
  struct gch_request *first = gch_request_new(&pool, GCH_MEMBERS, 100);
  struct gch_request *second;
  struct gch_reply list = {.kind = GCH_LIST, .strings = 1};
  memset(first->bytes, 'x', 100);
  CHECK_INT(gch_pack_append(&first->members.strings, GCH_LITERAL("a")), GCH_OK);
  CHECK_INT(gch_request_answer(first, &list), GCH_OK);
  gch_request_fail(first, GCH_ETIMEDOUT, GCH_LITERAL("late"));
  first->number = first->deadline = 7;
  first->sent = first->ran = first->stale = first->told = true;
  gch_request_free(first);
  CHECK_INT(pool.count, 1);
  second = gch_request_new(&pool, GCH_WRITE, 0);
  CHECK(second == first);
  CHECK_INT(pool.count, 0);
  CHECK_INT(second->kind, GCH_WRITE);
  CHECK_INT(second->code, GCH_OK);
  CHECK_INT(second->number + second->deadline + second->answered, 0);
  CHECK(!second->sent && !second->ran && !second->stale && !second->told);
  CHECK_INT(second->error.count, 0);
  CHECK_INT(second->members.strings.count, 0);
  CHECK_INT(second->members.count + second->members.lists, 0);
  gch_request_free(second);
  gch_pool_drain(&pool);
  CHECK_INT(pool.count, 0);
}

/* Neither requests of unusual length, nor those with long answers. */
static void test_a_pool_keeps_nothing_large(void) {
  struct gch_pool pool = {0};
  struct gch_request *request = gch_request_new(&pool, GCH_WRITE, 1 << 20);
  memset(request->bytes, 'x', 1 << 20);
  gch_request_free(request);
  CHECK_INT(pool.count, 0);
  request = gch_request_new(&pool, GCH_MEMBERS, 0);
  for (int i = 0; i < 1000; i++)
    CHECK_INT(gch_pack_append(&request->members.strings, GCH_LITERAL("a")),
              GCH_OK);
  gch_request_free(request);
  CHECK_INT(pool.count, 0);
}

/* Few strings, groups or words may be large, too. */
static void test_a_pool_keeps_nothing_long(void) {
  static char text[1 << 16];
  const struct gch_bytes longer = {memset(text, 'x', sizeof text), sizeof text};
  struct gch_reply list = {.kind = GCH_LIST, .strings = 1};
  struct gch_pool pool = {0};
  struct gch_request *request = gch_request_new(&pool, GCH_MEMBERS, 0);
  CHECK_INT(gch_pack_append(&request->members.strings, longer), GCH_OK);
  gch_request_free(request);
  CHECK_INT(pool.count, 0);
  request = gch_request_new(&pool, GCH_WRITE, 0);
  gch_request_fail(request, GCH_EREPLY, longer);
  gch_request_free(request);
  CHECK_INT(pool.count, 0);
  request = gch_request_new(&pool, GCH_MEMBERS, 0);
  request->commands = 100;
  for (int i = 0; i < 100; i++)
    CHECK(gch_members_take(&request->members, &list) == GCH_OK);
  gch_request_free(request);
  CHECK_INT(pool.count, 0);
}

static void test_a_pool_has_a_limit(void) {
  static struct gch_request *requests[5000];
  struct gch_pool pool = {0};
  for (size_t i = 0; i < COUNT_OF(requests); i++)
    requests[i] = gch_request_new(&pool, GCH_WRITE, 0);
  for (size_t i = 0; i < COUNT_OF(requests); i++)
    gch_request_free(requests[i]);
  CHECK(pool.count >= 100 && pool.count < 2000);
  gch_pool_drain(&pool);
}

int main(void) {
  RUN(test_a_write);
  RUN(test_a_write_of_many_commands_sums);
  RUN(test_an_error_is_the_outcome);
  RUN(test_an_error_of_one_list_of_many);
  RUN(test_kinds_that_do_not_belong);
  RUN(test_rewind_forgets_the_answers);
  RUN(test_the_last_failure_counts);
  RUN(test_a_pool_gives_back_what_was_freed);
  RUN(test_a_pool_keeps_nothing_large);
  RUN(test_a_pool_keeps_nothing_long);
  RUN(test_a_pool_has_a_limit);
  return test_end();
}
