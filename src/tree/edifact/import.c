// SPDX-License-Identifier: Apache-2.0
// A release of the UN's directories to our compact text (docs/edifact.md).
//
//     texts ─► rows by kind ─► messages, segments, composites, elements with codes: one text
//
// Only facts are taken: tags, positions, status, repetitions, forms, codes and names. What texts say in sentences
// (functions, descriptions, notes) stays with the publisher.

#include "tree/edifact.h"

#include "tree/edifact/import.h"

#include <stdlib.h>

static bool import_text(Import *it, const Text *text)
{
    switch (text->kind) {
    case TEXT_MESSAGE:
        return import_message(it, text);
    case TEXT_SEGMENTS:
        return import_segments(it, text);
    case TEXT_COMPOSITES:
        return import_composites(it, text);
    case TEXT_ELEMENTS:
        return import_elements(it, text);
    case TEXT_CODES:
        return import_codes(it, text);
    case TEXT_NONE:
        break;
    }
    return true;
}

// Whether the message is one of "INVOIC,ORDERS"; empty: all.
static bool is_wanted(Slice messages, const Text *text)
{
    if (text->kind != TEXT_MESSAGE || messages.len == 0)
        return true;
    while (messages.len > 0)
        if (slice_equal(slice_cut(&messages, ','), slice_part(text->name, 0, 6)))
            return true;
    return false;
}

static int compare_elements(const void *a, const void *b)
{
    return slice_compare(((const ElementRows *)a)->number, ((const ElementRows *)b)->number);
}

static Slice release_of(const Texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        if (texts->list[i].kind == TEXT_SEGMENTS)
            return texts->list[i].release;
    return S("");
}

static Slice write_all(Import *it, Slice release)
{
    Buffer out = buffer_new(it->arena);
    buffer_print(&out, "edifact D %.*s UN\n", (int)release.len, release.at);
    buffer_add(&out, buffer_slice(&it->messages));
    buffer_add(&out, buffer_slice(&it->segments));
    buffer_add(&out, buffer_slice(&it->composites));
    qsort(it->elements, it->element_count, sizeof *it->elements, compare_elements);
    for (size_t i = 0; i < it->element_count; i++) {
        const ElementRows *element = &it->elements[i];
        buffer_print(&out, "e %.4s %.*s %.*s\n", element->number.at, (int)element->form.len, element->form.at,
                     (int)element->name.len, element->name.at);
        buffer_add(&out, buffer_slice(&element->codes));
    }
    return buffer_slice(&out);
}

bool edifact_import(Arena *arena, const char *path, Slice messages, EdifactImport *result, Faults *faults)
{
    Texts texts = {0};
    if (!import_collect(arena, path, &texts, faults))
        return false;
    Slice release = release_of(&texts);
    if (release.len == 0)
        return fault_add(faults, FAULT_SYNTAX, 0, 0,
                         "%s holds no segment directory (EDSD or TRSD); give the folder or ZIP of one release", path);
    Import it = {.arena = arena, .faults = faults, .by_number = table_new(arena, 1024)};
    it.messages = it.segments = it.composites = buffer_new(arena);
    size_t before = faults->count;
    for (size_t i = 0; i < texts.count; i++)
        if (is_wanted(messages, &texts.list[i]))
            import_text(&it, &texts.list[i]);
    if (faults->count > before)
        return false;
    *result = (EdifactImport){.release = release,
                              .text = write_all(&it, release),
                              .message_count = it.message_count,
                              .element_count = it.element_count,
                              .code_count = it.code_count};
    return true;
}
