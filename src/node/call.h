/* call.h - one call of JavaScript: what it was given, and for which manager. */
#ifndef GCH_CALL_H
#define GCH_CALL_H

#include "node/session.h"

#define GCH_CALL_ARGS 7

struct gch_call {
  napi_env env;
  struct gch_state *state;
  size_t argc;
  napi_value argv[GCH_CALL_ARGS]; /* undefined from number `argc` on */
  void *data;                     /* of the function */
  /* of a question */
  uint32_t tag;
  struct gch_session *session;
  struct gch_manager *manager;
};

/* Writes a question for the manager of a call, and returns what that does. */
typedef enum gch_code (*gch_question)(const struct gch_call *call);

/* Reads what the function was called with. False: Node refuses. */
bool gch_call_read(napi_env env, napi_callback_info info,
                   struct gch_call *call);

/* The session that is the first argument, or NULL when there is none. */
struct gch_session *gch_call_session(const struct gch_call *call);

/* What the call was given is no longer needed. */
void gch_call_over(const struct gch_call *call);

/* The function of JavaScript whose data is a pointer to a question: reads
 * session and tag, asks, and returns the code. */
napi_value gch_call_ask(napi_env env, napi_callback_info info);

/* The strings that are the first `count` arguments. NULL: they are none, or
 * memory is short. */
const struct gch_pack *gch_call_texts(const struct gch_call *call,
                                      size_t count);

/* What the keys of a channel are made of: the prefix that is argument number 0,
 * the name that is number 1, and the sids of the list that is number 2, one
 * behind the other. NULL: they are no strings, or memory is short. */
const struct gch_pack *gch_call_keys(const struct gch_call *call);

/* The strings of the list that is argument number `place`. NULL likewise. */
const struct gch_pack *gch_call_list_of(const struct gch_call *call,
                                        size_t place);

enum gch_code gch_call_add(const struct gch_call *call);
enum gch_code gch_call_leave(const struct gch_call *call);
enum gch_code gch_call_list(const struct gch_call *call);
enum gch_code gch_call_members(const struct gch_call *call);
enum gch_code gch_call_destroy(const struct gch_call *call);
enum gch_code gch_call_clean(const struct gch_call *call);
enum gch_code gch_call_run(const struct gch_call *call);

#endif
