/* stream.c - uv_tcp_t and uv_pipe_t, made one. Freed in the close callback. */
#include "net/stream.h"

#include <stdlib.h>
#include <string.h>

#ifndef _WIN32
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#endif

#define READ_SIZE 65536

/* Full reads in a row in one turn of the loop. libuv would do 32: two MiB of
 * members at a time, while everything else waits. */
#define READS_PER_TURN 8

#define KEEPALIVE_S 15
#define OUT_KEEP ((size_t)1 << 20)

struct gch_stream {
  union {
    uv_handle_t handle;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  } uv;
  uv_connect_t connecting;
  uv_write_t writing;
  struct gch_life *life;
  const struct gch_stream_events *events;
  void *owner;
  struct gch_stream_options options;
  bool busy;
  uint64_t pushed; /* bytes, up to the last push that did not fail */
  int full;        /* full reads in a row, in this turn */
  char *out;
  size_t out_len, out_cap;
  char in[READ_SIZE];
};

static void on_closed(uv_handle_t *handle) {
  struct gch_stream *stream = handle->data;
  struct gch_life *life = stream->life;
  free(stream->out);
  free(stream);
  gch_life_drop(life);
}

void gch_stream_close(struct gch_stream *stream) {
  stream->events = NULL;
  uv_close(&stream->uv.handle, on_closed);
}

static void end(struct gch_stream *stream, int status) {
  uv_read_stop(&stream->uv.stream);
  stream->events->on_end(stream->owner, status);
}

/* Without a buffer libuv reads no more, and looks again in the next turn. */
static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *buf) {
  struct gch_stream *stream = handle->data;
  bool enough = stream->full == READS_PER_TURN;
  (void)wanted;
  if (enough)
    stream->full = 0;
  *buf = enough ? uv_buf_init(NULL, 0) : uv_buf_init(stream->in, READ_SIZE);
}

static void on_read(uv_stream_t *handle, ssize_t n, const uv_buf_t *buf) {
  struct gch_stream *stream = handle->data;
  bool no_buffer = n == UV_ENOBUFS && buf->base == NULL;
  stream->full = n == READ_SIZE ? stream->full + 1 : 0;
  if (stream->events == NULL || n == 0 || no_buffer)
    return;
  if (n < 0)
    end(stream, (int)n);
  else
    stream->events->on_data(stream->owner, buf->base, (size_t)n);
}

/* A dead peer is noticed by the kernel too: keepalive when nothing is under
 * way, the user timeout when something is. Failing here costs only that. */
static void tune_tcp(struct gch_stream *stream) {
#if defined(TCP_USER_TIMEOUT) && !defined(_WIN32)
  unsigned ms = stream->options.user_timeout;
  uv_os_fd_t fd;
  if (uv_fileno(&stream->uv.handle, &fd) == 0)
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
#endif
  uv_tcp_nodelay(&stream->uv.tcp, stream->options.no_delay);
  uv_tcp_keepalive(&stream->uv.tcp, 1, KEEPALIVE_S);
}

static void on_connected(uv_connect_t *request, int status) {
  struct gch_stream *stream = request->data;
  if (stream->events == NULL)
    return;
  if (status == 0 && stream->uv.handle.type == UV_TCP)
    tune_tcp(stream);
  if (status == 0)
    status = uv_read_start(&stream->uv.stream, on_alloc, on_read);
  stream->events->on_open(stream->owner, status);
}

/* What does not fit would be cut off, and name another socket. */
static bool is_too_long(const char *path) {
#ifdef _WIN32
  return (void)path, false; /* a named pipe: what is too long does not exist */
#else
  return strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path;
#endif
}

static int connect_pipe(struct gch_stream *stream, const char *path) {
  uv_pipe_connect(&stream->connecting, &stream->uv.pipe, path, on_connected);
  return 0;
}

static int connect_tcp(struct gch_stream *stream,
                       const struct sockaddr *address) {
  return uv_tcp_connect(&stream->connecting, &stream->uv.tcp, address,
                        on_connected);
}

int gch_stream_open(struct gch_stream **gives, struct gch_life *life,
                    const struct sockaddr *address, const char *path,
                    const struct gch_stream_options *options,
                    const struct gch_stream_events *events, void *owner) {
  struct gch_stream *stream;
  int status;
  if (path != NULL && is_too_long(path))
    return UV_ENAMETOOLONG;
  stream = malloc(sizeof *stream);
  if (stream == NULL)
    return UV_ENOMEM;
  memset(stream, 0, offsetof(struct gch_stream, in));
  status = path != NULL ? uv_pipe_init(life->loop, &stream->uv.pipe, 0)
                        : uv_tcp_init(life->loop, &stream->uv.tcp);
  if (status != 0) {
    free(stream);
    return status;
  }
  stream->uv.handle.data = stream;
  stream->connecting.data = stream;
  stream->writing.data = stream;
  stream->options = *options;
  stream->life = life;
  gch_life_hold(life);
  gch_stream_attach(stream, events, owner);
  status =
      path != NULL ? connect_pipe(stream, path) : connect_tcp(stream, address);
  if (status != 0) {
    gch_stream_close(stream);
    return status;
  }
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

uint64_t gch_stream_left(const struct gch_stream *stream) {
  return stream->pushed - uv_stream_get_write_queue_size(&stream->uv.stream);
}

bool gch_stream_busy(const struct gch_stream *stream) { return stream->busy; }

/* Everything appended was written. */
static void sent(struct gch_stream *stream) {
  stream->busy = false;
  stream->out_len = 0;
  if (stream->out_cap <= OUT_KEEP)
    return;
  free(stream->out);
  stream->out = NULL;
  stream->out_cap = 0;
}

static void on_written(uv_write_t *request, int status) {
  struct gch_stream *stream = request->data;
  if (stream->events == NULL)
    return;
  if (status != 0) {
    end(stream, status);
    return;
  }
  sent(stream);
  stream->events->on_room(stream->owner);
}

int gch_stream_push(struct gch_stream *stream) {
  uv_buf_t buf = uv_buf_init(stream->out, (unsigned)stream->out_len);
  int n = uv_try_write(&stream->uv.stream, &buf, 1);
  if (n < 0 && n != UV_EAGAIN)
    return n;
  stream->pushed += stream->out_len;
  if (n == (int)stream->out_len) {
    sent(stream);
    return 0;
  }
  if (n > 0) {
    buf.base += n;
    buf.len -= (size_t)n;
  }
  stream->busy = true;
  return uv_write(&stream->writing, &stream->uv.stream, &buf, 1, on_written);
}
