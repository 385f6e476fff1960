/* run.test.c - any commands in one write, as Redis hears them, and what is told
 * of them.
 */
#include "channel/manager.h"

#include "net/server.h"
#include "test.h"

static struct gch_life *life;
static struct gch_manager *manager;
static int closed, done, ready;
static struct gch_request *outcome;

static char heard[1024];
static size_t heard_len;

static void on_done(void *owner, struct gch_request *list) {
  (void)owner;
  CHECK(list != NULL && list->next == NULL);
  gch_request_free(outcome);
  outcome = list;
  done++;
}

static void on_news(void *owner, const struct gch_news *news) {
  (void)owner;
  ready = news->kind == GCH_NEWS_READY;
}

static void on_closed(void *owner) {
  (void)owner;
  gch_request_free(outcome);
  outcome = NULL;
  closed = 1;
}

static const struct gch_link_events events = {
    .on_done = on_done, .on_news = on_news, .on_closed = on_closed};

static const char *answers(unsigned connection, unsigned command,
                           struct gch_bytes bytes) {
  if (command <= 3)
    return server_as_redis(connection, command, bytes);
  CHECK(heard_len + bytes.len <= sizeof heard);
  memcpy(heard + heard_len, bytes.data, bytes.len);
  heard_len += bytes.len;
  if (gch_bytes_contain(bytes, "SADD"))
    return "-WRONGTYPE x\r\n";
  if (gch_bytes_contain(bytes, "SSCAN"))
    return "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nu\r\n";
  return ":12\r\n";
}

static const char *closes(unsigned connection, unsigned command,
                          struct gch_bytes bytes) {
  if (command <= 3)
    return server_as_redis(connection, command, bytes);
  return NULL;
}

static void begin(server_answer answer) {
  struct gch_manager_options options = {
      .link = {.target = {.host = "127.0.0.1", .timeout = 40000},
               .command_timeout = 40000,
               .retry_max_delay = 100,
               .max_queue = 100,
               .max_queue_bytes = 1 << 20,
               .offline_queue = true},
      .prefix = {"P", 1}};
  life = loop_begin();
  server_open(life->loop, NULL, answer);
  closed = done = ready = 0;
  heard_len = 0;
  options.link.target.port = server_port();
  manager = gch_manager_new(life, &options, &events, NULL);
  CHECK(manager != NULL);
}

static void end(void) {
  gch_manager_close(manager);
  loop_until(&closed);
  loop_end();
}

static struct gch_pack words;

/* Words with a blank between them, `counts` of them to a command. */
static struct gch_run run_of(const char *text, const uint32_t *counts,
                             size_t commands) {
  gch_pack_cut(&words, 0);
  while (*text != '\0') {
    size_t len = strcspn(text, " ");
    CHECK_INT(gch_pack_append(&words, (struct gch_bytes){text, len}), GCH_OK);
    text += len + (text[len] == ' ');
  }
  return (struct gch_run){
      .words = &words, .counts = counts, .commands = commands};
}

static void test_each_command_has_a_list(void) {
  static const uint32_t counts[] = {2, 3, 3};
  struct gch_run run = run_of("SCARD a SADD b u SSCAN c 0", counts, 3);
  begin(answers);
  CHECK_INT(gch_manager_run(manager, 7, &run), GCH_OK);
  loop_until(&done);
  CHECK_INT(outcome->tag, 7);
  CHECK_INT(outcome->code, GCH_OK);
  CHECK_INT(outcome->members.lists, 3);
  CHECK_INT(outcome->members.count, 3);
  CHECK(outcome->members.groups[1].failed);
  CHECK_BYTES(gch_pack_at(&outcome->members.strings, 0), "12");
  CHECK_BYTES(gch_pack_at(&outcome->members.strings, 1), "WRONGTYPE x");
  CHECK_BYTES(gch_pack_at(&outcome->members.strings, 3), "u");
  CHECK_BYTES(((struct gch_bytes){heard, heard_len}),
              "*2\r\n$5\r\nSCARD\r\n$1\r\na\r\n"
              "*3\r\n$4\r\nSADD\r\n$1\r\nb\r\n$1\r\nu\r\n"
              "*3\r\n$5\r\nSSCAN\r\n$1\r\nc\r\n$1\r\n0\r\n");
  end();
}

static void test_asking_stands_before_each(void) {
  static const uint32_t counts[] = {2, 2};
  struct gch_run run = run_of("SCARD a SCARD b", counts, 2);
  begin(server_as_redis);
  loop_until(&ready);
  gch_manager_asking(manager, true);
  CHECK_INT(gch_manager_run(manager, 7, &run), GCH_OK);
  gch_manager_asking(manager, false);
  loop_until(&done);
  CHECK_INT(outcome->commands, 2);
  CHECK(gch_bytes_contain((struct gch_bytes){outcome->bytes, outcome->len},
                          "ASKING\r\n*2\r\n$5\r\nSCARD\r\n$1\r\nb"));
  end();
}

static void test_what_is_for_once_needs_its_connection(void) {
  static const uint32_t counts[] = {2};
  struct gch_run run = run_of("SCARD a", counts, 1);
  run.once = true;
  begin(closes);
  CHECK_INT(gch_manager_run(manager, 1, &run), GCH_ECONNLOST);
  loop_until(&ready);
  CHECK_INT(gch_manager_run(manager, 2, &run), GCH_OK);
  gch_manager_close(manager);
  loop_until(&closed);
  CHECK_INT(done, 1);
  loop_end();
}

static void test_what_is_refused_allocates_nothing(void) {
  static const uint32_t counts[] = {2};
  static char huge[] = "";
  struct gch_run run = run_of("SCARD a", counts, 1);
  uint32_t ends[] = {5, 5 + (600u << 20)};
  struct gch_pack longer = {.bytes = huge, .ends = ends, .count = 2};
  begin(answers);
  gch_manager_close(manager);
  CHECK_INT(gch_manager_run(manager, 1, &run), GCH_ESTOPPED);
  run.words = &longer;
  CHECK_INT(gch_manager_run(manager, 1, &run), GCH_EINVAL);
  loop_until(&closed);
  CHECK_INT(done, 0);
  loop_end();
}

int main(void) {
  RUN(test_each_command_has_a_list);
  RUN(test_asking_stands_before_each);
  RUN(test_what_is_for_once_needs_its_connection);
  RUN(test_what_is_refused_allocates_nothing);
  gch_pack_free(&words);
  return test_end();
}
