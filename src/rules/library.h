// The rule library: a folder in which a person keeps the rule sets that authorities publish.
//
//     <library>/<publication>/index.json      what is in it and which documents it is for: to be
//     edited freely <library>/<publication>/files/…         as published
//
// A publication is what was added in one go: a .sch with what it includes, a folder, or a ZIP
// archive. It has one or more rule sets. docs/rules-library.md is the manual of the index.
#pragma once

#include "rules/fits.h"

typedef struct LibrarySet {
    Slice publication;
    Slice name; // unique in the library
    Slice title, version, digest;
    Slice schema; // the path of the .sch file, usable as it stands
    Slice phase;  // empty: the schema's own
    bool is_off;  // kept, but not for `check` without --rules
    Fits fits;
} LibrarySet;

typedef struct Library {
    Slice folder;
    LibrarySet *sets; // by publication, in the order of their index
    size_t count;
} Library;

// The folder asked for, or $MADOGUCHI_RULES, or madoguchi/rules in $XDG_DATA_HOME or
// ~/.local/share.
Slice library_folder(Arena *arena, const char *asked);

// Reads all indexes. A folder that is not there is an empty library. NULL with faults where an
// index is faulty: a library half read would make documents valid that are not.
const Library *library_read(Arena *arena, Slice folder, Faults *faults);

const LibrarySet *library_find(const Library *library, Slice name); // NULL where there is none

typedef struct LibraryAdd {
    const char *path; // a .sch (or .xml) file, a folder, or a .zip
    Slice name;       // of the publication; empty: from the path
    Slice phase;
    Fits overrides; // what is given here takes the place of what is derived
    bool replaces;  // an older publication of that name
} LibraryAdd;

// Copies, compiles and indexes a publication; all or nothing. The sets that were added, or NULL
// with faults.
const Library *library_add(Arena *arena, Slice folder, const LibraryAdd *what, Faults *faults);

// Removes a rule set, or all of a publication, with its files. False with a fault where there is
// none of that name.
bool library_remove(Arena *arena, Slice folder, Slice name, Faults *faults);

// Writes the index of one publication: the sets of `library` that belong to it.
bool library_write_index(Arena *arena, Slice publication_folder, const LibrarySet *sets,
                         size_t count, Faults *faults);

// "root={URI}NAME", "customization=GLOB" or "profile=GLOB": adds it to `fits`. False with a fault.
bool fits_add_spec(Arena *arena, Fits *fits, Slice spec, Faults *faults);
