// SPDX-License-Identifier: Apache-2.0
// The version of the library, as Meson knows it.

#include "madoguchi.h"

const char *mado_version(void)
{
    return MADO_VERSION;
}
