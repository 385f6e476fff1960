/* values.c - strings, and values that nobody looks at. */
#include "node/napi.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

struct string {
  struct string *next;
  size_t len;
  uint16_t units[];
};

static struct string *strings;
static int anything;

void node_forget(void) {
  struct string *next;
  for (; strings != NULL; strings = next) {
    next = strings->next;
    free(strings);
  }
}

/* --- strings --- */

static uint16_t *keep(size_t len, napi_value *result) {
  struct string *string = must_alloc(sizeof *string + 2 * len);
  string->len = len;
  string->next = strings;
  strings = string;
  node.strings++;
  *result = (napi_value)string;
  return string->units;
}

napi_status napi_create_string_latin1(napi_env env, const char *text,
                                      size_t len, napi_value *result) {
  uint16_t *units;
  MAY_FAIL;
  if (len == NAPI_AUTO_LENGTH)
    len = strlen(text);
  units = keep(len, result);
  for (size_t i = 0; i < len; i++)
    units[i] = (unsigned char)text[i];
  return napi_ok;
}

napi_status napi_create_string_utf8(napi_env env, const char *text, size_t len,
                                    napi_value *result) {
  return napi_create_string_latin1(env, text, len, result);
}

napi_status napi_create_string_utf16(napi_env env, const char16_t *text,
                                     size_t len, napi_value *result) {
  MAY_FAIL;
  memcpy(keep(len, result), text, 2 * len);
  return napi_ok;
}

bool node_has(napi_value value, size_t from, size_t end,
              struct gch_bytes want) {
  const struct string *string = (const struct string *)value;
  if (end == UINT32_MAX)
    end = string->len;
  if (end > string->len || end - from != want.len)
    return false;
  for (size_t i = 0; i < want.len; i++)
    if (string->units[from + i] != (unsigned char)want.data[i])
      return false;
  return true;
}

/* --- values that nobody looks at --- */

static napi_status make(napi_value *result) {
  MAY_FAIL;
  *result = (napi_value)&anything;
  return napi_ok;
}

napi_status napi_get_reference_value(napi_env env, napi_ref reference,
                                     napi_value *result) {
  return make(result);
}

napi_status napi_get_undefined(napi_env env, napi_value *result) {
  return make(result);
}

napi_status napi_create_uint32(napi_env env, uint32_t n, napi_value *result) {
  return make(result);
}

napi_status napi_create_double(napi_env env, double n, napi_value *result) {
  return make(result);
}

napi_status napi_get_boolean(napi_env env, bool value, napi_value *result) {
  return make(result);
}

napi_status napi_create_array(napi_env env, napi_value *result) {
  return make(result);
}

napi_status napi_create_function(napi_env env, const char *name, size_t len,
                                 napi_callback function, void *data,
                                 napi_value *result) {
  return make(result);
}

napi_status napi_set_element(napi_env env, napi_value array, uint32_t i,
                             napi_value value) {
  MAY_FAIL;
  return napi_ok;
}

napi_status napi_set_named_property(napi_env env, napi_value object,
                                    const char *name, napi_value value) {
  MAY_FAIL;
  return napi_ok;
}

napi_status napi_create_buffer_copy(napi_env env, size_t len, const void *data,
                                    void **copy, napi_value *result) {
  return make(result);
}

napi_status napi_typeof(napi_env env, napi_value value,
                        napi_valuetype *result) {
  MAY_FAIL;
  *result = value == NULL            ? napi_undefined
            : value == NODE_FUNCTION ? napi_function
                                     : napi_object;
  return napi_ok;
}

/* --- what is linked, but not called --- */

#define NEVER(function, ...)                                                   \
  napi_status function(napi_env env, __VA_ARGS__) { abort(); }

NEVER(napi_create_external, void *data, napi_finalize finalize, void *hint,
      napi_value *result)
NEVER(napi_fatal_exception, napi_value error)
NEVER(napi_get_and_clear_last_exception, napi_value *result)
NEVER(napi_get_array_length, napi_value array, uint32_t *result)
NEVER(napi_get_cb_info, napi_callback_info info, size_t *argc, napi_value *argv,
      napi_value *this_arg, void **data)
NEVER(napi_get_element, napi_value array, uint32_t i, napi_value *result)
NEVER(napi_get_instance_data, void **data)
NEVER(napi_get_named_property, napi_value object, const char *name,
      napi_value *result)
NEVER(napi_get_value_double, napi_value value, double *result)
NEVER(napi_get_value_external, napi_value value, void **result)
NEVER(napi_get_value_string_utf8, napi_value value, char *out, size_t room,
      size_t *len)
NEVER(napi_get_value_bool, napi_value value, bool *result)
NEVER(napi_get_value_int32, napi_value value, int32_t *result)
NEVER(napi_get_value_uint32, napi_value value, uint32_t *result)
