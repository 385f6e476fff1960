/* fly.c - the steps of a flight, each checked. */
#include "calls/fly.h"

#include "test.h"

struct gch_flight flight;

static const uint64_t never = UINT64_MAX - 1;

struct gch_request *fly_add(enum gch_request_kind kind, uint64_t deadline) {
  struct gch_request *request = gch_request_new(NULL, kind, 8);
  CHECK(request != NULL);
  request->len = 8;
  gch_flight_add(&flight, request, deadline);
  return request;
}

struct gch_request *fly_write_call(void) {
  return fly_add(GCH_WRITE, never);
}

struct gch_request *fly_read_call(void) {
  return fly_add(GCH_MEMBERS, never);
}

void fly_sends(struct gch_request *request) {
  CHECK(gch_flight_next(&flight) == request);
  gch_flight_sent(&flight, request->number);
}

void fly_sends_nothing(void) { CHECK(gch_flight_next(&flight) == NULL); }

enum gch_code fly_answer(struct gch_reply reply) {
  CHECK(gch_flight_head(&flight) != NULL);
  return gch_flight_answer(&flight, &reply);
}

enum gch_code fly_integer(void) {
  return fly_answer((struct gch_reply){.kind = GCH_INTEGER, .integer = 1});
}

enum gch_code fly_list(void) {
  return fly_answer((struct gch_reply){.kind = GCH_LIST});
}

enum gch_code fly_error(const char *text) {
  return fly_answer(
      (struct gch_reply){.kind = GCH_ERROR, .text = bytes_of(text)});
}

void fly_lose(void) { gch_flight_lost(&flight, GCH_LITERAL("gone")); }

bool fly_expire(uint64_t now) {
  bool late = gch_flight_is_late(&flight, now);
  gch_flight_expire(&flight, now, GCH_LITERAL("late"));
  return late;
}

static struct gch_request *done;

void fly_ends(struct gch_request *request, enum gch_code code, bool maybe) {
  if (done == NULL)
    done = gch_flight_done(&flight);
  CHECK(done == request);
  done = request->next;
  CHECK_INT(request->code, code);
  CHECK_INT(gch_request_maybe(request), maybe);
  gch_request_free(request);
}

void fly_ends_with(struct gch_request *request, enum gch_code code, bool maybe,
                   const char *text) {
  CHECK_INT(request->error.count, 1);
  CHECK(gch_bytes_contain(gch_pack_at(&request->error, 0), text));
  fly_ends(request, code, maybe);
}

void fly_over(void) {
  CHECK(done == NULL && gch_flight_done(&flight) == NULL);
  CHECK_INT(flight.count, 0);
  CHECK_INT(flight.bytes, 0);
  CHECK(gch_flight_head(&flight) == NULL);
  CHECK(gch_flight_next(&flight) == NULL);
  CHECK(gch_flight_deadline(&flight) == UINT64_MAX);
  flight = (struct gch_flight){0};
}
