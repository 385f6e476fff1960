/* call.c - JavaScript values to a manager's calls. */
#include "node/call.h"

#define ARGS_KEEP ((size_t)1 << 20)

/* Values of JavaScript that are held at a time. */
#define HANDLES 256

bool gch_call_read(napi_env env, napi_callback_info info,
                   struct gch_call *call) {
  void *state;
  call->env = env;
  call->argc = GCH_CALL_ARGS;
  if (napi_get_instance_data(env, &state) != napi_ok ||
      napi_get_cb_info(env, info, &call->argc, call->argv, NULL, &call->data) !=
          napi_ok)
    return false;
  call->state = state;
  return true;
}

struct gch_session *gch_call_session(const struct gch_call *call) {
  void *address;
  if (napi_get_value_external(call->env, call->argv[0], &address) != napi_ok)
    return NULL;
  return gch_session_at(call->state, address);
}

void gch_call_over(const struct gch_call *call) {
  if (call->state->args.cap > ARGS_KEEP)
    gch_pack_free(&call->state->args);
}

static enum gch_code read_head(struct gch_call *call) {
  if (napi_get_value_uint32(call->env, call->argv[1], &call->tag) != napi_ok)
    return GCH_EINVAL;
  call->session = gch_call_session(call);
  if (call->session == NULL)
    return GCH_ESTOPPED;
  call->manager = gch_session_manager(call->session);
  return call->manager == NULL ? GCH_ESTOPPED : GCH_OK;
}

napi_value gch_call_ask(napi_env env, napi_callback_info info) {
  struct gch_call call;
  enum gch_code code;
  if (!gch_call_read(env, info, &call))
    return NULL;
  gch_pack_cut(&call.state->args, 0);
  code = read_head(&call);
  if (code == GCH_OK)
    code = (*(const gch_question *)call.data)(&call);
  gch_call_over(&call);
  return gch_napi_uint32(env, code);
}

/* --- a channel on one frontend --- */

/* Name and sid, from argument number `first` on, if they are there. */
static enum gch_code read_place(const struct gch_call *call, size_t first) {
  struct gch_pack *place = gch_session_place(call->session);
  enum gch_code code;
  if (call->argc <= first)
    return place->count == 2 ? GCH_OK : GCH_EINVAL;
  gch_pack_cut(place, 0);
  code = gch_napi_string(call->env, call->argv[first], place);
  if (code == GCH_OK)
    code = gch_napi_string(call->env, call->argv[first + 1], place);
  return code;
}

typedef enum gch_code (*change_call)(struct gch_manager *, uint32_t,
                                     struct gch_bytes, struct gch_bytes,
                                     struct gch_bytes);

static enum gch_code change_member(const struct gch_call *call,
                                   change_call change) {
  const struct gch_pack *place = gch_session_place(call->session);
  struct gch_pack *args = &call->state->args;
  enum gch_code code = gch_napi_string(call->env, call->argv[2], args);
  if (code == GCH_OK)
    code = read_place(call, 3);
  if (code == GCH_OK)
    code = change(call->manager, call->tag, gch_pack_at(place, 0),
                  gch_pack_at(args, 0), gch_pack_at(place, 1));
  return code;
}

enum gch_code gch_call_add(const struct gch_call *call) {
  return change_member(call, gch_manager_add);
}

enum gch_code gch_call_leave(const struct gch_call *call) {
  return change_member(call, gch_manager_leave);
}

enum gch_code gch_call_list(const struct gch_call *call) {
  const struct gch_pack *place = gch_session_place(call->session);
  enum gch_code code = read_place(call, 2);
  if (code == GCH_OK)
    code = gch_manager_members(call->manager, call->tag, gch_pack_at(place, 0),
                               place, 1);
  return code;
}

/* --- a channel on many frontends --- */

/* The strings of a list from number `i` up to `end`. */
static enum gch_code read_some(const struct gch_call *call, napi_value list,
                               uint32_t i, uint32_t end) {
  napi_handle_scope scope;
  enum gch_code code = GCH_OK;
  if (napi_open_handle_scope(call->env, &scope) != napi_ok)
    return GCH_EINVAL;
  for (; i < end && code == GCH_OK; i++) {
    napi_value string;
    code = napi_get_element(call->env, list, i, &string) == napi_ok
               ? gch_napi_string(call->env, string, &call->state->args)
               : GCH_EINVAL;
  }
  napi_close_handle_scope(call->env, scope);
  return code;
}

static enum gch_code read_list(const struct gch_call *call, napi_value list) {
  uint32_t count;
  enum gch_code code = GCH_OK;
  if (napi_get_array_length(call->env, list, &count) != napi_ok)
    return GCH_EINVAL;
  for (uint32_t i = 0; i < count && code == GCH_OK; i += HANDLES)
    code = read_some(call, list, i, count - i > HANDLES ? i + HANDLES : count);
  return code;
}

typedef enum gch_code (*channel_call)(struct gch_manager *, uint32_t,
                                      struct gch_bytes, const struct gch_pack *,
                                      size_t);

static enum gch_code ask_channel(const struct gch_call *call,
                                 channel_call question) {
  struct gch_pack *args = &call->state->args;
  enum gch_code code = gch_napi_string(call->env, call->argv[2], args);
  if (code == GCH_OK)
    code = read_list(call, call->argv[3]);
  if (code == GCH_OK && args->count < 2)
    return GCH_EINVAL;
  if (code == GCH_OK)
    code = question(call->manager, call->tag, gch_pack_at(args, 0), args, 1);
  return code;
}

enum gch_code gch_call_members(const struct gch_call *call) {
  return ask_channel(call, gch_manager_members);
}

enum gch_code gch_call_destroy(const struct gch_call *call) {
  return ask_channel(call, gch_manager_destroy);
}

enum gch_code gch_call_clean(const struct gch_call *call) {
  return gch_manager_clean(call->manager, call->tag);
}

const struct gch_pack *gch_call_texts(const struct gch_call *call,
                                      size_t count) {
  struct gch_pack *args = &call->state->args;
  gch_pack_cut(args, 0);
  for (size_t i = 0; i < count; i++)
    if (gch_napi_string(call->env, call->argv[i], args) != GCH_OK)
      return NULL;
  return args;
}

const struct gch_pack *gch_call_keys(const struct gch_call *call) {
  const struct gch_pack *args = gch_call_texts(call, 2);
  bool is_read = args != NULL && read_list(call, call->argv[2]) == GCH_OK;
  return is_read ? args : NULL;
}

const struct gch_pack *gch_call_list_of(const struct gch_call *call,
                                        size_t place) {
  struct gch_pack *args = &call->state->args;
  gch_pack_cut(args, 0);
  return read_list(call, call->argv[place]) == GCH_OK ? args : NULL;
}

/* --- any commands --- */

/* Whether the counts are those of commands with keys, and add up. */
static bool adds_up(const struct gch_run *run) {
  size_t sum = 0;
  for (size_t i = 0; i < run->commands; i++) {
    if (run->counts[i] < 2)
      return false;
    sum += run->counts[i];
  }
  return run->commands > 0 && sum == run->words->count;
}

enum gch_code gch_call_run(const struct gch_call *call) {
  struct gch_run run = {.words = &call->state->args};
  enum gch_code code = read_list(call, call->argv[2]);
  uint32_t commands = 0, how = 0;
  size_t length = 0;
  void *counts = NULL;
  if (code != GCH_OK)
    return code;
  if (napi_get_value_uint32(call->env, call->argv[4], &commands) != napi_ok ||
      napi_get_value_uint32(call->env, call->argv[5], &how) != napi_ok ||
      !gch_napi_array(call->env, call->argv[3], napi_uint32_array, &counts,
                      &length) ||
      commands > length)
    return GCH_EINVAL;
  run.counts = counts;
  run.commands = commands;
  run.writes = how == 1;
  run.once = how == 2;
  return adds_up(&run) ? gch_manager_run(call->manager, call->tag, &run)
                       : GCH_EINVAL;
}
