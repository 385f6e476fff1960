/* request.c - requests, their bytes and their outcomes. */
#include "calls/request.h"

#include "bytes/command.h"

#include <stdlib.h>
#include <string.h>

/* An add or a leave, or members of one frontend, with names as games have. */
#define USUAL_ROOM ((size_t)192)
#define USUAL_SIZE (sizeof(struct gch_request) + USUAL_ROOM)

/* What waits in a pool is bounded: 2.5 MiB, of which only reads take most. */
#define POOL_MAX 1024
#define BYTES_KEEP 1024
#define ENDS_KEEP 128
#define GROUPS_KEEP 8
#define ERROR_KEEP 256

/* What is in a pool is out of bounds. */
#ifdef __SANITIZE_ADDRESS__
#define GCH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GCH_ASAN 1
#endif
#endif
#ifdef GCH_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(request) ASAN_POISON_MEMORY_REGION(request, USUAL_SIZE)
#define UNPOISON(request) ASAN_UNPOISON_MEMORY_REGION(request, USUAL_SIZE)
#else
#define POISON(request) ((void)(request))
#define UNPOISON(request) ((void)(request))
#endif

static struct gch_request *shift(struct gch_pool *pool) {
  struct gch_request *request = pool->head;
  if (request == NULL)
    return NULL;
  UNPOISON(request);
  pool->head = request->next;
  pool->count--;
  return request;
}

static struct gch_request *fresh(size_t room) {
  struct gch_request *request = malloc(sizeof *request + room);
  if (request != NULL)
    memset(request, 0, sizeof *request);
  return request;
}

/* What was used before keeps its packs. */
static struct gch_request *used(struct gch_pool *pool) {
  struct gch_request *request = shift(pool);
  if (request != NULL)
    memset(request, 0, offsetof(struct gch_request, error));
  return request;
}

struct gch_request *gch_request_new(struct gch_pool *pool,
                                    enum gch_request_kind kind, size_t room) {
  struct gch_request *request = NULL;
  if (room > USUAL_ROOM)
    pool = NULL;
  if (pool != NULL) {
    room = USUAL_ROOM;
    request = used(pool);
  }
  if (request == NULL)
    request = fresh(room);
  if (request == NULL)
    return NULL;
  request->pool = pool;
  request->kind = kind;
  request->writes = kind == GCH_WRITE;
  request->commands = 1;
  return request;
}

static bool is_light(const struct gch_request *request) {
  const struct gch_members *members = &request->members;
  return members->strings.cap <= BYTES_KEEP &&
         members->strings.ends_cap <= ENDS_KEEP &&
         members->cap <= GROUPS_KEEP && request->error.cap <= ERROR_KEEP;
}

static void destroy(struct gch_request *request) {
  free(request->apart);
  gch_members_free(&request->members);
  gch_pack_free(&request->error);
  free(request);
}

static void unshift(struct gch_pool *pool, struct gch_request *request) {
  free(request->apart);
  request->apart = NULL;
  gch_members_reset(&request->members);
  gch_pack_cut(&request->error, 0);
  request->next = pool->head;
  pool->head = request;
  pool->count++;
  POISON(request);
}

void gch_request_free(struct gch_request *request) {
  if (request == NULL)
    return;
  if (request->pool != NULL && request->pool->count < POOL_MAX &&
      is_light(request))
    unshift(request->pool, request);
  else
    destroy(request);
}

void gch_pool_drain(struct gch_pool *pool) {
  struct gch_request *request;
  while ((request = shift(pool)) != NULL)
    destroy(request);
}

/* --- bytes --- */

/* One command with all keys. Its head fits in front of them. */
static struct gch_bytes together(struct gch_request *request) {
  char head[GCH_REQUEST_KEYS];
  size_t len =
      (size_t)(gch_command_unlink(head, request->unlink, request->keys) - head);
  size_t skip = GCH_REQUEST_KEYS - len;
  memcpy(request->bytes + skip, head, len);
  request->commands = 1;
  return (struct gch_bytes){request->bytes + skip, request->len - skip};
}

/* How long the argument is that begins here: "$3\r\nabc\r\n". */
static size_t arg_len(const char *arg) {
  char *end;
  size_t len = strtoul(arg + 1, &end, 10);
  return (size_t)(end - arg) + 2 + len + 2;
}

/* One command for each key. */
static struct gch_bytes apart(struct gch_request *request) {
  const char *key = request->bytes + GCH_REQUEST_KEYS;
  size_t each = GCH_COMMAND_ROOM(2, GCH_COMMAND_NAME);
  char *out;
  if (request->apart == NULL)
    request->apart = malloc(request->len + request->keys * each);
  if (request->apart == NULL)
    return (struct gch_bytes){NULL, 0};
  out = request->apart;
  for (uint32_t i = 0; i < request->keys; i++) {
    size_t len = arg_len(key);
    if (request->asking)
      out = gch_command_asking(out);
    out = gch_command_unlink(out, request->unlink, 1);
    memcpy(out, key, len);
    out += len;
    key += len;
  }
  request->commands = request->keys;
  return (struct gch_bytes){request->apart, (size_t)(out - request->apart)};
}

struct gch_bytes gch_request_bytes(struct gch_request *request, bool unlink,
                                   bool by_key) {
  request->unlink = unlink;
  if (request->keys == 0)
    return (struct gch_bytes){request->bytes, request->len};
  return by_key ? apart(request) : together(request);
}

/* --- outcomes --- */

void gch_request_fail(struct gch_request *request, enum gch_code code,
                      struct gch_bytes text) {
  request->code = code;
  gch_members_free(&request->members);
  gch_pack_cut(&request->error, 0);
  (void)gch_pack_append(&request->error, text);
}

static bool is_one_of_many(const struct gch_request *request) {
  return gch_request_lists(request) && request->commands > 1;
}

/* Of the answers of one call that refuse it, the first is its outcome. */
static enum gch_code refuse(struct gch_request *request,
                            struct gch_bytes text) {
  if (request->code == GCH_OK)
    gch_request_fail(request, GCH_EREPLY, text);
  return GCH_OK;
}

static enum gch_code take(struct gch_request *request,
                          const struct gch_reply *reply) {
  if (reply->kind == GCH_ERROR && !is_one_of_many(request))
    return refuse(request, reply->text);
  if (request->kind == GCH_MEMBERS)
    return gch_members_take(&request->members, reply);
  if (request->kind == GCH_ANSWERS)
    return gch_members_note(&request->members, reply, !request->writes);
  if (request->kind == GCH_SCAN)
    return reply->kind == GCH_CURSOR ? GCH_OK : GCH_EPROTOCOL;
  if (reply->kind != GCH_INTEGER)
    return GCH_EPROTOCOL;
  request->integer += reply->integer;
  return GCH_OK;
}

/* Where ASKING itself is refused, that says more than what the command is told:
 * MOVED. */
static enum gch_code take_asking(struct gch_request *request,
                                 const struct gch_reply *reply) {
  request->asked = true;
  if (reply->kind == GCH_ERROR && !is_one_of_many(request))
    (void)refuse(request, reply->text);
  return reply->kind == GCH_STATUS || reply->kind == GCH_ERROR ? GCH_EAGAIN
                                                               : GCH_EPROTOCOL;
}

enum gch_code gch_request_answer(struct gch_request *request,
                                 const struct gch_reply *reply) {
  enum gch_code code;
  if (gch_request_asks(request))
    return take_asking(request, reply);
  request->asked = false;
  code = take(request, reply);
  if (code != GCH_OK)
    return code;
  return ++request->answered == request->commands ? GCH_OK : GCH_EAGAIN;
}

void gch_request_rewind(struct gch_request *request) {
  request->ran = request->ran || request->sent;
  request->sent = false;
  request->asked = false;
  request->answered = 0;
  request->integer = 0;
  request->code = GCH_OK;
  request->stale = request->stale || request->told;
  request->told = false;
  gch_members_reset(&request->members);
}

bool gch_request_maybe(const struct gch_request *request) {
  return request->code != GCH_OK && (request->sent || request->ran);
}
