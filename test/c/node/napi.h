/* napi.h - stands in for Node: keeps the strings it is given, counts what it
 * gives, and fails when it is told to. */
#ifndef NAPI_H
#define NAPI_H

#include "test.h"

#include <node_api.h>

/* What a value is, if it is a string. */
struct node_string {
  struct node_string *next;
  size_t len;
  uint16_t units[];
};

struct node {
  int succeed; /* so many more calls do; -1: all */
  int strings; /* made */
  struct node_string *kept;
};

extern struct node node;

/* Begins anew, with nothing kept; the first `succeed` calls do. */
void node_begin(int succeed);

/* Whether string number `i` of `value`, from `from` to `end`, is this ASCII. */
bool node_has(napi_value value, size_t from, size_t end, struct gch_bytes want);

#endif
