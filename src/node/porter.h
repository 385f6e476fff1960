/* porter.h - JavaScript carries tunnels: it opens connections, speaks TLS on
 * them, and brings and takes their bytes.
 *
 * It is called as carry(what, id, ...), must not throw, and does what it is
 * told later, in a turn of its own, but for closing:
 *
 *   0 id address port    begin to connect
 *   1 id bytes           send this Buffer, then tell that it was taken
 *   2 id                 close
 */
#ifndef GCH_PORTER_H
#define GCH_PORTER_H

#include "net/tunnel.h"
#include "node/speak.h"

/* What JavaScript tells of a tunnel. */
enum gch_porter_word {
  GCH_PORTER_OPENED,
  GCH_PORTER_PROVEN,
  GCH_PORTER_TAKEN,
  GCH_PORTER_ENDED
};

/* All zero carries nothing. The fields are porter.c's. */
struct gch_porter {
  struct gch_tunnels tunnels;
  napi_env env;
  napi_ref carry, input;
  char *bytes; /* in `input` */
  size_t room;
};

/* Keeps the function `carry`, and the Uint8Array `input` into which JavaScript
 * reads, until gch_porter_end. Both undefined: nothing is carried. False: they
 * are something else, or Node refuses. */
bool gch_porter_begin(struct gch_porter *porter, napi_env env, napi_value carry,
                      napi_value input);
void gch_porter_end(struct gch_porter *porter);

/* For a link's target; NULL when nothing is carried. */
struct gch_tunnels *gch_porter_tunnels(struct gch_porter *porter);

/* `len` bytes for tunnel `id` are in `input`. */
void gch_porter_feed(struct gch_porter *porter, uint32_t id, size_t len);

/* `why` counts for ENDED only. Borrows. */
void gch_porter_tell(struct gch_porter *porter, uint32_t id,
                     enum gch_porter_word word,
                     const struct gch_stream_end *why);

#endif
