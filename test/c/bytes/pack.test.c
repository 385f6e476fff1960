/* pack.test.c - a list of byte strings that grows, is cut and has a limit. */
#include "bytes/pack.h"

#include "test.h"

static void test_strings_come_back(void) {
  struct gch_pack pack = {0};
  CHECK_INT(gch_pack_append(&pack, GCH_LITERAL("one")), GCH_OK);
  CHECK_INT(gch_pack_append(&pack, GCH_LITERAL("")), GCH_OK);
  CHECK_INT(gch_pack_append(&pack, (struct gch_bytes){NULL, 0}), GCH_OK);
  CHECK_INT(gch_pack_append(&pack, GCH_LITERAL("a\0b")), GCH_OK);
  CHECK_INT(pack.count, 4);
  CHECK_BYTES(gch_pack_at(&pack, 0), "one");
  CHECK_BYTES(gch_pack_at(&pack, 1), "");
  CHECK_BYTES(gch_pack_at(&pack, 2), "");
  CHECK_BYTES(gch_pack_at(&pack, 3), "a\0b");
  gch_pack_free(&pack);
}

static void test_an_empty_string_alone(void) {
  struct gch_pack pack = {0};
  CHECK_INT(gch_pack_append(&pack, GCH_LITERAL("")), GCH_OK);
  CHECK_BYTES(gch_pack_at(&pack, 0), "");
  CHECK(gch_pack_at(&pack, 0).data != NULL);
  gch_pack_free(&pack);
}

/* String number `i`: its length and its bytes follow from its number. */
static struct gch_bytes sample(char *out, size_t i) {
  size_t len = i * 7 % 61;
  for (size_t k = 0; k < len; k++)
    out[k] = (char)(i * 31 + k);
  return (struct gch_bytes){out, len};
}

static void check_samples(const struct gch_pack *pack, size_t count) {
  char want[64];
  CHECK_INT(pack->count, count);
  for (size_t i = 0; i < count; i++) {
    struct gch_bytes expected = sample(want, i), got = gch_pack_at(pack, i);
    CHECK_INT(got.len, expected.len);
    CHECK(memcmp(got.data, expected.data, got.len) == 0);
  }
}

static void append_samples(struct gch_pack *pack, size_t from, size_t to) {
  char text[64];
  for (size_t i = from; i < to; i++)
    CHECK_INT(gch_pack_append(pack, sample(text, i)), GCH_OK);
}

static void test_growth(void) {
  struct gch_pack pack = {0};
  append_samples(&pack, 0, 100000);
  check_samples(&pack, 100000);
  gch_pack_free(&pack);
}

static void test_cut(void) {
  struct gch_pack pack = {0};
  char *memory;
  append_samples(&pack, 0, 1000);
  memory = pack.bytes;
  gch_pack_cut(&pack, 1000);
  gch_pack_cut(&pack, 5000);
  check_samples(&pack, 1000);
  gch_pack_cut(&pack, 300);
  check_samples(&pack, 300);
  append_samples(&pack, 300, 1000);
  check_samples(&pack, 1000);
  CHECK(pack.bytes == memory);
  gch_pack_cut(&pack, 0);
  CHECK_INT(pack.len, 0);
  append_samples(&pack, 0, 10);
  check_samples(&pack, 10);
  gch_pack_free(&pack);
}

static void test_room_that_is_used_in_part(void) {
  struct gch_pack pack = {0};
  for (size_t len = 0; len < 300; len++) {
    char *room = gch_pack_room(&pack, len);
    CHECK(room != NULL);
    memset(room, 'x', len);
    gch_pack_added(&pack, len / 2);
  }
  for (size_t len = 0; len < 300; len++)
    CHECK_INT(gch_pack_at(&pack, len).len, len / 2);
  gch_pack_free(&pack);
}

/* Ends are 32 bits wide. No memory is touched: the length alone decides. */
static void test_four_gibibytes_are_the_limit(void) {
  struct gch_pack pack = {0};
  append_samples(&pack, 0, 3);
  struct gch_pack full = pack;
  full.len = UINT32_MAX - 2;
  CHECK_INT(gch_pack_append(&full, GCH_LITERAL("abc")), GCH_EPROTOCOL);
  CHECK_INT(full.count, 3);
  CHECK_INT(full.len, UINT32_MAX - 2);
  CHECK(full.bytes == pack.bytes && full.ends == pack.ends);
  gch_pack_free(&pack);
}

static void test_free_leaves_an_empty_pack(void) {
  struct gch_pack pack = {0};
  gch_pack_free(&pack);
  append_samples(&pack, 0, 20);
  gch_pack_free(&pack);
  CHECK(pack.bytes == NULL && pack.ends == NULL);
  CHECK(pack.len == 0 && pack.count == 0 && pack.cap == 0);
  append_samples(&pack, 0, 20);
  check_samples(&pack, 20);
  gch_pack_free(&pack);
}

int main(void) {
  RUN(test_strings_come_back);
  RUN(test_an_empty_string_alone);
  RUN(test_growth);
  RUN(test_cut);
  RUN(test_room_that_is_used_in_part);
  RUN(test_four_gibibytes_are_the_limit);
  RUN(test_free_leaves_an_empty_pack);
  return test_end();
}
