/* queue.c - a list with a tail; two of them merged. */
#include "calls/queue.h"

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

uint64_t gch_queue_deadline(const struct gch_queue *queue, uint64_t so_far) {
  if (queue->head == NULL || queue->head->deadline >= so_far)
    return so_far;
  return queue->head->deadline;
}
