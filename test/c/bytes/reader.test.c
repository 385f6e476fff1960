/* reply.test.c - every type of reply, in whatever pieces it arrives. */
#include "bytes/reader.h"

#include "test.h"

/* --- a reader's answers as one text --- */

static char told[1 << 16];
static size_t told_len;

static void tell(struct gch_bytes text) {
  CHECK(told_len + text.len < sizeof told);
  if (text.len > 0)
    memcpy(told + told_len, text.data, text.len);
  told_len += text.len;
  told[told_len] = '\0';
}

static void tell_text(const char *before, struct gch_bytes text) {
  tell(bytes_of(before));
  tell(text);
  tell(GCH_LITERAL(";"));
}

static void tell_list(const char *name, const struct gch_pack *pack,
                      size_t strings) {
  CHECK(strings <= pack->count);
  tell(bytes_of(name));
  for (size_t i = pack->count - strings; i < pack->count; i++) {
    tell(GCH_LITERAL(" "));
    tell(gch_pack_at(pack, i));
  }
  tell(GCH_LITERAL(";"));
}

static void tell_reply(const struct gch_reply *reply,
                       const struct gch_pack *pack) {
  static const char *const names[] = {"status ", "error ", "",      "nil",
                                      "string ", "list",   "cursor"};
  char number[32];
  snprintf(number, sizeof number, "%lld;", reply->integer);
  if (reply->kind == GCH_INTEGER)
    tell(bytes_of(number));
  else if (reply->kind == GCH_LIST || reply->kind == GCH_CURSOR)
    tell_list(names[reply->kind], pack, reply->strings);
  else
    tell_text(names[reply->kind], reply->text);
}

/* Reads until bytes or patience run out; true when there may be more. */
static bool read_all(struct gch_reader *reader, struct gch_pack *pack) {
  struct gch_reply reply;
  enum gch_code code;
  while ((code = gch_reader_next(reader, pack, &reply)) == GCH_OK)
    tell_reply(&reply, pack);
  if (code == GCH_EPROTOCOL)
    tell_text("wrong: ", bytes_of(gch_reader_error(reader)));
  return code == GCH_EAGAIN;
}

/* A copy as large as its content, so that a sanitizer sees a byte too far. */
static bool feed_exactly(struct gch_reader *reader, struct gch_bytes wire) {
  char *copy = must_alloc(wire.len);
  enum gch_code code;
  memcpy(copy, wire.data, wire.len);
  code = gch_reader_feed(reader, copy, wire.len);
  free(copy);
  return code == GCH_OK;
}

static bool plain; /* the readers */

/* What a reader makes of `wire` when it comes in two pieces, the first of
 * `first` bytes, or, when that is 0, byte by byte. */
static const char *outcome(struct gch_bytes wire, size_t first) {
  struct gch_reader *reader = gch_reader_new(plain);
  struct gch_pack pack = {0};
  bool more = true;
  size_t n = first == 0 ? 1 : first;
  CHECK(reader != NULL);
  CHECK_INT(gch_pack_append(&pack, GCH_LITERAL("before")), GCH_OK);
  told_len = 0;
  told[0] = '\0';
  while (more && wire.len > 0) {
    more = feed_exactly(reader, (struct gch_bytes){wire.data, n}) &&
           read_all(reader, &pack);
    wire.data += n;
    wire.len -= n;
    n = first == 0 ? 1 : wire.len;
  }
  if (more && !gch_reader_empty(reader))
    tell(GCH_LITERAL("part;"));
  if (!more)
    CHECK_BYTES(gch_pack_at(&pack, 0), "before");
  gch_reader_free(reader);
  gch_pack_free(&pack);
  return told;
}

static void check_outcome(struct gch_bytes wire, const char *want) {
  for (size_t first = 0; first <= wire.len; first++)
    CHECK_TEXT(outcome(wire, first), want);
}

struct example {
  struct gch_bytes wire;
  const char *want;
};

#define WIRE(text)                                                             \
  { "" text, sizeof(text) - 1 }

static void check_examples(const struct example *examples, size_t count) {
  for (size_t i = 0; i < count; i++)
    check_outcome(examples[i].wire, examples[i].want);
}

/* --- what is right --- */

static void test_plain_replies(void) {
  static const struct example examples[] = {
      {WIRE("+OK\r\n"), "status OK;"},
      {WIRE("+\r\n"), "status ;"},
      {WIRE(":0\r\n"), "0;"},
      {WIRE(":-12\r\n"), "-12;"},
      {WIRE(":9223372036854775807\r\n"), "9223372036854775807;"},
      {WIRE("$5\r\nhello\r\n"), "string hello;"},
      {WIRE("$0\r\n\r\n"), "string ;"},
      {WIRE("$4\r\n\r\n\r\n\r\n"), "string \r\n\r\n;"},
      {WIRE("$-1\r\n"), "nil;"},
      {WIRE("*-1\r\n"), "nil;"},
      {WIRE("-ERR wrong\r\n"), "error ERR wrong;"},
      {WIRE("-\r\n"), "error ;"},
      {WIRE("+a\r\n:1\r\n$1\r\nb\r\n"), "status a;1;string b;"},
  };
  check_examples(examples, COUNT_OF(examples));
}

static void test_lists(void) {
  static const struct example examples[] = {
      {WIRE("*0\r\n"), "list;"},
      {WIRE("*1\r\n$2\r\nab\r\n"), "list ab;"},
      {WIRE("*3\r\n$1\r\na\r\n$0\r\n\r\n$2\r\n\r\n\r\n"), "list a  \r\n;"},
      {WIRE("*1\r\n$1\r\na\r\n*0\r\n*1\r\n$1\r\nb\r\n"), "list a;list;list b;"},
      {WIRE("*2\r\n$1\r\n0\r\n*0\r\n"), "cursor 0;"},
      {WIRE("*2\r\n$2\r\n17\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n+OK\r\n"),
       "cursor 17 a b;status OK;"},
  };
  check_examples(examples, COUNT_OF(examples));
}

static void test_parts(void) {
  static const struct example examples[] = {
      {WIRE(""), ""},
      {WIRE("+O"), "part;"},
      {WIRE("+OK\r"), "part;"},
      {WIRE("$5\r\nhell"), "part;"},
      {WIRE("$5\r\nhello\r"), "part;"},
      {WIRE("*1\r\n"), "part;"},
      {WIRE("*2\r\n$1\r\na\r\n"), "part;"},
      {WIRE("*0\r\n*1\r\n"), "list;part;"},
      {WIRE("*2\r\n$1\r\n0\r\n*1\r\n"), "part;"},
  };
  check_examples(examples, COUNT_OF(examples));
}

/* The text of an error is Redis' own, also when it is no text. */
static void test_errors_of_any_bytes(void) {
  struct gch_reader *reader = gch_reader_new(plain);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  CHECK(feed_exactly(reader, GCH_LITERAL("-ERR \0\xFF\xC3 x\r\n")));
  CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_OK);
  CHECK_INT(reply.kind, GCH_ERROR);
  CHECK_BYTES(reply.text, "ERR \0\xFF\xC3 x");
  gch_reader_free(reader);
}

static void test_strings_of_any_bytes(void) {
  struct gch_reader *reader = gch_reader_new(plain);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  CHECK(feed_exactly(reader,
                     GCH_LITERAL("*2\r\n$3\r\n\0\xFF\0\r\n$1\r\n\0\r\n")));
  CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_OK);
  CHECK_BYTES(gch_pack_at(&pack, 0), "\0\xFF\0");
  CHECK_BYTES(gch_pack_at(&pack, 1), "\0");
  gch_reader_free(reader);
  gch_pack_free(&pack);
}

static void test_arguments_of_unknown_commands_are_left_out(void) {
  static const struct example examples[] = {
      {WIRE("-ERR unknown command `AUTH`, with args beginning with: `secret`, "
            "\r\n"),
       "error ERR unknown command `AUTH`;"},
      {WIRE("-ERR unknown command 'FOO', with args beginning with: \r\n"),
       "error ERR unknown command 'FOO';"},
      {WIRE("-ERR unknown subcommand 'x'\r\n"),
       "error ERR unknown subcommand 'x';"},
      {WIRE("-OOM x, with args beginning with: y\r\n"),
       "error OOM x, with args beginning with: y;"},
  };
  check_examples(examples, COUNT_OF(examples));
}

/* --- what is wrong --- */

/* Never a reply, never more than a part of one, whatever the pieces. */
static void check_wrong(struct gch_bytes wire) {
  for (size_t first = 0; first <= wire.len; first++)
    CHECK(gch_bytes_start(bytes_of(outcome(wire, first)), "wrong: "));
}

static void test_what_no_command_here_answers(void) {
  static const struct gch_bytes wires[] = {
      WIRE("*1\r\n:1\r\n"),
      WIRE("*1\r\n$-1\r\n"),
      WIRE("*1\r\n*-1\r\n"),
      WIRE("*1\r\n+OK\r\n"),
      WIRE("*1\r\n-ERR x\r\n"),
      WIRE("*1\r\n*0\r\n"),
      WIRE("*2\r\n*0\r\n$1\r\n0\r\n"),
      WIRE("*2\r\n$1\r\n0\r\n*-1\r\n"),
      WIRE("*2\r\n$1\r\n0\r\n*1\r\n*0\r\n"),
      WIRE("*2\r\n$1\r\n0\r\n*1\r\n:1\r\n"),
      WIRE("*3\r\n$1\r\n0\r\n*0\r\n$1\r\n0\r\n"),
      WIRE("*2\r\n:0\r\n*0\r\n"),
      WIRE("%1\r\n+a\r\n+b\r\n"),
      WIRE("~1\r\n+a\r\n"),
      WIRE(">1\r\n+a\r\n"),
      WIRE("#t\r\n"),
      WIRE(",1.5\r\n"),
      WIRE("(123\r\n"),
      WIRE("=5\r\ntxt:a\r\n"),
      WIRE("HTTP/1.1 400 Bad Request\r\n"),
      WIRE("\r\n"),
      WIRE("\0"),
  };
  for (size_t i = 0; i < COUNT_OF(wires); i++)
    check_wrong(wires[i]);
}

static void test_numbers_that_are_none(void) {
  static const struct gch_bytes wires[] = {
      WIRE(":abc\r\n"),
      WIRE(":\r\n"),
      WIRE(":99999999999999999999\r\n"),
      WIRE("$abc\r\n"),
      WIRE("$-2\r\n"),
      WIRE("*-2\r\n"),
      WIRE("*x\r\n"),
      WIRE("$9223372036854775808\r\n"),
      WIRE("*9223372036854775808\r\n"),
      WIRE("*-9223372036854775809\r\n"),
  };
  for (size_t i = 0; i < COUNT_OF(wires); i++)
    check_wrong(wires[i]);
}

/* A header that promises much takes nothing, refused or not. */
static void test_headers_reserve_nothing(void) {
  static const struct gch_bytes wires[] = {
      WIRE("*2147483647\r\n"),          WIRE("*2147483648\r\n"),
      WIRE("*4294967296\r\n"),          WIRE("*9223372036854775807\r\n"),
      WIRE("$2147483647\r\n"),          WIRE("$4294967296\r\n"),
      WIRE("$9223372036854775806\r\n"), WIRE("$9223372036854775807\r\n"),
  };
  for (size_t i = 0; i < COUNT_OF(wires); i++) {
    struct gch_reader *reader = gch_reader_new(plain);
    struct gch_pack pack = {0};
    struct gch_reply reply;
    CHECK(feed_exactly(reader, wires[i]));
    CHECK(gch_reader_next(reader, &pack, &reply) != GCH_OK);
    CHECK_INT(pack.cap, 0);
    CHECK_INT(pack.ends_cap, 0);
    gch_reader_free(reader);
  }
}

/* `depth` lists, each inside the one before. */
static void check_depth(size_t depth) {
  struct gch_reader *reader = gch_reader_new(plain);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  size_t len = 4 * depth;
  char *wire = must_alloc(len);
  for (size_t i = 0; i < depth; i++)
    memcpy(wire + 4 * i, "*1\r\n", 4);
  CHECK_INT(gch_reader_feed(reader, wire, len), GCH_OK);
  CHECK_INT(gch_reader_next(reader, &pack, &reply),
            depth == 1 ? GCH_EAGAIN : GCH_EPROTOCOL);
  gch_reader_free(reader);
  free(wire);
}

static void test_nested_lists(void) {
  for (size_t depth = 1; depth <= 20; depth++)
    check_depth(depth);
  check_depth(1000);
  check_depth(1000000);
}

static void test_a_reader_that_failed_stays_failed(void) {
  struct gch_reader *reader = gch_reader_new(plain);
  struct gch_pack pack = {0};
  struct gch_reply reply;
  CHECK(feed_exactly(reader, GCH_LITERAL("*2\r\n$1\r\na\r\n:1\r\n")));
  CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_EPROTOCOL);
  CHECK_INT(pack.count, 0);
  CHECK(strlen(gch_reader_error(reader)) > 0);
  (void)feed_exactly(reader, GCH_LITERAL("+OK\r\n"));
  CHECK_INT(gch_reader_next(reader, &pack, &reply), GCH_EPROTOCOL);
  gch_reader_free(reader);
  gch_pack_free(&pack);
}

static void test_reader(bool is_plain) {
  plain = is_plain;
  RUN(test_plain_replies);
  RUN(test_lists);
  RUN(test_parts);
  RUN(test_errors_of_any_bytes);
  RUN(test_strings_of_any_bytes);
  RUN(test_arguments_of_unknown_commands_are_left_out);
  RUN(test_what_no_command_here_answers);
  RUN(test_numbers_that_are_none);
  RUN(test_headers_reserve_nothing);
  RUN(test_nested_lists);
  RUN(test_a_reader_that_failed_stays_failed);
}

int main(void) {
  test_reader(false);
  test_reader(true);
  return test_end();
}
