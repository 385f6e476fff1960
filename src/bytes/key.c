/* key.c - prefix, channel and sid to a key; the pattern of all keys. */
#include "bytes/key.h"

#include <string.h>

static char *put(char *out, struct gch_bytes bytes) {
  if (bytes.len > 0)
    memcpy(out, bytes.data, bytes.len);
  return out + bytes.len;
}

size_t gch_key_len(const struct gch_key *key) {
  return key->prefix.len + 1 + key->name.len + 1 + key->sid.len;
}

char *gch_key_write(char *out, const struct gch_key *key) {
  out = put(out, key->prefix);
  *out++ = ':';
  out = put(out, key->name);
  *out++ = ':';
  return put(out, key->sid);
}

size_t gch_key_pattern_room(struct gch_bytes prefix) {
  return 2 * prefix.len + 2;
}

size_t gch_key_pattern(char *out, struct gch_bytes prefix) {
  char *at = out;
  for (size_t i = 0; i < prefix.len; i++) {
    char c = prefix.data[i];
    if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\')
      *at++ = '\\';
    *at++ = c;
  }
  *at++ = ':';
  *at++ = '*';
  return (size_t)(at - out);
}
