/* form.h - the form in which a server, or the proxy before it, takes the
 * removal of keys: by UNLINK or DEL, all at once or key by key. It is learnt
 * from refusals, which are no outcome as long as another form is left.
 */
#ifndef GCH_FORM_H
#define GCH_FORM_H

#include "calls/request.h"

/* All zero: UNLINK, if the server knows it, with all keys. */
struct gch_form {
  bool apart; /* key by key */
  bool del;   /* DEL, even if the server knows UNLINK */
  bool tried; /* so it was refused: once is enough */
};

/* Whether the reply to the request means that it is to be sent again, in the
 * form that this has become. Borrows; cannot fail. */
bool gch_form_learn(struct gch_form *form, const struct gch_request *request,
                    const struct gch_reply *reply);

#endif
