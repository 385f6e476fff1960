/* emit.c - fills batches with records and text, and sends them when full. */
#include "node/emit.h"

#include "bytes/utf8.h"

#include <stdlib.h>
#include <string.h>

enum record { DONE, STRINGS, END, FAILED, LIST_FAILED, ANEW };

#define TO_THE_END UINT32_MAX
#define RECORD_HEAD 5

struct gch_emit {
  napi_env env;
  gch_emit_batch batch;
  void *owner;
  uint32_t *words;
  uint32_t count; /* words of the batch so far */
  size_t len;     /* units of text so far */
  bool wide;      /* the text is in `units`, not in `bytes` */
  bool failed;
  char bytes[GCH_EMIT_TEXT];
  uint16_t units[GCH_EMIT_TEXT];
};

struct gch_emit *gch_emit_new(void) {
  return malloc(sizeof(struct gch_emit));
}

void gch_emit_free(struct gch_emit *emit) { free(emit); }

/* --- batches --- */

static void send_text(struct gch_emit *emit, napi_status status,
                      napi_value text) {
  uint32_t count = emit->count;
  emit->count = 0;
  emit->len = 0;
  emit->wide = false;
  if (status == napi_ok)
    emit->batch(emit->owner, count, text);
  else
    emit->failed = true;
}

static void flush(struct gch_emit *emit) {
  napi_value text;
  napi_status status;
  if (emit->count == 0 || emit->failed)
    return;
  status =
      emit->wide
          ? napi_create_string_utf16(emit->env, (const char16_t *)emit->units,
                                     emit->len, &text)
          : napi_create_string_latin1(emit->env, emit->bytes, emit->len, &text);
  send_text(emit, status, text);
}

/* Sees to it that a record of `words` numbers fits. */
static uint32_t *record(struct gch_emit *emit, uint32_t words) {
  uint32_t *at;
  if (emit->count + words > GCH_EMIT_WORDS)
    flush(emit);
  if (emit->failed)
    emit->count = 0;
  at = emit->words + emit->count;
  emit->count += words;
  return at;
}

/* --- text --- */

static void widen(struct gch_emit *emit) {
  for (size_t i = 0; i < emit->len; i++)
    emit->units[i] = (unsigned char)emit->bytes[i];
  emit->wide = true;
}

/* Adds the text of one string, for which there is room. Never more units than
 * bytes. */
static void add_text(struct gch_emit *emit, struct gch_bytes text) {
  bool ascii = gch_utf8_ascii(text.data, text.len);
  if (!ascii && !emit->wide)
    widen(emit);
  if (emit->wide)
    emit->len += gch_utf8_decode(emit->units + emit->len, text);
  else if (text.len > 0)
    memcpy(emit->bytes + emit->len, text.data, text.len), emit->len += text.len;
}

static bool fits(const struct gch_emit *emit, size_t len) {
  return len <= GCH_EMIT_TEXT - emit->len;
}

/* A string too long for any batch is a batch's whole text: the last word of the
 * record that was just written says so. */
static void flush_alone(struct gch_emit *emit, struct gch_bytes text) {
  napi_value value;
  napi_status status =
      gch_utf8_ascii(text.data, text.len)
          ? napi_create_string_latin1(emit->env, text.data, text.len, &value)
          : napi_create_string_utf8(emit->env, text.data, text.len, &value);
  emit->words[emit->count - 1] = TO_THE_END;
  send_text(emit, status, value);
}

/* Ends a record of `words` numbers with the end of one string. */
static void add_record(struct gch_emit *emit, const uint32_t *head,
                       uint32_t words, struct gch_bytes text) {
  bool alone = text.len > GCH_EMIT_TEXT;
  uint32_t *at;
  if (alone || !fits(emit, text.len))
    flush(emit);
  at = record(emit, words + 1);
  memcpy(at, head, words * sizeof *head);
  if (alone) {
    flush_alone(emit, text);
    return;
  }
  add_text(emit, text);
  emit->words[emit->count - 1] = (uint32_t)emit->len;
}

/* --- lists --- */

/* How many strings from number `i` on still fit into this batch. */
static size_t run(const struct gch_emit *emit, const struct gch_pack *pack,
                  size_t i, size_t end) {
  size_t start = i == 0 ? 0 : pack->ends[i - 1];
  size_t most = GCH_EMIT_WORDS - emit->count;
  size_t room = start + GCH_EMIT_TEXT - emit->len;
  most = most > RECORD_HEAD ? most - RECORD_HEAD : 0;
  if (end - i > most)
    end = i + most;
  while (end > i && pack->ends[end - 1] > room)
    end = i + (end - i) / 2;
  return end - i;
}

static void add_ascii(struct gch_emit *emit, uint32_t *ends,
                      const struct gch_pack *pack, size_t i, size_t count) {
  size_t start = i == 0 ? 0 : pack->ends[i - 1];
  size_t len = pack->ends[i + count - 1] - start;
  uint32_t shift = (uint32_t)(emit->len - start);
  if (len > 0)
    memcpy(emit->bytes + emit->len, pack->bytes + start, len);
  for (size_t k = 0; k < count; k++)
    ends[k] = pack->ends[i + k] + shift;
  emit->len += len;
}

static bool is_ascii(const struct gch_pack *pack, size_t i, size_t count) {
  size_t start = i == 0 ? 0 : pack->ends[i - 1];
  return gch_utf8_ascii(pack->bytes + start, pack->ends[i + count - 1] - start);
}

static void add_run(struct gch_emit *emit, const uint32_t *head,
                    const struct gch_pack *pack, size_t i, size_t count) {
  uint32_t *at = record(emit, RECORD_HEAD + (uint32_t)count);
  uint32_t *ends = at + RECORD_HEAD;
  memcpy(at, head, RECORD_HEAD * sizeof *head);
  at[4] = (uint32_t)count;
  if (!emit->wide && is_ascii(pack, i, count)) {
    add_ascii(emit, ends, pack, i, count);
    return;
  }
  for (size_t k = 0; k < count; k++) {
    add_text(emit, gch_pack_at(pack, i + k));
    ends[k] = (uint32_t)emit->len;
  }
}

static uint32_t clamped(unsigned long long number) {
  return number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

/* The strings of a list from number `i` to `end`, which has `more` to come. */
static void add_list(struct gch_emit *emit, uint32_t tag, uint32_t list,
                     const struct gch_pack *pack, size_t i, size_t end,
                     size_t more) {
  while (i < end && !emit->failed) {
    uint32_t head[] = {tag, STRINGS, list, clamped(end - i + more), 1};
    size_t count = run(emit, pack, i, end);
    if (count > 0) {
      add_run(emit, head, pack, i, count);
    } else if (emit->count > 0) {
      flush(emit);
    } else {
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

static void add_bare(struct gch_emit *emit, uint32_t tag, enum record kind) {
  uint32_t *at = record(emit, 2);
  at[0] = tag;
  at[1] = kind;
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
    uint32_t head[] = {request->tag, LIST_FAILED, group->list};
    if (group->failed)
      add_record(emit, head, 3, gch_pack_at(&members->strings, from));
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
  emit->len = 0;
  emit->wide = emit->failed = false;
}

static void add_outcome(struct gch_emit *emit,
                        const struct gch_request *request) {
  if (request->code != GCH_OK) {
    add_failure(emit, request);
  } else if (request->kind == GCH_MEMBERS) {
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
    if (!emit->failed)
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
