// SPDX-License-Identifier: Apache-2.0
// Files are replaced whole; folders are made with those above them.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

typedef struct Place {
    char folder[32];
    Faults faults;
} Place;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void remove_all(const Place *place)
{
    assert_int_equal(nftw(place->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static bool replace_twice(Arena *arena, void *context)
{
    Place *place = context;
    Slice folder = arena_print(arena, "%s/a/b/c", place->folder), bytes;
    Slice path = arena_print(arena, "%s/file", folder.at);
    assert_true(folder_make(arena, folder, &place->faults));
    assert_true(folder_make(arena, folder, &place->faults)); // being there is no fault
    assert_true(file_replace(arena, path, S("first, and longer"), &place->faults));
    assert_true(file_replace(arena, path, S("second"), &place->faults));
    assert_true(file_read(arena, path.at, 100, &bytes, &place->faults));
    assert_true(slice_equal(bytes, S("second")));
    assert_int_not_equal(access(arena_print(arena, "%s.new", path.at).at, F_OK), 0);
    assert_true(file_replace(arena, path, S(""), &place->faults));
    assert_true(file_read(arena, path.at, 100, &bytes, &place->faults));
    assert_int_equal(bytes.len, 0);
    return true;
}

static void a_file_is_replaced_whole(void **state)
{
    (void)state;
    Place place = {.folder = "/tmp/mado-file-XXXXXX"};
    assert_non_null(mkdtemp(place.folder));
    assert_true(arena_run(0, replace_twice, &place, &place.faults));
    assert_int_equal(place.faults.count, 0);
    remove_all(&place);
}

static bool replace_in_vain(Arena *arena, void *context)
{
    Place *place = context;
    Slice folder = arena_print(arena, "%s/file/below", place->folder);
    Slice file = arena_print(arena, "%s/file", place->folder);
    assert_true(file_replace(arena, file, S("x"), &place->faults));
    assert_false(folder_make(arena, folder, &place->faults)); // a file is in the way
    assert_false(file_replace(arena, folder, S("x"), &place->faults));
    assert_false(file_replace(arena, slice_of(place->folder), S("x"), &place->faults));
    return true;
}

static void what_cannot_be_written_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    Place place = {.folder = "/tmp/mado-file-XXXXXX"};
    assert_non_null(mkdtemp(place.folder));
    assert_true(arena_run(0, replace_in_vain, &place, &place.faults));
    assert_int_equal(place.faults.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(place.faults.list[i].kind, FAULT_IO);
    char draft[64];
    assert_true(snprintf(draft, sizeof draft, "%s.new", place.folder) > 0);
    assert_int_not_equal(access(draft, F_OK), 0);
    remove_all(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_replaced_whole),
        cmocka_unit_test(what_cannot_be_written_is_told_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
