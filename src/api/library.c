// SPDX-License-Identifier: Apache-2.0
// The library as many threads use it: the index is read once, a rule set is compiled when a
// document first asks for it, by the thread that asks; others that want the same wait, others that
// want another do not.

#include <pthread.h>
#include <stdio.h>

#include "api/internal.h"
#include "base/memory.h"

typedef struct Slot {
    pthread_mutex_t lock; // held while it is compiled
    bool is_tried;
    MadoRuleset *ruleset; // NULL where it does not compile
    char problem[400];
} Slot;

struct MadoLibrary {
    Guard guard;
    Arena *arena;
    const Library *library;
    MadoRulesetOptions options;
    Slot *slots; // one a set
};

typedef struct Open {
    MadoLibrary *library;
    const char *folder;
    const MadoRulesetOptions *options;
    Faults *faults;
} Open;

static bool open_library(void *context)
{
    Open *open = context;
    MadoLibrary *it = open->library;
    it->arena = arena_new(&it->guard, 0);
    if (open->options != NULL)
        it->options = *open->options;
    if (it->options.phase != NULL)
        it->options.phase = arena_c_string(it->arena, slice_of(it->options.phase));
    it->library = library_read(it->arena, library_folder(it->arena, open->folder), open->faults);
    if (it->library == NULL)
        return false;
    it->slots = arena_array(it->arena, Slot, it->library->count);
    for (size_t i = 0; i < it->library->count; i++)
        pthread_mutex_init(&it->slots[i].lock, NULL);
    return true;
}

MadoLibrary *mado_library_open(const char *folder, const MadoRulesetOptions *options,
                               MadoErrors *errors)
{
    MadoLibrary *it = memory_take(sizeof *it);
    Faults *faults = memory_take(sizeof *faults);
    bool is_good = false;
    if (it != NULL && faults != NULL) {
        *it = (MadoLibrary){.arena = NULL};
        faults->count = 0;
        Open open = {it, folder, options, faults};
        is_good = guard_run(&it->guard, open_library, &open, faults);
        errors_add(errors, faults);
    } else {
        errors_add_memory(errors);
    }
    memory_free(faults);
    if (is_good)
        return it;
    if (it != NULL && faults != NULL)
        arena_free(it->arena);
    memory_free(it);
    return NULL;
}

void mado_library_free(MadoLibrary *library)
{
    if (library == NULL)
        return;
    for (size_t i = 0; i < library->library->count; i++) {
        mado_ruleset_free(library->slots[i].ruleset);
        pthread_mutex_destroy(&library->slots[i].lock);
    }
    arena_free(library->arena);
    memory_free(library);
}

static void compile_slot(const MadoLibrary *library, const LibrarySet *set, Slot *slot)
{
    MadoErrors *errors = memory_take(sizeof *errors);
    slot->is_tried = true;
    if (errors == NULL) {
        snprintf(slot->problem, sizeof slot->problem, "there is no memory left");
        return;
    }
    errors->count = 0;
    char phase[200];
    snprintf(phase, sizeof phase, "%.*s", (int)set->phase.len, set->phase.len ? set->phase.at : "");
    MadoRulesetOptions options = library->options;
    if (options.phase == NULL && phase[0] != '\0')
        options.phase = phase;
    // The schema's path was printed into the arena, which ends texts with a NUL.
    slot->ruleset = mado_ruleset_compile(set->schema.at, &options, errors);
    if (slot->ruleset == NULL)
        snprintf(slot->problem, sizeof slot->problem,
                 "the rule set %.*s could not be used: %u:%u %s", (int)set->name.len, set->name.at,
                 errors->list[0].line, errors->list[0].column, errors->list[0].text);
    memory_free(errors);
}

static LibraryChoice choose(const MadoLibrary *library, const LibrarySet *set, Slot *slot)
{
    pthread_mutex_lock(&slot->lock);
    if (!slot->is_tried)
        compile_slot(library, set, slot);
    pthread_mutex_unlock(&slot->lock);
    return (LibraryChoice){slot->ruleset, set, slot->problem};
}

static bool is_structure(const LibrarySet *set)
{
    return slice_ends(set->schema, S(".xsd")) || slice_ends(set->schema, S(".json"));
}

size_t library_choose(MadoLibrary *library, Arena *arena, const DocumentFacts *facts,
                      LibraryChoice **choices, Slice *near)
{
    const Library *index = library->library;
    *choices = arena_array(arena, LibraryChoice, index->count);
    Buffer names = buffer_new(arena);
    size_t count = 0;
    // Structure comes before rules, as authorities prescribe.
    for (size_t turn = 0; turn < 2 * index->count; turn++) {
        size_t i = turn % index->count;
        const LibrarySet *set = &index->sets[i];
        if (is_structure(set) != (turn < index->count))
            continue;
        FitAnswer answer = set->is_off ? FIT_NO : fits_match(&set->fits, facts);
        if (answer == FIT_YES) {
            (*choices)[count++] = choose(library, set, &library->slots[i]);
        } else if (answer == FIT_NEAR) {
            if (names.len > 0)
                buffer_add(&names, S(", "));
            buffer_add(&names, set->name);
        }
    }
    *near = buffer_slice(&names);
    return count;
}
