/* key.test.c - the layout of keys, and the pattern that finds them. */
#include "bytes/key.h"

#include "test.h"

static struct gch_bytes written(const struct gch_key *key) {
  static char out[256];
  CHECK(gch_key_len(key) <= sizeof out);
  CHECK(gch_key_write(out, key) == out + gch_key_len(key));
  return (struct gch_bytes){out, gch_key_len(key)};
}

static void test_layout(void) {
  struct gch_key key = {GCH_LITERAL("POMELO:CHANNEL"), GCH_LITERAL("chat"),
                        GCH_LITERAL("connector-server-1")};
  CHECK_BYTES(written(&key), "POMELO:CHANNEL:chat:connector-server-1");
}

static void test_odd_parts(void) {
  struct gch_key empty = {GCH_LITERAL(""), GCH_LITERAL(""), GCH_LITERAL("")};
  struct gch_key null = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
  struct gch_key nul = {GCH_LITERAL("p\0"), GCH_LITERAL("\0n"),
                        GCH_LITERAL("\r\n*")};
  CHECK_BYTES(written(&empty), "::");
  CHECK_BYTES(written(&null), "::");
  CHECK_BYTES(written(&nul), "p\0:\0n:\r\n*");
}

static void test_a_colon_is_written_as_it_is(void) {
  struct gch_key one = {GCH_LITERAL("p"), GCH_LITERAL("a:b"), GCH_LITERAL("c")};
  struct gch_key two = {GCH_LITERAL("p"), GCH_LITERAL("a"), GCH_LITERAL("b:c")};
  CHECK_BYTES(written(&one), "p:a:b:c");
  CHECK_BYTES(written(&two), "p:a:b:c");
}

static void test_pattern(void) {
  char out[32];
  struct gch_bytes pattern = {out, 0};
  pattern.len = gch_key_pattern(out, GCH_LITERAL("GAME"));
  CHECK_BYTES(pattern, "GAME:*");
  pattern.len = gch_key_pattern(out, GCH_LITERAL("a*b?[c]\\"));
  CHECK_BYTES(pattern, "a\\*b\\?\\[c\\]\\\\:*");
  pattern.len = gch_key_pattern(out, GCH_LITERAL("x\0y"));
  CHECK_BYTES(pattern, "x\0y:*");
}

static bool glob(struct gch_bytes pattern, struct gch_bytes text);

/* Whether `c` is in the class that begins behind its '['; moves to its end. */
static bool in_class(struct gch_bytes *pattern, char c) {
  bool found = false;
  while (pattern->len > 0 && pattern->data[0] != ']') {
    if (pattern->data[0] == '\\' && pattern->len > 1)
      pattern->data++, pattern->len--;
    found = found || pattern->data[0] == c;
    pattern->data++, pattern->len--;
  }
  if (pattern->len > 0)
    pattern->data++, pattern->len--;
  return found;
}

static struct gch_bytes tail(struct gch_bytes bytes) {
  return (struct gch_bytes){bytes.data + 1, bytes.len - 1};
}

static bool any_tail(struct gch_bytes pattern, struct gch_bytes text) {
  for (; text.len > 0; text = tail(text))
    if (glob(pattern, text))
      return true;
  return glob(pattern, text);
}

/* Redis' globs, as its manual describes them, without ranges and negation. */
static bool glob(struct gch_bytes pattern, struct gch_bytes text) {
  char c = pattern.len > 0 ? pattern.data[0] : '\0';
  if (pattern.len == 0)
    return text.len == 0;
  pattern = tail(pattern);
  if (c == '*')
    return any_tail(pattern, text);
  if (text.len == 0)
    return false;
  if (c == '[')
    return in_class(&pattern, text.data[0]) && glob(pattern, tail(text));
  if (c == '\\' && pattern.len > 0) {
    c = pattern.data[0];
    pattern = tail(pattern);
  } else if (c == '?') {
    c = text.data[0];
  }
  return c == text.data[0] && glob(pattern, tail(text));
}

/* Text number `n` over the characters that matter. */
static struct gch_bytes text_of(char *out, unsigned n, size_t len) {
  static const char alphabet[] = "a*?[]\\:b";
  for (size_t i = 0; i < len; i++, n /= 8)
    out[i] = alphabet[n % 8];
  return (struct gch_bytes){out, len};
}

/* A key of another prefix is never found, whatever the characters. */
static void test_pattern_finds_exactly_its_prefix(void) {
  char prefix_text[3], key_text[4], pattern_text[8];
  for (unsigned p = 0; p < 64; p++) {
    struct gch_bytes prefix = text_of(prefix_text, p, 2);
    struct gch_bytes pattern = {pattern_text,
                                gch_key_pattern(pattern_text, prefix)};
    CHECK(pattern.len <= gch_key_pattern_room(prefix));
    for (unsigned k = 0; k < 4096; k++) {
      struct gch_bytes key = text_of(key_text, k, 4);
      bool own = memcmp(key.data, prefix.data, 2) == 0 && key.data[2] == ':';
      CHECK_INT(glob(pattern, key), own);
    }
  }
}

int main(void) {
  RUN(test_layout);
  RUN(test_odd_parts);
  RUN(test_a_colon_is_written_as_it_is);
  RUN(test_pattern);
  RUN(test_pattern_finds_exactly_its_prefix);
  return test_end();
}
