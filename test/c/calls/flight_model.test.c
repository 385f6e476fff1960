/* flight_model.test.c - anything may happen: what holds all the same. */
#include "calls/fly.h"
#include "test.h"

#define CALLS 400

/* What the model knows of each call. */
static struct {
  enum gch_request_kind kind;
  uint64_t deadline;
  bool done;
} model[CALLS];

static uint64_t chance, clock_ms, last_write, last_sent_write;
static unsigned made;

static unsigned roll(unsigned limit) { return random_below(&chance, limit); }

static void model_add(void) {
  enum gch_request_kind kind = roll(3) == 0 ? GCH_MEMBERS : GCH_WRITE;
  struct gch_request *request;
  if (made == CALLS)
    return;
  request = fly_add(kind, clock_ms + 60);
  request->tag = made;
  request->commands = kind == GCH_MEMBERS ? 1 + roll(3) : 1;
  model[made].kind = kind;
  model[made].deadline = request->deadline;
  made++;
}

static void check_done(struct gch_request *request) {
  CHECK(!model[request->tag].done);
  model[request->tag].done = true;
  CHECK(request->code != GCH_ECONNLOST || request->lost == 3);
  CHECK(request->code == GCH_ECONNLOST || request->lost < 3);
  if (request->code != GCH_OK)
    return;
  CHECK(!gch_request_maybe(request));
  CHECK_INT(request->answered, request->commands);
  if (request->kind != GCH_WRITE)
    return;
  CHECK(request->number > last_write);
  last_write = request->number;
}

static void check_model(void) {
  size_t count = 0;
  uint64_t deadline = UINT64_MAX;
  struct gch_request *next = gch_flight_done(&flight);
  for (struct gch_request *request = next; request != NULL; request = next) {
    next = request->next;
    check_done(request);
    gch_request_free(request);
  }
  for (unsigned i = 0; i < made; i++) {
    if (model[i].done)
      continue;
    count++;
    if (model[i].deadline < deadline)
      deadline = model[i].deadline;
  }
  CHECK_INT(flight.count, count);
  CHECK_INT(flight.bytes, count * (sizeof *next + 8));
  CHECK(gch_flight_deadline(&flight) == deadline);
}

/* Writes go out in order on each connection, one that has cost two connections
 * alone. */
static void model_send(void) {
  struct gch_request *request = gch_flight_next(&flight);
  if (request == NULL)
    return;
  CHECK(request->lost < 3);
  CHECK(request->lost < 2 || gch_flight_head(&flight) == NULL);
  CHECK(gch_flight_head(&flight) == NULL || gch_flight_head(&flight)->lost < 2);
  if (request->kind == GCH_WRITE) {
    CHECK(request->number > last_sent_write);
    last_sent_write = request->number;
  }
  gch_flight_sent(&flight, request->number);
}

static void model_lost(void) {
  fly_lose();
  last_sent_write = 0;
}

static void model_closed(void) {
  gch_flight_closed(&flight);
  last_sent_write = 0;
}

static enum gch_code random_answer(void) {
  bool is_write = gch_flight_head(&flight)->kind == GCH_WRITE;
  switch (roll(12)) {
  case 0:
    return fly_error("OOM x");
  case 1:
    return fly_error(READONLY);
  case 2:
    return fly_error("LOADING x");
  case 3:
    return roll(4) > 0 ? GCH_OK
                       : fly_answer((struct gch_reply){.kind = GCH_NIL});
  default:
    return is_write ? fly_integer() : fly_list();
  }
}

static void model_answer(void) {
  enum gch_code code;
  if (gch_flight_head(&flight) == NULL)
    return;
  code = random_answer();
  if (code == GCH_EAGAIN)
    model_closed();
  if (code != GCH_EPROTOCOL)
    return;
  gch_flight_break(&flight, code, GCH_LITERAL("wrong"));
  model_lost();
}

static void model_expire(void) {
  clock_ms += roll(20);
  if (fly_expire(clock_ms))
    model_lost();
  check_model();
  for (unsigned i = 0; i < made; i++)
    CHECK(model[i].done || model[i].deadline > clock_ms);
}

static void model_step(void) {
  unsigned what = roll(100);
  if (what < 30)
    model_add();
  else if (what < 60)
    model_send();
  else if (what < 90)
    model_answer();
  else if (what < 93)
    model_lost();
  else if (what < 95)
    model_closed();
  else
    model_expire();
}

static void model_run(uint64_t seed) {
  chance = seed;
  memset(model, 0, sizeof model);
  made = 0;
  last_write = last_sent_write = 0;
  for (int step = 0; step < 1500; step++) {
    model_step();
    check_model();
  }
  gch_flight_end(&flight, GCH_ESTOPPED, GCH_LITERAL("stop"));
  check_model();
  for (unsigned i = 0; i < made; i++)
    CHECK(model[i].done);
  fly_over();
}

static void test_whatever_happens(void) {
  for (uint64_t seed = 1; seed <= 60; seed++)
    model_run(seed);
}

int main(void) {
  RUN(test_whatever_happens);
  return test_end();
}
