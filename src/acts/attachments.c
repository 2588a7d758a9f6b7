// SPDX-License-Identifier: Apache-2.0
// Files that fields name: kept by themselves, found by the record that they are for.

#include "acts/internal.h"

#include "register/edit.h"

// What a file is, by its first bytes; what it says of itself is not believed.
typedef struct Signature {
    const char *bytes;
    size_t count;
    const char *type;
} Signature;

static const Signature signatures[] = {
    {"%PDF-", 5, "application/pdf"},   {"\x89PNG\r\n\x1a\n", 8, "image/png"},
    {"\xff\xd8\xff", 3, "image/jpeg"}, {"GIF8", 4, "image/gif"},
    {"II*\0", 4, "image/tiff"},        {"MM\0*", 4, "image/tiff"},
};

typedef struct Office {
    const char *suffix, *type;
} Office;

// All are ZIP archives; which one the name tells, as it does to who opens it.
static const Office offices[] = {
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
};

static bool is_plain_text(Slice bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if ((unsigned char)bytes.at[i] < ' ' && strchr("\t\n\r\f", bytes.at[i]) == NULL)
            return false;
    return true;
}

static Slice media_type_of(Slice name, Slice bytes)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (slice_starts(bytes, (Slice){signatures[i].bytes, signatures[i].count}))
            return slice_of(signatures[i].type);
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++)
        if (slice_starts(bytes, S("PK\3\4")) && slice_ends(name, slice_of(offices[i].suffix)))
            return slice_of(offices[i].type);
    return is_plain_text(bytes) ? S("text/plain") : S("application/octet-stream");
}

// "image/*"
static bool type_fits(const WordList *types, Slice type)
{
    for (size_t i = 0; i < types->count; i++) {
        Slice one = types->at[i];
        bool is_open = slice_ends(one, S("*"));
        if (is_open ? slice_starts(type, slice_part(one, 0, one.len - 1)) : slice_equal(one, type))
            return true;
    }
    return false;
}

static bool fits(Act *act, const DeclaredField *field, Slice type, Slice bytes)
{
    if (bytes.len > field->size_max)
        return fault_add(act->faults, FAULT_LIMIT, 0, 0,
                         "the file has %zu bytes; %.*s takes %llu at most", bytes.len,
                         (int)field->path.len, field->path.at, (unsigned long long)field->size_max);
    if (type_fits(&field->types, type))
        return true;
    Buffer list = buffer_new(act->arena);
    for (size_t i = 0; i < field->types.count; i++)
        buffer_print(&list, "%s%.*s", i > 0 ? ", " : "", (int)field->types.at[i].len,
                     field->types.at[i].at);
    return fault_add(act->faults, FAULT_USAGE, 0, 0, "the file is %.*s; %.*s takes %.*s",
                     (int)type.len, type.at, (int)field->path.len, field->path.at, (int)list.len,
                     list.at);
}

static Slice record_name(Act *act, const Matter *matter)
{
    return arena_print(act->arena, "%.*s/%.*s", (int)register_name(matter->reg).len,
                       register_name(matter->reg).at, (int)matter->record->id.len,
                       matter->record->id.at);
}

static Slice write_about(Act *act, const Matter *matter, const Attachment *attachment)
{
    JsonWriter json = json_line_writer(act->arena);
    json_open(&json, '{');
    json_field(&json, "record", record_name(act, matter));
    json_field(&json, "field", attachment->field);
    json_field(&json, "name", attachment->name);
    json_field(&json, "mediaType", attachment->media_type);
    json_field_integer(&json, "size", (int64_t)attachment->size);
    json_close(&json, '}');
    return buffer_slice(json.out);
}

bool act_attach(Act *act, const Matter *matter, Slice path, Slice name, Slice bytes,
                Attachment *attachment)
{
    Receipt receipt;
    const DeclaredField *field = declared_field(matter->declaration, path);
    if (field == NULL || !field->is_attachment)
        return fault_add(act->faults, FAULT_USAGE, 0, 0, "the field %.*s takes no files",
                         (int)path.len, path.at);
    if (!matter_may_write(matter) ||
        !sight_may_write_field(matter->declaration, &matter->footing, path))
        return refuse_right(act, "attach files here");
    *attachment = (Attachment){.id = act_new_id(act),
                               .field = path,
                               .name = name,
                               .media_type = media_type_of(name, bytes),
                               .size = bytes.len};
    Facet facet = facet_reference(S("record"), record_name(act, matter));
    Write write = {.actor = act_actor(act),
                   .owner = matter->record->owner,
                   .register_name = KIND_ATTACHMENT,
                   .record = attachment->id,
                   .action = S("attach"),
                   .state = S("kept"),
                   .content = write_about(act, matter, attachment),
                   .original = bytes,
                   .media_type = attachment->media_type,
                   .file_name = name,
                   .facets = &facet,
                   .facet_count = 1};
    return fits(act, field, attachment->media_type, bytes) && act_write(act, &write, &receipt);
}

// ---- Erasing ----

static bool erase_attachment(Act *act, const Record *record)
{
    Receipt receipt;
    Write write = {.actor = act_actor(act),
                   .owner = record->owner,
                   .register_name = record->register_name,
                   .record = record->id,
                   .action = S("erase"),
                   .version = VERSION_ANY,
                   .state = S("erased"),
                   .erases = true};
    return store_write(act->store, &write, &receipt, act->faults);
}

bool erase_attachments(Act *act, const Matter *matter)
{
    RecordList list;
    Facet facet = facet_reference(S("record"), record_name(act, matter));
    Query query = {.owner = matter->record->owner,
                   .register_name = KIND_ATTACHMENT,
                   .facets = &facet,
                   .facet_count = 1,
                   .limit = LIST_MAX};
    do {
        if (!store_list(act->store, act->arena, &query, &list, act->faults))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (!erase_attachment(act, &list.at[i]))
                return false;
    } while (list.count == LIST_MAX); // what is erased has no facets any more
    return true;
}

// ---- Reading ----

typedef struct Naming {
    Slice id;
    bool is_named;
} Naming;

static bool compare_id(void *context, Slice value)
{
    Naming *it = context;
    it->is_named = slice_equal(it->id, value);
    return !it->is_named;
}

bool act_attachment(Act *act, const Matter *matter, Slice id, Attachment *attachment)
{
    const Record *record = store_record(act->store, act->arena, matter->record->owner,
                                        KIND_ATTACHMENT, id, act->faults);
    bool is_kept = record != NULL && record->content.len > 0; // else it was erased
    const Json *about = is_kept ? json_read(act->arena, record->content, act->faults) : NULL;
    Slice field = json_get_text(about, S("field"));
    Naming naming = {.id = id};
    json_each(matter->content, field, compare_id, &naming);
    bool is_its = slice_equal(json_get_text(about, S("record")), record_name(act, matter));
    // Who put it there sees it before the field names it.
    bool is_seen =
        sight_may_read_field(matter->declaration, &matter->footing, &matter->holding, field) &&
        (naming.is_named || matter_may_write(matter));
    if (about == NULL || !is_its || !is_seen)
        return refuse_absent(act);
    *attachment = (Attachment){.id = id,
                               .field = field,
                               .name = json_get_text(about, S("name")),
                               .media_type = json_get_text(about, S("mediaType"))};
    if (!store_body(act->store, act->arena, record->index, BODY_ORIGINAL, &attachment->bytes,
                    act->faults))
        return refuse_absent(act);
    attachment->size = attachment->bytes.len;
    return true;
}
