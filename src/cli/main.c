// SPDX-License-Identifier: Apache-2.0
// The program: a table of commands.

#include <stdio.h>

#include "madoguchi.h"

int main(void)
{
    printf("madoguchi %s\n", mado_version());
    return 0;
}
