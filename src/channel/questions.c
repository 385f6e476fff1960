/* questions.c - what is asked about channels, as requests of one link. */
#include "bytes/command.h"
#include "channel/own.h"

/* proto-max-bulk-len, which every Redis has unless somebody changed it. */
#define ARGUMENT_MAX ((size_t)512 << 20)

void gch_manager_asking(struct gch_manager *manager, bool asking) {
  manager->asking = asking;
}

/* Gives a request with room for `len` bytes that the queue has admitted:
 * nothing is made for a call that is refused. */
static enum gch_code prepare(struct gch_manager *manager,
                             enum gch_request_kind kind, size_t len,
                             struct gch_request **request) {
  enum gch_code code = gch_link_admits(manager->link, len);
  if (code != GCH_OK)
    return code;
  *request = gch_request_new(&manager->pool, kind, len);
  return *request == NULL ? GCH_ENOMEM : GCH_OK;
}

/* Where a command begins, behind what has to stand in front of it. */
static char *begin(const struct gch_manager *manager, char *out) {
  return manager->asking ? gch_command_asking(out) : out;
}

static enum gch_code dispatch(struct gch_manager *manager,
                              struct gch_request *request, uint32_t tag,
                              const char *end) {
  enum gch_code code;
  request->tag = tag;
  request->asking = manager->asking;
  request->len = (size_t)(end - request->bytes);
  code = gch_link_send(manager->link, request);
  if (code != GCH_OK)
    gch_request_free(request);
  return code;
}

typedef char *(*member_command)(char *, const struct gch_key *,
                                struct gch_bytes);

static enum gch_code change(struct gch_manager *manager, uint32_t tag,
                            struct gch_bytes name, struct gch_bytes uid,
                            struct gch_bytes sid, member_command command) {
  struct gch_key key = {manager->prefix, name, sid};
  size_t len = gch_key_len(&key);
  size_t room = GCH_COMMAND_ROOM(3, GCH_COMMAND_NAME + len + uid.len);
  struct gch_request *request;
  enum gch_code code;
  if (len > ARGUMENT_MAX || uid.len > ARGUMENT_MAX)
    return GCH_EINVAL;
  code = prepare(manager, GCH_WRITE, room, &request);
  if (code != GCH_OK)
    return code;
  return dispatch(manager, request, tag,
                  command(begin(manager, request->bytes), &key, uid));
}

enum gch_code gch_manager_add(struct gch_manager *manager, uint32_t tag,
                              struct gch_bytes name, struct gch_bytes uid,
                              struct gch_bytes sid) {
  return change(manager, tag, name, uid, sid, gch_command_add);
}

enum gch_code gch_manager_leave(struct gch_manager *manager, uint32_t tag,
                                struct gch_bytes name, struct gch_bytes uid,
                                struct gch_bytes sid) {
  return change(manager, tag, name, uid, sid, gch_command_leave);
}

/* Bytes of the keys that the channel has on the sids. False: one is longer than
 * Redis takes. */
static bool keys_len(const struct gch_manager *manager, struct gch_bytes name,
                     const struct gch_pack *sids, size_t first, size_t *len) {
  *len = 0;
  for (size_t i = first; i < sids->count; i++) {
    struct gch_key key = {manager->prefix, name, gch_pack_at(sids, i)};
    if (gch_key_len(&key) > ARGUMENT_MAX)
      return false;
    *len += gch_key_len(&key);
  }
  return true;
}

enum gch_code gch_manager_members(struct gch_manager *manager, uint32_t tag,
                                  struct gch_bytes name,
                                  const struct gch_pack *sids, size_t first) {
  struct gch_key key = {manager->prefix, name, {0}};
  size_t count = sids->count - first, len;
  struct gch_request *request;
  enum gch_code code;
  char *out;
  if (!keys_len(manager, name, sids, first, &len))
    return GCH_EINVAL;
  code = prepare(manager, GCH_MEMBERS,
                 count * GCH_COMMAND_ROOM(2, GCH_COMMAND_NAME) + len, &request);
  if (code != GCH_OK)
    return code;
  request->commands = (uint32_t)count;
  out = request->bytes;
  for (size_t i = first; i < sids->count; i++) {
    key.sid = gch_pack_at(sids, i);
    out = gch_command_members(begin(manager, out), &key);
  }
  return dispatch(manager, request, tag, out);
}

enum gch_code gch_manager_destroy(struct gch_manager *manager, uint32_t tag,
                                  struct gch_bytes name,
                                  const struct gch_pack *sids, size_t first) {
  struct gch_key key = {manager->prefix, name, {0}};
  size_t count = sids->count - first, len;
  struct gch_request *request;
  enum gch_code code;
  char *out;
  if (!keys_len(manager, name, sids, first, &len))
    return GCH_EINVAL;
  code = prepare(manager, GCH_WRITE,
                 GCH_REQUEST_KEYS + GCH_COMMAND_ROOM(count, len), &request);
  if (code != GCH_OK)
    return code;
  request->keys = (uint32_t)count;
  out = request->bytes + GCH_REQUEST_KEYS;
  for (size_t i = first; i < sids->count; i++) {
    key.sid = gch_pack_at(sids, i);
    out = gch_command_key(out, &key);
  }
  return dispatch(manager, request, tag, out);
}

/* False: an argument is longer than Redis takes. */
static bool run_len(const struct gch_run *run, size_t *len) {
  *len = 0;
  for (size_t i = 0; i < run->words->count; i++)
    if (gch_pack_at(run->words, i).len > ARGUMENT_MAX)
      return false;
  for (size_t i = 0; i < run->commands; i++)
    *len += GCH_COMMAND_ROOM(run->counts[i], 0);
  *len += run->words->len;
  return true;
}

enum gch_code gch_manager_run(struct gch_manager *manager, uint32_t tag,
                              const struct gch_run *run) {
  size_t len, word = 0;
  struct gch_request *request;
  enum gch_code code;
  char *out;
  if (!run_len(run, &len))
    return GCH_EINVAL;
  if (run->once && !gch_link_is_ready(manager->link))
    return GCH_ECONNLOST;
  code = prepare(manager, GCH_ANSWERS, len, &request);
  if (code != GCH_OK)
    return code;
  request->commands = (uint32_t)run->commands;
  request->writes = run->writes;
  request->once = run->once;
  out = request->bytes;
  for (size_t i = 0; i < run->commands; i++) {
    out = gch_command_head(begin(manager, out), run->counts[i]);
    for (uint32_t n = 0; n < run->counts[i]; n++)
      out = gch_command_arg(out, gch_pack_at(run->words, word++));
  }
  return dispatch(manager, request, tag, out);
}
