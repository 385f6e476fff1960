/* form.c - from refusal to form. */
#include "calls/form.h"

#include "bytes/refusal.h"

/* Whether keys of several slots went in one command. */
static bool crosses_slots(struct gch_bytes error) {
  return gch_bytes_contain(error, "CROSSSLOT") ||
         gch_bytes_contain(error, "same slot");
}

/* Whether this command is not to be had here. What a server says of its state
 * begins with a word of its own; ERR alone is about the command, in whatever
 * words. */
static bool is_refused(struct gch_bytes error) {
  return gch_bytes_start(error, "ERR") || gch_refuses_command(error);
}

/* When DEL is refused as well, that is the outcome, and UNLINK is used again.
 */
static bool try_del(struct gch_form *form, bool unlink) {
  bool first = unlink && !form->tried;
  form->del = first;
  form->tried = form->tried || first;
  return first;
}

bool gch_form_learn(struct gch_form *form, const struct gch_request *request,
                    const struct gch_reply *reply) {
  if (reply->kind != GCH_ERROR || request->keys == 0 ||
      gch_request_asks(request))
    return false;
  if (!form->apart && request->keys > 1 && crosses_slots(reply->text))
    return form->apart = true;
  if (is_refused(reply->text))
    return try_del(form, request->unlink);
  return false;
}
