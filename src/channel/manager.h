/* manager.h - the membership of channels in one Redis.
 *
 * Every question gets a tag and answers once: as a request through on_done,
 * with `code`, and by its kind `integer` or `members`. What on_done gives is
 * freed before on_closed returns.
 */
#ifndef GCH_MANAGER_H
#define GCH_MANAGER_H

#include "net/link.h"

struct gch_manager;

struct gch_manager_options {
  struct gch_link_options link;
  struct gch_bytes prefix;
};

/* Gives a manager (gch_manager_close), which begins to connect, or NULL when
 * memory is short. All texts, `events` and `owner` must outlive it; the events
 * are a link's. */
struct gch_manager *gch_manager_new(struct gch_life *life,
                                    const struct gch_manager_options *options,
                                    const struct gch_link_events *events,
                                    void *owner);

/* Each borrows its arguments, and answers through on_done when it returns
 * GCH_OK. Otherwise there is no effect: GCH_ENOMEM, GCH_EQUEUEFULL,
 * GCH_ESTOPPED, GCH_ECONNLOST (no offline queue), or GCH_EINVAL: an argument is
 * longer than the 512 MiB that Redis takes. */

/* From now on ASKING stands in front of each command, or no longer does: they
 * go to the node of a Redis Cluster that is to get the slot of their keys. */
void gch_manager_asking(struct gch_manager *manager, bool asking);

/* SADD, SREM. */
enum gch_code gch_manager_add(struct gch_manager *manager, uint32_t tag,
                              struct gch_bytes name, struct gch_bytes uid,
                              struct gch_bytes sid);
enum gch_code gch_manager_leave(struct gch_manager *manager, uint32_t tag,
                                struct gch_bytes name, struct gch_bytes uid,
                                struct gch_bytes sid);

/* One SMEMBERS for each of the sids, in one write. There is at least one, and
 * `members` counts lists as the sids are counted. */
enum gch_code gch_manager_members(struct gch_manager *manager, uint32_t tag,
                                  struct gch_bytes name,
                                  const struct gch_pack *sids, size_t first);

/* One UNLINK of the channel's keys on all of the sids, at least one; with
 * `link.apart`, or after ASKING, one for each. */
enum gch_code gch_manager_destroy(struct gch_manager *manager, uint32_t tag,
                                  struct gch_bytes name,
                                  const struct gch_pack *sids, size_t first);

/* SCAN and UNLINK of everything under the prefix; `integer` keys removed. */
enum gch_code gch_manager_clean(struct gch_manager *manager, uint32_t tag);

/* Any commands. The words of all of them stand one behind the other; how many
 * each has, its name counted, is in `counts`: at least two, and together as
 * many as there are words. */
struct gch_run {
  const struct gch_pack *words;
  const uint32_t *counts;
  size_t commands; /* at least one */
  bool writes;     /* held while the server takes no writes */
  bool once;       /* needs a connection, and fails with it */
};

/* In one write, answered with a list for each. GCH_ECONNLOST also: there is no
 * connection, and it is for once. */
enum gch_code gch_manager_run(struct gch_manager *manager, uint32_t tag,
                              const struct gch_run *run);

/* Takes the manager: as gch_link_close. */
void gch_manager_close(struct gch_manager *manager);

#endif
