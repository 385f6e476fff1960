/* napi.h - stands in for Node, as far as src/node calls it: keeps the strings
 * that it is given, counts what it gives, and fails when it is told to. */
#ifndef NAPI_H
#define NAPI_H

#include "test.h"

#include <node_api.h>
#include <uv.h>

struct node {
  int succeed; /* so many more calls do; -1: all */
  int strings; /* made */
  int called;  /* functions of JavaScript */
  int held;    /* scopes, references, contexts and hooks: not given back */
  bool ended;  /* the environment: no JavaScript is called any more */
  const char *thrown; /* the code of the last error */
  uv_loop_t *loop;
};

extern struct node node;

/* An Uint8Array, and a function; all other arrays are of 32 bits. */
#define NODE_BYTES ((napi_value)1)
#define NODE_FUNCTION ((napi_value)2)

/* Leaves a function that may be told to fail. */
#define MAY_FAIL                                                               \
  if (node.succeed == 0)                                                       \
    return napi_generic_failure;                                               \
  if (node.succeed > 0)                                                        \
  node.succeed--

/* Begins anew, with nothing kept; the first `succeed` calls do. */
void node_begin(uv_loop_t *loop, int succeed);

/* Whether this ASCII is from `from` to `end` in a string, UINT32_MAX being the
 * end of that. */
bool node_has(napi_value string, size_t from, size_t end,
              struct gch_bytes want);

/* Frees the strings. */
void node_forget(void);

/* Ends the environment: calls the hook, if there is one. */
void node_end(void);

#endif
