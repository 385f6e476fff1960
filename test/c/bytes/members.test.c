/* members.test.c - many lists, of which only those with members have a group.
 */
#include "bytes/members.h"

#include "test.h"

static struct gch_reply list_of(struct gch_members *members, size_t strings) {
  for (size_t i = 0; i < strings; i++)
    CHECK_INT(gch_pack_append(&members->strings, GCH_LITERAL("uid")), GCH_OK);
  return (struct gch_reply){.kind = GCH_LIST, .strings = strings};
}

static void take(struct gch_members *members, struct gch_reply reply) {
  CHECK_INT(gch_members_take(members, &reply), GCH_OK);
}

static void check_group(const struct gch_members *members, size_t i,
                        uint32_t list, bool failed, size_t end) {
  CHECK(i < members->count);
  CHECK_INT(members->groups[i].list, list);
  CHECK_INT(members->groups[i].failed, failed);
  CHECK_INT(members->groups[i].end, end);
}

static void test_empty_lists_have_no_group(void) {
  struct gch_members members = {0};
  take(&members, list_of(&members, 0));
  take(&members, list_of(&members, 3));
  take(&members, list_of(&members, 0));
  take(&members, list_of(&members, 1));
  take(&members, list_of(&members, 0));
  CHECK_INT(members.lists, 5);
  CHECK_INT(members.count, 2);
  check_group(&members, 0, 1, false, 3);
  check_group(&members, 1, 3, false, 4);
  gch_members_free(&members);
}

static void test_an_error_is_a_group_of_one_string(void) {
  struct gch_members members = {0};
  take(&members, list_of(&members, 2));
  take(&members, (struct gch_reply){.kind = GCH_ERROR,
                                    .text = GCH_LITERAL("WRONGTYPE x")});
  take(&members, list_of(&members, 1));
  CHECK_INT(members.count, 3);
  check_group(&members, 1, 1, true, 3);
  check_group(&members, 2, 2, false, 4);
  CHECK_BYTES(gch_pack_at(&members.strings, 2), "WRONGTYPE x");
  gch_members_free(&members);
}

static void note(struct gch_members *members, struct gch_reply reply) {
  CHECK_INT(gch_members_note(members, &reply, true), GCH_OK);
}

static void test_noted_answers_are_lists(void) {
  struct gch_members members = {0};
  note(&members, (struct gch_reply){.kind = GCH_INTEGER, .integer = -12});
  note(&members, (struct gch_reply){.kind = GCH_NIL});
  note(&members,
       (struct gch_reply){.kind = GCH_STATUS, .text = GCH_LITERAL("OK")});
  note(&members, (struct gch_reply){.kind = GCH_STRING, .text = {NULL, 0}});
  note(&members, list_of(&members, 2));
  note(&members,
       (struct gch_reply){.kind = GCH_ERROR, .text = GCH_LITERAL("ERR x")});
  CHECK_INT(members.lists, 6);
  CHECK_INT(members.count, 5);
  check_group(&members, 0, 0, false, 1);
  check_group(&members, 1, 2, false, 2);
  check_group(&members, 2, 3, false, 3);
  check_group(&members, 3, 4, false, 5);
  check_group(&members, 4, 5, true, 6);
  CHECK_BYTES(gch_pack_at(&members.strings, 0), "-12");
  CHECK_BYTES(gch_pack_at(&members.strings, 1), "OK");
  CHECK_BYTES(gch_pack_at(&members.strings, 2), "");
  CHECK_BYTES(gch_pack_at(&members.strings, 5), "ERR x");
  gch_members_free(&members);
}

static void test_of_writes_only_errors_are_noted(void) {
  static const struct gch_reply replies[] = {
      {.kind = GCH_INTEGER, .integer = 3},
      {.kind = GCH_ERROR, .text = {"ERR x", 5}},
      {.kind = GCH_STATUS, .text = {"OK", 2}}};
  struct gch_members members = {0};
  for (size_t i = 0; i < COUNT_OF(replies); i++)
    CHECK_INT(gch_members_note(&members, &replies[i], false), GCH_OK);
  CHECK_INT(members.lists, 3);
  CHECK_INT(members.count, 1);
  check_group(&members, 0, 1, true, 1);
  gch_members_free(&members);
}

static void test_other_kinds_are_refused(void) {
  static const enum gch_reply_kind kinds[] = {GCH_STATUS, GCH_INTEGER, GCH_NIL,
                                              GCH_STRING, GCH_CURSOR};
  struct gch_members members = {0};
  for (size_t i = 0; i < COUNT_OF(kinds); i++) {
    struct gch_reply reply = {.kind = kinds[i]};
    CHECK_INT(gch_members_take(&members, &reply), GCH_EPROTOCOL);
    CHECK_INT(members.lists, 0);
    CHECK_INT(members.count, 0);
  }
  gch_members_free(&members);
}

static void test_a_thousand_lists(void) {
  struct gch_members members = {0};
  size_t end = 0;
  for (size_t i = 0; i < 1000; i++)
    take(&members, list_of(&members, i % 5));
  CHECK_INT(members.lists, 1000);
  CHECK_INT(members.count, 800);
  for (size_t i = 0, group = 0; i < 1000; i++) {
    if (i % 5 == 0)
      continue;
    end += i % 5;
    check_group(&members, group++, (uint32_t)i, false, end);
  }
  gch_members_free(&members);
}

static void test_reset_begins_anew(void) {
  struct gch_members members = {0};
  take(&members, list_of(&members, 2));
  gch_members_reset(&members);
  CHECK_INT(members.strings.count, 0);
  CHECK_INT(members.lists, 0);
  take(&members, list_of(&members, 1));
  CHECK_INT(members.count, 1);
  check_group(&members, 0, 0, false, 1);
  gch_members_free(&members);
  CHECK(members.groups == NULL && members.cap == 0);
}

int main(void) {
  RUN(test_empty_lists_have_no_group);
  RUN(test_an_error_is_a_group_of_one_string);
  RUN(test_noted_answers_are_lists);
  RUN(test_of_writes_only_errors_are_noted);
  RUN(test_other_kinds_are_refused);
  RUN(test_a_thousand_lists);
  RUN(test_reset_begins_anew);
  return test_end();
}
