// What the files of this room share.
//
//     files.c: names and texts ─► find.c: which register ─► register.c: what it has, compiled
//                                                       └─► crosswalk.c: documents in and out
#pragma once

#include "register/register.h"
#include "rules/help.h"
#include "rules/rules.h"

#define GLOSSARY_NAME "glossary"

enum {
    LANGUAGES = LANGUAGE_END,
    OWN_FILES_MAX = 2000,    // of a user's folder
    OWN_BYTES_MAX = 4 << 20, // of one of them; a schema has some 30 kB
    LIST_MAX = 240,          // bytes of names in a fault, which holds no more
    SHOWN_MAX = 60,
};

typedef struct RegisterMap {
    Slice path, text;    // "registers/commercial-invoice/maps/ubl.map"
    const MapHead *head; // NULL until it is asked for
    const Map *map;
} RegisterMap;

struct Register {
    Registers *home;
    Slice name, folder; // "registers/commercial-invoice/"
    RegisterMap *maps;  // edifact.map before edifact-d96a.map
    size_t map_count;
    bool has_heads;
    // What was asked for; NULL until then.
    const Json *declared;
    const Model *model;
    const Labels *labels[LANGUAGES];
    const SheetForm *forms[LANGUAGES];
    const Layout *layout;
    const JsonSchema *schema;
    const struct Declaration *declaration;
    const struct DeclaredCube *cubes;
    const Ruleset *rules[2]; // by RegisterRules (findings.h)
    const HelpBook *help[2];
};

typedef struct RegisterFile {
    Slice name, text;
} RegisterFile;

struct Registers {
    Arena *arena;
    RegisterFile *files;
    size_t file_count, file_room;
    Register **list; // in the order of their names
    size_t count, room;
};

// ---- files.c ----

Slice registers_text(const Registers *registers, Slice name); // empty where there is none
// For map_compile: "glossary/ubl.map".
MapFiles registers_map_files(Registers *registers);

// ---- find.c ----

// "a, b" and another name, as far as they fit.
void registers_list(char list[LIST_MAX], Slice name);

// ---- register.c ----

// The heads of its maps. False with faults.
bool register_read_heads(Register *reg, Faults *faults);
