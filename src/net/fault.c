/* fault.c - one sentence for each way in which a connection fails. */
#include "net/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#ifdef __GNUC__
__attribute__((format(printf, 3, 4)))
#endif
static void
say(struct gch_fault *fault, enum gch_code code, const char *format, ...) {
  va_list args;
  int n;
  va_start(args, format);
  n = vsnprintf(fault->text, sizeof fault->text, format, args);
  va_end(args);
  fault->code = code;
  fault->len = n < 0 ? 0 : (size_t)n;
  if (fault->len >= sizeof fault->text)
    fault->len = sizeof fault->text - 1;
}

/* "host:port", "[::1]:port" or the path. */
static const char *name(const struct gch_target *target, char *out,
                        size_t room) {
  bool v6;
  if (target->path != NULL)
    return target->path;
  v6 = strchr(target->host, ':') != NULL;
  snprintf(out, room, v6 ? "[%s]:%s" : "%s:%s", target->host, target->port);
  return out;
}

static enum gch_code code_of(int status, bool open) {
  if (status <= UV_EAI_ADDRFAMILY && status >= UV_EAI_SOCKTYPE)
    return GCH_ENOTFOUND;
  if (status == UV_EAI_PROTOCOL)
    return GCH_ENOTFOUND;
  if (status == UV_ENOMEM)
    return GCH_ENOMEM;
  if (status == UV_ETIMEDOUT)
    return open ? GCH_ECONNLOST : GCH_ETIMEDOUT;
  if (status == UV_ENOENT)
    return GCH_ENOENT;
  if (open || status == UV_EOF || status == UV_ECONNRESET || status == UV_EPIPE)
    return GCH_ECONNLOST;
  return GCH_ECONNREFUSED;
}

static const char *cause_of(int status) {
  return status == UV_EOF ? "closed by the other side" : uv_strerror(status);
}

static const char *what_failed(bool open) {
  return open ? "lost the connection to" : "cannot connect to";
}

void gch_fault_connection(struct gch_fault *fault,
                          const struct gch_target *target, bool open,
                          int status) {
  char where[300];
  say(fault, code_of(status, open), "%s Redis at %s: %s (%s)",
      what_failed(open), name(target, where, sizeof where), cause_of(status),
      uv_err_name(status));
}

void gch_fault_tls(struct gch_fault *fault, const struct gch_target *target,
                   bool open, struct gch_bytes words) {
  char where[300];
  say(fault, GCH_ETLS, "%s Redis at %s: %.*s", what_failed(open),
      name(target, where, sizeof where), (int)words.len, words.data);
}

void gch_fault_unproven(struct gch_fault *fault,
                        const struct gch_target *target) {
  char where[300];
  say(fault, GCH_ETIMEDOUT,
      "cannot connect to Redis at %s: no TLS handshake within %llu ms; does "
      "this port speak TLS?",
      name(target, where, sizeof where), (unsigned long long)target->timeout);
}

void gch_fault_protocol(struct gch_fault *fault,
                        const struct gch_target *target, const char *what) {
  char where[300];
  say(fault, GCH_EPROTOCOL, "what answers at %s does not speak as Redis: %s",
      name(target, where, sizeof where), what);
}

void gch_fault_reply(struct gch_fault *fault, struct gch_bytes text) {
  say(fault, GCH_EREPLY, "%.*s", (int)(text.len < 500 ? text.len : 500),
      text.data);
}

void gch_fault_timeout(struct gch_fault *fault, const struct gch_target *target,
                       uint64_t timeout, const struct gch_fault *cause) {
  char where[300];
  bool why = cause != NULL && cause->len > 0;
  say(fault, GCH_ETIMEDOUT, "no answer from Redis at %s within %llu ms%s%.*s",
      name(target, where, sizeof where), (unsigned long long)timeout,
      why ? "; " : "", why ? (int)cause->len : 0, why ? cause->text : "");
}

struct gch_bytes gch_fault_text(const struct gch_fault *fault) {
  return (struct gch_bytes){fault->text, fault->len};
}
