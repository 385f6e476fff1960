/* carry.c - a carrier that only takes notes. */
#include "net/carry.h"

struct carry carry;

/* --- what is asked for --- */

static bool open_tunnel(void *owner, uint32_t id, const char *address,
                        int port) {
  CHECK(owner == &carry.opens);
  carry.opens += !carry.unable;
  carry.id = id;
  carry.port = port;
  snprintf(carry.where, sizeof carry.where, "%s", address);
  return !carry.unable;
}

static bool write_tunnel(void *owner, uint32_t id, struct gch_bytes bytes) {
  CHECK(owner == &carry.opens && id == carry.id);
  carry.writes++;
  snprintf(carry.written, sizeof carry.written, "%.*s", (int)bytes.len,
           bytes.data);
  return !carry.unable;
}

static void close_tunnel(void *owner, uint32_t id) {
  CHECK(owner == &carry.opens && id == carry.id);
  carry.closes++;
}

static const struct gch_carrier carrier = {open_tunnel, write_tunnel,
                                           close_tunnel};

/* --- what the stream tells --- */

static void told(void) {
  if (carry.when_told != NULL)
    carry.when_told();
}

static void on_open(void *owner, int status) {
  CHECK(owner == &carry.status);
  carry.opened++;
  carry.status = status;
  told();
}

static void on_data(void *owner, const char *data, size_t len) {
  CHECK(owner == &carry.status);
  snprintf(carry.got, sizeof carry.got, "%.*s", (int)len, data);
  told();
}

static void on_room(void *owner) {
  CHECK(owner == &carry.status && !gch_stream_busy(carry.stream));
  carry.room++;
  told();
}

static void on_end(void *owner, const struct gch_stream_end *end) {
  CHECK(owner == &carry.status);
  carry.ended++;
  carry.status = end->status;
  carry.fatal = end->fatal;
  snprintf(carry.words, sizeof carry.words, "%.*s", (int)end->words.len,
           end->words.data == NULL ? "" : end->words.data);
  told();
}

static const struct gch_stream_events events = {on_open, on_data, on_room,
                                                on_end};

/* --- the stream --- */

int carry_open(const char *host) {
  const struct gch_stream_options options = {.tunnels = &carry.tunnels};
  struct sockaddr_storage address;
  if (uv_ip4_addr(host, 6379, (struct sockaddr_in *)&address) != 0)
    CHECK_INT(uv_ip6_addr(host, 6379, (struct sockaddr_in6 *)&address), 0);
  return gch_stream_open(&carry.stream, carry.life, (struct sockaddr *)&address,
                         NULL, &options, &events, &carry.status);
}

void carry_close(void) {
  gch_stream_close(carry.stream);
  carry.stream = NULL;
}

void carry_begin(void) {
  carry = (struct carry){
      .life = loop_begin(),
      .tunnels = {.carrier = &carrier, .owner = &carry.opens},
  };
  CHECK_INT(carry_open("127.0.0.1"), 0);
}

void carry_end(void) {
  if (carry.stream != NULL)
    carry_close();
  CHECK_INT(carry.closes, carry.opens);
  loop_end();
}

void carry_ready_only(void) {
  gch_tunnels_opened(&carry.tunnels, carry.id);
  gch_tunnels_proven(&carry.tunnels, carry.id);
}

void carry_ready(void) {
  carry_ready_only();
  CHECK_INT(carry.opened, 1);
  CHECK_INT(carry.status, 0);
}

void carry_push(const char *text) {
  CHECK(gch_stream_append(carry.stream, bytes_of(text)));
  CHECK_INT(gch_stream_push(carry.stream), 0);
}

void carry_feed(uint32_t id, const char *text) {
  gch_tunnels_data(&carry.tunnels, id, bytes_of(text));
}
