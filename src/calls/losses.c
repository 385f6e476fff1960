/* losses.c - calls whose connection, or whose time, is over. */
#include "calls/flight.h"

/* What is for once does not wait for another connection. */
static void end_those_for_once(struct gch_flight *flight,
                               struct gch_bytes text) {
  struct gch_queue back = {0};
  struct gch_request *request;
  while ((request = gch_queue_shift(&flight->waiting)) != NULL) {
    if (request->once)
      gch_flight_fail(flight, request, GCH_ECONNLOST, text);
    else
      gch_queue_push(&back, request);
  }
  flight->waiting = back;
}

/* What was under way, and held, waits again in its order. */
static void recall(struct gch_flight *flight, struct gch_queue *back) {
  gch_queue_merge(&flight->waiting, back);
  gch_queue_merge(&flight->waiting, &flight->held);
  if (gch_flight_holds(flight))
    flight->mode = GCH_PROBING;
}

void gch_flight_lost(struct gch_flight *flight, struct gch_bytes text) {
  struct gch_queue back = {0};
  struct gch_request *request;
  flight->refusal_len = 0;
  while ((request = gch_queue_shift(&flight->under_way)) != NULL) {
    if (request->sent)
      request->lost++;
    gch_request_rewind(request);
    if (request->lost == GCH_FLIGHT_LOST_MAX)
      gch_flight_fail(flight, request, GCH_ECONNLOST, text);
    else
      gch_queue_push(&back, request);
  }
  recall(flight, &back);
  end_those_for_once(flight, text);
}

void gch_flight_closed(struct gch_flight *flight) {
  for (struct gch_request *at = flight->under_way.head; at; at = at->next)
    gch_request_rewind(at);
  recall(flight, &flight->under_way);
  end_those_for_once(flight, GCH_LITERAL("the connection was changed"));
}

/* Fails those of a queue that have a deadline not after `now`. */
static void expire(struct gch_flight *flight, struct gch_queue *queue,
                   uint64_t now, enum gch_code code, struct gch_bytes text) {
  while (queue->head != NULL && queue->head->deadline <= now)
    gch_flight_fail(flight, gch_queue_shift(queue), code, text);
}

void gch_flight_expire(struct gch_flight *flight, uint64_t now,
                       struct gch_bytes text) {
  expire(flight, &flight->under_way, now, GCH_ETIMEDOUT, text);
  expire(flight, &flight->waiting, now, GCH_ETIMEDOUT, text);
  expire(flight, &flight->held, now, GCH_ETIMEDOUT, text);
  if (gch_flight_holds(flight) && flight->held.head == NULL)
    flight->mode = GCH_PROBING;
}

uint64_t gch_flight_deadline(const struct gch_flight *flight) {
  uint64_t deadline = gch_queue_deadline(&flight->under_way, UINT64_MAX);
  deadline = gch_queue_deadline(&flight->waiting, deadline);
  return gch_queue_deadline(&flight->held, deadline);
}

void gch_flight_end(struct gch_flight *flight, enum gch_code code,
                    struct gch_bytes text) {
  recall(flight, &flight->under_way);
  expire(flight, &flight->waiting, UINT64_MAX, code, text);
}
