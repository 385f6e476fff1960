/* porter.test.c - JavaScript that carries, and Node that refuses. */
// with: src/node/porter.c src/node/speak.c src/node/napi_util.c
#include "node/porter.h"

#include "net/server.h"
#include "node/napi.h"

static struct gch_life *life;
static struct gch_porter porter;
static struct gch_stream *stream;
static int opened, got, ended;

static void on_open(void *owner, int status) {
  (void)owner;
  opened += status == 0;
}

static void on_data(void *owner, const char *data, size_t len) {
  (void)owner;
  CHECK(data != NULL && len > 0);
  got += (int)len;
}

static void on_room(void *owner) { (void)owner; }

static void on_end(void *owner, const struct gch_stream_end *end) {
  (void)owner;
  CHECK(end->status < 0);
  ended++;
}

static const struct gch_stream_events events = {on_open, on_data, on_room,
                                                on_end};

static int open_stream(void) {
  struct gch_stream_options options = {.tunnels = gch_porter_tunnels(&porter)};
  struct sockaddr_in address;
  CHECK_INT(uv_ip4_addr("127.0.0.1", 1, &address), 0);
  return gch_stream_open(&stream, life, (struct sockaddr *)&address, NULL,
                         &options, &events, NULL);
}

static void tell(enum gch_porter_word word) {
  const struct gch_stream_end why = {.status = UV_EOF};
  gch_porter_tell(&porter, porter.tunnels.last, word, &why);
}

static void begin(void) {
  life = loop_begin();
  node_begin(life->loop, -1);
  porter = (struct gch_porter){0};
  opened = got = ended = 0;
}

static void end(void) {
  gch_porter_end(&porter);
  CHECK_INT(node.held, 0);
  node_begin(NULL, 0);
  loop_end();
}

static bool begin_porter(void) {
  return gch_porter_begin(&porter, NULL, NODE_FUNCTION, NODE_BYTES);
}

/* --- tests --- */

static void test_nothing_to_carry(void) {
  begin();
  CHECK(gch_porter_begin(&porter, NULL, NULL, NULL));
  CHECK(gch_porter_tunnels(&porter) == NULL);
  gch_porter_feed(&porter, 0, 0);
  tell(GCH_PORTER_OPENED);
  end();
}

static void test_what_is_no_function_and_what_are_no_bytes(void) {
  begin();
  CHECK(!gch_porter_begin(&porter, NULL, NODE_BYTES, NODE_BYTES));
  CHECK(!gch_porter_begin(&porter, NULL, NODE_FUNCTION, NODE_FUNCTION));
  end();
}

static void test_whichever_call_fails_at_the_beginning(void) {
  bool begun = false;
  for (int calls = 0; !begun; calls++) {
    CHECK(calls < 20);
    begin();
    node.succeed = calls;
    begun = begin_porter();
    node.succeed = -1;
    end();
  }
}

static void test_one_connection(void) {
  begin();
  CHECK(begin_porter());
  CHECK_INT(open_stream(), 0);
  tell(GCH_PORTER_OPENED);
  tell(GCH_PORTER_PROVEN);
  CHECK_INT(opened, 1);
  CHECK(gch_stream_append(stream, GCH_LITERAL("PING")));
  CHECK_INT(gch_stream_push(stream), 0);
  tell(GCH_PORTER_TAKEN);
  CHECK(!gch_stream_busy(stream));
  gch_porter_feed(&porter, porter.tunnels.last, 5);
  CHECK_INT(got, 5);
  tell(GCH_PORTER_ENDED);
  CHECK_INT(ended, 1);
  CHECK_INT(node.called, 2);
  gch_stream_close(stream);
  CHECK_INT(node.called, 3);
  end();
}

/* More than the buffer has room for was not read into it. */
static void test_more_than_there_can_be(void) {
  begin();
  CHECK(begin_porter());
  CHECK_INT(open_stream(), 0);
  tell(GCH_PORTER_OPENED);
  tell(GCH_PORTER_PROVEN);
  gch_porter_feed(&porter, porter.tunnels.last, porter.room + 1);
  CHECK_INT(got, 0);
  gch_porter_feed(&porter, porter.tunnels.last, porter.room);
  CHECK_INT(got, porter.room);
  gch_stream_close(stream);
  end();
}

static void test_whichever_call_fails_on_the_way(void) {
  for (int calls = 0; calls < 40; calls++) {
    begin();
    CHECK(begin_porter());
    node.succeed = calls;
    if (open_stream() == 0) {
      tell(GCH_PORTER_OPENED);
      CHECK(gch_stream_append(stream, GCH_LITERAL("PING")));
      (void)gch_stream_push(stream);
      tell(GCH_PORTER_PROVEN);
      gch_stream_close(stream);
    }
    node.succeed = -1;
    end();
  }
}

/* The environment is dying, and no JavaScript is called. */
static void test_an_environment_that_ends(void) {
  begin();
  CHECK(begin_porter());
  CHECK_INT(open_stream(), 0);
  tell(GCH_PORTER_OPENED);
  tell(GCH_PORTER_PROVEN);
  node_end();
  CHECK(gch_stream_append(stream, GCH_LITERAL("PING")));
  CHECK_INT(gch_stream_push(stream), UV_ECANCELED);
  gch_stream_close(stream);
  end();
}

int main(void) {
  RUN(test_nothing_to_carry);
  RUN(test_what_is_no_function_and_what_are_no_bytes);
  RUN(test_whichever_call_fails_at_the_beginning);
  RUN(test_one_connection);
  RUN(test_more_than_there_can_be);
  RUN(test_whichever_call_fails_on_the_way);
  RUN(test_an_environment_that_ends);
  return test_end();
}
