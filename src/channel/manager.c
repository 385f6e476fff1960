/* manager.c - channels' questions as requests of one link. */
#include "channel/manager.h"

#include "calls/clean.h"

#include <stdlib.h>

/* proto-max-bulk-len, which every Redis has unless somebody changed it. */
#define ARGUMENT_MAX ((size_t)512 << 20)

struct gch_manager {
  struct gch_link *link;
  const struct gch_link_events *events;
  void *owner;
  size_t cleans; /* under way */
  bool asking;
  struct gch_pool pool;
  struct gch_bytes prefix;
};

static const struct gch_link_events link_events;

/* --- making and closing --- */

struct gch_manager *gch_manager_new(struct gch_life *life,
                                    const struct gch_manager_options *options,
                                    const struct gch_link_events *events,
                                    void *owner) {
  struct gch_manager *manager = calloc(1, sizeof *manager);
  if (manager == NULL)
    return NULL;
  manager->events = events;
  manager->owner = owner;
  manager->prefix = options->prefix;
  manager->link = gch_link_new(life, &options->link, &link_events, manager);
  if (manager->link == NULL) {
    free(manager);
    return NULL;
  }
  return manager;
}

void gch_manager_close(struct gch_manager *manager) {
  gch_link_close(manager->link);
}

/* --- questions --- */

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

enum gch_code gch_manager_clean(struct gch_manager *manager, uint32_t tag) {
  struct gch_clean *clean = gch_clean_new(manager->prefix, tag);
  struct gch_request *request = clean == NULL ? NULL : gch_clean_first(clean);
  enum gch_code code =
      request == NULL ? GCH_ENOMEM : gch_link_send(manager->link, request);
  if (code != GCH_OK) {
    gch_request_free(request);
    gch_clean_free(clean);
    return code;
  }
  manager->cleans++;
  return GCH_OK;
}

/* --- answers --- */

/* Sends the next step of a clean, or gives the outcome, or NULL. */
static struct gch_request *go_on(struct gch_manager *manager,
                                 struct gch_request *request) {
  struct gch_clean *clean = request->context;
  bool finished;
  enum gch_code code = GCH_OK;
  request = gch_clean_next(clean, request, &finished);
  if (!finished)
    code = gch_link_send(manager->link, request);
  if (!finished && code == GCH_OK)
    return NULL;
  if (code != GCH_OK)
    gch_request_fail(request, code, GCH_LITERAL("cleaning was cut short"));
  gch_clean_free(clean);
  manager->cleans--;
  return request;
}

static void on_done(void *owner, struct gch_request *list) {
  struct gch_manager *manager = owner;
  struct gch_queue plain = {0};
  struct gch_request *next;
  for (; manager->cleans > 0 && list != NULL; list = next) {
    next = list->next;
    if (list->context != NULL)
      list = go_on(manager, list);
    if (list != NULL)
      gch_queue_push(&plain, list);
  }
  if (plain.head != NULL) {
    plain.tail->next = list;
    list = plain.head;
  }
  if (list != NULL)
    manager->events->on_done(manager->owner, list);
}

static bool on_part(void *owner, const struct gch_request *request) {
  struct gch_manager *manager = owner;
  return manager->events->on_part != NULL &&
         manager->events->on_part(manager->owner, request);
}

static void on_news(void *owner, const struct gch_news *news) {
  struct gch_manager *manager = owner;
  manager->events->on_news(manager->owner, news);
}

static void on_closed(void *owner) {
  struct gch_manager *manager = owner;
  manager->events->on_closed(manager->owner);
  gch_pool_drain(&manager->pool);
  free(manager);
}

static const struct gch_link_events link_events = {.on_done = on_done,
                                                   .on_part = on_part,
                                                   .on_news = on_news,
                                                   .on_closed = on_closed};
