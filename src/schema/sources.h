// Where the files are that schemas name: beside the one that names them, as a catalog says, or by their last part in a
// folder. Nothing is ever fetched.
//
// Catalogs are OASIS XML Catalogs 1.1: system, uri, public, rewriteSystem, rewriteURI, systemSuffix, uriSuffix, group and
// nextCatalog, with xml:base. Delegation to other catalogs is read as nextCatalog.
#pragma once

#include "base/arena.h"
#include "base/fault.h"
#include "base/slice.h"

typedef struct SchemaSources SchemaSources; // remembers what it found; one thread's

// `places` are folders, whose catalog.xml is read where there is one, and catalogs by name. NULL with a fault where a catalog
// cannot be read. Lives in `arena`, and so does what it finds.
SchemaSources *sources_new(Arena *arena, const char *const *places, size_t count, Faults *faults);

// The real path of the file at an address (relative ones: to `folder`, which ends with a slash or is empty), or NULL.
const char *sources_find(SchemaSources *sources, Slice folder, Slice address);

// The file that a catalog has for a name that is no address: a namespace. NULL where there is none.
const char *sources_find_name(SchemaSources *sources, Slice name);
