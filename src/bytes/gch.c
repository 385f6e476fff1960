/* gch.c - names of codes, questions about byte strings. */
#include "bytes/gch.h"

#include <string.h>

const char *gch_code_name(enum gch_code code) {
  switch (code) {
  case GCH_OK:
    return "OK";
  case GCH_EAGAIN:
    return "EAGAIN";
  case GCH_ENOMEM:
    return "ENOMEM";
  case GCH_EINVAL:
    return "EINVAL";
  case GCH_ECONNREFUSED:
    return "ECONNREFUSED";
  case GCH_ENOTFOUND:
    return "ENOTFOUND";
  case GCH_ENOENT:
    return "ENOENT";
  case GCH_ETIMEDOUT:
    return "ETIMEDOUT";
  case GCH_ECONNLOST:
    return "ECONNLOST";
  case GCH_EQUEUEFULL:
    return "EQUEUEFULL";
  case GCH_ESTOPPED:
    return "ESTOPPED";
  case GCH_ETLS:
    return "ETLS";
  case GCH_EPROTOCOL:
    return "EPROTOCOL";
  case GCH_EREPLY:
    return "EREPLY";
  }
  return "EINVAL";
}

bool gch_bytes_start(struct gch_bytes bytes, const char *start) {
  size_t len = strlen(start);
  return bytes.len >= len && memcmp(bytes.data, start, len) == 0;
}

struct gch_bytes gch_bytes_before(struct gch_bytes bytes, const char *part) {
  for (struct gch_bytes rest = bytes; rest.len > 0; rest.data++, rest.len--)
    if (gch_bytes_start(rest, part))
      return (struct gch_bytes){bytes.data, bytes.len - rest.len};
  return bytes;
}

bool gch_bytes_contain(struct gch_bytes bytes, const char *part) {
  return part[0] == '\0' || gch_bytes_before(bytes, part).len < bytes.len;
}
