/* tunnel.h - the make of a stream whose bytes somebody else carries, who also
 * finds out whether the other side is who it should be.
 *
 * A tunnel is known to its carrier by a number, which no other tunnel of the
 * same carrier ever has: what is told late of one that is closed concerns
 * nobody. There is one tunnel at a time.
 */
#ifndef GCH_TUNNEL_H
#define GCH_TUNNEL_H

#include "net/stream.h"

/* Who carries. None of these tells anything before it has returned. */
struct gch_carrier {
  /* Begins to connect to this address, in digits. False: it cannot. */
  bool (*open)(void *owner, uint32_t id, const char *address, int port);
  /* Borrows bytes to be sent; gch_tunnels_taken follows, once. */
  bool (*write)(void *owner, uint32_t id, struct gch_bytes bytes);
  void (*close)(void *owner, uint32_t id);
};

struct gch_tunnel;

/* The tunnels of one carrier. The fields below the line are tunnel.c's. */
struct gch_tunnels {
  const struct gch_carrier *carrier;
  void *owner;
  /* --- */
  struct gch_tunnel *open; /* NULL: none */
  uint32_t last;           /* the number that was given last */
};

/* As gch_stream_open; nobody is attached yet, which has to be done at once.
 * UV_EBUSY: there is one; UV_ECANCELED: the carrier cannot. */
int gch_tunnel_open(struct gch_stream **stream, struct gch_tunnels *tunnels,
                    const struct sockaddr *address);

/* What the carrier tells of its tunnels, always from the loop or from within
 * JavaScript, never from inside a call to it. Each may close the tunnel. */

/* There is a connection. */
void gch_tunnels_opened(struct gch_tunnels *tunnels, uint32_t id);

/* Who is at its other end is who should be: what was pushed may leave. */
void gch_tunnels_proven(struct gch_tunnels *tunnels, uint32_t id);

/* Bytes have come. Borrows. */
void gch_tunnels_data(struct gch_tunnels *tunnels, uint32_t id,
                      struct gch_bytes bytes);

/* What was written has been taken. */
void gch_tunnels_taken(struct gch_tunnels *tunnels, uint32_t id);

/* The connection is of no more use, or never was. Borrows. */
void gch_tunnels_ended(struct gch_tunnels *tunnels, uint32_t id,
                       const struct gch_stream_end *end);

#endif
