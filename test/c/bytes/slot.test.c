/* slot.test.c - slots as every client and server of Redis Cluster has them. */
#include "bytes/slot.h"

#include "test.h"

static struct gch_key key_of(const char *prefix, const char *name,
                             const char *sid) {
  return (struct gch_key){bytes_of(prefix), bytes_of(name), bytes_of(sid)};
}

static int slot(const char *prefix, const char *name, const char *sid) {
  struct gch_key key = key_of(prefix, name, sid);
  return gch_slot(&key);
}

/* What CLUSTER KEYSLOT of Redis 7.0 answers. */
static void test_slots_that_redis_names(void) {
  CHECK_INT(slot("POMELO:CHANNEL", "lobby", "connector-1"), 1217);
  CHECK_INT(slot("", "", ""), 15687);
  CHECK_INT(slot("p", "\xe5\xb9\xbf\xe5\x9c\xba", "c-1"), 9032);
}

static void test_any_key(void) {
  CHECK_INT(gch_slot_of(bytes_of("POMELO:CHANNEL:lobby:connector-1")), 1217);
  CHECK_INT(gch_slot_of(bytes_of("x{bar}y")), 5061);
  CHECK_INT(gch_slot_of((struct gch_bytes){NULL, 0}), 0);
}

/* Those of the tag alone: CLUSTER KEYSLOT of `bar` is 5061, of `{bar` 4015. */
static void test_a_tag(void) {
  CHECK_INT(slot("{bar}", "a", "b"), 5061);
  CHECK_INT(slot("p", "{bar}", "b"), 5061);
  CHECK_INT(slot("p", "x{bar}y{foo}", "{z}"), 5061);
  CHECK_INT(slot("p", "a", "{bar}"), 5061);
  CHECK_INT(slot("p", "a", "{{bar}}"), 4015);
}

static void test_a_tag_across_a_colon(void) {
  CHECK_INT(slot("p", "{a", "b}"), slot("q", "{a", "b}"));
  CHECK_INT(slot("{p", "q", "}"), slot("x{p", "q", "}y"));
  CHECK_INT(slot("p", "{", "}"), 5913);
}

static void test_what_is_no_tag(void) {
  CHECK(slot("p", "{}{a}", "b") != slot("q", "{}{a}", "b"));
  CHECK(slot("p", "}{a", "b") != slot("q", "}{a", "b"));
  CHECK(slot("p", "{a", "b") != slot("q", "{a", "b"));
}

/* --- against the rule as its description has it, on the key in one piece ---
 */

static unsigned bitwise(const unsigned char *data, size_t len) {
  unsigned crc = 0;
  for (size_t i = 0; i < len; i++) {
    crc ^= (unsigned)data[i] << 8;
    for (int bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? (crc << 1 ^ 0x1021) & 0xffff : crc << 1 & 0xffff;
  }
  return crc;
}

static unsigned plain_slot(const char *key, size_t len) {
  size_t open = 0, close;
  while (open < len && key[open] != '{')
    open++;
  close = open + 1;
  while (close < len && key[close] != '}')
    close++;
  if (close < len && close > open + 1)
    return bitwise((const unsigned char *)key + open + 1, close - open - 1) %
           GCH_SLOTS;
  return bitwise((const unsigned char *)key, len) % GCH_SLOTS;
}

/* Among the keys of a channel it has the same slot, wherever it stands. */
static void check_among_others(const struct gch_key *key, int slot) {
  struct gch_pack sids = {0};
  uint16_t slots[] = {7, 7, 7};
  CHECK_INT(gch_pack_append(&sids, bytes_of("{before}")), GCH_OK);
  for (int i = 0; i < 2; i++)
    CHECK_INT(gch_pack_append(&sids, key->sid), GCH_OK);
  gch_slots(key->prefix, key->name, &sids, 1, slots);
  CHECK(slots[0] == slot && slots[1] == slot && slots[2] == 7);
  gch_pack_free(&sids);
}

static void check_plain(const struct gch_key *key) {
  char whole[64];
  size_t len = (size_t)(gch_key_write(whole, key) - whole);
  CHECK(len == gch_key_len(key) && len <= sizeof whole);
  CHECK_INT(gch_slot(key), plain_slot(whole, len));
  check_among_others(key, gch_slot(key));
}

/* Every text of six characters over those that matter, cut in every way. */
static void test_all_short_keys(void) {
  static const char alphabet[] = "{}a";
  for (unsigned n = 0; n < 729; n++) {
    char text[6];
    for (unsigned i = 0, left = n; i < 6; i++, left /= 3)
      text[i] = alphabet[left % 3];
    for (size_t a = 0; a <= 6; a++)
      for (size_t b = a; b <= 6; b++) {
        struct gch_key key = {{text, a}, {text + a, b - a}, {text + b, 6 - b}};
        check_plain(&key);
      }
  }
}

static struct gch_bytes some_bytes(uint64_t *random, char *out) {
  size_t len = random_below(random, 16);
  for (size_t i = 0; i < len; i++)
    out[i] = random_below(random, 8) == 0 ? "{}"[random_below(random, 2)]
                                          : (char)random_below(random, 256);
  return (struct gch_bytes){out, len};
}

static void test_any_bytes(void) {
  uint64_t random = 1;
  char out[3][16];
  for (int i = 0; i < 20000; i++) {
    struct gch_key key = {some_bytes(&random, out[0]),
                          some_bytes(&random, out[1]),
                          some_bytes(&random, out[2])};
    check_plain(&key);
  }
}

int main(void) {
  RUN(test_slots_that_redis_names);
  RUN(test_any_key);
  RUN(test_a_tag);
  RUN(test_a_tag_across_a_colon);
  RUN(test_what_is_no_tag);
  RUN(test_all_short_keys);
  RUN(test_any_bytes);
  return test_end();
}
