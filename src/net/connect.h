/* connect.h - one attempt at a connection that is ready for calls: dial, greet,
 * and be done with both before the target's timeout. */
#ifndef GCH_CONNECT_H
#define GCH_CONNECT_H

#include "bytes/greet.h"
#include "bytes/reader.h"
#include "net/fault.h"

struct gch_connect;

/* What an attempt ends with. */
struct gch_connected {
  struct gch_stream *stream; /* given; NULL when it failed */
  struct gch_reader *reader; /* given with it */
  const struct gch_greeting *greeting;
  /* when it failed */
  const struct gch_fault *fault;
  bool fatal; /* waiting will not mend it */
  bool met;   /* the address took the connection, and then let us down */
};

/* `connected` is borrowed, what it gives excepted. */
typedef void (*gch_connect_end)(void *owner,
                                const struct gch_connected *connected);

/* Gives an attempt (gch_connect_cancel), or NULL when memory is short. Copies
 * `greeting`; borrows the target, the resolver and the greeting's texts until
 * it ends. Calls back once, later, unless cancelled; it is gone then. */
struct gch_connect *gch_connect_start(struct gch_life *life,
                                      const struct gch_target *target,
                                      struct gch_resolver *resolver,
                                      unsigned skip,
                                      const struct gch_greeting *greeting,
                                      gch_connect_end end, void *owner);

/* Takes the attempt. It does not call back any more. */
void gch_connect_cancel(struct gch_connect *connect);

#endif
