/* scan.test.c - a reader that scans, and one that leaves all to hiredis, make
 * the same of any bytes, in whatever pieces they arrive. */
#include "bytes/scan.h"

#include "bytes/reader.h"
#include "test.h"

#define WIRES 60000
#define WIRE_MAX 4096

static uint32_t seed = 1;

static uint32_t below(uint32_t limit) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed % limit;
}

/* --- wires --- */

static char wire[WIRE_MAX];
static size_t wire_len;

static void put(struct gch_bytes bytes) {
  if (bytes.len > WIRE_MAX - wire_len)
    return;
  memcpy(wire + wire_len, bytes.data, bytes.len);
  wire_len += bytes.len;
}

static void put_head(char type, uint32_t number) {
  char head[16];
  snprintf(head, sizeof head, "%c%u\r\n", type, number);
  put(bytes_of(head));
}

static void put_string(uint32_t len) {
  char bytes[300];
  for (uint32_t i = 0; i < len; i++)
    bytes[i] = (char)below(256);
  put_head('$', len);
  put((struct gch_bytes){bytes, len});
  put(GCH_LITERAL("\r\n"));
}

static void put_list(uint32_t count) {
  put_head('*', count);
  for (uint32_t i = 0; i < count; i++)
    put_string(below(10) == 0 ? below(300) : below(12));
}

static void put_odd(void) {
  static const char *const odd[] = {"$-1\r\n",
                                    "*-1\r\n",
                                    "+OK\r\n",
                                    ":-7\r\n",
                                    "-ERR wrong\r\n",
                                    "*2\r\n$1\r\n0\r\n*1\r\n$1\r\na\r\n",
                                    "*01\r\n",
                                    "$01\r\na\r\n",
                                    ":007\r\n",
                                    "*1\n$1\r\n",
                                    "*1\r\n$1\r\nabcd",
                                    ":99999999999999999999\r\n",
                                    "*1\r\n:1\r\n",
                                    "*99999999\r\n",
                                    "*999999999\r\n",
                                    "$99999\r\n",
                                    "_\r\n",
                                    "*3\r\n$1\r\na\r\n*0\r\n$1\r\nb\r\n",
                                    "*+1\r\n",
                                    "$ 1\r\na\r\n",
                                    "*2\r\n$1\r\na\r\n$-1\r\n",
                                    "*\r\n",
                                    "$\r\n",
                                    ":\r\n",
                                    ":12345678901234567\r\n",
                                    ":123456789012345678\r\n",
                                    ":1234567890123456789\r\n"};
  put(bytes_of(odd[below(COUNT_OF(odd))]));
}

static void make_wire(void) {
  uint32_t replies = 1 + below(6);
  wire_len = 0;
  while (replies-- > 0) {
    uint32_t kind = below(12);
    if (kind < 6)
      put_list(below(4) == 0 ? below(40) : below(4));
    else if (kind < 9)
      put_head(':', below(1000));
    else
      put_odd();
  }
  if (wire_len > 0 && below(3) == 0)
    wire[below((uint32_t)wire_len)] ^= (char)(1 << below(8));
  if (below(4) == 0)
    wire_len = below((uint32_t)wire_len + 1);
}

/* --- readers --- */

struct side {
  struct gch_reader *reader;
  struct gch_pack pack;
  struct gch_reply reply;
  enum gch_code code;
};

static struct side new_side(bool plain) {
  struct side side = {.reader = gch_reader_new(plain)};
  CHECK(side.reader != NULL);
  return side;
}

static void free_side(struct side *side) {
  gch_reader_free(side->reader);
  gch_pack_free(&side->pack);
}

static void next(struct side *side) {
  side->reply = (struct gch_reply){0};
  side->code = gch_reader_next(side->reader, &side->pack, &side->reply);
}

static bool same(struct gch_bytes a, struct gch_bytes b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static void check_packs(const struct gch_pack *a, const struct gch_pack *b) {
  CHECK_INT(a->count, b->count);
  CHECK_INT(a->len, b->len);
  for (size_t i = 0; i < a->count; i++)
    CHECK(same(gch_pack_at(a, i), gch_pack_at(b, i)));
}

static void check_sides(const struct side *a, const struct side *b) {
  CHECK_INT(a->code, b->code);
  check_packs(&a->pack, &b->pack);
  if (a->code == GCH_OK) {
    CHECK_INT(a->reply.kind, b->reply.kind);
    CHECK_INT(a->reply.integer, b->reply.integer);
    CHECK_INT(a->reply.strings, b->reply.strings);
    CHECK(same(a->reply.text, b->reply.text));
  }
  if (a->code == GCH_OK || a->code == GCH_EAGAIN)
    CHECK_INT(gch_reader_empty(a->reader), gch_reader_empty(b->reader));
  else
    CHECK_TEXT(gch_reader_error(a->reader), gch_reader_error(b->reader));
}

static void empty(struct side *side) {
  gch_pack_cut(&side->pack, 0);
  gch_reader_emptied(side->reader);
}

/* Feeds both the same piece, and reads both until bytes are missing. False:
 * they have failed. */
static bool take_piece(struct side *a, struct side *b, size_t from,
                       size_t len) {
  CHECK_INT(gch_reader_feed(a->reader, wire + from, len), GCH_OK);
  CHECK_INT(gch_reader_feed(b->reader, wire + from, len), GCH_OK);
  do {
    next(a);
    next(b);
    check_sides(a, b);
  } while (a->code == GCH_OK);
  if (a->code == GCH_EAGAIN && below(8) == 0) {
    empty(a);
    empty(b);
  }
  return a->code == GCH_EAGAIN;
}

static void test_any_bytes(void) {
  for (size_t i = test_rounds(WIRES); i > 0; i--) {
    struct side a = new_side(false), b = new_side(true);
    uint32_t most = below(3) == 0 ? 8 : WIRE_MAX;
    bool more = true;
    make_wire();
    for (size_t at = 0, len; more && at < wire_len; at += len) {
      len = 1 + below(most);
      len = len > wire_len - at ? wire_len - at : len;
      more = take_piece(&a, &b, at, len);
    }
    free_side(&a);
    free_side(&b);
  }
}

/* Only what Redis writes is read; the rest is left where it was. */
static void test_what_is_left_to_hiredis(void) {
  static const char *const others[] = {"+OK\r\n",
                                       "-ERR\r\n",
                                       "$1\r\na\r\n",
                                       "*-1\r\n",
                                       ":-1\r\n",
                                       ":01\r\n",
                                       "*1a\r\n",
                                       "*1\n",
                                       "*1\rx",
                                       "*\r\n",
                                       "_\r\n",
                                       "*999999999\r\n",
                                       ":1234567890123456789\r\n"};
  for (size_t i = 0; i < COUNT_OF(others); i++) {
    struct gch_scan scan = {0};
    struct gch_pack pack = {0};
    const char *at = others[i];
    const char *end = at + strlen(at);
    CHECK_INT(gch_scan_reply(&scan, &at, end, &pack), GCH_SCAN_OTHER);
    CHECK(at == others[i] && !scan.listing && pack.count == 0);
  }
}

static void test_it_stops_inside_a_list(void) {
  static const char text[] = "*3\r\n$1\r\na\r\n$-1\r\n";
  struct gch_scan scan = {0};
  struct gch_pack pack = {0};
  const char *at = text;
  CHECK_INT(gch_scan_reply(&scan, &at, at + 11, &pack), GCH_SCAN_MORE);
  CHECK_INT(gch_scan_reply(&scan, &at, text + strlen(text), &pack),
            GCH_SCAN_OTHER);
  CHECK_TEXT(at, "$-1\r\n");
  CHECK(scan.listing);
  CHECK_INT(scan.taken, 1);
  CHECK_INT(scan.left, 2);
  CHECK_INT(pack.count, 1);
  gch_pack_free(&pack);
}

int main(void) {
  RUN(test_what_is_left_to_hiredis);
  RUN(test_it_stops_inside_a_list);
  RUN(test_any_bytes);
  return test_end();
}
