// SPDX-License-Identifier: Apache-2.0
// Where a finding's node stands: line and column of the file, segment, data element, component.

#include "schema/edifact.h"

static Slice local_of(const Tree *tree, NodeId node)
{
    const Name *name = tree_kind(tree, node) == NODE_ELEMENT ? tree_name(tree, node) : NULL;
    return name != NULL ? name->local : S("");
}

// Data elements are counted by their separators, so that empty ones count too.
static void count_marks(const EdifactUnit *unit, NodeId segment, NodeId node, EdifactPlace *place)
{
    const EdifactSyntax *syntax = &unit->syntax;
    Slice input = unit->tree->input;
    size_t element = 0, component = 1, repetition = 1;
    for (size_t i = unit->tree->nodes[segment].at; i < unit->tree->nodes[node].at && i < input.len; i++) {
        char c = input.at[i];
        if (c == syntax->release && c != '\0') {
            i++;
        } else if (c == syntax->element) {
            element++;
            component = repetition = 1;
        } else if (c == syntax->repetition && c != '\0') {
            repetition++;
            component = 1;
        } else if (c == syntax->component) {
            component++;
        }
    }
    place->element = element;
    place->repetition = repetition;
    bool is_component = slice_starts(local_of(unit->tree, tree_parent(unit->tree, node)), S("C_"));
    place->component = is_component || component > 1 ? component : 0;
}

// Up to the node, on from where it was counted last.
static size_t count_segments(const EdifactUnit *unit, NodeId node)
{
    EdifactCount from = *unit->counted;
    if (from.node > node)
        from = (EdifactCount){0};
    for (NodeId at = from.node + 1; at <= node; at++)
        from.segments += slice_starts(local_of(unit->tree, at), S("S_"));
    from.node = node;
    *unit->counted = from;
    return from.segments;
}

EdifactPlace edifact_place(const EdifactUnit *unit, NodeId node)
{
    const Tree *tree = unit->tree;
    Place inner = tree_place(tree, node);
    EdifactPlace place = {.place = {unit->place.line + inner.line - 1, inner.column}};
    if (inner.line == 1)
        place.place.column += unit->place.column - 1;
    NodeId segment = node;
    while (segment != NODE_NONE && segment != 0 && !slice_starts(local_of(tree, segment), S("S_")))
        segment = tree_parent(tree, segment);
    if (segment == NODE_NONE || segment == 0)
        segment = node;
    size_t number = count_segments(unit, segment);
    place.segment = unit->segment_first + (number > 0 ? number - 1 : 0);
    place.position = unit->kind == UNIT_MESSAGE ? number : 0;
    if (segment != node)
        count_marks(unit, segment, node, &place);
    return place;
}

EdifactPlace edifact_finding_place(const EdifactUnit *unit, const SchemaFinding *finding)
{
    EdifactPlace place = edifact_place(unit, finding->node);
    if (finding->item > 0 && place.element == 0)
        place.element = finding->item;
    else if (finding->item > 0)
        place.component = finding->item;
    return place;
}
