/* turn.h - something to do once, before the loop waits.
 *
 * It is done in the loop's check phase, as Node's setImmediate is, which tells
 * of calls that were refused: no answer overtakes those.
 */
#ifndef GCH_TURN_H
#define GCH_TURN_H

#include <stdbool.h>
#include <uv.h>

struct gch_turn {
  uv_check_t check; /* the owner closes both */
  uv_idle_t awake;  /* until then the loop does not wait */
  bool asked;
  void (*on_turn)(void *owner);
  void *owner;
};

/* Borrows the owner as long as the handles are open. Cannot fail. */
void gch_turn_init(struct gch_turn *turn, uv_loop_t *loop,
                   void (*on_turn)(void *owner), void *owner);

/* Calls back soon, once however often it is asked. Not when closed. */
void gch_turn_ask(struct gch_turn *turn);

#endif
