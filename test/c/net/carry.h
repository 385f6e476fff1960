/* carry.h - a carrier for tests: what it was asked for, and what the stream
 * that it carries told. */
#ifndef CARRY_H
#define CARRY_H

#include "net/server.h"
#include "net/tunnel.h"
#include "test.h"

extern struct carry {
  struct gch_life *life;
  struct gch_tunnels tunnels;
  struct gch_stream *stream; /* NULL: closed */
  /* What was asked for. */
  int opens, writes, closes;
  uint32_t id;
  char where[64], written[64];
  int port;
  bool unable; /* to open and to write */
  /* What the stream told. */
  int opened, room, ended, status;
  char got[64], words[64];
  bool fatal;
  void (*when_told)(void); /* what it does besides */
} carry;

/* A loop, and a stream that is being opened. */
void carry_begin(void);

/* Closes it if it is open, and proves that nothing is left. */
void carry_end(void);

/* As gch_stream_open does. */
int carry_open(const char *host);
void carry_close(void);

/* Tells that it is open and proven; and checks that the stream said so. */
void carry_ready_only(void);
void carry_ready(void);

void carry_push(const char *text);
void carry_feed(uint32_t id, const char *text);

#endif
