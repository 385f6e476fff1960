/* send.test.c - the same bytes to sockets that take all, a part, or nothing. */
// link: -Wl,--wrap=send
#include "net/send.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKETS 4

static char big[1 << 20];
static const struct gch_bytes all = {big, sizeof big};

static int ours[SOCKETS], theirs[SOCKETS]; /* the ends of pairs */
static int interrupted;                    /* so many more calls of send are */
static int sent;

ssize_t __real_send(int socket, const void *data, size_t len, int flags);
ssize_t __wrap_send(int socket, const void *data, size_t len, int flags);

ssize_t __wrap_send(int socket, const void *data, size_t len, int flags) {
  sent++;
  if (interrupted == 0)
    return __real_send(socket, data, len, flags);
  interrupted--;
  errno = EINTR;
  return -1;
}

static void begin(void) {
  sent = interrupted = 0;
  for (int i = 0; i < SOCKETS; i++) {
    int pair[2];
    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    ours[i] = pair[0];
    theirs[i] = pair[1];
    CHECK_INT(fcntl(theirs[i], F_SETFL, O_NONBLOCK), 0);
  }
}

static void end(void) {
  for (int i = 0; i < SOCKETS; i++) {
    close(ours[i]);
    close(theirs[i]);
  }
}

/* Reads all that has come, which is a part of `big` from its beginning. */
static size_t arrived(int socket) {
  static char got[sizeof big];
  size_t len = 0;
  ssize_t n;
  while ((n = read(socket, got + len, sizeof got - len)) > 0)
    len += (size_t)n;
  CHECK(memcmp(got, big, len) == 0);
  return len;
}

static void test_all_of_it(void) {
  int32_t sockets[SOCKETS];
  begin();
  memcpy(sockets, ours, sizeof sockets);
  CHECK_INT(gch_send_all(sockets, SOCKETS, (struct gch_bytes){big, 100}), 0);
  for (int i = 0; i < SOCKETS; i++) {
    CHECK_INT(sockets[i], 100);
    CHECK_INT(arrived(theirs[i]), 100);
  }
  CHECK_INT(sent, SOCKETS);
  end();
}

/* The descriptors are blocking ones: it has to be `send` that does not wait. */
static void test_a_part_and_nothing(void) {
  int32_t sockets[3];
  begin();
  memcpy(sockets, (int32_t[]){ours[0], ours[1], ours[1]}, sizeof sockets);
  CHECK_INT(gch_send_all(sockets, 3, all), 3);
  CHECK(sockets[0] > 0 && (size_t)sockets[0] < all.len);
  CHECK_INT(sockets[1], sockets[0]);
  CHECK_INT(sockets[2], 0);
  CHECK_INT(arrived(theirs[0]), sockets[0]);
  CHECK_INT(arrived(theirs[1]), sockets[1]);
  end();
}

static void test_whatever_fails(void) {
  int32_t sockets[5];
  int file, closed;
  begin();
  file = open("/dev/null", O_WRONLY);
  closed = dup(file);
  CHECK(file >= 0 && close(closed) == 0 && close(theirs[1]) == 0);
  memcpy(sockets, (int32_t[]){ours[0], -1, closed, file, ours[1]},
         sizeof sockets);
  signal(SIGPIPE, SIG_DFL);
  CHECK_INT(gch_send_all(sockets, 5, (struct gch_bytes){big, 100}), 4);
  CHECK_INT(sockets[0], 100);
  for (int i = 1; i < 5; i++)
    CHECK_INT(sockets[i], 0);
  CHECK_INT(arrived(theirs[0]), 100);
  close(file);
  end();
}

static void test_interrupted(void) {
  int32_t sockets[2];
  begin();
  memcpy(sockets, ours, sizeof sockets);
  interrupted = 3;
  CHECK_INT(gch_send_all(sockets, 2, (struct gch_bytes){big, 100}), 0);
  CHECK_INT(sent, 5);
  CHECK_INT(arrived(theirs[0]), 100);
  CHECK_INT(arrived(theirs[1]), 100);
  end();
}

static void test_nobody(void) {
  sent = 0;
  CHECK_INT(gch_send_all(NULL, 0, all), 0);
  CHECK_INT(sent, 0);
}

int main(void) {
  for (size_t i = 0; i < sizeof big; i++)
    big[i] = (char)(i * 31 + (i >> 8));
  RUN(test_all_of_it);
  RUN(test_a_part_and_nothing);
  RUN(test_whatever_fails);
  RUN(test_interrupted);
  RUN(test_nobody);
  return test_end();
}
