/* stream.test.c - bytes there and back, and the end at any moment. */
// link: -Wl,--wrap=setsockopt -Wl,--wrap=uv_tcp_keepalive
#include "net/stream.h"

#include "net/server.h"
#include "test.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct gch_life *life;
static struct gch_stream *stream; /* NULL: closed */
static int opened, open_status, data, room, ended, end_status;
static size_t data_len;
static bool close_on_open, close_on_data, close_on_room, close_on_end;

static void close_stream(void) {
  gch_stream_close(stream);
  stream = NULL;
}

static void on_open(void *owner, int status) {
  CHECK(owner == &opened && stream != NULL);
  opened++;
  open_status = status;
  if (close_on_open)
    close_stream();
}

static void on_data(void *owner, const char *bytes, size_t len) {
  CHECK(owner == &opened && stream != NULL && bytes != NULL && len > 0);
  data++;
  data_len += len;
  if (close_on_data)
    close_stream();
}

static void on_room(void *owner) {
  CHECK(owner == &opened && stream != NULL);
  CHECK(!gch_stream_busy(stream));
  CHECK_INT(gch_stream_pending(stream), 0);
  room++;
  if (close_on_room)
    close_stream();
}

static void on_end(void *owner, const struct gch_stream_end *why) {
  CHECK(owner == &opened && stream != NULL);
  ended++;
  end_status = why->status;
  if (close_on_end)
    close_stream();
}

static const struct gch_stream_events events = {on_open, on_data, on_room,
                                                on_end};

static void begin(server_answer answer) {
  life = loop_begin();
  opened = data = room = ended = 0;
  data_len = 0;
  close_on_open = close_on_data = close_on_room = close_on_end = false;
  server_open(life->loop, NULL, answer);
}

static int open_path(const char *path) {
  static const struct gch_stream_options options = {.no_delay = true,
                                                    .user_timeout = 5000};
  struct sockaddr_in address;
  CHECK_INT(uv_ip4_addr("127.0.0.1", atoi(server_port()), &address), 0);
  stream = NULL;
  return gch_stream_open(&stream, life, (struct sockaddr *)&address, path,
                         &options, &events, &opened);
}

static void open_tcp(void) {
  CHECK_INT(open_path(NULL), 0);
  CHECK_INT(opened, 0);
}

static void end(void) {
  if (stream != NULL)
    close_stream();
  loop_end();
}

static void push(const char *bytes) {
  CHECK(gch_stream_append(stream, bytes_of(bytes)));
  CHECK_INT(gch_stream_push(stream), 0);
}

static void test_there_and_back(void) {
  begin(server_as_redis);
  open_tcp();
  loop_until(&opened);
  CHECK_INT(open_status, 0);
  CHECK(gch_stream_append(stream, GCH_LITERAL("*1\r\n$4\r\n")));
  CHECK(gch_stream_append(stream, GCH_LITERAL("PING\r\n")));
  CHECK_INT(gch_stream_pending(stream), 14);
  CHECK_INT(gch_stream_push(stream), 0);
  CHECK_INT(gch_stream_pending(stream), 0);
  loop_until(&data);
  CHECK_INT(data_len, 7);
  end();
}

static void test_nobody_listens(void) {
  begin(server_as_redis);
  server_close();
  open_tcp();
  loop_until(&opened);
  CHECK_INT(open_status, UV_ECONNREFUSED);
  end();
}

static void test_unix_sockets(void) {
  char path[64], longest[200];
  snprintf(path, sizeof path, "/tmp/gch-stream-%d.sock", (int)uv_os_getpid());
  begin(server_as_redis);
  CHECK_INT(open_path(path), 0);
  loop_until(&opened);
  CHECK_INT(open_status, UV_ENOENT);
  close_stream();
  opened = 0;
  server_close();
  loop_for(1);
  server_open(life->loop, path, server_as_redis);
  CHECK_INT(open_path(path), 0);
  loop_until(&opened);
  CHECK_INT(open_status, 0);
  push("*1\r\n$4\r\nPING\r\n");
  loop_until(&data);
  close_stream();
  memset(longest, 'x', sizeof longest);
  longest[sizeof longest - 1] = '\0';
  CHECK_INT(open_path(longest), UV_ENAMETOOLONG);
  CHECK(stream == NULL);
  end();
}

/* What the socket does not take waits, and says when it has left. */
static void test_a_full_socket(void) {
  static char command[30000];
  begin(server_as_redis);
  open_tcp();
  loop_until(&opened);
  server_deaf(true);
  loop_for(20);
  snprintf(command, sizeof command, "*1\r\n$20000\r\n%020000d\r\n", 0);
  for (int i = 0; i < 300; i++)
    CHECK(gch_stream_append(stream, bytes_of(command)));
  CHECK_INT(gch_stream_push(stream), 0);
  CHECK(gch_stream_busy(stream));
  loop_for(20);
  CHECK_INT(room, 0);
  server_deaf(false);
  loop_until(&room);
  while (server_commands() < 300)
    uv_run(life->loop, UV_RUN_ONCE);
  end();
}

/* --- a flood --- */

#define FLOOD ((size_t)64 << 20)

/* Takes one connection and writes as fast as it is read. */
static void flood(void *arg) {
  static char bytes[1 << 20];
  int fd = accept(*(int *)arg, NULL, NULL);
  CHECK(fd >= 0);
  for (size_t sent = 0; sent < FLOOD;) {
    ssize_t n = write(fd, bytes, sizeof bytes);
    CHECK(n > 0);
    sent += (size_t)n;
  }
  close(fd);
}

static int listen_for_flood(struct sockaddr_in *address) {
  socklen_t len = sizeof *address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  CHECK_INT(uv_ip4_addr("127.0.0.1", 0, address), 0);
  CHECK_INT(bind(fd, (struct sockaddr *)address, len), 0);
  CHECK_INT(listen(fd, 1), 0);
  CHECK_INT(getsockname(fd, (struct sockaddr *)address, &len), 0);
  return fd;
}

/* Whoever else is on the loop has a turn after half a MiB at the latest. */
static void test_a_flood_leaves_the_loop_its_turns(void) {
  static const struct gch_stream_options options = {.no_delay = true};
  struct sockaddr_in address;
  uv_thread_t thread;
  size_t before, most = 0;
  int fd;
  begin(server_as_redis);
  fd = listen_for_flood(&address);
  CHECK_INT(uv_thread_create(&thread, flood, &fd), 0);
  CHECK_INT(gch_stream_open(&stream, life, (struct sockaddr *)&address, NULL,
                            &options, &events, &opened),
            0);
  do {
    before = data_len;
    uv_run(life->loop, UV_RUN_ONCE);
    most = data_len - before > most ? data_len - before : most;
  } while (!ended);
  CHECK_INT(data_len, FLOOD);
  CHECK(most > 0 && most <= (size_t)512 << 10);
  uv_thread_join(&thread);
  close(fd);
  end();
}

/* --- ends --- */

static const char *closes(unsigned connection, unsigned command,
                          struct gch_bytes bytes) {
  (void)connection, (void)command, (void)bytes;
  return server_closes;
}

static void test_the_other_side_closes(void) {
  begin(closes);
  open_tcp();
  loop_until(&opened);
  push("*1\r\n$4\r\nPING\r\n");
  loop_until(&ended);
  CHECK_INT(end_status, UV_EOF);
  loop_for(20);
  CHECK_INT(ended, 1);
  end();
}

static const char *resets(unsigned connection, unsigned command,
                          struct gch_bytes bytes) {
  (void)connection, (void)command, (void)bytes;
  return server_resets;
}

static void test_the_other_side_resets(void) {
  begin(resets);
  open_tcp();
  loop_until(&opened);
  push("*1\r\n$4\r\nPING\r\n");
  loop_until(&ended);
  CHECK_INT(end_status, UV_ECONNRESET);
  end();
}

/* --- the last words --- */

static int listen_at(const char *path, struct sockaddr_in *address) {
  struct sockaddr_un un = {.sun_family = AF_UNIX};
  int fd;
  if (path == NULL)
    return listen_for_flood(address);
  strcpy(un.sun_path, path);
  fd = socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK_INT(bind(fd, (struct sockaddr *)&un, sizeof un), 0);
  CHECK_INT(listen(fd, 1), 0);
  return fd;
}

/* An answer, and the connection hangs up before it was read. */
static void say_and_hang_up(int fd) {
  static const struct linger reset = {.l_onoff = 1};
  CHECK_INT(write(fd, ":1\r\n", 4), 4);
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  close(fd);
  usleep(20000);
}

static void check_last_words(const char *path) {
  static const struct gch_stream_options options = {.no_delay = true};
  struct sockaddr_in address;
  int listener, fd;
  begin(server_as_redis);
  listener = listen_at(path, &address);
  CHECK_INT(gch_stream_open(&stream, life, (struct sockaddr *)&address, path,
                            &options, &events, &opened),
            0);
  fd = accept(listener, NULL, NULL);
  CHECK(fd >= 0);
  loop_until(&opened);
  push("call");
  usleep(20000);
  say_and_hang_up(fd);
  loop_until(&ended);
  CHECK_INT(ended, 1);
  CHECK(data_len == 4 || path == NULL);
  close(listener);
  end();
}

static void test_the_other_side_hangs_up_after_its_answer(void) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/gch-stream-%d.sock", (int)getpid());
  check_last_words(NULL);
  check_last_words(path);
  unlink(path);
}

static void test_closing_before_it_is_open(void) {
  begin(server_as_redis);
  open_tcp();
  close_stream();
  loop_for(20);
  CHECK_INT(opened, 0);
  end();
}

static void test_closing_from_within_open(void) {
  begin(server_as_redis);
  close_on_open = true;
  open_tcp();
  loop_until(&opened);
  end();
}

static void test_closing_from_within_data(void) {
  begin(server_as_redis);
  close_on_data = true;
  open_tcp();
  loop_until(&opened);
  push("*1\r\n$4\r\nPING\r\n");
  loop_until(&data);
  end();
  CHECK_INT(data, 1);
}

static void test_closing_from_within_room(void) {
  static char command[30000];
  begin(server_as_redis);
  close_on_room = true;
  open_tcp();
  loop_until(&opened);
  snprintf(command, sizeof command, "*1\r\n$20000\r\n%020000d\r\n", 0);
  server_deaf(true);
  for (int i = 0; i < 300; i++)
    CHECK(gch_stream_append(stream, bytes_of(command)));
  CHECK_INT(gch_stream_push(stream), 0);
  server_deaf(false);
  loop_until(&room);
  end();
}

static void test_closing_from_within_the_end(void) {
  begin(closes);
  close_on_end = true;
  open_tcp();
  loop_until(&opened);
  push("*1\r\n$4\r\nPING\r\n");
  loop_until(&ended);
  end();
}

static void test_closing_while_busy(void) {
  static char much[1 << 20];
  begin(server_as_redis);
  open_tcp();
  loop_until(&opened);
  server_deaf(true);
  for (int i = 0; i < 8; i++)
    CHECK(gch_stream_append(stream, (struct gch_bytes){much, sizeof much}));
  CHECK_INT(gch_stream_push(stream), 0);
  CHECK(gch_stream_busy(stream));
  end();
  CHECK_INT(room + ended, 0);
}

/* --- what the kernel watches --- */

static unsigned user_timeout, keepalive;

int __real_setsockopt(int, int, int, const void *, socklen_t);
int __wrap_setsockopt(int, int, int, const void *, socklen_t);

int __wrap_setsockopt(int fd, int level, int name, const void *value,
                      socklen_t len) {
  if (level == IPPROTO_TCP && name == TCP_USER_TIMEOUT)
    memcpy(&user_timeout, value, sizeof user_timeout);
  return __real_setsockopt(fd, level, name, value, len);
}

int __real_uv_tcp_keepalive(uv_tcp_t *, int, unsigned);
int __wrap_uv_tcp_keepalive(uv_tcp_t *, int, unsigned);

int __wrap_uv_tcp_keepalive(uv_tcp_t *tcp, int enable, unsigned delay) {
  keepalive = enable ? delay : 0;
  return __real_uv_tcp_keepalive(tcp, enable, delay);
}

/* A peer that has vanished is noticed whether something is under way or not. */
static void test_the_kernel_watches_the_peer(void) {
  begin(server_as_redis);
  user_timeout = keepalive = 0;
  open_tcp();
  loop_until(&opened);
  CHECK_INT(user_timeout, 5000);
  CHECK(keepalive > 0 && keepalive <= 60);
  close_stream();
  loop_end();
}

/* --- what has left --- */

static void test_what_the_kernel_has_not_taken(void) {
  static char big[1 << 20];
  uint64_t position = 0;
  begin(server_as_redis);
  open_tcp();
  loop_until(&opened);
  server_deaf(true);
  CHECK_INT(gch_stream_position(stream), 0);
  for (int i = 0; i < 64 && !gch_stream_busy(stream); i++) {
    position = gch_stream_position(stream);
    CHECK(gch_stream_append(stream, (struct gch_bytes){big, sizeof big}));
    CHECK_INT(gch_stream_left(stream), position);
    CHECK_INT(gch_stream_push(stream), 0);
  }
  CHECK(gch_stream_busy(stream));
  CHECK(gch_stream_left(stream) < position + sizeof big);
  close_stream();
  loop_end();
}

int main(void) {
  RUN(test_there_and_back);
  RUN(test_nobody_listens);
  RUN(test_unix_sockets);
  RUN(test_a_full_socket);
  RUN(test_a_flood_leaves_the_loop_its_turns);
  RUN(test_the_other_side_closes);
  RUN(test_the_other_side_resets);
  RUN(test_the_other_side_hangs_up_after_its_answer);
  RUN(test_closing_before_it_is_open);
  RUN(test_closing_from_within_open);
  RUN(test_closing_from_within_data);
  RUN(test_closing_from_within_room);
  RUN(test_closing_from_within_the_end);
  RUN(test_closing_while_busy);
  RUN(test_the_kernel_watches_the_peer);
  RUN(test_what_the_kernel_has_not_taken);
  return test_end();
}
