// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of MT messages: what is read is written back byte for byte, and validated,
// and what is said is rendered. Behind a first byte of '#' the rest is a table, by which a fixed
// message is read and validated.

#include "schema/mt.h"

#include <assert.h>

static const char fields[] =
    "mt fields\n"
    "block1 <application:1!a><service:2!n><terminal:12!c><session:4!n><sequence:6!n>\n"
    "block2I <direction:1!a><type:3!n><receiver:12!c>[<priority:1!a>[<monitoring:1!n>]]\n"
    "block2O <direction:1!a><type:3!n><inputTime:TIME4><inputDate:DATE6><sender:12!c>\n"
    "13C /<code:8c>/<time:TIME4><sign:1!x>\n20 16x\n23E <code:4!c>[/<narrative:30x>] {CHQB,CORT}\n"
    "30 DATE6\n30T DATE8\n32B <currency:3!a><amount:15d>\n36 12d\n41D "
    "<party:4*35x>$<code:14x>\n46A 100*65z\n"
    "53B [/<mark:DC>]/<account:34x>[$<location:35x>]|<location:35x>\n"
    "57A [[/<mark:DC>][/<account:34x>]$]<bic:BIC>\n59 [/<account:34x>$]<party:4*35x>\n77T 9000z\n";
static const char messages[] =
    "mt messages\n"
    "message 700 | one | two | three\n20 M\n30 O\n30T O\n32B M | amount\n36 O*\n41a A,D O\n46A "
    "O\n53a -,B O\n57a A O\n59 O\n"
    "not-both 30 30T\nboth 36 32B\nneeds 46A 59\n"
    "message 760\nsequence A M\n20 M\nsequence B O\n23E O*\n13C M\n77T O\n";
static const char sample[] =
    "{1:F01MNTBJPJTAXXX0000000000}{2:I700BKCHCNBJX810N}{4:\r\n:20:A\r\n:32B:USD1,5\r\n"
    ":53B:/9\r\nX\r\n:57A:/C/1\r\nBKCHCNBJ\r\n:59:/1\r\nA\r\n-}"
    "{1:F01MNTBJPJTAXXX0000000000}{2:I760BKCHCNBJX810N}{4:\r\n:15A:\r\n:20:A\r\n-}";

typedef struct Run {
    Guard guard;
    Arena *arena;
    Slice input;
} Run;

static void validate_all(Run *run, const MtLibrary *library, const Tree *tree)
{
    NodeId root = tree_first_child(tree, 0);
    for (NodeId node = tree_first_child(tree, root); node != NODE_NONE;
         node = tree_next_sibling(tree, node)) {
        if (tree_kind(tree, node) != NODE_ELEMENT)
            continue;
        SchemaLanguage language = (SchemaLanguage)(node % SCHEMA_LANGUAGE_END);
        SchemaFindings findings = {.arena = run->arena, .most = 50};
        mt_validate(library, tree, node, language, &findings);
        for (size_t i = 0; i < findings.kept; i++) {
            schema_message(run->arena, &findings.list[i], language);
            mt_finding_is_warning(&findings.list[i]);
        }
    }
}

static bool run_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    Faults *faults = arena_array(run->arena, Faults, 1);
    MtLibrary *library = mt_library_new(run->arena);
    bool is_table = run->input.len > 0 && run->input.at[0] == '#';
    Slice bytes = is_table ? S(sample) : run->input;
    mt_library_add(library, S(fields), faults);
    mt_library_add(library, S(messages), faults);
    if (is_table)
        mt_library_add(library, slice_part(run->input, 1, run->input.len), faults);
    mt_is(bytes);
    const Tree *tree =
        mt_read(run->arena, vocabulary_new(run->arena), library, bytes, NULL, faults);
    if (tree == NULL)
        return false;
    Buffer out = buffer_new(run->arena);
    bool is_written = mt_write(&out, library, tree, faults);
    assert(is_written && slice_equal(buffer_slice(&out), bytes));
    validate_all(run, library, tree);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Run run = {.input = {(const char *)data, size}};
    guard_run(&run.guard, run_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
