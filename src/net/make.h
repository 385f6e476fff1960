/* make.h - what the makes of a stream have in common: sockets of our own
 * (socket.h), and tunnels (tunnel.h). For them and stream.c alone.
 */
#ifndef GCH_MAKE_H
#define GCH_MAKE_H

#include "net/stream.h"

/* Each does for one make what the function of that name does for all. */
struct gch_stream_make {
  int (*push)(struct gch_stream *stream);
  uint64_t (*left)(const struct gch_stream *stream);
  bool (*is_proven)(const struct gch_stream *stream);
  void (*close)(struct gch_stream *stream);
};

/* The first member of whatever a make allocates. */
struct gch_stream {
  const struct gch_stream_make *make;
  const struct gch_stream_events *events; /* NULL: closed */
  void *owner;
  bool busy;
  uint64_t pushed; /* bytes, up to the last push that did not fail */
  char *out;
  size_t out_len, out_cap;
};

/* Everything appended has left: there is room again. */
void gch_stream_sent(struct gch_stream *stream);

#endif
