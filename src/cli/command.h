// Commands and their options as tables: what the parser, the help texts, the manual page and the
// shells' completions are all made from.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the program says by its exit code.
typedef enum ExitCode {
    EXIT_VALID = 0,
    EXIT_INVALID = 1,
    EXIT_NOT_CHECKED = 2,
    EXIT_COULD_NOT = 3,
} ExitCode;

// What a shell offers after an option or as an operand.
typedef enum Offer {
    OFFER_NOTHING,
    OFFER_FILES,
    OFFER_FOLDERS,
    OFFER_CHOICES, // the words of `choices`
} Offer;

typedef struct Option {
    const char *name;    // without the dashes
    const char *value;   // what the help calls its value; NULL for a switch
    const char *choices; // the words it may be, separated by blanks; NULL: any
    bool is_open;        // others are taken, too
    const char *help;    // one sentence, without the full stop
    Offer offer;
    bool is_number;       // a whole number with an optional k, M or G
    uint64_t least, most; // of it; `most` 0: whatever fits
    bool is_repeatable;
} Option;

typedef struct Arguments Arguments;

typedef struct Command {
    const char *name;      // "check", or two words as "rules add"
    const char *operands;  // "PATH…"; empty for none
    const char *summary;   // one line
    const char *text;      // paragraphs for --help and the manual
    const Option *options; // ended by a row without a name
    Offer offer;           // of the operands
    size_t operands_min, operands_max;
    int (*run)(const Arguments *arguments);
} Command;

extern const Command commands[]; // ended by a row without a name
extern const Option common_options[];

// ---- What was given ----

// NULL where the option was not given; of a repeated one the last.
const char *argument_value(const Arguments *arguments, const char *option);
bool argument_is_given(const Arguments *arguments, const char *option);
uint64_t argument_number(const Arguments *arguments, const char *option, uint64_t otherwise);
// The values of a repeatable option, one after the other: index from 0, NULL at the end.
const char *argument_at(const Arguments *arguments, const char *option, size_t index);

// "64", "64k", "64M", "2G": as all numbers of options are written. False where it is not that.
bool argument_read_number(const char *text, uint64_t *number);
// The same, within the option's range.
bool option_read_number(const Option *option, const char *text, uint64_t *number);
enum { RANGE_ROOM = 64 };
// What it expects, for messages: "a whole number from 1 to 3600".
const char *option_range(const Option *option, char room[RANGE_ROOM]);

size_t operand_count(const Arguments *arguments);
const char *operand_at(const Arguments *arguments, size_t index);

// Finds the command, reads its options and runs it; the exit code.
int command_line(int argc, char **argv);

// ---- What is made from the tables ----

#include <stdio.h>

void help_overview(FILE *out);
void help_command(FILE *out, const Command *command);
void help_folder(FILE *out, const char *word); // all commands that begin with that word
void manual_write(FILE *out);                  // roff, for man(1)
bool completion_write(FILE *out, const char *shell);
