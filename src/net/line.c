/* line.c - one connection's writing and reading. */
#include "net/line.h"

#define PUSH_SIZE ((size_t)256 << 10)
#define PUSHES_PER_TURN 4

/* Of a list that is still coming, this much is kept back at most: whoever reads
 * a million members should not need the room for all of them twice. */
#define PART_BYTES ((size_t)64 << 10)
#define PART_STRINGS 8192

static const struct gch_stream_events stream_events;

void gch_line_open(struct gch_line *line, struct gch_stream *stream,
                   struct gch_reader *reader, struct gch_flight *flight,
                   bool unlink, const struct gch_line_events *events,
                   void *owner) {
  *line = (struct gch_line){.stream = stream,
                            .reader = reader,
                            .flight = flight,
                            .unlink = unlink,
                            .events = events,
                            .owner = owner};
  gch_stream_attach(stream, &stream_events, line);
}

bool gch_line_is_open(const struct gch_line *line) {
  return line->stream != NULL;
}

void gch_line_close(struct gch_line *line) {
  if (line->stream == NULL)
    return;
  gch_flight_left(line->flight, gch_stream_left(line->stream));
  gch_stream_close(line->stream);
  gch_reader_free(line->reader);
  line->stream = NULL;
  line->reader = NULL;
}

void gch_line_fault(const struct gch_line_end *end,
                    const struct gch_target *target, struct gch_fault *fault) {
  if (end->words.len > 0)
    gch_fault_tls(fault, target, true, end->words);
  else if (end->status != 0)
    gch_fault_connection(fault, target, true, end->status);
  else if (end->refusal.data != NULL)
    gch_fault_reply(fault, end->refusal);
  else if (end->code == GCH_ENOMEM)
    gch_fault_connection(fault, target, true, UV_ENOMEM);
  else
    gch_fault_protocol(fault, target, end->wrong);
}

/* --- out --- */

/* Appends calls until there is enough for one push. */
static void fill(struct gch_line *line) {
  struct gch_request *request;
  while (gch_stream_pending(line->stream) < PUSH_SIZE &&
         (request = gch_flight_next(line->flight)) != NULL) {
    const struct gch_form *form = &line->flight->form;
    bool unlink = line->unlink && !form->del;
    struct gch_bytes bytes = gch_request_bytes(request, unlink, form->apart);
    uint64_t position = gch_stream_position(line->stream);
    if (bytes.data != NULL && gch_stream_append(line->stream, bytes))
      gch_flight_sent(line->flight, position);
    else
      gch_flight_unsendable(line->flight, GCH_ENOMEM,
                            GCH_LITERAL("out of memory"));
  }
}

enum gch_line_progress gch_line_write(struct gch_line *line, int *status) {
  for (int pushes = 0; !gch_stream_busy(line->stream); pushes++) {
    fill(line);
    if (gch_stream_pending(line->stream) == 0)
      return GCH_LINE_IDLE;
    if (pushes == PUSHES_PER_TURN)
      return GCH_LINE_MORE;
    *status = gch_stream_push(line->stream);
    if (*status != 0)
      return GCH_LINE_GONE;
  }
  return GCH_LINE_IDLE;
}

static void on_room(void *owner) {
  struct gch_line *line = owner;
  line->events->on_room(line->owner);
}

/* --- in --- */

static void on_end(void *owner, const struct gch_stream_end *why) {
  struct gch_line *line = owner;
  struct gch_line_end end = {.status = why->status, .words = why->words};
  line->events->on_end(line->owner, &end);
}

/* Takes one reply. GCH_OK: go on; GCH_EAGAIN: nothing more to read, or, with
 * `end->refusal` set, Redis refused. Even a part of an unasked reply will not
 * do: its rest would be taken for the answer to the next call. */
static enum gch_code take_reply(struct gch_line *line,
                                struct gch_line_end *end) {
  struct gch_request *head = gch_flight_head(line->flight);
  struct gch_reply reply;
  enum gch_code code;
  if (head == NULL && gch_reader_empty(line->reader))
    return GCH_EAGAIN;
  end->wrong = "a reply that nothing was asked for";
  if (head == NULL)
    return GCH_EPROTOCOL;
  code = gch_reader_next(line->reader, &head->members.strings, &reply);
  end->wrong = gch_reader_error(line->reader);
  if (code != GCH_OK)
    return code;
  code = gch_flight_answer(line->flight, &reply);
  end->wrong = "a reply of another kind than was asked for";
  if (code == GCH_EAGAIN)
    end->refusal = reply.text;
  return code;
}

static bool has_part(const struct gch_request *head) {
  const struct gch_pack *strings = &head->members.strings;
  return gch_request_lists(head) &&
         (strings->len >= PART_BYTES || strings->count >= PART_STRINGS);
}

static void tell_part(struct gch_line *line) {
  struct gch_request *head = gch_flight_head(line->flight);
  if (line->stream == NULL || head == NULL || !has_part(head))
    return;
  head->promised = gch_reader_left(line->reader);
  if (!line->events->on_part(line->owner, head) || line->stream == NULL)
    return;
  gch_members_told(&head->members);
  gch_reader_emptied(line->reader);
  head->told = true;
  head->stale = false;
}

static void on_data(void *owner, const char *data, size_t len) {
  struct gch_line *line = owner;
  struct gch_line_end end = {0};
  enum gch_code code = gch_reader_feed(line->reader, data, len);
  end.wrong = gch_reader_error(line->reader);
  while (code == GCH_OK)
    code = take_reply(line, &end);
  if (code == GCH_EAGAIN && end.refusal.data == NULL) {
    line->events->on_replies(line->owner);
    tell_part(line);
    return;
  }
  if (code != GCH_EAGAIN)
    end.code = code;
  line->events->on_end(line->owner, &end);
}

static const struct gch_stream_events stream_events = {
    .on_data = on_data, .on_room = on_room, .on_end = on_end};
