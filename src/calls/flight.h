/* flight.h - which calls wait, which are under way, and what becomes of them.
 *
 * The rules of order and of trying again, without any I/O:
 *
 * - Calls go out, and are answered, in the order in which they were made.
 * - When a connection is lost, what was under way is sent again, first. A call
 *   that has cost two connections goes out alone, so that the third one that is
 *   lost tells which call does it: that one fails, the others do not.
 * - A write that a read-only server refused is held, and so are all behind it,
 *   also those that were sent with it, whatever is answered to them: they are
 *   tried again in their order. Reads go out meanwhile. To try again, the
 *   flight is drained: what is under way is answered in peace, and then the
 *   connection is changed. On the new one a single write goes first, and its
 *   answer decides. A patient flight takes a server with too few replicas for
 *   a read-only one.
 * - A call for once fails with the connection that was there when it was made.
 */
#ifndef GCH_FLIGHT_H
#define GCH_FLIGHT_H

#include "calls/form.h"
#include "calls/queue.h"

/* A call is given up when it has cost this many connections. */
#define GCH_FLIGHT_LOST_MAX 3

enum gch_flight_mode {
  GCH_SERVING, /* everything goes out */
  GCH_PROBING, /* up to the first write, whose answer decides */
  GCH_HOLDING, /* reads go out, writes are held */
  GCH_DRAINING /* nothing goes out until all that is under way is answered */
};

/* All zero is an empty flight. */
struct gch_flight {
  struct gch_queue waiting, under_way, held, done;
  enum gch_flight_mode mode;
  uint64_t number;      /* of the call added last */
  uint64_t wrote;       /* of the write sent last */
  uint64_t connection;  /* of the connection that is, or was, open */
  size_t count, bytes;  /* of all calls that are not done */
  struct gch_form form; /* that the server takes */
  bool patient;
  /* What the read-only server said. It holds for every write until one is
   * taken, also for those that were not sent. */
  char refusal[128];
  size_t refusal_len;
};

/* Takes a call, which waits until `deadline`. Cannot fail. */
void gch_flight_add(struct gch_flight *flight, struct gch_request *request,
                    uint64_t deadline);

/* The call that may be sent next on the open connection, or NULL. */
struct gch_request *gch_flight_next(struct gch_flight *flight);

/* The call of gch_flight_next was sent; it begins at byte number `position` of
 * the connection. */
void gch_flight_sent(struct gch_flight *flight, uint64_t position);

/* Nothing leaves on the connection any more. What begins at its byte number
 * `left` or behind did not: it cannot have run, nor be to blame for a loss. */
void gch_flight_left(struct gch_flight *flight, uint64_t left);

/* A call that is in no queue fails; it is done. That it was refused says more
 * than that its time is over: its own refusal, or the one that kept it from
 * being sent. Borrows `text`. */
void gch_flight_fail(struct gch_flight *flight, struct gch_request *request,
                     enum gch_code code, struct gch_bytes text);

/* The call of gch_flight_next could not be sent, and fails. Borrows `text`. */
void gch_flight_unsendable(struct gch_flight *flight, enum gch_code code,
                           struct gch_bytes text);

/* The call that the next reply answers, or NULL. */
static inline struct gch_request *
gch_flight_head(const struct gch_flight *flight) {
  return flight->under_way.head;
}

/* Takes up a reply for gch_flight_head, which is not NULL. GCH_OK: go on.
 * GCH_EAGAIN: Redis refused for now; close the connection, and tell
 * gch_flight_closed. GCH_EINVAL: Redis refused, and takes it in another form;
 * change the connection, and tell gch_flight_closed, so that all calls keep
 * their order. GCH_EPROTOCOL or GCH_ENOMEM: the call cannot be answered
 * any more; close the connection, and tell gch_flight_break and
 * gch_flight_lost. Borrows. */
enum gch_code gch_flight_answer(struct gch_flight *flight,
                                const struct gch_reply *reply);

/* The first call under way, if any, fails. Borrows `text`. */
void gch_flight_break(struct gch_flight *flight, enum gch_code code,
                      struct gch_bytes text);

/* The connection is gone, and whatever is under way may have cost it. `text`
 * is for calls that fail now. Borrows. */
void gch_flight_lost(struct gch_flight *flight, struct gch_bytes text);

/* The connection was closed by ourselves, for no fault of what is under way. */
void gch_flight_closed(struct gch_flight *flight);

/* Whether writes are held: they are tried again by a drain. */
static inline bool gch_flight_holds(const struct gch_flight *flight) {
  return flight->mode == GCH_HOLDING || flight->mode == GCH_DRAINING;
}

/* Sends nothing more, if writes are held. */
void gch_flight_drain(struct gch_flight *flight);

/* Whether a drain is through: change the connection, and tell
 * gch_flight_closed. */
static inline bool gch_flight_drained(const struct gch_flight *flight) {
  return flight->mode == GCH_DRAINING && flight->under_way.head == NULL;
}

/* Whether a call under way has a deadline not after `now`: its late reply must
 * not meet another call, so close the connection before it fails, and tell
 * gch_flight_lost behind it. */
static inline bool gch_flight_is_late(const struct gch_flight *flight,
                                      uint64_t now) {
  return flight->under_way.head != NULL &&
         flight->under_way.head->deadline <= now;
}

/* Fails what has a deadline not after `now`. Borrows `text`. */
void gch_flight_expire(struct gch_flight *flight, uint64_t now,
                       struct gch_bytes text);

/* The earliest deadline, or UINT64_MAX. */
uint64_t gch_flight_deadline(const struct gch_flight *flight);

/* Fails everything. Borrows `text`. */
void gch_flight_end(struct gch_flight *flight, enum gch_code code,
                    struct gch_bytes text);

/* Gives the calls that are done, in order, as a list through `next`. */
struct gch_request *gch_flight_done(struct gch_flight *flight);

#endif
