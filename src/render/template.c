// SPDX-License-Identifier: Apache-2.0
// Texts with places for values: "{postcode} {cityName}[ ({tax.rate} %)]".

#include "codes/codes.h"
#include "render/internal.h"

#include "base/utf8.h"

enum {
    PIECES_MAX = 64, // of a template; ours have up to 20
    SHOWN_MAX = 60,
};

typedef enum PieceKind {
    PIECE_TEXT,
    PIECE_VALUE,
    PIECE_OPEN, // what follows is left out where none of its places has a value
    PIECE_CLOSE,
} PieceKind;

typedef enum ValueForm {
    VALUE_BY_KIND,   // as the kind of the term is written
    VALUE_CODE,      // Japan (JP)
    VALUE_CODE_NAME, // Japan
    VALUE_RAW,       // as the content has it, for machines
} ValueForm;

typedef struct Piece {
    PieceKind kind;
    Slice text;
    const Term *term;
    ValueForm form;
    const Codes *codes;
} Piece;

struct Template {
    Piece *pieces;
    size_t count;
};

// ---- Terms ----

// Whether items of the list are seen from the scope: it is the scope's own, or one around it.
static bool is_seen(const Term *scope, const Term *list)
{
    scope = scope->kind == TERM_LIST ? scope : scope->list;
    while (scope != NULL && scope != list)
        scope = scope->list;
    return scope != NULL;
}

const Term *scope_find(const TemplateScope *scope, Slice path, Faults *faults)
{
    const Term *from = scope->from;
    Slice rest = path;
    if (slice_starts(path, S("/"))) {
        while (from->parent != NULL)
            from = from->parent;
        rest = slice_part(path, 1, path.len);
    }
    const Term *term = model_find(from, rest);
    int shown = path.len < SHOWN_MAX ? (int)path.len : SHOWN_MAX;
    if (term == NULL || term->parent == NULL) {
        fault_add(faults, FAULT_STATIC, scope->line, scope->column,
                  "\"%.*s\" is no term of the register from here on; see its schema.json", shown,
                  path.at);
        return NULL;
    }
    // A list within another is gone over item by item, whatever it lies in.
    if (term->kind != TERM_LIST && !is_seen(scope->from, term->list)) {
        fault_add(faults, FAULT_STATIC, scope->line, scope->column,
                  "\"%.*s\" occurs again and again; go over its list with \"each\" or \"table\"",
                  shown, path.at);
        return NULL;
    }
    return term;
}

const ContentItem *item_of(const ContentItem *item, const Term *term)
{
    while (item->list != term->list)
        item = item->parent;
    return item;
}

// ---- Parsing ----

static bool parse_form(Arena *arena, Slice text, Piece *piece, const TemplateScope *scope,
                       Faults *faults)
{
    static const Slice name = S_INIT("name ");
    piece->form = VALUE_BY_KIND;
    if (text.len == 0)
        return true;
    piece->form = VALUE_RAW;
    if (slice_equal(text, S("raw")))
        return true;
    piece->form = slice_starts(text, name) ? VALUE_CODE_NAME : VALUE_CODE;
    Slice list = piece->form == VALUE_CODE ? text : slice_part(text, name.len, text.len);
    piece->codes = codes_own(arena, list);
    return piece->codes != NULL ||
           fault_add(faults, FAULT_STATIC, scope->line, scope->column,
                     "there is no code list \"%.*s\"; `madoguchi codes` names them",
                     list.len < SHOWN_MAX ? (int)list.len : SHOWN_MAX, list.at);
}

static bool parse_value(Arena *arena, Slice inner, Piece *piece, const TemplateScope *scope,
                        Faults *faults)
{
    Slice path = slice_cut(&inner, '|');
    piece->kind = PIECE_VALUE;
    piece->term = scope_find(scope, path, faults);
    if (piece->term == NULL)
        return false;
    if (piece->term->kind >= TERM_GROUP)
        return fault_add(faults, FAULT_STATIC, scope->line, scope->column,
                         "\"%.*s\" has members and no value of its own; name one of them",
                         path.len < SHOWN_MAX ? (int)path.len : SHOWN_MAX, path.at);
    scope->is_shown[piece->term->index] = true;
    return parse_form(arena, inner, piece, scope, faults);
}

static size_t plain_length(Slice text)
{
    size_t end = 0;
    while (end < text.len && strchr("{[]", text.at[end]) == NULL)
        end++;
    return end;
}

// Takes one piece off *rest.
static bool parse_piece(Arena *arena, Slice *rest, Piece *piece, const TemplateScope *scope,
                        Faults *faults)
{
    char first = rest->at[0];
    size_t length = 1;
    if (first == '{') {
        length = slice_find(*rest, S("}"));
        if (length == SIZE_MAX)
            return fault_add(faults, FAULT_STATIC, scope->line, scope->column,
                             "a place begins with { and does not end with }");
        if (!parse_value(arena, slice_part(*rest, 1, length - 1), piece, scope, faults))
            return false;
        length++;
    } else if (first == '[' || first == ']') {
        piece->kind = first == '[' ? PIECE_OPEN : PIECE_CLOSE;
    } else {
        length = plain_length(*rest);
        piece->text = slice_part(*rest, 0, length);
    }
    *rest = slice_part(*rest, length, rest->len);
    return true;
}

const Template *template_parse(Arena *arena, Slice text, const TemplateScope *scope, Faults *faults)
{
    Template *result = arena_array(arena, Template, 1);
    bool is_open = false, is_good = true;
    result->pieces = arena_array(arena, Piece, PIECES_MAX);
    while (text.len > 0 && is_good && result->count < PIECES_MAX) {
        Piece *piece = &result->pieces[result->count++];
        is_good = parse_piece(arena, &text, piece, scope, faults);
        is_good &= piece->kind != PIECE_OPEN || !is_open;
        is_good &= piece->kind != PIECE_CLOSE || is_open;
        is_open = piece->kind == PIECE_OPEN || (is_open && piece->kind != PIECE_CLOSE);
    }
    if (is_good && !is_open && text.len == 0)
        return result;
    fault_add(faults, FAULT_STATIC, scope->line, scope->column,
              "this text has a faulty place, brackets that do not match or are within others, or "
              "more than %d pieces",
              PIECES_MAX);
    return NULL;
}

// ---- Filling ----

// In each language of the reading what `say` says, once where two say the same.
static void add_sayings(Buffer *out, const Filling *it, const Piece *piece, Slice value,
                        Slice say(const Filling *it, const Piece *piece, Slice value,
                                  SheetLanguage language))
{
    Slice first = say(it, piece, value, it->reading->languages[0]);
    buffer_add(out, first);
    for (size_t i = 1; i < it->reading->count; i++) {
        Slice other = say(it, piece, value, it->reading->languages[i]);
        if (slice_equal(first, other))
            continue;
        buffer_add(out, S(" / "));
        buffer_add(out, other);
    }
}

static Slice say_date(const Filling *it, const Piece *piece, Slice value, SheetLanguage language)
{
    (void)piece;
    if (language == LANGUAGE_JA && it->reading->has_eras)
        return format_era_date(it->arena, value);
    return format_date(it->arena, value, language);
}

static Slice say_code(const Filling *it, const Piece *piece, Slice value, SheetLanguage language)
{
    Arena *arena = it->arena;
    CodeRow row = codes_find(piece->codes, value);
    if (row == CODE_NONE)
        return format_text(arena, value);
    return codes_label(piece->codes, row, slice_of(language_name(language)));
}

static void add_code(Buffer *out, const Filling *it, const Piece *piece, Slice value)
{
    bool is_known = codes_find(piece->codes, value) != CODE_NONE;
    add_sayings(out, it, piece, value, say_code);
    if (is_known && piece->form == VALUE_CODE)
        buffer_print(out, " (%.*s)", (int)value.len, value.at);
}

// For machines, to which a line end begins the next field: a name that has one is not to begin it.
static void add_raw(Buffer *out, Slice value)
{
    for (size_t i = 0; i < value.len; i++)
        buffer_add_char(out, (unsigned char)value.at[i] < ' ' ? ' ' : value.at[i]);
}

static void add_value(Buffer *out, const Filling *it, const Piece *piece, Slice value)
{
    if (piece->form == VALUE_RAW)
        add_raw(out, value);
    else if (piece->form != VALUE_BY_KIND)
        add_code(out, it, piece, value);
    else if (piece->term->kind == TERM_DATE)
        add_sayings(out, it, piece, value, say_date);
    else if (piece->term->kind == TERM_NUMBER)
        buffer_add(out, format_number(it->arena, value));
    else
        buffer_add(out, format_text(it->arena, value));
}

Slice template_fill(const Filling *it, const Template *text, const ContentItem *item)
{
    Buffer out = buffer_new(it->arena);
    size_t values = 0, opened_at = 0, values_before = 0;
    for (size_t i = 0; i < text->count; i++) {
        const Piece *piece = &text->pieces[i];
        Slice value;
        switch (piece->kind) {
        case PIECE_TEXT:
            buffer_add(&out, piece->text);
            break;
        case PIECE_VALUE:
            value = slot_text(&item_of(item, piece->term)->slots[piece->term->slot]);
            values += value.len > 0;
            if (value.len > 0)
                add_value(&out, it, piece, value);
            break;
        case PIECE_OPEN:
            opened_at = out.len;
            values_before = values;
            break;
        case PIECE_CLOSE:
            if (values == values_before)
                out.len = opened_at;
            break;
        }
    }
    return values > 0 ? buffer_slice(&out) : S("");
}
