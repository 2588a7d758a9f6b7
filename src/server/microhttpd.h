// libmicrohttpd, loaded when the counter opens: it brings GnuTLS along.
#pragma once

#include "base/late.h"

#include <microhttpd.h>
#include <sys/select.h>

// clang-format off
#define MICROHTTPD(X) \
    X(MHD_add_response_header) X(MHD_create_post_processor) X(MHD_create_response_from_buffer) \
    X(MHD_create_response_from_buffer_with_free_callback) X(MHD_create_response_from_callback) \
    X(MHD_destroy_post_processor) X(MHD_destroy_response) X(MHD_get_connection_info) \
    X(MHD_get_connection_values) X(MHD_lookup_connection_value) X(MHD_post_process) \
    X(MHD_queue_response) X(MHD_quiesce_daemon) X(MHD_resume_connection) X(MHD_set_panic_func) \
    X(MHD_start_daemon) X(MHD_stop_daemon) X(MHD_suspend_connection)
// clang-format on

LATE_TABLE(Microhttpd, MICROHTTPD);
extern Microhttpd mhd; // filled by http_start; http.c and stream.c alone use it
