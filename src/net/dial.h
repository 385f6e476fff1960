/* dial.h - one connection to one of the addresses that a target has.
 *
 * A target is a unix path, or a host and a port. The name is resolved anew each
 * time; its addresses are tried in turn, and no address that does not answer
 * keeps the next one waiting for more than a second.
 */
#ifndef GCH_DIAL_H
#define GCH_DIAL_H

#include "net/resolver.h"
#include "net/stream.h"

struct gch_dial;

struct gch_target {
  const char *path; /* NULL: host and port */
  const char *host;
  const char *port;
  uint64_t timeout; /* ms for the whole of it */
  struct gch_stream_options stream;
};

/* What a dial ends with. */
struct gch_dialed {
  struct gch_stream *stream; /* taken; NULL when it failed */
  int status;                /* a libuv error then */
};

typedef void (*gch_dial_end)(void *owner, struct gch_dialed dialed);

/* Gives a dial (gch_dial_cancel). `skip` addresses are tried last instead of
 * first. Borrows `target` and `resolver` until it ends. Calls back once, later,
 * unless cancelled; the dial is gone then. NULL when memory is short. */
struct gch_dial *gch_dial_start(struct gch_life *life,
                                const struct gch_target *target,
                                struct gch_resolver *resolver, unsigned skip,
                                gch_dial_end end, void *owner);

/* Takes the dial. It does not call back any more. */
void gch_dial_cancel(struct gch_dial *dial);

#endif
