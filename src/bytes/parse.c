/* parse.c - reply object functions that pack a reply while it is parsed. */
#include "bytes/parse.h"

#include "bytes/command.h"
#include "bytes/hiredis.h"

#include <stdlib.h>
#include <string.h>

struct gch_parser {
  redisReader *hiredis;
  struct gch_pack *into;  /* where strings go, during gch_parser_next */
  struct gch_reply reply; /* as far as it has come */
  struct gch_pack text;   /* a copy of a status, an error or a string */
  size_t taken;           /* strings of the list that were read elsewhere */
  size_t largest;         /* the most that hiredis' buffer ever held */
  enum gch_code failure;  /* what a reply object function found */
  const char *error;
};

static const redisReplyObjectFunctions functions;

/* hiredis only reads the functions, but says so in no version. */
static redisReader *new_hiredis(struct gch_parser *parser) {
  redisReader *hiredis = redisReaderCreateWithFunctions(
      (redisReplyObjectFunctions *)(uintptr_t)&functions);
  if (hiredis != NULL) {
    hiredis->privdata = parser;
    hiredis->maxbuf = 0;
  }
  return hiredis;
}

struct gch_parser *gch_parser_new(void) {
  struct gch_parser *parser = calloc(1, sizeof *parser);
  if (parser == NULL)
    return NULL;
  parser->hiredis = new_hiredis(parser);
  if (parser->hiredis != NULL) {
    parser->error = "";
    return parser;
  }
  free(parser);
  return NULL;
}

void gch_parser_free(struct gch_parser *parser) {
  if (parser == NULL)
    return;
  redisReaderFree(parser->hiredis);
  gch_pack_free(&parser->text);
  free(parser);
}

static enum gch_code fail(struct gch_parser *parser, enum gch_code code,
                          const char *error) {
  parser->failure = code;
  parser->error = error;
  return code;
}

enum gch_code gch_parser_feed(struct gch_parser *parser, const char *data,
                              size_t len) {
  redisReader *hiredis = parser->hiredis;
  if (redisReaderFeed(hiredis, data, len) != REDIS_OK)
    return fail(parser, GCH_ENOMEM, "out of memory");
  if (hiredis->len > parser->largest)
    parser->largest = hiredis->len;
  return GCH_OK;
}

enum gch_code gch_parser_resume(struct gch_parser *parser, size_t taken,
                                size_t left) {
  char head[GCH_COMMAND_ROOM(1, 0)];
  parser->taken = taken;
  return gch_parser_feed(parser, head,
                         (size_t)(gch_command_head(head, left) - head));
}

/* hiredis scans a line from its beginning with every read, so an endless one
 * costs the square of its length. A bulk string has its line feed early. */
static bool line_is_too_long(const redisReader *hiredis) {
  size_t rest = hiredis->len - hiredis->pos;
  return rest > GCH_REPLY_LINE_MAX &&
         memchr(hiredis->buf + hiredis->pos, '\n', GCH_REPLY_LINE_MAX) == NULL;
}

static enum gch_code failed(struct gch_parser *parser) {
  if (parser->failure != GCH_OK)
    return parser->failure;
  if (parser->hiredis->err == REDIS_ERR_OOM)
    return fail(parser, GCH_ENOMEM, "out of memory");
  return fail(parser, GCH_EPROTOCOL, parser->hiredis->errstr);
}

enum gch_code gch_parser_next(struct gch_parser *parser, struct gch_pack *into,
                              struct gch_reply *reply) {
  void *complete = NULL;
  parser->into = into;
  if (redisReaderGetReply(parser->hiredis, &complete) != REDIS_OK)
    return failed(parser);
  if (complete == NULL && line_is_too_long(parser->hiredis))
    return fail(parser, GCH_EPROTOCOL, "a line is longer than 2 MiB");
  if (complete == NULL)
    return GCH_EAGAIN;
  parser->taken = 0;
  *reply = parser->reply;
  return GCH_OK;
}

size_t gch_parser_rest(const struct gch_parser *parser) {
  return parser->hiredis->len - parser->hiredis->pos;
}

bool gch_parser_started(const struct gch_parser *parser) {
  return parser->hiredis->ridx >= 0;
}

void gch_parser_shrink(struct gch_parser *parser, size_t keep) {
  redisReader *fresh;
  if (parser->largest <= keep || gch_parser_rest(parser) > 0)
    return;
  fresh = new_hiredis(parser);
  if (fresh == NULL)
    return;
  redisReaderFree(parser->hiredis);
  parser->hiredis = fresh;
  parser->largest = 0;
}

const char *gch_parser_error(const struct gch_parser *parser) {
  return parser->error;
}

/* --- what hiredis calls. NULL makes it give up; `failure` says why. --- */

static struct gch_parser *parser_of(const redisReadTask *task) {
  return task->privdata;
}

static void *refuse(struct gch_parser *parser, const char *error) {
  return fail(parser, GCH_EPROTOCOL, error), NULL;
}

static void *begin(struct gch_parser *parser, enum gch_reply_kind kind) {
  parser->reply = (struct gch_reply){.kind = kind};
  return parser;
}

static void *keep_text(struct gch_parser *parser, enum gch_reply_kind kind,
                       struct gch_bytes text) {
  gch_pack_cut(&parser->text, 0);
  if (gch_pack_append(&parser->text, text) != GCH_OK) {
    fail(parser, GCH_ENOMEM, "out of memory");
    return NULL;
  }
  begin(parser, kind);
  parser->reply.text = gch_pack_at(&parser->text, 0);
  return parser;
}

/* "ERR unknown command 'AUTH', with args beginning with: 'secret'": what was
 * asked stays out of messages and logs. */
static struct gch_bytes without_arguments(struct gch_bytes text) {
  if (!gch_bytes_start(text, "ERR unknown"))
    return text;
  return gch_bytes_before(text, ", with args beginning with");
}

static void *on_string(const redisReadTask *task, char *str, size_t len) {
  struct gch_parser *parser = parser_of(task);
  struct gch_bytes text = {str, len};
  enum gch_code code;
  /* Where a long has 32 bits, hiredis waits for the length modulo 4 GiB. */
  if (len > parser->hiredis->len)
    return refuse(parser, "a string is longer than 4 GiB");
  if (task->parent == NULL && task->type == REDIS_REPLY_STATUS)
    return keep_text(parser, GCH_STATUS, text);
  if (task->parent == NULL && task->type == REDIS_REPLY_ERROR)
    return keep_text(parser, GCH_ERROR, without_arguments(text));
  if (task->type != REDIS_REPLY_STRING)
    return refuse(parser, "a list holds something that is not a string");
  if (task->parent == NULL)
    return keep_text(parser, GCH_STRING, text);
  code = gch_pack_append(parser->into, text);
  if (code == GCH_OK)
    return parser;
  fail(parser, code, "a list is longer than 4 GiB, or memory is short");
  return NULL;
}

static void *on_array(const redisReadTask *task, gch_hiredis_length elements) {
  struct gch_parser *parser = parser_of(task);
  const redisReadTask *parent = task->parent;
  size_t before = parser->taken;
  (void)elements;
  if (task->type != REDIS_REPLY_ARRAY)
    return refuse(parser, "a reply of an unknown type");
  if (parent == NULL)
    return begin(parser, GCH_LIST);
  if (parent->parent != NULL || before + (size_t)parent->elements != 2 ||
      before + (size_t)task->idx != 1)
    return refuse(parser, "a list inside a list");
  parser->reply.kind = GCH_CURSOR;
  return parser;
}

static void *on_integer(const redisReadTask *task, long long value) {
  struct gch_parser *parser = parser_of(task);
  if (task->parent != NULL)
    return refuse(parser, "a list holds an integer");
  begin(parser, GCH_INTEGER);
  parser->reply.integer = value;
  return parser;
}

static void *on_nil(const redisReadTask *task) {
  struct gch_parser *parser = parser_of(task);
  if (task->parent != NULL)
    return refuse(parser, "a list holds a nil");
  return begin(parser, GCH_NIL);
}

#if HIREDIS_MAJOR >= 1
static void *on_double(const redisReadTask *task, double value, char *str,
                       size_t len) {
  (void)value, (void)str, (void)len;
  return refuse(parser_of(task), "a reply of an unknown type");
}

static void *on_bool(const redisReadTask *task, int value) {
  (void)value;
  return refuse(parser_of(task), "a reply of an unknown type");
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
