/* state.c - the beginning and the end of an environment. */
#include "node/state.h"

#include "node/session.h"

#include <stdlib.h>

static void on_life_ended(void *owner) {
  struct gch_state *state = owner;
  napi_async_cleanup_hook_handle hook = state->hook;
  gch_emit_free(state->emit);
  gch_pack_free(&state->args);
  free(state);
  napi_remove_async_cleanup_hook(hook);
}

static void on_environment_end(napi_async_cleanup_hook_handle hook, void *arg) {
  struct gch_state *state = arg;
  (void)hook;
  gch_session_close_all(state);
  gch_life_end(&state->life);
}

struct gch_state *gch_state_new(napi_env env) {
  struct gch_state *state = calloc(1, sizeof *state);
  if (state == NULL)
    return NULL;
  state->env = env;
  state->life.on_end = on_life_ended;
  state->life.owner = state;
  state->emit = gch_emit_new();
  if (state->emit != NULL &&
      napi_get_uv_event_loop(env, &state->life.loop) == napi_ok &&
      napi_set_instance_data(env, state, NULL, NULL) == napi_ok &&
      napi_add_async_cleanup_hook(env, on_environment_end, state,
                                  &state->hook) == napi_ok)
    return state;
  gch_emit_free(state->emit);
  free(state);
  return NULL;
}
