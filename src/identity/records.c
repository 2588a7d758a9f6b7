// SPDX-License-Identifier: Apache-2.0
// Small JSON records of the organisation `window`.

#include "identity/internal.h"

#include <time.h>

const Asker nobody = {.role = ROLE_PUBLIC, .scopes = SCOPES_ALL};

bool asker_may(const Asker *asker, Relation relation, Action action)
{
    return scopes_allow(asker->scopes, action) && rights_allow(asker->role, relation, action);
}

int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Write put_write(const Put *it)
{
    return (Write){.actor = it->actor,
                   .owner = WINDOW,
                   .register_name = it->kind,
                   .record = it->id,
                   .action = it->action,
                   .version = it->version,
                   .state = it->state,
                   .content = it->content,
                   .key = it->key,
                   .facets = it->facet_count > 0 ? it->facets : NULL,
                   .facet_count = it->facet_count};
}

bool put(Store *store, const Put *it, Faults *faults)
{
    Receipt receipt;
    Write write = put_write(it);
    return store_write(store, &write, &receipt, faults);
}

bool put_erasure_of(Store *store, Slice actor, const Record *record, Slice state, Faults *faults)
{
    Receipt receipt;
    Write write = {.actor = actor,
                   .owner = record->owner,
                   .register_name = record->register_name,
                   .record = record->id,
                   .action = S("erase"),
                   .version = VERSION_ANY,
                   .state = state,
                   .erases = true};
    return store_write(store, &write, &receipt, faults);
}

bool put_erasure(Store *store, Slice actor, Slice kind, Slice id, Slice state, Faults *faults)
{
    Record record = {.owner = WINDOW, .register_name = kind, .id = id};
    return put_erasure_of(store, actor, &record, state, faults);
}

const Json *content_of(Arena *arena, const Record *record, Faults *faults)
{
    return record->content.len > 0 ? json_read(arena, record->content, faults) : NULL;
}

const Record *get(Store *store, Arena *arena, Slice kind, Slice id, const Json **json,
                  Faults *faults)
{
    const Record *record = store_record(store, arena, WINDOW, kind, id, faults);
    *json = record != NULL ? content_of(arena, record, faults) : NULL;
    return record;
}

bool find(Store *store, Arena *arena, Slice kind, Facet facet, RecordList *list, Faults *faults)
{
    Query query = {.owner = WINDOW,
                   .register_name = kind,
                   .facets = &facet,
                   .facet_count = 1,
                   .limit = LIST_MAX,
                   .with_content = true};
    return store_list(store, arena, &query, list, faults);
}

bool find_of_person(Store *store, Arena *arena, Slice kind, Slice person, Slice state,
                    uint64_t after, RecordList *list, Faults *faults)
{
    Facet facets[] = {facet_counted(S("person"), person), facet_counted(S("state"), state)};
    Query query = {.owner = WINDOW,
                   .register_name = kind,
                   .facets = facets,
                   .facet_count = 2,
                   .after = after,
                   .limit = LIST_MAX,
                   .with_content = true};
    return store_list(store, arena, &query, list, faults);
}

void object_begin(Object *object, Arena *arena)
{
    *object = (Object){.out = buffer_new(arena)};
    object->json = (JsonWriter){.out = &object->out, .is_line = true};
    json_open(&object->json, '{');
}

void object_number(Object *object, const char *name, int64_t number)
{
    json_field_integer(&object->json, name, number);
}

Slice object_end(Object *object)
{
    json_close(&object->json, '}');
    return buffer_slice(&object->out);
}

int64_t number_of(const Json *json, Slice name)
{
    const Json *value = json_get(json, name);
    int64_t number = 0;
    for (size_t i = 0; value != NULL && value->kind == JSON_NUMBER && i < value->text.len && i < 18;
         i++)
        if (value->text.at[i] >= '0' && value->text.at[i] <= '9')
            number = number * 10 + (value->text.at[i] - '0');
    return number;
}

Slice email_fold(Arena *arena, Slice email)
{
    enum { EMAIL_MAX = 254 }; // RFC 5321, 4.5.3.1.3, as errata read it
    size_t ats = 0;
    Buffer out = buffer_new(arena);
    email = slice_trim(email);
    for (size_t i = 0; i < email.len; i++) {
        unsigned char c = (unsigned char)email.at[i];
        if (c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == ',' || c == '"')
            return S("");
        ats += c == '@';
        buffer_add_char(&out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : (char)c);
    }
    bool is_good =
        ats == 1 && email.len <= EMAIL_MAX && email.at[0] != '@' && email.at[email.len - 1] != '@';
    return is_good ? buffer_slice(&out) : S("");
}
