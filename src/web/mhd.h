/* mhd.h - libmicrohttpd, loaded by who serves (base/late.h): it brings nine others, and no command but `danvan serve` needs it. Private to web. */
#pragma once
#include <microhttpd.h>

#include "base/error.h"

#define LIBMICROHTTPD(F) \
	F(add_response_header) F(create_response_from_buffer) F(destroy_response) F(get_connection_info) F(get_connection_values) F(lookup_connection_value) \
	F(queue_response) F(quiesce_daemon) F(resume_connection) F(start_daemon) F(stop_daemon) F(suspend_connection)
#define MHD_POINTER(name) typeof(MHD_##name) *name;
/* mhd.stop_daemon(...) is MHD_stop_daemon(...), after mhd_load. */
extern struct mhd { LIBMICROHTTPD(MHD_POINTER) } mhd;
bool mhd_load(struct error *);
