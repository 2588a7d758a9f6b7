// SPDX-License-Identifier: Apache-2.0
// `madoguchi serve`: opens the counter, and closes it when the system says so.
//
// Each option is a setting: a flag, else $MADOGUCHI_ and its name, else a line of the configuration
// file. So the table of options is all that knows them.

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/stores.h"
#include "server/server.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const Option serve_options[] = {
    {.name = "listen",
     .value = "ADDRESS:PORT",
     .help = "where to listen, as 127.0.0.1:8080 (default) or [::]:443; port 0 takes any"},
    {.name = "data",
     .value = "FOLDER",
     .offer = OFFER_FOLDERS,
     .help = "keeps records there; without it nothing is kept"},
    {.name = "postgres",
     .value = "URI",
     .help = "keeps them in a PostgreSQL database; the folder then has the journal's key only"},
    {.name = "behind-tls", .help = "a proxy in front speaks TLS: cookies are sent over TLS only"},
    {.name = "tls-cert",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "the certificate with its chain (PEM)"},
    {.name = "tls-key", .value = "FILE", .offer = OFFER_FILES, .help = "its key (PEM)"},
    {.name = "config",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "reads settings from lines NAME = VALUE, by the names of these options"},
    {.name = "library", .value = "FOLDER", .offer = OFFER_FOLDERS, .help = "the rule library"},
    {.name = "lists", .value = "FOLDER", .offer = OFFER_FOLDERS, .help = "your own code lists"},
    {.name = "registers",
     .value = "FOLDER",
     .offer = OFFER_FOLDERS,
     .help = "your own registers: a folder of their folders"},
    {.name = "clock",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "takes the date that stands there for today, to rehearse deadlines"},
    {.name = "threads",
     .value = "N",
     .is_number = true,
     .help = "that serve sockets (default: as many as processors)"},
    {.name = "slow-threads",
     .value = "N",
     .is_number = true,
     .help = "for what takes long (default 16, or 4 without data)"},
    {.name = "max-connections",
     .value = "N",
     .is_number = true,
     .help = "at a time (default 2000)"},
    {.name = "max-connections-per-address",
     .value = "N",
     .is_number = true,
     .help = "of one address (default 500)"},
    {.name = "max-requests",
     .value = "N",
     .is_number = true,
     .help = "a second of one address (default: no limit)"},
    {.name = "max-body",
     .value = "N",
     .is_number = true,
     .help = "bytes of a request (default 64M)"},
    {.name = "max-bodies",
     .value = "N",
     .is_number = true,
     .help = "bytes of all requests that are being received (default 1G)"},
    {.name = "max-memory",
     .value = "N",
     .is_number = true,
     .help = "bytes that one request may take (default 1G)"},
    {.name = "max-steps",
     .value = "N",
     .is_number = true,
     .help = "of evaluation for one document (default 100M)"},
    {.name = "head-seconds",
     .value = "N",
     .is_number = true,
     .help = "until a request's head must be whole (default 10)"},
    {.name = "idle-seconds",
     .value = "N",
     .is_number = true,
     .help = "that a connection may wait for its next request (default 60)"},
    {.name = "min-rate",
     .value = "N",
     .is_number = true,
     .help = "bytes a second that a body must bring at least (default 4000)"},
    {.name = "session-seconds",
     .value = "N",
     .is_number = true,
     .help = "that a session lasts, whatever is done in it (default 43200)"},
    {.name = "session-idle-seconds",
     .value = "N",
     .is_number = true,
     .help = "that it lasts without a request (default 1800)"},
    {.name = "proof-seconds",
     .value = "N",
     .is_number = true,
     .help = "that a password counts for keys, people and erasure (default 900)"},
    {.name = "follow",
     .value = "URL",
     .help = "is the standby of that server: takes its journal, answers what only reads; needs "
             "--follow-key"},
    {.name = "follow-key",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "an API key of that server with the scope follow"},
    {.name = "follow-ca",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "PEM: whose certificates are believed of that server (default: the system's)"},
    {.name = "standby",
     .value = "MODE",
     .choices = "wait degrade",
     .offer = OFFER_CHOICES,
     .help =
         "acknowledges writes only when the standby has them; without one: wait refuses writes, "
         "degrade keeps them here alone and says so"},
    {.name = "standby-seconds",
     .value = "N",
     .is_number = true,
     .help = "that a standby may be silent until it counts as gone (default 10)"},
    {.name = "trusted-proxies",
     .value = "ADDRESSES",
     .help = "as 10.0.0.0/8: who asks is who these say; limits and logs are by that address"},
    {.name = "proxy-head",
     .value = "NAME",
     .choices = "x-forwarded-for forwarded",
     .offer = OFFER_CHOICES,
     .help = "by which they say it (default x-forwarded-for); the proxy must not pass on a "
             "stranger's"},
    {.name = "public-url",
     .value = "URL",
     .help =
         "where browsers find this server, as https://window.example (default: where it listens)"},
    {.name = "oidc-issuer",
     .value = "URL",
     .help = "lets people sign in by this provider of identity (OpenID Connect)"},
    {.name = "oidc-client", .value = "ID", .help = "what the provider knows this server by"},
    {.name = "oidc-secret",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "the secret that is shared with it (default: none, a public client)"},
    {.name = "oidc-name", .value = "TEXT", .help = "as people call it (default: its host)"},
    {.name = "oidc-organisation",
     .value = "CLAIM",
     .help = "the claim that names the organisation: who is not known here becomes a member of it "
             "(default: who is not known is refused)"},
    {.name = "oidc-ca",
     .value = "FILE",
     .offer = OFFER_FILES,
     .help = "PEM: whose certificates are believed of the provider (default: the system's)"},
    {.name = "metrics-open", .help = "shows /metrics to everybody, not only to this machine"},
    {.name = "quiet", .help = "logs no requests"},
    {0},
};

typedef struct Settings {
    const Arguments *arguments;
    Arena *arena;
    Slice file; // the configuration's text
    Faults *faults;
} Settings;

// ---- Where a setting comes from ----

static const char *from_environment(const Settings *it, const char *name)
{
    Buffer variable = buffer_new(it->arena);
    buffer_add(&variable, S("MADOGUCHI_"));
    for (; *name != '\0'; name++)
        buffer_add_char(&variable, *name == '-' ? '_' : (char)toupper((unsigned char)*name));
    buffer_add_char(&variable, '\0');
    const char *value = getenv(variable.at);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

// "name = value", one a line; # begins a comment.
static bool cut_line(Slice *rest, Slice *name, Slice *value)
{
    Slice line = slice_trim(slice_cut(rest, '\n'));
    if (line.len == 0 || line.at[0] == '#')
        return false;
    *name = slice_trim(slice_cut(&line, '='));
    *value = slice_trim(line);
    return true;
}

static const char *from_file(const Settings *it, const char *wanted)
{
    Slice rest = it->file, name, value;
    while (rest.len > 0)
        if (cut_line(&rest, &name, &value) && slice_equal(name, slice_of(wanted)))
            return arena_c_string(it->arena, value);
    return NULL;
}

static const char *setting(const Settings *it, const char *name)
{
    const char *value = argument_value(it->arguments, name);
    value = value != NULL ? value : from_environment(it, name);
    return value != NULL ? value : from_file(it, name);
}

static size_t setting_number(const Settings *it, const char *name)
{
    const char *text = setting(it, name);
    uint64_t number = 0;
    if (text != NULL && !argument_read_number(text, &number))
        fault_add(it->faults, FAULT_USAGE, 0, 0,
                  "%s is \"%s\"; expected a whole number, with k, M or G behind it where you like",
                  name, text);
    return (size_t)number;
}

static bool setting_flag(const Settings *it, const char *name)
{
    const char *text = setting(it, name);
    if (argument_is_given(it->arguments, name) || (text != NULL && strcmp(text, "yes") == 0))
        return true;
    if (text != NULL && strcmp(text, "no") != 0)
        fault_add(it->faults, FAULT_USAGE, 0, 0, "%s is \"%s\"; expected yes or no", name, text);
    return false;
}

// A name that no option has would be a setting that silently does nothing.
static bool check_names(const Settings *it, const char *path)
{
    Slice rest = it->file, name, value;
    for (unsigned line = 1; rest.len > 0; line++) {
        if (!cut_line(&rest, &name, &value))
            continue;
        const Option *option = serve_options;
        while (option->name != NULL && !slice_equal(name, slice_of(option->name)))
            option++;
        if (option->name == NULL || strcmp(option->name, "config") == 0)
            fault_add(it->faults, FAULT_USAGE, line, 1,
                      "there is no setting %.*s; `madoguchi serve --help` lists them",
                      (int)name.len, name.at);
    }
    fault_set_file(it->faults, 0, path);
    return it->faults->count == 0;
}

static bool read_file(Settings *it)
{
    enum { FILE_MAX = 1 << 20 };
    const char *path = argument_value(it->arguments, "config");
    path = path != NULL ? path : getenv("MADOGUCHI_CONFIG");
    return path == NULL ||
           (file_read(it->arena, path, FILE_MAX, &it->file, it->faults) && check_names(it, path));
}

static StandbyMode setting_standby(const Settings *it)
{
    const char *text = setting(it, "standby");
    if (text == NULL)
        return STANDBY_NONE;
    if (strcmp(text, "wait") == 0)
        return STANDBY_WAIT;
    if (strcmp(text, "degrade") != 0)
        fault_add(it->faults, FAULT_USAGE, 0, 0, "standby is \"%s\"; expected wait or degrade",
                  text);
    return STANDBY_DEGRADE;
}

static bool setting_proxy_head(const Settings *it)
{
    const char *text = setting(it, "proxy-head");
    bool is_forwarded = text != NULL && strcmp(text, "forwarded") == 0;
    if (text != NULL && !is_forwarded && strcmp(text, "x-forwarded-for") != 0)
        fault_add(it->faults, FAULT_USAGE, 0, 0,
                  "proxy-head is \"%s\"; expected x-forwarded-for or forwarded", text);
    return is_forwarded;
}

// ---- Serving ----

static ServerOptions options_of(const Settings *it)
{
    return (ServerOptions){
        .listen = setting(it, "listen"),
        .data = setting(it, "data"),
        .postgres = setting(it, "postgres"),
        .is_behind_tls = setting_flag(it, "behind-tls"),
        .certificate = setting(it, "tls-cert"),
        .key = setting(it, "tls-key"),
        .rules = setting(it, "library"),
        .codes = setting(it, "lists"),
        .registers = setting(it, "registers"),
        .clock = setting(it, "clock"),
        .threads = setting_number(it, "threads"),
        .slow_threads = setting_number(it, "slow-threads"),
        .connections_max = setting_number(it, "max-connections"),
        .connections_per_address = setting_number(it, "max-connections-per-address"),
        .requests_per_second = setting_number(it, "max-requests"),
        .body_max = setting_number(it, "max-body"),
        .bodies_max = setting_number(it, "max-bodies"),
        .memory_max = setting_number(it, "max-memory"),
        .steps_max = setting_number(it, "max-steps"),
        .head_seconds = (unsigned)setting_number(it, "head-seconds"),
        .idle_seconds = (unsigned)setting_number(it, "idle-seconds"),
        .rate_min = setting_number(it, "min-rate"),
        .session_seconds = (unsigned)setting_number(it, "session-seconds"),
        .session_idle_seconds = (unsigned)setting_number(it, "session-idle-seconds"),
        .proof_seconds = (unsigned)setting_number(it, "proof-seconds"),
        .metrics_open = setting_flag(it, "metrics-open"),
        .is_quiet = setting_flag(it, "quiet"),
        .follow = setting(it, "follow"),
        .proxies = setting(it, "trusted-proxies"),
        .speaks_forwarded = setting_proxy_head(it),
        .public_url = setting(it, "public-url"),
        .provider = setting(it, "oidc-issuer"),
        .provider_client = setting(it, "oidc-client"),
        .provider_secret = setting(it, "oidc-secret"),
        .provider_name = setting(it, "oidc-name"),
        .provider_organisation = setting(it, "oidc-organisation"),
        .provider_authority = setting(it, "oidc-ca"),
        .follow_key = setting(it, "follow-key"),
        .follow_authority = setting(it, "follow-ca"),
        .standby = setting_standby(it),
        .standby_seconds = (unsigned)setting_number(it, "standby-seconds"),
    };
}

// Signals are taken by sigwait alone: no handler interrupts anything.
static void block_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); // a file that may not grow is a fault of the store's, not the end
}

// Until it is to end. SIGHUP has the certificate read again, which is all that can change while it
// runs; where there is none and somebody started it by hand, it says that their terminal is gone.
static void wait_for_end(Server *server, const ServerOptions *options, const sigset_t *signals)
{
    int number = 0;
    bool is_by_hand = options->certificate == NULL && isatty(STDIN_FILENO);
    while (sigwait(signals, &number) == 0 && number == SIGHUP && !is_by_hand)
        server_reload(server);
}

static bool serve(Arena *arena, void *context)
{
    enum { STOP_SECONDS = 30 };
    Settings *it = context;
    sigset_t signals;
    it->arena = arena;
    if (!read_file(it))
        return false;
    ServerOptions options = options_of(it);
    if (it->faults->count > 0)
        return false;
    block_signals(&signals);
    memory_serve();
    store_files_private();
    Server *server = server_start(&options, it->faults);
    if (server == NULL)
        return false;
    printf("Madoguchi %s listens at %s\n", MADO_VERSION, server_address(server));
    if (server_first_link(server) != NULL)
        printf("Nobody is known yet. Open this once, within three days, to become the first "
               "administrator:\n%s\n",
               server_first_link(server));
    fflush(stdout);
    wait_for_end(server, &options, &signals);
    if (server_stop(server, STOP_SECONDS))
        return true;
    fputs("madoguchi serve: some requests took too long and were cut off\n", stderr);
    _exit(EXIT_COULD_NOT);
}

int run_serve(const Arguments *arguments)
{
    Faults faults = {0};
    Settings it = {.arguments = arguments, .faults = &faults};
    bool is_good = arena_run(0, serve, &it, &faults);
    print_faults(&faults);
    return is_good ? EXIT_VALID : EXIT_COULD_NOT;
}
