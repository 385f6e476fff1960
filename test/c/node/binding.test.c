/* binding.test.c - the addon is loaded whole, or says that it is not. */
// with: src/node/binding.c src/node/call.c src/node/options.c
// with: src/node/session.c src/node/state.c src/node/emit.c src/node/text.c
// with: src/node/napi_util.c src/node/speak.c src/node/porter.c
// with: src/node/carried.c
// link: -Wl,--wrap=calloc
#include "net/server.h"
#include "node/napi.h"

static bool no_memory;

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

void *__wrap_calloc(size_t count, size_t size) {
  return no_memory ? NULL : __real_calloc(count, size);
}

napi_value napi_register_module_v1(napi_env env, napi_value exports);

static void load(int succeed) {
  node_begin(loop_begin()->loop, succeed);
  napi_register_module_v1(NULL, NULL);
}

static void end(void) {
  node_end();
  loop_end();
  CHECK_INT(node.held, 0);
  node_begin(NULL, 0);
}

static void test_whichever_call_fails(void) {
  int calls = 0;
  for (load(0); node.thrown != NULL; load(++calls)) {
    CHECK_TEXT(node.thrown, "ENOMEM");
    CHECK_INT(node.held, 0);
    end();
  }
  CHECK(calls > 20);
  end();
}

static void test_no_memory(void) {
  no_memory = true;
  load(-1);
  no_memory = false;
  CHECK(node.thrown != NULL);
  CHECK_TEXT(node.thrown, "ENOMEM");
  end();
}

int main(void) {
  RUN(test_whichever_call_fails);
  RUN(test_no_memory);
  return test_end();
}
