/* state.h - what all sessions of one environment share.
 *
 * An environment (the main thread, a worker) has one state and any number of
 * sessions. When it ends, its sessions are closed, and Node waits until the
 * last handle is gone. By then it refuses to call JavaScript.
 */
#ifndef GCH_STATE_H
#define GCH_STATE_H

#include "net/life.h"
#include "node/emit.h"

struct gch_session;

struct gch_state {
  napi_env env;
  napi_async_cleanup_hook_handle hook;
  struct gch_life life;
  struct gch_session *sessions;
  struct gch_emit *emit;
  struct gch_pack args; /* what the call under way was given */
};

/* Gives the state of an environment, which frees itself when that ends; NULL
 * when memory is short or Node refuses. */
struct gch_state *gch_state_new(napi_env env);

#endif
