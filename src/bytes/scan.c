/* scan.c - integers and lists of short strings, byte by byte. */
#include "bytes/scan.h"

#include <string.h>

/* Digits of an integer that always fits, of the length of a list, and of the
 * length of a string. */
#define INTEGER_DIGITS 18
#define LIST_DIGITS 8
#define STRING_DIGITS 4

/* Copied whole, where there is room: cheaper than asking how much it is. */
#define SHORT 32

enum step { TAKEN, MORE, OTHER };

/* A number without sign or leading zeros, and its line's end. */
static inline enum step take_number(const char **at, const char *end,
                                    int digits, uint64_t *number) {
  const char *p = *at;
  uint64_t n = 0;
  for (; p < end && *p >= '0' && *p <= '9'; p++) {
    if (p - *at == digits)
      return OTHER;
    n = 10 * n + (uint64_t)(*p - '0');
  }
  if (end - p < 2)
    return p == end || *p == '\r' ? MORE : OTHER;
  if (p == *at || (**at == '0' && p - *at > 1) || p[0] != '\r' || p[1] != '\n')
    return OTHER;
  *at = p + 2;
  *number = n;
  return TAKEN;
}

/* Room for what is left of a list, if all its strings are like this one; but
 * for no more than has arrived. */
static bool make_room(struct gch_scan *scan, struct gch_pack *into, size_t len,
                      size_t arrived) {
  size_t most = 1 + arrived / 6; /* "$0", CR LF, CR LF */
  size_t count = scan->left < most ? scan->left : most;
  size_t bytes = count * (len + 1);
  return gch_pack_reserve(into, count,
                          (bytes < arrived ? bytes : arrived) + len + SHORT);
}

static inline bool has_room(const struct gch_pack *pack, size_t len) {
  return pack->count < pack->ends_cap && len + SHORT <= pack->cap - pack->len;
}

static inline void put(struct gch_pack *pack, const char *data, size_t len,
                       size_t readable) {
  char *out = pack->bytes + pack->len;
  if (len <= SHORT && readable >= SHORT)
    memcpy(out, data, SHORT);
  else
    memcpy(out, data, len);
  pack->len += len;
  pack->ends[pack->count++] = (uint32_t)pack->len;
}

/* Like hiredis, does not look at the line's end behind a string. */
static enum gch_scan_outcome take_strings(struct gch_scan *scan,
                                          const char **at, const char *end,
                                          struct gch_pack *into) {
  for (; scan->left > 0; scan->left--, scan->taken++) {
    const char *p = *at;
    uint64_t len;
    enum step step;
    if (p == end)
      return GCH_SCAN_MORE;
    if (*p++ != '$')
      return GCH_SCAN_OTHER;
    step = take_number(&p, end, STRING_DIGITS, &len);
    if (step != TAKEN)
      return step == MORE ? GCH_SCAN_MORE : GCH_SCAN_OTHER;
    if ((size_t)(end - p) < len + 2)
      return GCH_SCAN_MORE;
    if (len > UINT32_MAX - into->len)
      return GCH_SCAN_OTHER;
    if (!has_room(into, len) && !make_room(scan, into, len, (size_t)(end - p)))
      return GCH_SCAN_ENOMEM;
    put(into, p, len, (size_t)(end - p));
    *at = p + len + 2;
  }
  *scan = (struct gch_scan){0};
  return GCH_SCAN_LIST;
}

enum gch_scan_outcome gch_scan_reply(struct gch_scan *scan, const char **at,
                                     const char *end, struct gch_pack *into) {
  const char *p = *at;
  bool list = *p == '*';
  uint64_t number;
  enum step step;
  if (scan->listing)
    return take_strings(scan, at, end, into);
  if (!list && *p != ':')
    return GCH_SCAN_OTHER;
  p++;
  step = take_number(&p, end, list ? LIST_DIGITS : INTEGER_DIGITS, &number);
  if (step != TAKEN)
    return step == MORE ? GCH_SCAN_MORE : GCH_SCAN_OTHER;
  *at = p;
  if (list) {
    *scan = (struct gch_scan){.listing = true, .left = number};
    return take_strings(scan, at, end, into);
  }
  scan->integer = (long long)number;
  return GCH_SCAN_INTEGER;
}
