// SPDX-License-Identifier: Apache-2.0
// Madoguchi: the public API.
#pragma once

#define MADO_API __attribute__((visibility("default")))

// The version of the library, as "0.1.0".
MADO_API const char *mado_version(void);
