/* manager.test.c - channels' questions, as Redis hears them, and the answers.
 */
// link: -Wl,--wrap=malloc
#include "channel/manager.h"

#include "net/server.h"
#include "test.h"

static struct gch_life *life;
static struct gch_manager *manager;
static int closed, done;

/* The last outcome, as long as there is a manager, and what remains of it. */
static struct gch_request *outcome;
static uint32_t last_tag;
static enum gch_code last_code;

/* What was asked after the greeting, one command behind the other. */
static char heard[4096];
static size_t heard_len;

static size_t largest; /* that was asked for since it was 0 */

void *__real_malloc(size_t);
void *__wrap_malloc(size_t);

void *__wrap_malloc(size_t size) {
  if (size > largest)
    largest = size;
  return __real_malloc(size);
}

static void on_done(void *owner, struct gch_request *list) {
  CHECK(owner == &closed && list != NULL);
  for (struct gch_request *next; list != NULL; list = next) {
    next = list->next;
    gch_request_free(outcome);
    outcome = list;
    last_tag = list->tag;
    last_code = list->code;
    done++;
  }
}

static void on_news(void *owner, const struct gch_news *news) {
  CHECK(owner == &closed && news != NULL);
}

/* The manager takes its requests' memory with it. */
static void on_closed(void *owner) {
  CHECK(owner == &closed);
  gch_request_free(outcome);
  outcome = NULL;
  closed++;
}

static const struct gch_link_events events = {
    .on_done = on_done, .on_news = on_news, .on_closed = on_closed};

static void hear(struct gch_bytes bytes) {
  CHECK(heard_len + bytes.len <= sizeof heard);
  memcpy(heard + heard_len, bytes.data, bytes.len);
  heard_len += bytes.len;
}

static const char *answers(unsigned connection, unsigned command,
                           struct gch_bytes bytes) {
  if (command <= 3)
    return server_as_redis(connection, command, bytes);
  hear(bytes);
  if (gch_bytes_contain(bytes, "SMEMBERS") && gch_bytes_contain(bytes, "s-2"))
    return "*2\r\n$2\r\nu1\r\n$2\r\nu2\r\n";
  if (gch_bytes_contain(bytes, "SMEMBERS") && gch_bytes_contain(bytes, "s-3"))
    return "-WRONGTYPE x\r\n";
  if (gch_bytes_contain(bytes, "SMEMBERS"))
    return "*0\r\n";
  if (gch_bytes_contain(bytes, "SCAN\r\n$1\r\n0"))
    return "*2\r\n$2\r\n17\r\n*1\r\n$5\r\nP:c:s\r\n";
  if (gch_bytes_contain(bytes, "SCAN"))
    return "*2\r\n$1\r\n0\r\n*0\r\n";
  return ":1\r\n";
}

static const char *knows_no_unlink(unsigned connection, unsigned command,
                                   struct gch_bytes bytes) {
  if (command == 2)
    return "-ERR unknown command 'UNLINK'\r\n";
  return answers(connection, command, bytes);
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
  closed = done = 0;
  heard_len = 0;
  options.link.target.port = server_port();
  manager = gch_manager_new(life, &options, &events, &closed);
  CHECK(manager != NULL);
}

static void end(void) {
  if (!closed)
    gch_manager_close(manager);
  loop_until(&closed);
  loop_end();
}

static void check_outcome(uint32_t tag, enum gch_code code) {
  loop_until(&done);
  CHECK_INT(outcome->tag, tag);
  CHECK_INT(outcome->code, code);
  done = 0;
}

#define CHECK_HEARD(want)                                                      \
  CHECK_BYTES(((struct gch_bytes){heard, heard_len}), want)

static const struct gch_bytes name = {"c", 1}, uid = {"u", 1}, sid = {"s", 1};

static void append(struct gch_pack *pack, const char *text) {
  CHECK_INT(gch_pack_append(pack, bytes_of(text)), GCH_OK);
}

static void test_add_and_leave(void) {
  begin(answers);
  CHECK_INT(gch_manager_add(manager, 7, name, uid, sid), GCH_OK);
  check_outcome(7, GCH_OK);
  CHECK_INT(outcome->integer, 1);
  CHECK_INT(gch_manager_leave(manager, 8, name, uid, sid), GCH_OK);
  check_outcome(8, GCH_OK);
  CHECK_HEARD("*3\r\n$4\r\nSADD\r\n$5\r\nP:c:s\r\n$1\r\nu\r\n"
              "*3\r\n$4\r\nSREM\r\n$5\r\nP:c:s\r\n$1\r\nu\r\n");
  end();
}

/* The first string of the pack is something else. */
static void test_members(void) {
  struct gch_pack sids = {0};
  begin(answers);
  append(&sids, "name");
  append(&sids, "s-1");
  append(&sids, "s-2");
  append(&sids, "s-3");
  CHECK_INT(gch_manager_members(manager, 7, name, &sids, 1), GCH_OK);
  check_outcome(7, GCH_OK);
  CHECK_INT(outcome->members.lists, 3);
  CHECK_INT(outcome->members.count, 2);
  CHECK_INT(outcome->members.groups[0].list, 1);
  CHECK_INT(outcome->members.groups[0].end, 2);
  CHECK_INT(outcome->members.groups[1].list, 2);
  CHECK(outcome->members.groups[1].failed);
  CHECK_BYTES(gch_pack_at(&outcome->members.strings, 1), "u2");
  CHECK_HEARD("*2\r\n$8\r\nSMEMBERS\r\n$7\r\nP:c:s-1\r\n"
              "*2\r\n$8\r\nSMEMBERS\r\n$7\r\nP:c:s-2\r\n"
              "*2\r\n$8\r\nSMEMBERS\r\n$7\r\nP:c:s-3\r\n");
  gch_pack_free(&sids);
  end();
}

static void destroy(server_answer answer) {
  struct gch_pack sids = {0};
  begin(answer);
  append(&sids, "s-1");
  append(&sids, "s-2");
  CHECK_INT(gch_manager_destroy(manager, 7, name, &sids, 0), GCH_OK);
  check_outcome(7, GCH_OK);
  gch_pack_free(&sids);
  end();
}

static void test_destroy(void) {
  destroy(answers);
  CHECK_HEARD("*3\r\n$6\r\nUNLINK\r\n$7\r\nP:c:s-1\r\n$7\r\nP:c:s-2\r\n");
  destroy(knows_no_unlink);
  CHECK_HEARD("*3\r\n$3\r\nDEL\r\n$7\r\nP:c:s-1\r\n$7\r\nP:c:s-2\r\n");
}

/* Other calls go out between the steps of a clean. */
static void test_clean(void) {
  begin(answers);
  CHECK_INT(gch_manager_clean(manager, 7), GCH_OK);
  CHECK_INT(gch_manager_add(manager, 8, name, uid, sid), GCH_OK);
  while (done < 2)
    uv_run(life->loop, UV_RUN_ONCE);
  check_outcome(7, GCH_OK);
  CHECK_INT(outcome->integer, 1);
  CHECK_HEARD("*6\r\n$4\r\nSCAN\r\n$1\r\n0\r\n$5\r\nMATCH\r\n$3\r\nP:*\r\n"
              "$5\r\nCOUNT\r\n$4\r\n1000\r\n"
              "*3\r\n$4\r\nSADD\r\n$5\r\nP:c:s\r\n$1\r\nu\r\n"
              "*2\r\n$6\r\nUNLINK\r\n$5\r\nP:c:s\r\n"
              "*6\r\n$4\r\nSCAN\r\n$2\r\n17\r\n$5\r\nMATCH\r\n$3\r\nP:*\r\n"
              "$5\r\nCOUNT\r\n$4\r\n1000\r\n");
  end();
}

/* After any number of its steps, also before the first. */
static void test_closing_while_cleaning(void) {
  for (unsigned commands = 0; commands <= 6; commands++) {
    begin(answers);
    CHECK_INT(gch_manager_clean(manager, 7), GCH_OK);
    while (server_commands() < commands && !done)
      uv_run(life->loop, UV_RUN_ONCE);
    gch_manager_close(manager);
    loop_until(&closed);
    CHECK_INT(done, 1);
    CHECK_INT(last_tag, 7);
    CHECK(last_code == GCH_OK || last_code == GCH_ESTOPPED);
    end();
  }
}

static const char *refuses_the_second_scan(unsigned connection,
                                           unsigned command,
                                           struct gch_bytes bytes) {
  if (command > 3 && gch_bytes_contain(bytes, "SCAN\r\n$2\r\n17"))
    return "-NOPERM x\r\n";
  return answers(connection, command, bytes);
}

static const char *refuses_to_scan(unsigned connection, unsigned command,
                                   struct gch_bytes bytes) {
  if (command > 3)
    return "-NOPERM x\r\n";
  return answers(connection, command, bytes);
}

/* What was removed before it failed stays removed. */
static void test_a_clean_that_is_cut_short(void) {
  begin(refuses_the_second_scan);
  CHECK_INT(gch_manager_clean(manager, 7), GCH_OK);
  check_outcome(7, GCH_EREPLY);
  CHECK(gch_request_maybe(outcome));
  end();
  begin(refuses_to_scan);
  CHECK_INT(gch_manager_clean(manager, 7), GCH_OK);
  check_outcome(7, GCH_EREPLY);
  CHECK(!gch_request_maybe(outcome));
  end();
}

/* A call that the queue does not admit costs nothing of its size. */
static void test_a_refused_call_allocates_nothing(void) {
  struct gch_pack sids = {0};
  static char huge[600 << 10];
  const struct gch_bytes longer = {huge, sizeof huge};
  begin(answers);
  append(&sids, "s-1");
  append(&sids, "s-2");
  largest = 0;
  CHECK_INT(gch_manager_members(manager, 1, longer, &sids, 0), GCH_EQUEUEFULL);
  CHECK_INT(gch_manager_destroy(manager, 1, longer, &sids, 0), GCH_EQUEUEFULL);
  CHECK_INT(gch_manager_add(manager, 1, longer, longer, sid), GCH_EQUEUEFULL);
  CHECK(largest < sizeof huge);
  gch_pack_free(&sids);
  end();
}

/* The length alone decides: nothing is read. */
static void test_arguments_that_are_too_long(void) {
  const struct gch_bytes huge = {"x", ((size_t)512 << 20) + 1};
  struct gch_pack sids = {0};
  begin(answers);
  append(&sids, "s");
  CHECK_INT(gch_manager_add(manager, 1, huge, uid, sid), GCH_EINVAL);
  CHECK_INT(gch_manager_add(manager, 1, name, huge, sid), GCH_EINVAL);
  CHECK_INT(gch_manager_leave(manager, 1, name, uid, huge), GCH_EINVAL);
  CHECK_INT(gch_manager_members(manager, 1, huge, &sids, 0), GCH_EINVAL);
  CHECK_INT(gch_manager_destroy(manager, 1, huge, &sids, 0), GCH_EINVAL);
  gch_pack_free(&sids);
  end();
}

static void test_a_closed_manager_takes_no_call(void) {
  struct gch_pack sids = {0};
  begin(answers);
  append(&sids, "s");
  gch_manager_close(manager);
  CHECK_INT(gch_manager_add(manager, 1, name, uid, sid), GCH_ESTOPPED);
  CHECK_INT(gch_manager_members(manager, 1, name, &sids, 0), GCH_ESTOPPED);
  CHECK_INT(gch_manager_destroy(manager, 1, name, &sids, 0), GCH_ESTOPPED);
  CHECK_INT(gch_manager_clean(manager, 1), GCH_ESTOPPED);
  loop_until(&closed);
  gch_pack_free(&sids);
  end();
}

int main(void) {
  RUN(test_add_and_leave);
  RUN(test_members);
  RUN(test_destroy);
  RUN(test_clean);
  RUN(test_closing_while_cleaning);
  RUN(test_a_clean_that_is_cut_short);
  RUN(test_a_refused_call_allocates_nothing);
  RUN(test_arguments_that_are_too_long);
  RUN(test_a_closed_manager_takes_no_call);
  return test_end();
}
