// SPDX-License-Identifier: Apache-2.0
// What the result of a QT3 case must be: the assertions of the suite's catalogue, of which most are
// XPath expressions over $result.

#include "qt3.h"

// ---- Questions about $result ----

static Outcome ask(Scene *scene, const Outcome *outcome, Slice text)
{
    Variable variable = {.local = S("result")};
    Binding result = {NULL, &variable, outcome->value};
    return scene_run(scene, text, LANGUAGE_XPATH3, &result);
}

static bool holds(Scene *scene, const Outcome *outcome, Slice text, Buffer *why)
{
    Outcome answer = ask(scene, outcome, text);
    if (answer.is_error)
        buffer_print(why, "[asking %.*s: %s %s] ", (int)text.len, text.at, answer.code,
                     answer.text);
    return !answer.is_error && answer.value.count == 1 &&
           answer.value.items[0].type == TYPE_BOOLEAN && answer.value.items[0].truth;
}

static Slice text_of(Scene *scene, NodeId assertion)
{
    return tree_string(scene->suite->set.tree, assertion, scene->arena);
}

static bool agrees_assert(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    Slice text = text_of(scene, assertion);
    return holds(scene, outcome,
                 arena_print(scene->arena, "boolean((%.*s\n))", (int)text.len, text.at), why);
}

static bool agrees_eq(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    Slice text = text_of(scene, assertion);
    return holds(scene, outcome,
                 arena_print(scene->arena, "$result eq (%.*s\n)", (int)text.len, text.at), why);
}

static bool agrees_deep_eq(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    Slice text = text_of(scene, assertion);
    return holds(scene, outcome,
                 arena_print(scene->arena, "deep-equal($result, (%.*s\n))", (int)text.len, text.at),
                 why);
}

static bool agrees_type(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    Slice text = text_of(scene, assertion);
    return holds(scene, outcome,
                 arena_print(scene->arena, "$result instance of %.*s", (int)text.len, text.at),
                 why);
}

static bool agrees_count(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    Slice text = text_of(scene, assertion);
    return holds(scene, outcome,
                 arena_print(scene->arena, "count($result) eq %.*s", (int)text.len, text.at), why);
}

static bool agrees_empty(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    (void)scene, (void)assertion, (void)why;
    return outcome->value.count == 0;
}

static bool agrees_truth(const Outcome *outcome, bool truth)
{
    return outcome->value.count == 1 && outcome->value.items[0].type == TYPE_BOOLEAN &&
           outcome->value.items[0].truth == truth;
}

static bool agrees_true(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    (void)scene, (void)assertion, (void)why;
    return agrees_truth(outcome, true);
}

static bool agrees_false(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    (void)scene, (void)assertion, (void)why;
    return agrees_truth(outcome, false);
}

static Slice normalized(Arena *arena, Slice text)
{
    Buffer out = buffer_new(arena);
    text = slice_trim(text);
    for (size_t i = 0; i < text.len; i++)
        if (!is_xml_space(text.at[i]))
            buffer_add_char(&out, text.at[i]);
        else if (!is_xml_space(text.at[i - 1]))
            buffer_add_char(&out, ' ');
    return buffer_slice(&out);
}

static bool agrees_string_value(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    Outcome answer =
        ask(scene, outcome, S("string-join(for $item in $result return string($item), ' ')"));
    if (answer.is_error || answer.value.count != 1) {
        buffer_print(why, "[string value: %s] ", answer.code);
        return false;
    }
    Slice found = item_slice(answer.value.items[0]), expected = text_of(scene, assertion);
    if (slice_equal(attribute_of(scene->suite->set.tree, assertion, "normalize-space"),
                    S("true"))) {
        found = normalized(scene->arena, found);
        expected = normalized(scene->arena, expected);
    }
    return slice_equal(found, expected);
}

// In any order: each expected item takes one of the result's that is deep-equal to it.
static bool agrees_permutation(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    Outcome expected = ask(scene, outcome, text_of(scene, assertion));
    size_t count = outcome->value.count;
    if (expected.is_error || expected.value.count != count) {
        buffer_print(why, "[%zu items, expected %zu %s] ", count, expected.value.count,
                     expected.code);
        return false;
    }
    bool *taken = arena_array(scene->arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        Variable wanted = {.local = S("wanted")};
        Binding first = {NULL, &wanted, seq_one(scene->arena, expected.value.items[i])};
        bool found = false;
        for (size_t k = 0; k < count && !found; k++) {
            Variable result = {.local = S("result")};
            Binding second = {&first, &result, seq_one(scene->arena, outcome->value.items[k])};
            if (taken[k])
                continue;
            Outcome same =
                scene_run(scene, S("deep-equal($wanted, $result)"), LANGUAGE_XPATH2, &second);
            found = taken[k] = !same.is_error && agrees_truth(&same, true);
        }
        if (!found)
            return false;
    }
    return true;
}

// ---- XML ----

static bool same_nodes(const Tree *a, NodeId x, const Tree *b, NodeId y, Arena *scratch);

static bool same_names(const Tree *a, NodeId x, const Tree *b, NodeId y)
{
    const Name *left = tree_name(a, x), *right = tree_name(b, y);
    return (!left && !right) || (left && right && slice_equal(left->uri, right->uri) &&
                                 slice_equal(left->local, right->local));
}

static bool same_attributes(const Tree *a, NodeId x, const Tree *b, NodeId y)
{
    size_t left = 0, right = 0, pairs = 0;
    for (NodeId at = tree_first_attribute(b, y); at != NODE_NONE; at = tree_next_attribute(b, at))
        right++;
    for (NodeId at = tree_first_attribute(a, x); at != NODE_NONE; at = tree_next_attribute(a, at)) {
        left++;
        for (NodeId to = tree_first_attribute(b, y); to != NODE_NONE;
             to = tree_next_attribute(b, to))
            pairs +=
                same_names(a, at, b, to) && slice_equal(tree_content(a, at), tree_content(b, to));
    }
    return left == right && pairs == left;
}

static bool same_children(const Tree *a, NodeId x, const Tree *b, NodeId y, Arena *scratch)
{
    NodeId left = tree_first_child(a, x), right = tree_first_child(b, y);
    while (left != NODE_NONE && right != NODE_NONE && same_nodes(a, left, b, right, scratch)) {
        left = tree_next_sibling(a, left);
        right = tree_next_sibling(b, right);
    }
    return left == NODE_NONE && right == NODE_NONE;
}

static bool same_nodes(const Tree *a, NodeId x, const Tree *b, NodeId y, Arena *scratch)
{
    if (tree_kind(a, x) != tree_kind(b, y) || !same_names(a, x, b, y))
        return false;
    if (!tree_is_container(a, x))
        return slice_equal(tree_content(a, x), tree_content(b, y));
    return same_attributes(a, x, b, y) && same_children(a, x, b, y, scratch);
}

static Slice serialized(Scene *scene, const Outcome *outcome)
{
    Buffer out = buffer_new(scene->arena);
    bool after_atom = false;
    buffer_add(&out, S("<all>"));
    for (size_t i = 0; i < outcome->value.count; i++) {
        Item item = outcome->value.items[i];
        if (item.type == TYPE_NODE) {
            Buffer one = buffer_new(scene->arena);
            xml_write(&one, item.tree, item.len_or_node);
            Slice text = buffer_slice(&one);
            if (slice_starts(text, S("<?xml ")))
                text = slice_part(text, slice_find(text, S("?>")) + 2, SIZE_MAX);
            buffer_add(&out, tree_kind(item.tree, item.len_or_node) == NODE_DOCUMENT
                                 ? slice_trim(text)
                                 : text);
            after_atom = false;
            continue;
        }
        if (after_atom)
            buffer_add_char(&out, ' ');
        Slice text = value_string(outcome->eval, item);
        for (size_t k = 0; k < text.len; k++)
            if (text.at[k] == '<' || text.at[k] == '&')
                buffer_print(&out, "&#%d;", text.at[k]);
            else
                buffer_add_char(&out, text.at[k]);
        after_atom = true;
    }
    buffer_add(&out, S("</all>"));
    return buffer_slice(&out);
}

static const Tree *read_text(Scene *scene, Slice text)
{
    Faults *faults = arena_array(scene->arena, Faults, 1);
    return xml_read(scene->arena, scene->suite->vocabulary, text, NULL, faults);
}

static bool agrees_xml(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    const Tree *set = scene->suite->set.tree;
    Slice expected = text_of(scene, assertion);
    if (has_attribute(set, assertion, "file")) {
        Slice path = arena_join(scene->arena, scene->suite->set.folder,
                                attribute_of(set, assertion, "file"));
        Faults *faults = arena_array(scene->arena, Faults, 1);
        if (!file_read(scene->arena, arena_c_string(scene->arena, path), 1 << 24, &expected,
                       faults))
            return false;
    }
    expected = slice_trim(expected);
    if (slice_starts(expected, S("<?xml ")))
        expected = slice_trim(slice_part(expected, slice_find(expected, S("?>")) + 2, SIZE_MAX));
    Slice found = serialized(scene, outcome);
    const Tree *a = read_text(
        scene, arena_print(scene->arena, "<all>%.*s</all>", (int)expected.len, expected.at));
    const Tree *b = read_text(scene, found);
    if (a && b && same_nodes(a, 0, b, 0, scene->arena))
        return true;
    buffer_print(why, "[serialized: %.*s] ", (int)(found.len > 300 ? 300 : found.len), found.at);
    return false;
}

// ---- Errors and combinations ----

static bool agrees_error(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    (void)why;
    Slice code = attribute_of(scene->suite->set.tree, assertion, "code");
    return outcome->is_error &&
           (slice_equal(code, S("*")) || slice_equal(code, slice_of(outcome->code)));
}

static bool combined(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why, bool any)
{
    const Tree *tree = scene->suite->set.tree;
    for (NodeId at = tree_first_child(tree, assertion); at != NODE_NONE;
         at = tree_next_sibling(tree, at))
        if (tree_kind(tree, at) == NODE_ELEMENT && outcome_agrees(scene, outcome, at, why) == any)
            return any;
    return !any;
}

static bool agrees_any_of(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    return combined(scene, outcome, assertion, why, true);
}

static bool agrees_all_of(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    return combined(scene, outcome, assertion, why, false);
}

static bool agrees_not(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    return !combined(scene, outcome, assertion, why, true);
}

static const struct {
    const char *name;
    bool (*agrees)(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why);
    bool takes_errors;
} assertions[] = {
    {"assert", agrees_assert, false},
    {"assert-eq", agrees_eq, false},
    {"assert-count", agrees_count, false},
    {"assert-deep-eq", agrees_deep_eq, false},
    {"assert-permutation", agrees_permutation, false},
    {"assert-xml", agrees_xml, false},
    {"assert-empty", agrees_empty, false},
    {"assert-true", agrees_true, false},
    {"assert-false", agrees_false, false},
    {"assert-string-value", agrees_string_value, false},
    {"assert-type", agrees_type, false},
    {"error", agrees_error, true},
    {"any-of", agrees_any_of, true},
    {"all-of", agrees_all_of, true},
    {"not", agrees_not, true},
};

bool outcome_agrees(Scene *scene, const Outcome *outcome, NodeId assertion, Buffer *why)
{
    for (size_t i = 0; i < sizeof assertions / sizeof *assertions; i++)
        if (node_is(scene->suite->set.tree, assertion, assertions[i].name))
            return (assertions[i].takes_errors || !outcome->is_error) &&
                   assertions[i].agrees(scene, outcome, assertion, why);
    buffer_print(why, "[unknown assertion] ");
    return false;
}
