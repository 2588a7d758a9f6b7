// SPDX-License-Identifier: Apache-2.0
// XML Schema: cases that people can read (cases/xsd.txt), and schemas that mean harm.

#include "base/buffer.h"
#include "base/file.h"
#include "schema/xsd.h"
#include "tree/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Bench {
    Guard guard;
    Arena *arena;
    Faults faults;
    char path[40];
    const XsdSchema *schema;
    Slice text; // of the case
    size_t failed;
} Bench;

static void load_text(Bench *bench, Slice text)
{
    const char *paths[] = {bench->path};
    FILE *file = fopen(bench->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.at, 1, text.len, file), text.len);
    fclose(file);
    bench->faults.count = 0;
    bench->schema = xsd_load(bench->arena, paths, 1, NULL, &bench->faults);
}

// What was found, each as "clause sentence", one a line.
static Slice findings_of(Bench *bench, Slice text)
{
    Vocabulary *vocabulary = vocabulary_new(bench->arena);
    const Tree *tree = xml_read(bench->arena, vocabulary, text, NULL, &bench->faults);
    assert_non_null(tree);
    XsdRun *run = xsd_run_new(&bench->guard, bench->arena, bench->schema, vocabulary);
    SchemaFindings findings = {.arena = bench->arena};
    Buffer out = buffer_new(bench->arena);
    assert_true(xsd_validate(run, tree, tree_first_child(tree, 0), &findings, &bench->faults));
    if (findings.count == 0)
        buffer_add(&out, S("valid\n"));
    for (size_t i = 0; i < findings.kept; i++) {
        Slice message = schema_message(bench->arena, &findings.list[i], SCHEMA_ENGLISH), clause = findings.list[i].clause;
        buffer_print(&out, "%.*s %.*s\n", (int)clause.len, clause.at, (int)message.len, message.at);
    }
    return buffer_slice(&out);
}

static Slice faults_of(Bench *bench)
{
    Buffer out = buffer_new(bench->arena);
    for (size_t i = 0; i < bench->faults.count && i < FAULTS_KEPT; i++)
        buffer_print(&out, "%s %s\n", bench->faults.list[i].code, bench->faults.list[i].text);
    return buffer_slice(&out);
}

// The lines up to the next one that begins a part.
static Slice take_text(Slice *rest)
{
    const char *start = rest->at;
    while (rest->len > 0 && !slice_starts(*rest, S("=>")) && !slice_starts(*rest, S("schema\n")) &&
           !slice_starts(*rest, S("instance\n")) && !slice_starts(*rest, S("#")))
        slice_cut(rest, '\n');
    return (Slice){start, (size_t)(rest->at - start)};
}

// Codes of faults are cut to their room: so the code in the line may be longer than that in the fault.
static void expect_line(Bench *bench, Slice wanted, Slice *found)
{
    Slice line = slice_cut(found, '\n');
    wanted = slice_trim(slice_part(wanted, 2, SIZE_MAX));
    if (!slice_starts(line, wanted)) {
        Slice clause = slice_cut(&wanted, ' '), code = slice_cut(&line, ' ');
        if (code.len > 0 && slice_starts(clause, code) && slice_starts(line, wanted))
            return;
        bench->failed++;
        print_error("wanted %.*s %.*s\nfound  %.*s %.*s\n", (int)clause.len, clause.at, (int)wanted.len, wanted.at,
                    (int)code.len, code.at, (int)line.len, line.at);
    }
}

static bool run_cases(void *context)
{
    Bench *bench = context;
    bench->arena = arena_new(&bench->guard, 0);
    Slice rest, found = S("");
    assert_true(file_read(bench->arena, "tests/schema/cases/xsd.txt", SIZE_MAX, &rest, &bench->faults));
    while (rest.len > 0) {
        bool is_told = slice_starts(rest, S("=>"));
        Slice line = slice_cut(&rest, '\n');
        if (!is_told && found.len > 0) {
            bench->failed++;
            print_error("found and not wanted: %.*s", (int)found.len, found.at);
        }
        if (slice_equal(line, S("schema"))) {
            load_text(bench, take_text(&rest));
            found = faults_of(bench);
        } else if (slice_equal(line, S("instance"))) {
            Slice text = take_text(&rest);
            found = bench->schema ? findings_of(bench, text) : faults_of(bench);
        } else if (slice_starts(line, S("=>"))) {
            expect_line(bench, line, &found);
        }
    }
    return true;
}

static Bench *bench_new(void)
{
    Bench *bench = calloc(1, sizeof *bench);
    strcpy(bench->path, "/tmp/madoguchi-xsd-XXXXXX");
    close(mkstemp(bench->path));
    return bench;
}

static void bench_free(Bench *bench)
{
    unlink(bench->path);
    arena_free(bench->arena);
    free(bench);
}

static void the_cases_find_what_they_say(void **state)
{
    (void)state;
    Bench *bench = bench_new();
    assert_true(guard_run(&bench->guard, run_cases, bench, &bench->faults));
    assert_int_equal(bench->failed, 0);
    bench_free(bench);
}

// ---- Schemas that mean harm ----

static void write_group_bomb(Buffer *out)
{
    for (int i = 0; i < 40; i++)
        buffer_print(out, "<xs:group name='g%d'><xs:sequence><xs:group ref='g%d'/><xs:group ref='g%d'/></xs:sequence></xs:group>",
                     i, i + 1, i + 1);
    buffer_add(out, S("<xs:group name='g40'><xs:sequence><xs:element name='a'/></xs:sequence></xs:group>"));
    buffer_add(out, S("<xs:element name='r'><xs:complexType><xs:group ref='g0'/></xs:complexType></xs:element>"));
}

static void write_attribute_bomb(Buffer *out)
{
    for (int i = 0; i < 40; i++)
        buffer_print(out,
                     "<xs:attributeGroup name='g%d'><xs:attributeGroup ref='g%d'/><xs:attributeGroup ref='g%d'/></xs:attributeGroup>",
                     i, i + 1, i + 1);
    buffer_add(out, S("<xs:attributeGroup name='g40'><xs:attribute name='a'/></xs:attributeGroup>"));
}

static void write_derivation_chain(Buffer *out)
{
    for (int i = 0; i < 5000; i++)
        buffer_print(out, "<xs:complexType name='t%d'><xs:complexContent><xs:extension base='t%d'/></xs:complexContent></xs:complexType>",
                     i, i + 1);
    buffer_add(out, S("<xs:complexType name='t5000'/>"));
}

static void write_type_circle(Buffer *out)
{
    buffer_add(out, S("<xs:complexType name='a'><xs:complexContent><xs:extension base='b'/></xs:complexContent></xs:complexType>"
                      "<xs:complexType name='b'><xs:complexContent><xs:extension base='a'/></xs:complexContent></xs:complexType>"));
}

static void write_substitution_circle(Buffer *out)
{
    buffer_add(out, S("<xs:element name='a' substitutionGroup='b'/><xs:element name='b' substitutionGroup='a'/>"));
}

typedef struct Harm {
    Bench *bench;
    void (*write)(Buffer *out);
} Harm;

static bool load_harm(void *context)
{
    Harm *harm = context;
    harm->bench->arena = arena_new(&harm->bench->guard, (size_t)512 << 20);
    Buffer out = buffer_new(harm->bench->arena);
    buffer_add(&out, S("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>"));
    harm->write(&out);
    buffer_add(&out, S("</xs:schema>"));
    load_text(harm->bench, buffer_slice(&out));
    return harm->bench->schema != NULL;
}

static void schemas_that_mean_harm_are_refused(void **state)
{
    (void)state;
    void (*const harms[])(Buffer *) = {write_group_bomb, write_attribute_bomb, write_derivation_chain, write_type_circle,
                                       write_substitution_circle};
    for (size_t i = 0; i < sizeof harms / sizeof *harms; i++) {
        Harm harm = {bench_new(), harms[i]};
        assert_false(guard_run(&harm.bench->guard, load_harm, &harm, &harm.bench->faults));
        assert_true(harm.bench->faults.count > 0);
        bench_free(harm.bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cases_find_what_they_say),
        cmocka_unit_test(schemas_that_mean_harm_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
