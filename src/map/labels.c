// SPDX-License-Identifier: Apache-2.0
// Labels of a register, with the glossary's behind them.

#include "map/labels.h"

#include "base/json.h"
#include "base/table.h"

typedef struct LabelFile {
    Table *keys;
    const Json *json; // NULL: there is none
} LabelFile;

struct Labels {
    Slice language;
    LabelFile own, glossary;
};

// ---- Files ----

static bool read_file(Arena *arena, Slice text, LabelFile *file, Faults *faults)
{
    if (text.len == 0)
        return true;
    file->json = json_read(arena, text, faults);
    if (file->json == NULL)
        return false;
    if (file->json->kind != JSON_OBJECT)
        return fault_add(faults, FAULT_STATIC, 1, 1, "labels are an object of paths and texts");
    file->keys = table_new(arena, file->json->count);
    for (size_t i = 0; i < file->json->count; i++)
        table_add(file->keys, file->json->members[i].name, NULL);
    return true;
}

static Slice find(const LabelFile *file, Slice key)
{
    int32_t found = file->keys != NULL ? table_find(file->keys, key) : TABLE_NONE;
    if (found == TABLE_NONE)
        return S("");
    // A name that stands twice counts once in the table.
    return json_text(table_count(file->keys) == file->json->count ? file->json->members[found].value
                                                                  : json_get(file->json, key));
}

const Labels *labels_new(Arena *arena, Slice language, Slice own, Slice glossary, Faults *faults)
{
    Labels *labels = arena_array(arena, Labels, 1);
    labels->language = language;
    return read_file(arena, own, &labels->own, faults) &&
                   read_file(arena, glossary, &labels->glossary, faults)
               ? labels
               : NULL;
}

Slice labels_language(const Labels *labels)
{
    return labels->language;
}

Slice labels_title(const Labels *labels)
{
    return find(&labels->own, S(""));
}

// ---- Terms ----

// "lines.item.name": labels are named without the brackets of lists.
static void add_path(Buffer *out, const Term *term)
{
    if (term->parent == NULL)
        return;
    add_path(out, term->parent);
    if (out->len > 0)
        buffer_add_char(out, '.');
    buffer_add(out, term->name);
}

static Slice own_label(const Labels *labels, Arena *arena, const Term *term)
{
    Buffer path = buffer_new(arena);
    if (labels == NULL)
        return S("");
    add_path(&path, term);
    return find(&labels->own, buffer_slice(&path));
}

Slice label_of_choice(const Labels *labels, Arena *arena, const Term *term, Slice value)
{
    Buffer key = buffer_new(arena);
    if (labels == NULL)
        return value;
    add_path(&key, term);
    buffer_add_char(&key, '=');
    buffer_add(&key, value);
    Slice label = find(&labels->own, buffer_slice(&key));
    return label.len > 0 ? label : value;
}

// The member of the definition before the definition: "Carrier" before "Party".
static Slice glossary_label(const Labels *labels, const Term *term)
{
    Slice label = labels != NULL ? find(&labels->glossary, term->gloss) : S("");
    return label.len > 0 || labels == NULL ? label : find(&labels->glossary, term->def);
}

bool labels_have(const Labels *labels, Arena *scratch, const Term *term)
{
    return own_label(labels, scratch, term).len > 0 || glossary_label(labels, term).len > 0;
}

// What stands between a group and its member: Consignor: Name, 荷送人・名称, 发货人:名称.
static Slice separator(const Labels *labels)
{
    Slice language = labels != NULL ? labels->language : S("en");
    return slice_starts(language, S("ja"))   ? S("・")
           : slice_starts(language, S("zh")) ? S(":")
                                             : S(": ");
}

Slice label_of(const Labels *labels, Arena *arena, const Term *term, const Term *base)
{
    Slice own = own_label(labels, arena, term);
    if (own.len > 0)
        return own;
    Slice name = glossary_label(labels, term);
    if (name.len == 0)
        name = term->title.len > 0 ? term->title : term->name;
    const Term *above = term->parent;
    // Only members of a definition are called alike again and again.
    if (term->gloss.len == 0 || above == base || above == NULL || above->parent == NULL)
        return name;
    Slice group = label_of(labels, arena, above, base), mark = separator(labels);
    return arena_print(arena, "%.*s%.*s%.*s", (int)group.len, group.at, (int)mark.len, mark.at,
                       (int)name.len, name.at);
}
