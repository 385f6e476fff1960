/* members.c - packed replies to members grouped by sid. */
#include "bytes/members.h"

#include <stdlib.h>

static enum gch_code add_group(struct gch_members *members, bool failed) {
  if (members->count == members->cap) {
    size_t cap = members->cap == 0 ? 1 : 2 * members->cap;
    struct gch_group *groups =
        realloc(members->groups, cap * sizeof *members->groups);
    if (groups == NULL)
      return GCH_ENOMEM;
    members->groups = groups;
    members->cap = cap;
  }
  members->groups[members->count++] = (struct gch_group){
      .list = members->lists, .failed = failed, .end = members->strings.count};
  return GCH_OK;
}

enum gch_code gch_members_take(struct gch_members *members,
                               const struct gch_reply *reply) {
  enum gch_code code = GCH_OK;
  if (reply->kind == GCH_ERROR)
    code = gch_pack_append(&members->strings, reply->text);
  else if (reply->kind != GCH_LIST)
    code = GCH_EPROTOCOL;
  if (code == GCH_OK && (reply->kind == GCH_ERROR || reply->strings > 0))
    code = add_group(members, reply->kind == GCH_ERROR);
  if (code == GCH_OK)
    members->lists++;
  return code;
}

void gch_members_told(struct gch_members *members) {
  gch_pack_cut(&members->strings, 0);
  members->count = 0;
}

void gch_members_reset(struct gch_members *members) {
  gch_members_told(members);
  members->lists = 0;
}

void gch_members_free(struct gch_members *members) {
  gch_pack_free(&members->strings);
  free(members->groups);
  *members = (struct gch_members){0};
}
