/* speak.h - calls into JavaScript, from the loop or from within a call of it.
 */
#ifndef GCH_SPEAK_H
#define GCH_SPEAK_H

#include "node/napi_util.h"

struct gch_scope {
  napi_handle_scope handles;
  napi_callback_scope callbacks;
};

/* Opens a scope (gch_speak_end). False: Node refuses. Node 12 asks for an
 * object, and `any` one will do. */
bool gch_speak_begin(napi_env env, napi_ref any, napi_async_context context,
                     struct gch_scope *scope);

/* Promises and process.nextTick have their turn, unless JavaScript runs. */
void gch_speak_end(napi_env env, const struct gch_scope *scope);

/* Calls a function, within a scope. False: it was not called, or has thrown,
 * which goes to 'uncaughtException'. */
bool gch_speak(napi_env env, napi_ref function, size_t argc,
               const napi_value *argv);

#endif
