/* pack.c - a growing list of byte strings. */
#include "bytes/pack.h"

#include <stdlib.h>
#include <string.h>

/* At least twice what there was. */
static size_t grown(size_t cap, size_t least, size_t need) {
  cap = cap < least ? least : 2 * cap;
  return cap < need ? need : cap;
}

static bool grow_bytes(struct gch_pack *pack, size_t need) {
  size_t cap = grown(pack->cap, 64, need);
  char *bytes = realloc(pack->bytes, cap);
  if (bytes == NULL)
    return false;
  pack->bytes = bytes;
  pack->cap = cap;
  return true;
}

static bool grow_ends(struct gch_pack *pack, size_t need) {
  size_t cap = grown(pack->ends_cap, 8, need);
  uint32_t *ends = realloc(pack->ends, cap * sizeof *ends);
  if (ends == NULL)
    return false;
  pack->ends = ends;
  pack->ends_cap = cap;
  return true;
}

bool gch_pack_reserve(struct gch_pack *pack, size_t count, size_t len) {
  if ((len > pack->cap - pack->len || pack->cap == 0) &&
      !grow_bytes(pack, pack->len + len))
    return false;
  return count <= pack->ends_cap - pack->count ||
         grow_ends(pack, pack->count + count);
}

char *gch_pack_room(struct gch_pack *pack, size_t len) {
  return gch_pack_reserve(pack, 1, len) ? pack->bytes + pack->len : NULL;
}

void gch_pack_added(struct gch_pack *pack, size_t len) {
  pack->len += len;
  pack->ends[pack->count++] = (uint32_t)pack->len;
}

enum gch_code gch_pack_append(struct gch_pack *pack, struct gch_bytes string) {
  char *room;
  if (string.len > UINT32_MAX - pack->len)
    return GCH_EPROTOCOL;
  room = gch_pack_room(pack, string.len);
  if (room == NULL)
    return GCH_ENOMEM;
  if (string.len > 0)
    memcpy(room, string.data, string.len);
  gch_pack_added(pack, string.len);
  return GCH_OK;
}

struct gch_bytes gch_pack_at(const struct gch_pack *pack, size_t i) {
  size_t start = i == 0 ? 0 : pack->ends[i - 1];
  return (struct gch_bytes){pack->bytes + start, pack->ends[i] - start};
}

void gch_pack_cut(struct gch_pack *pack, size_t count) {
  if (count >= pack->count)
    return;
  pack->count = count;
  pack->len = count == 0 ? 0 : pack->ends[count - 1];
}

void gch_pack_free(struct gch_pack *pack) {
  free(pack->bytes);
  free(pack->ends);
  *pack = (struct gch_pack){0};
}
