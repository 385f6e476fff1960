/* speak.c - scopes, calls, exceptions. */
#include "node/speak.h"

bool gch_speak_begin(napi_env env, napi_ref any, napi_async_context context,
                     struct gch_scope *scope) {
  napi_value object;
  if (napi_open_handle_scope(env, &scope->handles) != napi_ok)
    return false;
  if (napi_get_reference_value(env, any, &object) == napi_ok &&
      napi_open_callback_scope(env, object, context, &scope->callbacks) ==
          napi_ok)
    return true;
  napi_close_handle_scope(env, scope->handles);
  return false;
}

void gch_speak_end(napi_env env, const struct gch_scope *scope) {
  napi_close_callback_scope(env, scope->callbacks);
  napi_close_handle_scope(env, scope->handles);
}

bool gch_speak(napi_env env, napi_ref function, size_t argc,
               const napi_value *argv) {
  napi_value callee, receiver, result;
  if (napi_get_reference_value(env, function, &callee) != napi_ok ||
      napi_get_undefined(env, &receiver) != napi_ok)
    return false;
  if (napi_call_function(env, receiver, callee, argc, argv, &result) == napi_ok)
    return true;
  gch_napi_raise_pending(env);
  return false;
}
