/* reply_limits.test.c - many replies, long ones, and those that are too long.
 */
#include "bytes/reader.h"

#include "test.h"

static void feed(struct gch_reader *reader, const char *wire) {
  CHECK_INT(gch_reader_feed(reader, wire, strlen(wire)), GCH_OK);
}

static void test_a_thousand_replies_at_once(void) {
  struct gch_reader *reader = gch_reader_new(false);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  char wire[32 * 1000];
  size_t len = 0;
  for (int i = 0; i < 1000; i++)
    len += (size_t)sprintf(wire + len, "*2\r\n$4\r\n%04d\r\n$1\r\nx\r\n", i);
  CHECK_INT(gch_reader_feed(reader, wire, len), GCH_OK);
  for (int i = 0; i < 1000; i++) {
    char want[16];
    snprintf(want, sizeof want, "%04d", i);
    CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_OK);
    CHECK_INT(reply.strings, 2);
    CHECK_INT(pack.count, 2 * (i + 1));
    CHECK(memcmp(gch_pack_at(&pack, pack.count - 2).data, want, 4) == 0);
  }
  CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_EAGAIN);
  CHECK(gch_reader_empty(reader));
  gch_reader_free(reader);
  gch_pack_free(&pack);
}

static void test_a_line_has_a_limit(void) {
  struct gch_reader *reader = gch_reader_new(false);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  enum gch_code code = GCH_EAGAIN;
  size_t fed = 1, step = 64 << 10;
  char *text = must_alloc(step);
  memset(text, 'a', step);
  feed(reader, "-");
  for (; code == GCH_EAGAIN && fed < 4 * GCH_REPLY_LINE_MAX; fed += step) {
    CHECK_INT(gch_reader_feed(reader, text, step), GCH_OK);
    code = gch_reader_next(reader, &pack, &reply);
  }
  CHECK_INT(code, GCH_EPROTOCOL);
  CHECK(fed >= GCH_REPLY_LINE_MAX && fed <= GCH_REPLY_LINE_MAX + 2 * step);
  gch_reader_free(reader);
  free(text);
}

/* A string of that size is not a line. */
static void test_a_long_string_is_no_long_line(void) {
  struct gch_reader *reader = gch_reader_new(false);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  size_t len = 3 * GCH_REPLY_LINE_MAX, step = len / 16;
  char *text = must_alloc(len);
  memset(text, 'a', len);
  feed(reader, "*1\r\n$6291456\r\n");
  for (size_t fed = 0; fed < len; fed += step) {
    CHECK_INT(gch_reader_feed(reader, text + fed, step), GCH_OK);
    CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_EAGAIN);
  }
  feed(reader, "\r\n");
  CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_OK);
  CHECK_INT(gch_pack_at(&pack, 0).len, len);
  gch_reader_free(reader);
  gch_pack_free(&pack);
  free(text);
}

static char *four_mebibytes(size_t *len) {
  size_t text = 4u << 20;
  char *wire = must_alloc(text + 64);
  size_t head = (size_t)sprintf(wire, "*1\r\n$%zu\r\n", text);
  memset(wire + head, 'a', text);
  memcpy(wire + head + text, "\r\n", 2);
  *len = head + text + 2;
  return wire;
}

/* The limit is one of a reply, not of a connection. */
static void test_many_replies_pass_the_limit_of_one(void) {
  struct gch_reader *reader = gch_reader_new(false);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  size_t len;
  char *wire = four_mebibytes(&len);
  for (size_t i = test_rounds(GCH_REPLY_MAX / len + 3); i > 0; i--) {
    CHECK_INT(gch_reader_feed(reader, wire, len), GCH_OK);
    CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_OK);
    gch_pack_cut(&pack, 0);
  }
  gch_reader_free(reader);
  gch_pack_free(&pack);
  free(wire);
}

/* One list of strings of 4 MiB each: refused before the pack passes the limit.
 */
static void test_a_reply_has_a_limit(void) {
  struct gch_reader *reader = gch_reader_new(false);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  enum gch_code code = GCH_OK;
  size_t len, fed = 0;
  char *wire = four_mebibytes(&len);
  feed(reader, "*1000\r\n");
  while (code == GCH_OK && fed < 2 * GCH_REPLY_MAX) {
    code = gch_reader_feed(reader, wire + 4, len - 4);
    fed += len - 4;
    if (code == GCH_OK)
      CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_EAGAIN);
  }
  CHECK_INT(code, GCH_EPROTOCOL);
  CHECK(fed > GCH_REPLY_MAX - len && fed <= GCH_REPLY_MAX + len);
  CHECK(pack.len <= GCH_REPLY_MAX);
  gch_reader_free(reader);
  gch_pack_free(&pack);
  free(wire);
}

int main(void) {
  RUN(test_a_thousand_replies_at_once);
  RUN(test_a_line_has_a_limit);
  RUN(test_a_long_string_is_no_long_line);
  RUN(test_many_replies_pass_the_limit_of_one);
  RUN(test_a_reply_has_a_limit);
  return test_end();
}
