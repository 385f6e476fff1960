/* greet.h - what is said on a new connection before any call is sent.
 *
 *   AUTH [user] password    when there is a password
 *   SELECT db               when it is not 0
 *   CLIENT KILL ID ADDR     the connection before this one, if it is known: a
 *                           server that was only frozen still holds what that
 *                           one sent, and would execute it after later calls
 *   CLIENT INFO             who this connection is, for the next KILL
 *   UNLINK                  without keys: does the server know it?
 *   PING                    is it ready to work?
 *
 * All of it leaves in one write. This file does no I/O.
 */
#ifndef GCH_GREET_H
#define GCH_GREET_H

#include "bytes/reply.h"

/* Who a connection is, in the server's own words. */
struct gch_identity {
  char id[24];
  char address[128]; /* ip:port; empty: not known */
};

struct gch_greeting {
  /* given */
  const char *username; /* NULL: none */
  const char *password; /* NULL: no AUTH */
  int64_t db;
  struct gch_identity before; /* whom to close */
  /* found out */
  struct gch_identity self;
  bool unlink;      /* the server knows UNLINK */
  bool superfluous; /* it has no password; one was given */
  bool fatal;       /* after GCH_EREPLY: waiting will not mend it */
  unsigned step;
};

/* The most bytes that gch_greet_write writes. */
size_t gch_greet_room(const struct gch_greeting *greeting);

/* Writes the commands at `out`, returns the place behind them, and waits for
 * the first answer. Borrows; cannot fail. */
char *gch_greet_write(struct gch_greeting *greeting, char *out);

/* Takes up the next reply. GCH_EAGAIN: more are to come. GCH_OK: calls may be
 * sent. GCH_EREPLY: Redis refused, in `reply->text`. GCH_EPROTOCOL: this is not
 * Redis. Borrows. */
enum gch_code gch_greet_answer(struct gch_greeting *greeting,
                               const struct gch_reply *reply);

#endif
