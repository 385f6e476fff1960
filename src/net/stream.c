/* stream.c - what waits to be written, whatever carries it. */
#include "net/make.h"

#include "net/socket.h"
#include "net/tunnel.h"

#include <stdlib.h>
#include <string.h>

#define OUT_KEEP ((size_t)1 << 20)

int gch_stream_open(struct gch_stream **gives, struct gch_life *life,
                    const struct sockaddr *address, const char *path,
                    const struct gch_stream_options *options,
                    const struct gch_stream_events *events, void *owner) {
  struct gch_stream *stream = NULL;
  int status = options->tunnels != NULL
                   ? gch_tunnel_open(&stream, options->tunnels, address)
                   : gch_socket_open(&stream, life, address, path, options);
  if (status != 0)
    return status;
  gch_stream_attach(stream, events, owner);
  *gives = stream;
  return 0;
}

void gch_stream_attach(struct gch_stream *stream,
                       const struct gch_stream_events *events, void *owner) {
  stream->events = events;
  stream->owner = owner;
}

bool gch_stream_append(struct gch_stream *stream, struct gch_bytes bytes) {
  size_t need = stream->out_len + bytes.len;
  if (need > stream->out_cap) {
    size_t cap = stream->out_cap == 0 ? 4096 : stream->out_cap;
    char *out;
    while (cap < need)
      cap *= 2;
    out = realloc(stream->out, cap);
    if (out == NULL)
      return false;
    stream->out = out;
    stream->out_cap = cap;
  }
  memcpy(stream->out + stream->out_len, bytes.data, bytes.len);
  stream->out_len = need;
  return true;
}

size_t gch_stream_pending(const struct gch_stream *stream) {
  return stream->out_len;
}

uint64_t gch_stream_position(const struct gch_stream *stream) {
  return stream->pushed + stream->out_len;
}

bool gch_stream_busy(const struct gch_stream *stream) { return stream->busy; }

void gch_stream_sent(struct gch_stream *stream) {
  stream->busy = false;
  stream->out_len = 0;
  if (stream->out_cap <= OUT_KEEP)
    return;
  free(stream->out);
  stream->out = NULL;
  stream->out_cap = 0;
}

/* --- what each make does in its own way --- */

int gch_stream_push(struct gch_stream *stream) {
  return stream->make->push(stream);
}

uint64_t gch_stream_left(const struct gch_stream *stream) {
  return stream->make->left(stream);
}

bool gch_stream_is_proven(const struct gch_stream *stream) {
  return stream->make->is_proven(stream);
}

void gch_stream_close(struct gch_stream *stream) {
  stream->events = NULL;
  stream->make->close(stream);
}
