/* memory.test.c - one allocation fails, each in turn: an error or success, and
 * nothing else. The sanitizers and valgrind see what leaks.
 *
 * hiredis is linked into the program so that its allocations fail too:
 */
// link: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
// link: -l:libhiredis.a
#include "calls/clean.h"
#include "calls/flight.h"
#include "channel/manager.h"

#include "net/server.h"
#include "test.h"

#include <malloc.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

static size_t in_use;      /* bytes */
static long until_failure; /* 0: none fails */
static bool has_failed;

static bool fails_now(void) {
  if (until_failure == 0 || --until_failure > 0)
    return false;
  has_failed = true;
  return true;
}

static void *taken(void *memory) {
  in_use += malloc_usable_size(memory);
  return memory;
}

void *__wrap_malloc(size_t size) {
  return fails_now() ? NULL : taken(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size) {
  return fails_now() ? NULL : taken(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size) {
  if (fails_now())
    return NULL;
  in_use -= malloc_usable_size(memory);
  return taken(__real_realloc(memory, size));
}

void __wrap_free(void *memory) {
  in_use -= malloc_usable_size(memory);
  __real_free(memory);
}

/* Runs `scenario` with its first allocation failing, then with its second, and
 * so on until it has no more. It must say that it succeeded then. */
static void fail_each(bool (*scenario)(void), long at_least) {
  long n = 0;
  bool succeeded;
  do {
    until_failure = ++n;
    has_failed = false;
    succeeded = scenario();
    until_failure = 0;
  } while (has_failed);
  CHECK(succeeded);
  CHECK(n > at_least);
}

/* --- ring 0 --- */

static bool may_fail(enum gch_code code) {
  CHECK(code == GCH_OK || code == GCH_ENOMEM);
  return code == GCH_OK;
}

static bool read_one(struct gch_reader *reader, struct gch_pack *pack,
                     const char *wire) {
  struct gch_reply reply;
  size_t before = pack->count;
  bool ok = may_fail(gch_reader_feed(reader, wire, strlen(wire))) &&
            may_fail(gch_reader_next(reader, pack, &reply));
  CHECK(ok || pack->count == before);
  return ok;
}

static bool reads(void) {
  static const char list[] =
      "*9\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\nd\r\n"
      "$1\r\ne\r\n$1\r\nf\r\n$1\r\ng\r\n$1\r\nh\r\n"
      "$70\r\n0123456789012345678901234567890123456789"
      "012345678901234567890123456789\r\n";
  struct gch_reader *reader = gch_reader_new(false);
  struct gch_pack pack = {0};
  bool ok = reader != NULL && read_one(reader, &pack, "+OK\r\n") &&
            read_one(reader, &pack, ":1\r\n") &&
            read_one(reader, &pack, "-ERR some error of some length\r\n") &&
            read_one(reader, &pack, list) &&
            read_one(reader, &pack, "*2\r\n$1\r\n0\r\n*1\r\n$1\r\na\r\n");
  gch_reader_free(reader);
  gch_pack_free(&pack);
  return ok;
}

static void test_reader(void) { fail_each(reads, 5); }

/* A large reply: the buffer is given back, or kept when memory is short. */
static bool reads_much(void) {
  static char wire[(3 << 20) + 64];
  struct gch_reader *reader = gch_reader_new(false);
  struct gch_pack pack = {0};
  bool ok;
  snprintf(wire, sizeof wire, "*1\r\n$%d\r\n%0*d\r\n", 3 << 20, 3 << 20, 0);
  ok = reader != NULL && read_one(reader, &pack, wire) &&
       read_one(reader, &pack, "+OK\r\n");
  gch_reader_free(reader);
  gch_pack_free(&pack);
  return ok;
}

static void test_reader_of_a_large_reply(void) { fail_each(reads_much, 3); }

/* One huge reply does not cost its size for ever, whatever comes behind it. */
static void check_memory_after(const char *next, bool plain) {
  static char wire[(3 << 20) + 64];
  struct gch_reader *reader = gch_reader_new(plain);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  size_t before = in_use;
  int len = snprintf(wire, sizeof wire, "*1\r\n$%d\r\n%0*d\r\n%s", 3 << 20,
                     3 << 20, 0, next);
  for (int at = 0, piece; at < len; at += piece) {
    piece = len - at < 65536 ? len - at : 65536;
    CHECK_INT(gch_reader_feed(reader, wire + at, (size_t)piece), GCH_OK);
    while (gch_reader_next(reader, &pack, &reply) == GCH_OK)
      continue;
  }
  CHECK(gch_reader_empty(reader));
  CHECK(in_use > before + (3u << 20));
  gch_pack_free(&pack);
  CHECK(in_use < before + (1u << 20) + (1u << 16));
  gch_reader_free(reader);
}

static void test_a_huge_reply_is_forgotten(void) {
  for (int plain = 0; plain < 2; plain++) {
    check_memory_after("", plain);
    check_memory_after(":1\r\n", plain);
    check_memory_after("*1\r\n$1\r\na\r\n:1\r\n", plain);
  }
}

static bool answers_request(void) {
  struct gch_request *request = gch_request_new(NULL, GCH_MEMBERS, 0);
  struct gch_reply empty = {.kind = GCH_LIST};
  struct gch_reply error = {.kind = GCH_ERROR, .text = GCH_LITERAL("x")};
  enum gch_code code = GCH_ENOMEM;
  if (request == NULL)
    return false;
  request->commands = 3;
  code = gch_request_answer(request, &empty);
  if (code == GCH_EAGAIN)
    code = gch_request_answer(request, &error);
  if (code == GCH_EAGAIN)
    code = gch_request_answer(request, &error);
  if (!may_fail(code))
    gch_request_fail(request, code, GCH_LITERAL("out of memory"));
  gch_request_free(request);
  return code == GCH_OK;
}

static void test_request(void) { fail_each(answers_request, 3); }

static void free_list(struct gch_request *list) {
  for (struct gch_request *next; list != NULL; list = next) {
    next = list->next;
    gch_request_free(list);
  }
}

/* Failures are told without memory, by their code alone. */
static bool flies(void) {
  struct gch_flight flight = {0};
  struct gch_request *call = gch_request_new(NULL, GCH_WRITE, 0);
  struct gch_reply refusal = {.kind = GCH_ERROR,
                              .text = GCH_LITERAL("READONLY x")};
  if (call == NULL)
    return false;
  gch_flight_add(&flight, call, 10);
  CHECK(gch_flight_next(&flight) == call);
  gch_flight_sent(&flight, 0);
  CHECK_INT(gch_flight_answer(&flight, &refusal), GCH_OK);
  gch_flight_closed(&flight);
  gch_flight_expire(&flight, 10, GCH_LITERAL("late"));
  CHECK_INT(flight.count, 0);
  CHECK(call->code == GCH_EREPLY || call->code == GCH_ETIMEDOUT);
  free_list(gch_flight_done(&flight));
  return true;
}

static void test_flight(void) { fail_each(flies, 2); }

static struct gch_request *scanned(struct gch_request *step) {
  struct gch_pack *found = &step->members.strings;
  step->connection = 1;
  if (step->kind != GCH_SCAN)
    return step;
  if (gch_pack_append(found, GCH_LITERAL("0")) != GCH_OK ||
      gch_pack_append(found, GCH_LITERAL("P:key")) != GCH_OK)
    gch_request_fail(step, GCH_ENOMEM, GCH_LITERAL("out of memory"));
  return step;
}

static bool cleans(void) {
  struct gch_clean *clean = gch_clean_new(GCH_LITERAL("P"), 1);
  struct gch_request *step = clean == NULL ? NULL : gch_clean_first(clean);
  bool finished = false, ok;
  while (step != NULL && !finished)
    step = gch_clean_next(clean, scanned(step), &finished);
  ok = step != NULL && may_fail(step->code);
  gch_request_free(step);
  gch_clean_free(clean);
  return ok;
}

static void test_clean(void) { fail_each(cleans, 5); }

/* --- ring 1 and 2: everything that a manager does --- */

static struct gch_manager *manager;
static int closed, done, succeeded;

static void on_done(void *owner, struct gch_request *list) {
  (void)owner;
  for (struct gch_request *at = list; at != NULL; at = at->next) {
    done++;
    succeeded += may_fail(at->code);
  }
  free_list(list);
}

static void on_news(void *owner, const struct gch_news *news) {
  (void)owner, (void)news;
}

static void on_closed(void *owner) {
  (void)owner;
  closed = 1;
}

static const struct gch_link_events events = {
    .on_done = on_done, .on_news = on_news, .on_closed = on_closed};

static const char *answers(unsigned connection, unsigned command,
                           struct gch_bytes bytes) {
  if (gch_bytes_contain(bytes, "SMEMBERS"))
    return "*2\r\n$2\r\nu1\r\n$2\r\nu2\r\n";
  if (gch_bytes_contain(bytes, "SCAN"))
    return "*2\r\n$1\r\n0\r\n*1\r\n$5\r\nP:c:s\r\n";
  return server_as_redis(connection, command, bytes);
}

static int ask_everything(const struct gch_pack *sids) {
  static const uint32_t counts[] = {2};
  struct gch_bytes name = GCH_LITERAL("c"), sid = GCH_LITERAL("s");
  struct gch_run run = {.words = sids, .counts = counts, .commands = 1};
  int asked = 0;
  asked += may_fail(gch_manager_add(manager, 1, name, GCH_LITERAL("u"), sid));
  asked += may_fail(gch_manager_members(manager, 2, name, sids, 0));
  asked += may_fail(gch_manager_leave(manager, 3, name, GCH_LITERAL("u"), sid));
  asked += may_fail(gch_manager_destroy(manager, 4, name, sids, 0));
  asked += may_fail(gch_manager_clean(manager, 5));
  asked += may_fail(gch_manager_run(manager, 6, &run));
  return asked;
}

static bool converses(struct gch_life *life, const struct gch_pack *sids) {
  int asked;
  struct gch_manager_options options = {
      .link = {.target = {.host = "127.0.0.1",
                          .port = server_port(),
                          .timeout = 40000},
               .username = "me",
               .password = "secret",
               .db = 1,
               .command_timeout = 40000,
               .retry_max_delay = 1,
               .max_queue = 100,
               .max_queue_bytes = 1 << 20,
               .offline_queue = true},
      .prefix = GCH_LITERAL("P")};
  closed = done = succeeded = 0;
  manager = gch_manager_new(life, &options, &events, NULL);
  if (manager == NULL)
    return false;
  asked = ask_everything(sids);
  while (done < asked)
    uv_run(life->loop, UV_RUN_ONCE);
  gch_manager_close(manager);
  loop_until(&closed);
  CHECK_INT(done, asked);
  return succeeded == 6;
}

static bool manages(void) {
  struct gch_pack sids = {0};
  struct gch_life *life = loop_begin();
  bool ok = false;
  server_open(life->loop, NULL, answers);
  if (gch_pack_append(&sids, GCH_LITERAL("s-1")) == GCH_OK &&
      gch_pack_append(&sids, GCH_LITERAL("s-2")) == GCH_OK)
    ok = converses(life, &sids);
  gch_pack_free(&sids);
  loop_end();
  return ok;
}

static void test_manager(void) { fail_each(manages, 30); }

int main(void) {
  RUN(test_reader);
  RUN(test_reader_of_a_large_reply);
  RUN(test_a_huge_reply_is_forgotten);
  RUN(test_request);
  RUN(test_flight);
  RUN(test_clean);
  RUN(test_manager);
  return test_end();
}
