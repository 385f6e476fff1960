/* talk.c - notes what a link tells. */
#include "net/talk.h"

#include "bytes/command.h"
#include "test.h"

struct talk talk;

static void run_once(void (**what)(void)) {
  void (*now)(void) = *what;
  *what = NULL;
  if (now != NULL)
    now();
}

static void note(const struct gch_request *request) {
  struct talk_outcome *outcome = &talk.outcomes[talk.done++];
  struct gch_bytes text = {0};
  *outcome = (struct talk_outcome){.tag = request->tag,
                                   .code = request->code,
                                   .maybe = gch_request_maybe(request)};
  if (request->error.count > 0)
    text = gch_pack_at(&request->error, 0);
  snprintf(outcome->text, sizeof outcome->text, "%.*s", (int)text.len,
           text.len > 0 ? text.data : "");
}

static void on_done(void *owner, struct gch_request *list) {
  (void)owner;
  CHECK(list != NULL && !talk.closed);
  for (struct gch_request *next; list != NULL; list = next) {
    next = list->next;
    note(list);
    gch_request_free(list);
  }
  run_once(&talk.when_done);
}

static void on_news(void *owner, const struct gch_news *news) {
  (void)owner;
  CHECK(!talk.closed);
  talk.ready +=
      news->kind == GCH_NEWS_READY || news->kind == GCH_NEWS_SUPERFLUOUS;
  talk.failed += news->kind == GCH_NEWS_FAILED;
  talk.lost += news->kind == GCH_NEWS_LOST;
  talk.superfluous += news->kind == GCH_NEWS_SUPERFLUOUS;
  if (news->kind == GCH_NEWS_FAILED || news->kind == GCH_NEWS_LOST) {
    talk.last = *news;
    snprintf(talk.last_text, sizeof talk.last_text, "%.*s", (int)news->text.len,
             news->text.data);
  }
  run_once(&talk.when_news);
}

static void on_closed(void *owner) {
  (void)owner;
  CHECK(!talk.closed);
  talk.closed = 1;
  talk.link = NULL;
}

static const struct gch_link_events events = {
    .on_done = on_done, .on_news = on_news, .on_closed = on_closed};

void talk_begin(server_answer answer) {
  talk.life = loop_begin();
  talk.closed = talk.done = talk.ready = talk.failed = talk.lost =
      talk.superfluous = 0;
  talk.when_done = talk.when_news = NULL;
  server_open(talk.life->loop, NULL, answer);
  talk.options = (struct gch_link_options){
      .target = {.host = "127.0.0.1", .port = server_port(), .timeout = 40000},
      .command_timeout = 40000,
      .retry_max_delay = 100,
      .max_queue = TALK_CALLS,
      .max_queue_bytes = 64 << 20,
      .offline_queue = true};
}

void talk_open(void) {
  talk.link = gch_link_new(talk.life, &talk.options, &events, NULL);
  CHECK(talk.link != NULL);
}

void talk_close(void) { gch_link_close(talk.link); }

void talk_end(void) {
  if (talk.link != NULL)
    talk_close();
  loop_until(&talk.closed);
  loop_end();
}

enum gch_code talk_send(uint32_t tag, enum gch_request_kind kind,
                        const char *uid) {
  struct gch_key key = {GCH_LITERAL("P"), GCH_LITERAL("c"), GCH_LITERAL("s")};
  struct gch_request *request =
      gch_request_new(NULL, kind, GCH_COMMAND_ROOM(3, 100 + strlen(uid)));
  char *end_of = kind == GCH_WRITE
                     ? gch_command_add(request->bytes, &key, bytes_of(uid))
                     : gch_command_members(request->bytes, &key);
  enum gch_code code;
  request->tag = tag;
  request->len = (size_t)(end_of - request->bytes);
  code = gch_link_send(talk.link, request);
  if (code != GCH_OK)
    gch_request_free(request);
  return code;
}

void talk_write(uint32_t tag) {
  CHECK_INT(talk_send(tag, GCH_WRITE, "u"), GCH_OK);
}

void talk_until_done(int count) {
  while (talk.done < count)
    uv_run(talk.life->loop, UV_RUN_ONCE);
}

void talk_check(int i, uint32_t tag, enum gch_code code, bool maybe) {
  CHECK(i < talk.done);
  CHECK_INT(talk.outcomes[i].code, code);
  CHECK_INT(talk.outcomes[i].tag, tag);
  CHECK_INT(talk.outcomes[i].maybe, maybe);
}

/* What the greeting asks is answered, and nothing else. */
const char *talk_greets(unsigned connection, unsigned command,
                        struct gch_bytes bytes) {
  const char *answer = server_as_redis(connection, command, bytes);
  return strcmp(answer, ":1\r\n") == 0 ? NULL : answer;
}

bool talk_is_call(struct gch_bytes bytes) {
  return gch_bytes_contain(bytes, "SADD") ||
         gch_bytes_contain(bytes, "SMEMBERS");
}

const char *talk_resets_calls(unsigned connection, unsigned command,
                              struct gch_bytes bytes) {
  if (talk_is_call(bytes))
    return server_resets;
  return server_as_redis(connection, command, bytes);
}

void talk_open_to_nobody(void) {
  talk_begin(server_as_redis);
  server_close();
  talk_open();
}
