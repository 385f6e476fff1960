/* link.h - one conversation with one Redis, over as many connections as it
 * takes: connect, greet, send, match replies to calls, reopen, close.
 *
 * A link works from the moment it is made until it is closed. It never gives
 * up; whoever does not want to wait closes it. It does not log: it tells news.
 */
#ifndef GCH_LINK_H
#define GCH_LINK_H

#include "calls/flight.h"
#include "net/way.h"

struct gch_link;

/* All texts and the target must outlive the link. */
struct gch_link_options {
  struct gch_target target;
  const char *username; /* NULL: none */
  const char *password; /* NULL: none */
  int64_t db;
  uint64_t command_timeout; /* ms */
  uint64_t retry_max_delay; /* ms */
  size_t max_queue;         /* calls */
  size_t max_queue_bytes;
  bool offline_queue; /* false: a call without a connection fails at once */
  bool patient;       /* of the flight */
  bool apart;         /* keys are removed one by one */
  uint32_t *heard;    /* counts what is read behind the greeting; NULL: nothing
                         does. Outlives the link. */
};

/* What a link tells its owner, always from the loop, never from inside a call
 * to the link. Each may call the link, also close it. */
struct gch_link_events {
  /* Gives calls that are done, in order, through `next`. */
  void (*on_done)(void *owner, struct gch_request *list);
  /* A call with long lists has a part of them, which is borrowed: complete
   * groups, and behind them strings of the list that is number `lists`. True:
   * it was told, and does not come again. May be NULL: lists come whole. Alone
   * of all it must not close the link. */
  bool (*on_part)(void *owner, const struct gch_request *request);
  /* Borrowed during the call. */
  void (*on_news)(void *owner, const struct gch_news *news);
  /* The last: the link is gone. */
  void (*on_closed)(void *owner);
};

/* Gives a link (gch_link_close), which begins to connect, or NULL when memory
 * is short. */
struct gch_link *gch_link_new(struct gch_life *life,
                              const struct gch_link_options *options,
                              const struct gch_link_events *events,
                              void *owner);

/* Whether a call of `len` bytes would be taken now: ask before anything is made
 * of that size. GCH_OK, or what gch_link_send says. */
enum gch_code gch_link_admits(const struct gch_link *link, size_t len);

/* Whether there is a connection on which it would go out. */
bool gch_link_is_ready(const struct gch_link *link);

/* GCH_OK: takes a call, which will come back through on_done, once. Otherwise
 * it is still the caller's: GCH_EQUEUEFULL, GCH_ESTOPPED, or GCH_ECONNLOST
 * without an offline queue. */
enum gch_code gch_link_send(struct gch_link *link, struct gch_request *request);

/* Takes the link. What is pending fails with GCH_ESTOPPED, through on_done,
 * later; then on_closed is called. */
void gch_link_close(struct gch_link *link);

#endif
