/* replies.c - what a server may answer, and what becomes of it: bytes, reader,
 * reply, flight, request, members, clean, greeting.
 *
 * An input is a line that says what was asked, then the bytes of the answer:
 *
 *   w  a write            l  members on three frontends
 *   m  members on one     s  a clean, which scans
 *   g  nothing but the greeting of a new connection
 *   1 to 9  the bytes arrive in pieces of so many; else all at once
 *
 * Findings are what the sanitizers find, a call that is not answered exactly
 * once, and an outcome that depends on how the bytes were cut or on whether the
 * reader scans them or leaves all to hiredis.
 */
#include "bytes/greet.h"
#include "bytes/reader.h"
#include "calls/clean.h"
#include "calls/flight.h"

#include <stdlib.h>
#include <string.h>

#define CALLS_MAX 8

struct talk {
  struct gch_reader *reader;
  struct gch_flight flight;
  bool asked[CALLS_MAX]; /* by tag: no outcome yet */
  uint32_t calls;
  uint64_t digest; /* of all outcomes */
};

static uint64_t talk(struct gch_bytes asked, struct gch_bytes answer,
                     size_t piece, bool plain);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *text = (const char *)data;
  const char *end = size == 0 ? NULL : memchr(text, '\n', size);
  struct gch_bytes asked, answer;
  uint64_t whole;
  char last;
  if (end == NULL || end == text)
    return 0;
  asked = (struct gch_bytes){text, (size_t)(end - text)};
  answer = (struct gch_bytes){end + 1, size - asked.len - 1};
  last = end[-1];
  whole = talk(asked, answer, 0, false);
  if (talk(asked, answer, 0, true) != whole)
    abort();
  if (last >= '1' && last <= '9' &&
      talk(asked, answer, (size_t)(last - '0'), false) != whole)
    abort();
  return 0;
}

static void must(bool truth) {
  if (!truth)
    abort();
}

static void note(struct talk *talk, const void *data, size_t len) {
  const unsigned char *bytes = data;
  for (size_t i = 0; i < len; i++)
    talk->digest = (talk->digest ^ bytes[i]) * 0x100000001b3;
}

static void note_number(struct talk *talk, uint64_t number) {
  note(talk, &number, sizeof number);
}

static void note_text(struct talk *talk, struct gch_bytes text) {
  note_number(talk, text.len);
  note(talk, text.data, text.len);
}

/* --- asking --- */

static void add(struct talk *talk, struct gch_request *request) {
  must(request != NULL);
  gch_flight_add(&talk->flight, request, 1);
}

static void add_plain(struct talk *talk, enum gch_request_kind kind,
                      uint32_t commands, uint32_t tag) {
  struct gch_request *request = gch_request_new(NULL, kind, 0);
  must(request != NULL);
  request->commands = commands;
  request->tag = tag;
  add(talk, request);
}

static void add_clean(struct talk *talk, uint32_t tag) {
  struct gch_clean *clean = gch_clean_new(GCH_LITERAL("P*"), tag);
  must(clean != NULL);
  add(talk, gch_clean_first(clean));
}

static void ask(struct talk *talk, char kind) {
  uint32_t tag = talk->calls;
  if (kind == 'w')
    add_plain(talk, GCH_WRITE, 1, tag);
  else if (kind == 'm' || kind == 'l')
    add_plain(talk, GCH_MEMBERS, kind == 'm' ? 1 : 3, tag);
  else if (kind == 'a')
    add_plain(talk, GCH_ANSWERS, 4, tag);
  else if (kind == 's')
    add_clean(talk, tag);
  else
    return;
  talk->asked[tag] = true;
  talk->calls++;
}

/* As a line would; what an UNLINK looks like also depends on the server. */
static void send_all(struct talk *talk) {
  struct gch_request *request;
  while ((request = gch_flight_next(&talk->flight)) != NULL) {
    note_text(talk, gch_request_bytes(request, request->number % 2 == 0,
                                      request->number % 3 == 0));
    gch_flight_sent(&talk->flight, 0);
  }
}

/* --- outcomes --- */

static void note_members(struct talk *talk, const struct gch_members *members) {
  size_t from = 0;
  for (size_t i = 0; i < members->count; i++) {
    const struct gch_group *group = &members->groups[i];
    must(group->end > from && group->end <= members->strings.count);
    must(!group->failed || group->end == from + 1);
    note_number(talk, group->list * 2 + group->failed);
    for (; from < group->end; from++)
      note_text(talk, gch_pack_at(&members->strings, from));
  }
  must(from == members->strings.count || members->count == 0);
}

static void note_outcome(struct talk *talk, struct gch_request *request) {
  must(request->tag < talk->calls && talk->asked[request->tag]);
  talk->asked[request->tag] = false;
  note_number(talk, request->code * 2 + gch_request_maybe(request));
  note_number(talk, (uint64_t)request->integer);
  if (request->code != GCH_OK)
    note_text(talk, gch_pack_at(&request->error, 0));
  else if (gch_request_lists(request))
    note_members(talk, &request->members);
  gch_request_free(request);
}

/* A clean goes on until it is finished. */
static void take_done(struct talk *talk) {
  struct gch_request *request = gch_flight_done(&talk->flight), *next;
  for (; request != NULL; request = next) {
    struct gch_clean *clean = request->context;
    bool finished = true;
    next = request->next;
    if (clean != NULL)
      request = gch_clean_next(clean, request, &finished);
    if (!finished) {
      add(talk, request);
      continue;
    }
    gch_clean_free(clean);
    note_outcome(talk, request);
  }
}

/* --- answering --- */

/* Takes one reply, as a line and its link would. GCH_OK: go on. */
static enum gch_code take_reply(struct talk *talk) {
  struct gch_request *head = gch_flight_head(&talk->flight);
  struct gch_reply reply;
  enum gch_code code;
  if (head == NULL)
    return GCH_ESTOPPED;
  code = gch_reader_next(talk->reader, &head->members.strings, &reply);
  if (code == GCH_EAGAIN)
    return code;
  if (code == GCH_OK)
    code = gch_flight_answer(&talk->flight, &reply);
  if (code == GCH_EAGAIN || code == GCH_EINVAL) {
    gch_flight_closed(&talk->flight);
    return GCH_ESTOPPED;
  }
  if (code != GCH_OK) {
    const char *error = gch_reader_error(talk->reader);
    gch_flight_break(&talk->flight, code,
                     (struct gch_bytes){error, strlen(error)});
    gch_flight_lost(&talk->flight, GCH_LITERAL("lost"));
    return code;
  }
  take_done(talk);
  send_all(talk);
  return GCH_OK;
}

static void take_calls(struct talk *talk, struct gch_bytes answer,
                       size_t piece) {
  enum gch_code code = GCH_EAGAIN;
  for (size_t at = 0; at < answer.len && code == GCH_EAGAIN; at += piece) {
    size_t len = answer.len - at < piece ? answer.len - at : piece;
    must(gch_reader_feed(talk->reader, answer.data + at, len) == GCH_OK);
    do
      code = take_reply(talk);
    while (code == GCH_OK);
  }
}

static void take_greeting(struct talk *talk, struct gch_bytes answer,
                          size_t piece) {
  struct gch_greeting greeting = {.password = "p", .db = 1};
  struct gch_pack lists = {0};
  enum gch_code code = GCH_EAGAIN;
  char *out;
  strcpy(greeting.before.id, "7");
  strcpy(greeting.before.address, "127.0.0.1:5");
  out = malloc(gch_greet_room(&greeting));
  must(out != NULL);
  gch_greet_write(&greeting, out);
  for (size_t at = 0; at < answer.len && code == GCH_EAGAIN; at += piece) {
    size_t len = answer.len - at < piece ? answer.len - at : piece;
    struct gch_reply reply;
    must(gch_reader_feed(talk->reader, answer.data + at, len) == GCH_OK);
    while ((code = gch_reader_next(talk->reader, &lists, &reply)) == GCH_OK &&
           (code = gch_greet_answer(&greeting, &reply)) == GCH_EAGAIN)
      continue;
  }
  note_number(talk, code * 4 + greeting.unlink * 2 + greeting.fatal);
  note(talk, &greeting.self, sizeof greeting.self);
  gch_pack_free(&lists);
  free(out);
}

static uint64_t talk(struct gch_bytes asked, struct gch_bytes answer,
                     size_t piece, bool plain) {
  struct talk talk = {.reader = gch_reader_new(plain)};
  must(talk.reader != NULL);
  piece = piece == 0 ? answer.len : piece;
  for (size_t i = 0; i < asked.len && talk.calls < CALLS_MAX; i++)
    ask(&talk, asked.data[i]);
  send_all(&talk);
  if (asked.data[0] == 'g')
    take_greeting(&talk, answer, piece);
  else
    take_calls(&talk, answer, piece);
  gch_flight_end(&talk.flight, GCH_ESTOPPED, GCH_LITERAL("the end"));
  take_done(&talk);
  must(talk.flight.count == 0 && talk.flight.bytes == 0);
  for (uint32_t i = 0; i < talk.calls; i++)
    must(!talk.asked[i]);
  gch_reader_free(talk.reader);
  return talk.digest;
}
