/* greet.c - the handshake, as a list of steps. */
#include "bytes/greet.h"

#include "bytes/command.h"
#include "bytes/refusal.h"

#include <stdio.h>
#include <string.h>

struct step {
  bool (*wanted)(const struct gch_greeting *);
  char *(*write)(const struct gch_greeting *, char *out);
  enum gch_code (*answer)(struct gch_greeting *, const struct gch_reply *);
};

static const struct step steps[];
static const unsigned step_count;

/* Goes on to the next wanted step, beginning with number `from`. */
static bool seek(struct gch_greeting *greeting, unsigned from) {
  while (from < step_count && !steps[from].wanted(greeting))
    from++;
  greeting->step = from;
  return from < step_count;
}

static size_t text_len(const char *text) {
  return text == NULL ? 0 : strlen(text);
}

size_t gch_greet_room(const struct gch_greeting *greeting) {
  size_t secrets = text_len(greeting->username) + text_len(greeting->password);
  return step_count * GCH_COMMAND_ROOM(6, 64) + sizeof greeting->before +
         secrets;
}

char *gch_greet_write(struct gch_greeting *greeting, char *out) {
  greeting->unlink = true;
  greeting->superfluous = false;
  greeting->fatal = false;
  greeting->self = (struct gch_identity){0};
  for (unsigned i = 0; i < step_count; i++)
    if (steps[i].wanted(greeting))
      out = steps[i].write(greeting, out);
  seek(greeting, 0);
  return out;
}

/* --- refusals --- */

/* What a server says while it is not ready, or full, to whatever it is asked:
 * it may be ready soon. */
static bool passes(struct gch_bytes text) {
  return gch_bytes_start(text, "LOADING") || gch_bytes_start(text, "BUSY") ||
         gch_bytes_start(text, "MASTERDOWN") ||
         gch_bytes_start(text, "TRYAGAIN") ||
         gch_bytes_start(text, "ERR max number of clients");
}

static enum gch_code refused(struct gch_greeting *greeting,
                             const struct gch_reply *reply) {
  if (reply->kind != GCH_ERROR)
    return GCH_EPROTOCOL;
  greeting->fatal = !passes(reply->text);
  return GCH_EREPLY;
}

/* Refusals of the whole server come before the meaning of each step. A server
 * in protected mode says DENIED and closes the connection. */
static bool turns_away(const struct gch_reply *reply) {
  return reply->kind == GCH_ERROR &&
         (passes(reply->text) || gch_bytes_start(reply->text, "DENIED "));
}

enum gch_code gch_greet_answer(struct gch_greeting *greeting,
                               const struct gch_reply *reply) {
  enum gch_code code = turns_away(reply)
                           ? refused(greeting, reply)
                           : steps[greeting->step].answer(greeting, reply);
  if (code != GCH_OK)
    return code;
  return seek(greeting, greeting->step + 1) ? GCH_EAGAIN : GCH_OK;
}

static enum gch_code want_status(struct gch_greeting *greeting,
                                 const struct gch_reply *reply,
                                 const char *status) {
  if (reply->kind == GCH_STATUS && gch_bytes_start(reply->text, status))
    return GCH_OK;
  return refused(greeting, reply);
}

/* --- the steps --- */

static bool always(const struct gch_greeting *greeting) {
  (void)greeting;
  return true;
}

static char *put(char *out, const char *text) {
  return gch_command_arg(out, (struct gch_bytes){text, strlen(text)});
}

static bool auth_wanted(const struct gch_greeting *greeting) {
  return greeting->password != NULL;
}

static char *auth_write(const struct gch_greeting *greeting, char *out) {
  out = gch_command_head(out, greeting->username == NULL ? 2 : 3);
  out = put(out, "AUTH");
  if (greeting->username != NULL)
    out = put(out, greeting->username);
  return put(out, greeting->password);
}

/* The text has changed over the years: "Client sent AUTH, but no password is
 * set", "AUTH <password> called without any password configured". */
static enum gch_code auth_answer(struct gch_greeting *greeting,
                                 const struct gch_reply *reply) {
  if (reply->kind == GCH_ERROR &&
      (gch_bytes_contain(reply->text, "no password is set") ||
       gch_bytes_contain(reply->text, "without any password configured"))) {
    greeting->superfluous = true;
    return GCH_OK;
  }
  return want_status(greeting, reply, "OK");
}

static bool select_wanted(const struct gch_greeting *greeting) {
  return greeting->db != 0;
}

static char *select_write(const struct gch_greeting *greeting, char *out) {
  char db[24];
  snprintf(db, sizeof db, "%lld", (long long)greeting->db);
  return put(put(gch_command_head(out, 2), "SELECT"), db);
}

static enum gch_code select_answer(struct gch_greeting *greeting,
                                   const struct gch_reply *reply) {
  return want_status(greeting, reply, "OK");
}

static bool is_short(const struct gch_reply *reply) {
  return reply->kind == GCH_INTEGER || reply->kind == GCH_STATUS ||
         reply->kind == GCH_ERROR;
}

static bool kill_wanted(const struct gch_greeting *greeting) {
  return greeting->before.address[0] != '\0';
}

static char *kill_write(const struct gch_greeting *greeting, char *out) {
  out = put(put(gch_command_head(out, 6), "CLIENT"), "KILL");
  out = put(put(out, "ID"), greeting->before.id);
  return put(put(out, "ADDR"), greeting->before.address);
}

/* Servers that refuse it are served without. */
static enum gch_code kill_answer(struct gch_greeting *greeting,
                                 const struct gch_reply *reply) {
  (void)greeting;
  return is_short(reply) ? GCH_OK : GCH_EPROTOCOL;
}

static char *info_write(const struct gch_greeting *greeting, char *out) {
  (void)greeting;
  return put(put(gch_command_head(out, 2), "CLIENT"), "INFO");
}

/* Copies what stands behind `field`, up to a space or the end. */
static void copy_field(char *out, size_t room, struct gch_bytes text,
                       const char *field) {
  size_t n = 0;
  for (; text.len > 0; text.data++, text.len--)
    if (gch_bytes_start(text, field))
      break;
  if (text.len == 0)
    return;
  text.data += strlen(field);
  text.len -= strlen(field);
  while (n < text.len && text.data[n] != ' ' && text.data[n] != '\n')
    n++;
  if (n >= room)
    return;
  memcpy(out, text.data, n);
  out[n] = '\0';
}

/* "id=7 addr=127.0.0.1:50412 laddr=... fd=8 name= ..." */
static enum gch_code info_answer(struct gch_greeting *greeting,
                                 const struct gch_reply *reply) {
  struct gch_identity *self = &greeting->self;
  if (reply->kind == GCH_ERROR)
    return GCH_OK;
  if (reply->kind != GCH_STRING)
    return GCH_EPROTOCOL;
  if (gch_bytes_start(reply->text, "id="))
    copy_field(self->id, sizeof self->id, reply->text, "id=");
  if (self->id[0] != '\0')
    copy_field(self->address, sizeof self->address, reply->text, " addr=");
  return GCH_OK;
}

static char *unlink_write(const struct gch_greeting *greeting, char *out) {
  (void)greeting;
  return put(gch_command_head(out, 1), "UNLINK");
}

/* A server that knows it misses the keys, or does not permit it to this user;
 * one that does not know it misses it, in one way or another. */
static enum gch_code unlink_answer(struct gch_greeting *greeting,
                                   const struct gch_reply *reply) {
  if (!is_short(reply))
    return GCH_EPROTOCOL;
  greeting->unlink = reply->kind != GCH_ERROR ||
                     gch_bytes_start(reply->text, "NOPERM ") ||
                     !gch_refuses_command(reply->text);
  return GCH_OK;
}

static char *ping_write(const struct gch_greeting *greeting, char *out) {
  (void)greeting;
  return put(gch_command_head(out, 1), "PING");
}

/* A server that could not save answers PING, and writes, with MISCONF, but
 * serves reads: it is there. */
static enum gch_code ping_answer(struct gch_greeting *greeting,
                                 const struct gch_reply *reply) {
  if (reply->kind == GCH_ERROR && gch_bytes_start(reply->text, "MISCONF "))
    return GCH_OK;
  return want_status(greeting, reply, "PONG");
}

static const struct step steps[] = {
    {auth_wanted, auth_write, auth_answer},
    {select_wanted, select_write, select_answer},
    {kill_wanted, kill_write, kill_answer},
    {always, info_write, info_answer},
    {always, unlink_write, unlink_answer},
    {always, ping_write, ping_answer},
};

static const unsigned step_count = sizeof steps / sizeof *steps;
