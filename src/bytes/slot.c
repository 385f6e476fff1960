/* slot.c - CRC16 (XMODEM) of a key or its tag, part by part. */
#include "bytes/slot.h"

#include <string.h>

#define PARTS 5
#define NOWHERE SIZE_MAX

/* A key as it is written, in pieces. */
struct parts {
  struct gch_bytes at[PARTS];
};

/* Where `c` first stands from number `from` on. */
static size_t find(const struct parts *key, size_t from, char c) {
  size_t before = 0;
  for (int i = 0; i < PARTS; before += key->at[i++].len) {
    struct gch_bytes part = key->at[i];
    size_t skip = from > before ? from - before : 0;
    const char *found =
        skip < part.len ? memchr(part.data + skip, c, part.len - skip) : NULL;
    if (found != NULL)
      return before + (size_t)(found - part.data);
  }
  return NOWHERE;
}

/* Four bits at a time. */
static uint16_t crc_of(uint16_t crc, const char *data, size_t len) {
  static const uint16_t table[] = {
      0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
      0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef};
  for (size_t i = 0; i < len; i++) {
    uint8_t byte = (uint8_t)data[i];
    crc = (uint16_t)(crc << 4) ^ table[(crc >> 12) ^ (byte >> 4)];
    crc = (uint16_t)(crc << 4) ^ table[(crc >> 12) ^ (byte & 15)];
  }
  return crc;
}

/* Of the bytes from number `from` up to `end`. */
static uint16_t crc_between(const struct parts *key, size_t from, size_t end) {
  uint16_t crc = 0;
  size_t before = 0;
  for (int i = 0; i < PARTS; before += key->at[i++].len) {
    struct gch_bytes part = key->at[i];
    size_t first = from > before ? from - before : 0;
    size_t last = end > before ? end - before : 0;
    last = last < part.len ? last : part.len;
    if (first < last)
      crc = crc_of(crc, part.data + first, last - first);
  }
  return crc;
}

static uint16_t slot_of(const struct parts *key) {
  size_t open = find(key, 0, '{');
  size_t close = open == NOWHERE ? NOWHERE : find(key, open + 1, '}');
  if (close == NOWHERE || close == open + 1)
    return crc_between(key, 0, NOWHERE) % GCH_SLOTS;
  return crc_between(key, open + 1, close) % GCH_SLOTS;
}

uint16_t gch_slot(const struct gch_key *key) {
  const struct parts parts = {
      {key->prefix, GCH_LITERAL(":"), key->name, GCH_LITERAL(":"), key->sid}};
  return slot_of(&parts);
}

uint16_t gch_slot_of(struct gch_bytes key) {
  const struct parts parts = {{key}};
  return slot_of(&parts);
}
