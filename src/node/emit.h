/* emit.h - outcomes on their way to JavaScript, in batches.
 *
 * Whatever completes at one time crosses in as few calls as possible: numbers
 * in one array that JavaScript shares, all strings in a few texts that it cuts.
 * The records, each beginning with the tag of its call:
 *
 *   tag 0 n                  done: a write, with the integer Redis answered
 *   tag 1 list left n end... n strings of this list of the call, which has
 *                            `left` to come, these counted: some of them may
 *                            be no more than Redis' promise
 *   tag 2                    done: no more lists
 *   tag 3 code maybe end     done: failed; one string, the message
 *   tag 4 list maybe end     this list failed; one string, Redis' error
 *   tag 5                    lists that came so far do not count: anew
 *   0 6                      the next text of the batch begins
 *
 * An end is where a string ends in its text; each begins where the one before
 * it ended. The end 0xFFFFFFFF is that of the text.
 */
#ifndef GCH_EMIT_H
#define GCH_EMIT_H

#include "calls/request.h"
#include "node/napi_util.h"

/* Numbers and texts in one batch; more falls out of the processor's cache. The
 * array has one more word: how often anything was read (session.c). */
#define GCH_EMIT_WORDS 16383
#define GCH_EMIT_TEXTS 8

struct gch_emit;

/* Hands a batch over: `words` numbers, and its texts, at least one. */
typedef void (*gch_emit_batch)(void *owner, uint32_t words, size_t count,
                               const napi_value *texts);

/* Gives an emitter (gch_emit_free), or NULL when memory is short. */
struct gch_emit *gch_emit_new(void);
void gch_emit_free(struct gch_emit *emit);

/* Sends the outcomes of a list of requests, which it takes, through `batch`,
 * writing into `words`, which has room for GCH_EMIT_WORDS. A handle scope is
 * open. Requests are freed before the last batch with their outcomes is handed
 * over, so that the calls which JavaScript makes then find their memory. False:
 * strings could not be made, the environment is dying or out of memory. */
bool gch_emit_list(struct gch_emit *emit, napi_env env,
                   struct gch_request *list, uint32_t *words,
                   gch_emit_batch batch, void *owner);

/* Likewise, what has come so far of the lists of one request, which it borrows.
 * Whoever takes these records must not close the link. */
bool gch_emit_part(struct gch_emit *emit, napi_env env,
                   const struct gch_request *request, uint32_t *words,
                   gch_emit_batch batch, void *owner);

#endif
