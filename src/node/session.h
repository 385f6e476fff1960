/* session.h - one manager as JavaScript holds it. */
#ifndef GCH_SESSION_H
#define GCH_SESSION_H

#include "channel/manager.h"
#include "node/porter.h"
#include "node/state.h"

/* What JavaScript is called with. */
struct gch_callbacks {
  napi_value batch;  /* (words, text ...): see emit.h */
  napi_value news;   /* (kind, code, text, fatal, retry): see way.h */
  napi_value closed; /* () */
  napi_value words;  /* Uint32Array of GCH_EMIT_WORDS + 1 */
  napi_value carry;  /* see porter.h; undefined: Redis is reached by sockets */
  napi_value input;
};

struct gch_session;

/* Gives a session (gch_session_close), or NULL. Takes what is in `texts`, where
 * the options' texts are, and leaves it empty; borrows the rest. */
struct gch_session *gch_session_new(struct gch_state *state,
                                    const struct gch_manager_options *options,
                                    struct gch_pack *texts,
                                    const struct gch_callbacks *callbacks);

/* The session at this address, or NULL when there is none. Cannot fail. */
struct gch_session *gch_session_at(const struct gch_state *state,
                                   const void *address);

/* Its manager, or NULL when it is closed. Cannot fail. */
struct gch_manager *gch_session_manager(const struct gch_session *session);

/* The name and the sid of its calls, in that order, or nothing. Cannot fail. */
struct gch_pack *gch_session_place(struct gch_session *session);

/* What carries its connections. Cannot fail. */
struct gch_porter *gch_session_porter(struct gch_session *session);

/* Closes the session at this address, if there is one. What is pending, and
 * `closed`, is called later. */
void gch_session_close(struct gch_state *state, const void *address);

/* Likewise, all of an environment. */
void gch_session_close_all(struct gch_state *state);

#endif
