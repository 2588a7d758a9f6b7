// SPDX-License-Identifier: Apache-2.0
// Reads the command line by the tables of commands and options.
//
//     argv ─► command ─► [options and operands, checked] ─► command->run
//
// Options and operands may be mixed; `--` ends the options; `--name=value` and `--name value` are
// the same. What is wrong is said with the nearest thing that would be right.

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/slice.h"
#include "cli/command.h"

typedef struct Given {
    const Option *option;
    const char *value;
} Given;

struct Arguments {
    const Command *command;
    Given *given; // at most argc of them
    size_t given_count;
    const char **operands;
    size_t operand_count;
};

static const Option *find_in(const Option *options, const char *name, size_t len)
{
    for (; options->name != NULL; options++)
        if (strlen(options->name) == len && memcmp(options->name, name, len) == 0)
            return options;
    return NULL;
}

static const Option *find_option(const Command *command, const char *name, size_t len)
{
    const Option *found = find_in(command->options, name, len);
    return found != NULL ? found : find_in(common_options, name, len);
}

static bool is_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);
    for (const char *at = choices; *at != '\0';) {
        size_t word = strcspn(at, " ");
        if (word == len && memcmp(at, value, len) == 0)
            return true;
        at += word + (at[word] == ' ');
    }
    return false;
}

bool argument_read_number(const char *text, uint64_t *number)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (end == text || errno != 0 || !isdigit((unsigned char)*text))
        return false;
    uint64_t factor = 1;
    if (*end != '\0' && end[1] == '\0') {
        factor = *end == 'k' ? 1000 : *end == 'M' ? 1000000 : *end == 'G' ? 1000000000 : 0;
        end++;
    }
    if (*end != '\0' || factor == 0 || value > UINT64_MAX / factor)
        return false;
    *number = value * factor;
    return true;
}

bool option_read_number(const Option *option, const char *text, uint64_t *number)
{
    return argument_read_number(text, number) &&
           (option->most == 0 || (*number >= option->least && *number <= option->most));
}

const char *option_range(const Option *option, char room[RANGE_ROOM])
{
    if (option->most == 0)
        return "a whole number";
    snprintf(room, RANGE_ROOM, "a whole number from %llu to %llu",
             (unsigned long long)option->least, (unsigned long long)option->most);
    return room;
}

static int refuse_option(const Command *command, const char *name)
{
    const char *nearest = NULL;
    size_t least = 4; // farther off is no slip of the finger
    const Option *lists[] = {command->options, common_options};
    for (size_t i = 0; i < 2; i++)
        for (const Option *option = lists[i]; option->name != NULL; option++)
            if (slice_edits(slice_of(option->name), slice_of(name)) < least) {
                least = slice_edits(slice_of(option->name), slice_of(name));
                nearest = option->name;
            }
    fprintf(stderr, "madoguchi %s: there is no option --%s", command->name, name);
    if (nearest != NULL)
        fprintf(stderr, "; did you mean --%s?\n", nearest);
    else
        fprintf(stderr, "; madoguchi %s --help lists them all\n", command->name);
    return EXIT_COULD_NOT;
}

// Notes one option. 0, or the exit code.
static int take_option(Arguments *arguments, const char *text, char **argv, int argc, int *at)
{
    const Command *command = arguments->command;
    size_t len = strcspn(text, "=");
    const Option *option = find_option(command, text, len);
    if (option == NULL)
        return refuse_option(command, text);
    const char *value = text[len] == '=' ? text + len + 1 : NULL;
    if (option->value == NULL) {
        if (value != NULL) {
            fprintf(stderr, "madoguchi %s: --%s takes no value\n", command->name, option->name);
            return EXIT_COULD_NOT;
        }
    } else if (value == NULL) {
        if (*at + 1 >= argc) {
            fprintf(stderr, "madoguchi %s: --%s needs its %s after it\n", command->name,
                    option->name, option->value);
            return EXIT_COULD_NOT;
        }
        value = argv[++*at];
    }
    if (option->choices != NULL && !option->is_open && value != NULL &&
        !is_choice(option->choices, value)) {
        fprintf(stderr, "madoguchi %s: --%s is one of: %s; found \"%s\"\n", command->name,
                option->name, option->choices, value);
        return EXIT_COULD_NOT;
    }
    uint64_t number;
    char range[RANGE_ROOM];
    if (option->is_number && !option_read_number(option, value, &number)) {
        fprintf(stderr, "madoguchi %s: --%s needs %s, as in 2000, 64k or 500M; found \"%s\"\n",
                command->name, option->name, option_range(option, range), value);
        return EXIT_COULD_NOT;
    }
    arguments->given[arguments->given_count++] = (Given){option, value};
    return 0;
}

static int take_all(Arguments *arguments, int argc, char **argv)
{
    bool has_ended = false;
    for (int i = 0; i < argc; i++) {
        const char *text = argv[i];
        if (!has_ended && strcmp(text, "--") == 0) {
            has_ended = true;
        } else if (!has_ended && strncmp(text, "--", 2) == 0) {
            int code = take_option(arguments, text + 2, argv, argc, &i);
            if (code != 0)
                return code;
        } else if (!has_ended && strcmp(text, "-h") == 0) {
            arguments->given[arguments->given_count++] =
                (Given){find_in(common_options, "help", 4), NULL};
        } else if (!has_ended && text[0] == '-' && text[1] != '\0') {
            fprintf(stderr, "madoguchi %s: options are whole words, as in --help; found \"%s\"\n",
                    arguments->command->name, text);
            return EXIT_COULD_NOT;
        } else {
            arguments->operands[arguments->operand_count++] = text;
        }
    }
    return 0;
}

static int check_operands(const Arguments *arguments)
{
    const Command *command = arguments->command;
    if (arguments->operand_count < command->operands_min) {
        fprintf(stderr, "madoguchi %s: %s is missing\nusage: madoguchi %s [OPTION]… %s\n",
                command->name, command->operands, command->name, command->operands);
        return EXIT_COULD_NOT;
    }
    if (arguments->operand_count > command->operands_max) {
        fprintf(stderr, "madoguchi %s: \"%s\" is one too many\nusage: madoguchi %s [OPTION]… %s\n",
                command->name, arguments->operands[command->operands_max], command->name,
                command->operands);
        return EXIT_COULD_NOT;
    }
    return 0;
}

static int run_command(const Command *command, int argc, char **argv)
{
    size_t room = (size_t)argc + 1;
    Arguments arguments = {.command = command};
    arguments.given = memory_take(room * sizeof *arguments.given);
    arguments.operands = memory_take(room * sizeof *arguments.operands);
    int code = EXIT_COULD_NOT;
    if (arguments.given == NULL || arguments.operands == NULL) {
        fputs("madoguchi: there is no memory left\n", stderr);
    } else {
        code = take_all(&arguments, argc, argv);
        if (code == 0 && argument_is_given(&arguments, "help"))
            help_command(stdout, command);
        else if (code == 0 && (code = check_operands(&arguments)) == 0)
            code = command->run(&arguments);
    }
    memory_free(arguments.given);
    memory_free(arguments.operands);
    return code;
}

// How many of the words are the command's name; 0: it is not this one.
static int name_words(const Command *command, int argc, char **argv)
{
    const char *blank = strchr(command->name, ' ');
    if (blank == NULL)
        return strcmp(command->name, argv[0]) == 0;
    size_t len = (size_t)(blank - command->name);
    bool is_first = strlen(argv[0]) == len && memcmp(command->name, argv[0], len) == 0;
    return is_first && argc > 1 && strcmp(blank + 1, argv[1]) == 0 ? 2 : 0;
}

static bool is_folder_word(const char *word)
{
    size_t len = strlen(word);
    for (const Command *command = commands; command->name != NULL; command++)
        if (strncmp(command->name, word, len) == 0 && command->name[len] == ' ')
            return true;
    return false;
}

int command_line(int argc, char **argv)
{
    if (argc == 0) {
        help_overview(stderr);
        return EXIT_COULD_NOT;
    }
    if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
        help_overview(stdout);
        return 0;
    }
    const char *name = strcmp(argv[0], "--version") == 0 ? "version" : argv[0];
    char *named[] = {(char *)name, argc > 1 ? argv[1] : NULL};
    for (const Command *command = commands; command->name != NULL; command++) {
        int words = name_words(command, argc < 2 ? argc : 2, named);
        if (words > 0)
            return run_command(command, argc - words, argv + words);
    }
    if (is_folder_word(name)) {
        bool is_asked = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
        help_folder(is_asked ? stdout : stderr, name);
        return is_asked ? 0 : EXIT_COULD_NOT;
    }
    fprintf(stderr, "madoguchi: there is no command \"%s\"; madoguchi --help lists them\n", name);
    return EXIT_COULD_NOT;
}

bool argument_is_given(const Arguments *arguments, const char *option)
{
    for (size_t i = 0; i < arguments->given_count; i++)
        if (strcmp(arguments->given[i].option->name, option) == 0)
            return true;
    return false;
}

const char *argument_value(const Arguments *arguments, const char *option)
{
    for (size_t i = arguments->given_count; i-- > 0;)
        if (strcmp(arguments->given[i].option->name, option) == 0)
            return arguments->given[i].value;
    return NULL;
}

uint64_t argument_number(const Arguments *arguments, const char *option, uint64_t otherwise)
{
    const char *text = argument_value(arguments, option);
    uint64_t number;
    return text != NULL && argument_read_number(text, &number) ? number : otherwise;
}

const char *argument_at(const Arguments *arguments, const char *option, size_t index)
{
    for (size_t i = 0; i < arguments->given_count; i++)
        if (strcmp(arguments->given[i].option->name, option) == 0 && index-- == 0)
            return arguments->given[i].value;
    return NULL;
}

size_t operand_count(const Arguments *arguments)
{
    return arguments->operand_count;
}

const char *operand_at(const Arguments *arguments, size_t index)
{
    return arguments->operands[index];
}
