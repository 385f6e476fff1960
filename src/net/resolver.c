/* resolver.c - uv_getaddrinfo that its asker may leave at any time. */
#include "net/resolver.h"

#include <stdlib.h>
#include <string.h>

struct gch_resolver {
  uv_getaddrinfo_t query;
  struct gch_life *life;
  bool running;
  bool closed;
  gch_resolver_answer answer; /* NULL: nobody asks */
  void *owner;
  struct addrinfo *kept; /* an answer that came when nobody waited */
};

struct gch_resolver *gch_resolver_new(struct gch_life *life) {
  struct gch_resolver *resolver = calloc(1, sizeof *resolver);
  if (resolver == NULL)
    return NULL;
  resolver->life = life;
  resolver->query.data = resolver;
  return resolver;
}

static void on_answer(uv_getaddrinfo_t *query, int status,
                      struct addrinfo *addresses) {
  struct gch_resolver *resolver = query->data;
  struct gch_life *life = resolver->life;
  gch_resolver_answer answer = resolver->answer;
  void *owner = resolver->owner;
  resolver->running = false;
  resolver->answer = NULL;
  if (answer != NULL) {
    answer(owner, status, addresses);
  } else if (resolver->closed) {
    uv_freeaddrinfo(addresses);
    free(resolver);
  } else {
    resolver->kept = addresses;
  }
  gch_life_drop(life);
}

static int start(struct gch_resolver *resolver, const char *host,
                 const char *port) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  int status = uv_getaddrinfo(resolver->life->loop, &resolver->query, on_answer,
                              host, port, &hints);
  if (status != 0)
    return status;
  resolver->running = true;
  gch_life_hold(resolver->life);
  return 0;
}

int gch_resolver_ask(struct gch_resolver *resolver, const char *host,
                     const char *port, gch_resolver_answer answer,
                     void *owner) {
  int status = resolver->running ? 0 : start(resolver, host, port);
  if (status != 0)
    return status;
  resolver->answer = answer;
  resolver->owner = owner;
  return 0;
}

struct addrinfo *gch_resolver_take(struct gch_resolver *resolver) {
  struct addrinfo *kept = resolver->kept;
  resolver->kept = NULL;
  return kept;
}

void gch_resolver_cancel(struct gch_resolver *resolver) {
  resolver->answer = NULL;
}

void gch_resolver_close(struct gch_resolver *resolver) {
  resolver->answer = NULL;
  resolver->closed = true;
  uv_freeaddrinfo(gch_resolver_take(resolver));
  if (resolver->running)
    uv_cancel((uv_req_t *)&resolver->query);
  else
    free(resolver);
}
