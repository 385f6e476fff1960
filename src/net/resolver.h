/* resolver.h - a host name to addresses, off the loop.
 *
 * A query in flight cannot always be cancelled, so it outlives whoever asked;
 * and one that hangs must not take all threads of the pool, so a resolver has
 * one query at a time, and a later question waits for its answer.
 */
#ifndef GCH_RESOLVER_H
#define GCH_RESOLVER_H

#include "net/life.h"

struct gch_resolver;

/* `addresses` is given (uv_freeaddrinfo), or NULL with a libuv error. */
typedef void (*gch_resolver_answer)(void *owner, int status,
                                    struct addrinfo *addresses);

/* Gives a resolver (gch_resolver_close), or NULL when memory is short. */
struct gch_resolver *gch_resolver_new(struct gch_life *life);

/* Asks. Borrows the texts. Calls back once, later, unless cancelled. Fails with
 * a libuv error, without effect. Not while a question is open. */
int gch_resolver_ask(struct gch_resolver *resolver, const char *host,
                     const char *port, gch_resolver_answer answer, void *owner);

/* Gives an answer that came when nobody waited for it any more
 * (uv_freeaddrinfo), once, or NULL. Without this a query that always takes a
 * little longer than anyone waits would be in vain for ever. */
struct addrinfo *gch_resolver_take(struct gch_resolver *resolver);

/* Whoever asked is not called any more. */
void gch_resolver_cancel(struct gch_resolver *resolver);

/* Takes the resolver, and cancels. */
void gch_resolver_close(struct gch_resolver *resolver);

#endif
