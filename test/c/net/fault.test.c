/* fault.test.c - the sentences that say why there is no connection. */
#include "net/fault.h"

#include "test.h"

static const struct gch_target tcp = {.host = "localhost", .port = "6379"};
static const struct gch_target v6 = {.host = "::1", .port = "6379"};
static const struct gch_target unix_socket = {.path = "/run/redis.sock"};

static void check_fault(const struct gch_fault *fault, enum gch_code code,
                        const char *text) {
  CHECK_INT(fault->code, code);
  CHECK_INT(fault->len, strlen(text));
  CHECK(memcmp(gch_fault_text(fault).data, text, fault->len) == 0);
}

static void test_no_connection(void) {
  struct gch_fault fault;
  gch_fault_connection(&fault, &tcp, false, UV_ECONNREFUSED);
  check_fault(&fault, GCH_ECONNREFUSED,
              "cannot connect to Redis at localhost:6379: connection refused "
              "(ECONNREFUSED)");
  gch_fault_connection(&fault, &v6, false, UV_ETIMEDOUT);
  check_fault(&fault, GCH_ETIMEDOUT,
              "cannot connect to Redis at [::1]:6379: connection timed out "
              "(ETIMEDOUT)");
  gch_fault_connection(&fault, &unix_socket, false, UV_ENOENT);
  check_fault(&fault, GCH_ENOENT,
              "cannot connect to Redis at /run/redis.sock: no such file or "
              "directory (ENOENT)");
}

static void test_a_lost_connection(void) {
  struct gch_fault fault;
  gch_fault_connection(&fault, &tcp, true, UV_EOF);
  check_fault(&fault, GCH_ECONNLOST,
              "lost the connection to Redis at localhost:6379: closed by the "
              "other side (EOF)");
}

static enum gch_code code_of(int status, bool open) {
  struct gch_fault fault;
  gch_fault_connection(&fault, &tcp, open, status);
  return fault.code;
}

static void test_codes(void) {
  static const int lookup[] = {
      UV_EAI_NONAME,     UV_EAI_AGAIN,   UV_EAI_FAIL,    UV_EAI_NODATA,
      UV_EAI_ADDRFAMILY, UV_EAI_SERVICE, UV_EAI_PROTOCOL};
  for (size_t i = 0; i < COUNT_OF(lookup); i++)
    CHECK_INT(code_of(lookup[i], false), GCH_ENOTFOUND);
  CHECK_INT(code_of(UV_ENOMEM, false), GCH_ENOMEM);
  CHECK_INT(code_of(UV_ENOMEM, true), GCH_ENOMEM);
  CHECK_INT(code_of(UV_ECONNRESET, false), GCH_ECONNLOST);
  CHECK_INT(code_of(UV_EPIPE, true), GCH_ECONNLOST);
  CHECK_INT(code_of(UV_ETIMEDOUT, true), GCH_ECONNLOST);
  CHECK_INT(code_of(UV_EACCES, false), GCH_ECONNREFUSED);
  CHECK_INT(code_of(UV_EHOSTUNREACH, false), GCH_ECONNREFUSED);
  CHECK_INT(code_of(UV_EHOSTUNREACH, true), GCH_ECONNLOST);
}

static void test_a_wrong_protocol(void) {
  struct gch_fault fault;
  gch_fault_protocol(&fault, &tcp, "a list holds a nil");
  check_fault(&fault, GCH_EPROTOCOL,
              "what answers at localhost:6379 does not speak as Redis: a list "
              "holds a nil");
}

static void test_an_error_of_redis(void) {
  struct gch_fault fault;
  gch_fault_reply(&fault, GCH_LITERAL("NOAUTH Authentication required."));
  check_fault(&fault, GCH_EREPLY, "NOAUTH Authentication required.");
  gch_fault_reply(&fault, (struct gch_bytes){NULL, 0});
  check_fault(&fault, GCH_EREPLY, "");
}

static void test_no_answer_in_time(void) {
  struct gch_fault fault, cause;
  gch_fault_timeout(&fault, &tcp, 5000, NULL);
  check_fault(&fault, GCH_ETIMEDOUT,
              "no answer from Redis at localhost:6379 within 5000 ms");
  cause = (struct gch_fault){0};
  gch_fault_timeout(&fault, &tcp, 5000, &cause);
  check_fault(&fault, GCH_ETIMEDOUT,
              "no answer from Redis at localhost:6379 within 5000 ms");
  gch_fault_reply(&cause, GCH_LITERAL("LOADING"));
  gch_fault_timeout(&fault, &tcp, 1, &cause);
  check_fault(&fault, GCH_ETIMEDOUT,
              "no answer from Redis at localhost:6379 within 1 ms; LOADING");
}

static void test_long_texts_are_cut(void) {
  static char longest[2000];
  const struct gch_target far = {.host = longest, .port = longest};
  const struct gch_target deep = {.path = longest};
  struct gch_fault fault, cause;
  memset(longest, 'x', sizeof longest - 1);
  gch_fault_connection(&fault, &far, false, UV_ECONNREFUSED);
  CHECK(fault.len < sizeof fault.text);
  gch_fault_connection(&fault, &deep, true, UV_EOF);
  CHECK_INT(fault.len, sizeof fault.text - 1);
  gch_fault_protocol(&fault, &deep, longest);
  CHECK_INT(fault.len, sizeof fault.text - 1);
  gch_fault_reply(&cause, bytes_of(longest));
  CHECK_INT(cause.len, 500);
  gch_fault_timeout(&fault, &tcp, UINT64_MAX, &cause);
  CHECK_INT(fault.len, sizeof fault.text - 1);
}

int main(void) {
  RUN(test_no_connection);
  RUN(test_a_lost_connection);
  RUN(test_codes);
  RUN(test_a_wrong_protocol);
  RUN(test_an_error_of_redis);
  RUN(test_no_answer_in_time);
  RUN(test_long_texts_are_cut);
  return test_end();
}
