// Registers: declared kinds of records, each a folder of data.
//
//     registers/NAME/
//       register.json   names, states, rights …
//       schema.json     what a record says: its business content
//       labels.en.json  labels.ja.json  labels.zh.json
//       maps/*.map      crosswalks to the syntaxes that the document travels in; maps/*.part: what
//                       several of them include
//       layout.json     how it is drawn
//       examples/*.json
//     registers/glossary/  what registers share: definitions, labels, parts of maps
//
// Nothing is compiled before it is asked for, and then once: a conversion needs one schema and two
// maps of sixty. Registers and all that they give belong to one thread at a time; models, maps,
// forms and layouts that were asked for are immutable.
#pragma once

#include "base/json.h"
#include "map/map.h"
#include "map/sheets.h"
#include "render/render.h"
#include "rules/data.h"
#include "schema/json_schema.h"

typedef struct Registers Registers;
typedef struct Register Register;

// What the $id of a register's schema begins with, and so the "$schema" of its documents in JSON.
#define REGISTER_ID "urn:madoguchi:register:"

// ---- Which there are ----

Registers *registers_new(Arena *arena); // none yet; lives in `arena`

// Adds those of a table of files, named "registers/NAME/schema.json" and so on. The table must live
// as long. A name that is there already is kept: what comes first is taken.
void registers_add(Registers *registers, const DataFile *files);

// Adds those of a folder: PATH/NAME/schema.json and so on. False with faults.
bool registers_add_folder(Registers *registers, const char *path, Faults *faults);

size_t registers_count(const Registers *registers);
Register *registers_at(const Registers *registers, size_t index); // in the order of their names

// A text of the glossary, which all share: "holidays.json"; empty where there is none.
Slice registers_glossary(const Registers *registers, Slice name);

// NULL with a fault that tells the nearest name, or all.
Register *registers_find(const Registers *registers, Slice name, Faults *faults);

// The register that a document in JSON is of by its "$schema"; NULL where that is none of ours.
Register *registers_of_schema(const Registers *registers, Slice schema);

// What a document in JSON names as its schema; empty where it names none. In `arena`.
Slice schema_named(Arena *arena, const Tree *tree);

// ---- What one has ----

Slice register_name(const Register *reg); // "commercial-invoice"
Registers *register_home(const Register *reg);
// What it is called in a language ("en", "ja", "zh"); its name where there are no labels.
Slice register_title(Register *reg, Slice language);
// The text of one of its files, as "schema.json"; empty where there is none.
Slice register_file(const Register *reg, Slice name);
// Its register.json, read once. NULL with a fault.
const Json *register_declared(Register *reg, Faults *faults);
// The texts of its examples, in the order of their names; empty behind the last.
Slice register_example(const Register *reg, size_t index);
// The one to show: what register.json names by "example", else the first.
Slice register_showpiece(const Register *reg);

// The syntaxes of its maps, and at last "json", "xlsx", "csv"; empty at the end. The names of maps
// are read for it: `faults` are those of maps that cannot be.
Slice register_syntax(Register *reg, size_t index, Faults *faults);

// Compiled when first asked for. NULL with faults, each of which names its file.
const Model *register_model(Register *reg, Faults *faults);
const Map *register_map(Register *reg, Slice syntax, Faults *faults);
const Labels *register_labels(Register *reg, Slice language, Faults *faults);
const SheetForm *register_form(Register *reg, Slice language, Faults *faults);
const Layout *register_layout(Register *reg, Faults *faults);
// Of the content as JSON, which may have a "$schema" that names the register.
const JsonSchema *register_schema(Register *reg, Faults *faults);

// ---- Which one a document is of ----

typedef struct RegisterMatch {
    Register *reg; // NULL: none
    Slice syntax;  // the name of the map
} RegisterMatch;

// By the root element of an XML document, an EDIFACT message or an MT message, and by conditions on
// what is in it. `only` not NULL: of the maps of that register. False with a fault where no map
// begins so, or two registers' do.
bool registers_match(Registers *registers, Register *only, Arena *scratch, const Tree *tree,
                     NodeId root, RegisterMatch *match, Faults *faults);

// By the members of a JSON document's whole: the one register that declares all of them. NULL with
// a fault.
Register *registers_match_members(Registers *registers, const Tree *tree, Faults *faults);
