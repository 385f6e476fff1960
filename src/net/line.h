/* line.h - calls out and replies in, on one connection that is ready.
 *
 * A line writes what its flight says may go out, and takes every reply to the
 * call that it answers. When it can no longer be trusted it says why, once.
 */
#ifndef GCH_LINE_H
#define GCH_LINE_H

#include "bytes/reader.h"
#include "calls/flight.h"
#include "net/fault.h"
#include "net/stream.h"

/* Why a line is of no more use: exactly one of these is set. */
struct gch_line_end {
  int status;               /* libuv's error: the connection is gone */
  struct gch_bytes words;   /* who carried it says that it is */
  enum gch_code code;       /* GCH_EINVAL: calls take another form from now on;
                               GCH_EPROTOCOL or GCH_ENOMEM, and in words: */
  const char *wrong;        /* what came is no right reply, or not storable */
  struct gch_bytes refusal; /* Redis will not do it on this connection */
};

/* Each may close the line; then nothing comes any more. */
struct gch_line_events {
  /* Calls were answered: the flight may have some that are done. */
  void (*on_replies)(void *owner);
  /* The call under way has a long list of which a part has arrived. True: it
   * was told, and does not come again. */
  bool (*on_part)(void *owner, const struct gch_request *request);
  /* There is room again: write. */
  void (*on_room)(void *owner);
  /* Borrowed during the call. The flight still has what was under way. */
  void (*on_end)(void *owner, const struct gch_line_end *end);
};

/* Says in `fault` why a line to `target` is of no more use. Borrows. */
void gch_line_fault(const struct gch_line_end *end,
                    const struct gch_target *target, struct gch_fault *fault);

/* All zero is a closed line. The fields are line.c's. */
struct gch_line {
  struct gch_stream *stream;
  struct gch_reader *reader;
  struct gch_flight *flight;
  bool unlink;
  const struct gch_line_events *events;
  void *owner;
};

/* Takes an open stream and its reader. `flight`, `events` and `owner` must
 * outlive the line. `unlink`: the server knows UNLINK. */
void gch_line_open(struct gch_line *line, struct gch_stream *stream,
                   struct gch_reader *reader, struct gch_flight *flight,
                   bool unlink, const struct gch_line_events *events,
                   void *owner);

bool gch_line_is_open(const struct gch_line *line);

enum gch_line_progress {
  GCH_LINE_IDLE, /* nothing left to write, or the socket is full: on_room */
  GCH_LINE_MORE, /* there is more; leave the loop time for others first */
  GCH_LINE_GONE  /* `*status` says why; close the line */
};

/* Writes calls. Does not call back. A call for which memory is short fails. */
enum gch_line_progress gch_line_write(struct gch_line *line, int *status);

/* Closes the connection; the flight keeps what was under way, and knows what of
 * it has left. May be called again. */
void gch_line_close(struct gch_line *line);

#endif
