/* life.test.c - the end comes once, when nothing is held. */
#include "net/life.h"

#include "test.h"

static int ends;

static void on_end(void *owner) {
  CHECK(owner == &ends);
  ends++;
}

static void test_the_end_waits_for_the_last(void) {
  struct gch_life life = {.on_end = on_end, .owner = &ends};
  ends = 0;
  gch_life_hold(&life);
  gch_life_hold(&life);
  gch_life_drop(&life);
  gch_life_end(&life);
  CHECK_INT(ends, 0);
  gch_life_drop(&life);
  CHECK_INT(ends, 1);
}

static void test_the_end_of_nothing_is_now(void) {
  struct gch_life life = {.on_end = on_end, .owner = &ends};
  ends = 0;
  gch_life_hold(&life);
  gch_life_drop(&life);
  CHECK_INT(ends, 0);
  gch_life_end(&life);
  CHECK_INT(ends, 1);
}

int main(void) {
  RUN(test_the_end_waits_for_the_last);
  RUN(test_the_end_of_nothing_is_now);
  return test_end();
}
