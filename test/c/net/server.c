/* server.c - a server that answers as a test tells it to. */
#include "net/server.h"

#include "test.h"

#include <arpa/inet.h>
#include <signal.h>

#define BUFFER (64 << 10)
/* What server_as_redis answers in its own way stands in so many bytes. */
#define KNOWN 100

struct client {
  union {
    uv_handle_t handle;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  } uv;
  bool open;
  unsigned number, commands;
  size_t len;
  char in[BUFFER];
};

const char server_closes[] = "close", server_resets[] = "reset";

static struct {
  struct client listener;
  struct client clients[SERVER_CLIENTS];
  server_answer answer;
  bool deaf;
  unsigned connections, commands;
  char port[8];
} server;

static void close_client(struct client *client) {
  if (client->open)
    uv_close(&client->uv.handle, NULL);
  client->open = false;
}

static void reset_client(struct client *client) {
  client->open = false;
  CHECK_INT(uv_tcp_close_reset(&client->uv.tcp, NULL), 0);
}

static void say(struct client *client, const char *bytes) {
  uv_buf_t buf = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)strlen(bytes));
  int n = uv_try_write(&client->uv.stream, &buf, 1);
  CHECK(n == (int)buf.len || n == UV_EPIPE || n == UV_ECONNRESET);
}

void server_say(const char *bytes) {
  say(&server.clients[server.connections - 1], bytes);
}

/* --- commands --- */

/* The number behind the type at `at`; moves behind the line. -1: not whole. */
static long number(const char **at, const char *end) {
  const char *line = memchr(*at, '\n', (size_t)(end - *at));
  long n = line == NULL ? -1 : strtol(*at + 1, NULL, 10);
  if (line != NULL)
    *at = line + 1;
  return n;
}

/* Bytes of the first whole command, or 0. */
static size_t command_len(const char *data, size_t len) {
  const char *at = data, *end = data + len;
  long args = number(&at, end);
  CHECK(len == 0 || data[0] == '*');
  for (; args > 0; args--) {
    long arg = number(&at, end);
    if (arg < 0 || end - at < arg + 2)
      return 0;
    at += arg + 2;
  }
  return args == 0 ? (size_t)(at - data) : 0;
}

static void take_command(struct client *client, struct gch_bytes command) {
  const char *answer =
      server.answer(client->number, ++client->commands, command);
  server.commands++;
  if (answer == server_closes)
    close_client(client);
  else if (answer == server_resets)
    reset_client(client);
  else if (answer != NULL)
    say(client, answer);
}

static void take_commands(struct client *client) {
  size_t from = 0, n;
  while (client->open &&
         (n = command_len(client->in + from, client->len - from)) > 0) {
    take_command(client, (struct gch_bytes){client->in + from, n});
    from += n;
  }
  client->len -= from;
  memmove(client->in, client->in + from, client->len);
}

/* --- connections --- */

static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *buf) {
  struct client *client = handle->data;
  (void)wanted;
  *buf =
      uv_buf_init(client->in + client->len, (unsigned)(BUFFER - client->len));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
  struct client *client = stream->data;
  (void)buf;
  if (n < 0) {
    close_client(client);
    return;
  }
  client->len += (size_t)n;
  take_commands(client);
}

static void init(uv_loop_t *loop, struct client *client, bool unix_socket) {
  CHECK_INT(unix_socket ? uv_pipe_init(loop, &client->uv.pipe, 0)
                        : uv_tcp_init(loop, &client->uv.tcp),
            0);
  client->uv.handle.data = client;
  client->open = true;
}

static void on_connection(uv_stream_t *listener, int status) {
  struct client *client = &server.clients[server.connections];
  CHECK_INT(status, 0);
  CHECK(server.connections < SERVER_CLIENTS);
  init(listener->loop, client, listener->type == UV_NAMED_PIPE);
  client->number = ++server.connections;
  client->commands = 0;
  client->len = 0;
  CHECK_INT(uv_accept(listener, &client->uv.stream), 0);
  if (!server.deaf)
    CHECK_INT(uv_read_start(&client->uv.stream, on_alloc, on_read), 0);
}

void server_deaf(bool deaf) {
  server.deaf = deaf;
  for (unsigned i = 0; i < server.connections; i++) {
    struct client *client = &server.clients[i];
    if (client->open && deaf)
      uv_read_stop(&client->uv.stream);
    else if (client->open)
      CHECK_INT(uv_read_start(&client->uv.stream, on_alloc, on_read), 0);
  }
}

static void bind_tcp(void) {
  struct sockaddr_in address;
  int len = sizeof address;
  CHECK_INT(uv_ip4_addr("127.0.0.1", 0, &address), 0);
  CHECK_INT(uv_tcp_bind(&server.listener.uv.tcp,
                        (const struct sockaddr *)&address, 0),
            0);
  CHECK_INT(uv_tcp_getsockname(&server.listener.uv.tcp,
                               (struct sockaddr *)&address, &len),
            0);
  snprintf(server.port, sizeof server.port, "%u", ntohs(address.sin_port));
}

void server_open(uv_loop_t *loop, const char *path, server_answer answer) {
  server.answer = answer;
  server.deaf = false;
  server.connections = server.commands = 0;
  init(loop, &server.listener, path != NULL);
  if (path == NULL)
    bind_tcp();
  else
    CHECK_INT(uv_pipe_bind(&server.listener.uv.pipe, path), 0);
  CHECK_INT(uv_listen(&server.listener.uv.stream, 16, on_connection), 0);
}

const char *server_port(void) { return server.port; }

unsigned server_connections(void) { return server.connections; }

unsigned server_commands(void) { return server.commands; }

void server_close(void) {
  close_client(&server.listener);
  for (unsigned i = 0; i < server.connections; i++)
    close_client(&server.clients[i]);
}

const char *server_as_redis(unsigned connection, unsigned command,
                            struct gch_bytes bytes) {
  (void)connection, (void)command;
  bytes.len = bytes.len < KNOWN ? bytes.len : KNOWN;
  if (gch_bytes_contain(bytes, "\r\nINFO\r\n"))
    return "$22\r\nid=7 addr=127.0.0.1:99\r\n";
  if (gch_bytes_contain(bytes, "*1\r\n$6\r\nUNLINK\r\n"))
    return "-ERR wrong number of arguments for 'unlink' command\r\n";
  if (gch_bytes_contain(bytes, "\r\nPING\r\n"))
    return "+PONG\r\n";
  if (gch_bytes_contain(bytes, "\r\nAUTH\r\n") ||
      gch_bytes_contain(bytes, "\r\nSELECT\r\n"))
    return "+OK\r\n";
  return ":1\r\n";
}

/* --- the loop --- */

static uv_loop_t loop;
static struct gch_life life;
static uv_timer_t guard, rest;
static int rested;

static void on_hang(uv_timer_t *timer) {
  (void)timer;
  test_fail(__FILE__, __LINE__, "the test takes longer than 50 s");
}

/* As Node does, or a write to a lost connection ends the process. */
struct gch_life *loop_begin(void) {
  signal(SIGPIPE, SIG_IGN);
  CHECK_INT(uv_loop_init(&loop), 0);
  CHECK_INT(uv_timer_init(&loop, &guard), 0);
  CHECK_INT(uv_timer_init(&loop, &rest), 0);
  CHECK_INT(uv_timer_start(&guard, on_hang, 50000, 0), 0);
  life = (struct gch_life){.loop = &loop};
  return &life;
}

void loop_until(const int *flag) {
  while (*flag == 0)
    uv_run(&loop, UV_RUN_ONCE);
}

static void on_rested(uv_timer_t *timer) {
  (void)timer;
  rested = 1;
}

void loop_for(uint64_t ms) {
  rested = 0;
  uv_update_time(&loop);
  CHECK_INT(uv_timer_start(&rest, on_rested, ms, 0), 0);
  loop_until(&rested);
}

void loop_end(void) {
  server_close();
  uv_close((uv_handle_t *)&rest, NULL);
  uv_unref((uv_handle_t *)&guard);
  CHECK_INT(uv_run(&loop, UV_RUN_DEFAULT), 0);
  CHECK_INT(life.held, 0);
  uv_close((uv_handle_t *)&guard, NULL);
  CHECK_INT(uv_run(&loop, UV_RUN_DEFAULT), 0);
  CHECK_INT(uv_loop_close(&loop), 0);
}
