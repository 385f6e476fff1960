/* options.c - the options of a session, as JavaScript gives them. */
#include "node/options.h"

enum text { PREFIX, HOST, PORT, PATH, USERNAME, PASSWORD, TEXTS };

static const char *const text_names[TEXTS] = {"prefix", "host",     "port",
                                              "path",   "username", "password"};

/* The texts of the options, each NULL where none is given; they hold until the
 * pack changes. False: memory is short. */
static bool read_texts(napi_env env, napi_value object, struct gch_pack *pack,
                       struct gch_bytes *texts) {
  size_t places[TEXTS];
  for (size_t i = 0; i < TEXTS; i++) {
    enum gch_code code = gch_napi_text(env, object, text_names[i], pack);
    if (code == GCH_ENOMEM)
      return false;
    places[i] = code == GCH_OK ? pack->count - 2 : SIZE_MAX;
  }
  for (size_t i = 0; i < TEXTS; i++)
    texts[i] = places[i] == SIZE_MAX ? (struct gch_bytes){0}
                                     : gch_pack_at(pack, places[i]);
  return true;
}

static void read_options(napi_env env, napi_value object,
                         const struct gch_bytes *texts,
                         struct gch_manager_options *options) {
  struct gch_link_options *link = &options->link;
  options->prefix = texts[PREFIX];
  link->target.host = texts[HOST].data;
  link->target.port = texts[PORT].data;
  link->target.path = texts[PATH].data;
  link->username = texts[USERNAME].data;
  link->password = texts[PASSWORD].data;
  link->db = (int64_t)gch_napi_number(env, object, "db", 0);
  link->target.timeout =
      (uint64_t)gch_napi_number(env, object, "connectTimeout", 5000);
  link->command_timeout =
      (uint64_t)gch_napi_number(env, object, "commandTimeout", 5000);
  link->retry_max_delay =
      (uint64_t)gch_napi_number(env, object, "retryMaxDelay", 1000);
  link->max_queue = (size_t)gch_napi_number(env, object, "maxQueue", 500000);
  link->max_queue_bytes =
      (size_t)gch_napi_number(env, object, "maxQueueBytes", 134217728);
  link->offline_queue = gch_napi_number(env, object, "offlineQueue", 1) != 0;
  link->patient = gch_napi_number(env, object, "patient", 0) != 0;
  link->apart = gch_napi_number(env, object, "keysApart", 0) != 0;
  link->target.stream.no_delay =
      gch_napi_number(env, object, "noDelay", 1) != 0;
  link->target.stream.user_timeout = (unsigned)link->command_timeout;
}

static bool has_target(const struct gch_link_options *link) {
  return link->target.path != NULL ||
         (link->target.host != NULL && link->target.port != NULL);
}

bool gch_options_read(napi_env env, napi_value object, struct gch_pack *pack,
                      struct gch_manager_options *options) {
  struct gch_bytes texts[TEXTS];
  gch_pack_cut(pack, 0);
  if (!read_texts(env, object, pack, texts))
    return false;
  read_options(env, object, texts, options);
  return has_target(&options->link);
}
