/* dial.test.c - one connection to one of the addresses of a target. */
#include "net/dial.h"

#include "net/server.h"
#include "test.h"

#include <unistd.h>

static struct gch_life *life;
static struct gch_resolver *resolver;
static struct gch_target target;
static struct gch_dial *dial;
static int ended;
static struct gch_dialed result;

static void begin(void) {
  life = loop_begin();
  server_open(life->loop, NULL, server_as_redis);
  resolver = gch_resolver_new(life);
  CHECK(resolver != NULL);
  ended = 0;
  target = (struct gch_target){
      .host = "127.0.0.1", .port = server_port(), .timeout = 40000};
}

static void on_end(void *owner, struct gch_dialed dialed) {
  CHECK(owner == &ended && ended == 0);
  CHECK((dialed.stream != NULL) == (dialed.status == 0));
  result = dialed;
  ended++;
}

static void start(unsigned skip) {
  dial = gch_dial_start(life, &target, resolver, skip, on_end, &ended);
  CHECK(dial != NULL);
  CHECK_INT(ended, 0);
}

static void check_status(int status) {
  start(0);
  loop_until(&ended);
  CHECK_INT(result.status, status);
}

static void end(void) {
  if (ended && result.stream != NULL)
    gch_stream_close(result.stream);
  gch_resolver_close(resolver);
  loop_end();
}

static void test_an_address(void) {
  begin();
  check_status(0);
  end();
}

static void test_nobody_listens(void) {
  begin();
  server_close();
  check_status(UV_ECONNREFUSED);
  end();
}

/* The server is on one of the addresses; whichever comes first, it is found. */
static void test_a_name_with_more_than_one_address(void) {
  for (unsigned skip = 0; skip < 4; skip++) {
    begin();
    target.host = "localhost";
    start(skip);
    loop_until(&ended);
    CHECK_INT(result.status, 0);
    end();
  }
}

static void test_a_name_that_is_none(void) {
  begin();
  target.host = "localhost";
  target.port = "no port";
  start(0);
  loop_until(&ended);
  CHECK(result.status <= UV_EAI_ADDRFAMILY);
  end();
}

static void test_unix_sockets(void) {
  char path[200];
  begin();
  snprintf(path, sizeof path, "/tmp/gch-dial-%d.sock", (int)uv_os_getpid());
  target.path = path;
  check_status(UV_ENOENT);
  ended = 0;
  memset(path, 'x', sizeof path - 1);
  path[sizeof path - 1] = '\0';
  check_status(UV_ENAMETOOLONG);
  end();
}

/* 192.0.2.0/24 is nobody's; a machine without a network says so at once. */
/* Who connects to a socket whose backlog is full gets no answer. */
static void test_an_address_that_is_silent(void) {
  struct sockaddr_in address;
  socklen_t len = sizeof address;
  char port[8];
  int deaf = socket(AF_INET, SOCK_STREAM, 0), full[4];
  CHECK_INT(uv_ip4_addr("127.0.0.1", 0, &address), 0);
  CHECK_INT(bind(deaf, (struct sockaddr *)&address, len), 0);
  CHECK_INT(listen(deaf, 0), 0);
  CHECK_INT(getsockname(deaf, (struct sockaddr *)&address, &len), 0);
  for (int i = 0; i < 4; i++) {
    full[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    (void)connect(full[i], (struct sockaddr *)&address, len);
  }
  begin();
  snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
  target.port = port;
  target.timeout = 50;
  check_status(UV_ETIMEDOUT);
  end();
  for (int i = 0; i < 4; i++)
    close(full[i]);
  close(deaf);
}

static void hold_up(uv_prepare_t *prepare) {
  uv_sleep(60);
  uv_update_time(prepare->loop);
}

/* A loop that is held up finds answer and deadline in the same turn: what came
 * in time counts. */
static void test_a_late_loop(const char *host) {
  uv_prepare_t prepare;
  begin();
  target.host = host;
  target.timeout = 30;
  uv_prepare_init(life->loop, &prepare);
  uv_prepare_start(&prepare, hold_up);
  check_status(0);
  uv_close((uv_handle_t *)&prepare, NULL);
  end();
}

static void test_a_late_loop_and_an_address(void) {
  test_a_late_loop("127.0.0.1");
}

static void test_a_late_loop_and_a_name(void) { test_a_late_loop("localhost"); }

static int busy;

static void be_busy(uv_work_t *work) {
  (void)work;
  while (__atomic_load_n(&busy, __ATOMIC_SEQ_CST))
    uv_sleep(1);
}

static void on_not_busy(uv_work_t *work, int status) {
  (void)work, (void)status;
}

/* All threads of the pool have other work, until the connection is there. */
static void test_an_address_needs_no_thread(void) {
  uv_work_t works[8];
  const char *hosts[] = {"127.0.0.1", "::1"};
  for (int i = 0; i < 2; i++) {
    begin();
    __atomic_store_n(&busy, 1, __ATOMIC_SEQ_CST);
    for (int k = 0; k < 8; k++)
      CHECK_INT(uv_queue_work(life->loop, &works[k], be_busy, on_not_busy), 0);
    target.host = hosts[i];
    check_status(i == 0 ? 0 : UV_ECONNREFUSED);
    __atomic_store_n(&busy, 0, __ATOMIC_SEQ_CST);
    end();
  }
}

static void test_cancelling_at_any_time(void) {
  for (int turns = 0; turns < 8; turns++) {
    begin();
    start(0);
    for (int i = 0; i < turns && !ended; i++)
      uv_run(life->loop, i < 2 ? UV_RUN_NOWAIT : UV_RUN_ONCE);
    if (!ended)
      gch_dial_cancel(dial);
    end();
  }
}

int main(void) {
  RUN(test_an_address);
  RUN(test_nobody_listens);
  RUN(test_a_name_with_more_than_one_address);
  RUN(test_a_name_that_is_none);
  RUN(test_unix_sockets);
  RUN(test_an_address_that_is_silent);
  RUN(test_a_late_loop_and_an_address);
  RUN(test_a_late_loop_and_a_name);
  RUN(test_an_address_needs_no_thread);
  RUN(test_cancelling_at_any_time);
  return test_end();
}
