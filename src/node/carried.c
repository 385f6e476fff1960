/* carried.c - arguments to a porter's calls. */
#include "node/carried.h"

/* The porter of the session that is the first argument, and the number of the
 * tunnel; NULL when there is none. */
static struct gch_porter *read_porter(napi_env env, napi_callback_info info,
                                      struct gch_call *call, uint32_t *id) {
  struct gch_session *session;
  if (!gch_call_read(env, info, call) ||
      napi_get_value_uint32(env, call->argv[1], id) != napi_ok)
    return NULL;
  session = gch_call_session(call);
  return session == NULL ? NULL : gch_session_porter(session);
}

napi_value gch_carried_feed(napi_env env, napi_callback_info info) {
  struct gch_call call;
  uint32_t id, count;
  struct gch_porter *porter = read_porter(env, info, &call, &id);
  if (porter != NULL &&
      napi_get_value_uint32(env, call.argv[2], &count) == napi_ok)
    gch_porter_feed(porter, id, count);
  return NULL;
}

napi_value gch_carried_tell(napi_env env, napi_callback_info info) {
  struct gch_call call;
  struct gch_pack *words;
  struct gch_stream_end why = {.status = UV_ECANCELED};
  uint32_t id, word;
  struct gch_porter *porter = read_porter(env, info, &call, &id);
  if (porter == NULL ||
      napi_get_value_uint32(env, call.argv[2], &word) != napi_ok)
    return NULL;
  words = &call.state->args;
  gch_pack_cut(words, 0);
  (void)napi_get_value_int32(env, call.argv[3], &why.status);
  (void)napi_get_value_bool(env, call.argv[5], &why.fatal);
  if (gch_napi_string(env, call.argv[4], words) == GCH_OK)
    why.words = gch_pack_at(words, 0);
  if (why.status >= 0)
    why.status = UV_ECANCELED;
  gch_porter_tell(porter, id, (enum gch_porter_word)word, &why);
  return NULL;
}
