/* members.h - the answers to one question about members, grouped by sid.
 *
 * A push to 1,000 frontends is one question with 1,000 lists for an answer,
 * most of them empty. Only lists with members, and failed ones, have a group.
 */
#ifndef GCH_MEMBERS_H
#define GCH_MEMBERS_H

#include "bytes/reply.h"

struct gch_group {
  uint32_t list; /* which list: the place of its sid in the question */
  bool failed;   /* the one string of the group is Redis' error text */
  size_t end;    /* its strings end before this number in the pack */
};

/* All zero is empty. Group i begins where group i-1 ends. */
struct gch_members {
  struct gch_pack strings;
  struct gch_group *groups;
  size_t count, cap;
  uint32_t lists; /* replies taken so far */
};

/* Takes up the next list's reply, whose strings are in `strings` already.
 * Borrows. GCH_ENOMEM, or GCH_EPROTOCOL for a reply that is neither a list nor
 * an error. */
enum gch_code gch_members_take(struct gch_members *members,
                               const struct gch_reply *reply);

/* Likewise, the next answer of any kind: a list as it is, anything else as a
 * list of one text, a nil as an empty one. Without `whole` integers and
 * statuses are empty lists as well: that there was no error is enough. */
enum gch_code gch_members_note(struct gch_members *members,
                               const struct gch_reply *reply, bool whole);

/* What was taken so far was told: drops the strings and their groups, but goes
 * on counting lists. Keeps the memory. */
void gch_members_told(struct gch_members *members);

/* Begins anew; keeps the memory. */
void gch_members_reset(struct gch_members *members);

/* Frees the memory and leaves it empty. */
void gch_members_free(struct gch_members *members);

#endif
