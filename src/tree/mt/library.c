// SPDX-License-Identifier: Apache-2.0
// Reads the tables of data/mt: one row a line, the names behind bars.
//
//     57a A,B,D O | Advise through bank | 通知経由銀行 | 转通知行

#include "tree/mt/library.h"

#include "base/table.h"

enum { FIELDS_MAX = 1000, ROWS_MAX = 200, SEQUENCES_MAX = 16, RULES_MAX = 32 };

struct MtLibrary {
    Arena *arena;
    Table *tags; // of `fields`
    MtField *fields;
    size_t field_count;
    MtMessage *messages;
};

typedef struct Tabling {
    MtLibrary *library;
    MtMessage *message; // that the rows are of
    unsigned line;
    Faults *faults;
} Tabling;

MtLibrary *mt_library_new(Arena *arena)
{
    MtLibrary *library = arena_array(arena, MtLibrary, 1);
    library->arena = arena;
    library->tags = table_new(arena, 256);
    library->fields = arena_array(arena, MtField, FIELDS_MAX);
    return library;
}

const MtField *mt_field(const MtLibrary *library, Slice tag)
{
    int32_t number = table_find(library->tags, tag);
    return number != TABLE_NONE ? &library->fields[number] : NULL;
}

const MtMessage *mt_message(const MtLibrary *library, Slice type)
{
    const MtMessage *message = library->messages;
    while (message != NULL && !slice_equal(message->type, type))
        message = message->next;
    return message;
}

static bool refuse(Tabling *it, const char *what)
{
    return fault_add(it->faults, FAULT_SYNTAX, it->line, 1, "a table of MT fields and messages: %s",
                     what);
}

static Slice take_word(Slice *rest)
{
    *rest = slice_trim(*rest);
    return slice_cut(rest, ' ');
}

static void take_names(Slice rest, Slice names[MT_LANGUAGES])
{
    for (size_t i = 0; i < MT_LANGUAGES && rest.len > 0; i++)
        names[i] = slice_trim(slice_cut(&rest, '|'));
}

// "{BEN,OUR,SHA}" at the start of what is left, if it is there
static Slice take_codes(Slice *rest)
{
    *rest = slice_trim(*rest);
    if (!slice_starts(*rest, S("{")))
        return S("");
    *rest = slice_part(*rest, 1, rest->len);
    return slice_cut(rest, '}');
}

// What stands before the first bar that parts names: bars within a format have no blanks around
// them.
static Slice cut_names(Slice *line)
{
    size_t bar = slice_find(*line, S(" | "));
    Slice names = bar != SIZE_MAX ? slice_part(*line, bar + 3, line->len) : S("");
    *line = bar != SIZE_MAX ? slice_part(*line, 0, bar) : *line;
    return names;
}

static bool read_field(Tabling *it, Slice line)
{
    MtLibrary *library = it->library;
    Slice names = cut_names(&line), tag = take_word(&line), notation = take_word(&line);
    MtFormat format;
    bool is_new;
    if (!mt_format_read(library->arena, notation, &format))
        return refuse(it, "this format cannot be read");
    int32_t number = table_add(library->tags, tag, &is_new);
    if (number >= FIELDS_MAX)
        return refuse(it, "there are more than 1000 fields");
    MtField *field = &library->fields[number];
    field->tag = tag;
    field->format = format;
    field->codes = take_codes(&line);
    take_names(names, field->names);
    return true;
}

static bool read_message(Tabling *it, Slice line)
{
    Slice names = cut_names(&line);
    MtMessage *message = arena_array(it->library->arena, MtMessage, 1);
    take_word(&line);
    message->type = slice_trim(line);
    take_names(names, message->names);
    message->rows = arena_array(it->library->arena, MtRow, ROWS_MAX);
    message->sequences = arena_array(it->library->arena, MtSequence, SEQUENCES_MAX);
    message->rules = arena_array(it->library->arena, MtRule, RULES_MAX);
    message->next = it->library->messages;
    it->library->messages = it->message = message;
    return true;
}

static bool read_sequence(Tabling *it, Slice line)
{
    MtMessage *message = it->message;
    Slice names = cut_names(&line);
    take_word(&line);
    Slice letter = take_word(&line);
    if (message->sequence_count == SEQUENCES_MAX || letter.len != 1)
        return refuse(it, "a sequence is one letter, and there are 16 at most");
    MtSequence *sequence = &message->sequences[message->sequence_count++];
    *sequence = (MtSequence){
        .letter = letter.at[0], .first = message->row_count, .end = message->row_count};
    sequence->is_mandatory = slice_equal(slice_trim(line), S("M"));
    take_names(names, sequence->names);
    return true;
}

static bool read_rule(Tabling *it, MtRuleKind kind, Slice line)
{
    MtMessage *message = it->message;
    take_word(&line);
    if (message->rule_count == RULES_MAX)
        return refuse(it, "a message has 32 rules at most");
    MtRule *rule = &message->rules[message->rule_count++];
    *rule = (MtRule){kind, {take_word(&line), slice_trim(line)}};
    return rule->fields[1].len > 0 || refuse(it, "a rule is about two fields");
}

static Slice without_commas(Arena *arena, Slice text)
{
    char *made = arena_take_raw(arena, text.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] != ',')
            made[len++] = text.at[i];
    return (Slice){made, len};
}

static bool read_row(Tabling *it, Slice line)
{
    MtMessage *message = it->message;
    Slice names = cut_names(&line), tag = take_word(&line);
    if (message->row_count == ROWS_MAX || tag.len < 2 || tag.len > 3)
        return refuse(it, "a row begins with a tag, as 32B or 57a, and there are 200 at most");
    if (message->sequence_count == 0)
        message->sequences[message->sequence_count++] = (MtSequence){.is_mandatory = true};
    MtRow *row = &message->rows[message->row_count++];
    row->tag = slice_part(tag, 0, 2);
    row->has_choice = slice_ends(tag, S("a"));
    row->options = row->has_choice ? without_commas(it->library->arena, take_word(&line))
                   : tag.len == 3  ? slice_part(tag, 2, 1)
                                   : S("-");
    Slice status = take_word(&line);
    row->is_mandatory = slice_starts(status, S("M"));
    row->is_repeatable = slice_ends(status, S("*"));
    row->sequence = (uint16_t)(message->sequence_count - 1);
    row->codes = take_codes(&line);
    take_names(names, row->names);
    message->sequences[row->sequence].end = message->row_count;
    return row->is_mandatory || slice_starts(status, S("O")) || refuse(it, "a row is M or O");
}

typedef struct RuleWord {
    const char *word;
    MtRuleKind kind;
} RuleWord;

static bool read_message_line(Tabling *it, Slice line)
{
    static const RuleWord rule_words[] = {
        {"not-both ", MT_RULE_NOT_BOTH}, {"both ", MT_RULE_BOTH}, {"needs ", MT_RULE_NEEDS}};
    if (slice_starts(line, S("message ")))
        return read_message(it, line);
    if (it->message == NULL)
        return refuse(it, "a row stands before the first message");
    if (slice_starts(line, S("sequence ")))
        return read_sequence(it, line);
    for (size_t i = 0; i < sizeof rule_words / sizeof *rule_words; i++)
        if (slice_starts(line, slice_of(rule_words[i].word)))
            return read_rule(it, rule_words[i].kind, line);
    return read_row(it, line);
}

bool mt_library_add(MtLibrary *library, Slice text, Faults *faults)
{
    Tabling it = {.library = library, .line = 1, .faults = faults};
    Slice head = slice_trim(slice_cut(&text, '\n'));
    bool is_fields = slice_equal(head, S("mt fields"));
    if (!is_fields && !slice_equal(head, S("mt messages")))
        return refuse(&it, "its first line is \"mt fields\" or \"mt messages\"");
    while (text.len > 0) {
        it.line++;
        Slice line = slice_trim(slice_cut(&text, '\n'));
        if (line.len == 0 || line.at[0] == '#')
            continue;
        if (is_fields ? !read_field(&it, line) : !read_message_line(&it, line))
            return false;
    }
    return true;
}

// ---- Rows ----

Slice mt_row_tag(Arena *arena, const MtRow *row)
{
    char option = row->has_choice ? 'a' : row->options.at[0];
    return option == '-' ? row->tag : arena_print(arena, "%.2s%c", row->tag.at, option);
}

bool mt_row_is(const MtRow *row, Slice tag, Slice *option)
{
    if (tag.len < 2 || !slice_equal(slice_part(tag, 0, 2), row->tag))
        return false;
    *option = tag.len > 2 ? slice_part(tag, 2, 1) : S("-");
    return true;
}
