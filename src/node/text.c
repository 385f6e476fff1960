/* text.c - strings one behind the other, in as few bytes as they allow. */
#include "node/text.h"

#include "bytes/utf8.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

void gch_text_clear(struct gch_text *text) {
  text->len = 0;
  text->wide = false;
}

static size_t room(const struct gch_text *text, bool wide) {
  size_t units = wide ? COUNT(text->units) : COUNT(text->bytes);
  return units > text->len ? units - text->len : 0;
}

static bool is_wide(const struct gch_text *text, const char *data, size_t len) {
  return text->wide || !gch_utf8_ascii(data, len);
}

/* --- one string --- */

bool gch_text_fits(const struct gch_text *text, struct gch_bytes string) {
  return string.len <= room(text, is_wide(text, string.data, string.len));
}

/* From the end on, since both are at the same place. */
static void widen(struct gch_text *text) {
  for (size_t i = text->len; i-- > 0;)
    text->units[i] = (unsigned char)text->bytes[i];
  text->wide = true;
}

static void add_ascii(struct gch_text *text, const char *data, size_t len) {
  if (len > 0)
    memcpy(text->bytes + text->len, data, len);
  text->len += len;
}

bool gch_text_add(struct gch_text *text, struct gch_bytes string) {
  bool wide = is_wide(text, string.data, string.len);
  if (string.len > room(text, wide))
    return false;
  if (wide && !text->wide)
    widen(text);
  if (wide)
    text->len += gch_utf8_decode(text->units + text->len, string);
  else
    add_ascii(text, string.data, string.len);
  return true;
}

/* --- many strings --- */

static size_t start_of(const struct gch_pack *pack, size_t i) {
  return i == 0 ? 0 : pack->ends[i - 1];
}

/* Up to which number the strings from `i` on fit, if all are ASCII. */
static size_t fitting(const struct gch_text *text, const struct gch_pack *pack,
                      size_t i, size_t end) {
  size_t limit = start_of(pack, i) + room(text, false);
  while (i < end) {
    size_t middle = i + (end - i + 1) / 2;
    if (pack->ends[middle - 1] <= limit)
      i = middle;
    else
      end = middle - 1;
  }
  return i;
}

size_t gch_text_add_some(struct gch_text *text, const struct gch_pack *pack,
                         size_t i, size_t end, uint32_t *ends) {
  size_t start = start_of(pack, i), fit = fitting(text, pack, i, end);
  size_t len = start_of(pack, fit) - start, count = 0;
  uint32_t shift = (uint32_t)(text->len - start);
  if (is_wide(text, pack->bytes + start, len)) {
    while (i < end && gch_text_add(text, gch_pack_at(pack, i++)))
      ends[count++] = (uint32_t)text->len;
    return count;
  }
  add_ascii(text, pack->bytes + start, len);
  for (; i < fit; i++)
    ends[count++] = pack->ends[i] + shift;
  return count;
}

/* --- JavaScript --- */

static napi_value value_of(napi_status status, const napi_value *value) {
  return status == napi_ok ? *value : NULL;
}

napi_value gch_text_value(const struct gch_text *text, napi_env env) {
  napi_value value;
  return value_of(
      text->wide
          ? napi_create_string_utf16(env, (const char16_t *)text->units,
                                     text->len, &value)
          : napi_create_string_latin1(env, text->bytes, text->len, &value),
      &value);
}

napi_value gch_text_alone(napi_env env, struct gch_bytes string) {
  napi_value value;
  return value_of(
      gch_utf8_ascii(string.data, string.len)
          ? napi_create_string_latin1(env, string.data, string.len, &value)
          : napi_create_string_utf8(env, string.data, string.len, &value),
      &value);
}
