/* hiredis.c - the reader of hiredis, where its sources are compiled in. */
#ifdef GCH_HIREDIS_SOURCE

#include <alloc.c>
#include <read.c>
#include <sds.c>

#endif
