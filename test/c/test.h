/* test.h - what every test program here shares: checks, and a count.
 *
 * A test is a function without arguments; RUN calls it and prints its name. The
 * first check that fails says where and ends the program with 1.
 */
#ifndef TEST_H
#define TEST_H

#include "bytes/gch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUN(test) (test(), test_passed(#test))

#define CHECK(condition)                                                       \
  ((condition) ? (void)0 : test_fail(__FILE__, __LINE__, #condition))

#define CHECK_INT(got, want)                                                   \
  test_int(__FILE__, __LINE__, #got, (long long)(got), (long long)(want))

/* `got` is a struct gch_bytes, `want` a literal, which may hold NUL bytes. */
#define CHECK_BYTES(got, want)                                                 \
  test_bytes(__FILE__, __LINE__, #got, got, GCH_LITERAL(want))

#define CHECK_TEXT(got, want) test_text(__FILE__, __LINE__, #got, got, want)

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static int test_count;

static inline void test_passed(const char *name) {
  test_count++;
  printf("%s\n", name);
  fflush(stdout);
}

/* The end of main. */
static inline int test_end(void) {
  printf("ok %d tests\n", test_count);
  return 0;
}

_Noreturn static inline void test_fail(const char *file, int line,
                                       const char *what) {
  fprintf(stderr, "%s:%d: %s\n", file, line, what);
  exit(1);
}

static inline void test_int(const char *file, int line, const char *what,
                            long long got, long long want) {
  if (got == want)
    return;
  fprintf(stderr, "%lld instead of %lld: ", got, want);
  test_fail(file, line, what);
}

static inline void test_bytes(const char *file, int line, const char *what,
                              struct gch_bytes got, struct gch_bytes want) {
  if (got.len == want.len &&
      (want.len == 0 || memcmp(got.data, want.data, want.len) == 0))
    return;
  fprintf(stderr, "'%.*s' instead of '%.*s': ", (int)got.len, got.data,
          (int)want.len, want.data);
  test_fail(file, line, what);
}

static inline void test_text(const char *file, int line, const char *what,
                             const char *got, const char *want) {
  test_bytes(file, line, what, (struct gch_bytes){got, strlen(got)},
             (struct gch_bytes){want, strlen(want)});
}

static inline struct gch_bytes bytes_of(const char *text) {
  return (struct gch_bytes){text, strlen(text)};
}

/* Memory for a test, which does without the case that there is none. */
static inline void *must_alloc(size_t len) {
  void *memory = malloc(len == 0 ? 1 : len);
  CHECK(memory != NULL);
  return memory;
}

/* How many rounds there are of something that has `all`: fewer where each is
 * slow (scripts/lib/ctests.js). */
static inline size_t test_rounds(size_t all) {
  const char *share = getenv("TEST_SHARE");
  return share == NULL ? all : all / strtoul(share, NULL, 10);
}

/* A number below `limit`: the same ones in every run (Numerical Recipes' LCG,
 * whose high bits are good enough). */
static inline uint32_t random_below(uint64_t *state, uint32_t limit) {
  *state =
      *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33) % limit;
}

#endif
