/* backoff.test.c - delays that grow to a limit, with jitter. */
#include "net/backoff.h"

#include "test.h"

static void check_delay(struct gch_backoff *backoff, uint64_t full) {
  uint64_t delay = gch_backoff_next(backoff);
  CHECK(delay <= full);
  CHECK(delay >= full - full / 4 || delay == 40);
  CHECK(delay >= 40);
}

static void test_delays_double_up_to_the_limit(void) {
  for (uint64_t seed = 0; seed < 200; seed++) {
    struct gch_backoff backoff;
    gch_backoff_init(&backoff, 1000, seed);
    for (uint64_t full = 50; full < 1000; full *= 2)
      check_delay(&backoff, full);
    for (int i = 0; i < 1000; i++)
      check_delay(&backoff, 1000);
    gch_backoff_reset(&backoff);
    check_delay(&backoff, 50);
  }
}

static void test_never_more_than_25_a_second(void) {
  struct gch_backoff backoff;
  gch_backoff_init(&backoff, 1, 1);
  for (int i = 0; i < 100; i++)
    CHECK_INT(gch_backoff_next(&backoff), 40);
}

/* Also for the largest limit that an option may set. */
static void test_no_limit_to_speak_of(void) {
  struct gch_backoff backoff;
  uint64_t before = 0, most = (UINT64_C(1) << 31) - 1;
  gch_backoff_init(&backoff, most, 7);
  for (int i = 0; i < 200; i++) {
    uint64_t delay = gch_backoff_next(&backoff);
    CHECK(delay <= most);
    CHECK(delay >= before - before / 4);
    before = delay;
  }
  CHECK(before >= most - most / 4);
}

static void test_jitter(void) {
  struct gch_backoff backoff;
  uint64_t low = UINT64_MAX, high = 0;
  gch_backoff_init(&backoff, 1000, 3);
  for (int i = 0; i < 500; i++) {
    uint64_t delay = gch_backoff_next(&backoff);
    if (i > 10 && delay < low)
      low = delay;
    if (i > 10 && delay > high)
      high = delay;
  }
  CHECK(low < 800 && high > 950);
}

int main(void) {
  RUN(test_delays_double_up_to_the_limit);
  RUN(test_never_more_than_25_a_second);
  RUN(test_no_limit_to_speak_of);
  RUN(test_jitter);
  return test_end();
}
