/* napi_util.h - the few things that every function of the binding needs.
 *
 * A call of Node-API may fail at any time, since an environment may be dying:
 * its status is passed on, never asserted.
 */
#ifndef GCH_NAPI_UTIL_H
#define GCH_NAPI_UTIL_H

#include "bytes/pack.h"

#include <node_api.h>

/* Leaves a napi function with undefined when a call fails. */
#define NAPI_TRY(call)                                                         \
  if ((call) != napi_ok)                                                       \
  return NULL

/* Appends a JavaScript string to `pack` as UTF-8. GCH_EINVAL: it is no string;
 * GCH_ENOMEM. */
enum gch_code gch_napi_string(napi_env env, napi_value value,
                              struct gch_pack *pack);

/* A property of an object as a number, or `otherwise` when it is none. */
double gch_napi_number(napi_env env, napi_value object, const char *name,
                       double otherwise);

/* Appends a property as gch_napi_string does, with a NUL behind it, which does
 * not count. GCH_EINVAL: it is no string. */
enum gch_code gch_napi_text(napi_env env, napi_value object, const char *name,
                            struct gch_pack *pack);

/* What is in a typed array, which is read last: what JavaScript runs may detach
 * it. False: it is no typed array of that type. One that was detached is empty.
 */
bool gch_napi_array(napi_env env, napi_value value, napi_typedarray_type wanted,
                    void **data, size_t *length);

/* A JavaScript number, or NULL. */
napi_value gch_napi_uint32(napi_env env, uint32_t number);

/* Adds a function to `exports`, which finds `data` when it is called; false
 * when Node refuses. */
bool gch_napi_export(napi_env env, napi_value exports, const char *name,
                     napi_callback function, const void *data);

/* Hands an exception that is pending to 'uncaughtException'. */
void gch_napi_raise_pending(napi_env env);

#endif
