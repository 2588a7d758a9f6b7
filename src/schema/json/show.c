// SPDX-License-Identifier: Apache-2.0
// Shows a JSON Schema as people read it: members with how often they may occur, their types, what
// they mean.
//
// What a value may be is said in many places: in the schema itself, in what it refers to, in each
// part of its allOf. They are gathered first, then shown as one.

#include "schema/json/internal.h"
#include "schema/outline.h"

enum {
    DEPTH_DEFAULT = 12,
    GATHERED_MAX = 32, // schemas that say something of one value
    OPEN_MAX = 64,
};

typedef struct Show {
    Arena *scratch;
    Outline outline;
    unsigned depth_max;
    const SubSchema *open[OPEN_MAX]; // that are shown already above: recursion ends there
    size_t open_count;
} Show;

typedef struct Gathered {
    const SubSchema *at[GATHERED_MAX];
    size_t count;
} Gathered;

static void gather(Gathered *gathered, const SubSchema *schema)
{
    for (size_t i = 0; i < gathered->count; i++)
        if (gathered->at[i] == schema)
            return;
    if (!schema || gathered->count == GATHERED_MAX)
        return;
    gathered->at[gathered->count++] = schema;
    for (size_t i = 0; i < schema->rule_count; i++) {
        const Rule *rule = &schema->rules[i];
        if (rule->keyword == KEY_REF || rule->keyword == KEY_DYNAMIC_REF)
            gather(gathered, rule->schema);
        for (size_t k = 0; rule->keyword == KEY_ALL_OF && k < rule->count; k++)
            gather(gathered, rule->schemas[k]);
    }
}

static Gathered gather_all(const SubSchema *schema)
{
    Gathered gathered = {0};
    gather(&gathered, schema);
    return gathered;
}

// The first rule of that keyword, from where *index stands; NULL behind the last.
static const Rule *next_rule(const Gathered *gathered, Keyword keyword, size_t *index)
{
    size_t number = 0;
    for (size_t i = 0; i < gathered->count; i++)
        for (size_t k = 0; k < gathered->at[i]->rule_count; k++)
            if (gathered->at[i]->rules[k].keyword == keyword && number++ == *index) {
                ++*index;
                return &gathered->at[i]->rules[k];
            }
    return NULL;
}

static const Rule *first_rule(const Gathered *gathered, Keyword keyword)
{
    size_t index = 0;
    return next_rule(gathered, keyword, &index);
}

static Slice text_of(const Gathered *gathered, const char *member)
{
    for (size_t i = 0; i < gathered->count; i++) {
        Slice text = json_get_text(gathered->at[i]->json, slice_of(member));
        if (text.len)
            return text;
    }
    return S("");
}

// ---- Types ----

static void add_word(Buffer *out, Slice word)
{
    if (out->len)
        buffer_add(out, S(" or "));
    buffer_add(out, word);
}

static void add_values(Buffer *out, const Json *list)
{
    enum { VALUES_SHOWN = 8 };
    buffer_add(out, out->len ? S(", one of") : S("one of"));
    for (size_t i = 0; i < list->count; i++) {
        buffer_add(out, i ? S(", ") : S(" "));
        if (i == VALUES_SHOWN) {
            buffer_add(out, S("…"));
            return;
        }
        buffer_add(out, list->items[i]->text.len ? list->items[i]->text : S("null"));
    }
}

static Slice type_text(Show *show, const Gathered *gathered)
{
    static const char *const names[] = {"object",  "array", "string", "number",
                                        "boolean", "null",  "",       "integer"};
    Buffer out = buffer_new(show->scratch);
    const Rule *type = first_rule(gathered, KEY_TYPE), *values = first_rule(gathered, KEY_ENUM),
               *value = first_rule(gathered, KEY_CONST);
    for (unsigned i = 0; type && i < sizeof names / sizeof *names; i++)
        if (type->types >> i & 1)
            add_word(&out, slice_of(names[i]));
    Slice format = text_of(gathered, "format");
    if (format.len) {
        buffer_add(&out, out.len ? S(", ") : S(""));
        buffer_add(&out, format);
    }
    if (values && values->json->kind == JSON_ARRAY)
        add_values(&out, values->json);
    if (value && value->json->text.len)
        buffer_print(&out, "%salways %.*s", out.len ? ", " : "", (int)value->json->text.len,
                     value->json->text.at);
    return buffer_slice(&out);
}

// ---- The tree ----

typedef struct Part { // what a line is about
    Slice name;
    const SubSchema *schema;
    uint32_t min, max;
    unsigned depth;
} Part;

static void show_part(Show *show, Part part);

static bool is_required(const Gathered *gathered, Slice name)
{
    size_t index = 0;
    for (const Rule *rule; (rule = next_rule(gathered, KEY_REQUIRED, &index)) != NULL;)
        for (size_t i = 0; i < rule->count; i++)
            if (slice_equal(rule->keys[i], name))
                return true;
    return false;
}

static void show_members(Show *show, const Gathered *gathered, unsigned depth)
{
    size_t index = 0;
    for (const Rule *rule; (rule = next_rule(gathered, KEY_PROPERTIES, &index)) != NULL;) {
        for (size_t i = 0; i < rule->count; i++)
            show_part(show, (Part){rule->named[i].name, rule->named[i].schema,
                                   is_required(gathered, rule->named[i].name), 1, depth});
        for (size_t i = 0; i < rule->pattern_count; i++)
            show_part(show, (Part){rule->patterns[i].name, rule->patterns[i].schema, 0,
                                   OUTLINE_UNBOUNDED, depth});
    }
}

static Slice branch_name(const SubSchema *branch, Slice otherwise)
{
    Gathered gathered = gather_all(branch);
    Slice title = text_of(&gathered, "title");
    return title.len ? title : otherwise;
}

static void show_branches(Show *show, const Gathered *gathered, Keyword keyword, unsigned depth)
{
    size_t index = 0;
    for (const Rule *rule; (rule = next_rule(gathered, keyword, &index)) != NULL;) {
        OutlineRow row = {.depth = depth,
                          .name = keyword == KEY_ONE_OF ? S("(one of)") : S("(any of)"),
                          .min = 1,
                          .max = 1};
        outline_add(&show->outline, &row);
        for (size_t i = 0; i < rule->count; i++)
            show_part(show, (Part){branch_name(rule->schemas[i], S("-")), rule->schemas[i], 1, 1,
                                   depth + 1});
    }
}

static bool open_schema(Show *show, const SubSchema *schema)
{
    for (size_t i = 0; i < show->open_count; i++)
        if (show->open[i] == schema)
            return false;
    if (show->open_count == OPEN_MAX)
        return false;
    show->open[show->open_count++] = schema;
    return true;
}

static uint32_t limit_of(const Gathered *gathered, Keyword keyword, uint32_t otherwise)
{
    const Rule *rule = first_rule(gathered, keyword);
    return !rule ? otherwise : rule->count < UINT32_MAX ? (uint32_t)rule->count : UINT32_MAX - 1;
}

// An array is shown as its items: the member's name, as often as there may be items.
static bool show_as_items(Show *show, const Gathered *gathered, Part part)
{
    const Rule *items = first_rule(gathered, KEY_ITEMS), *type = first_rule(gathered, KEY_TYPE);
    if (!items || items->count || (type && type->types != 1u << JSON_TYPE_ARRAY))
        return false;
    part.schema = items->schema;
    part.min = part.min ? limit_of(gathered, KEY_MIN_ITEMS, 0) : 0;
    part.max = limit_of(gathered, KEY_MAX_ITEMS, OUTLINE_UNBOUNDED);
    show_part(show, part);
    return true;
}

static void show_part(Show *show, Part part)
{
    Gathered gathered = gather_all(part.schema);
    // the deepest schema that is referred to is the same wherever it is referred to
    const SubSchema *own = gathered.count ? gathered.at[gathered.count - 1] : NULL;
    if (show->outline.lines > OUTLINE_LINES_MAX || !own || part.schema->truth == 0)
        return;
    if (part.depth <= show->depth_max && show->open_count < OPEN_MAX) {
        show->open[show->open_count++] =
            NULL; // arrays of arrays have no line of their own, yet end
        bool is_shown = show_as_items(show, &gathered, part);
        show->open_count--;
        if (is_shown)
            return;
    }
    Slice documentation = text_of(&gathered, "description");
    OutlineRow row = {.depth = part.depth,
                      .name = part.name,
                      .min = part.min,
                      .max = part.max,
                      .type = type_text(show, &gathered),
                      .documentation =
                          documentation.len ? documentation : text_of(&gathered, "title")};
    outline_add(&show->outline, &row);
    if (part.depth + 1 > show->depth_max || !open_schema(show, own))
        return;
    show_members(show, &gathered, part.depth + 1);
    show_branches(show, &gathered, KEY_ONE_OF, part.depth + 1);
    show_branches(show, &gathered, KEY_ANY_OF, part.depth + 1);
    show->open_count--;
}

void json_schema_show(const JsonSchema *schema, unsigned depth_max, Arena *scratch, Buffer *out)
{
    Show show = {.scratch = scratch,
                 .outline = {.out = out},
                 .depth_max = depth_max ? depth_max : DEPTH_DEFAULT};
    show_part(&show, (Part){branch_name(schema->root, S("document")), schema->root, 1, 1, 0});
}
