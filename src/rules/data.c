// SPDX-License-Identifier: Apache-2.0
// Finds the files that the program carries.

#include "rules/data.h"

Slice data_text(Slice name)
{
    for (const DataFile *file = data_files; file->name != NULL; file++)
        if (slice_equal(slice_of(file->name), name))
            return file->text;
    return S("");
}
