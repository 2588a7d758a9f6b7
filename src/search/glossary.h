// The glossary: concepts of trade and technology, and what they are called in English, Japanese and
// Chinese (data/glossary/*.tsv). Texts in different languages meet in their concepts.
//
// The build compiles it into one table that lies in the program's pages and is bisected there.
#pragma once

#include "search/tokens.h"

typedef struct Glossary Glossary;

// The one that the program carries; it may be empty. All threads may read it.
const Glossary *glossary_carried(void);

// Opens a compiled table, which must live as long. NULL with a fault where it is none.
const Glossary *glossary_open(Arena *arena, Slice bytes, Faults *faults);

size_t glossary_concept_count(const Glossary *glossary);
Slice glossary_concept(const Glossary *glossary, uint32_t concept); // its id: `cnc-lathe`

typedef struct ConceptHit {
    uint32_t concept;
    uint32_t first, count; // of the tokens
    bool is_within;        // a part of a longer term that is there, too
    bool is_shared;        // the term names other concepts as well
} ConceptHit;

// The concepts that the tokens of a text (TOKENS_IN_ORDER) name: at every place the longest term,
// and the terms of two characters or a word and more within it. A term that has two meanings gives
// both. Terms that count only where they stand alone (`=` in the tables) are met only there.
size_t glossary_find(const Glossary *glossary, Arena *arena, Slice text, Tokens tokens,
                     ConceptHit **hits);

// ---- Compiling ----

typedef struct GlossarySource {
    Slice name;  // for faults
    Slice bytes; // lines of: id, en, ja, zh, codes; terms divided by `|`; docs/glossary.md
} GlossarySource;

// NULL bytes with faults.
Slice glossary_make(Arena *arena, const GlossarySource *sources, size_t count, Faults *faults);
