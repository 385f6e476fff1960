/* session.test.c - what sessions take from Node, and that they give it back. */
// with: src/node/session.c src/node/state.c src/node/emit.c src/node/text.c
// with: src/node/napi_util.c src/node/speak.c src/node/porter.c
#include "node/session.h"

#include "net/server.h"
#include "node/napi.h"

static struct gch_state *state;

static struct gch_session *open_session(void) {
  const struct gch_manager_options options = {
      .link = {.target = {.host = "127.0.0.1",
                          .port = server_port(),
                          .timeout = 2000},
               .command_timeout = 5000,
               .retry_max_delay = 100,
               .max_queue = 100,
               .max_queue_bytes = 1 << 20,
               .offline_queue = true},
      .prefix = {"P", 1}};
  const struct gch_callbacks callbacks = {0};
  struct gch_pack texts = {0};
  CHECK_INT(gch_pack_append(&texts, GCH_LITERAL("the options' own")), GCH_OK);
  struct gch_session *session =
      gch_session_new(state, &options, &texts, &callbacks);
  CHECK(texts.bytes == NULL);
  return session;
}

static void begin(void) {
  uv_loop_t *loop = loop_begin()->loop;
  server_open(loop, NULL, server_as_redis);
  node_begin(loop, -1);
  state = gch_state_new(NULL);
  CHECK(state != NULL);
}

/* The environment ends, and nothing is left. */
static void end(void) {
  node_end();
  loop_end();
  CHECK_INT(node.held, 0);
  node_begin(NULL, 0);
}

static void add(struct gch_session *session) {
  const struct gch_bytes text = {"x", 1};
  CHECK_INT(gch_manager_add(gch_session_manager(session), 0, text, text, text),
            GCH_OK);
}

static void run_until_called(int called) {
  while (node.called < called)
    uv_run(node.loop, UV_RUN_ONCE);
}

/* --- tests --- */

static void test_a_session_that_is_closed(void) {
  struct gch_session *session;
  int held;
  begin();
  held = node.held;
  session = open_session();
  CHECK(session != NULL && node.held > held);
  gch_session_close(state, session);
  run_until_called(1);
  CHECK_INT(node.held, held);
  CHECK(gch_session_at(state, session) == NULL);
  end();
}

/* News that it is ready, and the outcome of an add. */
static void test_a_session_that_is_open_when_the_environment_ends(void) {
  struct gch_session *one;
  begin();
  one = open_session();
  CHECK(one != NULL && open_session() != NULL);
  add(one);
  run_until_called(3);
  add(one);
  end();
  CHECK_INT(node.called, 0);
}

static void test_no_sessions(void) {
  begin();
  end();
}

/* Whichever call of Node fails: there is a session, or there is none. */
static void test_a_session_that_cannot_be_made(void) {
  struct gch_session *session = NULL;
  begin();
  for (int calls = 0; session == NULL; calls++) {
    int held = node.held;
    CHECK(calls < 100);
    node.succeed = calls;
    session = open_session();
    CHECK(session != NULL || node.held == held);
  }
  node.succeed = -1;
  end();
}

/* Whichever call fails from the first outcome on. */
static void test_outcomes_that_cannot_be_told(void) {
  for (int calls = 0; calls < 40; calls++) {
    struct gch_session *session;
    begin();
    session = open_session();
    CHECK(session != NULL);
    run_until_called(1);
    add(session);
    add(session);
    node.succeed = calls;
    gch_session_close(state, session);
    end();
  }
}

static void test_a_state_that_cannot_be_made(void) {
  int calls = 0;
  for (state = NULL; state == NULL; calls++) {
    node_begin(loop_begin()->loop, calls);
    state = gch_state_new(NULL);
    if (state == NULL) {
      CHECK_INT(node.held, 0);
      loop_end();
    }
  }
  CHECK(calls > 1);
  end();
}

int main(void) {
  RUN(test_a_session_that_is_closed);
  RUN(test_a_session_that_is_open_when_the_environment_ends);
  RUN(test_no_sessions);
  RUN(test_a_session_that_cannot_be_made);
  RUN(test_outcomes_that_cannot_be_told);
  RUN(test_a_state_that_cannot_be_made);
  return test_end();
}
