/* members.c - packed replies to members grouped by sid. */
#include "bytes/members.h"

#include <stdio.h>
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

/* The next list is complete: `strings` of it are behind those told before. */
static enum gch_code end_list(struct gch_members *members, bool failed,
                              size_t strings) {
  enum gch_code code = strings > 0 ? add_group(members, failed) : GCH_OK;
  if (code == GCH_OK)
    members->lists++;
  return code;
}

/* The next list has one text. */
static enum gch_code add_text(struct gch_members *members, bool failed,
                              struct gch_bytes text) {
  enum gch_code code = gch_pack_append(&members->strings, text);
  return code == GCH_OK ? end_list(members, failed, 1) : code;
}

enum gch_code gch_members_take(struct gch_members *members,
                               const struct gch_reply *reply) {
  if (reply->kind == GCH_ERROR)
    return add_text(members, true, reply->text);
  if (reply->kind != GCH_LIST)
    return GCH_EPROTOCOL;
  return end_list(members, false, reply->strings);
}

enum gch_code gch_members_note(struct gch_members *members,
                               const struct gch_reply *reply, bool whole) {
  char digits[24];
  if (!whole && (reply->kind == GCH_INTEGER || reply->kind == GCH_STATUS))
    return end_list(members, false, 0);
  switch (reply->kind) {
  case GCH_INTEGER:
    return add_text(
        members, false,
        (struct gch_bytes){digits, (size_t)snprintf(digits, sizeof digits,
                                                    "%lld", reply->integer)});
  case GCH_STATUS:
  case GCH_STRING:
    return add_text(members, false, reply->text);
  case GCH_NIL:
    return end_list(members, false, 0);
  case GCH_CURSOR:
    return end_list(members, false, reply->strings);
  default:
    return gch_members_take(members, reply);
  }
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
