/* reply.h - what a reply from Redis is, once it was read.
 *
 * A status, an error, an integer, a nil, one string, a list of strings, or what
 * SCAN answers; the commands used here have no other.
 */
#ifndef GCH_REPLY_H
#define GCH_REPLY_H

#include "bytes/pack.h"

/* What one reply may occupy before it is complete, and one line of it. */
#define GCH_REPLY_MAX ((size_t)256 << 20)
#define GCH_REPLY_LINE_MAX ((size_t)2 << 20)

enum gch_reply_kind {
  GCH_STATUS,  /* text */
  GCH_ERROR,   /* text */
  GCH_INTEGER, /* integer */
  GCH_NIL,
  GCH_STRING, /* text */
  GCH_LIST,   /* strings, in the pack */
  GCH_CURSOR  /* the cursor, then the strings of the list, in the pack */
};

struct gch_reply {
  enum gch_reply_kind kind;
  long long integer;
  struct gch_bytes text; /* holds until the reader is used again */
  size_t strings;        /* how many were appended to the pack */
};

#endif
