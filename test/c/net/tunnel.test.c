/* tunnel.test.c - bytes that somebody else carries, and what is told late. */
#include "net/carry.h"

static void test_there_and_back(void) {
  carry_begin();
  CHECK_TEXT(carry.where, "127.0.0.1");
  CHECK_INT(carry.port, 6379);
  carry_ready();
  carry_push("PING");
  CHECK_TEXT(carry.written, "PING");
  CHECK(gch_stream_busy(carry.stream));
  gch_tunnels_taken(&carry.tunnels, carry.id);
  CHECK_INT(carry.room, 1);
  CHECK_INT(gch_stream_pending(carry.stream), 0);
  CHECK_INT(gch_stream_position(carry.stream), 4);
  carry_feed(carry.id, "PONG");
  CHECK_TEXT(carry.got, "PONG");
  carry_end();
}

static void test_an_address_of_the_other_kind(void) {
  carry_begin();
  carry_close();
  CHECK_INT(carry_open("::1"), 0);
  CHECK_TEXT(carry.where, "::1");
  CHECK_INT(carry.port, 6379);
  carry_end();
}

/* No password leaves to who might be anybody, and nobody is listened to. */
static void test_nothing_leaves_before_the_proof(void) {
  carry_begin();
  gch_tunnels_opened(&carry.tunnels, carry.id);
  CHECK(!gch_stream_is_proven(carry.stream));
  carry_push("AUTH");
  carry_feed(carry.id, "+OK");
  gch_tunnels_taken(&carry.tunnels, carry.id);
  CHECK_INT(carry.writes + carry.room, 0);
  CHECK_TEXT(carry.got, "");
  CHECK(gch_stream_busy(carry.stream));
  CHECK_INT(gch_stream_left(carry.stream), 0);
  gch_tunnels_proven(&carry.tunnels, carry.id);
  CHECK(gch_stream_is_proven(carry.stream));
  CHECK_TEXT(carry.written, "AUTH");
  CHECK_INT(gch_stream_left(carry.stream), 4);
  gch_tunnels_proven(&carry.tunnels, carry.id);
  gch_tunnels_opened(&carry.tunnels, carry.id);
  CHECK_INT(carry.writes, 1);
  CHECK_INT(carry.opened, 1);
  carry_end();
}

/* A proof before the connection makes no sense, and proves nothing. */
static void test_a_proof_that_comes_too_early(void) {
  carry_begin();
  gch_tunnels_proven(&carry.tunnels, carry.id);
  gch_tunnels_opened(&carry.tunnels, carry.id);
  CHECK(!gch_stream_is_proven(carry.stream));
  carry_end();
}

static void test_an_end_before_it_is_open(void) {
  const struct gch_stream_end why = {.status = UV_ECONNREFUSED};
  carry_begin();
  gch_tunnels_ended(&carry.tunnels, carry.id, &why);
  CHECK_INT(carry.opened, 1);
  CHECK_INT(carry.status, UV_ECONNREFUSED);
  CHECK_INT(carry.ended, 0);
  carry_end();
}

static void test_an_end_in_words(void) {
  const struct gch_stream_end why = {
      .status = UV_ECANCELED, .words = GCH_LITERAL("expired"), .fatal = true};
  carry_begin();
  gch_tunnels_opened(&carry.tunnels, carry.id);
  gch_tunnels_ended(&carry.tunnels, carry.id, &why);
  CHECK_INT(carry.ended, 1);
  CHECK(carry.fatal);
  CHECK_TEXT(carry.words, "expired");
  carry_end();
}

/* After its end a tunnel tells nothing, until it is closed. */
static void test_words_after_the_end(void) {
  const struct gch_stream_end why = {.status = UV_EOF};
  carry_begin();
  carry_ready();
  carry_push("x");
  gch_tunnels_ended(&carry.tunnels, carry.id, &why);
  gch_tunnels_ended(&carry.tunnels, carry.id, &why);
  gch_tunnels_taken(&carry.tunnels, carry.id);
  carry_feed(carry.id, "late");
  CHECK_INT(carry.ended, 1);
  CHECK_INT(carry.room, 0);
  CHECK_TEXT(carry.got, "");
  carry_end();
}

/* What comes late of one that was closed is not taken for the next one. */
static void test_words_of_another(void) {
  const struct gch_stream_end why = {.status = UV_EOF};
  uint32_t before;
  carry_begin();
  before = carry.id;
  carry_close();
  CHECK_INT(carry_open("127.0.0.1"), 0);
  CHECK(carry.id != before);
  gch_tunnels_opened(&carry.tunnels, before);
  gch_tunnels_ended(&carry.tunnels, before, &why);
  CHECK_INT(carry.opened, 0);
  carry_ready();
  carry_feed(before, "late");
  gch_tunnels_proven(&carry.tunnels, before);
  gch_tunnels_taken(&carry.tunnels, before);
  CHECK_TEXT(carry.got, "");
  carry_close();
  gch_tunnels_opened(&carry.tunnels, carry.id);
  CHECK_INT(carry.opened, 1);
  carry_end();
}

static void test_one_at_a_time(void) {
  struct gch_stream *first;
  carry_begin();
  first = carry.stream;
  CHECK_INT(carry_open("127.0.0.1"), UV_EBUSY);
  CHECK_INT(carry.opens, 1);
  CHECK(carry.stream == first);
  carry_end();
}

static void test_a_carrier_that_cannot(void) {
  carry_begin();
  carry_close();
  carry.unable = true;
  CHECK_INT(carry_open("127.0.0.1"), UV_ECANCELED);
  CHECK(carry.stream == NULL);
  carry.unable = false;
  CHECK_INT(carry_open("127.0.0.1"), 0);
  gch_tunnels_opened(&carry.tunnels, carry.id);
  carry_push("x");
  carry.unable = true;
  gch_tunnels_proven(&carry.tunnels, carry.id);
  CHECK_INT(carry.ended, 1);
  CHECK_INT(carry.status, UV_ECANCELED);
  carry_end();
}

static void test_no_tunnel_to_a_path(void) {
  const struct gch_stream_options options = {.tunnels = &carry.tunnels};
  struct gch_stream *other = NULL;
  carry_begin();
  carry_close();
  CHECK_INT(
      gch_stream_open(&other, carry.life, NULL, "/s", &options, NULL, NULL),
      UV_EINVAL);
  CHECK(other == NULL);
  carry_end();
}

static void say(int what) {
  const struct gch_stream_end why = {.status = UV_EOF};
  switch (what) {
  case 0:
    gch_tunnels_opened(&carry.tunnels, carry.id);
    break;
  case 1:
    gch_tunnels_proven(&carry.tunnels, carry.id);
    break;
  case 2:
    carry_feed(carry.id, "data");
    break;
  case 3:
    gch_tunnels_taken(&carry.tunnels, carry.id);
    break;
  case 4:
    gch_tunnels_ended(&carry.tunnels, carry.id, &why);
    break;
  }
}

/* Whatever is told, the owner may close from within. */
static void test_closing_from_within(void) {
  for (int last = 0; last <= 4; last++) {
    carry_begin();
    for (int what = 0; what < last; what++) {
      if (what == 1)
        carry_push("x");
      say(what);
    }
    carry.when_told = carry_close;
    say(last);
    CHECK(carry.stream == NULL || last == 1);
    carry.when_told = NULL;
    carry_end();
  }
}

int main(void) {
  RUN(test_there_and_back);
  RUN(test_an_address_of_the_other_kind);
  RUN(test_nothing_leaves_before_the_proof);
  RUN(test_a_proof_that_comes_too_early);
  RUN(test_an_end_before_it_is_open);
  RUN(test_an_end_in_words);
  RUN(test_words_after_the_end);
  RUN(test_words_of_another);
  RUN(test_one_at_a_time);
  RUN(test_a_carrier_that_cannot);
  RUN(test_no_tunnel_to_a_path);
  RUN(test_closing_from_within);
  return test_end();
}
