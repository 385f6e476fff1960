/* napi.c - scopes, references and the like, and the environment. */
#include "node/napi.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

struct node node;

static napi_async_cleanup_hook cleanup;
static void *cleanup_arg;
static uint32_t numbers[16384];

void node_begin(uv_loop_t *loop, int succeed) {
  node_forget();
  cleanup = NULL;
  node = (struct node){.succeed = succeed, .loop = loop};
}

void node_end(void) {
  node.ended = true;
  if (cleanup != NULL)
    cleanup((napi_async_cleanup_hook_handle)&cleanup, cleanup_arg);
}

/* --- what is given, and given back --- */

static napi_status give(void *result) {
  MAY_FAIL;
  node.held++;
  *(void **)result = must_alloc(1);
  return napi_ok;
}

static napi_status take_back(void *what) {
  node.held--;
  free(what);
  return napi_ok;
}

napi_status napi_open_handle_scope(napi_env env, napi_handle_scope *result) {
  return give(result);
}

napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope) {
  return take_back(scope);
}

napi_status napi_open_callback_scope(napi_env env, napi_value resource,
                                     napi_async_context context,
                                     napi_callback_scope *result) {
  return give(result);
}

napi_status napi_close_callback_scope(napi_env env, napi_callback_scope scope) {
  return take_back(scope);
}

napi_status napi_create_reference(napi_env env, napi_value value,
                                  uint32_t count, napi_ref *result) {
  return give(result);
}

napi_status napi_delete_reference(napi_env env, napi_ref reference) {
  return take_back(reference);
}

napi_status napi_async_init(napi_env env, napi_value resource, napi_value name,
                            napi_async_context *result) {
  return give(result);
}

napi_status napi_async_destroy(napi_env env, napi_async_context context) {
  return take_back(context);
}

napi_status
napi_add_async_cleanup_hook(napi_env env, napi_async_cleanup_hook hook,
                            void *arg, napi_async_cleanup_hook_handle *result) {
  MAY_FAIL;
  node.held++;
  cleanup = hook;
  cleanup_arg = arg;
  *result = (napi_async_cleanup_hook_handle)&cleanup;
  return napi_ok;
}

napi_status
napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle handle) {
  CHECK(handle == (napi_async_cleanup_hook_handle)&cleanup);
  node.held--;
  return napi_ok;
}

/* --- the environment --- */

napi_status napi_call_function(napi_env env, napi_value receiver,
                               napi_value function, size_t argc,
                               const napi_value *argv, napi_value *result) {
  if (node.ended)
    return napi_pending_exception;
  node.called++;
  return napi_get_undefined(env, result);
}

napi_status napi_is_exception_pending(napi_env env, bool *result) {
  *result = false;
  return napi_ok;
}

napi_status napi_get_typedarray_info(napi_env env, napi_value array,
                                     napi_typedarray_type *type, size_t *length,
                                     void **data, napi_value *buffer,
                                     size_t *offset) {
  MAY_FAIL;
  *type = array == NODE_BYTES ? napi_uint8_array : napi_uint32_array;
  *length = COUNT_OF(numbers);
  *data = numbers;
  return napi_ok;
}

napi_status napi_get_uv_event_loop(napi_env env, uv_loop_t **loop) {
  MAY_FAIL;
  *loop = node.loop;
  return napi_ok;
}

napi_status napi_set_instance_data(napi_env env, void *data,
                                   napi_finalize finalize, void *hint) {
  MAY_FAIL;
  return napi_ok;
}

napi_status napi_throw_error(napi_env env, const char *code, const char *text) {
  node.thrown = code;
  return napi_ok;
}
