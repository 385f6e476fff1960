/* fault.h - why there is no connection: a code, and a sentence that names the
 * address and the cause. Never a password, never what was asked. */
#ifndef GCH_FAULT_H
#define GCH_FAULT_H

#include "net/dial.h"

struct gch_fault {
  enum gch_code code;
  size_t len;
  char text[512];
};

/* All set `fault`, borrow the rest and cannot fail; long texts are cut. */

/* libuv's `status`, met while connecting to `target` or, when `open`, later. */
void gch_fault_connection(struct gch_fault *fault,
                          const struct gch_target *target, bool open,
                          int status);

/* Who carries the connection says why it failed. */
void gch_fault_tls(struct gch_fault *fault, const struct gch_target *target,
                   bool open, struct gch_bytes words);

/* Within `target`'s timeout the other side did not show who it is. */
void gch_fault_unproven(struct gch_fault *fault,
                        const struct gch_target *target);

/* What `target` sent is not what Redis says: `what` is wrong with it. */
void gch_fault_protocol(struct gch_fault *fault,
                        const struct gch_target *target, const char *what);

/* Redis answered with the error `text`, which is kept as it is. */
void gch_fault_reply(struct gch_fault *fault, struct gch_bytes text);

/* No answer came within `timeout` ms. `cause` may say why, or be NULL. */
void gch_fault_timeout(struct gch_fault *fault, const struct gch_target *target,
                       uint64_t timeout, const struct gch_fault *cause);

struct gch_bytes gch_fault_text(const struct gch_fault *fault);

#endif
