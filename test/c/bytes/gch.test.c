/* gch.test.c - the names of codes, and questions about byte strings. */
#include "test.h"

static void test_every_code_has_its_own_name(void) {
  for (int a = GCH_OK; a <= GCH_EREPLY; a++) {
    CHECK(strlen(gch_code_name((enum gch_code)a)) > 0);
    for (int b = GCH_OK; b < a; b++)
      CHECK(strcmp(gch_code_name((enum gch_code)a),
                   gch_code_name((enum gch_code)b)) != 0);
  }
  CHECK_TEXT(gch_code_name(GCH_ECONNREFUSED), "ECONNREFUSED");
  CHECK_TEXT(gch_code_name(GCH_EREPLY), "EREPLY");
}

static void test_start(void) {
  CHECK(gch_bytes_start(GCH_LITERAL("LOADING x"), "LOADING"));
  CHECK(gch_bytes_start(GCH_LITERAL("LOADING"), "LOADING"));
  CHECK(!gch_bytes_start(GCH_LITERAL("LOADIN"), "LOADING"));
  CHECK(!gch_bytes_start(GCH_LITERAL("xLOADING"), "LOADING"));
  CHECK(gch_bytes_start(GCH_LITERAL(""), ""));
  CHECK(!gch_bytes_start(GCH_LITERAL("a\0b"), "ab"));
}

static void test_contain(void) {
  CHECK(gch_bytes_contain(GCH_LITERAL("unknown command"), "command"));
  CHECK(gch_bytes_contain(GCH_LITERAL("unknown command"), "unknown"));
  CHECK(gch_bytes_contain(GCH_LITERAL("\0\0ab"), "ab"));
  CHECK(!gch_bytes_contain(GCH_LITERAL("aab"), "abb"));
  CHECK(!gch_bytes_contain(GCH_LITERAL("ab"), "abc"));
  CHECK(!gch_bytes_contain(GCH_LITERAL(""), "a"));
  CHECK(gch_bytes_contain(GCH_LITERAL("aaab"), "aab"));
}

int main(void) {
  RUN(test_every_code_has_its_own_name);
  RUN(test_start);
  RUN(test_contain);
  return test_end();
}
