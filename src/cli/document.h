// Documents of any syntax, for the commands that show or question one.
#pragma once

#include "base/fault.h"
#include "cli/command.h"
#include "tree/tree.h"

// By --max-bytes, --max-depth and --max-nodes, where the command has them. NULL with faults.
const Tree *document_read(Arena *arena, Vocabulary *vocabulary, const char *path,
                          const Arguments *arguments, Faults *faults);
