/* own.h - what a manager is made of, for manager.c and questions.c alone. */
#ifndef GCH_OWN_H
#define GCH_OWN_H

#include "channel/manager.h"

struct gch_manager {
  struct gch_link *link;
  const struct gch_link_events *events;
  void *owner;
  size_t cleans; /* under way */
  bool asking;
  struct gch_pool pool;
  struct gch_bytes prefix;
};

#endif
