/* flight.c - the queues of one link, and the rules by which calls move. */
#include "calls/flight.h"

#include <string.h>

static size_t cost(const struct gch_request *request) {
  return sizeof *request + request->len;
}

void gch_flight_add(struct gch_flight *flight, struct gch_request *request,
                    uint64_t deadline) {
  request->number = ++flight->number;
  request->deadline = deadline;
  flight->count++;
  flight->bytes += cost(request);
  gch_queue_push(&flight->waiting, request);
}

static void finish(struct gch_flight *flight, struct gch_request *request) {
  flight->count--;
  flight->bytes -= cost(request);
  gch_queue_push(&flight->done, request);
}

void gch_flight_fail(struct gch_flight *flight, struct gch_request *request,
                     enum gch_code code, struct gch_bytes text) {
  bool late = code == GCH_ETIMEDOUT;
  bool held = request->writes && flight->refusal_len > 0;
  struct gch_bytes refusal = {flight->refusal, flight->refusal_len};
  if (late && request->error.count > 0)
    request->code = GCH_EREPLY;
  else if (late && held)
    gch_request_fail(request, GCH_EREPLY, refusal);
  else
    gch_request_fail(request, code, text);
  finish(flight, request);
}

/* --- sending --- */

static bool has_sent_writes(const struct gch_flight *flight) {
  const struct gch_request *first = flight->under_way.head;
  return first != NULL && first->number <= flight->wrote;
}

/* Those that stand before the first read; the others' turn comes. */
static void hold_writes(struct gch_flight *flight) {
  struct gch_queue *waiting = &flight->waiting;
  while (waiting->head != NULL && waiting->head->writes)
    gch_queue_push(&flight->held, gch_queue_shift(waiting));
}

struct gch_request *gch_flight_next(struct gch_flight *flight) {
  struct gch_request *last = flight->under_way.tail;
  struct gch_request *next;
  if (flight->mode == GCH_DRAINING ||
      (flight->mode == GCH_HOLDING && has_sent_writes(flight)))
    return NULL;
  if (flight->mode == GCH_HOLDING)
    hold_writes(flight);
  next = flight->waiting.head;
  if (next == NULL || last == NULL)
    return next;
  if (last->lost == GCH_FLIGHT_LOST_MAX - 1 ||
      next->lost == GCH_FLIGHT_LOST_MAX - 1)
    return NULL;
  if (flight->mode == GCH_PROBING && last->writes)
    return NULL;
  return next;
}

void gch_flight_sent(struct gch_flight *flight, uint64_t position) {
  struct gch_request *request = gch_queue_shift(&flight->waiting);
  gch_pack_cut(&request->error, 0); /* what it was told before is over */
  request->sent = true;
  request->position = position;
  if (request->writes)
    flight->wrote = request->number;
  gch_queue_push(&flight->under_way, request);
}

void gch_flight_left(struct gch_flight *flight, uint64_t left) {
  for (struct gch_request *at = flight->under_way.head; at; at = at->next)
    at->sent = at->sent && at->position < left;
}

void gch_flight_unsendable(struct gch_flight *flight, enum gch_code code,
                           struct gch_bytes text) {
  gch_flight_fail(flight, gch_queue_shift(&flight->waiting), code, text);
}

/* --- answers --- */

/* Keeps the refusal for the day when the deadline comes. */
static void keep_refusal(struct gch_request *request, struct gch_bytes text) {
  gch_pack_cut(&request->error, 0);
  (void)gch_pack_append(&request->error, text);
  request->ran = request->ran || request->answered > 0;
  request->sent = false;
}

static bool is_error(const struct gch_reply *reply, const char *start) {
  return reply->kind == GCH_ERROR && gch_bytes_start(reply->text, start);
}

static bool takes_no_writes(const struct gch_flight *flight,
                            const struct gch_reply *reply) {
  return is_error(reply, "READONLY ") ||
         (flight->patient && is_error(reply, "NOREPLICAS "));
}

/* Whether a write with this answer is to be tried again: it was refused, or it
 * stands behind one that was. */
static bool is_held(const struct gch_flight *flight,
                    const struct gch_reply *reply) {
  bool plain = reply->kind == GCH_INTEGER || reply->kind == GCH_ERROR;
  return plain && !gch_request_asks(flight->under_way.head) &&
         (takes_no_writes(flight, reply) || gch_flight_holds(flight));
}

static void hold(struct gch_flight *flight, const struct gch_reply *reply) {
  struct gch_request *request = flight->under_way.head;
  size_t most = sizeof flight->refusal;
  if (reply->kind == GCH_ERROR)
    keep_refusal(request, reply->text);
  if (takes_no_writes(flight, reply)) {
    flight->refusal_len = reply->text.len < most ? reply->text.len : most;
    memcpy(flight->refusal, reply->text.data, flight->refusal_len);
  }
  flight->mode = gch_flight_holds(flight) ? flight->mode : GCH_HOLDING;
  request->asked = false;
  if (++request->answered < request->commands)
    return;
  gch_request_rewind(request);
  gch_queue_push(&flight->held, gch_queue_shift(&flight->under_way));
}

static void settle(struct gch_flight *flight) {
  struct gch_request *request = gch_queue_shift(&flight->under_way);
  if (request->writes) {
    flight->mode = GCH_SERVING;
    flight->refusal_len = 0;
  }
  request->connection = flight->connection;
  finish(flight, request);
}

enum gch_code gch_flight_answer(struct gch_flight *flight,
                                const struct gch_reply *reply) {
  struct gch_request *request = flight->under_way.head;
  bool reform = gch_form_learn(&flight->form, request, reply);
  enum gch_code code;
  if (reform || is_error(reply, "LOADING ")) {
    keep_refusal(request, reply->text);
    return reform ? GCH_EINVAL : GCH_EAGAIN;
  }
  if (request->writes && is_held(flight, reply)) {
    hold(flight, reply);
    return GCH_OK;
  }
  code = gch_request_answer(request, reply);
  if (code == GCH_OK) {
    request->sent = false;
    settle(flight);
  }
  return code == GCH_EAGAIN ? GCH_OK : code;
}

void gch_flight_break(struct gch_flight *flight, enum gch_code code,
                      struct gch_bytes text) {
  if (flight->under_way.head == NULL)
    return;
  gch_request_fail(flight->under_way.head, code, text);
  settle(flight);
}

void gch_flight_drain(struct gch_flight *flight) {
  if (gch_flight_holds(flight))
    flight->mode = GCH_DRAINING;
}

struct gch_request *gch_flight_done(struct gch_flight *flight) {
  struct gch_request *list = flight->done.head;
  flight->done = (struct gch_queue){0};
  return list;
}
