/* reply.c - reply object functions that pack a reply while it is parsed. */
#include "reply.h"

#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <string.h>

/* hiredis 1.0 widened the length of an array. */
#if HIREDIS_MAJOR >= 1
typedef size_t array_length;
#else
typedef int array_length;
#endif

/* A reader's buffer that grew beyond this is given back when it is empty. */
#define BUFFER_KEEP ((size_t)1 << 20)

struct gch_reader {
  redisReader *parser;
  struct gch_pack *into;  /* where strings go, during gch_reader_next */
  size_t first;           /* strings in `into` before the reply began */
  struct gch_reply reply; /* as far as it has come */
  struct gch_pack text;   /* a copy of a status, an error or a string */
  size_t unfinished;      /* bytes fed since the last complete reply */
  size_t largest;         /* the most that the parser's buffer ever held */
  bool started;           /* a part of a reply was parsed */
  enum gch_code failure;  /* what a reply object function found */
  const char *error;
};

static const redisReplyObjectFunctions functions;

/* hiredis only reads the functions, but says so in no version. */
static redisReader *new_parser(struct gch_reader *reader) {
  redisReader *parser = redisReaderCreateWithFunctions(
      (redisReplyObjectFunctions *)(uintptr_t)&functions);
  if (parser == NULL)
    return NULL;
  parser->privdata = reader;
  parser->maxbuf = 0;
  return parser;
}

struct gch_reader *gch_reader_new(void) {
  struct gch_reader *reader = calloc(1, sizeof *reader);
  if (reader == NULL)
    return NULL;
  reader->parser = new_parser(reader);
  if (reader->parser == NULL) {
    free(reader);
    return NULL;
  }
  reader->error = "";
  return reader;
}

void gch_reader_free(struct gch_reader *reader) {
  if (reader == NULL)
    return;
  redisReaderFree(reader->parser);
  gch_pack_free(&reader->text);
  free(reader);
}

static enum gch_code fail(struct gch_reader *reader, enum gch_code code,
                          const char *error) {
  reader->failure = code;
  reader->error = error;
  return code;
}

/* hiredis scans a line from its beginning with every read, so an endless one
 * costs the square of its length. A bulk string has its line feed early. */
static bool line_is_too_long(const redisReader *parser) {
  size_t rest = parser->len - parser->pos;
  return rest > GCH_REPLY_LINE_MAX &&
         memchr(parser->buf + parser->pos, '\n', GCH_REPLY_LINE_MAX) == NULL;
}

enum gch_code gch_reader_feed(struct gch_reader *reader, const char *data,
                              size_t len) {
  if (reader->failure != GCH_OK)
    return reader->failure;
  reader->unfinished += len;
  if (reader->unfinished > GCH_REPLY_MAX)
    return fail(reader, GCH_EPROTOCOL, "a reply is longer than 256 MiB");
  if (redisReaderFeed(reader->parser, data, len) != REDIS_OK)
    return fail(reader, GCH_ENOMEM, "out of memory");
  if (reader->parser->len > reader->largest)
    reader->largest = reader->parser->len;
  return GCH_OK;
}

static enum gch_code failed(struct gch_reader *reader) {
  gch_pack_cut(reader->into, reader->first);
  if (reader->failure != GCH_OK)
    return reader->failure;
  if (reader->parser->err == REDIS_ERR_OOM)
    return fail(reader, GCH_ENOMEM, "out of memory");
  return fail(reader, GCH_EPROTOCOL, reader->parser->errstr);
}

/* One huge reply must not cost its size for ever. */
static void give_back(struct gch_reader *reader) {
  redisReader *fresh;
  if (reader->largest <= BUFFER_KEEP || reader->parser->len > 0)
    return;
  fresh = new_parser(reader);
  if (fresh == NULL)
    return;
  redisReaderFree(reader->parser);
  reader->parser = fresh;
  reader->largest = 0;
}

enum gch_code gch_reader_next(struct gch_reader *reader, struct gch_pack *into,
                              struct gch_reply *reply) {
  void *complete = NULL;
  reader->into = into;
  if (!reader->started)
    reader->first = into->count;
  if (reader->failure != GCH_OK)
    return reader->failure;
  if (gch_reader_empty(reader))
    return GCH_EAGAIN;
  if (redisReaderGetReply(reader->parser, &complete) != REDIS_OK)
    return failed(reader);
  if (complete == NULL && line_is_too_long(reader->parser)) {
    fail(reader, GCH_EPROTOCOL, "a line is longer than 2 MiB");
    return failed(reader);
  }
  if (complete == NULL) {
    reader->started = reader->started || reader->parser->ridx >= 0;
    return GCH_EAGAIN;
  }
  reader->started = false;
  reader->unfinished = reader->parser->len - reader->parser->pos;
  reader->reply.strings = into->count - reader->first;
  *reply = reader->reply;
  give_back(reader);
  return GCH_OK;
}

void gch_reader_emptied(struct gch_reader *reader) { reader->first = 0; }

bool gch_reader_empty(const struct gch_reader *reader) {
  return !reader->started && reader->parser->len == reader->parser->pos;
}

const char *gch_reader_error(const struct gch_reader *reader) {
  return reader->error;
}

/* --- what hiredis calls. NULL makes it give up; `failure` says why. --- */

static struct gch_reader *reader_of(const redisReadTask *task) {
  return task->privdata;
}

static void *refuse(struct gch_reader *reader, const char *error) {
  fail(reader, GCH_EPROTOCOL, error);
  return NULL;
}

static void *begin(struct gch_reader *reader, enum gch_reply_kind kind) {
  reader->reply = (struct gch_reply){.kind = kind};
  return reader;
}

static void *keep_text(struct gch_reader *reader, enum gch_reply_kind kind,
                       struct gch_bytes text) {
  gch_pack_cut(&reader->text, 0);
  if (gch_pack_append(&reader->text, text) != GCH_OK) {
    fail(reader, GCH_ENOMEM, "out of memory");
    return NULL;
  }
  begin(reader, kind);
  reader->reply.text = gch_pack_at(&reader->text, 0);
  return reader;
}

/* "ERR unknown command 'AUTH', with args beginning with: 'secret'": what was
 * asked stays out of messages and logs. */
static struct gch_bytes without_arguments(struct gch_bytes text) {
  static const char mark[] = ", with args beginning with";
  struct gch_bytes rest = text;
  if (!gch_bytes_start(text, "ERR unknown"))
    return text;
  for (; rest.len > 0; rest.data++, rest.len--)
    if (gch_bytes_start(rest, mark))
      return (struct gch_bytes){text.data, text.len - rest.len};
  return text;
}

static void *on_string(const redisReadTask *task, char *str, size_t len) {
  struct gch_reader *reader = reader_of(task);
  struct gch_bytes text = {str, len};
  enum gch_code code;
  if (task->parent == NULL && task->type == REDIS_REPLY_STATUS)
    return keep_text(reader, GCH_STATUS, text);
  if (task->parent == NULL && task->type == REDIS_REPLY_ERROR)
    return keep_text(reader, GCH_ERROR, without_arguments(text));
  if (task->type != REDIS_REPLY_STRING)
    return refuse(reader, "a list holds something that is not a string");
  if (task->parent == NULL)
    return keep_text(reader, GCH_STRING, text);
  code = gch_pack_append(reader->into, text);
  if (code == GCH_OK)
    return reader;
  fail(reader, code, "a list is longer than 4 GiB, or memory is short");
  return NULL;
}

static void *on_array(const redisReadTask *task, array_length elements) {
  struct gch_reader *reader = reader_of(task);
  const redisReadTask *parent = task->parent;
  (void)elements;
  if (task->type != REDIS_REPLY_ARRAY)
    return refuse(reader, "a reply of an unknown type");
  if (parent == NULL)
    return begin(reader, GCH_LIST);
  if (parent->parent != NULL || parent->elements != 2 || task->idx != 1)
    return refuse(reader, "a list inside a list");
  reader->reply.kind = GCH_CURSOR;
  return reader;
}

static void *on_integer(const redisReadTask *task, long long value) {
  struct gch_reader *reader = reader_of(task);
  if (task->parent != NULL)
    return refuse(reader, "a list holds an integer");
  begin(reader, GCH_INTEGER);
  reader->reply.integer = value;
  return reader;
}

static void *on_nil(const redisReadTask *task) {
  struct gch_reader *reader = reader_of(task);
  if (task->parent != NULL)
    return refuse(reader, "a list holds a nil");
  return begin(reader, GCH_NIL);
}

#if HIREDIS_MAJOR >= 1
static void *on_double(const redisReadTask *task, double value, char *str,
                       size_t len) {
  (void)value, (void)str, (void)len;
  return refuse(reader_of(task), "a reply of an unknown type");
}

static void *on_bool(const redisReadTask *task, int value) {
  (void)value;
  return refuse(reader_of(task), "a reply of an unknown type");
}
#endif

static const redisReplyObjectFunctions functions = {
    .createString = on_string,
    .createArray = on_array,
    .createInteger = on_integer,
    .createNil = on_nil,
#if HIREDIS_MAJOR >= 1
    .createDouble = on_double,
    .createBool = on_bool,
#endif
};
