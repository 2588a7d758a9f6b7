// SPDX-License-Identifier: Apache-2.0
// API keys: mado_ID_SECRET, what programs prove themselves by.
//
//     key ─► record of its id ─► which of its secrets ─► may that one's holder still? ─► asker
//
// A secret is known to whom it was shown, whatever becomes of him. So it hangs on him, not the key:
// a key that was given another secret by somebody else outlives who made it.

#include "identity/internal.h"
#include "identity/secrets.h"

#define KEY_PREFIX "mado_"

enum { KEY_ID_LEN = 16, DAY_MS = 86400000 };

// What a key's record says. Its public part is a Key.
typedef struct Kept {
    Key key;
    Slice hash;
    Slice before; // the hash of the secret that it had before; empty: none
    Holder before_holder;
    int64_t before_ends_ms;
    int64_t since_ms; // when it got its secret
} Kept;

const char *const key_stop_names[KEY_STOP_END] = {
    [KEY_SERVES] = "", [KEY_REVOKED] = "revoked", [KEY_HOLDER] = "holder", [KEY_ENDED] = "ended"};

// ---- What a record says ----

// {}: the machine.
static Holder read_holder(const Json *json)
{
    Slice person = json_get_text(json, S("person"));
    HolderKind kind = person.len > 0 ? HOLDER_PERSON : HOLDER_MACHINE;
    return (Holder){.kind = json != NULL ? kind : HOLDER_UNKNOWN,
                    .person = person,
                    .organisation = json_get_text(json, S("organisation"))};
}

static void write_holder(JsonWriter *json, const char *name, const Holder *it)
{
    if (it->kind == HOLDER_UNKNOWN)
        return;
    json_field_open(json, name, '{');
    json_field(json, "person", it->person);
    json_field(json, "organisation", it->organisation);
    json_close(json, '}');
}

static Holder holder_of(const Asker *asker)
{
    if (asker->person.len == 0)
        return (Holder){.kind = HOLDER_MACHINE};
    return (Holder){
        .kind = HOLDER_PERSON, .person = asker->person, .organisation = asker->organisation};
}

static Kept kept_from(const Record *record, const Json *json)
{
    Kept it = {.key = {.id = record->id,
                       .name = json_get_text(json, S("name")),
                       .organisation = json_get_text(json, S("organisation")),
                       .scopes = json_get_text(json, S("scopes")),
                       .state = record->state,
                       .holder = read_holder(json_get(json, S("holder"))),
                       .created_ms = record->created_ms,
                       .ends_ms = number_of(json, S("ends")),
                       .used_ms = number_of(json, S("used"))},
               .hash = json_get_text(json, S("hash")),
               .before = json_get_text(json, S("before")),
               .before_holder = read_holder(json_get(json, S("beforeHolder"))),
               .before_ends_ms = number_of(json, S("beforeEnds")),
               .since_ms = number_of(json, S("since"))};
    if (!role_find(json_get_text(json, S("role")), &it.key.role))
        it.key.role = ROLE_PUBLIC;
    return it;
}

static Slice kept_content(Arena *arena, const Kept *it)
{
    Object object;
    object_begin(&object, arena);
    json_field(&object.json, "name", it->key.name);
    json_field(&object.json, "organisation", it->key.organisation);
    json_field(&object.json, "role", slice_of(role_names[it->key.role]));
    json_field(&object.json, "scopes", it->key.scopes);
    json_field(&object.json, "hash", it->hash);
    write_holder(&object.json, "holder", &it->key.holder);
    json_field(&object.json, "before", it->before);
    write_holder(&object.json, "beforeHolder", &it->before_holder);
    object_number(&object, "beforeEnds", it->before_ends_ms);
    object_number(&object, "since", it->since_ms);
    object_number(&object, "ends", it->key.ends_ms);
    object_number(&object, "used", it->key.used_ms);
    return object_end(&object);
}

static Slice secret_of(Arena *arena, Slice id, Slice token)
{
    return arena_print(arena, KEY_PREFIX "%.*s_%.*s", (int)id.len, id.at, (int)token.len, token.at);
}

// ---- Whether it serves ----

// By the table of rights, as if he asked for keys now. False with faults, too; *person is NULL
// where he is none.
static bool holder_may(Store *store, Arena *arena, const Holder *it, Slice organisation,
                       const Person **person, Faults *faults)
{
    *person = NULL;
    if (it->kind != HOLDER_PERSON)
        return true;
    *person = person_by_id(store, arena, it->person, faults);
    bool is_active = *person != NULL && slice_equal((*person)->state, S("active"));
    const Membership *membership = is_active ? person_membership(*person, it->organisation) : NULL;
    bool is_own = slice_equal(it->organisation, organisation);
    return membership != NULL &&
           rights_allow(membership->role, is_own ? RELATION_OWN : RELATION_NONE, ACTION_KEYS);
}

static KeyStop stop_of(const Key *it, bool holder_may, int64_t at_ms)
{
    if (slice_equal(it->state, S("closed")))
        return KEY_REVOKED;
    if (!slice_equal(it->state, S("active")) || !holder_may)
        return KEY_HOLDER;
    return it->ends_ms > 0 && it->ends_ms < at_ms ? KEY_ENDED : KEY_SERVES;
}

// The holder of the secret; NULL where it is none of the key's.
static const Holder *holder_by(const Kept *it, Slice digest, int64_t at_ms)
{
    bool is_now = secret_equal(digest, it->hash);
    bool was_before = secret_equal(digest, it->before) && it->before_ends_ms >= at_ms;
    return is_now ? &it->key.holder : was_before ? &it->before_holder : NULL;
}

static bool serves(Store *store, Arena *arena, const Kept *it, Slice digest, Faults *faults)
{
    int64_t at_ms = now_ms();
    const Person *person;
    const Holder *holder = holder_by(it, digest, at_ms);
    return holder != NULL && stop_of(&it->key, true, at_ms) == KEY_SERVES &&
           holder_may(store, arena, holder, it->key.organisation, &person, faults);
}

// ---- Who it is ----

// Once a day, for more would fill the journal. Where it cannot be noted (somebody else just has, or
// nothing can be written), the key serves all the same.
static void note_use(Store *store, Arena *arena, const Record *record, Kept *it, int64_t at_ms)
{
    Faults *unheard = arena_array(arena, Faults, 1);
    Scopes scopes;
    // A standby asks for what is written; a write that waits for it would wait for ever.
    bool is_standby = scopes_read(it->key.scopes, &scopes) && scopes_allow(scopes, ACTION_FOLLOW);
    if (is_standby || it->key.used_ms / DAY_MS == at_ms / DAY_MS)
        return;
    it->key.used_ms = at_ms;
    Put again = {.actor = arena_join(arena, S("key:"), record->id),
                 .kind = KIND_KEY,
                 .id = record->id,
                 .action = S("use"),
                 .version = record->version,
                 .content = kept_content(arena, it)};
    put(store, &again, unheard);
}

// NULL without a fault where it is none that serves.
static const Record *serving_key(Store *store, Arena *arena, Slice text, Kept *it, Faults *faults)
{
    const Json *json;
    size_t prefix = strlen(KEY_PREFIX);
    if (text.len != prefix + KEY_ID_LEN + 1 + TOKEN_LEN || !slice_starts(text, S(KEY_PREFIX)))
        return NULL;
    Slice id = slice_part(text, prefix, KEY_ID_LEN);
    Slice digest = secret_digest(arena, slice_part(text, prefix + KEY_ID_LEN + 1, TOKEN_LEN));
    if (!entry_text_is_good(id, KEY_ID_LEN))
        return NULL;
    const Record *record = get(store, arena, KIND_KEY, id, &json, faults);
    if (record != NULL)
        *it = kept_from(record, json);
    return record != NULL && serves(store, arena, it, digest, faults) ? record : NULL;
}

static bool ask_by(Arena *arena, const Kept *it, Asker *asker)
{
    *asker = (Asker){.role = it->key.role,
                     .actor = arena_join(arena, S("key:"), it->key.id),
                     .organisation = it->key.organisation};
    return scopes_read(it->key.scopes, &asker->scopes);
}

bool identity_by_key(Store *store, Arena *arena, Slice text, Asker *asker, Faults *faults)
{
    Kept it;
    const Record *record = serving_key(store, arena, text, &it, faults);
    if (record == NULL)
        return false;
    note_use(store, arena, record, &it, now_ms());
    return ask_by(arena, &it, asker);
}

bool identity_by_key_again(Store *store, Arena *arena, Slice text, Asker *asker, Faults *faults)
{
    Kept it;
    return serving_key(store, arena, text, &it, faults) != NULL && ask_by(arena, &it, asker);
}

// ---- Making, listing, ending ----

static bool key_is_good(Store *store, Arena *arena, const Key *key, Faults *faults)
{
    Scopes scopes;
    if (!scopes_read(key->scopes, &scopes))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "scopes are one or more of: check read write audit metrics follow");
    if (!entry_text_is_good(key->name, NAME_MAX_BYTES))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "a key's name says what it is for, in 1 to %d bytes", NAME_MAX_BYTES);
    if (key->ends_ms > now_ms() + (int64_t)KEY_DAYS_MAX * DAY_MS)
        return fault_add(faults, FAULT_USAGE, 0, 0, "a key serves %d days at most; then rotate it",
                         KEY_DAYS_MAX);
    if (!organisation_exists(store, arena, key->organisation, faults))
        return fault_add(faults, FAULT_USAGE, 0, 0, "there is no such organisation");
    return role_fits(key->role, key->organisation, faults);
}

// Who holds it is its facet, so that his keys are found when he goes.
static Put key_put(Arena *arena, const Asker *asker, Slice id, const char *action, const Kept *it)
{
    const Holder *holder = &it->key.holder;
    Put put = {.actor = asker->actor,
               .kind = KIND_KEY,
               .id = id,
               .action = slice_of(action),
               .content = kept_content(arena, it),
               .facets = {facet_counted(S("organisation"), it->key.organisation)},
               .facet_count = 1};
    if (holder->kind == HOLDER_PERSON)
        put.facets[put.facet_count++] = facet_counted(S("person"), holder->person);
    return put;
}

bool key_add(Store *store, Arena *arena, const Asker *asker, const Key *key, Slice *secret,
             Faults *faults)
{
    if (!key_is_good(store, arena, key, faults))
        return false;
    Slice id = secret_id(arena, KEY_ID_LEN / 2), token = secret_token(arena);
    Kept kept = {.key = *key, .hash = secret_digest(arena, token), .since_ms = now_ms()};
    kept.key.used_ms = 0;
    kept.key.holder = holder_of(asker);
    if (kept.key.ends_ms == 0)
        kept.key.ends_ms = now_ms() + (int64_t)KEY_DAYS * DAY_MS;
    Put it = key_put(arena, asker, id, "create", &kept);
    it.state = S("active");
    *secret = secret_of(arena, id, token);
    return put(store, &it, faults);
}

// An officer or administrator of the window is not named to those of other organisations.
static Key listed(Store *store, Arena *arena, const Record *record, int64_t at_ms, Faults *faults)
{
    const Person *person;
    Key key = kept_from(record, content_of(arena, record, faults)).key;
    bool may = holder_may(store, arena, &key.holder, key.organisation, &person, faults);
    key.stop = stop_of(&key, may, at_ms);
    if (person != NULL && slice_equal(key.holder.organisation, key.organisation))
        key.holder.name = person->name;
    return key;
}

size_t keys_of(Store *store, Arena *arena, Slice organisation, const Key **keys, Faults *faults)
{
    RecordList list = {0};
    if (!find(store, arena, KIND_KEY, facet_counted(S("organisation"), organisation), &list,
              faults))
        return 0;
    Key *all = arena_array(arena, Key, list.count);
    for (size_t i = 0; i < list.count; i++)
        all[i] = listed(store, arena, &list.at[i], now_ms(), faults);
    *keys = all;
    return list.count;
}

// NULL with a fault.
static const Record *named_key(Store *store, Arena *arena, Slice organisation, Slice id, Kept *kept,
                               Faults *faults)
{
    const Json *json;
    const Record *record = get(store, arena, KIND_KEY, id, &json, faults);
    if (record != NULL)
        *kept = kept_from(record, json);
    if (record != NULL &&
        (organisation.len == 0 || slice_equal(kept->key.organisation, organisation)))
        return record;
    fault_add(faults, FAULT_USAGE, 0, 0, "there is no such key");
    return NULL;
}

static bool end_key(Store *store, Slice actor, Slice id, Slice action, Slice state, Faults *faults)
{
    Put it = {.actor = actor,
              .kind = KIND_KEY,
              .id = id,
              .action = action,
              .state = state,
              .version = VERSION_ANY};
    return put(store, &it, faults);
}

bool key_revoke(Store *store, Arena *arena, Slice actor, Slice organisation, Slice id,
                Faults *faults)
{
    Kept kept;
    return named_key(store, arena, organisation, id, &kept, faults) != NULL &&
           end_key(store, actor, id, S("revoke"), S("closed"), faults);
}

static bool stop_if_lost(Store *store, Arena *arena, Slice actor, const Record *record,
                         Faults *faults)
{
    const Person *person;
    size_t before = faults->count;
    Key key = kept_from(record, content_of(arena, record, faults)).key;
    if (holder_may(store, arena, &key.holder, key.organisation, &person, faults))
        return true;
    return faults->count == before &&
           end_key(store, actor, key.id, S("stop"), S("stopped"), faults);
}

bool stop_keys(Store *store, Arena *arena, Slice actor, Slice person, Faults *faults)
{
    RecordList list = {0};
    do {
        if (!find_of_person(store, arena, KIND_KEY, person, S("active"), list.next, &list, faults))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (!stop_if_lost(store, arena, actor, &list.at[i], faults))
                return false;
    } while (list.next > 0);
    return true;
}

bool key_rotate(Store *store, Arena *arena, const Asker *asker, Slice organisation, Slice id,
                Slice *secret, Faults *faults)
{
    Kept kept;
    int64_t at_ms = now_ms();
    const Record *record = named_key(store, arena, organisation, id, &kept, faults);
    if (record == NULL)
        return false;
    if (!slice_equal(kept.key.state, S("active")))
        return fault_add(faults, FAULT_USAGE, 0, 0, "the key serves no more; make another");
    Slice token = secret_token(arena);
    kept.before = kept.hash;
    kept.before_holder = kept.key.holder;
    kept.before_ends_ms = at_ms + (int64_t)KEY_OVERLAP_HOURS * 3600000;
    kept.hash = secret_digest(arena, token);
    kept.key.holder = holder_of(asker);
    // It serves as long again as it was made for.
    kept.key.ends_ms = at_ms + (kept.key.ends_ms > 0 ? kept.key.ends_ms - kept.since_ms
                                                     : (int64_t)KEY_DAYS * DAY_MS);
    kept.since_ms = at_ms;
    Put it = key_put(arena, asker, id, "rotate", &kept);
    it.version = record->version;
    *secret = secret_of(arena, id, token);
    return put(store, &it, faults);
}
