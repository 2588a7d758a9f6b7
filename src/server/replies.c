// SPDX-License-Identifier: Apache-2.0
// Replies: what parties of a deal say to documents that others put into it.
//
//     {"organisation": "dalian-gear", "record": "…", "version": 3, "content": "<hash>", "reason":
//     "…"}
//
// A reply is a record of the party that gives it, one for each document, in register
// `@reply.<kind>`: so nobody writes in another's record, what was said before stays in the journal,
// and the kind alone says who may see it.

#include "server/dossier.h"

#include "identity/secrets.h"

// Of the content, in hex: a record that only moves on gets a new version, and says the same.
static Slice said_by(Arena *arena, const Record *document)
{
    Buffer text = buffer_new(arena);
    for (size_t i = 0; i < HASH_SIZE; i++)
        buffer_print(&text, "%02x", document->content_body.hash.at[i]);
    return buffer_slice(&text);
}

static bool read_reply(Arena *arena, const Record *record, Reply *reply, Faults *faults)
{
    const Json *content = json_read(arena, record->content, faults);
    if (content == NULL)
        return false;
    Slice kind = record->register_name;
    *reply = (Reply){.organisation = record->owner,
                     .owner = json_get_text(content, S("organisation")),
                     .kind = slice_part(kind, KIND_REPLY.len, kind.len),
                     .record = json_get_text(content, S("record")),
                     .content = json_get_text(content, S("content")),
                     .is_accepting = slice_equal(record->state, S("accepted")),
                     .reason = json_get_text(content, S("reason")),
                     .version = json_get_text(content, S("version")),
                     .time_ms = record->changed_ms};
    return true;
}

bool replies_read(Arena *arena, Dossier *dossier, const Record *records, size_t count,
                  Faults *faults)
{
    Reply *replies = arena_array(arena, Reply, count);
    dossier->replies = replies;
    for (size_t i = 0; i < count; i++) {
        Slice kind = records[i].register_name;
        if (!slice_starts(kind, KIND_REPLY) || !dossier_tells(dossier, records[i].owner, kind))
            continue;
        if (!read_reply(arena, &records[i], &replies[dossier->reply_count++], faults))
            return false;
    }
    return true;
}

bool reply_is_to(const Reply *reply, const Record *document)
{
    return slice_equal(reply->record, document->id) &&
           slice_equal(reply->kind, document->register_name) &&
           slice_equal(reply->owner, document->owner);
}

bool reply_holds(Arena *arena, const Reply *reply, const Record *document)
{
    return slice_equal(reply->content, said_by(arena, document));
}

ReplyOutcome replies_outcome(Arena *arena, const Dossier *dossier, const Record *document)
{
    ReplyOutcome outcome = REPLY_NONE;
    for (size_t i = 0; i < dossier->reply_count && outcome != REPLY_REFUSED; i++) {
        const Reply *reply = &dossier->replies[i];
        if (reply_is_to(reply, document) && reply_holds(arena, reply, document))
            outcome = reply->is_accepting ? REPLY_ACCEPTED : REPLY_REFUSED;
    }
    return outcome;
}

Write reply_write(Arena *arena, const Dossier *dossier, const Record *document, bool is_accepting,
                  Slice reason)
{
    Slice kind = document->register_name, owner = document->owner, id = document->id;
    JsonWriter json = json_writer(arena);
    json_open(&json, '{');
    json_field(&json, "organisation", owner);
    json_field(&json, "record", id);
    json_field(&json, "version", arena_print(arena, "%llu", (unsigned long long)document->version));
    json_field(&json, "content", said_by(arena, document));
    json_field(&json, "reason", reason);
    json_close(&json, '}');
    Slice about = arena_print(arena, "%.*s/%.*s", (int)owner.len, owner.at, (int)id.len, id.at);
    return (Write){.actor = dossier->asker.actor,
                   .owner = dossier->asker.organisation,
                   .register_name = arena_join(arena, KIND_REPLY, kind),
                   .record = slice_part(secret_digest(arena, about), 0, 20),
                   .action = is_accepting ? S("accept") : S("refuse"),
                   .version = VERSION_ANY,
                   .state = is_accepting ? S("accepted") : S("refused"),
                   .deal = dossier->record->id,
                   .content = buffer_slice(json.out)};
}
