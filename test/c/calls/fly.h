/* fly.h - one flight, and its steps as tests write them down. */
#ifndef FLY_H
#define FLY_H

#include "calls/flight.h"

#define READONLY "READONLY You can't write against a read only replica."

extern struct gch_flight flight;

/* A call of 8 bytes; a write or a read without a deadline. */
struct gch_request *fly_add(enum gch_request_kind kind, uint64_t deadline);
struct gch_request *fly_write_call(void);
struct gch_request *fly_read_call(void);

/* `request` is the next that may go out; it does. */
void fly_sends(struct gch_request *request);
void fly_sends_nothing(void);

/* Redis answers the first call under way. */
enum gch_code fly_answer(struct gch_reply reply);
enum gch_code fly_integer(void);
enum gch_code fly_list(void);
enum gch_code fly_error(const char *text);

void fly_lose(void);
bool fly_expire(uint64_t now);

/* `request` is the next that is done, with that outcome. */
void fly_ends(struct gch_request *request, enum gch_code code, bool maybe);
void fly_ends_with(struct gch_request *request, enum gch_code code, bool maybe,
                   const char *text);

/* Nothing is left; the next test begins with an empty flight. */
void fly_over(void);

#endif
