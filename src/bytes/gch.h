/* gch.h - what every file shares: codes, byte strings and queues' limits.
 *
 * Ownership is told in three words, and only these:
 *   borrows  reads during the call, keeps nothing;
 *   takes    owns from now on, also when the call fails;
 *   gives    the caller owns the result and hands it to the named free.
 */
#ifndef GCH_H
#define GCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why something failed. gch_code_name says each as JavaScript sees it. */
enum gch_code {
  GCH_OK,
  GCH_EAGAIN,       /* not yet: feed more bytes; never leaves the core */
  GCH_ENOMEM,       /* an allocation failed; nothing was changed */
  GCH_EINVAL,       /* an argument makes no sense */
  GCH_ECONNREFUSED, /* no connection could be made */
  GCH_ENOTFOUND,    /* the host name does not resolve */
  GCH_ENOENT,       /* the unix socket does not exist */
  GCH_ETIMEDOUT,    /* no answer in time */
  GCH_ECONNLOST,    /* the connection was lost */
  GCH_EQUEUEFULL,   /* too many calls, or bytes, are waiting */
  GCH_ESTOPPED,     /* the service was stopped */
  GCH_ETLS,         /* the other side is not who it should be, or refuses us */
  GCH_EPROTOCOL,    /* what came back is no right reply */
  GCH_EREPLY        /* Redis answered with an error */
};

/* A view of bytes that somebody else owns. */
struct gch_bytes {
  const char *data;
  size_t len;
};

#define GCH_LITERAL(text) ((struct gch_bytes){"" text, sizeof(text) - 1})

/* "ECONNREFUSED" for GCH_ECONNREFUSED. Static text; cannot fail. */
const char *gch_code_name(enum gch_code code);

/* Whether `bytes` begin with the text `start`. Borrows both; cannot fail. */
bool gch_bytes_start(struct gch_bytes bytes, const char *start);

/* Whether the text `part` occurs in `bytes`. Borrows both; cannot fail. */
bool gch_bytes_contain(struct gch_bytes bytes, const char *part);

/* What stands before the text `part` in `bytes`: all of them, when it does not
 * occur. Borrows both; cannot fail. */
struct gch_bytes gch_bytes_before(struct gch_bytes bytes, const char *part);

#endif
