/* options.h - the options of a session, as JavaScript gives them.
 *
 * lib/options.js has checked them. A number that is missing has its default
 * here, too.
 */
#ifndef GCH_OPTIONS_H
#define GCH_OPTIONS_H

#include "channel/manager.h"
#include "node/napi_util.h"

/* Reads the options of `object` into `options`, which is all zero. Their texts
 * are in `pack`, and hold until that changes. False: memory is short, or there
 * is nothing to connect to. */
bool gch_options_read(napi_env env, napi_value object, struct gch_pack *pack,
                      struct gch_manager_options *options);

#endif
