/* emit.c - fills batches with records and text, and sends them when full. */
#include "node/emit.h"

#include "node/text.h"

#include <stdlib.h>
#include <string.h>

enum record { DONE, STRINGS, END, FAILED, LIST_FAILED, ANEW, TEXT };

#define TO_THE_END UINT32_MAX
#define RECORD_HEAD 5

struct gch_emit {
  napi_env env;
  gch_emit_batch batch;
  void *owner;
  uint32_t *words;
  uint32_t count; /* words of the batch so far */
  bool failed;    /* batches are still filled, but not sent */
  size_t texts;   /* of the batch, without the one under way */
  napi_value values[GCH_EMIT_TEXTS];
  struct gch_text text;
};

struct gch_emit *gch_emit_new(void) {
  return malloc(sizeof(struct gch_emit));
}

void gch_emit_free(struct gch_emit *emit) { free(emit); }

/* --- batches --- */

static void send(struct gch_emit *emit) {
  uint32_t count = emit->count;
  size_t texts = emit->texts;
  emit->count = 0;
  emit->texts = 0;
  if (!emit->failed)
    emit->batch(emit->owner, count, texts, emit->values);
}

/* Ends the text under way: this, or NULL when it could not be made. */
static void end_text(struct gch_emit *emit, napi_value text) {
  emit->failed = emit->failed || text == NULL;
  emit->values[emit->texts++] = text;
  gch_text_clear(&emit->text);
}

static void flush(struct gch_emit *emit) {
  if (emit->count == 0)
    return;
  end_text(emit, gch_text_value(&emit->text, emit->env));
  send(emit);
}

/* --- records --- */

static bool has_room(const struct gch_emit *emit, uint32_t words) {
  return emit->count + words <= GCH_EMIT_WORDS;
}

/* The place of a record of `words` numbers, in a new batch if need be. */
static uint32_t *record(struct gch_emit *emit, uint32_t words) {
  if (!has_room(emit, words))
    flush(emit);
  emit->count += words;
  return emit->words + emit->count - words;
}

static void add_bare(struct gch_emit *emit, uint32_t tag, enum record kind) {
  uint32_t *at = record(emit, 2);
  at[0] = tag;
  at[1] = kind;
}

/* Ends the text likewise and begins another, in a new batch if need be. */
static void next_text(struct gch_emit *emit, napi_value text) {
  end_text(emit, text);
  if (emit->texts < GCH_EMIT_TEXTS && has_room(emit, 2))
    add_bare(emit, 0, TEXT);
  else
    send(emit);
}

/* A record of `words` numbers and the end of a string, which, when it is too
 * long for any other, is a text of its own. */
static void add_record(struct gch_emit *emit, const uint32_t *head,
                       uint32_t words, struct gch_bytes string) {
  uint32_t *at;
  if (emit->text.len > 0 && !gch_text_fits(&emit->text, string))
    next_text(emit, gch_text_value(&emit->text, emit->env));
  at = record(emit, words + 1);
  memcpy(at, head, words * sizeof *head);
  at[words] = TO_THE_END;
  if (gch_text_add(&emit->text, string))
    at[words] = (uint32_t)emit->text.len;
  else
    next_text(emit, gch_text_alone(emit->env, string));
}

/* A record of the strings of a pack from number `i` up to `end` that fit into
 * the text under way and into this batch; returns how many. */
static size_t add_some(struct gch_emit *emit, const uint32_t *head,
                       const struct gch_pack *pack, size_t i, size_t end) {
  uint32_t *at = emit->words + emit->count;
  size_t most = GCH_EMIT_WORDS - emit->count, count;
  if (most <= RECORD_HEAD)
    return 0;
  most -= RECORD_HEAD;
  if (end - i > most)
    end = i + most;
  count = gch_text_add_some(&emit->text, pack, i, end, at + RECORD_HEAD);
  if (count == 0)
    return 0;
  memcpy(at, head, RECORD_HEAD * sizeof *head);
  at[4] = (uint32_t)count;
  emit->count += RECORD_HEAD + (uint32_t)count;
  return count;
}

static uint32_t clamped(unsigned long long number) {
  return number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

/* The strings of a list from number `i` to `end`, which has `more` to come. */
static void add_list(struct gch_emit *emit, uint32_t tag, uint32_t list,
                     const struct gch_pack *pack, size_t i, size_t end,
                     size_t more) {
  while (i < end) {
    uint32_t head[] = {tag, STRINGS, list, clamped(end - i + more), 1};
    size_t count = add_some(emit, head, pack, i, end);
    if (count == 0) {
      count = 1;
      add_record(emit, head, RECORD_HEAD, gch_pack_at(pack, i));
    }
    i += count;
  }
}

/* --- outcomes --- */

static struct gch_bytes error_text(const struct gch_request *request) {
  if (request->error.count == 0)
    return (struct gch_bytes){"", 0};
  return gch_pack_at(&request->error, 0);
}

static void add_failure(struct gch_emit *emit,
                        const struct gch_request *request) {
  uint32_t head[] = {request->tag, FAILED, request->code,
                     gch_request_maybe(request)};
  add_record(emit, head, 4, error_text(request));
}

/* The complete groups; returns how many strings they have. */
static size_t add_groups(struct gch_emit *emit,
                         const struct gch_request *request) {
  const struct gch_members *members = &request->members;
  size_t from = 0;
  if (request->stale)
    add_bare(emit, request->tag, ANEW);
  for (size_t i = 0; i < members->count; i++) {
    const struct gch_group *group = &members->groups[i];
    uint32_t head[] = {request->tag, LIST_FAILED, group->list, request->ran};
    if (group->failed)
      add_record(emit, head, 4, gch_pack_at(&members->strings, from));
    else
      add_list(emit, request->tag, group->list, &members->strings, from,
               group->end, 0);
    from = group->end;
  }
  return from;
}

static void add_write(struct gch_emit *emit,
                      const struct gch_request *request) {
  uint32_t *at = record(emit, 3);
  at[0] = request->tag;
  at[1] = DONE;
  at[2] =
      request->integer < 0 ? 0 : clamped((unsigned long long)request->integer);
}

static void begin(struct gch_emit *emit, napi_env env, uint32_t *words,
                  gch_emit_batch batch, void *owner) {
  emit->env = env;
  emit->batch = batch;
  emit->owner = owner;
  emit->words = words;
  emit->count = 0;
  emit->texts = 0;
  emit->failed = false;
  gch_text_clear(&emit->text);
}

static void add_outcome(struct gch_emit *emit,
                        const struct gch_request *request) {
  if (request->code != GCH_OK) {
    add_failure(emit, request);
  } else if (gch_request_lists(request)) {
    add_groups(emit, request);
    add_bare(emit, request->tag, END);
  } else {
    add_write(emit, request);
  }
}

bool gch_emit_list(struct gch_emit *emit, napi_env env,
                   struct gch_request *list, uint32_t *words,
                   gch_emit_batch batch, void *owner) {
  struct gch_request *next;
  begin(emit, env, words, batch, owner);
  for (; list != NULL; list = next) {
    next = list->next;
    add_outcome(emit, list);
    gch_request_free(list);
  }
  flush(emit);
  return !emit->failed;
}

bool gch_emit_part(struct gch_emit *emit, napi_env env,
                   const struct gch_request *request, uint32_t *words,
                   gch_emit_batch batch, void *owner) {
  const struct gch_members *members = &request->members;
  begin(emit, env, words, batch, owner);
  add_list(emit, request->tag, members->lists, &members->strings,
           add_groups(emit, request), members->strings.count,
           request->promised);
  flush(emit);
  return !emit->failed;
}
