/* reader.c - a reader: the scan for what is common, the parser for the rest. */
#include "bytes/reader.h"

#include "bytes/parse.h"
#include "bytes/scan.h"

#include <stdlib.h>
#include <string.h>

#define IN_LEAST ((size_t)4096)

/* The parser's buffer, when it grew beyond this, is given back: one huge reply
 * must not cost its size for ever. */
#define BUFFER_KEEP ((size_t)1 << 20)

/* Bytes wait in `in` for the scan. What that leaves to the parser goes there,
 * and so does all that arrives, until the parser is through with it. */
struct gch_reader {
  char *in;
  size_t in_pos, in_len, in_cap;
  struct gch_scan scan;
  struct gch_parser *parser;
  bool parsing;          /* it is the parser's turn */
  bool plain;            /* and always will be */
  struct gch_pack *into; /* where strings go, during gch_reader_next */
  size_t first;          /* strings in `into` before the reply began */
  bool started;          /* a part of a reply was read */
  size_t unfinished;     /* bytes fed since the last complete reply */
  enum gch_code failure;
  const char *error;
};

struct gch_reader *gch_reader_new(bool plain) {
  struct gch_reader *reader = calloc(1, sizeof *reader);
  if (reader == NULL)
    return NULL;
  reader->parser = gch_parser_new();
  if (reader->parser == NULL) {
    free(reader);
    return NULL;
  }
  reader->parsing = reader->plain = plain;
  reader->error = "";
  return reader;
}

void gch_reader_free(struct gch_reader *reader) {
  if (reader == NULL)
    return;
  gch_parser_free(reader->parser);
  free(reader->in);
  free(reader);
}

static enum gch_code fail(struct gch_reader *reader, enum gch_code code,
                          const char *error) {
  reader->failure = code;
  reader->error = error;
  return code;
}

/* Takes over a failure of the parser. */
static enum gch_code parsed(struct gch_reader *reader, enum gch_code code) {
  if (code == GCH_OK || code == GCH_EAGAIN)
    return code;
  return fail(reader, code, gch_parser_error(reader->parser));
}

/* --- bytes in --- */

/* Puts bytes behind those that wait for the scan, usually none or a few. */
static enum gch_code keep(struct gch_reader *reader, const char *data,
                          size_t len) {
  size_t rest = reader->in_len - reader->in_pos;
  if (reader->in_pos > 0 && rest > 0)
    memmove(reader->in, reader->in + reader->in_pos, rest);
  reader->in_pos = 0;
  reader->in_len = rest;
  if (len > reader->in_cap - rest) {
    size_t cap = rest + len < IN_LEAST ? IN_LEAST : rest + len;
    char *in = realloc(reader->in, cap);
    if (in == NULL)
      return fail(reader, GCH_ENOMEM, "out of memory");
    reader->in = in;
    reader->in_cap = cap;
  }
  if (len > 0)
    memcpy(reader->in + rest, data, len);
  reader->in_len += len;
  return GCH_OK;
}

enum gch_code gch_reader_feed(struct gch_reader *reader, const char *data,
                              size_t len) {
  if (reader->failure != GCH_OK)
    return reader->failure;
  reader->unfinished += len;
  if (reader->unfinished > GCH_REPLY_MAX)
    return fail(reader, GCH_EPROTOCOL, "a reply is longer than 256 MiB");
  if (reader->parsing)
    return parsed(reader, gch_parser_feed(reader->parser, data, len));
  return keep(reader, data, len);
}

/* The parser has the next word. */
static enum gch_code hand_over(struct gch_reader *reader) {
  const struct gch_scan *scan = &reader->scan;
  enum gch_code code = GCH_OK;
  if (scan->listing)
    code = gch_parser_resume(reader->parser, scan->taken, scan->left);
  if (code == GCH_OK)
    code = gch_parser_feed(reader->parser, reader->in + reader->in_pos,
                           reader->in_len - reader->in_pos);
  reader->scan = (struct gch_scan){0};
  reader->in_pos = reader->in_len = 0;
  reader->parsing = true;
  return parsed(reader, code);
}

/* --- replies out --- */

static size_t rest(const struct gch_reader *reader) {
  return reader->in_len - reader->in_pos + gch_parser_rest(reader->parser);
}

/* The reply is complete. */
static enum gch_code finish(struct gch_reader *reader,
                            struct gch_reply *reply) {
  reader->started = false;
  reader->unfinished = rest(reader);
  reply->strings = reader->into->count - reader->first;
  if (reader->unfinished == 0)
    reader->parsing = reader->plain;
  gch_parser_shrink(reader->parser, BUFFER_KEEP);
  return GCH_OK;
}

static enum gch_code parse(struct gch_reader *reader, struct gch_reply *reply) {
  enum gch_code code = gch_parser_next(reader->parser, reader->into, reply);
  if (code == GCH_OK)
    return finish(reader, reply);
  reader->started = reader->started || gch_parser_started(reader->parser);
  return parsed(reader, code);
}

static enum gch_code scan(struct gch_reader *reader, struct gch_reply *reply) {
  const char *at = reader->in + reader->in_pos;
  const char *end = reader->in + reader->in_len;
  enum gch_scan_outcome outcome =
      gch_scan_reply(&reader->scan, &at, end, reader->into);
  reader->in_pos = (size_t)(at - reader->in);
  reader->started = reader->scan.listing;
  switch (outcome) {
  case GCH_SCAN_MORE:
    return GCH_EAGAIN;
  case GCH_SCAN_ENOMEM:
    return fail(reader, GCH_ENOMEM, "out of memory");
  case GCH_SCAN_OTHER:
    return hand_over(reader) == GCH_OK ? parse(reader, reply) : reader->failure;
  case GCH_SCAN_LIST:
    *reply = (struct gch_reply){.kind = GCH_LIST};
    break;
  case GCH_SCAN_INTEGER:
    *reply = (struct gch_reply){.kind = GCH_INTEGER,
                                .integer = reader->scan.integer};
    break;
  }
  return finish(reader, reply);
}

enum gch_code gch_reader_next(struct gch_reader *reader, struct gch_pack *into,
                              struct gch_reply *reply) {
  enum gch_code code;
  reader->into = into;
  if (!reader->started)
    reader->first = into->count;
  if (reader->failure != GCH_OK)
    return reader->failure;
  if (rest(reader) == 0)
    return GCH_EAGAIN;
  code = reader->parsing ? parse(reader, reply) : scan(reader, reply);
  if (code != GCH_OK && code != GCH_EAGAIN)
    gch_pack_cut(into, reader->first);
  return code;
}

size_t gch_reader_left(const struct gch_reader *reader) {
  return reader->scan.left;
}

void gch_reader_emptied(struct gch_reader *reader) { reader->first = 0; }

bool gch_reader_empty(const struct gch_reader *reader) {
  return !reader->started && rest(reader) == 0;
}

const char *gch_reader_error(const struct gch_reader *reader) {
  return reader->error;
}
