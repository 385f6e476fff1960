/* napi_util.c - strings, numbers, exports, exceptions. */
#include "node/napi_util.h"

/* Tried first: nearly every name, uid and sid is shorter. */
#define SHORT 256

/* A character that does not fit whole is left out, so a string is complete
 * only when more room than one character takes was left. */
#define CHARACTER 4

static enum gch_code read(napi_env env, napi_value value, struct gch_pack *pack,
                          size_t room, size_t *len) {
  char *out = gch_pack_room(pack, room);
  if (out == NULL)
    return GCH_ENOMEM;
  if (napi_get_value_string_utf8(env, value, out, room, len) != napi_ok)
    return GCH_EINVAL;
  return GCH_OK;
}

enum gch_code gch_napi_string(napi_env env, napi_value value,
                              struct gch_pack *pack) {
  size_t len;
  enum gch_code code = read(env, value, pack, SHORT, &len);
  if (code == GCH_OK && len + CHARACTER >= SHORT) {
    if (napi_get_value_string_utf8(env, value, NULL, 0, &len) != napi_ok)
      return GCH_EINVAL;
    if (len > UINT32_MAX - SHORT - pack->len)
      return GCH_EINVAL;
    code = read(env, value, pack, len + CHARACTER + 1, &len);
  }
  if (code == GCH_OK)
    gch_pack_added(pack, len);
  return code;
}

double gch_napi_number(napi_env env, napi_value object, const char *name,
                       double otherwise) {
  napi_value value;
  double number;
  if (napi_get_named_property(env, object, name, &value) == napi_ok &&
      napi_get_value_double(env, value, &number) == napi_ok)
    return number;
  return otherwise;
}

enum gch_code gch_napi_text(napi_env env, napi_value object, const char *name,
                            struct gch_pack *pack) {
  napi_value value;
  enum gch_code code;
  if (napi_get_named_property(env, object, name, &value) != napi_ok)
    return GCH_EINVAL;
  code = gch_napi_string(env, value, pack);
  if (code == GCH_OK)
    code = gch_pack_append(pack, (struct gch_bytes){"", 1});
  return code;
}

bool gch_napi_array(napi_env env, napi_value value, napi_typedarray_type wanted,
                    void **data, size_t *length) {
  napi_typedarray_type type = napi_int8_array;
  return napi_get_typedarray_info(env, value, &type, length, data, NULL,
                                  NULL) == napi_ok &&
         type == wanted;
}

napi_value gch_napi_uint32(napi_env env, uint32_t number) {
  napi_value value;
  NAPI_TRY(napi_create_uint32(env, number, &value));
  return value;
}

bool gch_napi_export(napi_env env, napi_value exports, const char *name,
                     napi_callback function, const void *data) {
  napi_value value;
  return napi_create_function(env, name, NAPI_AUTO_LENGTH, function,
                              (void *)data, &value) == napi_ok &&
         napi_set_named_property(env, exports, name, value) == napi_ok;
}

void gch_napi_raise_pending(napi_env env) {
  bool pending = false;
  napi_value error;
  if (napi_is_exception_pending(env, &pending) == napi_ok && pending &&
      napi_get_and_clear_last_exception(env, &error) == napi_ok)
    napi_fatal_exception(env, error);
}
