/* parse.h - any reply, by hiredis' reader.
 *
 * Its reply object functions are our own: they append each string of a list to
 * one pack, and build nothing else.
 */
#ifndef GCH_PARSE_H
#define GCH_PARSE_H

#include "bytes/reply.h"

struct gch_parser;

/* Gives a parser (gch_parser_free), or NULL when memory is short. */
struct gch_parser *gch_parser_new(void);
void gch_parser_free(struct gch_parser *parser);

/* Hands the parser bytes. Borrows. GCH_ENOMEM; it is of no more use then. */
enum gch_code gch_parser_feed(struct gch_parser *parser, const char *data,
                              size_t len);

/* What is fed from now on is the rest of a list, with `left` strings to come;
 * `taken` others were read elsewhere. Fails as gch_parser_feed does. */
enum gch_code gch_parser_resume(struct gch_parser *parser, size_t taken,
                                size_t left);

/* The next reply but for `strings`, which are appended to `into` as they come.
 * GCH_EAGAIN when bytes are missing. GCH_ENOMEM or GCH_EPROTOCOL: the parser is
 * of no more use. */
enum gch_code gch_parser_next(struct gch_parser *parser, struct gch_pack *into,
                              struct gch_reply *reply);

/* Bytes that wait to be parsed. */
size_t gch_parser_rest(const struct gch_parser *parser);

/* Whether a part of a reply was parsed. */
bool gch_parser_started(const struct gch_parser *parser);

/* Gives back a buffer that has grown above `keep` bytes and is empty. Cannot
 * fail: it is kept when memory is short. */
void gch_parser_shrink(struct gch_parser *parser, size_t keep);

/* What was wrong, after a failure. Holds as long as the parser. */
const char *gch_parser_error(const struct gch_parser *parser);

#endif
