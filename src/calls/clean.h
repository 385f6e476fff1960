/* clean.h - removes every key under exactly one prefix, a batch at a time.
 *
 * SCAN and UNLINK in turn, one question under way at a time. A cursor means
 * nothing to a server that was restarted, so on a new connection the scan
 * begins anew.
 */
#ifndef GCH_CLEAN_H
#define GCH_CLEAN_H

#include "bytes/command.h"
#include "calls/request.h"

struct gch_clean;

/* Gives a clean (gch_clean_free), or NULL when memory is short. `prefix` must
 * outlive it. */
struct gch_clean *gch_clean_new(struct gch_bytes prefix, uint32_t tag);
void gch_clean_free(struct gch_clean *clean);

/* Gives the first request, with the clean as its context; NULL when memory is
 * short. */
struct gch_request *gch_clean_first(struct gch_clean *clean);

/* Takes the request that was answered and gives the next one. The one that
 * comes back done itself, as `*finished` says, is the outcome: an error, or in
 * `integer` how many keys were removed. Once some were, all that follow say so
 * by `ran`. */
struct gch_request *gch_clean_next(struct gch_clean *clean,
                                   struct gch_request *answered,
                                   bool *finished);

#endif
