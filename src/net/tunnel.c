/* tunnel.c - a stream whose carrier is asked to open, write and close.
 *
 * It has no handle, and so no close callback: it is freed when it is closed.
 * Therefore each function here touches nothing after it has called out. */
#include "net/tunnel.h"

#include "net/make.h"

#include <stdlib.h>

struct gch_tunnel {
  struct gch_stream stream;
  struct gch_tunnels *tunnels;
  uint32_t id;
  bool opened, proven, ended;
};

static const struct gch_stream_make make;

/* The address in digits; a libuv error when it is no address. */
static int write_digits(const struct sockaddr *address, char *out, size_t len) {
  if (address != NULL && address->sa_family == AF_INET)
    return uv_ip4_name((const struct sockaddr_in *)address, out, len);
  if (address != NULL && address->sa_family == AF_INET6)
    return uv_ip6_name((const struct sockaddr_in6 *)address, out, len);
  return UV_EINVAL;
}

static int port_of(const struct sockaddr *address) {
  const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
  bool six = address->sa_family == AF_INET6;
  const void *port = six ? (const void *)&v6->sin6_port : &v4->sin_port;
  const unsigned char *bytes = port;
  return bytes[0] << 8 | bytes[1];
}

int gch_tunnel_open(struct gch_stream **gives, struct gch_tunnels *tunnels,
                    const struct sockaddr *address) {
  char digits[64];
  struct gch_tunnel *tunnel;
  int status = write_digits(address, digits, sizeof digits);
  if (status == 0 && tunnels->open != NULL)
    status = UV_EBUSY;
  if (status != 0)
    return status;
  tunnel = calloc(1, sizeof *tunnel);
  if (tunnel == NULL)
    return UV_ENOMEM;
  tunnel->stream.make = &make;
  tunnel->tunnels = tunnels;
  tunnel->id = ++tunnels->last;
  if (!tunnels->carrier->open(tunnels->owner, tunnel->id, digits,
                              port_of(address))) {
    free(tunnel);
    return UV_ECANCELED;
  }
  tunnels->open = tunnel;
  *gives = &tunnel->stream;
  return 0;
}

static void close_tunnel(struct gch_stream *stream) {
  struct gch_tunnel *tunnel = (struct gch_tunnel *)stream;
  struct gch_tunnels *tunnels = tunnel->tunnels;
  uint32_t id = tunnel->id;
  tunnels->open = NULL;
  free(stream->out);
  free(tunnel);
  tunnels->carrier->close(tunnels->owner, id);
}

/* --- out --- */

static int hand_over(struct gch_tunnel *tunnel) {
  const struct gch_stream *stream = &tunnel->stream;
  struct gch_tunnels *tunnels = tunnel->tunnels;
  struct gch_bytes bytes = {stream->out, stream->out_len};
  return tunnels->carrier->write(tunnels->owner, tunnel->id, bytes)
             ? 0
             : UV_ECANCELED;
}

static int push(struct gch_stream *stream) {
  struct gch_tunnel *tunnel = (struct gch_tunnel *)stream;
  stream->pushed += stream->out_len;
  stream->busy = true;
  return tunnel->proven ? hand_over(tunnel) : 0;
}

/* Of what the carrier has, nobody knows how much has left. */
static uint64_t left(const struct gch_stream *stream) {
  const struct gch_tunnel *tunnel = (const struct gch_tunnel *)stream;
  bool waits = stream->busy && !tunnel->proven;
  return waits ? stream->pushed - stream->out_len : stream->pushed;
}

static bool is_proven(const struct gch_stream *stream) {
  return ((const struct gch_tunnel *)stream)->proven;
}

static const struct gch_stream_make make = {
    .push = push, .left = left, .is_proven = is_proven, .close = close_tunnel};

/* --- what the carrier tells --- */

/* The tunnel of this number, or NULL when it has ended, or nobody has it. */
static struct gch_tunnel *find(const struct gch_tunnels *tunnels, uint32_t id) {
  struct gch_tunnel *tunnel = tunnels->open;
  bool right = tunnel != NULL && tunnel->id == id && !tunnel->ended;
  return right ? tunnel : NULL;
}

static void end(struct gch_tunnel *tunnel, const struct gch_stream_end *why) {
  struct gch_stream *stream = &tunnel->stream;
  tunnel->ended = true;
  if (tunnel->opened)
    stream->events->on_end(stream->owner, why);
  else
    stream->events->on_open(stream->owner, why->status);
}

void gch_tunnels_opened(struct gch_tunnels *tunnels, uint32_t id) {
  struct gch_tunnel *tunnel = find(tunnels, id);
  if (tunnel == NULL || tunnel->opened)
    return;
  tunnel->opened = true;
  tunnel->stream.events->on_open(tunnel->stream.owner, 0);
}

void gch_tunnels_proven(struct gch_tunnels *tunnels, uint32_t id) {
  struct gch_tunnel *tunnel = find(tunnels, id);
  struct gch_stream_end why = {0};
  if (tunnel == NULL || !tunnel->opened || tunnel->proven)
    return;
  tunnel->proven = true;
  if (tunnel->stream.busy)
    why.status = hand_over(tunnel);
  if (why.status != 0)
    end(tunnel, &why);
}

/* Nobody is listened to who has not shown who it is. */
void gch_tunnels_data(struct gch_tunnels *tunnels, uint32_t id,
                      struct gch_bytes bytes) {
  struct gch_tunnel *tunnel = find(tunnels, id);
  if (tunnel != NULL && tunnel->proven && bytes.len > 0)
    tunnel->stream.events->on_data(tunnel->stream.owner, bytes.data, bytes.len);
}

void gch_tunnels_taken(struct gch_tunnels *tunnels, uint32_t id) {
  struct gch_tunnel *tunnel = find(tunnels, id);
  if (tunnel == NULL || !tunnel->proven || !tunnel->stream.busy)
    return;
  gch_stream_sent(&tunnel->stream);
  tunnel->stream.events->on_room(tunnel->stream.owner);
}

void gch_tunnels_ended(struct gch_tunnels *tunnels, uint32_t id,
                       const struct gch_stream_end *why) {
  struct gch_tunnel *tunnel = find(tunnels, id);
  if (tunnel != NULL)
    end(tunnel, why);
}
