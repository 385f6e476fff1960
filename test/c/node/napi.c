/* napi.c - the functions of Node-API that the tests of src/node call. */
#include "node/napi.h"

struct node node;

void node_begin(int succeed) {
  struct node_string *next;
  for (struct node_string *at = node.kept; at != NULL; at = next) {
    next = at->next;
    free(at);
  }
  node = (struct node){.succeed = succeed};
}

static bool fails(void) {
  if (node.succeed > 0)
    node.succeed--;
  else if (node.succeed == 0)
    return true;
  return false;
}

bool node_has(napi_value value, size_t from, size_t end,
              struct gch_bytes want) {
  const struct node_string *string = (const struct node_string *)value;
  if (end == UINT32_MAX)
    end = string->len;
  if (end > string->len || end - from != want.len)
    return false;
  for (size_t i = 0; i < want.len; i++)
    if (string->units[from + i] != (unsigned char)want.data[i])
      return false;
  return true;
}

/* --- strings --- */

static struct node_string *keep(size_t len, napi_value *result) {
  struct node_string *string = must_alloc(sizeof *string + 2 * len);
  string->len = len;
  string->next = node.kept;
  node.kept = string;
  node.strings++;
  *result = (napi_value)string;
  return string;
}

napi_status napi_create_string_latin1(napi_env env, const char *text,
                                      size_t len, napi_value *result) {
  struct node_string *string;
  (void)env;
  if (fails())
    return napi_generic_failure;
  string = keep(len, result);
  for (size_t i = 0; i < len; i++)
    string->units[i] = (unsigned char)text[i];
  return napi_ok;
}

napi_status napi_create_string_utf8(napi_env env, const char *text, size_t len,
                                    napi_value *result) {
  return napi_create_string_latin1(env, text, len, result);
}

napi_status napi_create_string_utf16(napi_env env, const char16_t *text,
                                     size_t len, napi_value *result) {
  (void)env;
  if (fails())
    return napi_generic_failure;
  memcpy(keep(len, result)->units, text, 2 * len);
  return napi_ok;
}
