/* form.test.c - how keys are removed where the usual way is refused: the form,
 * and what the flight does meanwhile. */
#include "calls/fly.h"

#include "bytes/refusal.h"
#include "test.h"

static void test_the_words_that_refuse_a_command(void) {
  static const char *const refused[] = {
      "ERR unknown command 'UNLINK', with args beginning with: 'a'",
      "ERR unknown command `unlink`",
      "ERR unsupported command",
      "ERR Unsupported operation",
      "ERR command UNLINK is not allowed",
      "ERR command 'unlink' not support for normal user",
      "ERR not supported",
      "NOPERM this user has no permissions to run the 'unlink' command",
      "ERR command is disabled",
      "UNKNOWN COMMAND"};
  static const char *const not_refused[] = {
      "ERR wrong number of arguments for 'unlink' command",
      "MISCONF Commands that may modify the data set are disabled",
      "OOM command not allowed when used memory > 'maxmemory'.",
      "CROSSSLOT Keys in request don't hash to the same slot",
      "READONLY You can't write against a read only replica.",
      "MOVED 1 a:1",
      ""};
  for (size_t i = 0; i < COUNT_OF(refused); i++)
    CHECK(gch_refuses_command(bytes_of(refused[i])));
  for (size_t i = 0; i < COUNT_OF(not_refused); i++)
    CHECK(!gch_refuses_command(bytes_of(not_refused[i])));
}

/* A call that removes two keys; as a line would, it is sent in the form that
 * the flight has. */
static struct gch_request *removal(void) {
  struct gch_request *request =
      gch_request_new(NULL, GCH_WRITE, GCH_REQUEST_KEYS + 64);
  memcpy(request->bytes + GCH_REQUEST_KEYS, "$1\r\na\r\n$1\r\nb\r\n", 14);
  request->len = GCH_REQUEST_KEYS + 14;
  request->keys = 2;
  gch_flight_add(&flight, request, UINT64_MAX - 1);
  return request;
}

static void sends_as(struct gch_request *request, const char *want) {
  const struct gch_form *form = &flight.form;
  struct gch_bytes bytes = gch_request_bytes(request, !form->del, form->apart);
  CHECK(bytes.len == strlen(want) && memcmp(bytes.data, want, bytes.len) == 0);
  fly_sends(request);
}

#define KEY(command, key) "*2\r\n" command "$1\r\n" key "\r\n"
#define KEYS(command) "*3\r\n" command "$1\r\na\r\n$1\r\nb\r\n"
#define UNLINK "$6\r\nUNLINK\r\n"
#define DEL "$3\r\nDEL\r\n"
#define CROSSSLOT "CROSSSLOT Keys in request don't hash to the same slot"
#define UNKNOWN "ERR unknown command 'UNLINK'"

/* What was sent behind it is sent again behind it, whatever its kind. */
static void test_keys_of_several_slots(void) {
  struct gch_request *before = fly_write_call(), *call = removal();
  struct gch_request *add = fly_write_call(), *read = fly_read_call();
  fly_sends(before);
  sends_as(call, KEYS(UNLINK));
  fly_sends(add);
  fly_sends(read);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_error(CROSSSLOT), GCH_EINVAL);
  gch_flight_closed(&flight);
  sends_as(call, KEY(UNLINK, "a") KEY(UNLINK, "b"));
  fly_sends(add);
  fly_sends(read);
  for (int i = 0; i < 3; i++)
    CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(before, GCH_OK, false);
  CHECK_INT(call->integer, 2);
  fly_ends(call, GCH_OK, false);
  fly_ends(add, GCH_OK, false);
  fly_ends(read, GCH_OK, false);
  call = removal();
  sends_as(call, KEY(UNLINK, "a") KEY(UNLINK, "b"));
  CHECK_INT(fly_error(CROSSSLOT), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends_with(call, GCH_EREPLY, false, "CROSSSLOT");
  fly_over();
}

static void takes_del_after(const char *refusal) {
  struct gch_request *call = removal();
  sends_as(call, KEYS(UNLINK));
  CHECK_INT(fly_error(refusal), GCH_EINVAL);
  gch_flight_closed(&flight);
  sends_as(call, KEYS(DEL));
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(call, GCH_OK, false);
  call = removal();
  sends_as(call, KEYS(DEL));
  CHECK_INT(fly_error(CROSSSLOT), GCH_EINVAL);
  gch_flight_closed(&flight);
  sends_as(call, KEY(DEL, "a") KEY(DEL, "b"));
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  fly_ends(call, GCH_OK, false);
  fly_over();
}

static void test_del_in_the_place_of_unlink(void) {
  takes_del_after(UNKNOWN);
  takes_del_after("ERR the command is forbidden");
  takes_del_after("ERR");
}

static void test_del_is_tried_once(void) {
  struct gch_request *call = removal();
  sends_as(call, KEYS(UNLINK));
  CHECK_INT(fly_error("NOPERM no permissions to run the 'unlink' command"),
            GCH_EINVAL);
  gch_flight_closed(&flight);
  sends_as(call, KEYS(DEL));
  CHECK_INT(fly_error("NOPERM no permissions to run the 'del' command"),
            GCH_OK);
  fly_ends_with(call, GCH_EREPLY, false, "'del'");
  call = removal();
  sends_as(call, KEYS(UNLINK));
  CHECK_INT(fly_error("NOPERM no permissions to run the 'unlink' command"),
            GCH_OK);
  fly_ends_with(call, GCH_EREPLY, false, "'unlink'");
  fly_over();
}

/* They are no reason to try another form. */
static void test_other_calls_and_words(void) {
  struct gch_request *add = fly_write_call(), *call = removal();
  fly_sends(add);
  sends_as(call, KEYS(UNLINK));
  CHECK_INT(fly_error("NOPERM no permissions to run the 'sadd' command"),
            GCH_OK);
  CHECK_INT(fly_error("MISCONF writes are disabled"), GCH_OK);
  fly_ends(add, GCH_EREPLY, false);
  fly_ends_with(call, GCH_EREPLY, false, "MISCONF");
  fly_over();
}

/* All of its answers are waited for before it is tried again. */
static void test_one_of_many_keys_is_held(void) {
  struct gch_request *call, *read;
  flight.form.apart = true;
  call = removal();
  read = fly_read_call();
  sends_as(call, KEY(UNLINK, "a") KEY(UNLINK, "b"));
  fly_sends(read);
  CHECK_INT(fly_error(READONLY), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_list(), GCH_OK);
  fly_ends(read, GCH_OK, false);
  gch_flight_drain(&flight);
  CHECK(gch_flight_drained(&flight));
  gch_flight_closed(&flight);
  sends_as(call, KEY(UNLINK, "a") KEY(UNLINK, "b"));
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(fly_integer(), GCH_OK);
  CHECK_INT(call->integer, 2);
  fly_ends(call, GCH_OK, false);
  fly_over();
}

int main(void) {
  RUN(test_the_words_that_refuse_a_command);
  RUN(test_keys_of_several_slots);
  RUN(test_del_in_the_place_of_unlink);
  RUN(test_del_is_tried_once);
  RUN(test_other_calls_and_words);
  RUN(test_one_of_many_keys_is_held);
  return test_end();
}
