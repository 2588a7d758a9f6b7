// Findings of a schema: the list, and the sentences made of them.
#include "schema/finding.h"

#include "base/buffer.h"

enum {
    FINDINGS_MOST = 10000,  // more than anybody mends; a report of all would hide the first
    ARGUMENT_MAX = 160,     // bytes of one argument that a sentence shows
};

bool schema_find(SchemaFindings *findings, const SchemaFinding *finding)
{
    findings->count++;
    if (findings->kept >= (findings->most != 0 ? findings->most : FINDINGS_MOST))
        return false;
    if (findings->kept == findings->room) {
        size_t room = findings->room != 0 ? 2 * findings->room : 16;
        findings->list = arena_resize(findings->arena, findings->list, findings->room * sizeof *findings->list,
                                      room * sizeof *findings->list);
        findings->room = room;
    }
    findings->list[findings->kept++] = *finding;
    return false;
}

static void add_argument(Buffer *out, Slice argument)
{
    size_t end = argument.len;
    if (end > ARGUMENT_MAX)
        for (end = ARGUMENT_MAX; end > 0 && ((unsigned char)argument.at[end] & 0xC0) == 0x80;)
            end--;
    for (size_t i = 0; i < end; i++) {
        unsigned char c = (unsigned char)argument.at[i];
        if (c < 0x20 || c == 0x7F)
            buffer_print(out, "\\x%02X", c);
        else
            buffer_add_char(out, (char)c);
    }
    if (end < argument.len)
        buffer_add(out, S("…"));
}

Slice schema_message(Arena *arena, const SchemaFinding *finding, SchemaLanguage language)
{
    Buffer out = buffer_new(arena);
    for (const char *p = finding->text->in[language]; *p != '\0'; p++)
        if (p[0] == '{' && p[1] >= '1' && p[1] < '1' + SCHEMA_ARGUMENTS_MAX && p[2] == '}') {
            add_argument(&out, finding->arguments[p[1] - '1']);
            p += 2;
        } else {
            buffer_add_char(&out, *p);
        }
    return buffer_slice(&out);
}

SchemaLanguage schema_language(Slice tag)
{
    if (slice_starts(tag, S("ja")))
        return SCHEMA_JAPANESE;
    return slice_starts(tag, S("zh")) ? SCHEMA_CHINESE : SCHEMA_ENGLISH;
}
