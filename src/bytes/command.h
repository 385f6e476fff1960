/* command.h - commands as Redis reads them: arrays of bulk strings.
 *
 * Every writer puts bytes at `out` and returns the place behind them. The
 * caller provides the room: GCH_COMMAND_ROOM(number of arguments, the command's
 * own name counted, and the bytes of all of them together) is always enough,
 * for two arguments or more also with an ASKING in front: none is so long that
 * its length takes 20 digits.
 * All borrow; none can fail.
 */
#ifndef GCH_COMMAND_H
#define GCH_COMMAND_H

#include "bytes/key.h"

/* '*' or '$', up to 20 digits, CR LF; CR LF behind each argument. */
#define GCH_COMMAND_ROOM(args, bytes) (23 + (args) * (size_t)25 + (bytes))

/* The longest name of a command written here ("SMEMBERS"). */
#define GCH_COMMAND_NAME 8

char *gch_command_add(char *out, const struct gch_key *key,
                      struct gch_bytes uid);
char *gch_command_leave(char *out, const struct gch_key *key,
                        struct gch_bytes uid);
char *gch_command_members(char *out, const struct gch_key *key);

/* The head of an UNLINK (or DEL, for servers without it) of `keys` keys, which
 * gch_command_key or gch_command_arg then write. */
char *gch_command_unlink(char *out, bool unlink, size_t keys);
char *gch_command_key(char *out, const struct gch_key *key);

/* ASKING, in front of a command that goes to the node which is to get its slot.
 */
char *gch_command_asking(char *out);

/* SCAN cursor MATCH pattern COUNT 1000 */
char *gch_command_scan(char *out, struct gch_bytes cursor,
                       struct gch_bytes pattern);

/* Any command: its head, then `args` times gch_command_arg. */
char *gch_command_head(char *out, size_t args);
char *gch_command_arg(char *out, struct gch_bytes arg);

#endif
