// SPDX-License-Identifier: Apache-2.0
// `madoguchi register check` and `register new`: for those who write registers.

#include "register/check.h"

#include "cli/commands.h"
#include "rules/data.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Work {
    const Arguments *arguments;
    Arena *arena;
    Faults *faults;
    size_t checked;
} Work;

// ---- check ----

static bool is_register(Arena *arena, const char *path)
{
    struct stat status;
    return stat(arena_print(arena, "%s/schema.json", path).at, &status) == 0 ||
           stat(arena_print(arena, "%s/register.json", path).at, &status) == 0;
}

static void check_one(Work *it, Register *reg)
{
    size_t before = it->faults->count;
    Slice name = register_name(reg);
    it->checked++;
    bool is_good = register_check(reg, it->faults);
    size_t count = it->faults->count - before;
    if (is_good)
        printf("%.*s: no faults\n", (int)name.len, name.at);
    else
        printf("%.*s: %zu fault%s\n", (int)name.len, name.at, count, count == 1 ? "" : "s");
}

// A register's own folder, or a folder of several; those beside it are what it may refer to.
static bool check_folder(Work *it, const char *operand)
{
    char *path = realpath(operand, NULL);
    if (path == NULL)
        return fault_add(it->faults, FAULT_IO, 0, 0, "the folder %s cannot be read: %s", operand,
                         strerror(errno));
    Slice whole = arena_copy(it->arena, slice_of(path)), only = S("");
    free(path);
    if (is_register(it->arena, whole.at)) {
        size_t slash = whole.len;
        while (slash > 0 && whole.at[slash - 1] != '/')
            slash--;
        only = slice_part(whole, slash, whole.len);
        whole = arena_copy(it->arena, slice_part(whole, 0, slash > 1 ? slash - 1 : slash));
    }
    Registers *registers = registers_new(it->arena);
    if (!registers_add_folder(registers, whole.at, it->faults))
        return false;
    size_t own = registers_count(registers);
    Register **list = arena_array(it->arena, Register *, own);
    for (size_t i = 0; i < own; i++)
        list[i] = registers_at(registers, i);
    registers_add(registers, data_files);
    for (size_t i = 0; i < own; i++)
        if (only.len == 0 || slice_equal(register_name(list[i]), only))
            check_one(it, list[i]);
    return it->checked > 0 ||
           fault_add(it->faults, FAULT_USAGE, 0, 0,
                     "%s is no register: it has no schema.json with what a record says", operand);
}

static bool check_all(Arena *arena, void *context)
{
    Work *it = context;
    bool is_good = true;
    it->arena = arena;
    for (size_t i = 0; i < operand_count(it->arguments); i++)
        is_good &= check_folder(it, operand_at(it->arguments, i));
    return is_good;
}

int run_register_check(const Arguments *arguments)
{
    Faults faults = {0};
    Work it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, check_all, &it, &faults);
    fflush(stdout);
    print_faults(&faults);
    return !is_good ? EXIT_COULD_NOT : faults.count > 0 ? EXIT_INVALID : EXIT_VALID;
}

// ---- new ----

typedef struct NewFile {
    const char *name, *text; // NAME stands for the register's, TITLE for what it is called
} NewFile;

static const NewFile new_files[] = {
    {"register.json",
     "{\n"
     "  \"name\": \"NAME\",\n"
     "  \"title\": {\"en\": \"TITLE\", \"ja\": \"TITLE\", \"zh\": \"TITLE\"},\n"
     "  \"identifier\": \"NAME-{year}-{number:5}\",\n"
     "  \"headline\": \"title\",\n"
     "\n"
     "  \"states\": {\n"
     "    \"draft\": {\"label\": {\"en\": \"Draft\", \"ja\": \"下書き\", \"zh\": \"草稿\"}, "
     "\"draft\": true},\n"
     "    \"published\": {\"label\": {\"en\": \"Published\", \"ja\": \"公開\", \"zh\": "
     "\"已发布\"}, \"tone\": \"good\", \"read\": [\"public\"]}\n"
     "  },\n"
     "\n"
     "  \"transitions\": {\n"
     "    \"publish\": {\n"
     "      \"label\": {\"en\": \"Publish\", \"ja\": \"公開する\", \"zh\": \"发布\"},\n"
     "      \"from\": \"draft\", \"to\": \"published\"\n"
     "    },\n"
     "    \"withdraw\": {\n"
     "      \"label\": {\"en\": \"Withdraw\", \"ja\": \"取り下げる\", \"zh\": \"撤回\"},\n"
     "      \"from\": \"published\", \"to\": \"draft\"\n"
     "    }\n"
     "  },\n"
     "\n"
     "  \"search\": {\"title\": 3, \"text\": 1}\n"
     "}\n"},
    {"schema.json", "{\n"
                    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                    "  \"$id\": \"urn:madoguchi:register:NAME\",\n"
                    "  \"title\": \"TITLE\",\n"
                    "  \"type\": \"object\",\n"
                    "  \"required\": [\"title\"],\n"
                    "  \"properties\": {\n"
                    "    \"title\": {\"title\": \"Title\", \"type\": \"string\", \"minLength\": 1, "
                    "\"maxLength\": 200},\n"
                    "    \"text\": {\"title\": \"Text\", \"type\": \"string\", \"minLength\": 1}\n"
                    "  },\n"
                    "  \"additionalProperties\": false\n"
                    "}\n"},
    {"labels.en.json", "{\n  \"\": \"TITLE\",\n  \"title\": \"Title\",\n  \"text\": \"Text\"\n}\n"},
    {"labels.ja.json", "{\n  \"\": \"TITLE\",\n  \"title\": \"件名\",\n  \"text\": \"内容\"\n}\n"},
    {"labels.zh.json", "{\n  \"\": \"TITLE\",\n  \"title\": \"标题\",\n  \"text\": \"内容\"\n}\n"},
    {"examples/first.json", "{\n"
                            "  \"$schema\": \"urn:madoguchi:register:NAME\",\n"
                            "  \"title\": \"An example\",\n"
                            "  \"text\": \"What a record of this register may say.\"\n"
                            "}\n"},
};

static Slice filled(Arena *arena, const char *text, Slice name, Slice title)
{
    Buffer out = buffer_new(arena);
    for (Slice rest = slice_of(text); rest.len > 0;) {
        bool is_name = slice_starts(rest, S("NAME")), is_title = slice_starts(rest, S("TITLE"));
        if (is_name || is_title)
            buffer_add(&out, is_name ? name : title);
        else
            buffer_add_char(&out, rest.at[0]);
        size_t step = is_name ? 4 : is_title ? 5 : 1;
        rest = slice_part(rest, step, rest.len);
    }
    return buffer_slice(&out);
}

// "trade-fair" ─► "Trade fair"
static Slice title_of(Arena *arena, Slice name)
{
    char *title = (char *)arena_copy(arena, name).at;
    for (size_t i = 0; i < name.len; i++)
        title[i] = title[i] == '-' ? ' ' : title[i];
    title[0] = title[0] >= 'a' && title[0] <= 'z' ? (char)(title[0] - 'a' + 'A') : title[0];
    return (Slice){title, name.len};
}

static bool is_name(Slice name)
{
    bool is_good = name.len > 0 && name.len <= 60 && name.at[0] >= 'a' && name.at[0] <= 'z' &&
                   name.at[name.len - 1] != '-';
    for (size_t i = 0; i < name.len; i++)
        is_good &= (name.at[i] >= 'a' && name.at[i] <= 'z') ||
                   (name.at[i] >= '0' && name.at[i] <= '9') ||
                   (name.at[i] == '-' && name.at[i - 1] != '-');
    return is_good;
}

static bool write_new(Work *it, const char *path, Slice text)
{
    FILE *file = fopen(path, "wx"); // what is there is somebody's work
    bool is_good = file != NULL && fwrite(text.at, 1, text.len, file) == text.len;
    int error = errno;
    if (file != NULL && fclose(file) != 0)
        is_good = false;
    return is_good || fault_add(it->faults, FAULT_IO, 0, 0, "%s could not be written: %s", path,
                                strerror(error));
}

static bool make_folder(Work *it, const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST ||
           fault_add(it->faults, FAULT_IO, 0, 0, "the folder %s could not be made: %s", path,
                     strerror(errno));
}

static bool write_all(Arena *arena, void *context)
{
    Work *it = context;
    const char *folder = argument_value(it->arguments, "in");
    Slice name = slice_of(operand_at(it->arguments, 0)), title;
    it->arena = arena;
    if (!is_name(name))
        return fault_add(it->faults, FAULT_USAGE, 0, 0,
                         "%s is no name of a register: small letters, digits and single hyphens, "
                         "as in trade-fair",
                         operand_at(it->arguments, 0));
    title = title_of(arena, name);
    const char *path = arena_print(arena, "%s/%s", folder != NULL ? folder : ".", name.at).at;
    if (!make_folder(it, path) || !make_folder(it, arena_print(arena, "%s/examples", path).at))
        return false;
    for (size_t i = 0; i < sizeof new_files / sizeof *new_files; i++)
        if (!write_new(it, arena_print(arena, "%s/%s", path, new_files[i].name).at,
                       filled(arena, new_files[i].text, name, title)))
            return false;
    printf("%s\n", path);
    return true;
}

int run_register_new(const Arguments *arguments)
{
    Faults faults = {0};
    Work it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, write_all, &it, &faults);
    fflush(stdout);
    print_faults(&faults);
    return is_good ? EXIT_VALID : EXIT_COULD_NOT;
}
