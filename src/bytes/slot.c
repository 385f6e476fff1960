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

/* The polynomial is x^16 + x^12 + x^5 + 1: what a byte changes is that byte,
 * folded once, at these three places. */
static uint16_t crc_of(uint16_t crc, struct gch_bytes bytes) {
  for (size_t i = 0; i < bytes.len; i++) {
    unsigned x = (crc >> 8) ^ (uint8_t)bytes.data[i];
    x ^= x >> 4;
    crc = (uint16_t)((unsigned)crc << 8 ^ x << 12 ^ x << 5 ^ x);
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
      crc = crc_of(crc, (struct gch_bytes){part.data + first, last - first});
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

static bool opens_tag(struct gch_bytes bytes) {
  return bytes.len > 0 && memchr(bytes.data, '{', bytes.len) != NULL;
}

void gch_slots(struct gch_bytes prefix, struct gch_bytes name,
               const struct gch_pack *sids, size_t first, uint16_t *slots) {
  const bool is_plain = !opens_tag(prefix) && !opens_tag(name);
  uint16_t crc = crc_of(crc_of(0, prefix), GCH_LITERAL(":"));
  crc = crc_of(crc_of(crc, name), GCH_LITERAL(":"));
  for (size_t i = first; i < sids->count; i++) {
    const struct gch_key key = {prefix, name, gch_pack_at(sids, i)};
    slots[i - first] = is_plain && !opens_tag(key.sid)
                           ? crc_of(crc, key.sid) % GCH_SLOTS
                           : gch_slot(&key);
  }
}
