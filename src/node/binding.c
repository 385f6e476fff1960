/* binding.c - what the addon exports: JavaScript values to a manager's calls.
 *
 *   open(options, words, onBatch, onNews, onClosed) -> session
 *   close(session)
 *   add(session, tag, uid, name, sid) -> code     leave(...) alike
 *   list(session, tag, name, sid) -> code
 *   members(session, tag, name, sids) -> code     destroy(...) alike
 *   clean(session, tag) -> code
 *   raise(error)           hands it to 'uncaughtException'
 *   codes                  names of the codes, by number
 *
 * Without name and sid, add, leave and list mean those that one of them was
 * given last: to read two strings costs more than the rest of the call.
 *
 * A code of 0: the call will be answered. Everything is checked, and a session
 * that is closed is no session; callers inside this package still never pass
 * anything else than is said here.
 */
#include "node/options.h"
#include "node/session.h"

#define ARGS_MAX 5
#define ARGS_KEEP ((size_t)1 << 20)

struct call {
  struct gch_state *state;
  size_t argc;
  napi_value argv[ARGS_MAX];
  struct gch_session *session;
  struct gch_manager *manager;
  uint32_t tag;
};

static struct gch_state *state_of(napi_env env) {
  void *state = NULL;
  napi_get_instance_data(env, &state);
  return state;
}

static bool read_values(napi_env env, napi_callback_info info,
                        struct call *call) {
  call->argc = ARGS_MAX;
  call->session = NULL;
  call->state = state_of(env);
  return call->state != NULL &&
         napi_get_cb_info(env, info, &call->argc, call->argv, NULL, NULL) ==
             napi_ok;
}

/* The session, its manager and the tag of the call. */
static enum gch_code begin(napi_env env, napi_callback_info info,
                           struct call *call) {
  void *address;
  if (!read_values(env, info, call) ||
      napi_get_value_external(env, call->argv[0], &address) != napi_ok ||
      napi_get_value_uint32(env, call->argv[1], &call->tag) != napi_ok)
    return GCH_EINVAL;
  gch_pack_cut(&call->state->args, 0);
  call->session = gch_session_at(call->state, address);
  if (call->session == NULL)
    return GCH_ESTOPPED;
  call->manager = gch_session_manager(call->session);
  return call->manager == NULL ? GCH_ESTOPPED : GCH_OK;
}

static void shrink(struct gch_pack *pack) {
  if (pack->cap > ARGS_KEEP)
    gch_pack_free(pack);
}

static napi_value end(napi_env env, struct call *call, enum gch_code code) {
  if (call->state != NULL)
    shrink(&call->state->args);
  if (call->session != NULL)
    shrink(gch_session_place(call->session));
  return gch_napi_uint32(env, code);
}

/* --- a channel on one frontend --- */

/* Reads name and sid from argument number `first` on, if they are there. */
static enum gch_code read_place(napi_env env, const struct call *call,
                                size_t first, struct gch_pack *place) {
  enum gch_code code;
  if (call->argc <= first)
    return place->count == 2 ? GCH_OK : GCH_EINVAL;
  gch_pack_cut(place, 0);
  code = gch_napi_string(env, call->argv[first], place);
  if (code == GCH_OK)
    code = gch_napi_string(env, call->argv[first + 1], place);
  if (code != GCH_OK)
    gch_pack_cut(place, 0);
  return code;
}

typedef enum gch_code (*change_call)(struct gch_manager *, uint32_t,
                                     struct gch_bytes, struct gch_bytes,
                                     struct gch_bytes);

static napi_value change_member(napi_env env, napi_callback_info info,
                                change_call change) {
  struct call call;
  enum gch_code code = begin(env, info, &call);
  struct gch_pack *place;
  if (code != GCH_OK)
    return end(env, &call, code);
  place = gch_session_place(call.session);
  code = gch_napi_string(env, call.argv[2], &call.state->args);
  if (code == GCH_OK)
    code = read_place(env, &call, 3, place);
  if (code == GCH_OK)
    code = change(call.manager, call.tag, gch_pack_at(place, 0),
                  gch_pack_at(&call.state->args, 0), gch_pack_at(place, 1));
  return end(env, &call, code);
}

static napi_value add(napi_env env, napi_callback_info info) {
  return change_member(env, info, gch_manager_add);
}

static napi_value leave(napi_env env, napi_callback_info info) {
  return change_member(env, info, gch_manager_leave);
}

static napi_value list(napi_env env, napi_callback_info info) {
  struct call call;
  enum gch_code code = begin(env, info, &call);
  struct gch_pack *place;
  if (code != GCH_OK)
    return end(env, &call, code);
  place = gch_session_place(call.session);
  code = read_place(env, &call, 2, place);
  if (code == GCH_OK)
    code = gch_manager_members(call.manager, call.tag, gch_pack_at(place, 0),
                               place, 1);
  return end(env, &call, code);
}

/* --- a channel on many frontends --- */

static enum gch_code read_sids(napi_env env, napi_value sids,
                               struct gch_pack *pack) {
  uint32_t count;
  enum gch_code code = GCH_OK;
  if (napi_get_array_length(env, sids, &count) != napi_ok || count == 0)
    return GCH_EINVAL;
  for (uint32_t i = 0; i < count && code == GCH_OK; i++) {
    napi_handle_scope scope;
    napi_value sid;
    if (napi_open_handle_scope(env, &scope) != napi_ok)
      return GCH_EINVAL;
    code = napi_get_element(env, sids, i, &sid) == napi_ok
               ? gch_napi_string(env, sid, pack)
               : GCH_EINVAL;
    napi_close_handle_scope(env, scope);
  }
  return code;
}

typedef enum gch_code (*channel_call)(struct gch_manager *, uint32_t,
                                      struct gch_bytes, const struct gch_pack *,
                                      size_t);

static napi_value ask_channel(napi_env env, napi_callback_info info,
                              channel_call question) {
  struct call call;
  enum gch_code code = begin(env, info, &call);
  struct gch_pack *args = &call.state->args;
  if (code == GCH_OK)
    code = gch_napi_string(env, call.argv[2], args);
  if (code == GCH_OK)
    code = read_sids(env, call.argv[3], args);
  if (code == GCH_OK)
    code = question(call.manager, call.tag, gch_pack_at(args, 0), args, 1);
  return end(env, &call, code);
}

static napi_value members(napi_env env, napi_callback_info info) {
  return ask_channel(env, info, gch_manager_members);
}

static napi_value destroy(napi_env env, napi_callback_info info) {
  return ask_channel(env, info, gch_manager_destroy);
}

static napi_value clean(napi_env env, napi_callback_info info) {
  struct call call;
  enum gch_code code = begin(env, info, &call);
  if (code == GCH_OK)
    code = gch_manager_clean(call.manager, call.tag);
  return end(env, &call, code);
}

/* --- sessions --- */

static napi_value open_session(napi_env env, napi_callback_info info) {
  struct call call;
  struct gch_manager_options options = {0};
  struct gch_session *session = NULL;
  napi_value external = NULL;
  if (!read_values(env, info, &call))
    return NULL;
  if (gch_options_read(env, call.argv[0], &call.state->args, &options)) {
    struct gch_callbacks callbacks = {.words = call.argv[1],
                                      .batch = call.argv[2],
                                      .news = call.argv[3],
                                      .closed = call.argv[4]};
    session =
        gch_session_new(call.state, &options, &call.state->args, &callbacks);
  }
  gch_pack_free(&call.state->args);
  if (session == NULL)
    napi_throw_error(env, "ENOMEM", "no session could be made");
  else if (napi_create_external(env, session, NULL, NULL, &external) != napi_ok)
    gch_session_close(call.state, session);
  return external;
}

static napi_value close_session(napi_env env, napi_callback_info info) {
  struct call call;
  void *address;
  if (read_values(env, info, &call) &&
      napi_get_value_external(env, call.argv[0], &address) == napi_ok)
    gch_session_close(call.state, address);
  return NULL;
}

/* --- the module --- */

static napi_value raise_error(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value error;
  NAPI_TRY(napi_get_cb_info(env, info, &argc, &error, NULL, NULL));
  napi_fatal_exception(env, error);
  return NULL;
}

static napi_value code_names(napi_env env) {
  napi_value names, name;
  NAPI_TRY(napi_create_array(env, &names));
  for (uint32_t i = 0; i <= GCH_EREPLY; i++) {
    NAPI_TRY(napi_create_string_utf8(env, gch_code_name((enum gch_code)i),
                                     NAPI_AUTO_LENGTH, &name));
    NAPI_TRY(napi_set_element(env, names, i, name));
  }
  return names;
}

static const struct {
  const char *name;
  napi_callback function;
} functions[] = {
    {"open", open_session}, {"close", close_session}, {"add", add},
    {"leave", leave},       {"list", list},           {"members", members},
    {"destroy", destroy},   {"clean", clean},         {"raise", raise_error},
};

NAPI_MODULE_INIT() {
  napi_value names = code_names(env);
  if (names == NULL || gch_state_new(env) == NULL)
    return NULL;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (!gch_napi_export(env, exports, functions[i].name,
                         functions[i].function))
      return NULL;
  NAPI_TRY(napi_set_named_property(env, exports, "codes", names));
  return exports;
}
