/* command.test.c - the very bytes of every command. */
#include "bytes/command.h"

#include "test.h"

static char out[1024];

static struct gch_bytes until(const char *end) {
  return (struct gch_bytes){out, (size_t)(end - out)};
}

static const struct gch_key key = {{"P", 1}, {"room", 4}, {"connector-1", 11}};

static void test_add_and_leave(void) {
  CHECK_BYTES(until(gch_command_add(out, &key, GCH_LITERAL("u1"))),
              "*3\r\n$4\r\nSADD\r\n$18\r\nP:room:connector-1\r\n$2\r\nu1\r\n");
  CHECK_BYTES(until(gch_command_leave(out, &key, GCH_LITERAL("u1"))),
              "*3\r\n$4\r\nSREM\r\n$18\r\nP:room:connector-1\r\n$2\r\nu1\r\n");
}

static void test_members(void) {
  CHECK_BYTES(until(gch_command_members(out, &key)),
              "*2\r\n$8\r\nSMEMBERS\r\n$18\r\nP:room:connector-1\r\n");
}

static void test_unlink(void) {
  char *end = gch_command_unlink(out, true, 2);
  end = gch_command_key(end, &key);
  end = gch_command_arg(end, GCH_LITERAL("P:x:y"));
  CHECK_BYTES(until(end), "*3\r\n$6\r\nUNLINK\r\n$18\r\nP:room:connector-1\r\n"
                          "$5\r\nP:x:y\r\n");
  CHECK_BYTES(until(gch_command_unlink(out, false, 1)), "*2\r\n$3\r\nDEL\r\n");
}

static void test_scan(void) {
  CHECK_BYTES(
      until(gch_command_scan(out, GCH_LITERAL("17"), GCH_LITERAL("P:*"))),
      "*6\r\n$4\r\nSCAN\r\n$2\r\n17\r\n$5\r\nMATCH\r\n$3\r\nP:*\r\n"
      "$5\r\nCOUNT\r\n$4\r\n1000\r\n");
}

static void test_empty_and_nul_arguments(void) {
  struct gch_key empty = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
  CHECK_BYTES(until(gch_command_add(out, &empty, GCH_LITERAL(""))),
              "*3\r\n$4\r\nSADD\r\n$2\r\n::\r\n$0\r\n\r\n");
  CHECK_BYTES(until(gch_command_arg(out, (struct gch_bytes){NULL, 0})),
              "$0\r\n\r\n");
  CHECK_BYTES(until(gch_command_arg(out, GCH_LITERAL("\0\r\n\0"))),
              "$4\r\n\0\r\n\0\r\n");
}

static void check_number(size_t number) {
  char want[32];
  size_t len = (size_t)snprintf(want, sizeof want, "*%zu\r\n", number);
  struct gch_bytes got = until(gch_command_head(out, number));
  CHECK_INT(got.len, len);
  CHECK(memcmp(got.data, want, len) == 0);
}

static void test_numbers(void) {
  for (size_t power = 1;; power *= 10) {
    check_number(power - 1);
    check_number(power);
    check_number(power + 1);
    if (power > SIZE_MAX / 10)
      break;
  }
  check_number(SIZE_MAX);
}

/* Exactly the room, so that a sanitizer sees a byte too many. */
static char *room_for(size_t args, size_t bytes) {
  return must_alloc(GCH_COMMAND_ROOM(args, bytes));
}

static void test_a_huge_argument(void) {
  size_t len = 20u << 20;
  char *data = must_alloc(len);
  char *into = room_for(3, GCH_COMMAND_NAME + 18 + len);
  char *end;
  memset(data, 'x', len);
  data[len - 1] = 'y';
  end = gch_command_add(into, &key, (struct gch_bytes){data, len});
  CHECK_INT(end - into, 39 + 11 + (long long)len + 2);
  CHECK(memcmp(end - 3, "y\r\n", 3) == 0);
  CHECK(memcmp(into + 14 + 25, "$20971520\r\nx", 12) == 0);
  free(data);
  free(into);
}

static void test_the_room_is_enough(void) {
  for (size_t len = 0; len < 200; len += 33) {
    char text[200] = {0};
    struct gch_bytes bytes = {text, len};
    struct gch_key long_key = {bytes, bytes, bytes};
    size_t key_len = gch_key_len(&long_key);
    char *into = room_for(3, GCH_COMMAND_NAME + key_len + len);
    char *end = gch_command_leave(into, &long_key, bytes);
    CHECK((size_t)(end - into) <=
          GCH_COMMAND_ROOM(3, GCH_COMMAND_NAME + key_len + len));
    free(into);
    into = room_for(2, GCH_COMMAND_NAME + key_len);
    gch_command_members(into, &long_key);
    free(into);
    into = room_for(6, 4 + len + 5 + len + 5 + 4);
    gch_command_scan(into, bytes, bytes);
    free(into);
  }
}

static void test_asking_fits_in_the_room_of_a_command(void) {
  struct gch_key short_key = {GCH_LITERAL("p"), GCH_LITERAL("n"),
                              GCH_LITERAL("s")};
  size_t room = GCH_COMMAND_ROOM(2, GCH_COMMAND_NAME + gch_key_len(&short_key));
  char *all = must_alloc(room);
  char *end = gch_command_members(gch_command_asking(all), &short_key);
  CHECK_BYTES(((struct gch_bytes){all, (size_t)(end - all)}),
              "*1\r\n$6\r\nASKING\r\n*2\r\n$8\r\nSMEMBERS\r\n$5\r\np:n:s\r\n");
  free(all);
}

int main(void) {
  RUN(test_add_and_leave);
  RUN(test_members);
  RUN(test_unlink);
  RUN(test_scan);
  RUN(test_empty_and_nul_arguments);
  RUN(test_numbers);
  RUN(test_a_huge_argument);
  RUN(test_the_room_is_enough);
  RUN(test_asking_fits_in_the_room_of_a_command);
  return test_end();
}
