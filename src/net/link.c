/* link.c - one conversation: take calls, send, tell, give up what is late. */
#include "net/link.h"

#include "net/deadline.h"
#include "net/turn.h"

#include <stdlib.h>

struct gch_link {
  struct gch_deadline deadline;
  uv_timer_t probe;     /* until held writes are tried again */
  struct gch_turn turn; /* tell, and write */
  int handles;          /* that are closing */
  bool closing;
  struct gch_life *life;
  struct gch_link_options options;
  const struct gch_link_events *events;
  void *owner;
  struct gch_way way;
  struct gch_flight flight;
};

/* --- making and closing --- */

static const struct gch_way_events way_events;

static void on_expired(void *owner, uint64_t now);
static void on_turn(void *owner);

struct gch_link *gch_link_new(struct gch_life *life,
                              const struct gch_link_options *options,
                              const struct gch_link_events *events,
                              void *owner) {
  struct gch_greeting greeting = {.username = options->username,
                                  .password = options->password,
                                  .db = options->db,
                                  .unlink = true};
  struct gch_link *link = calloc(1, sizeof *link);
  if (link == NULL)
    return NULL;
  link->life = life;
  link->options = *options;
  link->events = events;
  link->owner = owner;
  link->flight.form.apart = options->apart;
  link->flight.patient = options->patient;
  if (!gch_way_open(&link->way, life, &link->options.target, &greeting,
                    options->retry_max_delay, &link->flight, &way_events,
                    link)) {
    free(link);
    return NULL;
  }
  gch_deadline_init(&link->deadline, life->loop, &link->flight, on_expired,
                    link);
  gch_turn_init(&link->turn, life->loop, on_turn, link);
  uv_timer_init(life->loop, &link->probe);
  link->probe.data = link;
  gch_life_hold(life);
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

static void close_handle(struct gch_link *link, void *handle) {
  ((uv_handle_t *)handle)->data = link;
  link->handles++;
  uv_close(handle, on_handle_closed);
}

void gch_link_close(struct gch_link *link) {
  if (link->closing)
    return;
  link->closing = true;
  gch_way_close(&link->way);
  gch_flight_end(&link->flight, GCH_ESTOPPED,
                 GCH_LITERAL("the service was stopped before Redis answered"));
  close_handle(link, &link->way.retry);
  close_handle(link, &link->deadline.alarm.timer);
  close_handle(link, &link->probe);
  close_handle(link, &link->turn.check);
  close_handle(link, &link->turn.awake);
}

/* --- calls --- */

/* The loop's time stands still during a turn; a deadline counts from now. */
static uint64_t fresh_time(struct gch_link *link) {
  if (!link->turn.asked)
    uv_update_time(link->life->loop);
  return uv_now(link->life->loop);
}

enum gch_code gch_link_admits(const struct gch_link *link, size_t len) {
  const struct gch_link_options *options = &link->options;
  if (link->closing)
    return GCH_ESTOPPED;
  if (link->flight.count >= options->max_queue ||
      len > options->max_queue_bytes ||
      link->flight.bytes > options->max_queue_bytes - len)
    return GCH_EQUEUEFULL;
  if (!gch_way_is_ready(&link->way) && !options->offline_queue)
    return GCH_ECONNLOST;
  return GCH_OK;
}

bool gch_link_is_ready(const struct gch_link *link) {
  return !link->closing && gch_way_is_ready(&link->way);
}

enum gch_code gch_link_send(struct gch_link *link,
                            struct gch_request *request) {
  uint64_t timeout = link->options.command_timeout;
  enum gch_code code = gch_link_admits(link, request->len);
  if (code != GCH_OK)
    return code;
  gch_flight_add(&link->flight, request, fresh_time(link) + timeout);
  gch_deadline_added(&link->deadline, timeout);
  gch_turn_ask(&link->turn);
  return GCH_OK;
}

static void on_turn(void *owner) {
  struct gch_link *link = owner;
  tell_done(link);
  gch_way_write(&link->way);
}

static void on_expired(void *owner, uint64_t now) {
  struct gch_link *link = owner;
  bool ready = gch_way_is_ready(&link->way);
  bool late = gch_flight_is_late(&link->flight, now);
  struct gch_fault fault;
  gch_fault_timeout(&fault, &link->options.target,
                    link->options.command_timeout,
                    ready ? NULL : &link->way.fault);
  gch_turn_ask(&link->turn);
  if (late)
    gch_line_close(&link->way.line);
  gch_flight_expire(&link->flight, now, gch_fault_text(&fault));
  if (late)
    gch_way_lose(&link->way, &fault);
}

/* --- writes that are held --- */

/* With nothing under way the connection is changed: a new one may lead to
 * another server. */
static void change_when_drained(struct gch_link *link) {
  if (gch_flight_drained(&link->flight))
    gch_way_change(&link->way);
}

static void on_probe(uv_timer_t *timer) {
  struct gch_link *link = timer->data;
  gch_flight_drain(&link->flight);
  change_when_drained(link);
}

/* A server that takes no writes is asked again in a while. */
static void probe_later(struct gch_link *link) {
  struct gch_news news = {.kind = GCH_NEWS_HELD, .code = GCH_EREPLY};
  if (uv_is_active((uv_handle_t *)&link->probe))
    return;
  news.text =
      (struct gch_bytes){link->flight.refusal, link->flight.refusal_len};
  news.retry = gch_way_pause(&link->way);
  uv_timer_start(&link->probe, on_probe, news.retry, 0);
  link->events->on_news(link->owner, &news);
}

/* --- what the way tells --- */

static void on_replies(void *owner) {
  struct gch_link *link = owner;
  if (link->options.heard != NULL)
    ++*link->options.heard;
  if (!gch_flight_holds(&link->flight) && link->flight.done.head != NULL)
    gch_way_serves(&link->way);
  tell_done(link);
  change_when_drained(link);
  gch_way_write(&link->way);
  if (link->flight.mode == GCH_HOLDING)
    probe_later(link);
}

static bool on_part(void *owner, const struct gch_request *request) {
  struct gch_link *link = owner;
  return link->events->on_part != NULL &&
         link->events->on_part(link->owner, request);
}

static void on_work(void *owner) {
  struct gch_link *link = owner;
  gch_turn_ask(&link->turn);
}

static void on_news(void *owner, const struct gch_news *news) {
  struct gch_link *link = owner;
  link->events->on_news(link->owner, news);
}

static const struct gch_way_events way_events = {.on_news = on_news,
                                                 .on_replies = on_replies,
                                                 .on_part = on_part,
                                                 .on_work = on_work};
