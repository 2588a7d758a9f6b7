// SPDX-License-Identifier: Apache-2.0
// What is journalled beside changes: refusals, and looks at what is personal.

#include "identity/internal.h"
#include "identity/secrets.h"

static bool note(Store *store, Arena *arena, const Asker *asker, Slice what, Facet about,
                 Faults *faults)
{
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "actor", asker->actor);
    json_field(&object.json, "what", what);
    json_field(&object.json, "about", about.value);
    Put it = {.actor = asker->actor,
              .kind = KIND_ACCESS,
              .id = secret_id(arena, 12),
              .action = S("note"),
              .content = object_end(&object),
              .facets = {about},
              .facet_count = about.value.len > 0};
    return put(store, &it, faults);
}

bool access_note(Store *store, Arena *arena, const Asker *asker, Slice what, Slice about,
                 Faults *faults)
{
    return note(store, arena, asker, what, facet_counted(S("about"), about), faults);
}

bool refusal_note(Store *store, Arena *arena, const Asker *asker, Slice what, Slice about,
                  Faults *faults)
{
    return note(store, arena, asker, arena_join(arena, S("refused: "), what),
                facet_counted(S("refused"), about), faults);
}

size_t accesses_of(Store *store, Arena *arena, Slice organisation, const Access **accesses,
                   Faults *faults)
{
    RecordList list;
    if (!find(store, arena, KIND_ACCESS, facet_counted(S("about"), organisation), &list, faults))
        return 0;
    Access *all = arena_array(arena, Access, list.count);
    for (size_t i = 0; i < list.count; i++) {
        const Json *json = content_of(arena, &list.at[i], faults);
        all[i] = (Access){.actor = json_get_text(json, S("actor")),
                          .what = json_get_text(json, S("what")),
                          .about = json_get_text(json, S("about")),
                          .time_ms = list.at[i].created_ms};
    }
    *accesses = all;
    return list.count;
}
