/* server.h - a server on the loop of the test, which answers as it is told.
 *
 * It reads whole commands, and asks `answer` about each. It allocates nothing,
 * so that tests of failing memory see only the client's allocations.
 */
#ifndef SERVER_H
#define SERVER_H

#include "net/life.h"

#define SERVER_CLIENTS 64

/* Instead of an answer: close the connection; close it with a reset. */
extern const char server_closes[], server_resets[];

/* `connection` counts from 1, and so does `command`, on each connection. NULL:
 * says nothing. */
typedef const char *(*server_answer)(unsigned connection, unsigned command,
                                     struct gch_bytes bytes);

/* What a modern Redis answers to the greeting and to one integer command. */
const char *server_as_redis(unsigned connection, unsigned command,
                            struct gch_bytes bytes);

/* Listens on a port of its own choice, or on the unix socket `path`. A server
 * that was closed is gone when the loop has run. */
void server_open(uv_loop_t *loop, const char *path, server_answer answer);

const char *server_port(void);

/* How many connections have come, and how many commands on all of them. */
unsigned server_connections(void);
unsigned server_commands(void);

/* From now on nothing is read, or everything again. */
void server_deaf(bool deaf);

/* Says something on the newest connection, unasked. */
void server_say(const char *bytes);

/* Closes all connections, and the listener. May be called again. */
void server_close(void);

/* --- the loop that a test runs on, and the proof that it is empty --- */

/* A new loop and a life on it. A test that takes longer than 50 s fails. */
struct gch_life *loop_begin(void);

/* Runs until `*flag` is not 0. */
void loop_until(const int *flag);

/* Runs for some time. */
void loop_for(uint64_t ms);

/* Closes the server, runs until nothing is left, and checks that it is so. */
void loop_end(void);

#endif
