// SPDX-License-Identifier: Apache-2.0
// Help texts and the manual page, from the tables of commands and options.

#include <string.h>

#include "cli/command.h"
#include "madoguchi.h"

enum { OPTION_COLUMN = 28 }; // where the explanations begin

static void write_option(FILE *out, const Option *option)
{
    char left[64];
    snprintf(left, sizeof left, "  --%s%s%s", option->name, option->value ? " " : "",
             option->value ? option->value : "");
    // The ellipsis has three bytes but takes one column.
    int width = (int)strlen(left) - (strstr(left, "…") ? 2 : 0);
    fputs(left, out);
    if (width >= OPTION_COLUMN)
        fprintf(out, "\n%*s", OPTION_COLUMN, "");
    else
        fprintf(out, "%*s", OPTION_COLUMN - width, "");
    fputs(option->help, out);
    if (option->choices != NULL)
        fprintf(out, ": %s%s", option->choices, option->is_open ? " …" : "");
    if (option->is_repeatable)
        fputs(" (may be given several times)", out);
    fputc('\n', out);
}

static void write_options(FILE *out, const Option *options)
{
    for (; options->name != NULL; options++)
        write_option(out, options);
}

void help_overview(FILE *out)
{
    fputs("madoguchi checks trade documents by the official rules.\n\n"
          "usage: madoguchi COMMAND [OPTION]… [OPERAND]…\n\n",
          out);
    for (const Command *command = commands; command->name != NULL; command++)
        fprintf(out, "  %-16s %s\n", command->name, command->summary);
    fputs("\nmadoguchi COMMAND --help explains one of them.\n"
          "Exit code: 0 valid (or done), 1 invalid, 2 not checked, 3 could not do it.\n",
          out);
}

void help_command(FILE *out, const Command *command)
{
    fprintf(out, "%s.\n\nusage: madoguchi %s [OPTION]…%s%s\n\n%s\n", command->summary,
            command->name, command->operands[0] != '\0' ? " " : "", command->operands,
            command->text);
    fputs("\noptions:\n", out);
    write_options(out, command->options);
    write_options(out, common_options);
}

void help_folder(FILE *out, const char *word)
{
    size_t len = strlen(word);
    for (const Command *command = commands; command->name != NULL; command++)
        if (strncmp(command->name, word, len) == 0 && command->name[len] == ' ')
            fprintf(out, "  madoguchi %-14s %-16s %s\n", command->name, command->operands,
                    command->summary);
}

// ---- The manual page ----

// Text for roff: backslashes and dashes escaped, dots at a line's start kept from being requests.
static void roff(FILE *out, const char *text)
{
    bool is_start = true;
    for (; *text != '\0'; text++) {
        if (is_start && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
        is_start = *text == '\n';
    }
}

static void roff_options(FILE *out, const Option *options)
{
    for (; options->name != NULL; options++) {
        fputs(".TP\n\\fB\\-\\-", out);
        roff(out, options->name);
        fputs("\\fR", out);
        if (options->value != NULL) {
            fputs(" \\fI", out);
            roff(out, options->value);
            fputs("\\fR", out);
        }
        fputc('\n', out);
        roff(out, options->help);
        if (options->choices != NULL) {
            fputs(": ", out);
            roff(out, options->choices);
            fputs(options->is_open ? " …" : "", out);
        }
        fputs(options->is_repeatable ? " (may be given several times).\n" : ".\n", out);
    }
}

// Paragraphs are parted by empty lines; lines that begin with a blank are shown as they stand.
static void roff_text(FILE *out, const char *text)
{
    bool is_literal = false;
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        bool starts_literal = len > 0 && text[0] == ' ';
        if (starts_literal != is_literal && len > 0) {
            fputs(starts_literal ? ".nf\n" : ".fi\n", out);
            is_literal = starts_literal;
        }
        if (len == 0) {
            fputs(".PP\n", out);
        } else {
            char line[512];
            snprintf(line, sizeof line, "%.*s", (int)len, text);
            roff(out, line);
            fputc('\n', out);
        }
        text += len + (text[len] == '\n');
    }
    if (is_literal)
        fputs(".fi\n", out);
}

void manual_write(FILE *out)
{
    fprintf(
        out,
        ".TH MADOGUCHI 1 \"\" \"madoguchi %s\" \"User Commands\"\n"
        ".SH NAME\nmadoguchi \\- check trade documents by the official rules\n"
        ".SH SYNOPSIS\n.B madoguchi\n\\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIOPERAND\\fR]...\n"
        ".SH DESCRIPTION\n"
        "Madoguchi reads a trade document, runs the Schematron rules that an authority published\n"
        "on it, unmodified, and says what is wrong, where, and how to mend it.\n"
        ".SH COMMANDS\n",
        mado_version());
    for (const Command *command = commands; command->name != NULL; command++) {
        fprintf(out, ".SS madoguchi %s [\\fIOPTION\\fR]... \\fI", command->name);
        roff(out, command->operands);
        fputs("\\fR\n", out);
        roff(out, command->summary);
        fputs(".\n.PP\n", out);
        roff_text(out, command->text);
        roff_options(out, command->options);
    }
    fputs(".SH COMMON OPTIONS\n", out);
    roff_options(out, common_options);
    fputs(".SH EXIT STATUS\n"
          ".TP\n0\nvalid: the document's type was recognised, its rules fired, and none failed; or "
          "the\n"
          "command did what it was asked.\n"
          ".TP\n1\ninvalid: a rule found a fault.\n"
          ".TP\n2\nnot checked: no rule set fits, no rule fired, or a rule set could not be used.\n"
          ".TP\n3\nit could not be done: a file cannot be read, an option makes no sense.\n"
          ".PP\nOf several documents the highest code counts.\n"
          ".SH ENVIRONMENT\n"
          ".TP\nMADOGUCHI_RULES\nthe folder of the rule library.\n"
          ".TP\nXDG_DATA_HOME\nwithout MADOGUCHI_RULES the library is madoguchi/rules in this "
          "folder, or in\n"
          "~/.local/share.\n"
          ".TP\nMADOGUCHI_HELP\nthe folder of help texts for rules, beside those installed.\n"
          ".TP\nNO_COLOR\nwhere set, nothing is coloured.\n"
          ".TP\nLC_ALL, LC_MESSAGES, LANG\nthe language of help texts: ja, zh, otherwise English.\n"
          ".SH SEE ALSO\nThe project's documentation: docs/cli.md, docs/rules\\-library.md.\n",
          out);
}
