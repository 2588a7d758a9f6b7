// SPDX-License-Identifier: Apache-2.0
// Starts and stops the server: listens, compiles nothing ahead, and ends without cutting anybody
// off.

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "identity/provider.h"
#include "register/declare.h"
#include "server/cubes.h"
#include "server/finder.h"
#include "server/http.h"
#include "server/tls.h"

enum { SHIPPING_THREADS = 2 };

// ---- Options ----

#define OTHERWISE(value, otherwise) ((value) > 0 ? (value) : (otherwise))

static void fill_defaults(ServerOptions *it)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    it->listen = it->listen != NULL ? it->listen : "127.0.0.1:8080";
    it->threads = OTHERWISE(it->threads, processors > 2 ? (size_t)processors : 2);
    it->slow_threads = OTHERWISE(it->slow_threads, it->data != NULL ? 16 : 4);
    it->connections_max = OTHERWISE(it->connections_max, 2000);
    // A proxy brings everybody's.
    it->connections_per_address =
        OTHERWISE(it->connections_per_address, it->proxies != NULL ? it->connections_max : 500);
    it->body_max = OTHERWISE(it->body_max, (size_t)64 << 20);
    it->bodies_max = OTHERWISE(it->bodies_max, (size_t)1 << 30);
    it->memory_max = OTHERWISE(it->memory_max, (size_t)1 << 30);
    it->steps_max = OTHERWISE(it->steps_max, 100000000);
    it->head_seconds = OTHERWISE(it->head_seconds, 10);
    it->idle_seconds = OTHERWISE(it->idle_seconds, 60);
    it->rate_min = OTHERWISE(it->rate_min, 4000);
    it->standby_seconds = OTHERWISE(it->standby_seconds, 10);
    it->session_seconds = OTHERWISE(it->session_seconds, SESSION_SECONDS);
    it->session_idle_seconds = OTHERWISE(it->session_idle_seconds, SESSION_IDLE_SECONDS);
    it->proof_seconds = OTHERWISE(it->proof_seconds, PROOF_SECONDS);
}

// Each connection is a file: the system's soft limit, often 1,024, is raised as far as it may be.
static void raise_file_limit(ServerOptions *options)
{
    enum { OTHER_FILES = 100 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    rlim_t wanted = options->connections_max + OTHER_FILES;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur < wanted)
        options->connections_max =
            limit.rlim_cur > 2 * OTHER_FILES ? limit.rlim_cur - OTHER_FILES : OTHER_FILES;
}

// ---- Listening ----

// "127.0.0.1:8080", "[::1]:8080", ":8080" for all addresses.
static bool split_address(Arena *arena, Slice text, const char **host, const char **port)
{
    size_t colon = text.len;
    while (colon > 0 && text.at[colon - 1] != ':')
        colon--;
    if (colon == 0 || colon == text.len)
        return false;
    Slice name = slice_part(text, 0, colon - 1);
    if (slice_starts(name, S("[")) && slice_ends(name, S("]")))
        name = slice_part(name, 1, name.len - 2);
    *host = name.len > 0 ? arena_c_string(arena, name) : NULL;
    *port = arena_c_string(arena, slice_part(text, colon, text.len));
    return true;
}

static int listen_at(const struct addrinfo *place)
{
    enum { BACKLOG = 1024 };
    int on = 1, off = 0;
    int fd = socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (place->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, place->ai_addr, place->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

// What the system chose, for port 0 means any.
static void note_address(Server *server, int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_storage room;
    } address;
    socklen_t len = sizeof address;
    char host[100], port[8];
    const char *scheme = server->options.certificate != NULL ? "https" : "http";
    if (getsockname(fd, &address.any, &len) != 0 ||
        getnameinfo(&address.any, len, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    bool is_six = strchr(host, ':') != NULL;
    snprintf(server->address, sizeof server->address, "%s://%s%s%s:%s", scheme, is_six ? "[" : "",
             host, is_six ? "]" : "", port);
}

static bool open_socket(Server *server, int *fd, Faults *faults)
{
    const char *host, *port, *listen_to = server->options.listen;
    struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *places;
    if (!split_address(server->arena, slice_of(listen_to), &host, &port))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the address to listen at is \"%s\"; expected ADDRESS:PORT, as in "
                         "127.0.0.1:8080 or [::]:8080",
                         listen_to);
    int code = getaddrinfo(host, port, &hints, &places);
    if (code != 0)
        return fault_add(faults, FAULT_IO, 0, 0, "there is no address %s: %s", listen_to,
                         gai_strerror(code));
    *fd = listen_at(places);
    int error = errno;
    freeaddrinfo(places);
    if (*fd < 0)
        return fault_add(faults, FAULT_IO, 0, 0, "cannot listen at %s: %s%s", listen_to,
                         strerror(error),
                         error == EADDRINUSE ? "; another program does, choose another port" : "");
    note_address(server, *fd);
    return true;
}

// ---- Starting ----

static const char *keep(Server *server, const char *text)
{
    return text != NULL ? arena_c_string(server->arena, slice_of(text)) : NULL;
}

// The caller's texts may go; the server's stay.
static void keep_texts(Server *server)
{
    ServerOptions *options = &server->options;
    options->listen = keep(server, options->listen);
    options->certificate = keep(server, options->certificate);
    options->key = keep(server, options->key);
    options->data = keep(server, options->data);
    options->postgres = keep(server, options->postgres);
    options->rules = keep(server, options->rules);
    options->codes = keep(server, options->codes);
    options->registers = keep(server, options->registers);
    options->clock = keep(server, options->clock);
    options->follow = keep(server, options->follow);
    options->proxies = keep(server, options->proxies);
    options->public_url = keep(server, options->public_url);
    options->provider = keep(server, options->provider);
    options->provider_client = keep(server, options->provider_client);
    options->provider_secret = keep(server, options->provider_secret);
    options->provider_name = keep(server, options->provider_name);
    options->provider_authority = keep(server, options->provider_authority);
    options->provider_organisation = keep(server, options->provider_organisation);
    options->follow_key = keep(server, options->follow_key);
    options->follow_authority = keep(server, options->follow_authority);
}

typedef struct Reload {
    const ServerOptions *options;
    Faults *faults;
} Reload;

static bool read_pem(Arena *arena, void *context)
{
    enum { PEM_MAX = 1 << 20 };
    const Reload *it = context;
    Slice certificate, key;
    return file_read(arena, it->options->certificate, PEM_MAX, &certificate, it->faults) &&
           file_read(arena, it->options->key, PEM_MAX, &key, it->faults) &&
           tls_take(certificate, key, it->faults);
}

static bool open_certificate(const Server *server, Faults *faults)
{
    const ServerOptions *options = &server->options;
    Reload it = {options, faults};
    if ((options->certificate == NULL) != (options->key == NULL))
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "TLS needs both a certificate and its key, as PEM files");
    return options->certificate == NULL || arena_run(0, read_pem, &it, faults);
}

void server_reload(Server *server)
{
    Faults faults = {0};
    bool is_good = open_certificate(server, &faults);
    log_line(is_good ? "info" : "error",
             is_good ? "the certificate was read again" : "the certificate before stays",
             &(LogField){.name = "why", .text = slice_of(is_good ? "" : faults.list[0].text)}, 1);
}

static bool open_proxies(Server *server, Faults *faults)
{
    const char *text = server->options.proxies;
    server->proxies.speaks_forwarded = server->options.speaks_forwarded;
    return text == NULL || proxies_read(slice_of(text), &server->proxies, faults);
}

static bool open_library(Server *server, Faults *faults)
{
    MadoErrors *errors = arena_array(server->arena, MadoErrors, 1);
    server->library = mado_library_open(server->options.rules, NULL, errors);
    for (size_t i = 0; i < errors->count && i < MADO_ERRORS_KEPT; i++)
        fault_add(faults, FAULT_IO, errors->list[i].line, errors->list[i].column, "%s",
                  errors->list[i].text);
    return server->library != NULL;
}

// ---- Data ----

// Whoever opens the link becomes the administrator: it is printed once, where the server is
// started.
static bool invite_first(Server *server, Faults *faults)
{
    Arena *arena = server->arena;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    Invitation first = {.organisation = WINDOW,
                        .role = ROLE_ADMINISTRATOR,
                        .ends_ms = ((int64_t)now.tv_sec + INVITATION_HOURS * 3600) * 1000};
    Slice token = invite(server->store, arena, S("system"), &first, faults);
    server->first_link =
        arena_print(arena, "%s/invitation/%.*s", server->address, (int)token.len, token.at).at;
    return token.len > 0;
}

// What is wrong with registers of one's own is told now, not when the first record comes.
static bool check_registers(const Server *server, Faults *faults)
{
    Registers *registers = registers_new(server->arena);
    size_t before = faults->count;
    if (server->options.registers == NULL)
        return true;
    if (!registers_add_folder(registers, server->options.registers, faults))
        return false;
    size_t own = registers_count(registers);
    registers_add(registers, data_files);
    for (size_t i = 0; i < registers_count(registers) && own > 0; i++)
        register_declaration(registers_at(registers, i), faults);
    return faults->count == before;
}

static bool admit(void *context, const Write *writes, size_t count, Faults *faults)
{
    return standby_admit(context, faults) && quotas_admit(context, writes, count, faults);
}

// A folder from before this program kept it to itself, or that somebody opened.
static void warn_of_readers(const Server *server)
{
    const char *folder = server->options.data;
    struct stat of_folder, of_file;
    Slice path = arena_print(server->arena, "%s/journal.db", folder);
    mode_t others = S_IRWXG | S_IRWXO;
    if (stat(folder, &of_folder) == 0 && stat(path.at, &of_file) == 0 &&
        (of_folder.st_mode & others) != 0 && (of_file.st_mode & others) != 0)
        log_line("error", "others on this machine can read the store: chmod -R go= its folder",
                 &(LogField){.name = "folder", .text = slice_of(folder)}, 1);
}

static bool open_data(Server *server, Faults *faults)
{
    const ServerOptions *options = &server->options;
    if (options->data == NULL)
        return (options->postgres == NULL && options->follow == NULL &&
                options->standby == STANDBY_NONE) ||
               fault_add(faults, FAULT_USAGE, 0, 0,
                         "--postgres, --follow and --standby need --data too: the folder for the "
                         "journal and its key");
    server->store = store_open(&(StoreOptions){.folder = options->data,
                                               .postgres = options->postgres,
                                               .admit = admit,
                                               .confirm = standby_confirm,
                                               .confirm_context = server},
                               faults);
    warn_of_readers(server);
    server->finder =
        server->store != NULL ? finder_new(server->store, server->options.registers, faults) : NULL;
    server->cubes = server->store != NULL ? cubes_new(server->options.registers, faults) : NULL;
    if (server->finder == NULL || server->cubes == NULL || !follow_start(server, faults))
        return false;
    Standing standing;
    size_t before = faults->count;
    if (!store_standing(server->store, server->arena, &standing, faults))
        return false;
    follow_note(server, &standing);
    bool is_empty =
        standing.kind == STANDING_LEADS && identity_is_empty(server->store, server->arena, faults);
    return faults->count == before && (!is_empty || invite_first(server, faults));
}

// ---- The provider of identity ----

static const char *host_of(Arena *arena, Slice url)
{
    Slice rest = slice_part(url, slice_find(url, S("://")) + 3, url.len);
    return arena_c_string(arena, slice_cut(&rest, '/'));
}

static bool open_provider(Server *server, Faults *faults)
{
    enum { SECRET_MAX = 4096 };
    ServerOptions *options = &server->options;
    Arena *arena = server->arena;
    Slice base = slice_of(options->public_url != NULL ? options->public_url : server->address);
    Slice secret = S("");
    if (options->provider == NULL || server->store == NULL)
        return options->provider == NULL ||
               fault_add(faults, FAULT_USAGE, 0, 0, "--oidc-issuer needs --data too");
    if (options->provider_secret != NULL &&
        !file_read(arena, options->provider_secret, SECRET_MAX, &secret, faults))
        return false;
    while (slice_ends(base, S("/")))
        base.len--;
    ProviderOptions provider = {
        .issuer = options->provider,
        .client = options->provider_client,
        .secret = secret.len > 0 ? arena_c_string(arena, slice_trim(secret)) : NULL,
        .redirect = arena_print(arena, "%.*s" PROVIDER_RETURN, (int)base.len, base.at).at,
        .authority = options->provider_authority,
        .organisation_claim = options->provider_organisation};
    server->provider = provider_new(&provider, faults);
    if (server->provider != NULL && options->provider_name == NULL)
        options->provider_name = host_of(arena, slice_of(options->provider));
    return server->provider != NULL;
}

static void describe(Server *server)
{
    server->openapi = openapi_write(server->arena);
    Digest *digest = digest_new(server->arena);
    digest_add(digest, server->openapi);
    server->openapi_etag = slice_part(digest_hex(digest), 0, 32);
}

typedef struct Start {
    Server *server;
    const ServerOptions *options;
    Faults *faults;
} Start;

static bool start(void *context)
{
    Start *it = context;
    Server *server = it->server;
    int fd = -1;
    server->arena = arena_new(&server->guard, 0);
    server->options = *it->options;
    fill_defaults(&server->options);
    keep_texts(server);
    raise_file_limit(&server->options);
    describe(server);
    if (!bodies_compile(server, it->faults) || !open_certificate(server, it->faults) ||
        !open_proxies(server, it->faults) || !open_library(server, it->faults) ||
        !check_registers(server, it->faults) || !open_socket(server, &fd, it->faults))
        return false;
    if (!open_data(server, it->faults) || !open_provider(server, it->faults)) {
        close(fd);
        return false;
    }
    server->links.rate_min = server->options.rate_min;
    server->links.cut_off = &server->counts.cut_off;
    // What was written to begin with waits for nobody.
    server->standby.mode = server->options.standby;
    if (!streams_start(server) || !clock_start(server) || !links_start(&server->links) ||
        !lanes_start(&server->lanes, server->options.slow_threads) ||
        (server->store != NULL && !lanes_start(&server->shipping, SHIPPING_THREADS)))
        return fault_add(it->faults, FAULT_MEMORY, 0, 0, "no thread could be started");
    if (http_start(server, fd, it->faults))
        return true;
    close(fd);
    return false;
}

static void free_all(Server *server)
{
    atomic_store(&server->is_stopping, true);
    clock_stop(server);
    follow_stop(server);
    lanes_stop(&server->shipping);
    lanes_stop(&server->lanes);
    links_stop(&server->links);
    streams_stop(server);
    workers_free(server);
    provider_free(server->provider);
    finder_free(server->finder);
    cubes_free(server->cubes);
    store_close(server->store);
    mado_library_free(server->library);
    tls_forget();
    arena_free(server->arena);
    pthread_mutex_destroy(&server->workers.lock);
    pthread_mutex_destroy(&server->lanes.lock);
    pthread_mutex_destroy(&server->shipping.lock);
    pthread_mutex_destroy(&server->follow.lock);
    standby_stop(server);
    pthread_mutex_destroy(&server->links.lock);
    pthread_mutex_destroy(&server->rates.lock);
    pthread_mutex_destroy(&server->sign_ins.lock);
    pthread_mutex_destroy(&server->hashing);
    pthread_mutex_destroy(&server->known.lock);
    pthread_mutex_destroy(&server->quotas.lock);
    pthread_mutex_destroy(&server->streams.lock);
    memory_free(server);
}

Server *server_start(const ServerOptions *options, Faults *faults)
{
    Server *server = memory_take(sizeof *server);
    if (server == NULL) {
        fault_add(faults, FAULT_MEMORY, 0, 0, "there is no memory left");
        return NULL;
    }
    memset(server, 0, sizeof *server);
    pthread_mutex_init(&server->workers.lock, NULL);
    pthread_mutex_init(&server->lanes.lock, NULL);
    pthread_cond_init(&server->lanes.changed, NULL);
    pthread_mutex_init(&server->shipping.lock, NULL);
    pthread_cond_init(&server->shipping.changed, NULL);
    pthread_mutex_init(&server->follow.lock, NULL);
    pthread_cond_init(&server->follow.stopped, NULL);
    standby_start(server);
    pthread_mutex_init(&server->links.lock, NULL);
    pthread_cond_init(&server->links.stopped, NULL);
    pthread_mutex_init(&server->rates.lock, NULL);
    pthread_mutex_init(&server->sign_ins.lock, NULL);
    pthread_mutex_init(&server->hashing, NULL);
    pthread_mutex_init(&server->known.lock, NULL);
    pthread_mutex_init(&server->quotas.lock, NULL);
    pthread_mutex_init(&server->streams.lock, NULL);
    Start it = {server, options, faults};
    if (guard_run(&server->guard, start, &it, faults))
        return server;
    free_all(server);
    return NULL;
}

const char *server_address(const Server *server)
{
    return server->address;
}

const char *server_first_link(const Server *server)
{
    return server->first_link;
}

bool server_stop(Server *server, unsigned seconds)
{
    enum { STEP_MS = 20 };
    atomic_store(&server->is_stopping, true);
    streams_wake(server);
    standby_wake(server);
    // The socket stops listening at once, but is closed when no thread can look at it any more.
    int fd = http_quiesce(server);
    if (fd >= 0)
        shutdown(fd, SHUT_RD);
    for (unsigned i = 0; i < seconds * 1000 / STEP_MS; i++) {
        if (atomic_load(&server->counts.under_way) == 0)
            break;
        nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000}, NULL);
    }
    if (atomic_load(&server->counts.under_way) > 0)
        return false; // its threads still use everything
    lanes_stop(&server->shipping);
    lanes_stop(&server->lanes);
    http_stop(server);
    if (fd >= 0)
        close(fd);
    free_all(server);
    return true;
}
