/* reader.h - bytes from Redis to replies.
 *
 * The common ones are scanned (scan.h), the others parsed (parse.h); either way
 * each string of a list is appended to one pack, and nothing else is built.
 * What is no reply as reply.h knows them is a protocol error.
 */
#ifndef GCH_READER_H
#define GCH_READER_H

#include "bytes/reply.h"

/* Reads the replies of one connection. */
struct gch_reader;

/* Gives a reader (gch_reader_free), or NULL when memory is short. A plain one
 * leaves everything to hiredis: tests hold the other against it. */
struct gch_reader *gch_reader_new(bool plain);
void gch_reader_free(struct gch_reader *reader);

/* Hands the reader bytes as they arrived. Borrows. GCH_ENOMEM or
 * GCH_EPROTOCOL; the reader is of no more use then. */
enum gch_code gch_reader_feed(struct gch_reader *reader, const char *data,
                              size_t len);

/* The next reply. The strings of a list are appended to `into`, also those of a
 * reply that is not complete yet: until it is, give the same pack, unchanged.
 * GCH_EAGAIN when bytes are missing. GCH_ENOMEM or GCH_EPROTOCOL: the reader is
 * of no more use, and `into` is as it was before the reply. */
enum gch_code gch_reader_next(struct gch_reader *reader, struct gch_pack *into,
                              struct gch_reply *reply);

/* How many strings the list that is being read still promises, or 0 when that
 * is not known. A promise is all that it is. */
size_t gch_reader_left(const struct gch_reader *reader);

/* The pack was emptied in the middle of a reply: its strings so far are in good
 * hands, and only those to come count for `strings`. */
void gch_reader_emptied(struct gch_reader *reader);

/* Whether nothing is left in the reader: no reply, no part of one. */
bool gch_reader_empty(const struct gch_reader *reader);

/* What was wrong, after GCH_EPROTOCOL. Holds as long as the reader. */
const char *gch_reader_error(const struct gch_reader *reader);

#endif
