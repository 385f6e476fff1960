/* command.c - writes commands without printf and without allocating. */
#include "bytes/command.h"

#include <string.h>

#define SCAN_COUNT "1000"

static char *put_number(char *out, char type, size_t number) {
  char digits[20];
  size_t n = 0;
  do
    digits[n++] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  *out++ = type;
  while (n > 0)
    *out++ = digits[--n];
  *out++ = '\r';
  *out++ = '\n';
  return out;
}

static char *put_end(char *out) {
  *out++ = '\r';
  *out++ = '\n';
  return out;
}

char *gch_command_head(char *out, size_t args) {
  return put_number(out, '*', args);
}

char *gch_command_arg(char *out, struct gch_bytes arg) {
  out = put_number(out, '$', arg.len);
  if (arg.len > 0)
    memcpy(out, arg.data, arg.len);
  return put_end(out + arg.len);
}

char *gch_command_key(char *out, const struct gch_key *key) {
  out = put_number(out, '$', gch_key_len(key));
  return put_end(gch_key_write(out, key));
}

/* `head` is the command up to its key, written out once at compile time. */
static char *put_head(char *out, struct gch_bytes head) {
  memcpy(out, head.data, head.len);
  return out + head.len;
}

char *gch_command_add(char *out, const struct gch_key *key,
                      struct gch_bytes uid) {
  out = put_head(out, GCH_LITERAL("*3\r\n$4\r\nSADD\r\n"));
  return gch_command_arg(gch_command_key(out, key), uid);
}

char *gch_command_leave(char *out, const struct gch_key *key,
                        struct gch_bytes uid) {
  out = put_head(out, GCH_LITERAL("*3\r\n$4\r\nSREM\r\n"));
  return gch_command_arg(gch_command_key(out, key), uid);
}

char *gch_command_members(char *out, const struct gch_key *key) {
  out = put_head(out, GCH_LITERAL("*2\r\n$8\r\nSMEMBERS\r\n"));
  return gch_command_key(out, key);
}

char *gch_command_unlink(char *out, bool unlink, size_t keys) {
  out = gch_command_head(out, 1 + keys);
  return gch_command_arg(out,
                         unlink ? GCH_LITERAL("UNLINK") : GCH_LITERAL("DEL"));
}

char *gch_command_asking(char *out) {
  return put_head(out, GCH_LITERAL("*1\r\n$6\r\nASKING\r\n"));
}

char *gch_command_scan(char *out, struct gch_bytes cursor,
                       struct gch_bytes pattern) {
  out = put_head(out, GCH_LITERAL("*6\r\n$4\r\nSCAN\r\n"));
  out = gch_command_arg(out, cursor);
  out = gch_command_arg(out, GCH_LITERAL("MATCH"));
  out = gch_command_arg(out, pattern);
  out = gch_command_arg(out, GCH_LITERAL("COUNT"));
  return gch_command_arg(out, GCH_LITERAL(SCAN_COUNT));
}
