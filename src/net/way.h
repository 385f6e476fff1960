/* way.h - the way to one Redis: one connection at a time for a flight of calls,
 * sought, opened, lost, and sought again after pauses that grow.
 */
#ifndef GCH_WAY_H
#define GCH_WAY_H

#include "net/backoff.h"
#include "net/connect.h"
#include "net/line.h"

enum gch_news_kind {
  GCH_NEWS_READY,       /* connected, greeted: calls go out */
  GCH_NEWS_FAILED,      /* an attempt to get there failed */
  GCH_NEWS_LOST,        /* it was ready, and is no longer */
  GCH_NEWS_SUPERFLUOUS, /* a password was given, and Redis has none */
  GCH_NEWS_HELD         /* it takes no writes, which wait */
};

struct gch_news {
  enum gch_news_kind kind;
  enum gch_code code; /* FAILED, LOST, HELD: why, and in words */
  struct gch_bytes text;
  bool fatal;     /* FAILED: waiting will not mend it */
  uint64_t retry; /* FAILED, LOST, HELD: ms until the next attempt */
};

/* Each may close the way. */
struct gch_way_events {
  /* Borrowed during the call. */
  void (*on_news)(void *owner, const struct gch_news *news);
  /* Calls were answered: the flight may have some that are done. */
  void (*on_replies)(void *owner);
  /* As a line tells it. */
  bool (*on_part)(void *owner, const struct gch_request *request);
  /* Soon there is something to write, or calls are done. */
  void (*on_work)(void *owner);
};

/* The fields are way.c's, but for those that say something. */
struct gch_way {
  uv_timer_t retry; /* until the next attempt; the owner closes it */
  struct gch_life *life;
  const struct gch_target *target;
  struct gch_flight *flight;
  const struct gch_way_events *events;
  void *owner;
  struct gch_resolver *resolver;
  struct gch_connect *connect; /* during an attempt */
  struct gch_line line;        /* open while connected */
  unsigned skip;               /* addresses that took us and let us down */
  struct gch_backoff backoff;
  struct gch_greeting greeting; /* what the last one found out */
  struct gch_fault fault;       /* why there is no connection */
};

/* Begins to connect. Borrows all but the greeting as long as the way is open,
 * and its texts, too. False when memory is short; it is not open then. */
bool gch_way_open(struct gch_way *way, struct gch_life *life,
                  const struct gch_target *target,
                  const struct gch_greeting *greeting, uint64_t most_delay,
                  struct gch_flight *flight,
                  const struct gch_way_events *events, void *owner);

/* Nothing is told any more. The flight keeps what was under way. */
void gch_way_close(struct gch_way *way);

/* Whether there is a connection that is ready for calls. */
static inline bool gch_way_is_ready(const struct gch_way *way) {
  return gch_line_is_open(&way->line);
}

/* Writes what the flight says may go out. Comes last in whatever calls it,
 * since a connection may turn out to be lost. */
void gch_way_write(struct gch_way *way);

/* Gives up the connection, for this reason, and seeks another. Comes last. */
void gch_way_lose(struct gch_way *way, const struct gch_fault *fault);

/* Changes the connection for another, at once, for no fault of the calls. */
void gch_way_change(struct gch_way *way);

/* How long to pause before trying something again, in ms: longer each time,
 * until calls are answered as they should be. */
uint64_t gch_way_pause(struct gch_way *way);
void gch_way_serves(struct gch_way *way);

#endif
