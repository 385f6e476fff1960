/* dial.c - resolve, connect, next address. Freed when its timers are closed. */
#include "net/dial.h"

#include "net/alarm.h"

#include <stdlib.h>

/* An address that is not the last one to try has this long, in ms. */
#define ADDRESS_TIMEOUT 1000

struct gch_dial {
  uv_timer_t start;       /* in the next turn */
  struct gch_alarm alarm; /* the deadline of the name, and of each address */
  struct gch_life *life;
  const struct gch_target *target;
  struct gch_resolver *resolver;
  gch_dial_end end; /* NULL: it has ended */
  void *owner;
  unsigned skip;
  uint64_t deadline;
  struct addrinfo *addresses; /* NULL: the one here */
  struct sockaddr_storage address;
  unsigned count, tried;
  struct gch_stream *stream;
  int status; /* why the last address failed */
};

static void on_start(uv_timer_t *timer);
static void on_late(void *owner, uint64_t noticed);
static void try_next(struct gch_dial *dial);

struct gch_dial *gch_dial_start(struct gch_life *life,
                                const struct gch_target *target,
                                struct gch_resolver *resolver, unsigned skip,
                                gch_dial_end end, void *owner) {
  struct gch_dial *dial = calloc(1, sizeof *dial);
  if (dial == NULL)
    return NULL;
  *dial = (struct gch_dial){.life = life,
                            .target = target,
                            .resolver = resolver,
                            .end = end,
                            .owner = owner,
                            .skip = skip,
                            .status = UV_ETIMEDOUT,
                            .deadline = uv_now(life->loop) + target->timeout};
  uv_timer_init(life->loop, &dial->start);
  dial->start.data = dial;
  gch_alarm_init(&dial->alarm, life->loop, on_late, dial);
  gch_life_hold(life);
  uv_timer_start(&dial->start, on_start, 0, 0);
  return dial;
}

static void on_closed(uv_handle_t *handle) {
  struct gch_dial *dial = handle->data;
  struct gch_life *life = dial->life;
  if (dial->addresses != NULL)
    uv_freeaddrinfo(dial->addresses);
  free(dial);
  gch_life_drop(life);
}

static void on_start_closed(uv_handle_t *handle) {
  struct gch_dial *dial = handle->data;
  uv_close((uv_handle_t *)&dial->alarm.timer, on_closed);
}

void gch_dial_cancel(struct gch_dial *dial) {
  gch_resolver_cancel(dial->resolver);
  if (dial->stream != NULL)
    gch_stream_close(dial->stream);
  dial->stream = NULL;
  dial->end = NULL;
  uv_timer_stop(&dial->alarm.timer);
  uv_close((uv_handle_t *)&dial->start, on_start_closed);
}

static void finish(struct gch_dial *dial, int status) {
  gch_dial_end end = dial->end;
  void *owner = dial->owner;
  struct gch_dialed dialed = {.status = status};
  if (status == 0) {
    dialed.stream = dial->stream;
    dial->stream = NULL;
  }
  gch_dial_cancel(dial);
  end(owner, dialed);
}

static void on_open(void *owner, int status) {
  struct gch_dial *dial = owner;
  if (status == 0) {
    finish(dial, 0);
    return;
  }
  gch_stream_close(dial->stream);
  dial->stream = NULL;
  dial->status = status;
  try_next(dial);
}

/* Until it is open a stream says nothing else, and then it has a new owner. */
static const struct gch_stream_events events = {.on_open = on_open};

/* How long the next address has: what is left, and no more than a second when
 * others wait behind it. */
static uint64_t patience(const struct gch_dial *dial) {
  uint64_t now = uv_now(dial->life->loop);
  uint64_t rest = dial->deadline > now ? dial->deadline - now : 0;
  bool last = dial->tried == dial->count;
  return !last && rest > ADDRESS_TIMEOUT ? ADDRESS_TIMEOUT : rest;
}

/* The address that is to be tried as number `tried`. */
static const struct sockaddr *address_at(const struct gch_dial *dial) {
  const struct addrinfo *at = dial->addresses;
  unsigned place = (dial->tried + dial->skip) % dial->count;
  if (dial->target->path != NULL)
    return NULL;
  if (at == NULL)
    return (const struct sockaddr *)&dial->address;
  while (place-- > 0)
    at = at->ai_next;
  return at->ai_addr;
}

static bool connect_next(struct gch_dial *dial) {
  const struct sockaddr *address = address_at(dial);
  dial->tried++;
  dial->status =
      gch_stream_open(&dial->stream, dial->life, address, dial->target->path,
                      &dial->target->stream, &events, dial);
  if (dial->status == 0)
    gch_alarm_set(&dial->alarm, patience(dial));
  return dial->status == 0;
}

/* A late loop gives at least the first address its chance. */
static bool has_time(const struct gch_dial *dial) {
  return dial->tried == 0 || uv_now(dial->life->loop) < dial->deadline;
}

static void try_next(struct gch_dial *dial) {
  while (dial->tried < dial->count && has_time(dial))
    if (connect_next(dial))
      return;
  finish(dial, dial->status);
}

static void on_late(void *owner, uint64_t noticed) {
  struct gch_dial *dial = owner;
  (void)noticed;
  if (dial->stream == NULL)
    finish(dial, UV_ETIMEDOUT);
  else
    on_open(dial, UV_ETIMEDOUT);
}

static void on_resolved(void *owner, int status, struct addrinfo *addresses) {
  struct gch_dial *dial = owner;
  dial->addresses = addresses;
  if (status == 0)
    for (struct addrinfo *at = addresses; at != NULL; at = at->ai_next)
      dial->count++;
  else
    dial->status = status;
  try_next(dial);
}

/* A path or an address needs no resolving, and so no thread, which others might
 * keep busy. */
static bool is_resolved(struct gch_dial *dial) {
  const struct gch_target *target = dial->target;
  int port = target->path == NULL ? atoi(target->port) : 0;
  return target->path != NULL ||
         uv_ip4_addr(target->host, port,
                     (struct sockaddr_in *)&dial->address) == 0 ||
         uv_ip6_addr(target->host, port,
                     (struct sockaddr_in6 *)&dial->address) == 0;
}

static void resolve(struct gch_dial *dial) {
  const struct gch_target *target = dial->target;
  int status = gch_resolver_ask(dial->resolver, target->host, target->port,
                                on_resolved, dial);
  if (status != 0)
    finish(dial, status);
  else
    gch_alarm_set(&dial->alarm, target->timeout);
}

static void on_start(uv_timer_t *timer) {
  struct gch_dial *dial = timer->data;
  struct addrinfo *kept = gch_resolver_take(dial->resolver);
  if (kept != NULL) {
    on_resolved(dial, 0, kept);
  } else if (is_resolved(dial)) {
    dial->count = 1;
    try_next(dial);
  } else {
    resolve(dial);
  }
}
