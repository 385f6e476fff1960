/* request.c - requests, their outcomes, and queues of them. */
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
  gch_members_free(&request->members);
  gch_pack_free(&request->error);
  free(request);
}

static void unshift(struct gch_pool *pool, struct gch_request *request) {
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

struct gch_bytes gch_request_bytes(struct gch_request *request, bool unlink) {
  char head[GCH_REQUEST_KEYS];
  size_t len, skip;
  if (request->keys == 0)
    return (struct gch_bytes){request->bytes, request->len};
  len = (size_t)(gch_command_unlink(head, unlink, request->keys) - head);
  skip = GCH_REQUEST_KEYS - len;
  memcpy(request->bytes + skip, head, len);
  return (struct gch_bytes){request->bytes + skip, request->len - skip};
}

void gch_request_fail(struct gch_request *request, enum gch_code code,
                      struct gch_bytes text) {
  request->code = code;
  gch_members_free(&request->members);
  gch_pack_cut(&request->error, 0);
  (void)gch_pack_append(&request->error, text);
}

static enum gch_code take(struct gch_request *request,
                          const struct gch_reply *reply) {
  if (request->kind == GCH_MEMBERS)
    return gch_members_take(&request->members, reply);
  if (request->kind == GCH_SCAN)
    return reply->kind == GCH_CURSOR ? GCH_OK : GCH_EPROTOCOL;
  if (reply->kind != GCH_INTEGER)
    return GCH_EPROTOCOL;
  request->integer += reply->integer;
  return GCH_OK;
}

enum gch_code gch_request_answer(struct gch_request *request,
                                 const struct gch_reply *reply) {
  enum gch_code code = GCH_OK;
  bool one_of_many = request->kind == GCH_MEMBERS && request->commands > 1;
  if (reply->kind == GCH_ERROR && !one_of_many)
    gch_request_fail(request, GCH_EREPLY, reply->text);
  else
    code = take(request, reply);
  if (code != GCH_OK)
    return code;
  return ++request->answered == request->commands ? GCH_OK : GCH_EAGAIN;
}

void gch_request_rewind(struct gch_request *request) {
  request->ran = request->ran || request->sent;
  request->sent = false;
  request->answered = 0;
  request->integer = 0;
  request->stale = request->stale || request->told;
  request->told = false;
  gch_members_reset(&request->members);
}

bool gch_request_maybe(const struct gch_request *request) {
  return request->code != GCH_OK && (request->sent || request->ran);
}

void gch_queue_push(struct gch_queue *queue, struct gch_request *request) {
  request->next = NULL;
  if (queue->tail == NULL)
    queue->head = request;
  else
    queue->tail->next = request;
  queue->tail = request;
}

struct gch_request *gch_queue_shift(struct gch_queue *queue) {
  struct gch_request *request = queue->head;
  if (request == NULL)
    return NULL;
  queue->head = request->next;
  if (queue->head == NULL)
    queue->tail = NULL;
  request->next = NULL;
  return request;
}

/* Whether the next of the two in order is at the head of `a`. */
static bool precedes(const struct gch_queue *a, const struct gch_queue *b) {
  if (a->head == NULL || b->head == NULL)
    return b->head == NULL;
  return a->head->number < b->head->number;
}

void gch_queue_merge(struct gch_queue *queue, struct gch_queue *from) {
  struct gch_queue merged = {0};
  if (from->head == NULL)
    return;
  while (queue->head != NULL || from->head != NULL)
    gch_queue_push(&merged,
                   gch_queue_shift(precedes(queue, from) ? queue : from));
  *queue = merged;
}
