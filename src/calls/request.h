/* request.h - one call: n commands on the way out, one outcome on the way back.
 *
 * A request is one allocation with its commands' bytes at the end; only an
 * UNLINK that goes key by key has a second one. All commands used are
 * idempotent, so a request that was not answered is sent again whole, unless it
 * is one for once.
 */
#ifndef GCH_REQUEST_H
#define GCH_REQUEST_H

#include "bytes/members.h"

enum gch_request_kind {
  GCH_WRITE,   /* one integer for each command */
  GCH_MEMBERS, /* one list for each command */
  GCH_SCAN,    /* what SCAN answers */
  GCH_ANSWERS  /* whatever each command answers, as a list */
};

/* Requests of the usual size that were freed, to be used again. All zero is an
 * empty pool. */
struct gch_pool {
  struct gch_request *head;
  size_t count;
};

struct gch_request {
  struct gch_request *next;
  struct gch_pool *pool; /* where it goes; NULL: nowhere */
  enum gch_request_kind kind;
  uint32_t tag;      /* the caller's own */
  void *context;     /* the manager's own; NULL: a plain call */
  uint32_t commands; /* how many, and how many are answered */
  uint32_t answered;
  uint32_t keys;     /* of an UNLINK, whose head is written when it is sent */
  char *apart;       /* the same key by key, if that was asked for */
  uint64_t number;   /* calls are numbered in the order of their making */
  uint64_t deadline; /* in the loop's time, ms */
  uint64_t position; /* where it begins in the bytes of its connection */
  uint8_t lost;      /* connections lost with this under way */
  bool writes;       /* it is held while the server takes no writes */
  bool once;         /* it fails with the connection that it was made on */
  bool asking;       /* ASKING stands in front of each command */
  bool asked;        /* and that of the next one was answered */
  bool unlink;       /* what was sent last was an UNLINK, not a DEL */
  bool sent;         /* it has left on this connection; no answer was read */
  bool ran;          /* so on an earlier one, or a part of it was done */
  bool told;         /* a part of the lists was told already */
  bool stale;        /* and then it was sent again: that part does not count */
  size_t promised;   /* strings that the list under way has to come, if known */
  /* the outcome */
  enum gch_code code;  /* GCH_OK, or why it failed */
  long long integer;   /* GCH_WRITE: the sum */
  uint64_t connection; /* number of the one that answered */
  size_t len;
  /* These keep their memory in a pool. */
  struct gch_pack error;      /* one string: what to tell, when it failed */
  struct gch_members members; /* all but GCH_WRITE */
  char bytes[];
};

/* Gives a request with `room` bytes to fill (gch_request_free), or NULL when
 * memory is short. Set `len` and `commands` once they are written. With a pool,
 * which must outlive it, it comes from there and goes back there. */
struct gch_request *gch_request_new(struct gch_pool *pool,
                                    enum gch_request_kind kind, size_t room);
void gch_request_free(struct gch_request *request);

/* Whether it is answered with a list for each command. Cannot fail. */
static inline bool gch_request_lists(const struct gch_request *request) {
  return request->kind == GCH_MEMBERS || request->kind == GCH_ANSWERS;
}

/* Frees what is in the pool. */
void gch_pool_drain(struct gch_pool *pool);

/* Where the keys of an UNLINK begin in `bytes`; room for its head is before. */
#define GCH_REQUEST_KEYS 40

/* What to send now, to a server that knows UNLINK or does not; `apart`: an
 * UNLINK as one command for each key. Sets `commands` accordingly. The view
 * holds until it is asked for again. Without data: memory is short, which can
 * be only with `apart`. */
struct gch_bytes gch_request_bytes(struct gch_request *request, bool unlink,
                                   bool apart);

/* Whether the next reply is that to an ASKING. Cannot fail. */
static inline bool gch_request_asks(const struct gch_request *request) {
  return request->asking && !request->asked;
}

/* Takes up the next reply; the strings of a list are in `members.strings`.
 * GCH_EAGAIN: more are to come. GCH_OK: it is done; `code` is GCH_OK, or
 * GCH_EREPLY when Redis refused; of several refused writes the first counts.
 * GCH_EPROTOCOL, GCH_ENOMEM: it cannot be answered any more. Borrows. */
enum gch_code gch_request_answer(struct gch_request *request,
                                 const struct gch_reply *reply);

/* Forgets the answers so far: it is going to be sent again. What was sent and
 * not answered may run all the same. */
void gch_request_rewind(struct gch_request *request);

/* Whether Redis may have done what a call asked that has failed: it left on
 * some connection, and what became of it there was never read. Cannot fail. */
bool gch_request_maybe(const struct gch_request *request);

/* Sets the outcome to a failure. Borrows `text`. When memory is too short to
 * keep the text, the code must do. */
void gch_request_fail(struct gch_request *request, enum gch_code code,
                      struct gch_bytes text);

#endif
