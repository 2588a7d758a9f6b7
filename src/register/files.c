// SPDX-License-Identifier: Apache-2.0
// Folders of registers as lists of files, wherever they lie.

#include "register/internal.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define ROOT "registers/"

// ---- Files ----

static int compare_names(const void *a, const void *b)
{
    return slice_compare(((const RegisterFile *)a)->name, ((const RegisterFile *)b)->name);
}

Slice registers_text(const Registers *registers, Slice name)
{
    RegisterFile key = {.name = name};
    const RegisterFile *found =
        registers->file_count == 0
            ? NULL
            : bsearch(&key, registers->files, registers->file_count, sizeof key, compare_names);
    return found != NULL ? found->text : S("");
}

static void *grown(Arena *arena, void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return list;
    size_t more = *room ? *room * 2 : 64;
    list = arena_resize(arena, list, *room * size, more * size);
    *room = more;
    return list;
}

static const Register *known(const Registers *it, Slice name)
{
    for (size_t i = 0; i < it->count; i++)
        if (slice_equal(it->list[i]->name, name))
            return it->list[i];
    return NULL;
}

// Of a register that is there already nothing is added, so that no folder is half one's and half
// another's. Files are sorted when all of a source are added.
static void add_file(Registers *it, Slice name, Slice text)
{
    Slice rest = slice_part(name, S(ROOT).len, name.len);
    if (known(it, slice_cut(&rest, '/')) != NULL)
        return;
    it->files = grown(it->arena, it->files, it->file_count, &it->file_room, sizeof *it->files);
    it->files[it->file_count++] = (RegisterFile){name, text};
}

static bool find_included(void *context, Slice name, Slice *text)
{
    Registers *registers = context;
    *text = registers_text(registers, arena_join(registers->arena, S(ROOT), name));
    return text->len > 0;
}

MapFiles registers_map_files(Registers *registers)
{
    return (MapFiles){find_included, registers};
}

// ---- Registers ----

Registers *registers_new(Arena *arena)
{
    Registers *registers = arena_array(arena, Registers, 1);
    registers->arena = arena;
    return registers;
}

static Slice stem_of(Slice path)
{
    return slice_part(path, 0, path.len - S(".map").len);
}

// edifact.map before edifact-d96a.map: the first of a syntax is the plain one.
static int compare_maps(const void *a, const void *b)
{
    return slice_compare(stem_of(((const RegisterMap *)a)->path),
                         stem_of(((const RegisterMap *)b)->path));
}

static bool is_map_of(const Register *reg, Slice file)
{
    return slice_starts(file, reg->folder) && slice_ends(file, S(".map")) &&
           slice_starts(slice_part(file, reg->folder.len, file.len), S("maps/"));
}

// Its files lie beside its schema.
static void find_maps(Registers *it, Register *reg, size_t schema)
{
    size_t first = schema, end = schema;
    while (first > 0 && slice_starts(it->files[first - 1].name, reg->folder))
        first--;
    while (end < it->file_count && slice_starts(it->files[end].name, reg->folder))
        end++;
    reg->maps = arena_array(it->arena, RegisterMap, end - first);
    for (size_t i = first; i < end; i++)
        if (is_map_of(reg, it->files[i].name))
            reg->maps[reg->map_count++] =
                (RegisterMap){.path = it->files[i].name, .text = it->files[i].text};
    if (reg->map_count > 0)
        qsort(reg->maps, reg->map_count, sizeof *reg->maps, compare_maps);
}

// "registers/commercial-invoice/schema.json" makes one.
static void add_register(Registers *it, size_t index)
{
    Slice file = it->files[index].name, rest = slice_part(file, S(ROOT).len, file.len);
    Slice name = slice_cut(&rest, '/');
    if (!slice_equal(rest, S("schema.json")) || slice_equal(name, S(GLOSSARY_NAME)) ||
        known(it, name) != NULL)
        return;
    Register *reg = arena_array(it->arena, Register, 1);
    *reg = (Register){.home = it, .name = name};
    reg->folder = slice_part(file, 0, file.len - rest.len);
    find_maps(it, reg, index);
    it->list = grown(it->arena, it->list, it->count, &it->room, sizeof *it->list);
    it->list[it->count++] = reg;
}

static int compare_registers(const void *a, const void *b)
{
    return slice_compare((*(Register *const *)a)->name, (*(Register *const *)b)->name);
}

static void settle(Registers *it)
{
    if (it->file_count == 0)
        return;
    qsort(it->files, it->file_count, sizeof *it->files, compare_names);
    for (size_t i = 0; i < it->file_count; i++)
        add_register(it, i);
    if (it->count > 0)
        qsort(it->list, it->count, sizeof(Register *), compare_registers);
}

void registers_add(Registers *it, const DataFile *files)
{
    for (; files->name != NULL; files++)
        if (slice_starts(slice_of(files->name), S(ROOT)))
            add_file(it, slice_of(files->name), files->text);
    settle(it);
}

// ---- A user's folder ----

static void close_folder(void *folder)
{
    closedir(folder);
}

typedef struct Walk {
    Registers *registers;
    size_t before; // files
    Faults *faults;
} Walk;

static bool is_wanted(Slice name)
{
    return slice_ends(name, S(".json")) || slice_ends(name, S(".map")) ||
           slice_ends(name, S(".part")) || slice_ends(name, S(".sch"));
}

static bool add_own_file(Walk *it, Slice path, Slice name)
{
    Slice text;
    Registers *to = it->registers;
    if (to->file_count - it->before == OWN_FILES_MAX)
        return fault_add(it->faults, FAULT_LIMIT, 0, 0, "%.*s has more than 2,000 files",
                         (int)path.len, path.at);
    if (!file_read(to->arena, path.at, OWN_BYTES_MAX, &text, it->faults))
        return false;
    add_file(to, name, text);
    return true;
}

// `depth`: NAME/maps/x.map has three parts. The glossary is the program's.
static bool add_own_folder(Walk *it, Slice path, Slice name, int depth)
{
    Arena *arena = it->registers->arena;
    DIR *folder = opendir(path.at);
    bool is_good = true;
    if (folder == NULL)
        return fault_add(it->faults, FAULT_IO, 0, 0, "the folder %.*s cannot be read: %s",
                         (int)path.len, path.at, strerror(errno));
    arena_defer(arena, close_folder, folder);
    for (const struct dirent *entry; is_good && (entry = readdir(folder)) != NULL;) {
        struct stat status;
        Slice own = arena_copy(arena, slice_of(entry->d_name));
        Slice below = arena_print(arena, "%.*s/%s", (int)path.len, path.at, entry->d_name);
        Slice below_name = arena_print(arena, "%.*s%s", (int)name.len, name.at, entry->d_name);
        bool is_there = entry->d_name[0] != '.' && stat(below.at, &status) == 0;
        if (!is_there || (depth == 0 && slice_equal(own, S(GLOSSARY_NAME))))
            continue;
        if (S_ISDIR(status.st_mode) && depth < 2)
            is_good = add_own_folder(it, below, arena_join(arena, below_name, S("/")), depth + 1);
        else if (S_ISREG(status.st_mode) && depth > 0 && is_wanted(own))
            is_good = add_own_file(it, below, below_name);
    }
    return is_good;
}

bool registers_add_folder(Registers *registers, const char *path, Faults *faults)
{
    Walk walk = {registers, registers->file_count, faults};
    bool is_good = add_own_folder(&walk, slice_of(path), S(ROOT), 0);
    settle(registers);
    return is_good;
}
