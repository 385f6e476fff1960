/* utf8.test.c - the decoder beside a slow one that is made the other way round.
 *
 * The reference never looks at ranges of bytes: it encodes every code point
 * that there is, and so knows which bytes begin a sequence. What is no
 * beginning is replaced, once for the longest beginning that it has (at least a
 * byte).
 */
#include "bytes/utf8.h"

#include "test.h"

/* Which two and three bytes begin, or are, the encoding of a code point. */
static unsigned char begins2[1 << 16], begins3[1 << 24 >> 3];

/* `begins2` also says how long the sequence is, 0 when it is none. */
static int encode(unsigned char *out, uint32_t point) {
  int len = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (int i = len - 1; i > 0; i--, point >>= 6)
    out[i] = (unsigned char)(0x80 | (point & 0x3F));
  out[0] = (unsigned char)(marks[len] | point);
  return len;
}

static size_t index3(const unsigned char *at) {
  return (size_t)at[0] << 16 | (size_t)at[1] << 8 | at[2];
}

static bool is_surrogate(uint32_t point) {
  return point >= 0xD800 && point <= 0xDFFF;
}

static void make_tables(void) {
  unsigned char at[4];
  for (uint32_t point = 0x80; point <= 0x10FFFF; point++) {
    int len = encode(at, point);
    if (is_surrogate(point))
      continue;
    begins2[at[0] << 8 | at[1]] = (unsigned char)len;
    if (len > 2)
      begins3[index3(at) >> 3] |= (unsigned char)(1 << (index3(at) & 7));
  }
}

static bool is_beginning3(const unsigned char *at) {
  return begins3[index3(at) >> 3] >> (index3(at) & 7) & 1;
}

/* How many bytes at `at` belong together; `*whole` when they are a sequence. */
static size_t part(const unsigned char *at, size_t len, bool *whole) {
  int wanted = len < 2 ? 0 : begins2[at[0] << 8 | at[1]];
  *whole = at[0] < 0x80 || wanted == 2;
  if (wanted == 0 || wanted == 2)
    return at[0] < 0x80 || wanted == 0 ? 1 : 2;
  if (len < 3 || !is_beginning3(at))
    return 2;
  *whole = wanted == 3;
  if (wanted == 3 || len < 4 || (at[3] & 0xC0) != 0x80)
    return 3;
  *whole = true;
  return 4;
}

static size_t put_utf16(uint16_t *out, uint32_t point) {
  if (point < 0x10000) {
    out[0] = (uint16_t)point;
    return 1;
  }
  out[0] = (uint16_t)(0xD7C0 + (point >> 10));
  out[1] = (uint16_t)(0xDC00 | (point & 0x3FF));
  return 2;
}

static size_t reference(uint16_t *out, const unsigned char *at, size_t len) {
  static const unsigned char bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  size_t units = 0;
  for (size_t n; len > 0; at += n, len -= n) {
    bool whole;
    n = part(at, len, &whole);
    uint32_t point = at[0] & bits[n];
    for (size_t i = 1; i < n; i++)
      point = point * 64 + at[i] % 64;
    units += put_utf16(out + units, whole ? point : 0xFFFD);
  }
  return units;
}

static void check(const unsigned char *bytes, size_t len) {
  uint16_t got[8], want[8];
  size_t n = gch_utf8_decode(got, (struct gch_bytes){(const char *)bytes, len});
  CHECK_INT(n, reference(want, bytes, len));
  CHECK(memcmp(got, want, n * sizeof *got) == 0);
}

static void test_every_code_point(void) {
  for (uint32_t point = 0; point <= 0x10FFFF; point++) {
    unsigned char bytes[4];
    uint16_t want[2], got[4];
    size_t len = (size_t)encode(bytes, point);
    size_t n = gch_utf8_decode(got, (struct gch_bytes){(char *)bytes, len});
    if (is_surrogate(point)) {
      CHECK(n == 3 && got[0] == 0xFFFD && got[1] == 0xFFFD && got[2] == 0xFFFD);
      continue;
    }
    CHECK_INT(n, put_utf16(want, point));
    CHECK(memcmp(got, want, n * sizeof *got) == 0);
  }
}

static void test_every_one_and_two_bytes(void) {
  for (unsigned n = 0; n < 1 << 16; n++) {
    unsigned char bytes[] = {(unsigned char)(n >> 8), (unsigned char)n};
    check(bytes, 2);
    check(bytes, 1);
  }
}

/* 0 and 0x7F stand for all of ASCII. */
static unsigned char not_ascii(unsigned n) {
  return (unsigned char)(n == 128 ? 0 : n == 129 ? 0x7F : 0x80 + n);
}

static void test_every_three_bytes(void) {
  for (unsigned n = 0; n < 130 * 130 * 130; n++) {
    unsigned char bytes[] = {not_ascii(n % 130), not_ascii(n / 130 % 130),
                             not_ascii(n / (130 * 130))};
    check(bytes, 3);
  }
}

/* The bytes on both sides of every border. */
static void test_four_and_five_bytes(void) {
  static const unsigned char borders[] = {
      0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF,
      0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5};
  const unsigned count = COUNT_OF(borders);
  uint64_t random = 1;
  for (unsigned n = 0; n < count * count * count * count; n++) {
    unsigned char bytes[] = {borders[n % count], borders[n / count % count],
                             borders[n / count / count % count],
                             borders[n / count / count / count],
                             borders[random_below(&random, count)]};
    check(bytes, 4);
    check(bytes, 5);
  }
}

/* What the Unicode standard gives as an example, and Node answers. */
static void test_known_answers(void) {
  uint16_t out[16];
  size_t n = gch_utf8_decode(
      out, GCH_LITERAL("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"));
  static const uint16_t want[] = {0x61,   0xFFFD, 0xFFFD, 0xFFFD, 0x62,
                                  0xFFFD, 0x63,   0xFFFD, 0xFFFD, 0x64};
  CHECK_INT(n, COUNT_OF(want));
  CHECK(memcmp(out, want, sizeof want) == 0);
  CHECK_INT(gch_utf8_decode(out, GCH_LITERAL("")), 0);
}

static void test_ascii(void) {
  char bytes[64];
  memset(bytes, 0x7F, sizeof bytes);
  CHECK(gch_utf8_ascii(NULL, 0));
  for (size_t start = 0; start < 8; start++)
    for (size_t len = 0; len <= 40; len++) {
      CHECK(gch_utf8_ascii(bytes + start, len));
      bytes[start + len] = (char)0x80;
      CHECK(gch_utf8_ascii(bytes + start, len));
      for (size_t at = 0; at < len; at++) {
        bytes[start + at] = (char)0x80;
        CHECK(!gch_utf8_ascii(bytes + start, len));
        bytes[start + at] = 0x7F;
      }
      bytes[start + len] = 0x7F;
    }
}

int main(void) {
  make_tables();
  RUN(test_every_code_point);
  RUN(test_every_one_and_two_bytes);
  RUN(test_every_three_bytes);
  RUN(test_four_and_five_bytes);
  RUN(test_known_answers);
  RUN(test_ascii);
  return test_end();
}
