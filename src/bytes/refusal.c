/* refusal.c - the words in which commands are refused. */
#include "bytes/refusal.h"

#include <string.h>

static const char *const words[] = {
    "unknown command", "unsupported", "not allowed", "not support",
    "no permission",   "noperm",      "disabled"};

/* These are about the state of the server, in some of the same words. */
static const char *const states[] = {"MISCONF ", "OOM "};

/* Whether it begins with the word, in capitals or not, as each likes it. */
static bool starts(const char *text, const char *word) {
  for (; *word != '\0'; text++, word++)
    if ((*text >= 'A' && *text <= 'Z' ? *text | 0x20 : *text) != *word)
      return false;
  return true;
}

static bool has(struct gch_bytes text, const char *word) {
  size_t len = strlen(word);
  for (; text.len >= len; text.data++, text.len--)
    if (starts(text.data, word))
      return true;
  return false;
}

bool gch_refuses_command(struct gch_bytes error) {
  for (size_t i = 0; i < sizeof states / sizeof *states; i++)
    if (gch_bytes_start(error, states[i]))
      return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (has(error, words[i]))
      return true;
  return false;
}
