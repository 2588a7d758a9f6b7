// SPDX-License-Identifier: Apache-2.0
// Rule sets as the callers of the library hold them: one arena, and a count of owners.

#include <stdatomic.h>

#include "api/internal.h"
#include "base/file.h"
#include "base/memory.h"

enum { MEMORY_DEFAULT = 1 << 30 };

typedef struct Compile {
    MadoRuleset *it;
    const char *path;
    const MadoRulesetOptions *options;
    Faults *faults;
} Compile;

// "a/UBL-Invoice-2.1.xsd" ─► "UBL-Invoice-2.1"
static Slice stem_of(Slice path)
{
    size_t from = path.len, to = path.len;
    while (from > 0 && path.at[from - 1] != '/')
        from--;
    while (to > from && path.at[to - 1] != '.')
        to--;
    return slice_part(path, from, to > from ? to - 1 - from : path.len);
}

static bool compile_structure(MadoRuleset *it, const MadoRulesetOptions *given, Faults *faults)
{
    XsdOptions options = {given->schema_places, given->schema_place_count};
    const char *paths[] = {it->path};
    it->schema = xsd_load(it->arena, paths, 1, &options, faults);
    if (it->schema == NULL)
        return false;
    it->name = arena_c_string(it->arena, stem_of(slice_of(it->path)));
    it->title = arena_c_string(it->arena, xsd_target(it->schema));
    it->version = "";
    it->digest = arena_c_string(it->arena, xsd_digest(it->arena, it->schema));
    return true;
}

static bool compile_json(MadoRuleset *it, const MadoRulesetOptions *given, Faults *faults)
{
    JsonSchemaPlaces places = {given->schema_places, given->schema_place_count, given->asserts_formats};
    Slice digest, title;
    it->json = json_schema_load_file(it->arena, it->path, &places, &digest, faults);
    if (it->json == NULL)
        return false;
    title = json_schema_title(it->json);
    it->name = arena_c_string(it->arena, stem_of(slice_of(it->path)));
    it->title = arena_c_string(it->arena, title);
    it->version = "";
    it->digest = arena_c_string(it->arena, digest);
    return true;
}

static bool compile(void *context)
{
    Compile *compile = context;
    MadoRuleset *it = compile->it;
    const MadoRulesetOptions *given = compile->options;
    it->arena = arena_new(&it->guard, given->memory_max > 0 ? given->memory_max : MEMORY_DEFAULT);
    it->path = arena_c_string(it->arena, slice_of(compile->path));
    if (slice_ends(slice_of(it->path), S(".xsd")))
        return compile_structure(it, given, compile->faults);
    if (slice_ends(slice_of(it->path), S(".json")))
        return compile_json(it, given, compile->faults);
    // The phase is kept by the rule set: it must live as long as that.
    const char *phase =
        given->phase != NULL ? arena_c_string(it->arena, slice_of(given->phase)) : "";
    RulesetOptions options = {.phase = slice_of(phase)};
    it->ruleset = ruleset_load(it->arena, it->path, &options, compile->faults);
    if (it->ruleset == NULL)
        return false;
    it->name = arena_c_string(it->arena, it->ruleset->name);
    it->title = arena_c_string(it->arena, it->ruleset->title);
    it->version = arena_c_string(it->arena, it->ruleset->version);
    it->digest = arena_c_string(it->arena, it->ruleset->digest);
    return true;
}

MadoRuleset *mado_ruleset_compile(const char *path, const MadoRulesetOptions *options,
                                  MadoErrors *errors)
{
    static const MadoRulesetOptions none = {0};
    MadoRuleset *it = memory_take(sizeof *it);
    Faults *faults = memory_take(sizeof *faults);
    bool is_good = false;
    if (it != NULL && faults != NULL) {
        memset(it, 0, sizeof *it);
        atomic_init(&it->owners, 1);
        faults->count = 0;
        Compile context = {it, path, options != NULL ? options : &none, faults};
        is_good = guard_run(&it->guard, compile, &context, faults);
        errors_add(errors, faults);
        if (!is_good)
            arena_free(it->arena);
    } else {
        errors_add_memory(errors);
    }
    memory_free(faults);
    if (is_good)
        return it;
    memory_free(it);
    return NULL;
}

MadoRuleset *mado_ruleset_share(MadoRuleset *ruleset)
{
    atomic_fetch_add(&ruleset->owners, 1);
    return ruleset;
}

void mado_ruleset_free(MadoRuleset *ruleset)
{
    if (ruleset == NULL || atomic_fetch_sub(&ruleset->owners, 1) > 1)
        return;
    arena_free(ruleset->arena);
    memory_free(ruleset);
}

const char *mado_ruleset_name(const MadoRuleset *ruleset)
{
    return ruleset->name;
}

const char *mado_ruleset_title(const MadoRuleset *ruleset)
{
    return ruleset->title;
}

const char *mado_ruleset_version(const MadoRuleset *ruleset)
{
    return ruleset->version;
}

const char *mado_ruleset_digest(const MadoRuleset *ruleset)
{
    return ruleset->digest;
}

size_t mado_ruleset_pattern_count(const MadoRuleset *ruleset)
{
    return ruleset->ruleset != NULL ? ruleset->ruleset->pattern_count : 0;
}

size_t mado_ruleset_rule_count(const MadoRuleset *ruleset)
{
    return ruleset->ruleset != NULL ? ruleset->ruleset->rule_count : 0;
}

size_t mado_ruleset_assertion_count(const MadoRuleset *ruleset)
{
    return ruleset->ruleset != NULL ? ruleset->ruleset->assertion_count : 0;
}
