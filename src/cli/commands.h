// What each command's file offers to the table in main.c, and what several of them share.
#pragma once

#include "base/fault.h"
#include "cli/command.h"

int run_check(const Arguments *arguments);
int run_convert(const Arguments *arguments);
int run_template(const Arguments *arguments);
int run_registers(const Arguments *arguments);
int run_register_check(const Arguments *arguments);
int run_register_migrate(const Arguments *arguments);
int run_register_recount(const Arguments *arguments);
int run_register_new(const Arguments *arguments);
int run_render(const Arguments *arguments);
int run_deal(const Arguments *arguments);
int run_diff(const Arguments *arguments);
int run_rules_add(const Arguments *arguments);
int run_rules_list(const Arguments *arguments);
int run_rules_show(const Arguments *arguments);
int run_rules_remove(const Arguments *arguments);
int run_schema_show(const Arguments *arguments);
int run_edifact_import(const Arguments *arguments);
int run_edifact_contrl(const Arguments *arguments);
int run_codes(const Arguments *arguments);
int run_codes_import(const Arguments *arguments);
int run_codes_identify(const Arguments *arguments);
int run_verify(const Arguments *arguments);
int run_backup(const Arguments *arguments);
int run_restore(const Arguments *arguments);
int verify_served(const Arguments *arguments); // what run_verify does with a URL
int run_promote(const Arguments *arguments);
int run_export(const Arguments *arguments);
int run_xpath(const Arguments *arguments);
int run_tree(const Arguments *arguments);
int run_serve(const Arguments *arguments);
int run_org_add(const Arguments *arguments);
int run_org_list(const Arguments *arguments);
int run_user_add(const Arguments *arguments);
int run_user_list(const Arguments *arguments);
int run_user_reset(const Arguments *arguments);
int run_user_close(const Arguments *arguments);
int run_user_join(const Arguments *arguments);
int run_user_leave(const Arguments *arguments);
int run_user_erase(const Arguments *arguments);
int run_key_rotate(const Arguments *arguments);
int run_key_add(const Arguments *arguments);
int run_key_list(const Arguments *arguments);
int run_key_revoke(const Arguments *arguments);
int run_version(const Arguments *arguments);
int run_completion(const Arguments *arguments);
int run_manual(const Arguments *arguments);

extern const Option serve_options[]; // also the settings of its configuration file

// One line a fault on stderr: file:line:column: what and how to mend it.
void print_faults(const Faults *faults);
