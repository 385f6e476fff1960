/* greet.test.c - the handshake: what is asked, and each answer to it. */
#include "bytes/greet.h"

#include "test.h"

/* --- a handshake whose answers are written out --- */

#define OK                                                                     \
  {                                                                            \
    .kind = GCH_STATUS, .text = { "OK", 2 }                                    \
  }
#define PONG                                                                   \
  {                                                                            \
    .kind = GCH_STATUS, .text = { "PONG", 4 }                                  \
  }
#define TEXT(of, words)                                                        \
  {                                                                            \
    .kind = of, .text = { words, sizeof(words) - 1 }                           \
  }
#define ERROR(words) TEXT(GCH_ERROR, words)
#define KILLED                                                                 \
  { .kind = GCH_INTEGER, .integer = 1 }
#define INFO                                                                   \
  TEXT(GCH_STRING, "id=7 addr=127.0.0.1:50412 laddr=::1 fd=8 name= \n")
#define NO_KEYS ERROR("ERR wrong number of arguments for 'unlink' command")

static const struct gch_reply ok = OK, pong = PONG, info = INFO,
                              no_keys = NO_KEYS;

/* The commands written for `greeting`, as one text; room is exactly enough. */
static struct gch_bytes written(struct gch_greeting *greeting) {
  static char copy[4096];
  size_t room = gch_greet_room(greeting);
  char *out = must_alloc(room);
  size_t len = (size_t)(gch_greet_write(greeting, out) - out);
  CHECK(len <= room && len < sizeof copy);
  memcpy(copy, out, len);
  free(out);
  return (struct gch_bytes){copy, len};
}

/* Begins a handshake. */
static void begin(struct gch_greeting *greeting) { (void)written(greeting); }

static enum gch_code answer(struct gch_greeting *greeting,
                            struct gch_reply reply) {
  return gch_greet_answer(greeting, &reply);
}

/* INFO, UNLINK and PING of a modern server. */
static void check_rest(struct gch_greeting *greeting) {
  CHECK_INT(answer(greeting, info), GCH_EAGAIN);
  CHECK_INT(answer(greeting, no_keys), GCH_EAGAIN);
  CHECK_INT(answer(greeting, pong), GCH_OK);
}

static struct gch_greeting with_everything(void) {
  return (struct gch_greeting){.username = "me",
                               .password = "secret",
                               .db = 3,
                               .before = {.id = "5", .address = "::1:77"}};
}

/* --- what is asked --- */

#define REST                                                                   \
  "*2\r\n$6\r\nCLIENT\r\n$4\r\nINFO\r\n*1\r\n$6\r\nUNLINK\r\n"                 \
  "*1\r\n$4\r\nPING\r\n"

static void test_the_least(void) {
  struct gch_greeting greeting = {0};
  CHECK_BYTES(written(&greeting), REST);
  check_rest(&greeting);
  CHECK(greeting.unlink && !greeting.superfluous && !greeting.fatal);
}

static void test_everything(void) {
  struct gch_greeting greeting = with_everything();
  CHECK_BYTES(written(&greeting),
              "*3\r\n$4\r\nAUTH\r\n$2\r\nme\r\n$6\r\nsecret\r\n"
              "*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n"
              "*6\r\n$6\r\nCLIENT\r\n$4\r\nKILL\r\n$2\r\nID\r\n$1\r\n5\r\n"
              "$4\r\nADDR\r\n$6\r\n::1:77\r\n" REST);
  CHECK_INT(answer(&greeting, ok), GCH_EAGAIN);
  CHECK_INT(answer(&greeting, ok), GCH_EAGAIN);
  CHECK_INT(answer(&greeting, (struct gch_reply)KILLED), GCH_EAGAIN);
  check_rest(&greeting);
}

static void test_a_password_alone(void) {
  struct gch_greeting greeting = {.password = "p"};
  CHECK_BYTES(written(&greeting), "*2\r\n$4\r\nAUTH\r\n$1\r\np\r\n" REST);
}

static void test_an_empty_username_is_one(void) {
  struct gch_greeting greeting = {.username = "", .password = ""};
  CHECK_BYTES(written(&greeting),
              "*3\r\n$4\r\nAUTH\r\n$0\r\n\r\n$0\r\n\r\n" REST);
}

static void test_a_username_alone_asks_nothing(void) {
  struct gch_greeting greeting = {.username = "me"};
  CHECK_BYTES(written(&greeting), REST);
}

static void test_the_room_for_long_texts(void) {
  static char secret[1000];
  struct gch_greeting greeting = with_everything();
  memset(secret, 's', sizeof secret - 1);
  greeting.username = greeting.password = secret;
  greeting.db = INT64_MAX;
  memset(greeting.before.id, '1', sizeof greeting.before.id - 1);
  memset(greeting.before.address, 'a', sizeof greeting.before.address - 1);
  CHECK(gch_bytes_contain(written(&greeting), "9223372036854775807\r\n"));
}

/* --- refusals --- */

struct refusal {
  struct gch_reply reply;
  enum gch_code code;
  bool fatal;
};

/* The answer to AUTH, SELECT or PING. */
static const struct refusal refusals[] = {
    {ERROR("WRONGPASS invalid username-password pair"), GCH_EREPLY, true},
    {ERROR("ERR invalid password"), GCH_EREPLY, true},
    {ERROR("DENIED Redis is running in protected mode because protected mode "
           "is enabled and no password is set for the default user."),
     GCH_EREPLY, true},
    {ERROR("NOAUTH Authentication required."), GCH_EREPLY, true},
    {ERROR("NOPERM this user has no permissions"), GCH_EREPLY, true},
    {ERROR("ERR DB index is out of range"), GCH_EREPLY, true},
    {ERROR("LOADING Redis is loading the dataset"), GCH_EREPLY, false},
    {ERROR("BUSY Redis is busy running a script"), GCH_EREPLY, false},
    {ERROR("MASTERDOWN Link with MASTER is down"), GCH_EREPLY, false},
    {ERROR("TRYAGAIN x"), GCH_EREPLY, false},
    {ERROR("ERR max number of clients reached"), GCH_EREPLY, false},
    {ERROR("ERR max number of clients + cluster"), GCH_EREPLY, false},
    {TEXT(GCH_STATUS, "QUEUED"), GCH_EPROTOCOL, false},
    {TEXT(GCH_STRING, "OK"), GCH_EPROTOCOL, false},
    {{.kind = GCH_INTEGER}, GCH_EPROTOCOL, false},
    {{.kind = GCH_NIL}, GCH_EPROTOCOL, false},
    {{.kind = GCH_LIST}, GCH_EPROTOCOL, false},
    {{.kind = GCH_CURSOR}, GCH_EPROTOCOL, false},
};

/* Answers `before` steps rightly and refuses the next. */
static void check_refusals(const struct gch_reply *before, size_t count) {
  for (size_t i = 0; i < COUNT_OF(refusals); i++) {
    struct gch_greeting greeting = {.password = "p", .db = 1};
    begin(&greeting);
    for (size_t step = 0; step < count; step++)
      CHECK_INT(answer(&greeting, before[step]), GCH_EAGAIN);
    CHECK_INT(answer(&greeting, refusals[i].reply), refusals[i].code);
    CHECK_INT(greeting.fatal, refusals[i].fatal);
  }
}

static void test_auth_select_and_ping_are_refused(void) {
  static const struct gch_reply before[] = {OK, OK, INFO, NO_KEYS};
  check_refusals(before, 0);
  check_refusals(before, 1);
  check_refusals(before, 4);
}

/* A server without time or place says so to the first question, whichever. */
static void test_optional_questions_may_be_turned_away(void) {
  for (size_t i = 0; i < COUNT_OF(refusals); i++) {
    struct gch_greeting greeting = {.before = {.id = "1", .address = "a:1"}};
    if (refusals[i].fatal || refusals[i].code != GCH_EREPLY)
      continue;
    begin(&greeting);
    CHECK_INT(answer(&greeting, refusals[i].reply), GCH_EREPLY);
    CHECK(!greeting.fatal);
    begin(&greeting);
    CHECK_INT(answer(&greeting, (struct gch_reply)KILLED), GCH_EAGAIN);
    CHECK_INT(answer(&greeting, refusals[i].reply), GCH_EREPLY);
    CHECK(!greeting.fatal);
  }
}

static void test_a_superfluous_password(void) {
  static const struct gch_reply old_and_new[] = {
      ERROR("ERR Client sent AUTH, but no password is set"),
      ERROR("ERR AUTH <password> called without any password configured for "
            "the default user. Are you sure your configuration is correct?")};
  for (size_t i = 0; i < COUNT_OF(old_and_new); i++) {
    struct gch_greeting greeting = {.password = "p"};
    begin(&greeting);
    CHECK_INT(answer(&greeting, old_and_new[i]), GCH_EAGAIN);
    check_rest(&greeting);
    CHECK(greeting.superfluous);
    begin(&greeting);
    CHECK(!greeting.superfluous);
  }
}

/* --- servers that know less --- */

static const struct gch_reply unknown = ERROR("ERR unknown command 'UNLINK'");

static void test_an_old_server(void) {
  struct gch_greeting greeting = with_everything();
  begin(&greeting);
  CHECK_INT(answer(&greeting, ok), GCH_EAGAIN);
  CHECK_INT(answer(&greeting, ok), GCH_EAGAIN);
  CHECK_INT(answer(&greeting, (struct gch_reply)ERROR("ERR syntax error")),
            GCH_EAGAIN);
  CHECK_INT(answer(&greeting, (struct gch_reply)ERROR("ERR Syntax error, try")),
            GCH_EAGAIN);
  CHECK_INT(answer(&greeting, unknown), GCH_EAGAIN);
  CHECK_INT(answer(&greeting, pong), GCH_OK);
  CHECK(!greeting.unlink);
  CHECK_TEXT(greeting.self.address, "");
}

/* A user who may not: the server itself knows it. */
static void test_unlink_that_is_not_permitted(void) {
  struct gch_greeting greeting = {0};
  begin(&greeting);
  CHECK_INT(answer(&greeting, info), GCH_EAGAIN);
  CHECK_INT(answer(&greeting, (struct gch_reply)ERROR("NOPERM unlink")),
            GCH_EAGAIN);
  CHECK_INT(answer(&greeting, pong), GCH_OK);
  CHECK(greeting.unlink);
}

static void test_kinds_that_do_not_belong(void) {
  static const struct gch_reply wrong[] = {
      {.kind = GCH_NIL}, {.kind = GCH_LIST}, {.kind = GCH_CURSOR}};
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    struct gch_greeting greeting = {.before = {.id = "1", .address = "a:1"}};
    begin(&greeting);
    CHECK_INT(answer(&greeting, wrong[i]), GCH_EPROTOCOL);
    begin(&greeting);
    CHECK_INT(answer(&greeting, (struct gch_reply)KILLED), GCH_EAGAIN);
    CHECK_INT(answer(&greeting, wrong[i]), GCH_EPROTOCOL);
    begin(&greeting);
    CHECK_INT(answer(&greeting, (struct gch_reply)KILLED), GCH_EAGAIN);
    CHECK_INT(answer(&greeting, info), GCH_EAGAIN);
    CHECK_INT(answer(&greeting, wrong[i]), GCH_EPROTOCOL);
  }
}

/* --- who a connection is --- */

struct identity {
  struct gch_reply reply;
  const char *id, *address;
};

static void test_identity(void) {
  static const struct identity examples[] = {
      {INFO, "7", "127.0.0.1:50412"},
      {TEXT(GCH_STRING, "id=12 addr=[::1]:5"), "12", "[::1]:5"},
      {TEXT(GCH_STRING, "id=12 addr=/run/x:0 laddr=y\n"), "12", "/run/x:0"},
      {TEXT(GCH_STRING, "id=12 laddr=1:2\n"), "12", ""},
      {TEXT(GCH_STRING, "addr=1:2 id=3\n"), "", ""},
      {TEXT(GCH_STRING, "id=123456789012345678901234567890 addr=a:1"), "", ""},
      {TEXT(GCH_STRING, "id="), "", ""},
      {TEXT(GCH_STRING, ""), "", ""},
  };
  for (size_t i = 0; i < COUNT_OF(examples); i++) {
    struct gch_greeting greeting = {0};
    begin(&greeting);
    CHECK_INT(answer(&greeting, examples[i].reply), GCH_EAGAIN);
    CHECK_TEXT(greeting.self.id, examples[i].id);
    CHECK_TEXT(greeting.self.address, examples[i].address);
  }
}

static void test_an_address_that_is_too_long_is_none(void) {
  char text[300] = "id=1 addr=";
  struct gch_greeting greeting = {0};
  memset(text + 10, 'a', 200);
  begin(&greeting);
  CHECK_INT(answer(&greeting, (struct gch_reply){.kind = GCH_STRING,
                                                 .text = bytes_of(text)}),
            GCH_EAGAIN);
  CHECK_TEXT(greeting.self.address, "");
}

int main(void) {
  RUN(test_the_least);
  RUN(test_everything);
  RUN(test_a_password_alone);
  RUN(test_an_empty_username_is_one);
  RUN(test_a_username_alone_asks_nothing);
  RUN(test_the_room_for_long_texts);
  RUN(test_auth_select_and_ping_are_refused);
  RUN(test_optional_questions_may_be_turned_away);
  RUN(test_a_superfluous_password);
  RUN(test_an_old_server);
  RUN(test_unlink_that_is_not_permitted);
  RUN(test_kinds_that_do_not_belong);
  RUN(test_identity);
  RUN(test_an_address_that_is_too_long_is_none);
  return test_end();
}
