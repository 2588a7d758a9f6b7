// SPDX-License-Identifier: Apache-2.0
// Any bytes as CSV, in an encoding and with a separator that the first byte chooses: what is read
// and written is read again to the same tree, and written to the same bytes.

#include "tree/csv.h"
#include "tree/syntax.h"

#include <assert.h>

typedef struct Run {
    Guard guard;
    Arena *arena;
    Vocabulary *vocabulary;
    Slice input;
} Run;

static const char *const encodings[] = {NULL,       "Shift_JIS",    "GB18030",
                                        "UTF-16LE", "windows-1252", "EUC-JP"};
static const char separators[] = {'\0', ',', ';', '\t', '|', 'x'};

static Slice written(Run *run, const Tree *tree, Faults *faults)
{
    Buffer out = buffer_new(run->arena);
    bool is_good = csv_write(&out, tree, NULL, faults);
    return is_good ? buffer_slice(&out) : S("");
}

// Facts aside: the separator is named the second time.
static void require_equal(const Tree *a, const Tree *b)
{
    assert(a->count == b->count);
    for (NodeId node = 0; node < a->count; node++) {
        assert(tree_path(a, node) == tree_path(b, node));
        if (tree_kind(a, node) == NODE_TEXT)
            assert(slice_equal(tree_content(a, node), tree_content(b, node)));
        tree_place(a, node);
    }
}

static bool run_all(void *context)
{
    Run *run = context;
    run->arena = arena_new(&run->guard, (size_t)512 << 20);
    run->vocabulary = vocabulary_new(run->arena);
    Faults *faults = arena_array(run->arena, Faults, 1);
    unsigned choice = (unsigned char)run->input.at[0];
    CsvOptions options = {.encoding = encodings[choice % 6],
                          .separator = separators[choice / 6 % 6]};
    options.has_no_names = choice / 36 % 2 == 1;
    Slice bytes = slice_part(run->input, 1, run->input.len);
    syntax_of(run->arena, bytes, S("x"));
    const Tree *tree = csv_read(run->arena, run->vocabulary, bytes, &options, faults);
    if (tree == NULL) {
        assert(faults->count == 1);
        return false;
    }
    Slice once = written(run, tree, faults);
    if (faults->count > 0) // an encoding that cannot write all that it reads
        return false;
    NodeId facts = tree_first_child(tree, 0);
    Slice words = tree_content(tree, facts), separator = slice_cut(&words, ' ');
    options.separator = slice_equal(separator, S("semicolon")) ? ';'
                        : slice_equal(separator, S("tab"))     ? '\t'
                        : slice_equal(separator, S("bar"))     ? '|'
                                                               : ',';
    options.encoding = arena_c_string(run->arena, slice_cut(&words, ' '));
    const Tree *again = csv_read(run->arena, run->vocabulary, once, &options, faults);
    assert(again != NULL);
    require_equal(tree, again);
    assert(slice_equal(written(run, again, faults), once));
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    Run run = {.input = {(const char *)data, size}};
    guard_run(&run.guard, run_all, &run, NULL);
    arena_free(run.arena);
    return 0;
}
