/* way.test.c - connections sought, opened and lost, without a link. */
#include "net/way.h"

#include "net/server.h"
#include "test.h"

static struct gch_life *life;
static struct gch_way way;
static struct gch_flight flight;
static struct gch_target target;
static int news, ready, failed, lost;

static void on_news(void *owner, const struct gch_news *told) {
  CHECK(owner == &news);
  news++;
  ready += told->kind == GCH_NEWS_READY;
  failed += told->kind == GCH_NEWS_FAILED;
  lost += told->kind == GCH_NEWS_LOST;
}

static void nothing(void *owner) { CHECK(owner == &news); }

static const struct gch_way_events events = {
    .on_news = on_news, .on_replies = nothing, .on_work = nothing};

static void begin(server_answer answer) {
  struct gch_greeting greeting = {.unlink = true};
  life = loop_begin();
  server_open(life->loop, NULL, answer);
  news = ready = failed = lost = 0;
  flight = (struct gch_flight){0};
  target = (struct gch_target){
      .host = "127.0.0.1", .port = server_port(), .timeout = 40000};
  CHECK(gch_way_open(&way, life, &target, &greeting, 100, &flight, &events,
                     &news));
}

static void end(void) {
  gch_way_close(&way);
  CHECK(!gch_way_is_ready(&way));
  uv_close((uv_handle_t *)&way.retry, NULL);
  loop_end();
}

static const char *lets_two_down(unsigned connection, unsigned command,
                                 struct gch_bytes bytes) {
  return connection <= 2 ? server_closes
                         : server_as_redis(connection, command, bytes);
}

/* An address that took us and let us down is tried last; but once one has
 * served, all count the same again. */
static void test_addresses_that_let_us_down(void) {
  begin(lets_two_down);
  loop_until(&failed);
  CHECK_INT(way.skip, 1);
  loop_until(&ready);
  CHECK_INT(failed, 2);
  CHECK_INT(way.skip, 0);
  end();
}

static void test_a_change_is_no_loss(void) {
  begin(server_as_redis);
  loop_until(&ready);
  ready = 0;
  gch_way_change(&way);
  CHECK(!gch_way_is_ready(&way));
  loop_until(&ready);
  CHECK_INT(lost + failed, 0);
  CHECK_INT(server_connections(), 2);
  CHECK_INT(flight.connection, 2);
  end();
}

static void test_a_loss_that_the_owner_tells(void) {
  struct gch_fault fault = {.code = GCH_ETIMEDOUT, .len = 1, .text = "x"};
  begin(server_as_redis);
  loop_until(&ready);
  ready = 0;
  gch_way_lose(&way, &fault);
  CHECK_INT(lost, 1);
  CHECK_INT(way.fault.code, GCH_ETIMEDOUT);
  loop_until(&ready);
  CHECK_INT(way.fault.len, 0);
  end();
}

static void test_closing_during_an_attempt(void) {
  begin(server_as_redis);
  end();
  begin(server_as_redis);
  while (server_connections() == 0)
    uv_run(life->loop, UV_RUN_ONCE);
  end();
  CHECK_INT(news, 0);
}

int main(void) {
  RUN(test_addresses_that_let_us_down);
  RUN(test_a_change_is_no_loss);
  RUN(test_a_loss_that_the_owner_tells);
  RUN(test_closing_during_an_attempt);
  return test_end();
}
