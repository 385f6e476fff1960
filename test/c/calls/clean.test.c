/* clean.test.c - SCAN and UNLINK in turn, and what ends them. */
#include "calls/clean.h"

#include "test.h"

/* --- a Redis that answers one step of a clean --- */

static uint64_t connection;

static struct gch_request *first(struct gch_clean *clean) {
  struct gch_request *request = gch_clean_first(clean);
  CHECK(request != NULL);
  CHECK(request->context == clean);
  return request;
}

static void check_bytes(struct gch_request *request, const char *want) {
  struct gch_bytes bytes = gch_request_bytes(request, true, false);
  CHECK_INT(bytes.len, strlen(want));
  CHECK(memcmp(bytes.data, want, bytes.len) == 0);
}

/* The step asks for `cursor`. */
static void check_scan(struct gch_request *request, const char *cursor) {
  char want[128];
  snprintf(want, sizeof want,
           "*6\r\n$4\r\nSCAN\r\n$%zu\r\n%s\r\n$5\r\nMATCH\r\n"
           "$3\r\nP:*\r\n$5\r\nCOUNT\r\n$4\r\n1000\r\n",
           strlen(cursor), cursor);
  CHECK_INT(request->kind, GCH_SCAN);
  check_bytes(request, want);
}

static void append(struct gch_request *request, struct gch_bytes string) {
  CHECK_INT(gch_pack_append(&request->members.strings, string), GCH_OK);
}

static struct gch_request *go_on(struct gch_clean *clean,
                                 struct gch_request *request, bool finished) {
  bool over = !finished;
  request->connection = connection;
  request = gch_clean_next(clean, request, &over);
  CHECK(request != NULL);
  CHECK_INT(over, finished);
  return request;
}

/* SCAN answers with `cursor` and the keys "P:0", "P:1" ... */
static struct gch_request *scanned(struct gch_clean *clean,
                                   struct gch_request *request,
                                   const char *cursor, int keys,
                                   bool finished) {
  append(request, bytes_of(cursor));
  for (int i = 0; i < keys; i++) {
    char key[16];
    snprintf(key, sizeof key, "P:%d", i);
    append(request, bytes_of(key));
  }
  return go_on(clean, request, finished);
}

static struct gch_request *unlinked(struct gch_clean *clean,
                                    struct gch_request *request, int removed,
                                    bool finished) {
  CHECK_INT(request->kind, GCH_WRITE);
  request->integer = removed;
  return go_on(clean, request, finished);
}

static struct gch_clean *begin(void) {
  struct gch_clean *clean = gch_clean_new(GCH_LITERAL("P"), 9);
  CHECK(clean != NULL);
  connection = 1;
  return clean;
}

/* The outcome is `removed` keys, under the caller's tag. */
static void end(struct gch_clean *clean, struct gch_request *outcome,
                long long removed) {
  CHECK_INT(outcome->code, GCH_OK);
  CHECK_INT(outcome->integer, removed);
  CHECK_INT(outcome->tag, 9);
  gch_request_free(outcome);
  gch_clean_free(clean);
}

/* --- the loop --- */

static void test_nothing_to_remove(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = first(clean);
  check_scan(step, "0");
  end(clean, scanned(clean, step, "0", 0, true), 0);
}

static void test_one_batch(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = scanned(clean, first(clean), "0", 2, false);
  check_bytes(step, "*3\r\n$6\r\nUNLINK\r\n$3\r\nP:0\r\n$3\r\nP:1\r\n");
  CHECK(step->context == clean);
  end(clean, unlinked(clean, step, 2, true), 2);
}

static void test_many_batches(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = first(clean);
  step = scanned(clean, step, "17", 3, false);
  step = unlinked(clean, step, 3, false);
  check_scan(step, "17");
  step = scanned(clean, step, "18446744073709551615", 0, false);
  check_scan(step, "18446744073709551615");
  step = scanned(clean, step, "5", 1, false);
  step = unlinked(clean, step, 1, false);
  check_scan(step, "5");
  end(clean, scanned(clean, step, "0", 0, true), 4);
}

static void test_the_prefix_is_escaped(void) {
  struct gch_clean *clean = gch_clean_new(GCH_LITERAL("a*"), 9);
  struct gch_request *step = first(clean);
  CHECK(gch_bytes_contain(gch_request_bytes(step, true, false),
                          "$5\r\na\\*:*\r\n"));
  gch_request_free(step);
  gch_clean_free(clean);
}

static void test_keys_of_any_bytes(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = first(clean);
  append(step, GCH_LITERAL("0"));
  append(step, GCH_LITERAL("P:\0\r\n"));
  append(step, GCH_LITERAL(""));
  step = go_on(clean, step, false);
  CHECK_BYTES(gch_request_bytes(step, true, false),
              "*3\r\n$6\r\nUNLINK\r\n$5\r\nP:\0\r\n\r\n$0\r\n\r\n");
  end(clean, unlinked(clean, step, 1, true), 1);
}

/* --- another connection --- */

static void test_a_lost_unlink_begins_anew(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = scanned(clean, first(clean), "17", 3, false);
  connection = 2;
  step = unlinked(clean, step, 0, false);
  check_scan(step, "0");
  end(clean, scanned(clean, step, "0", 0, true), 0);
}

static void test_the_last_unlink_lost_begins_anew(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = scanned(clean, first(clean), "0", 3, false);
  connection = 2;
  step = unlinked(clean, step, 3, false);
  check_scan(step, "0");
  end(clean, scanned(clean, step, "0", 0, true), 3);
}

static void test_a_lost_scan_begins_anew(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = scanned(clean, first(clean), "17", 0, false);
  connection = 2;
  step = scanned(clean, step, "0", 0, false);
  check_scan(step, "0");
  end(clean, scanned(clean, step, "0", 0, true), 0);
}

/* What it found is removed first; then it begins anew all the same. */
static void test_a_lost_scan_that_found_keys_begins_anew(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = scanned(clean, first(clean), "17", 0, false);
  connection = 2;
  step = scanned(clean, step, "0", 2, false);
  step = unlinked(clean, step, 2, false);
  check_scan(step, "0");
  end(clean, scanned(clean, step, "0", 0, true), 2);
}

/* --- errors --- */

/* The outcome is an error; the step that failed is it. */
static void fails(struct gch_clean *clean, struct gch_request *outcome,
                  enum gch_code code) {
  CHECK_INT(outcome->code, code);
  CHECK_INT(outcome->tag, 9);
  gch_request_free(outcome);
  gch_clean_free(clean);
}

static void test_a_step_that_failed_is_the_outcome(void) {
  struct gch_clean *clean = begin();
  struct gch_request *step = first(clean);
  gch_request_fail(step, GCH_EREPLY, GCH_LITERAL("NOPERM x"));
  fails(clean, go_on(clean, step, true), GCH_EREPLY);
  clean = begin();
  step = scanned(clean, first(clean), "17", 3, false);
  gch_request_fail(step, GCH_ETIMEDOUT, GCH_LITERAL("late"));
  fails(clean, go_on(clean, step, true), GCH_ETIMEDOUT);
}

static void test_cursors_that_are_none(void) {
  struct gch_clean *clean = begin();
  fails(clean, go_on(clean, first(clean), true), GCH_EPROTOCOL);
  clean = begin();
  fails(clean, scanned(clean, first(clean), "", 0, true), GCH_EPROTOCOL);
  clean = begin();
  fails(clean,
        scanned(clean, first(clean), "184467440737095516150000", 0, true),
        GCH_EPROTOCOL);
}

int main(void) {
  RUN(test_nothing_to_remove);
  RUN(test_one_batch);
  RUN(test_many_batches);
  RUN(test_the_prefix_is_escaped);
  RUN(test_keys_of_any_bytes);
  RUN(test_a_lost_unlink_begins_anew);
  RUN(test_the_last_unlink_lost_begins_anew);
  RUN(test_a_lost_scan_begins_anew);
  RUN(test_a_lost_scan_that_found_keys_begins_anew);
  RUN(test_a_step_that_failed_is_the_outcome);
  RUN(test_cursors_that_are_none);
  return test_end();
}
