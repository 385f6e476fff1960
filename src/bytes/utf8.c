/* utf8.c - a UTF-8 decoder that answers every input. */
#include "bytes/utf8.h"

#include <string.h>

#define REPLACEMENT 0xFFFD

bool gch_utf8_ascii(const char *data, size_t len) {
  uint64_t seen = 0, word;
  for (; len >= sizeof word; data += sizeof word, len -= sizeof word) {
    memcpy(&word, data, sizeof word);
    seen |= word;
  }
  for (; len > 0; data++, len--)
    seen |= (uint64_t)(unsigned char)*data & 0x80;
  return (seen & UINT64_C(0x8080808080808080)) == 0;
}

/* What a lead byte promises: how many bytes follow, and the bounds of the first
 * of them, which keep out overlong forms, surrogates and what is above
 * U+10FFFF. */
struct lead {
  int follow;
  unsigned char low, high;
};

static struct lead lead_of(unsigned char byte) {
  if (byte < 0xC2 || byte > 0xF4)
    return (struct lead){0, 0, 0};
  if (byte < 0xE0)
    return (struct lead){1, 0x80, 0xBF};
  if (byte < 0xF0)
    return (struct lead){2, byte == 0xE0 ? 0xA0 : 0x80,
                         byte == 0xED ? 0x9F : 0xBF};
  return (struct lead){3, byte == 0xF0 ? 0x90 : 0x80,
                       byte == 0xF4 ? 0x8F : 0xBF};
}

/* Reads one sequence of two bytes or more at `at`; returns the code point, or
 * the replacement for as much as was right. */
static uint32_t sequence(const unsigned char **at, const unsigned char *end) {
  struct lead lead = lead_of(**at);
  uint32_t point = **at & (0x3Fu >> lead.follow);
  (*at)++;
  if (lead.follow == 0)
    return REPLACEMENT;
  for (; lead.follow > 0; lead.follow--) {
    if (*at == end || **at < lead.low || **at > lead.high)
      return REPLACEMENT;
    point = point << 6 | (*(*at)++ & 0x3Fu);
    lead.low = 0x80;
    lead.high = 0xBF;
  }
  return point;
}

size_t gch_utf8_decode(uint16_t *out, struct gch_bytes bytes) {
  const unsigned char *at = (const unsigned char *)bytes.data;
  const unsigned char *end;
  uint16_t *unit = out;
  if (bytes.len == 0)
    return 0;
  end = at + bytes.len;
  while (at < end) {
    uint32_t point = *at < 0x80 ? *at++ : sequence(&at, end);
    if (point >= 0x10000) {
      *unit++ = (uint16_t)(0xD800 + ((point - 0x10000) >> 10));
      *unit++ = (uint16_t)(0xDC00 + ((point - 0x10000) & 0x3FF));
    } else {
      *unit++ = (uint16_t)point;
    }
  }
  return (size_t)(unit - out);
}
