/* way.c - pause, attempt, open, lose, pause. */
#include "net/way.h"

static void on_retry(uv_timer_t *timer);

static void seek(struct gch_way *way, uint64_t ms) {
  uv_timer_start(&way->retry, on_retry, ms, 0);
}

bool gch_way_open(struct gch_way *way, struct gch_life *life,
                  const struct gch_target *target,
                  const struct gch_greeting *greeting, uint64_t most_delay,
                  struct gch_flight *flight,
                  const struct gch_way_events *events, void *owner) {
  *way = (struct gch_way){.life = life,
                          .target = target,
                          .flight = flight,
                          .events = events,
                          .owner = owner,
                          .greeting = *greeting};
  way->resolver = gch_resolver_new(life);
  if (way->resolver == NULL)
    return false;
  gch_backoff_init(&way->backoff, most_delay, uv_hrtime());
  uv_timer_init(life->loop, &way->retry);
  way->retry.data = way;
  uv_update_time(life->loop);
  seek(way, 0);
  return true;
}

void gch_way_close(struct gch_way *way) {
  if (way->connect != NULL)
    gch_connect_cancel(way->connect);
  way->connect = NULL;
  gch_line_close(&way->line);
  gch_resolver_close(way->resolver);
}

uint64_t gch_way_pause(struct gch_way *way) {
  return gch_backoff_next(&way->backoff);
}

void gch_way_serves(struct gch_way *way) { gch_backoff_reset(&way->backoff); }

/* --- losing --- */

/* Tells why there is no connection, and when the next attempt begins. Comes
 * last in whatever calls it. */
static void start_over(struct gch_way *way, enum gch_news_kind kind,
                       bool fatal) {
  struct gch_news news = {.kind = kind,
                          .code = way->fault.code,
                          .text = gch_fault_text(&way->fault),
                          .fatal = fatal,
                          .retry = gch_way_pause(way)};
  seek(way, news.retry);
  way->events->on_work(way->owner);
  way->events->on_news(way->owner, &news);
}

static void lose(struct gch_way *way) {
  gch_line_close(&way->line);
  gch_flight_lost(way->flight, gch_fault_text(&way->fault));
  start_over(way, GCH_NEWS_LOST, false);
}

void gch_way_lose(struct gch_way *way, const struct gch_fault *fault) {
  way->fault = *fault;
  lose(way);
}

/* All connections to a unix socket have one address, so that a kill might close
 * a stranger's; but there nobody stands between, and a server that has closed
 * the connection itself executes nothing more of it. */
static bool is_over_at_the_server(const struct gch_way *way, int status) {
  return way->target->path != NULL &&
         (status == UV_EOF || status == UV_ECONNRESET || status == UV_EPIPE);
}

static void on_end(void *owner, const struct gch_line_end *end) {
  struct gch_way *way = owner;
  if (end->code == GCH_EINVAL) {
    gch_way_change(way);
    return;
  }
  gch_line_fault(end, way->target, &way->fault);
  if (end->refusal.data != NULL) {
    gch_line_close(&way->line);
    gch_flight_closed(way->flight);
    start_over(way, GCH_NEWS_LOST, false);
    return;
  }
  if (is_over_at_the_server(way, end->status))
    way->greeting.before = (struct gch_identity){0};
  if (end->code != GCH_OK)
    gch_flight_break(way->flight, end->code, gch_fault_text(&way->fault));
  lose(way);
}

void gch_way_change(struct gch_way *way) {
  gch_line_close(&way->line);
  gch_flight_closed(way->flight);
  seek(way, 0);
}

/* --- connecting --- */

static const struct gch_line_events line_events;

/* The next connection begins with the end of this one. */
static void open_line(struct gch_way *way,
                      const struct gch_connected *connected) {
  struct gch_news news = {.kind = GCH_NEWS_READY};
  way->greeting = *connected->greeting;
  way->greeting.before = way->greeting.self;
  way->fault = (struct gch_fault){0};
  way->skip = 0;
  way->flight->connection++;
  gch_line_open(&way->line, connected->stream, connected->reader, way->flight,
                way->greeting.unlink, &line_events, way);
  if (way->greeting.superfluous)
    news.kind = GCH_NEWS_SUPERFLUOUS;
  way->events->on_work(way->owner);
  way->events->on_news(way->owner, &news);
}

static void on_connected(void *owner, const struct gch_connected *connected) {
  struct gch_way *way = owner;
  way->connect = NULL;
  if (connected->stream != NULL) {
    open_line(way, connected);
    return;
  }
  way->fault = *connected->fault;
  way->skip += connected->met;
  start_over(way, GCH_NEWS_FAILED, connected->fatal);
}

static void on_retry(uv_timer_t *timer) {
  struct gch_way *way = timer->data;
  way->connect =
      gch_connect_start(way->life, way->target, way->resolver, way->skip,
                        &way->greeting, on_connected, way);
  if (way->connect != NULL)
    return;
  gch_fault_connection(&way->fault, way->target, false, UV_ENOMEM);
  start_over(way, GCH_NEWS_FAILED, false);
}

/* --- what the line tells --- */

void gch_way_write(struct gch_way *way) {
  struct gch_line_end end = {0};
  if (!gch_way_is_ready(way))
    return;
  switch (gch_line_write(&way->line, &end.status)) {
  case GCH_LINE_GONE:
    on_end(way, &end);
    break;
  case GCH_LINE_MORE:
    way->events->on_work(way->owner);
    break;
  case GCH_LINE_IDLE:
    if (way->flight->done.head != NULL)
      way->events->on_work(way->owner);
    break;
  }
}

static void on_room(void *owner) { gch_way_write(owner); }

static void on_replies(void *owner) {
  struct gch_way *way = owner;
  way->events->on_replies(way->owner);
}

static bool on_part(void *owner, const struct gch_request *request) {
  struct gch_way *way = owner;
  return way->events->on_part(way->owner, request);
}

static const struct gch_line_events line_events = {.on_replies = on_replies,
                                                   .on_part = on_part,
                                                   .on_room = on_room,
                                                   .on_end = on_end};
