/* socket.h - the make of a stream that is a socket of our own: TCP, or unix. */
#ifndef GCH_SOCKET_H
#define GCH_SOCKET_H

#include "net/stream.h"

/* As gch_stream_open; nobody is attached yet, which has to be done at once. */
int gch_socket_open(struct gch_stream **stream, struct gch_life *life,
                    const struct sockaddr *address, const char *path,
                    const struct gch_stream_options *options);

#endif
