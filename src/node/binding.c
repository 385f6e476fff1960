/* binding.c - what the addon exports.
 *
 *   open(options, words, onBatch, onNews, onClosed, carry, input) -> session
 *   close(session)
 *   add(session, tag, uid, name, sid) -> code     leave(...) alike
 *   list(session, tag, name, sid) -> code
 *   forget(session)        name and sid, see below
 *   members(session, tag, name, sids) -> code     destroy(...) alike
 *   clean(session, tag) -> code
 *   run(session, tag, words, counts, commands, how) -> code     see below
 *   asking(session, yes)   from now on ASKING goes before commands, or not
 *   slots(prefix, name, sids, into) -> true           see below
 *   slotsOf(keys, into) -> true          likewise, of any keys
 *   feed(session, id, count)             see porter.h: bytes in `input`, and
 *   tell(session, id, word, status, words, fatal)     what became of a tunnel
 *   send(sockets, bytes) -> number     not on Windows, see below
 *   raise(error)           hands it to 'uncaughtException'
 *   codes                  names of the codes, by number
 *
 * Without name and sid, add, leave and list mean those that one of them was
 * given last: to read two strings costs more than the rest of the call. They
 * are kept, however long, until there are others or `forget`.
 *
 * send gives the bytes of a Uint8Array to each socket whose descriptor is in
 * the Int32Array, as net/send.h says, and returns how many took less than all;
 * undefined: no such arguments, or no bytes, and nothing was sent. It never
 * throws, and the descriptors have to be those of this very turn.
 *
 * slots writes into a Uint16Array, for each sid, which slot of a Redis Cluster
 * the channel has there, and returns true; undefined: no such arguments, or
 * memory is short.
 *
 * run sends so many commands, whose words stand in one list; how many each has
 * is in the Uint32Array. It is answered as members are, with a list for each
 * command. How: 1 is held while the server takes no writes, as add is; 2 is for
 * once, neither without a connection nor again on another one; 0 is neither.
 *
 * A code of 0: the call will be answered. Everything is checked, and a session
 * that is closed is no session; callers inside this package still never pass
 * anything else than is said here.
 */
#include "bytes/slot.h"
#include "net/send.h"
#include "node/call.h"
#include "node/carried.h"
#include "node/options.h"

/* --- sessions --- */

static napi_value open_session(napi_env env, napi_callback_info info) {
  struct gch_call call;
  struct gch_manager_options options = {0};
  struct gch_session *session = NULL;
  napi_value external = NULL;
  if (!gch_call_read(env, info, &call))
    return NULL;
  if (gch_options_read(env, call.argv[0], &call.state->args, &options)) {
    const struct gch_callbacks callbacks = {.words = call.argv[1],
                                            .batch = call.argv[2],
                                            .news = call.argv[3],
                                            .closed = call.argv[4],
                                            .carry = call.argv[5],
                                            .input = call.argv[6]};
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
  struct gch_call call;
  if (gch_call_read(env, info, &call))
    gch_session_close(call.state, gch_call_session(&call));
  return NULL;
}

static napi_value forget(napi_env env, napi_callback_info info) {
  struct gch_call call;
  struct gch_session *session = NULL;
  if (gch_call_read(env, info, &call))
    session = gch_call_session(&call);
  if (session != NULL)
    gch_pack_free(gch_session_place(session));
  return NULL;
}

static napi_value set_asking(napi_env env, napi_callback_info info) {
  struct gch_call call;
  struct gch_session *session = NULL;
  struct gch_manager *manager = NULL;
  bool asking = false;
  if (gch_call_read(env, info, &call))
    session = gch_call_session(&call);
  if (session != NULL)
    manager = gch_session_manager(session);
  if (manager != NULL &&
      napi_get_value_bool(env, call.argv[1], &asking) == napi_ok)
    gch_manager_asking(manager, asking);
  return NULL;
}

/* --- slots and sockets --- */

static napi_value slot_of(napi_env env, napi_callback_info info) {
  struct gch_call call;
  const struct gch_pack *texts = NULL;
  uint16_t slot;
  if (gch_call_read(env, info, &call))
    texts = gch_call_texts(&call, 3);
  if (texts == NULL)
    return NULL;
  slot = gch_slot(&(struct gch_key){
      gch_pack_at(texts, 0), gch_pack_at(texts, 1), gch_pack_at(texts, 2)});
  gch_call_over(&call);
  return gch_napi_uint32(env, slot);
}

/* Writes the slots of what stands from number `first` on, whole keys or behind
 * prefix and name, into the array that is argument number `place` and has at
 * least as many places. It is read last: what a list runs when it is read may
 * detach it. */
static napi_value write_slots(const struct gch_call *call,
                              const struct gch_pack *keys, size_t first,
                              size_t place) {
  napi_value done = NULL;
  void *slots;
  size_t count = 0;
  if (keys == NULL ||
      !gch_napi_array(call->env, call->argv[place], napi_uint16_array, &slots,
                      &count) ||
      keys->count > first + count)
    return NULL;
  if (first == 2)
    gch_slots(gch_pack_at(keys, 0), gch_pack_at(keys, 1), keys, 2, slots);
  for (size_t i = 0; first == 0 && i < keys->count; i++)
    ((uint16_t *)slots)[i] = gch_slot_of(gch_pack_at(keys, i));
  gch_call_over(call);
  return napi_get_boolean(call->env, true, &done) == napi_ok ? done : NULL;
}

static napi_value slots_of(napi_env env, napi_callback_info info) {
  struct gch_call call;
  return gch_call_read(env, info, &call)
             ? write_slots(&call, gch_call_keys(&call), 2, 3)
             : NULL;
}

static napi_value slots_of_keys(napi_env env, napi_callback_info info) {
  struct gch_call call;
  return gch_call_read(env, info, &call)
             ? write_slots(&call, gch_call_list_of(&call, 0), 0, 1)
             : NULL;
}

#ifndef _WIN32
static napi_value send_bytes(napi_env env, napi_callback_info info) {
  struct gch_call call;
  void *sockets, *data;
  size_t count, len;
  if (!gch_call_read(env, info, &call) ||
      !gch_napi_array(env, call.argv[0], napi_int32_array, &sockets, &count) ||
      !gch_napi_array(env, call.argv[1], napi_uint8_array, &data, &len) ||
      len == 0 || len > INT32_MAX || count > UINT32_MAX)
    return NULL;
  return gch_napi_uint32(
      env, (uint32_t)gch_send_all(
               sockets, count, (struct gch_bytes){.data = data, .len = len}));
}
#endif

/* --- the module --- */

static napi_value raise_error(napi_env env, napi_callback_info info) {
  struct gch_call call;
  if (gch_call_read(env, info, &call))
    napi_fatal_exception(env, call.argv[0]);
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
  gch_question question; /* for gch_call_ask */
} functions[] = {
    {"open", open_session, NULL},
    {"close", close_session, NULL},
    {"forget", forget, NULL},
    {"asking", set_asking, NULL},
    {"slot", slot_of, NULL},
    {"slots", slots_of, NULL},
    {"slotsOf", slots_of_keys, NULL},
    {"feed", gch_carried_feed, NULL},
    {"tell", gch_carried_tell, NULL},
#ifndef _WIN32
    {"send", send_bytes, NULL},
#endif
    {"raise", raise_error, NULL},
    {"add", gch_call_ask, gch_call_add},
    {"leave", gch_call_ask, gch_call_leave},
    {"list", gch_call_ask, gch_call_list},
    {"members", gch_call_ask, gch_call_members},
    {"destroy", gch_call_ask, gch_call_destroy},
    {"clean", gch_call_ask, gch_call_clean},
    {"run", gch_call_ask, gch_call_run},
};

/* The state comes last: before, nothing can be called. */
static bool define(napi_env env, napi_value exports) {
  napi_value names = code_names(env);
  if (names == NULL ||
      napi_set_named_property(env, exports, "codes", names) != napi_ok)
    return false;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (!gch_napi_export(env, exports, functions[i].name, functions[i].function,
                         &functions[i].question))
      return false;
  return gch_state_new(env) != NULL;
}

/* What throws is not kept by `require`, and may be tried again. */
NAPI_MODULE_INIT() {
  if (!define(env, exports))
    napi_throw_error(env, "ENOMEM", "the addon could not be set up");
  return exports;
}
