/* stream.h - bytes to and from one address.
 *
 * A stream is opened to one socket address or unix path, says that it is open,
 * hands over what it reads, and writes what is appended to it. It has no
 * deadlines of its own: whoever opens it closes it.
 *
 * It is a socket of our own, or a tunnel, whose bytes somebody else carries.
 */
#ifndef GCH_STREAM_H
#define GCH_STREAM_H

#include "net/life.h"

struct gch_stream;
struct gch_tunnels;

/* Why a stream is of no more use: a libuv error, or who carries it says it in
 * words. */
struct gch_stream_end {
  int status;
  struct gch_bytes words; /* len 0: there are none */
  bool fatal;             /* with words: waiting will not mend it */
};

/* What a stream tells its owner. Each may close the stream. */
struct gch_stream_events {
  /* Once. `status` is 0, or a libuv error and the stream is useless. */
  void (*on_open)(void *owner, int status);
  /* `data` is the stream's own and holds during the call. */
  void (*on_data)(void *owner, const char *data, size_t len);
  /* What was pushed has left; the stream is no longer busy. */
  void (*on_room)(void *owner);
  /* Once. The other side is gone: UV_EOF, or what else it is. Borrowed during
   * the call. */
  void (*on_end)(void *owner, const struct gch_stream_end *end);
};

struct gch_stream_options {
  bool no_delay;               /* TCP_NODELAY */
  unsigned user_timeout;       /* ms that sent bytes may stay unacknowledged */
  struct gch_tunnels *tunnels; /* NULL: a socket of our own */
};

/* Gives a stream (gch_stream_close) to `address`, or to the unix socket `path`
 * when that is not NULL. Borrows `address`, `path` and `options`; `events` and
 * `owner` must outlive the stream. Fails with a libuv error, without effect. */
int gch_stream_open(struct gch_stream **stream, struct gch_life *life,
                    const struct sockaddr *address, const char *path,
                    const struct gch_stream_options *options,
                    const struct gch_stream_events *events, void *owner);

/* From now on the stream tells somebody else. */
void gch_stream_attach(struct gch_stream *stream,
                       const struct gch_stream_events *events, void *owner);

/* Adds a copy of the bytes to what the next push writes. Borrows. False when
 * memory is short, without effect. Not while busy. */
bool gch_stream_append(struct gch_stream *stream, struct gch_bytes bytes);

/* Bytes that are appended and not pushed. */
size_t gch_stream_pending(const struct gch_stream *stream);

/* Whether pushed bytes still wait for the socket: no append, no push now. */
bool gch_stream_busy(const struct gch_stream *stream);

/* How many bytes were appended so far. Not while busy. */
uint64_t gch_stream_position(const struct gch_stream *stream);

/* How many of them may have left: the others did not. */
uint64_t gch_stream_left(const struct gch_stream *stream);

/* Whether the other side has shown that it is who it should be, where that is
 * asked. Until then nothing leaves. */
bool gch_stream_is_proven(const struct gch_stream *stream);

/* Writes what was appended, now or as the socket takes it. Not while busy; does
 * not call back. A libuv error means that the stream is useless. */
int gch_stream_push(struct gch_stream *stream);

/* Takes the stream. No event comes any more, from this moment on. */
void gch_stream_close(struct gch_stream *stream);

#endif
