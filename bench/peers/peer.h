// A reader to measure ourselves against. Each is a file of its own, for their names clash.
#pragma once

#include <stdbool.h>
#include <stddef.h>

bool peer_read(const char *bytes,
               size_t len); // into its values, and frees them; false where it refuses
