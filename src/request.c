/* request.c - requests, their outcomes, and queues of them. */
#include "request.h"

#include "command.h"

#include <stdlib.h>
#include <string.h>

struct gch_request *gch_request_new(enum gch_request_kind kind, size_t room) {
  struct gch_request *request = malloc(sizeof *request + room);
  if (request == NULL)
    return NULL;
  memset(request, 0, sizeof *request);
  request->kind = kind;
  request->commands = 1;
  return request;
}

void gch_request_free(struct gch_request *request) {
  if (request == NULL)
    return;
  gch_members_free(&request->members);
  gch_pack_free(&request->error);
  free(request);
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
  request->answered = 0;
  request->integer = 0;
  request->stale = request->stale || request->told;
  request->told = false;
  gch_members_reset(&request->members);
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
