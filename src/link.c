/* link.c - one conversation: connect, send, match, lose, wait, connect. */
#include "link.h"

#include <stdlib.h>

#define RETRY_FIRST 50 /* ms */
#define RETRY_LEAST 40 /* at most 25 attempts a second */
#define PUSH_SIZE ((size_t)256 << 10)
#define PUSHES_PER_TURN 4

struct gch_link {
  uv_timer_t retry;    /* until the next attempt */
  uv_timer_t deadline; /* of the calls */
  uv_idle_t turn;      /* once, before the loop waits: tell and write */
  int handles;
  bool closing;
  bool patient; /* what has expired was given a last chance */
  struct gch_life *life;
  struct gch_link_options options;
  const struct gch_link_events *events;
  void *owner;
  struct gch_resolver *resolver;
  struct gch_connect *connect; /* while connecting */
  struct gch_stream *stream;   /* while connected */
  struct gch_reader *reader;   /* while connected */
  unsigned skip;               /* addresses that took us and let us down */
  uint64_t delay, random;
  struct gch_greeting greeting; /* what the last one found out */
  struct gch_flight flight;
  struct gch_pack scratch; /* strings that nobody asked for */
  struct gch_fault fault;  /* why there is no connection */
};

/* --- making and closing --- */

static void on_retry(uv_timer_t *timer);

static void open_handles(struct gch_link *link) {
  uv_timer_init(link->life->loop, &link->retry);
  uv_timer_init(link->life->loop, &link->deadline);
  uv_idle_init(link->life->loop, &link->turn);
  link->retry.data = link->deadline.data = link->turn.data = link;
  link->handles = 3;
  gch_life_hold(link->life);
}

struct gch_link *gch_link_new(struct gch_life *life,
                              const struct gch_link_options *options,
                              const struct gch_link_events *events,
                              void *owner) {
  struct gch_link *link = calloc(1, sizeof *link);
  if (link == NULL)
    return NULL;
  *link = (struct gch_link){.life = life,
                            .options = *options,
                            .events = events,
                            .owner = owner,
                            .delay = RETRY_FIRST,
                            .random = uv_hrtime() | 1,
                            .greeting = {.username = options->username,
                                         .password = options->password,
                                         .db = options->db,
                                         .unlink = true}};
  link->resolver = gch_resolver_new(life);
  if (link->resolver == NULL) {
    free(link);
    return NULL;
  }
  open_handles(link);
  uv_update_time(life->loop);
  uv_timer_start(&link->retry, on_retry, 0, 0);
  return link;
}

static void tell_done(struct gch_link *link) {
  struct gch_request *list = gch_flight_done(&link->flight);
  if (list != NULL)
    link->events->on_done(link->owner, list);
}

static void on_handle_closed(uv_handle_t *handle) {
  struct gch_link *link = handle->data;
  struct gch_life *life = link->life;
  if (--link->handles > 0)
    return;
  tell_done(link);
  link->events->on_closed(link->owner);
  gch_pack_free(&link->scratch);
  free(link);
  gch_life_drop(life);
}

static void disconnect(struct gch_link *link) {
  if (link->connect != NULL)
    gch_connect_cancel(link->connect);
  if (link->stream != NULL)
    gch_stream_close(link->stream);
  gch_reader_free(link->reader);
  link->connect = NULL;
  link->stream = NULL;
  link->reader = NULL;
}

void gch_link_close(struct gch_link *link) {
  if (link->closing)
    return;
  link->closing = true;
  disconnect(link);
  gch_resolver_close(link->resolver);
  gch_flight_end(&link->flight, GCH_ESTOPPED,
                 GCH_LITERAL("the service was stopped before Redis answered"));
  uv_close((uv_handle_t *)&link->retry, on_handle_closed);
  uv_close((uv_handle_t *)&link->deadline, on_handle_closed);
  uv_close((uv_handle_t *)&link->turn, on_handle_closed);
}

/* --- losing, waiting, connecting --- */

/* xorshift: jitter needs no more. */
static uint64_t random_below(struct gch_link *link, uint64_t limit) {
  link->random ^= link->random << 13;
  link->random ^= link->random >> 7;
  link->random ^= link->random << 17;
  return link->random % limit;
}

/* Up to a quarter is left to chance: servers that lost the same Redis do not
 * come back in step. */
static uint64_t next_delay(struct gch_link *link) {
  uint64_t most = link->options.retry_max_delay;
  uint64_t delay = link->delay < most ? link->delay : most;
  link->delay = 2 * delay;
  delay -= random_below(link, delay / 4 + 1);
  return delay < RETRY_LEAST ? RETRY_LEAST : delay;
}

static void on_turn(uv_idle_t *idle);

/* Something is to be told or written before the loop waits. */
static void schedule(struct gch_link *link) {
  if (!link->closing)
    uv_idle_start(&link->turn, on_turn);
}

/* There is no connection, for the reason in `fault`; go and get one. Comes last
 * in whatever calls it, since it tells. */
static void start_over(struct gch_link *link, enum gch_news_kind kind,
                       bool fatal) {
  struct gch_news news = {.kind = kind,
                          .code = link->fault.code,
                          .text = gch_fault_text(&link->fault),
                          .fatal = fatal,
                          .retry = next_delay(link)};
  disconnect(link);
  uv_timer_start(&link->retry, on_retry, news.retry, 0);
  schedule(link);
  link->events->on_news(link->owner, &news);
}

static void lose(struct gch_link *link) {
  gch_flight_lost(&link->flight, gch_fault_text(&link->fault));
  start_over(link, GCH_NEWS_LOST, false);
}

static void lose_to(struct gch_link *link, int status) {
  gch_fault_connection(&link->fault, &link->options.target, true, status);
  lose(link);
}

static void lose_to_protocol(struct gch_link *link, enum gch_code code,
                             const char *what) {
  gch_fault_protocol(&link->fault, &link->options.target, what);
  gch_flight_break(&link->flight, code, gch_fault_text(&link->fault));
  lose(link);
}

static const struct gch_stream_events serving;

static void become_ready(struct gch_link *link,
                         const struct gch_connected *connected) {
  static const enum gch_news_kind kinds[] = {GCH_NEWS_READY,
                                             GCH_NEWS_SUPERFLUOUS};
  struct gch_news news = {.kind = kinds[connected->greeting->superfluous]};
  link->stream = connected->stream;
  link->reader = connected->reader;
  link->greeting = *connected->greeting;
  link->greeting.before = link->greeting.self;
  link->fault = (struct gch_fault){0};
  link->skip = 0;
  link->flight.connection++;
  gch_stream_attach(link->stream, &serving, link);
  schedule(link);
  link->events->on_news(link->owner, &news);
}

static void on_connected(void *owner, const struct gch_connected *connected) {
  struct gch_link *link = owner;
  link->connect = NULL;
  if (connected->stream != NULL) {
    become_ready(link, connected);
    return;
  }
  link->fault = *connected->fault;
  link->skip += connected->met;
  start_over(link, GCH_NEWS_FAILED, connected->fatal);
}

static void connect_now(struct gch_link *link) {
  link->connect =
      gch_connect_start(link->life, &link->options.target, link->resolver,
                        link->skip, &link->greeting, on_connected, link);
  if (link->connect != NULL)
    return;
  gch_fault_connection(&link->fault, &link->options.target, false, UV_ENOMEM);
  start_over(link, GCH_NEWS_FAILED, false);
}

/* While a server holds writes back, it is asked anew on a new connection. */
static void on_retry(uv_timer_t *timer) {
  struct gch_link *link = timer->data;
  if (link->stream != NULL && link->flight.mode != GCH_HOLDING)
    return;
  gch_flight_closed(&link->flight);
  disconnect(link);
  connect_now(link);
}

/* --- calls out --- */

static void on_deadline(uv_timer_t *timer);

/* The loop's time stands still during a turn; a deadline counts from now. */
static uint64_t fresh_time(struct gch_link *link) {
  if (!uv_is_active((uv_handle_t *)&link->turn))
    uv_update_time(link->life->loop);
  return uv_now(link->life->loop);
}

enum gch_code gch_link_send(struct gch_link *link,
                            struct gch_request *request) {
  const struct gch_link_options *options = &link->options;
  uint64_t deadline = fresh_time(link) + options->command_timeout;
  enum gch_code code = GCH_OK;
  if (link->closing)
    code = GCH_ESTOPPED;
  else if (link->flight.count >= options->max_queue ||
           request->len > options->max_queue_bytes ||
           link->flight.bytes > options->max_queue_bytes - request->len)
    code = GCH_EQUEUEFULL;
  else if (link->stream == NULL && !options->offline_queue)
    code = GCH_ECONNLOST;
  if (code != GCH_OK)
    return code;
  gch_flight_add(&link->flight, request, deadline);
  if (!uv_is_active((uv_handle_t *)&link->deadline))
    uv_timer_start(&link->deadline, on_deadline, options->command_timeout, 0);
  schedule(link);
  return GCH_OK;
}

/* Appends calls until there is enough for one push. */
static void fill(struct gch_link *link) {
  struct gch_request *request;
  while (gch_stream_pending(link->stream) < PUSH_SIZE &&
         (request = gch_flight_next(&link->flight)) != NULL) {
    struct gch_bytes bytes = gch_request_bytes(request, link->greeting.unlink);
    if (gch_stream_append(link->stream, bytes)) {
      gch_flight_sent(&link->flight);
    } else {
      gch_flight_unsendable(&link->flight, GCH_ENOMEM,
                            GCH_LITERAL("out of memory"));
      schedule(link);
    }
  }
}

/* Writes what may be written, but leaves the loop time for others. */
static void write_calls(struct gch_link *link) {
  for (int i = 0; link->stream != NULL; i++) {
    int status;
    if (gch_stream_busy(link->stream))
      return;
    fill(link);
    if (gch_stream_pending(link->stream) == 0)
      return;
    if (i == PUSHES_PER_TURN) {
      schedule(link);
      return;
    }
    status = gch_stream_push(link->stream);
    if (status != 0) {
      lose_to(link, status);
      return;
    }
  }
}

static void on_turn(uv_idle_t *idle) {
  struct gch_link *link = idle->data;
  uv_idle_stop(idle);
  tell_done(link);
  write_calls(link);
}

static void on_room(void *owner) { write_calls(owner); }

/* --- replies in --- */

static void on_end(void *owner, int status) { lose_to(owner, status); }

/* Redis will not do it on this connection. */
static void lose_to_refusal(struct gch_link *link, struct gch_bytes text) {
  gch_fault_reply(&link->fault, text);
  gch_flight_closed(&link->flight);
  start_over(link, GCH_NEWS_LOST, false);
}

/* A server that takes no writes is asked again in a while; any other has
 * earned that the next loss is mended soon. */
static void answered(struct gch_link *link) {
  if (link->flight.mode != GCH_HOLDING)
    link->delay = RETRY_FIRST;
  else if (!uv_is_active((uv_handle_t *)&link->retry))
    uv_timer_start(&link->retry, on_retry, next_delay(link), 0);
}

enum progress { GO_ON, ALL_READ, LOST };

static enum progress take_reply(struct gch_link *link) {
  struct gch_request *head = gch_flight_head(&link->flight);
  struct gch_pack *into = head ? &head->members.strings : &link->scratch;
  struct gch_reply reply;
  enum gch_code code = gch_reader_next(link->reader, into, &reply);
  const char *wrong = gch_reader_error(link->reader);
  if (code == GCH_EAGAIN)
    return ALL_READ;
  if (code == GCH_OK && head == NULL) {
    code = GCH_EPROTOCOL;
    wrong = "a reply that nothing was asked for";
  } else if (code == GCH_OK) {
    code = gch_flight_answer(&link->flight, &reply);
    wrong = "a reply of another kind than was asked for";
  }
  if (code == GCH_OK)
    answered(link);
  else if (code == GCH_EAGAIN)
    lose_to_refusal(link, reply.text);
  else
    lose_to_protocol(link, code, wrong);
  return code == GCH_OK ? GO_ON : LOST;
}

static void on_data(void *owner, const char *data, size_t len) {
  struct gch_link *link = owner;
  enum gch_code code = gch_reader_feed(link->reader, data, len);
  enum progress progress = GO_ON;
  if (code != GCH_OK) {
    lose_to_protocol(link, code, gch_reader_error(link->reader));
    return;
  }
  while (progress == GO_ON)
    progress = take_reply(link);
  if (progress == LOST)
    return;
  tell_done(link);
  write_calls(link);
}

static const struct gch_stream_events serving = {
    .on_data = on_data, .on_room = on_room, .on_end = on_end};

/* --- deadlines --- */

static void expire(struct gch_link *link, uint64_t now) {
  struct gch_fault fault;
  gch_fault_timeout(&fault, &link->options.target,
                    link->options.command_timeout,
                    link->stream == NULL ? &link->fault : NULL);
  schedule(link);
  if (!gch_flight_expire(&link->flight, now, gch_fault_text(&fault)))
    return;
  link->fault = fault;
  lose(link);
}

/* A loop that was held up may find calls expired whose replies wait in the
 * socket: those get as long as the loop was late, and a turn at least. */
static void on_deadline(uv_timer_t *timer) {
  struct gch_link *link = timer->data;
  uint64_t now = uv_now(link->life->loop);
  uint64_t deadline = gch_flight_deadline(&link->flight);
  bool expired = deadline <= now;
  uint64_t wait = expired ? now - deadline + 1 : deadline - now;
  if (deadline == UINT64_MAX)
    return;
  if (expired && link->patient)
    wait = 1;
  uv_timer_start(timer, on_deadline, wait, 0);
  if (expired && link->patient)
    expire(link, now);
  link->patient = expired && !link->patient;
}

/* --- questions --- */

size_t gch_link_pending(const struct gch_link *link) {
  return link->flight.count;
}
