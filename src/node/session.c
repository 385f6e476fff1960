/* session.c - a manager's events to JavaScript. */
#include "node/session.h"

#include <stdlib.h>
#include <string.h>

struct gch_session {
  struct gch_session *next;
  struct gch_state *state;
  struct gch_manager *manager; /* NULL: closing */
  napi_async_context context;
  napi_ref batch, news, closed, words;
  uint32_t *shared; /* the numbers in `words` */
  struct gch_pack place;
  struct gch_pack texts; /* of the manager's options */
  struct gch_porter porter;
};

/* --- calls into JavaScript --- */

static bool enter(struct gch_session *session, struct gch_scope *scope) {
  return gch_speak_begin(session->state->env, session->batch, session->context,
                         scope);
}

static void leave(struct gch_session *session, const struct gch_scope *scope) {
  gch_speak_end(session->state->env, scope);
}

static void on_batch(void *owner, uint32_t words, size_t count,
                     const napi_value *texts) {
  struct gch_session *session = owner;
  napi_value args[1 + GCH_EMIT_TEXTS];
  args[0] = gch_napi_uint32(session->state->env, words);
  memcpy(args + 1, texts, count * sizeof *texts);
  if (args[0] != NULL)
    gch_speak(session->state->env, session->batch, 1 + count, args);
}

static void free_list(struct gch_request *list) {
  while (list != NULL) {
    struct gch_request *next = list->next;
    gch_request_free(list);
    list = next;
  }
}

static void on_done(void *owner, struct gch_request *list) {
  struct gch_session *session = owner;
  struct gch_state *state = session->state;
  struct gch_scope scope;
  if (!enter(session, &scope)) {
    free_list(list);
    return;
  }
  gch_emit_list(state->emit, state->env, list, session->shared, on_batch,
                session);
  leave(session, &scope);
}

static bool on_part(void *owner, const struct gch_request *request) {
  struct gch_session *session = owner;
  struct gch_state *state = session->state;
  struct gch_scope scope;
  bool told;
  if (!enter(session, &scope))
    return false;
  told = gch_emit_part(state->emit, state->env, request, session->shared,
                       on_batch, session);
  leave(session, &scope);
  return told;
}

/* Redis' text need not be UTF-8; V8 replaces what is not. */
static bool news_args(napi_env env, const struct gch_news *news,
                      napi_value *args) {
  return napi_create_uint32(env, news->kind, &args[0]) == napi_ok &&
         napi_create_uint32(env, news->code, &args[1]) == napi_ok &&
         napi_create_string_utf8(env, news->text.data ? news->text.data : "",
                                 news->text.len, &args[2]) == napi_ok &&
         napi_get_boolean(env, news->fatal, &args[3]) == napi_ok &&
         napi_create_double(env, (double)news->retry, &args[4]) == napi_ok;
}

static void on_news(void *owner, const struct gch_news *news) {
  struct gch_session *session = owner;
  napi_env env = session->state->env;
  struct gch_scope scope;
  napi_value args[5];
  if (!enter(session, &scope))
    return;
  if (news_args(env, news, args))
    gch_speak(env, session->news, 5, args);
  leave(session, &scope);
}

static void forget(struct gch_session *session) {
  struct gch_session **at = &session->state->sessions;
  while (*at != session)
    at = &(*at)->next;
  *at = session->next;
}

static void free_session(struct gch_session *session) {
  napi_env env = session->state->env;
  napi_ref references[] = {session->batch, session->news, session->closed,
                           session->words};
  for (size_t i = 0; i < sizeof references / sizeof *references; i++)
    if (references[i] != NULL)
      napi_delete_reference(env, references[i]);
  gch_porter_end(&session->porter);
  if (session->context != NULL)
    napi_async_destroy(env, session->context);
  gch_pack_free(&session->texts);
  gch_pack_free(&session->place);
  free(session);
}

static void on_closed(void *owner) {
  struct gch_session *session = owner;
  struct gch_scope scope;
  forget(session);
  if (enter(session, &scope)) {
    gch_speak(session->state->env, session->closed, 0, NULL);
    leave(session, &scope);
  }
  free_session(session);
}

static const struct gch_link_events events = {.on_done = on_done,
                                              .on_part = on_part,
                                              .on_news = on_news,
                                              .on_closed = on_closed};

/* --- sessions --- */

static bool keep(struct gch_session *session,
                 const struct gch_callbacks *callbacks) {
  napi_env env = session->state->env;
  napi_value name;
  napi_typedarray_type type = napi_uint32_array;
  void *data = NULL;
  size_t length = 0;
  if (napi_create_reference(env, callbacks->batch, 1, &session->batch) ||
      napi_create_reference(env, callbacks->news, 1, &session->news) ||
      napi_create_reference(env, callbacks->closed, 1, &session->closed) ||
      napi_create_reference(env, callbacks->words, 1, &session->words) ||
      napi_create_string_utf8(env, "globalChannel", NAPI_AUTO_LENGTH, &name) ||
      napi_async_init(env, NULL, name, &session->context) ||
      napi_get_typedarray_info(env, callbacks->words, &type, &length, &data,
                               NULL, NULL))
    return false;
  session->shared = data;
  return type == napi_uint32_array && length > GCH_EMIT_WORDS &&
         gch_porter_begin(&session->porter, env, callbacks->carry,
                          callbacks->input);
}

struct gch_session *gch_session_new(struct gch_state *state,
                                    const struct gch_manager_options *options,
                                    struct gch_pack *texts,
                                    const struct gch_callbacks *callbacks) {
  struct gch_session *session = calloc(1, sizeof *session);
  struct gch_manager_options own = *options;
  if (session == NULL)
    return NULL;
  session->state = state;
  session->texts = *texts;
  *texts = (struct gch_pack){0};
  if (keep(session, callbacks)) {
    own.link.target.stream.tunnels = gch_porter_tunnels(&session->porter);
    own.link.heard = session->shared + GCH_EMIT_WORDS;
    session->manager = gch_manager_new(&state->life, &own, &events, session);
  }
  if (session->manager == NULL) {
    free_session(session);
    return NULL;
  }
  session->next = state->sessions;
  state->sessions = session;
  return session;
}

struct gch_session *gch_session_at(const struct gch_state *state,
                                   const void *address) {
  struct gch_session *session = state->sessions;
  while (session != NULL && session != address)
    session = session->next;
  return session;
}

struct gch_manager *gch_session_manager(const struct gch_session *session) {
  return session->manager;
}

struct gch_pack *gch_session_place(struct gch_session *session) {
  return &session->place;
}

struct gch_porter *gch_session_porter(struct gch_session *session) {
  return &session->porter;
}

static void close_session(struct gch_session *session) {
  struct gch_manager *manager = session->manager;
  session->manager = NULL;
  if (manager != NULL)
    gch_manager_close(manager);
}

void gch_session_close(struct gch_state *state, const void *address) {
  struct gch_session *session = gch_session_at(state, address);
  if (session != NULL)
    close_session(session);
}

void gch_session_close_all(struct gch_state *state) {
  for (struct gch_session *at = state->sessions; at != NULL; at = at->next)
    close_session(at);
}
