/* life.c - a count, and a call when it comes to nothing. */
#include "net/life.h"

static void check(struct gch_life *life) {
  if (life->ending && life->held == 0)
    life->on_end(life->owner);
}

void gch_life_hold(struct gch_life *life) { life->held++; }

void gch_life_drop(struct gch_life *life) {
  life->held--;
  check(life);
}

void gch_life_end(struct gch_life *life) {
  life->ending = true;
  check(life);
}
