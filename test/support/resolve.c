/* resolve.c - a getaddrinfo that answers as the test says; to be preloaded.
 *
 * Names that end in ".scripted" are looked up in the file that RESOLVE_SCRIPT
 * names, anew each time: first how long it takes in ms, then the addresses; no
 * address means that nobody has that name. With -1 a lookup hangs until the
 * file says something else. Each lookup appends a dot to the file
 * RESOLVE_COUNT. All other names are left to the C library.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int (*lookup)(const char *, const char *, const struct addrinfo *,
                      struct addrinfo **);

static int is_scripted(const char *name) {
  const char *suffix = ".scripted";
  size_t len = name == NULL ? 0 : strlen(name);
  return len > strlen(suffix) &&
         strcmp(name + len - strlen(suffix), suffix) == 0;
}

static void count(void) {
  FILE *file = fopen(getenv("RESOLVE_COUNT"), "a");
  fputc('.', file);
  fclose(file);
}

/* The script, once it lets the lookup go on; and how long that is to take. */
static FILE *read_script(int *ms) {
  for (;;) {
    FILE *script = fopen(getenv("RESOLVE_SCRIPT"), "r");
    if (fscanf(script, "%d", ms) != 1)
      abort();
    if (*ms >= 0)
      return script;
    fclose(script);
    usleep(5000);
  }
}

int getaddrinfo(const char *name, const char *service,
                const struct addrinfo *hints, struct addrinfo **result) {
  lookup real = (lookup)dlsym(RTLD_NEXT, "getaddrinfo");
  struct addrinfo **end = result;
  char address[64];
  int ms, status = EAI_NONAME;
  FILE *script;
  if (!is_scripted(name))
    return real(name, service, hints, result);
  count();
  script = read_script(&ms);
  usleep((useconds_t)ms * 1000);
  while (fscanf(script, "%63s", address) == 1) {
    status = real(address, service, hints, end);
    if (status != 0)
      break;
    while (*end != NULL)
      end = &(*end)->ai_next;
  }
  fclose(script);
  return status;
}
