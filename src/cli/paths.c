// SPDX-License-Identifier: Apache-2.0
// Operands ─► [documents] ─► the checker.
//
// Folders are walked in the order of names, so that two runs report alike on every file system.

#include "cli/paths.h"

#include "tree/syntax.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

enum { FOLDER_DEPTH_MAX = 64 }; // a loop of links would go on for ever

static void add_path(Arena *arena, PathList *list, Slice path)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        list->at =
            arena_resize(arena, list->at, list->room * sizeof *list->at, room * sizeof *list->at);
        list->room = room;
    }
    list->at[list->count++] = path;
}

static bool ends_in(const char *name, const char *end)
{
    size_t len = strlen(name), end_len = strlen(end);
    return len > end_len && strcasecmp(name + len - end_len, end) == 0;
}

static bool is_document_name(const PathList *list, const char *name)
{
    return syntax_is_document_name(name) || ends_in(name, ".zip") ||
           (list->takes_json && ends_in(name, ".json"));
}

static bool add_folder(Arena *arena, PathList *list, const char *folder, int depth, Faults *faults)
{
    if (depth > FOLDER_DEPTH_MAX)
        return fault_add(faults, FAULT_LIMIT, 0, 0,
                         "%s lies more than %d folders deep; is there a loop of links?", folder,
                         FOLDER_DEPTH_MAX);
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0)
        return fault_add(faults, FAULT_IO, 0, 0, "the folder %s cannot be read: %s", folder,
                         strerror(errno));
    bool is_good = true;
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        struct stat status;
        if (name[0] != '.') {
            Slice path = arena_print(arena, "%s%s%s", folder,
                                     folder[strlen(folder) - 1] == '/' ? "" : "/", name);
            if (stat(path.at, &status) != 0)
                is_good = fault_add(faults, FAULT_IO, 0, 0, "%s cannot be read: %s", path.at,
                                    strerror(errno));
            else if (S_ISDIR(status.st_mode))
                is_good &= add_folder(arena, list, path.at, depth + 1, faults);
            else if (S_ISREG(status.st_mode) && is_document_name(list, name))
                add_path(arena, list, path);
            else
                list->skipped++;
        }
        free(entries[i]);
    }
    free(entries);
    return is_good;
}

bool paths_add(Arena *arena, PathList *list, const char *operand, Faults *faults)
{
    struct stat status;
    if (strcmp(operand, "-") != 0) {
        if (stat(operand, &status) != 0)
            return fault_add(faults, FAULT_IO, 0, 0, "%s cannot be read: %s", operand,
                             strerror(errno));
        if (S_ISDIR(status.st_mode))
            return add_folder(arena, list, operand, 0, faults);
    }
    add_path(arena, list, arena_copy(arena, slice_of(operand)));
    return true;
}
