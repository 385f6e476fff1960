/* hiredis.h - the reader of hiredis: the system's, or of a folder that is
 * compiled in. */
#ifndef GCH_HIREDIS_H
#define GCH_HIREDIS_H

#ifdef GCH_HIREDIS_SOURCE
#include <hiredis.h>
#else
#include <hiredis/hiredis.h>
#endif

#include <stddef.h>

/* hiredis 1.0 widened the length of an array. */
#if HIREDIS_MAJOR >= 1
typedef size_t gch_hiredis_length;
#else
typedef int gch_hiredis_length;
#endif

#endif
