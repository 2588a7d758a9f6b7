// SPDX-License-Identifier: Apache-2.0
// What the reader makes of documents: encodings, entities, defaults, namespaces, places; and that
// what is written reads back as an equal tree, over small cases and over every document of the
// conformance corpus.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "tree/xml.h"

// ---- Reading and writing ----

typedef struct Case {
    Slice input, expected;
} Case;

static Tree *read_or_fail(Arena *arena, Vocabulary *vocabulary, Slice input)
{
    Faults *faults = arena_array(arena, Faults, 1);
    Tree *tree = xml_read(arena, vocabulary, input, NULL, faults);
    if (!tree)
        fail_msg("%u:%u %s in %.*s", faults->list[0].line, faults->list[0].column,
                 faults->list[0].text, (int)(input.len < 300 ? input.len : 300), input.at);
    return tree;
}

static bool write_case(Arena *arena, void *context)
{
    const Case *it = context;
    const Tree *tree = read_or_fail(arena, vocabulary_new(arena), it->input);
    Buffer out = buffer_new(arena);
    xml_write(&out, tree, tree_first_child(tree, 0));
    if (!slice_equal(buffer_slice(&out), it->expected))
        fail_msg("it reads as %.*s; expected %.*s", (int)out.len, out.at, (int)it->expected.len,
                 it->expected.at);
    return true;
}

// The root element as it is written again.
static void reads_as(Slice input, Slice expected)
{
    Case it = {input, expected};
    assert_true(arena_run(0, write_case, &it, NULL));
}

static void text_of_every_encoding_becomes_utf8(void **state)
{
    (void)state;
    reads_as(S("\xEF\xBB\xBF<a>\xE7\xAA\x93</a>"), S("<a>窓</a>"));
    reads_as(S("<?xml version='1.0' encoding='Shift_JIS'?><a>\x91\x8B\x8C\xFB \x87\x40</a>"),
             S("<a>窓口 ①</a>"));
    reads_as(S("<?xml version='1.0' encoding='EUC-JP'?><a>\xC1\xEB\xB8\xFD</a>"), S("<a>窓口</a>"));
    reads_as(S("<?xml version='1.0' encoding='ISO-2022-JP'?><a>\x1B$BAk8}\x1B(B</a>"),
             S("<a>窓口</a>"));
    reads_as(S("<?xml version='1.0' encoding='GB18030'?><a>\xB4\xF3\xC1\xAC</a>"),
             S("<a>大连</a>"));
    reads_as(S("<?xml version='1.0' encoding='Big5'?><a>\xA4\x6A\xB3\x73</a>"), S("<a>大連</a>"));
    reads_as(S("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>"), S("<a>é</a>"));
    reads_as(S("<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>"), S("<a>€</a>"));
    reads_as(S("\xFF\xFE<\0a\0>\0\x93\x7A<\0/\0a\0>\0"), S("<a>窓</a>"));
    reads_as(S("\xFE\xFF\0<\0a\0>\x7A\x93\0<\0/\0a\0>"), S("<a>窓</a>"));
}

static void entities_references_and_sections_are_text(void **state)
{
    (void)state;
    reads_as(S("<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x7A93;</a>"), S("<a>&lt;&amp;&gt;\"'A窓</a>"));
    reads_as(S("<a><![CDATA[<b>&amp;]]></a>"), S("<a>&lt;b&gt;&amp;amp;</a>"));
    reads_as(S("<!DOCTYPE a [<!ENTITY e '<b>&f;</b>'><!ENTITY f 'x'>]><a>1&e;2</a>"),
             S("<a>1<b>x</b>2</a>"));
    reads_as(S("<!DOCTYPE a [<!ENTITY % p \"<!ENTITY e 'x'>\">%p;]><a b='&e;'/>"),
             S("<a b=\"x\"/>"));
    reads_as(S("<!DOCTYPE a SYSTEM 'x.dtd'><a>1&e;2</a>"), S("<a>12</a>"));
}

static void lines_and_values_are_normalised(void **state)
{
    (void)state;
    reads_as(S("<a>1\r\n2\r3&#13;</a>"), S("<a>1\n2\n3&#xD;</a>"));
    reads_as(S("<a b='1\r\n2\t3&#9;4'/>"), S("<a b=\"1 2 3&#x9;4\"/>"));
    reads_as(S("<!DOCTYPE a [<!ATTLIST a b NMTOKENS #IMPLIED c CDATA 'd'>]><a b='  1   2 '/>"),
             S("<a b=\"1 2\" c=\"d\"/>"));
}

static void namespaces_are_written_where_they_are_declared(void **state)
{
    (void)state;
    reads_as(S("<p:a xmlns:p='u'><b xmlns='v' p:c='1'/></p:a>"),
             S("<p:a xmlns:p=\"u\"><b xmlns=\"v\" p:c=\"1\"/></p:a>"));
    reads_as(S("<a xmlns='u'><b xmlns=''/></a>"), S("<a xmlns=\"u\"><b xmlns=\"\"/></a>"));
}

// ---- Places, lists and facts of a DTD ----

static bool ask_places(Arena *arena, void *context)
{
    (void)context;
    const Tree *tree = read_or_fail(arena, vocabulary_new(arena),
                                    S("<a>\n  <窓 x='1'\n     yy = \"2\">t</窓>\n</a>"));
    // 0 document, 1 a, 2 text, 3 窓, 4 x, 5 yy, 6 t, 7 text
    static const Place places[] = {[1] = {1, 1}, [2] = {1, 4},  [3] = {2, 3}, [4] = {2, 6},
                                   [5] = {3, 6}, [6] = {3, 15}, [7] = {3, 20}};
    assert_int_equal(tree->count, 8);
    for (NodeId node = 1; node < 8; node++) {
        assert_int_equal(tree_place(tree, node).line, places[node].line);
        assert_int_equal(tree_place(tree, node).column, places[node].column);
    }
    assert_true(slice_equal(tree_line(tree, 4), S("</a>")));
    return true;
}

static bool ask_columns(Arena *arena, void *context)
{
    enum { COUNT = 1000 };
    (void)context;
    Buffer text = buffer_new(arena);
    buffer_add(&text, S("<a>"));
    for (int i = 0; i < COUNT; i++)
        buffer_add(&text, S("<窓/>"));
    buffer_add(&text, S("</a>"));
    const Tree *tree = read_or_fail(arena, vocabulary_new(arena), buffer_slice(&text));
    for (unsigned i = 0; i < COUNT; i++) {
        assert_int_equal(tree_place(tree, i + 2).line, 1);
        assert_int_equal(tree_place(tree, i + 2).column, 4 + 4 * i);
    }
    return true;
}

static void columns_of_a_long_line_are_counted_in_characters(void **state)
{
    (void)state;
    assert_true(arena_run(0, ask_columns, NULL, NULL));
}

static void every_node_knows_its_line_and_column(void **state)
{
    (void)state;
    assert_true(arena_run(0, ask_places, NULL, NULL));
}

static bool ask_facts(Arena *arena, void *context)
{
    (void)context;
    const Tree *tree = read_or_fail(
        arena, vocabulary_new(arena),
        S("<!DOCTYPE a [<!NOTATION n SYSTEM 'n'><!ENTITY p PUBLIC 'pub' 'p.gif' NDATA n>"
          "<!ATTLIST a i ID #IMPLIED r IDREF #IMPLIED o CDATA #IMPLIED>]><a i='x' r='x' "
          "o='x'><b/><b/></a>"));
    NodeId id = tree_first_attribute(tree, 1), reference = tree_next_attribute(tree, id);
    assert_true(tree_is_id(tree, id) && !tree_is_idref(tree, id));
    assert_true(tree_is_idref(tree, reference) && !tree_is_id(tree, reference));
    assert_false(tree_is_id(tree, tree_next_attribute(tree, reference)));
    Slice public_id, system_id;
    assert_true(tree_unparsed_entity(tree, S("p"), &public_id, &system_id));
    assert_true(slice_equal(public_id, S("pub")));
    assert_false(tree_unparsed_entity(tree, S("q"), &public_id, &system_id));
    NodeId first = tree_first_child(tree, 1);
    NodeList list = tree_path_nodes(tree, tree_path(tree, first));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.at[1], tree_next_sibling(tree, first));
    return true;
}

static void a_dtd_tells_identifiers_and_unparsed_entities(void **state)
{
    (void)state;
    assert_true(arena_run(0, ask_facts, NULL, NULL));
}

// ---- The corpus ----

enum { PATHS_MAX = 20000 };

typedef struct Corpus {
    char *paths[PATHS_MAX];
    size_t count;
} Corpus;

static Corpus corpus; // nftw has no context of its own

static int note_path(const char *path, const struct stat *stat, int type, struct FTW *where)
{
    (void)stat, (void)where;
    size_t len = strlen(path);
    if (type == FTW_F && len > 4 && strcmp(path + len - 4, ".xml") == 0 && corpus.count < PATHS_MAX)
        corpus.paths[corpus.count++] = strdup(path);
    return 0;
}

static bool round_trip(Arena *arena, void *context)
{
    const char *path = context;
    Faults *faults = arena_array(arena, Faults, 1);
    Vocabulary *vocabulary = vocabulary_new(arena);
    Slice bytes;
    assert_true(file_read(arena, path, SIZE_MAX, &bytes, faults));
    const Tree *a = read_or_fail(arena, vocabulary, bytes);
    Buffer out = buffer_new(arena);
    xml_write(&out, a, 0);
    const Tree *b = read_or_fail(arena, vocabulary, buffer_slice(&out));
    assert_int_equal(a->count, b->count);
    for (NodeId node = 0; node < a->count; node++) {
        assert_int_equal(tree_path(a, node), tree_path(b, node));
        assert_int_equal(tree_last(a, node), tree_last(b, node));
        assert_int_equal(tree_parent(a, node), tree_parent(b, node));
        if (!tree_is_container(a, node))
            assert_true(slice_equal(tree_content(a, node), tree_content(b, node)));
    }
    return true;
}

static void every_document_of_the_corpus_is_written_and_read_again(void **state)
{
    (void)state;
    const char *shared = getenv("MADO_SHARED");
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/conformance/files", shared ? shared : "../shared");
    nftw(folder, note_path, 16, FTW_PHYS);
    if (corpus.count == 0) {
        print_message("SKIPPED 1: %s is absent\n", folder);
        skip();
    }
    size_t equal = 0;
    for (size_t i = 0; i < corpus.count; i++) {
        equal += arena_run(0, round_trip, corpus.paths[i], NULL);
        free(corpus.paths[i]);
    }
    print_message("%zu of %zu documents come back equal\n", equal, corpus.count);
    assert_int_equal(equal, corpus.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_every_encoding_becomes_utf8),
        cmocka_unit_test(entities_references_and_sections_are_text),
        cmocka_unit_test(lines_and_values_are_normalised),
        cmocka_unit_test(namespaces_are_written_where_they_are_declared),
        cmocka_unit_test(every_node_knows_its_line_and_column),
        cmocka_unit_test(columns_of_a_long_line_are_counted_in_characters),
        cmocka_unit_test(a_dtd_tells_identifiers_and_unparsed_entities),
        cmocka_unit_test(every_document_of_the_corpus_is_written_and_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
