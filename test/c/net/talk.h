/* talk.h - a link for tests: what it is made with, and what it told. */
#ifndef TALK_H
#define TALK_H

#include "net/link.h"
#include "net/server.h"

#define TALK_CALLS 20000

struct talk_outcome {
  uint32_t tag;
  enum gch_code code;
  bool maybe;
  char text[200];
};

extern struct talk {
  struct gch_life *life;
  struct gch_link *link; /* NULL: gone */
  struct gch_link_options options;
  /* How often what was told. */
  int closed, done, ready, failed, lost, superfluous;
  struct gch_news last; /* FAILED or LOST, whose text is a copy: */
  char last_text[600];
  /* In the order in which they came. */
  struct talk_outcome outcomes[TALK_CALLS];
  /* What the next event of the kind does besides, once. */
  void (*when_done)(void), (*when_news)(void);
} talk;

/* A loop, a server that answers so, options to change, and no link yet. They
 * leave more time than a busy machine needs. */
void talk_begin(server_answer answer);

void talk_open(void);
void talk_close(void);

/* A server that is gone, and a link that looks for it. */
void talk_open_to_nobody(void);

/* Closes the link if it is open, and proves that nothing is left. */
void talk_end(void);

/* A write, or a read; what was refused is freed. */
enum gch_code talk_send(uint32_t tag, enum gch_request_kind kind,
                        const char *uid);

/* A write that is taken. */
void talk_write(uint32_t tag);

void talk_until_done(int count);

/* Outcome number `i` is this one. */
void talk_check(int i, uint32_t tag, enum gch_code code, bool maybe);

/* An answer to the greeting, and to nothing else. */
const char *talk_greets(unsigned connection, unsigned command,
                        struct gch_bytes bytes);

/* An answer to the greeting; calls cost the connection. */
const char *talk_resets_calls(unsigned connection, unsigned command,
                              struct gch_bytes bytes);

/* Whether the command is a call's, not the greeting's. */
bool talk_is_call(struct gch_bytes bytes);

#endif
