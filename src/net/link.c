/* link.c - one conversation: connect, send, match, lose, wait, connect. */
#include "net/link.h"

#include "net/backoff.h"
#include "net/deadline.h"
#include "net/line.h"

#include <stdlib.h>

struct gch_link {
  uv_timer_t retry; /* until the next attempt */
  struct gch_deadline deadline;
  uv_check_t turn; /* once, after the loop has looked: tell and write */
  uv_idle_t awake; /* until then the loop does not wait */
  int handles;
  bool closing;
  bool scheduled; /* the two are active */
  struct gch_life *life;
  struct gch_link_options options;
  const struct gch_link_events *events;
  void *owner;
  struct gch_resolver *resolver;
  struct gch_connect *connect; /* while connecting */
  struct gch_line line;        /* open while connected */
  unsigned skip;               /* addresses that took us and let us down */
  struct gch_backoff backoff;
  struct gch_greeting greeting; /* what the last one found out */
  struct gch_flight flight;
  struct gch_fault fault; /* why there is no connection */
};

/* --- making and closing --- */

static void on_retry(uv_timer_t *timer);
static void on_expired(void *owner, uint64_t now);

static void open_handles(struct gch_link *link) {
  uv_timer_init(link->life->loop, &link->retry);
  gch_deadline_init(&link->deadline, link->life->loop, &link->flight,
                    on_expired, link);
  uv_check_init(link->life->loop, &link->turn);
  uv_idle_init(link->life->loop, &link->awake);
  link->retry.data = link->turn.data = link->awake.data = link;
  link->handles = 4;
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
                            .greeting = {.username = options->username,
                                         .password = options->password,
                                         .db = options->db,
                                         .unlink = true}};
  link->resolver = gch_resolver_new(life);
  if (link->resolver == NULL) {
    free(link);
    return NULL;
  }
  gch_backoff_init(&link->backoff, options->retry_max_delay, uv_hrtime());
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
  free(link);
  gch_life_drop(life);
}

static void disconnect(struct gch_link *link) {
  if (link->connect != NULL)
    gch_connect_cancel(link->connect);
  link->connect = NULL;
  gch_line_close(&link->line);
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
  uv_close((uv_handle_t *)&link->deadline.timer, on_handle_closed);
  uv_close((uv_handle_t *)&link->turn, on_handle_closed);
  uv_close((uv_handle_t *)&link->awake, on_handle_closed);
}

/* --- losing, waiting, connecting --- */

static void on_turn(uv_check_t *turn);

static void on_awake(uv_idle_t *idle) { (void)idle; }

/* Something is to be told or written before the loop waits; but with Node's
 * setImmediate, which tells of calls that were refused: no answer overtakes
 * those. */
static void schedule(struct gch_link *link) {
  if (link->closing || link->scheduled)
    return;
  link->scheduled = true;
  uv_check_start(&link->turn, on_turn);
  uv_idle_start(&link->awake, on_awake);
}

/* There is no connection, for the reason in `fault`; go and get one. Comes last
 * in whatever calls it, since it tells. */
static void start_over(struct gch_link *link, enum gch_news_kind kind,
                       bool fatal) {
  struct gch_news news = {.kind = kind,
                          .code = link->fault.code,
                          .text = gch_fault_text(&link->fault),
                          .fatal = fatal,
                          .retry = gch_backoff_next(&link->backoff)};
  disconnect(link);
  uv_timer_start(&link->retry, on_retry, news.retry, 0);
  schedule(link);
  link->events->on_news(link->owner, &news);
}

static void lose(struct gch_link *link) {
  gch_flight_lost(&link->flight, gch_fault_text(&link->fault));
  start_over(link, GCH_NEWS_LOST, false);
}

/* All connections to a unix socket have one address, so that a kill might close
 * a stranger's; but there nobody stands between, and a server that has closed
 * the connection itself executes nothing more of it. */
static void lose_to(struct gch_link *link, int status) {
  bool closed =
      status == UV_EOF || status == UV_ECONNRESET || status == UV_EPIPE;
  if (closed && link->options.target.path != NULL)
    link->greeting.before = (struct gch_identity){0};
  gch_fault_connection(&link->fault, &link->options.target, true, status);
  lose(link);
}

static void on_line_end(void *owner, const struct gch_line_end *end) {
  struct gch_link *link = owner;
  if (end->status != 0) {
    lose_to(link, end->status);
  } else if (end->refusal.data != NULL) {
    gch_fault_reply(&link->fault, end->refusal);
    gch_flight_closed(&link->flight);
    start_over(link, GCH_NEWS_LOST, false);
  } else {
    if (end->code == GCH_ENOMEM)
      gch_fault_connection(&link->fault, &link->options.target, true,
                           UV_ENOMEM);
    else
      gch_fault_protocol(&link->fault, &link->options.target, end->wrong);
    gch_flight_break(&link->flight, end->code, gch_fault_text(&link->fault));
    lose(link);
  }
}

static const struct gch_line_events line_events;

static void become_ready(struct gch_link *link,
                         const struct gch_connected *connected) {
  bool superfluous = connected->greeting->superfluous;
  struct gch_news news = {.kind = superfluous ? GCH_NEWS_SUPERFLUOUS
                                              : GCH_NEWS_READY};
  link->greeting = *connected->greeting;
  link->greeting.before = link->greeting.self;
  link->fault = (struct gch_fault){0};
  link->skip = 0;
  link->flight.connection++;
  gch_line_open(&link->line, connected->stream, connected->reader,
                &link->flight, link->greeting.unlink, &line_events, link);
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

/* It is time to try. While a server holds writes back, it is asked anew on a
 * new connection. */
static void on_retry(uv_timer_t *timer) {
  struct gch_link *link = timer->data;
  if (gch_line_is_open(&link->line) && link->flight.mode != GCH_HOLDING)
    return;
  gch_flight_closed(&link->flight);
  disconnect(link);
  link->connect =
      gch_connect_start(link->life, &link->options.target, link->resolver,
                        link->skip, &link->greeting, on_connected, link);
  if (link->connect != NULL)
    return;
  gch_fault_connection(&link->fault, &link->options.target, false, UV_ENOMEM);
  start_over(link, GCH_NEWS_FAILED, false);
}

/* --- calls and their outcomes --- */

/* The loop's time stands still during a turn; a deadline counts from now. */
static uint64_t fresh_time(struct gch_link *link) {
  if (!link->scheduled)
    uv_update_time(link->life->loop);
  return uv_now(link->life->loop);
}

/* Whether a call can be taken. */
static enum gch_code admit(const struct gch_link *link, size_t len) {
  const struct gch_link_options *options = &link->options;
  if (link->closing)
    return GCH_ESTOPPED;
  if (link->flight.count >= options->max_queue ||
      len > options->max_queue_bytes ||
      link->flight.bytes > options->max_queue_bytes - len)
    return GCH_EQUEUEFULL;
  if (!gch_line_is_open(&link->line) && !options->offline_queue)
    return GCH_ECONNLOST;
  return GCH_OK;
}

enum gch_code gch_link_send(struct gch_link *link,
                            struct gch_request *request) {
  uint64_t timeout = link->options.command_timeout;
  enum gch_code code = admit(link, request->len);
  if (code != GCH_OK)
    return code;
  gch_flight_add(&link->flight, request, fresh_time(link) + timeout);
  gch_deadline_added(&link->deadline, timeout);
  schedule(link);
  return GCH_OK;
}

/* Comes last in whatever calls it. */
static void write_calls(struct gch_link *link) {
  int status = 0;
  if (!gch_line_is_open(&link->line))
    return;
  switch (gch_line_write(&link->line, &status)) {
  case GCH_LINE_GONE:
    lose_to(link, status);
    break;
  case GCH_LINE_MORE:
    schedule(link);
    break;
  case GCH_LINE_IDLE:
    if (link->flight.done.head != NULL)
      schedule(link);
    break;
  }
}

static void on_turn(uv_check_t *turn) {
  struct gch_link *link = turn->data;
  link->scheduled = false;
  uv_check_stop(turn);
  uv_idle_stop(&link->awake);
  tell_done(link);
  write_calls(link);
}

static void on_line_room(void *owner) { write_calls(owner); }

/* A server that takes no writes is asked again in a while; any other has
 * earned that the next loss is mended soon. */
static void on_line_replies(void *owner) {
  struct gch_link *link = owner;
  bool holding = link->flight.mode == GCH_HOLDING;
  if (!holding && link->flight.done.head != NULL)
    gch_backoff_reset(&link->backoff);
  if (holding && !uv_is_active((uv_handle_t *)&link->retry))
    uv_timer_start(&link->retry, on_retry, gch_backoff_next(&link->backoff), 0);
  tell_done(link);
  write_calls(link);
}

static bool on_line_part(void *owner, const struct gch_request *request) {
  struct gch_link *link = owner;
  return link->events->on_part != NULL &&
         link->events->on_part(link->owner, request);
}

static const struct gch_line_events line_events = {
    .on_replies = on_line_replies,
    .on_part = on_line_part,
    .on_room = on_line_room,
    .on_end = on_line_end,
};

static void on_expired(void *owner, uint64_t now) {
  struct gch_link *link = owner;
  bool open = gch_line_is_open(&link->line);
  struct gch_fault fault;
  gch_fault_timeout(&fault, &link->options.target,
                    link->options.command_timeout, open ? NULL : &link->fault);
  schedule(link);
  if (!gch_flight_expire(&link->flight, now, gch_fault_text(&fault)))
    return;
  link->fault = fault;
  lose(link);
}

size_t gch_link_pending(const struct gch_link *link) {
  return link->flight.count;
}
