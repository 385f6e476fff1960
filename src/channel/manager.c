/* manager.c - a link's owner, and the cleaning that goes on by itself. */
#include "channel/own.h"

#include "calls/clean.h"

#include <stdlib.h>

static const struct gch_link_events link_events;

/* --- making and closing --- */

struct gch_manager *gch_manager_new(struct gch_life *life,
                                    const struct gch_manager_options *options,
                                    const struct gch_link_events *events,
                                    void *owner) {
  struct gch_manager *manager = calloc(1, sizeof *manager);
  if (manager == NULL)
    return NULL;
  manager->events = events;
  manager->owner = owner;
  manager->prefix = options->prefix;
  manager->link = gch_link_new(life, &options->link, &link_events, manager);
  if (manager->link == NULL) {
    free(manager);
    return NULL;
  }
  return manager;
}

void gch_manager_close(struct gch_manager *manager) {
  gch_link_close(manager->link);
}

/* --- cleaning --- */

enum gch_code gch_manager_clean(struct gch_manager *manager, uint32_t tag) {
  struct gch_clean *clean = gch_clean_new(manager->prefix, tag);
  struct gch_request *request = clean == NULL ? NULL : gch_clean_first(clean);
  enum gch_code code =
      request == NULL ? GCH_ENOMEM : gch_link_send(manager->link, request);
  if (code != GCH_OK) {
    gch_request_free(request);
    gch_clean_free(clean);
    return code;
  }
  manager->cleans++;
  return GCH_OK;
}

/* --- answers --- */

/* Sends the next step of a clean, or gives the outcome, or NULL. */
static struct gch_request *go_on(struct gch_manager *manager,
                                 struct gch_request *request) {
  struct gch_clean *clean = request->context;
  bool finished;
  enum gch_code code = GCH_OK;
  request = gch_clean_next(clean, request, &finished);
  if (!finished)
    code = gch_link_send(manager->link, request);
  if (!finished && code == GCH_OK)
    return NULL;
  if (code != GCH_OK)
    gch_request_fail(request, code, GCH_LITERAL("cleaning was cut short"));
  gch_clean_free(clean);
  manager->cleans--;
  return request;
}

static void on_done(void *owner, struct gch_request *list) {
  struct gch_manager *manager = owner;
  struct gch_queue plain = {0};
  struct gch_request *next;
  for (; manager->cleans > 0 && list != NULL; list = next) {
    next = list->next;
    if (list->context != NULL)
      list = go_on(manager, list);
    if (list != NULL)
      gch_queue_push(&plain, list);
  }
  if (plain.head != NULL) {
    plain.tail->next = list;
    list = plain.head;
  }
  if (list != NULL)
    manager->events->on_done(manager->owner, list);
}

static bool on_part(void *owner, const struct gch_request *request) {
  struct gch_manager *manager = owner;
  return manager->events->on_part != NULL &&
         manager->events->on_part(manager->owner, request);
}

static void on_news(void *owner, const struct gch_news *news) {
  struct gch_manager *manager = owner;
  manager->events->on_news(manager->owner, news);
}

static void on_closed(void *owner) {
  struct gch_manager *manager = owner;
  manager->events->on_closed(manager->owner);
  gch_pool_drain(&manager->pool);
  free(manager);
}

static const struct gch_link_events link_events = {.on_done = on_done,
                                                   .on_part = on_part,
                                                   .on_news = on_news,
                                                   .on_closed = on_closed};
