/* flight_ran.test.c - whether a failed call may have run, held against a server
 * that knows what it ran.
 *
 * The server takes what has left the process in order, runs it or refuses it,
 * and may be gone, or read-only, or loading, at any time; some of its answers
 * are read.
 */
#include "calls/fly.h"
#include "test.h"

#include <string.h>

#define CALLS 400
#define PIPE 64

static struct { bool left, ran, done; } calls[CALLS]; /* by tag */

/* What the connection holds: sent, and answered as the server did at once. */
static struct {
  uint32_t tag;
  struct gch_reply reply;
} line[PIPE];

static size_t sent, answered, read_so_far;
static uint32_t made;
static uint64_t clock_ms, chance;
static bool read_only, loading;

static unsigned roll(unsigned sides) {
  chance = chance * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(chance >> 33) % sides;
}

static void add(void) {
  struct gch_request *request;
  if (made == CALLS)
    return;
  request = fly_add(roll(3) == 0 ? GCH_MEMBERS : GCH_WRITE, clock_ms + 60);
  request->once = roll(5) == 0;
  request->tag = made++;
}

static void send(void) {
  struct gch_request *request = gch_flight_next(&flight);
  if (request == NULL || sent == PIPE)
    return;
  gch_flight_sent(&flight, sent);
  line[sent++].tag = request->tag;
}

/* The server takes the next command, whatever the client knows of it. */
static void serve(void) {
  struct gch_reply *reply;
  bool write;
  if (answered == sent)
    return;
  write = roll(2) == 0;
  reply = &line[answered].reply;
  *reply = (struct gch_reply){.kind = GCH_INTEGER, .integer = 1};
  for (struct gch_request *at = flight.under_way.head; at; at = at->next)
    if (at->tag == line[answered].tag)
      write = at->kind == GCH_WRITE;
  calls[line[answered].tag].left = true;
  if (!write)
    reply->kind = GCH_LIST;
  if (loading)
    *reply =
        (struct gch_reply){.kind = GCH_ERROR, .text = GCH_LITERAL("LOADING x")};
  else if (write && read_only)
    *reply = (struct gch_reply){.kind = GCH_ERROR,
                                .text = GCH_LITERAL("READONLY x")};
  else if (roll(8) == 0)
    *reply =
        (struct gch_reply){.kind = GCH_ERROR, .text = GCH_LITERAL("OOM x")};
  else
    calls[line[answered].tag].ran = true;
  answered++;
}

static void new_connection(void) { sent = answered = read_so_far = 0; }

/* What the server has taken has left; of the rest some, by chance. */
static void note_left(void) {
  size_t left = answered + roll((unsigned)(sent - answered) + 1);
  for (size_t i = answered; i < left; i++)
    calls[line[i].tag].left = true;
  gch_flight_left(&flight, left);
}

static void lose(void) {
  note_left();
  fly_lose();
  new_connection();
}

static void close_quietly(void) {
  note_left();
  gch_flight_closed(&flight);
  new_connection();
}

static void read_answer(void) {
  if (read_so_far == answered)
    return;
  CHECK(gch_flight_head(&flight)->tag == line[read_so_far].tag);
  if (gch_flight_answer(&flight, &line[read_so_far++].reply) == GCH_EAGAIN)
    close_quietly();
  else if (gch_flight_drained(&flight))
    close_quietly();
}

static void check_done(void) {
  struct gch_request *next = gch_flight_done(&flight);
  for (struct gch_request *request = next; request != NULL; request = next) {
    bool maybe = gch_request_maybe(request);
    next = request->next;
    CHECK(!calls[request->tag].done);
    calls[request->tag].done = true;
    if (request->code == GCH_OK)
      CHECK(calls[request->tag].ran && !maybe);
    else
      CHECK(maybe || !calls[request->tag].ran);
    CHECK(!maybe || calls[request->tag].left);
    gch_request_free(request);
  }
}

static void expire(void) {
  clock_ms += roll(20);
  if (gch_flight_is_late(&flight, clock_ms))
    note_left();
  if (fly_expire(clock_ms))
    lose();
}

static void step(void) {
  unsigned what = roll(100);
  if (what < 20)
    add();
  else if (what < 45)
    send();
  else if (what < 65)
    serve();
  else if (what < 85)
    read_answer();
  else if (what < 88)
    lose();
  else if (what < 90)
    read_only = !read_only;
  else if (what < 91)
    loading = roll(3) == 0;
  else if (what < 95)
    gch_flight_drain(&flight);
  else if (what < 97 && gch_flight_drained(&flight))
    close_quietly();
  else if (what < 99)
    expire();
  check_done();
}

static void test_whatever_happens(void) {
  for (uint64_t seed = 1; seed <= 200; seed++) {
    chance = seed;
    memset(calls, 0, sizeof calls);
    made = 0;
    read_only = loading = false;
    new_connection();
    for (int i = 0; i < 3000; i++)
      step();
    note_left();
    gch_flight_end(&flight, GCH_ESTOPPED, GCH_LITERAL("stop"));
    check_done();
    fly_over();
  }
}

int main(void) {
  RUN(test_whatever_happens);
  return test_end();
}
