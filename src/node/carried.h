/* carried.h - what JavaScript calls about the tunnels that it carries; as
 * binding.c says. Late words, and words of nobody, are nothing. */
#ifndef GCH_CARRIED_H
#define GCH_CARRIED_H

#include "node/call.h"

napi_value gch_carried_feed(napi_env env, napi_callback_info info);
napi_value gch_carried_tell(napi_env env, napi_callback_info info);

#endif
