/* send.c - send(2), past libuv. */
#include "net/send.h"

#ifndef _WIN32
#include <errno.h>
#include <sys/socket.h>

/* Where there is no such flag, Node ignores the signal. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static int32_t send_one(int32_t socket, struct gch_bytes data) {
  ssize_t taken;
  do
    taken = send(socket, data.data, data.len, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (taken < 0 && errno == EINTR);
  return taken < 0 ? 0 : (int32_t)taken;
}

size_t gch_send_all(int32_t *sockets, size_t count, struct gch_bytes data) {
  size_t lacking = 0;
  for (size_t i = 0; i < count; i++) {
    sockets[i] = send_one(sockets[i], data);
    if ((size_t)sockets[i] < data.len)
      lacking++;
  }
  return lacking;
}
#endif
