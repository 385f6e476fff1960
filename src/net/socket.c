/* socket.c - uv_tcp_t and uv_pipe_t, made one. Freed in the close callback. */
#include "net/socket.h"

#include "net/make.h"

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

struct socket {
  struct gch_stream stream;
  union {
    uv_handle_t handle;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  } uv;
  uv_connect_t connecting;
  uv_write_t writing;
  struct gch_life *life;
  struct gch_stream_options options;
  int full; /* full reads in a row, in this turn */
  char in[READ_SIZE];
};

static void on_closed(uv_handle_t *handle) {
  struct socket *socket = handle->data;
  struct gch_life *life = socket->life;
  free(socket->stream.out);
  free(socket);
  gch_life_drop(life);
}

static void close_socket(struct gch_stream *stream) {
  struct socket *socket = (struct socket *)stream;
  uv_close(&socket->uv.handle, on_closed);
}

static void end(struct socket *socket, int status) {
  struct gch_stream_end why = {.status = status};
  uv_read_stop(&socket->uv.stream);
  socket->stream.events->on_end(socket->stream.owner, &why);
}

/* Without a buffer libuv reads no more, and looks again in the next turn. */
static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *buf) {
  struct socket *socket = handle->data;
  bool enough = socket->full == READS_PER_TURN;
  (void)wanted;
  if (enough)
    socket->full = 0;
  *buf = enough ? uv_buf_init(NULL, 0) : uv_buf_init(socket->in, READ_SIZE);
}

static void on_read(uv_stream_t *handle, ssize_t n, const uv_buf_t *buf) {
  struct socket *socket = handle->data;
  const struct gch_stream_events *events = socket->stream.events;
  bool no_buffer = n == UV_ENOBUFS && buf->base == NULL;
  socket->full = n == READ_SIZE ? socket->full + 1 : 0;
  if (events == NULL || n == 0 || no_buffer)
    return;
  if (n < 0)
    end(socket, (int)n);
  else
    events->on_data(socket->stream.owner, buf->base, (size_t)n);
}

/* A dead peer is noticed by the kernel too: keepalive when nothing is under
 * way, the user timeout when something is. Failing here costs only that. */
static void tune_tcp(struct socket *socket) {
#if defined(TCP_USER_TIMEOUT) && !defined(_WIN32)
  unsigned ms = socket->options.user_timeout;
  uv_os_fd_t fd;
  if (uv_fileno(&socket->uv.handle, &fd) == 0)
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
#endif
  uv_tcp_nodelay(&socket->uv.tcp, socket->options.no_delay);
  uv_tcp_keepalive(&socket->uv.tcp, 1, KEEPALIVE_S);
}

static void on_connected(uv_connect_t *request, int status) {
  struct socket *socket = request->data;
  if (socket->stream.events == NULL)
    return;
  if (status == 0 && socket->uv.handle.type == UV_TCP)
    tune_tcp(socket);
  if (status == 0)
    status = uv_read_start(&socket->uv.stream, on_alloc, on_read);
  socket->stream.events->on_open(socket->stream.owner, status);
}

/* What does not fit would be cut off, and name another socket. */
static bool is_too_long(const char *path) {
#ifdef _WIN32
  return (void)path, false; /* a named pipe: what is too long does not exist */
#else
  return strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path;
#endif
}

static int connect_pipe(struct socket *socket, const char *path) {
  uv_pipe_connect(&socket->connecting, &socket->uv.pipe, path, on_connected);
  return 0;
}

static int connect_tcp(struct socket *socket, const struct sockaddr *address) {
  return uv_tcp_connect(&socket->connecting, &socket->uv.tcp, address,
                        on_connected);
}

static const struct gch_stream_make make;

int gch_socket_open(struct gch_stream **gives, struct gch_life *life,
                    const struct sockaddr *address, const char *path,
                    const struct gch_stream_options *options) {
  struct socket *socket;
  int status;
  if (path != NULL && is_too_long(path))
    return UV_ENAMETOOLONG;
  socket = malloc(sizeof *socket);
  if (socket == NULL)
    return UV_ENOMEM;
  memset(socket, 0, offsetof(struct socket, in));
  status = path != NULL ? uv_pipe_init(life->loop, &socket->uv.pipe, 0)
                        : uv_tcp_init(life->loop, &socket->uv.tcp);
  if (status != 0) {
    free(socket);
    return status;
  }
  socket->stream.make = &make;
  socket->uv.handle.data = socket;
  socket->connecting.data = socket;
  socket->writing.data = socket;
  socket->options = *options;
  socket->life = life;
  gch_life_hold(life);
  status =
      path != NULL ? connect_pipe(socket, path) : connect_tcp(socket, address);
  if (status != 0) {
    close_socket(&socket->stream);
    return status;
  }
  *gives = &socket->stream;
  return 0;
}

static uint64_t left(const struct gch_stream *stream) {
  const struct socket *socket = (const struct socket *)stream;
  return stream->pushed - uv_stream_get_write_queue_size(&socket->uv.stream);
}

static void on_written(uv_write_t *request, int status) {
  struct socket *socket = request->data;
  struct gch_stream *stream = &socket->stream;
  if (stream->events == NULL)
    return;
  if (status != 0) {
    end(socket, status);
    return;
  }
  gch_stream_sent(stream);
  stream->events->on_room(stream->owner);
}

static int push(struct gch_stream *stream) {
  struct socket *socket = (struct socket *)stream;
  uv_buf_t buf = uv_buf_init(stream->out, (unsigned)stream->out_len);
  int n = uv_try_write(&socket->uv.stream, &buf, 1);
  if (n < 0 && n != UV_EAGAIN)
    return n;
  stream->pushed += stream->out_len;
  if (n == (int)stream->out_len) {
    gch_stream_sent(stream);
    return 0;
  }
  if (n > 0) {
    buf.base += n;
    buf.len -= (size_t)n;
  }
  stream->busy = true;
  return uv_write(&socket->writing, &socket->uv.stream, &buf, 1, on_written);
}

/* Nobody asks who is at the other end of a socket. */
static bool is_proven(const struct gch_stream *stream) {
  (void)stream;
  return true;
}

static const struct gch_stream_make make = {
    .push = push, .left = left, .is_proven = is_proven, .close = close_socket};
