// SPDX-License-Identifier: Apache-2.0
// Runs the JSON parsing suite: files named y_… must be read (and written and read again to the same), n_… refused, i_… either.
//
//     jsonparse [-v] DIR
#include "base/file.h"
#include "tree/json.h"

#include <dirent.h>
#include <stdio.h>

typedef struct Case {
    const char *path;
    Faults faults;
    bool is_read, is_stable;
} Case;

// The suite holds readers to the grammar, which lets an object have a name twice.
static const JsonOptions as_the_grammar = {.allows_repeats = true};

static bool read_case(Arena *arena, void *context)
{
    Case *it = context;
    Slice bytes;
    if (!file_read(arena, it->path, 1 << 28, &bytes, &it->faults))
        return false;
    const Tree *tree = json_tree_read(arena, vocabulary_new(arena), bytes, &as_the_grammar, &it->faults);
    it->is_read = tree != NULL;
    if (!tree)
        return true;
    Buffer once = buffer_new(arena), twice = buffer_new(arena);
    json_tree_write(&once, tree, 0, 0);
    const Tree *again = json_tree_read(arena, vocabulary_new(arena), buffer_slice(&once), &as_the_grammar, &it->faults);
    if (again)
        json_tree_write(&twice, again, 0, 0);
    it->is_stable = again && slice_equal(buffer_slice(&once), buffer_slice(&twice));
    return true;
}

static size_t run_folder(const char *folder, bool is_verbose, size_t *failed)
{
    size_t passed = 0;
    DIR *directory = opendir(folder);
    if (!directory)
        return 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        const char *name = entry->d_name;
        if (name[0] == '\0' || name[1] != '_' || !strchr("yni", name[0]))
            continue;
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, name);
        static Case it;
        it = (Case){.path = path};
        arena_run((size_t)1 << 30, read_case, &it, &it.faults);
        bool is_right = name[0] == 'i' || (name[0] == 'y' ? it.is_read && it.is_stable : !it.is_read);
        is_right &= !it.is_read || it.is_stable;
        *(is_right ? &passed : failed) += 1;
        if (!is_right || is_verbose)
            printf("%s %s: %s\n", is_right ? "right" : "WRONG", name, it.is_read ? "read" : it.faults.list[0].text);
    }
    closedir(directory);
    return passed;
}

int main(int count, char **arguments)
{
    bool is_verbose = count > 2 && strcmp(arguments[1], "-v") == 0;
    const char *folder = count > 1 ? arguments[count - 1] : NULL;
    if (!folder) {
        fputs("usage: jsonparse [-v] DIR\n", stderr);
        return 2;
    }
    char inner[4096];
    snprintf(inner, sizeof inner, "%s/test_parsing", folder);
    size_t failed = 0, passed = run_folder(folder, is_verbose, &failed);
    passed += run_folder(inner, is_verbose, &failed);
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed || passed == 0;
}
