/* turn.c - a check handle, and an idle one that keeps the loop from waiting. */
#include "net/turn.h"

void gch_turn_init(struct gch_turn *turn, uv_loop_t *loop,
                   void (*on_turn)(void *owner), void *owner) {
  turn->asked = false;
  turn->on_turn = on_turn;
  turn->owner = owner;
  uv_check_init(loop, &turn->check);
  uv_idle_init(loop, &turn->awake);
}

static void on_awake(uv_idle_t *idle) { (void)idle; }

static void on_check(uv_check_t *check) {
  struct gch_turn *turn = (struct gch_turn *)check;
  turn->asked = false;
  uv_check_stop(check);
  uv_idle_stop(&turn->awake);
  turn->on_turn(turn->owner);
}

void gch_turn_ask(struct gch_turn *turn) {
  if (turn->asked)
    return;
  turn->asked = true;
  uv_check_start(&turn->check, on_check);
  uv_idle_start(&turn->awake, on_awake);
}
