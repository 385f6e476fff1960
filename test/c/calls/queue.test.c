/* queue.test.c - requests in their order, and two queues made one. */
#include "calls/queue.h"

#include "test.h"

static void push(struct gch_queue *queue, uint64_t number) {
  struct gch_request *request = gch_request_new(NULL, GCH_WRITE, 0);
  request->number = number;
  gch_queue_push(queue, request);
}

/* That the queue holds exactly the numbers; empties it. */
static void check_queue(struct gch_queue *queue, const uint64_t *numbers,
                        size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct gch_request *request = gch_queue_shift(queue);
    CHECK(request != NULL);
    CHECK_INT(request->number, numbers[i]);
    CHECK(request->next == NULL);
    gch_request_free(request);
  }
  CHECK(gch_queue_shift(queue) == NULL);
  CHECK(queue->head == NULL && queue->tail == NULL);
}

static void test_a_queue_keeps_order(void) {
  struct gch_queue queue = {0};
  for (uint64_t i = 1; i <= 3; i++)
    push(&queue, i);
  check_queue(&queue, (const uint64_t[]){1, 2, 3}, 3);
  push(&queue, 4);
  check_queue(&queue, (const uint64_t[]){4}, 1);
}

/* Every way to deal five numbers to two queues. */
static void test_merge(void) {
  static const uint64_t all[] = {1, 2, 3, 4, 5};
  for (unsigned dealt = 0; dealt < 32; dealt++) {
    struct gch_queue a = {0}, b = {0};
    for (unsigned i = 0; i < 5; i++)
      push(dealt >> i & 1 ? &a : &b, all[i]);
    gch_queue_merge(&a, &b);
    CHECK(b.head == NULL && b.tail == NULL);
    push(&a, 6);
    check_queue(&a, (const uint64_t[]){1, 2, 3, 4, 5, 6}, 6);
  }
}

int main(void) {
  RUN(test_a_queue_keeps_order);
  RUN(test_merge);
  return test_end();
}
