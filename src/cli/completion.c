// SPDX-License-Identifier: Apache-2.0
// What the shells offer after TAB, from the tables of commands and options.

#include <string.h>

#include "cli/command.h"

// "rules add" ─► "rules_add": names of functions and cases.
static void write_joined(FILE *out, const char *name)
{
    for (; *name != '\0'; name++)
        fputc(*name == ' ' ? '_' : *name, out);
}

static void write_first_words(FILE *out)
{
    for (const Command *command = commands; command->name != NULL; command++) {
        size_t len = strcspn(command->name, " ");
        bool is_seen = false; // "rules add" and "rules list" begin with one word
        for (const Command *before = commands; before < command; before++)
            is_seen |= strncmp(before->name, command->name, len) == 0 &&
                       (before->name[len] == ' ' || before->name[len] == '\0');
        if (!is_seen)
            fprintf(out, "%.*s ", (int)len, command->name);
    }
}

static void write_option_names(FILE *out, const Option *options)
{
    for (; options->name != NULL; options++)
        fprintf(out, "--%s ", options->name);
}

// ---- bash ----

static const char *bash_offer(Offer offer)
{
    switch (offer) {
    case OFFER_FILES:
        return "-f";
    case OFFER_FOLDERS:
        return "-d";
    case OFFER_NOTHING:
    case OFFER_CHOICES:
        break;
    }
    return "-W ''";
}

static void bash_values(FILE *out, const Option *options)
{
    for (; options->name != NULL; options++) {
        if (options->value == NULL)
            continue;
        fprintf(out, "        *:--%s) COMPREPLY=($(compgen ", options->name);
        if (options->choices != NULL)
            fprintf(out, "-W '%s'", options->choices);
        else
            fputs(bash_offer(options->offer), out);
        fputs(" -- \"$word\")); return ;;\n", out);
    }
}

static void write_bash(FILE *out)
{
    fputs("# bash completion of madoguchi\n"
          "_madoguchi() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command=${COMP_WORDS[1]}\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W '",
          out);
    write_first_words(out);
    fputs("--help --version' -- \"$word\")); return\n    fi\n", out);
    fputs("    case $command in\n", out);
    for (const Command *command = commands; command->name != NULL; command++) {
        const char *blank = strchr(command->name, ' ');
        if (blank == NULL)
            continue;
        fprintf(out,
                "    %.*s) [ \"$COMP_CWORD\" -eq 2 ] && COMPREPLY+=($(compgen -W '%s' -- "
                "\"$word\")) ;;&\n",
                (int)(blank - command->name), command->name, blank + 1);
    }
    // A first word may be a command by itself, too: `codes`, beside `codes import`.
    fputs("    esac\n    [ ${#COMPREPLY[@]} -gt 0 ] && return\n"
          "    case \"$command ${COMP_WORDS[2]}\" in\n",
          out);
    for (const Command *command = commands; command->name != NULL; command++)
        if (strchr(command->name, ' ') != NULL) {
            fprintf(out, "    '%s') command=", command->name);
            write_joined(out, command->name);
            fputs(" ;;\n", out);
        }
    fputs("    esac\n    case $command:$before in\n", out);
    for (const Command *command = commands; command->name != NULL; command++)
        bash_values(out, command->options);
    fputs("    esac\n    case $command in\n", out);
    for (const Command *command = commands; command->name != NULL; command++) {
        fputs("    ", out);
        write_joined(out, command->name);
        fputs(")\n        if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '", out);
        write_option_names(out, command->options);
        write_option_names(out, common_options);
        fprintf(out,
                "' -- \"$word\"))\n        else COMPREPLY=($(compgen %s -- \"$word\")); fi ;;\n",
                bash_offer(command->offer));
    }
    fputs("    esac\n}\ncomplete -o filenames -F _madoguchi madoguchi\n", out);
}

// ---- zsh ----

// Single quotes, brackets and colons have a meaning in zsh's specifications.
static void zsh_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else if (*text == '[' || *text == ']' || *text == ':')
            fprintf(out, "\\%c", *text);
        else
            fputc(*text, out);
    }
}

static const char *zsh_offer(Offer offer)
{
    switch (offer) {
    case OFFER_FILES:
        return "_files";
    case OFFER_FOLDERS:
        return "_files -/";
    case OFFER_NOTHING:
    case OFFER_CHOICES:
        break;
    }
    return " ";
}

static void zsh_options(FILE *out, const Option *options)
{
    for (; options->name != NULL; options++) {
        fprintf(out, "        '%s--%s[", options->is_repeatable ? "*" : "", options->name);
        zsh_text(out, options->help);
        fputs("]", out);
        if (options->choices != NULL)
            fprintf(out, ":%s:(%s)", options->value, options->choices);
        else if (options->value != NULL)
            fprintf(out, ":%s:%s", options->value, zsh_offer(options->offer));
        fputs("' \\\n", out);
    }
}

// Those that follow the first word of `command`, which has `len` characters with its blank; the
// first of them is always set off by a blank.
static void write_second_words(FILE *out, const Command *command, size_t len, const char *between)
{
    bool is_first = true;
    for (const Command *other = command; other->name != NULL; other++) {
        if (strncmp(other->name, command->name, len) != 0)
            continue;
        fprintf(out, "%s%s", is_first ? " " : between, other->name + len);
        is_first = false;
    }
}

static void write_zsh(FILE *out)
{
    fputs("#compdef madoguchi\n# zsh completion of madoguchi\n"
          "local command=$words[2]\n"
          "if (( CURRENT == 2 )); then\n    compadd ",
          out);
    write_first_words(out);
    fputs("--help --version\n    return\nfi\ncase $command in\n", out);
    for (const Command *command = commands; command->name != NULL; command++) {
        const char *blank = strchr(command->name, ' ');
        if (blank == NULL)
            continue;
        size_t len = (size_t)(blank - command->name) + 1;
        if (command != commands && strncmp(command[-1].name, command->name, len) == 0)
            continue;
        fprintf(out, "    %.*s)\n        if (( CURRENT == 3 )); then compadd", (int)len - 1,
                command->name);
        write_second_words(out, command, len, " ");
        fputs("; return; fi\n        case $words[3] in", out);
        write_second_words(out, command, len, "|");
        fputs(") command=${command}_$words[3]; shift words; (( CURRENT-- )) ;; esac ;;\n", out);
    }
    fputs("esac\nshift words; (( CURRENT-- ))\ncase $command in\n", out);
    for (const Command *command = commands; command->name != NULL; command++) {
        fputs("    ", out);
        write_joined(out, command->name);
        fputs(")\n        _arguments \\\n", out);
        zsh_options(out, command->options);
        zsh_options(out, common_options);
        fprintf(out, "        '*:%s:%s' ;;\n",
                command->operands[0] != '\0' ? command->operands : " ", zsh_offer(command->offer));
    }
    fputs("esac\n", out);
}

// ---- fish ----

static void fish_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('\'', out);
}

// The condition under which a command's options are offered: its words were typed.
static void fish_condition(FILE *out, const Command *command)
{
    const char *blank = strchr(command->name, ' ');
    if (blank == NULL)
        fprintf(out, "complete -c madoguchi -n '__fish_seen_subcommand_from %s'", command->name);
    else
        fprintf(out,
                "complete -c madoguchi -n '__fish_seen_subcommand_from %.*s; and "
                "__fish_seen_subcommand_from %s'",
                (int)(blank - command->name), command->name, blank + 1);
}

static void fish_options(FILE *out, const Command *command, const Option *options)
{
    for (; options->name != NULL; options++) {
        fish_condition(out, command);
        fprintf(out, " -l %s -d ", options->name);
        fish_quoted(out, options->help);
        if (options->choices != NULL)
            fprintf(out, " -x -a '%s'", options->choices);
        else if (options->value != NULL)
            fputs(options->offer == OFFER_NOTHING ? " -x" : " -r", out);
        fputc('\n', out);
    }
}

static void write_fish(FILE *out)
{
    fputs("# fish completion of madoguchi\ncomplete -c madoguchi -n __fish_use_subcommand -f -a '",
          out);
    write_first_words(out);
    fputs("'\n", out);
    for (const Command *command = commands; command->name != NULL; command++) {
        const char *blank = strchr(command->name, ' ');
        if (blank != NULL) {
            fprintf(out, "complete -c madoguchi -n '__fish_seen_subcommand_from %.*s' -f -a %s -d ",
                    (int)(blank - command->name), command->name, blank + 1);
            fish_quoted(out, command->summary);
            fputc('\n', out);
        }
        fish_options(out, command, command->options);
        fish_options(out, command, common_options);
        if (command->offer == OFFER_NOTHING) {
            fish_condition(out, command);
            fputs(" -f\n", out);
        }
    }
}

bool completion_write(FILE *out, const char *shell)
{
    static const struct {
        const char *name;
        void (*write)(FILE *out);
    } shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (strcmp(shells[i].name, shell) == 0) {
            shells[i].write(out);
            return true;
        }
    return false;
}
