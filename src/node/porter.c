/* porter.c - tunnels, and the function that carries them. */
#include "node/porter.h"

enum { OPEN, WRITE, CLOSE };

/* Calls carry(what, id, further arguments), of which there may be two. No
 * callback scope is opened: its end would let others run, from whom anything
 * may come, also the end of the link that is in the midst of its work. */
static bool carry(struct gch_porter *porter, uint32_t what, uint32_t id,
                  size_t further, napi_value *args) {
  args[0] = gch_napi_uint32(porter->env, what);
  args[1] = gch_napi_uint32(porter->env, id);
  return args[0] != NULL && args[1] != NULL &&
         gch_speak(porter->env, porter->carry, 2 + further, args);
}

static bool open_tunnel(void *owner, uint32_t id, const char *address,
                        int port) {
  struct gch_porter *porter = owner;
  napi_env env = porter->env;
  napi_handle_scope scope;
  napi_value args[4];
  bool told;
  if (napi_open_handle_scope(env, &scope) != napi_ok)
    return false;
  args[3] = gch_napi_uint32(env, (uint32_t)port);
  told = args[3] != NULL &&
         napi_create_string_utf8(env, address, NAPI_AUTO_LENGTH, &args[2]) ==
             napi_ok &&
         carry(porter, OPEN, id, 2, args);
  napi_close_handle_scope(env, scope);
  return told;
}

static bool write_tunnel(void *owner, uint32_t id, struct gch_bytes bytes) {
  struct gch_porter *porter = owner;
  napi_env env = porter->env;
  napi_handle_scope scope;
  napi_value args[4];
  bool told;
  if (napi_open_handle_scope(env, &scope) != napi_ok)
    return false;
  told = napi_create_buffer_copy(env, bytes.len, bytes.data, NULL, &args[2]) ==
             napi_ok &&
         carry(porter, WRITE, id, 1, args);
  napi_close_handle_scope(env, scope);
  return told;
}

static void close_tunnel(void *owner, uint32_t id) {
  struct gch_porter *porter = owner;
  napi_handle_scope scope;
  napi_value args[4];
  if (napi_open_handle_scope(porter->env, &scope) != napi_ok)
    return;
  carry(porter, CLOSE, id, 0, args);
  napi_close_handle_scope(porter->env, scope);
}

static const struct gch_carrier carrier = {
    .open = open_tunnel, .write = write_tunnel, .close = close_tunnel};

/* --- beginning and end --- */

bool gch_porter_begin(struct gch_porter *porter, napi_env env,
                      napi_value carry_function, napi_value input) {
  napi_valuetype type = napi_undefined;
  napi_typedarray_type array = napi_uint32_array;
  void *bytes = NULL;
  if (napi_typeof(env, carry_function, &type) != napi_ok)
    return false;
  if (type == napi_undefined)
    return true;
  porter->env = env;
  if (type != napi_function ||
      napi_create_reference(env, carry_function, 1, &porter->carry) ||
      napi_create_reference(env, input, 1, &porter->input) ||
      napi_get_typedarray_info(env, input, &array, &porter->room, &bytes, NULL,
                               NULL))
    return false;
  porter->bytes = bytes;
  porter->tunnels = (struct gch_tunnels){.carrier = &carrier, .owner = porter};
  return array == napi_uint8_array;
}

void gch_porter_end(struct gch_porter *porter) {
  if (porter->carry != NULL)
    napi_delete_reference(porter->env, porter->carry);
  if (porter->input != NULL)
    napi_delete_reference(porter->env, porter->input);
}

struct gch_tunnels *gch_porter_tunnels(struct gch_porter *porter) {
  return porter->tunnels.carrier == NULL ? NULL : &porter->tunnels;
}

/* --- what JavaScript tells --- */

void gch_porter_feed(struct gch_porter *porter, uint32_t id, size_t len) {
  struct gch_bytes bytes = {porter->bytes, len};
  if (len <= porter->room)
    gch_tunnels_data(&porter->tunnels, id, bytes);
}

void gch_porter_tell(struct gch_porter *porter, uint32_t id,
                     enum gch_porter_word word,
                     const struct gch_stream_end *why) {
  struct gch_tunnels *tunnels = &porter->tunnels;
  switch (word) {
  case GCH_PORTER_OPENED:
    gch_tunnels_opened(tunnels, id);
    break;
  case GCH_PORTER_PROVEN:
    gch_tunnels_proven(tunnels, id);
    break;
  case GCH_PORTER_TAKEN:
    gch_tunnels_taken(tunnels, id);
    break;
  case GCH_PORTER_ENDED:
    gch_tunnels_ended(tunnels, id, why);
    break;
  }
}
