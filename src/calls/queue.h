/* queue.h - requests in the order of their numbers. */
#ifndef GCH_QUEUE_H
#define GCH_QUEUE_H

#include "calls/request.h"

/* All zero is empty. */
struct gch_queue {
  struct gch_request *head, *tail;
};

/* Takes a request whose number is above all others of the queue. */
void gch_queue_push(struct gch_queue *queue, struct gch_request *request);

/* Gives the first request, or NULL. */
struct gch_request *gch_queue_shift(struct gch_queue *queue);

/* Moves everything from `from` to its place in `queue`. */
void gch_queue_merge(struct gch_queue *queue, struct gch_queue *from);

/* The deadline of the first request, or `so_far` when that is earlier. */
uint64_t gch_queue_deadline(const struct gch_queue *queue, uint64_t so_far);

#endif
