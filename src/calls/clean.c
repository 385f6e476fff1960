/* clean.c - SCAN, UNLINK what was found, SCAN on. */
#include "calls/clean.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct gch_clean {
  struct gch_bytes prefix;
  uint32_t tag;
  uint64_t connection; /* that the scan began on; 0: it has not begun */
  bool through;        /* the last scan has nothing behind it */
  long long removed;
  char cursor[24];
};

struct gch_clean *gch_clean_new(struct gch_bytes prefix, uint32_t tag) {
  struct gch_clean *clean = calloc(1, sizeof *clean);
  if (clean == NULL)
    return NULL;
  clean->prefix = prefix;
  clean->tag = tag;
  clean->cursor[0] = '0';
  return clean;
}

void gch_clean_free(struct gch_clean *clean) { free(clean); }

static void set_end(struct gch_clean *clean, struct gch_request *request,
                    const char *end) {
  request->len = (size_t)(end - request->bytes);
  request->context = clean;
  request->ran = clean->removed > 0;
  request->tag = clean->tag;
}

static struct gch_request *scan(struct gch_clean *clean) {
  size_t room = gch_key_pattern_room(clean->prefix);
  struct gch_bytes cursor = {clean->cursor, strlen(clean->cursor)};
  char *pattern = malloc(room);
  struct gch_request *request =
      gch_request_new(NULL, GCH_SCAN, GCH_COMMAND_ROOM(6, room + 64));
  if (pattern != NULL && request != NULL) {
    struct gch_bytes match = {pattern, gch_key_pattern(pattern, clean->prefix)};
    set_end(clean, request, gch_command_scan(request->bytes, cursor, match));
  } else {
    gch_request_free(request);
    request = NULL;
  }
  free(pattern);
  return request;
}

struct gch_request *gch_clean_first(struct gch_clean *clean) {
  return scan(clean);
}

/* The keys of a scan's answer, which stand behind the cursor. */
static struct gch_request *sweep(struct gch_clean *clean,
                                 const struct gch_pack *found) {
  size_t keys = found->count - 1;
  struct gch_request *request = gch_request_new(
      NULL, GCH_WRITE, GCH_REQUEST_KEYS + GCH_COMMAND_ROOM(keys, found->len));
  char *out;
  if (request == NULL)
    return NULL;
  request->keys = (uint32_t)keys;
  out = request->bytes + GCH_REQUEST_KEYS;
  for (size_t i = 1; i <= keys; i++)
    out = gch_command_arg(out, gch_pack_at(found, i));
  set_end(clean, request, out);
  return request;
}

/* Notes where the scan goes on. GCH_EPROTOCOL: that is not a cursor. */
static enum gch_code take_cursor(struct gch_clean *clean,
                                 const struct gch_request *answered) {
  struct gch_bytes cursor = gch_pack_at(&answered->members.strings, 0);
  if (cursor.len == 0 || cursor.len >= sizeof clean->cursor)
    return GCH_EPROTOCOL;
  memcpy(clean->cursor, cursor.data, cursor.len);
  clean->cursor[cursor.len] = '\0';
  clean->through = strcmp(clean->cursor, "0") == 0;
  return GCH_OK;
}

/* Whether the scan began on another connection than the one that answered;
 * from now on it counts as begun on that one. */
static bool moved(struct gch_clean *clean, uint64_t connection) {
  bool moved = clean->connection != 0 && clean->connection != connection;
  clean->connection = connection;
  return moved;
}

static struct gch_request *fail(const struct gch_clean *clean,
                                struct gch_request *answered,
                                enum gch_code code, struct gch_bytes text,
                                bool *finished) {
  gch_request_fail(answered, code, text);
  answered->ran = clean->removed > 0;
  *finished = true;
  return answered;
}

/* What a server says it removed is any number. */
static void count(struct gch_clean *clean, long long removed) {
  long long room = LLONG_MAX - clean->removed;
  if (removed > 0)
    clean->removed += removed < room ? removed : room;
}

struct gch_request *gch_clean_next(struct gch_clean *clean,
                                   struct gch_request *answered,
                                   bool *finished) {
  struct gch_pack *found = &answered->members.strings;
  struct gch_request *next;
  bool restart;
  *finished = answered->code != GCH_OK;
  if (*finished)
    return answered;
  restart = moved(clean, answered->connection);
  count(clean, answered->integer);
  if (answered->kind == GCH_SCAN &&
      (found->count == 0 || take_cursor(clean, answered) != GCH_OK))
    return fail(clean, answered, GCH_EPROTOCOL,
                GCH_LITERAL("what SCAN answered is no cursor"), finished);
  if (restart) {
    strcpy(clean->cursor, "0");
    clean->through = false;
  }
  *finished = clean->through && found->count <= 1;
  if (*finished) {
    answered->integer = clean->removed;
    return answered;
  }
  next = found->count > 1 ? sweep(clean, found) : scan(clean);
  if (next == NULL)
    return fail(clean, answered, GCH_ENOMEM, GCH_LITERAL("out of memory"),
                finished);
  gch_request_free(answered);
  return next;
}
