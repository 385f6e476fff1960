/* scan.h - the replies that nearly every call gets, read in one pass.
 *
 * An integer, or a list of strings below 10,000 bytes, is read here without a
 * call per string. It only knows what Redis writes, exactly as Redis writes it:
 * whatever looks different in any way is left to hiredis' reader, which decides
 * what it is.
 */
#ifndef GCH_SCAN_H
#define GCH_SCAN_H

#include "bytes/pack.h"

enum gch_scan_outcome {
  GCH_SCAN_INTEGER,
  GCH_SCAN_LIST,
  GCH_SCAN_MORE,  /* bytes are missing */
  GCH_SCAN_OTHER, /* something else comes, perhaps in the middle of a list */
  GCH_SCAN_ENOMEM
};

/* How far a reply was read. All zero: nothing of it. */
struct gch_scan {
  bool listing;      /* the head of a list was read */
  size_t taken;      /* its strings so far */
  size_t left;       /* and those to come */
  long long integer; /* after GCH_SCAN_INTEGER */
};

/* Reads one reply, or goes on reading it, from `*at`, where there is at least
 * one byte before `end`; moves `*at` behind what was read, and appends the
 * strings of a list to `into`. When the reply is complete the scan is ready for
 * the next one. Borrows. After GCH_SCAN_ENOMEM scan, place and pack still fit
 * together. */
enum gch_scan_outcome gch_scan_reply(struct gch_scan *scan, const char **at,
                                     const char *end, struct gch_pack *into);

#endif
