/* emit.test.c - outcomes in batches, also where Node makes no strings. */
// with: src/node/emit.c src/node/text.c
#include "node/emit.h"

#include "node/napi.h"
#include "node/text.h"

static uint32_t words[GCH_EMIT_WORDS];
static struct gch_pool pool;

/* What was handed over: records by kind, and strings of lists. */
static struct { int texts, writes, strings, ends, failures, refusals; } got;

static char bulk[3 * GCH_TEXT_BYTES];
#define LONG ((struct gch_bytes){bulk, 4000})

/* A string of the lists: its number, and then as much as its number says. */
static struct gch_bytes nth(int i) {
  size_t len = i % 500 == 499 ? sizeof bulk : (size_t)i % 40;
  return (struct gch_bytes){bulk + i % 26, len - (size_t)i % 26 % (len + 1)};
}

static void on_batch(void *owner, uint32_t count, size_t many,
                     const napi_value *texts) {
  napi_value text = *texts++;
  size_t from = 0;
  (void)owner;
  got.texts += (int)many;
  CHECK(count <= GCH_EMIT_WORDS);
  for (uint32_t *at = words; at < words + count;) {
    if (at[1] == 0) {
      CHECK_INT(at[2], 7);
      got.writes++, at += 3;
    } else if (at[1] == 1) {
      for (uint32_t i = 0; i < at[4]; i++, from = at[4 + i])
        CHECK(node_has(text, from, at[5 + i], nth(got.strings++)));
      at += 5 + at[4];
    } else if (at[1] == 2) {
      got.ends++, at += 2;
    } else if (at[1] == 6) {
      CHECK(--many > 0);
      text = *texts++, from = 0, at += 2;
    } else {
      CHECK(node_has(text, from, at[4], LONG));
      from = at[4];
      *(at[1] == 3 ? &got.failures : &got.refusals) += 1;
      at += 5;
    }
  }
}

static bool emit(struct gch_request *list) {
  struct gch_emit *emitter = gch_emit_new();
  bool sent;
  CHECK(emitter != NULL);
  memset(&got, 0, sizeof got);
  sent = gch_emit_list(emitter, NULL, list, words, on_batch, NULL);
  gch_emit_free(emitter);
  return sent;
}

/* --- requests --- */

static struct gch_request *before(struct gch_request *next,
                                  enum gch_request_kind kind) {
  struct gch_request *request = gch_request_new(&pool, kind, 100);
  CHECK(request != NULL);
  request->next = next;
  request->integer = 7;
  return request;
}

static struct gch_request *failed(struct gch_request *next) {
  struct gch_request *request = before(next, GCH_WRITE);
  gch_request_fail(request, GCH_EREPLY, LONG);
  return request;
}

static void answer(struct gch_request *request, struct gch_reply reply) {
  CHECK(gch_request_answer(request, &reply) != GCH_ENOMEM);
}

/* Forty lists that are refused with much text, and a long one. */
static struct gch_request *lists(struct gch_request *next, int strings) {
  struct gch_request *request = before(next, GCH_MEMBERS);
  request->commands = 41;
  for (int i = 0; i < 40; i++)
    answer(request, (struct gch_reply){.kind = GCH_ERROR, .text = LONG});
  for (int i = 0; i < strings; i++)
    CHECK_INT(gch_pack_append(&request->members.strings, nth(i)), GCH_OK);
  answer(request,
         (struct gch_reply){.kind = GCH_LIST, .strings = (size_t)strings});
  return request;
}

static struct gch_request *much(void) {
  return before(failed(lists(NULL, 20000)), GCH_WRITE);
}

/* --- tests --- */

static void test_all_comes_in_order(void) {
  node_begin(NULL, -1);
  CHECK(emit(much()));
  CHECK_INT(got.writes, 1);
  CHECK_INT(got.failures, 1);
  CHECK_INT(got.refusals, 40);
  CHECK_INT(got.strings, 20000);
  CHECK_INT(got.ends, 1);
  CHECK_INT(got.texts, node.strings);
}

static void test_records_alone_fill_batches(void) {
  struct gch_request *list = NULL;
  for (int i = 0; i < 20000; i++)
    list = before(list, GCH_WRITE);
  node_begin(NULL, -1);
  CHECK(emit(list));
  CHECK_INT(got.writes, 20000);
  CHECK_INT(got.texts, 4);
}

/* A text that is full where 2 numbers, none or 1 are free for the next; where
 * they are, nothing else has room, and the next stays empty. */
static void test_text_and_numbers_end_together(void) {
  for (int ends = 0; ends < 3; ends++) {
    int left = GCH_EMIT_WORDS - 5 - 2 * ends, writes = left / 3;
    struct gch_request *list = failed(NULL);
    for (int i = 0; i < writes; i++)
      list = before(list, GCH_WRITE);
    for (int i = 0; i < ends; i++)
      list = before(list, GCH_MEMBERS);
    node_begin(NULL, -1);
    CHECK(emit(failed(list)));
    CHECK_INT(got.writes, writes);
    CHECK_INT(got.ends, ends);
    CHECK_INT(got.failures, 2);
    CHECK_INT(got.texts, left % 3 == 2 ? 3 : 2);
  }
}

/* Wherever it is that Node makes no string: what was handed over before counts,
 * nothing comes after, and no request is left. */
static void test_a_string_cannot_be_made(void) {
  int all;
  node_begin(NULL, -1);
  CHECK(emit(much()));
  all = node.strings;
  for (int made = 0; made < all; made += made < 10 ? 1 : 23) {
    node_begin(NULL, made);
    CHECK(!emit(much()));
    CHECK_INT(got.texts, made - made % GCH_EMIT_TEXTS);
    CHECK_INT(node.strings, made);
  }
}

int main(void) {
  for (size_t i = 0; i < sizeof bulk; i++)
    bulk[i] = (char)('a' + i % 26);
  RUN(test_all_comes_in_order);
  RUN(test_records_alone_fill_batches);
  RUN(test_text_and_numbers_end_together);
  RUN(test_a_string_cannot_be_made);
  node_begin(NULL, -1);
  gch_pool_drain(&pool);
  return test_end();
}
