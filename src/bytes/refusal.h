/* refusal.h - what an error says of a command as such. */
#ifndef GCH_REFUSAL_H
#define GCH_REFUSAL_H

#include "bytes/gch.h"

/* Whether the error means that this command is not to be had here, for it is
 * unknown, renamed or forbidden, in the words of Redis or of one of the many
 * proxies. Borrows; cannot fail. */
bool gch_refuses_command(struct gch_bytes error);

#endif
