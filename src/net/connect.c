/* connect.c - dial, greet, hand over. Freed in its timer's close. */
#include "net/connect.h"

#include "net/alarm.h"

#include <stdlib.h>

struct gch_connect {
  struct gch_alarm alarm; /* the deadline of the attempt */
  struct gch_life *life;
  const struct gch_target *target;
  gch_connect_end end;
  void *owner;
  struct gch_dial *dial;     /* while dialling */
  struct gch_stream *stream; /* while greeting */
  struct gch_reader *reader; /* while greeting */
  struct gch_greeting greeting;
  struct gch_pack lists; /* nothing that is asked here is answered by one */
  const char *wrong;     /* what is no right answer */
  struct gch_fault fault;
  bool met, fatal;
};

static void on_dialed(void *owner, struct gch_dialed dialed);
static void on_late(void *owner, uint64_t noticed);

struct gch_connect *gch_connect_start(struct gch_life *life,
                                      const struct gch_target *target,
                                      struct gch_resolver *resolver,
                                      unsigned skip,
                                      const struct gch_greeting *greeting,
                                      gch_connect_end end, void *owner) {
  struct gch_connect *connect = calloc(1, sizeof *connect);
  if (connect == NULL)
    return NULL;
  *connect = (struct gch_connect){.life = life,
                                  .target = target,
                                  .end = end,
                                  .owner = owner,
                                  .greeting = *greeting};
  connect->dial =
      gch_dial_start(life, target, resolver, skip, on_dialed, connect);
  if (connect->dial == NULL) {
    free(connect);
    return NULL;
  }
  gch_alarm_init(&connect->alarm, life->loop, on_late, connect);
  gch_life_hold(life);
  gch_alarm_set(&connect->alarm, target->timeout);
  return connect;
}

static void on_closed(uv_handle_t *handle) {
  struct gch_connect *connect = handle->data;
  struct gch_life *life = connect->life;
  gch_pack_free(&connect->lists);
  free(connect);
  gch_life_drop(life);
}

void gch_connect_cancel(struct gch_connect *connect) {
  if (connect->dial != NULL)
    gch_dial_cancel(connect->dial);
  if (connect->stream != NULL)
    gch_stream_close(connect->stream);
  gch_reader_free(connect->reader);
  uv_close((uv_handle_t *)&connect->alarm.timer, on_closed);
}

static void give_up(struct gch_connect *connect) {
  struct gch_connected failed = {
      .fault = &connect->fault, .fatal = connect->fatal, .met = connect->met};
  gch_connect_cancel(connect);
  connect->end(connect->owner, &failed);
}

static void give_up_for(struct gch_connect *connect, int status) {
  gch_fault_connection(&connect->fault, connect->target, false, status);
  give_up(connect);
}

static void on_late(void *owner, uint64_t noticed) {
  struct gch_connect *connect = owner;
  (void)noticed;
  if (connect->stream == NULL || gch_stream_is_proven(connect->stream)) {
    give_up_for(connect, UV_ETIMEDOUT);
    return;
  }
  gch_fault_unproven(&connect->fault, connect->target);
  give_up(connect);
}

static void hand_over(struct gch_connect *connect) {
  struct gch_connected ready = {.stream = connect->stream,
                                .reader = connect->reader,
                                .greeting = &connect->greeting};
  connect->stream = NULL;
  connect->reader = NULL;
  gch_connect_cancel(connect);
  connect->end(connect->owner, &ready);
}

static void give_up_on(struct gch_connect *connect, const char *what) {
  gch_fault_protocol(&connect->fault, connect->target, what);
  give_up(connect);
}

/* Reads answers until bytes or steps run out. */
static enum gch_code converse(struct gch_connect *connect,
                              struct gch_reply *reply) {
  for (;;) {
    enum gch_code code =
        gch_reader_next(connect->reader, &connect->lists, reply);
    if (code == GCH_EPROTOCOL)
      connect->wrong = gch_reader_error(connect->reader);
    if (code != GCH_OK)
      return code;
    code = gch_greet_answer(&connect->greeting, reply);
    if (code != GCH_EAGAIN)
      return code;
  }
}

static void on_data(void *owner, const char *data, size_t len) {
  struct gch_connect *connect = owner;
  struct gch_reply reply;
  enum gch_code code = gch_reader_feed(connect->reader, data, len);
  if (code == GCH_OK)
    code = converse(connect, &reply);
  if (code == GCH_OK && !gch_reader_empty(connect->reader))
    code = GCH_EPROTOCOL;
  if (code == GCH_OK)
    hand_over(connect);
  else if (code == GCH_ENOMEM)
    give_up_for(connect, UV_ENOMEM);
  else if (code == GCH_EPROTOCOL)
    give_up_on(connect, connect->wrong);
  else if (code == GCH_EREPLY) {
    gch_fault_reply(&connect->fault, reply.text);
    connect->fatal = connect->greeting.fatal;
    give_up(connect);
  }
}

static void on_room(void *owner) { (void)owner; }

static void on_end(void *owner, const struct gch_stream_end *end) {
  struct gch_connect *connect = owner;
  if (end->words.len == 0) {
    give_up_for(connect, end->status);
    return;
  }
  gch_fault_tls(&connect->fault, connect->target, false, end->words);
  connect->fatal = end->fatal;
  give_up(connect);
}

static const struct gch_stream_events events = {
    .on_data = on_data, .on_room = on_room, .on_end = on_end};

/* A server that turns us away may have closed the connection before this is
 * written; then what it said is still to be read, and its end tells. */
static int say_hello(struct gch_connect *connect) {
  char *out = malloc(gch_greet_room(&connect->greeting));
  struct gch_bytes hello = {.data = out};
  bool appended;
  if (out == NULL)
    return UV_ENOMEM;
  hello.len = (size_t)(gch_greet_write(&connect->greeting, out) - out);
  appended = gch_stream_append(connect->stream, hello);
  free(out);
  if (appended)
    (void)gch_stream_push(connect->stream);
  return appended ? 0 : UV_ENOMEM;
}

static void on_dialed(void *owner, struct gch_dialed dialed) {
  struct gch_connect *connect = owner;
  int status = dialed.status;
  connect->dial = NULL;
  connect->stream = dialed.stream;
  connect->wrong = "a reply of another kind than was asked for";
  if (status == 0) {
    connect->met = true;
    gch_stream_attach(connect->stream, &events, connect);
    connect->reader = gch_reader_new(false);
    status = connect->reader == NULL ? UV_ENOMEM : say_hello(connect);
  }
  if (status != 0)
    give_up_for(connect, status);
}
