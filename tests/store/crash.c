// SPDX-License-Identifier: Apache-2.0
// Kills the writer at random instants and looks what is left.
//
//     crash sqlite|postgres ROUNDS [SEED]
//
// A child process opens the store; its eight clients write as fast as they can and tell of every
// receipt through a pipe. The parent kills the child with -9, opens the store and holds it to its
// word: what was acknowledged is there, what goes together is there together, the chain is valid.
// The next child goes on with the same keys: what was kept but not acknowledged is not written
// twice. On PostgreSQL every tenth round the server itself is crashed too.

#include <errno.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/verify.h"

enum { CLIENTS = 8, PADDING = 3000, VERIFY_EVERY = 25, SERVER_EVERY = 10 };

// Smaller than PIPE_BUF, and so whole or not there.
typedef struct Word {
    int client;
    uint64_t step, index;
} Word;

typedef struct Run {
    StoreOptions options;
    Store *store;
    Faults faults;
    uint64_t acknowledged[CLIENTS]; // the last step of each client
    uint64_t indexes[CLIENTS];      // where its entries begin
    uint64_t words, replays;
    unsigned seed;
} Run;

typedef struct Client {
    Run *run;
    int number, pipe;
    uint64_t step;
} Client;

static void die(const Run *run, const char *what)
{
    fprintf(stderr, "FAILED: %s", what);
    for (size_t i = 0; i < run->faults.count && i < FAULTS_KEPT; i++)
        fprintf(stderr, "\n  %s", run->faults.list[i].text);
    fputc('\n', stderr);
    exit(1);
}

// What client and step alone determine.
static Slice content_of(Arena *arena, int client, uint64_t step, char half)
{
    char padding[PADDING];
    for (size_t i = 0; i < sizeof padding; i++)
        padding[i] = (char)('a' + (i * 7 + step * 13 + (size_t)client) % 26);
    return arena_print(arena, "{\"client\":%d,\"step\":%llu,\"half\":\"%c\",\"text\":\"%.*s\"}",
                       client, (unsigned long long)step, half, (int)sizeof padding, padding);
}

static Slice record_of(Arena *arena, int client, char half)
{
    return arena_print(arena, "client-%d-%c", client, half);
}

// ---- The child ----

// Both halves go together.
static bool write_step(Arena *arena, void *context)
{
    Client *it = context;
    static const char halves[] = "ab";
    Write writes[2];
    Receipt receipts[2];
    for (int i = 0; i < 2; i++)
        writes[i] = (Write){.actor = S("crash"),
                            .owner = arena_print(arena, "org-%d", it->number),
                            .register_name = S("halves"),
                            .record = record_of(arena, it->number, halves[i]),
                            .action = S("step"),
                            .version = it->step - 1,
                            .state = it->step % 2 == 0 ? S("even") : S("odd"),
                            .content = content_of(arena, it->number, it->step, halves[i])};
    writes[0].key = arena_print(arena, "step-%llu", (unsigned long long)it->step);
    Faults *faults = arena_array(arena, Faults, 1);
    if (!store_write_all(it->run->store, writes, 2, receipts, faults)) {
        fprintf(stderr, "client %d, step %llu: %s\n", it->number, (unsigned long long)it->step,
                faults->list[0].text);
        return false;
    }
    Word word = {it->number, it->step++, receipts[0].index};
    return write(it->pipe, &word, sizeof word) == sizeof word;
}

static void *write_on(void *context)
{
    Faults faults = {0};
    while (arena_run(0, write_step, context, &faults))
        ;
    return NULL;
}

static void be_the_child(Run *run, int pipe)
{
    Client clients[CLIENTS];
    pthread_t threads[CLIENTS];
    run->store = store_open(&run->options, &run->faults);
    if (run->store == NULL)
        die(run, "the child cannot open the store");
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (Client){run, i, pipe, run->acknowledged[i] + 1};
        pthread_create(&threads[i], NULL, write_on, &clients[i]);
    }
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
    _exit(1); // only a fault ends a client
}

// ---- The parent ----

static void hear(Run *run, const Word *word)
{
    if (word->step != run->acknowledged[word->client] + 1)
        die(run, "a client's step was acknowledged out of order");
    run->acknowledged[word->client] = word->step;
    run->indexes[word->client] = word->index;
    run->words++;
}

// Lets the child work for a random while, kills it, and hears all that it has said.
static void kill_child(Run *run, pid_t child, int pipe)
{
    Word word;
    int status;
    ssize_t got = read(pipe, &word, sizeof word); // it works
    if (got == sizeof word)
        hear(run, &word);
    usleep((useconds_t)(rand_r(&run->seed) % 40000));
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    while ((got = read(pipe, &word, sizeof word)) == sizeof word)
        hear(run, &word);
    if (got != 0 || !WIFSIGNALED(status))
        die(run, "the child ended by itself");
}

static const Record *read_half(Run *run, Arena *arena, int client, char half)
{
    Slice owner = arena_print(arena, "org-%d", client);
    const Record *record = store_record(run->store, arena, owner, S("halves"),
                                        record_of(arena, client, half), &run->faults);
    if (run->faults.count > 0)
        die(run, "a record cannot be read");
    return record;
}

static uint64_t version_of(const Record *record)
{
    return record != NULL ? record->version : 0;
}

static void check_half(Run *run, Arena *arena, int client, const Record *record, char half)
{
    uint64_t version = version_of(record);
    if (version != run->acknowledged[client] && version != run->acknowledged[client] + 1)
        die(run, "an acknowledged step is not there, or one too many is");
    if (record != NULL && !slice_equal(record->content, content_of(arena, client, version, half)))
        die(run, "a record has another content than was written");
}

static bool check_clients(Arena *arena, void *context)
{
    Run *run = context;
    for (int i = 0; i < CLIENTS; i++) {
        const Record *a = read_half(run, arena, i, 'a'), *b = read_half(run, arena, i, 'b');
        // The server may still be committing what the dead client had sent: then it is read again.
        if (version_of(a) != version_of(b))
            a = read_half(run, arena, i, 'a');
        check_half(run, arena, i, a, 'a');
        check_half(run, arena, i, b, 'b');
        if (version_of(a) != version_of(b))
            die(run, "one half is there, the other is not");
        if (run->acknowledged[i] == 0)
            continue;
        const Entry *entry = store_entry(run->store, arena, run->indexes[i], &run->faults);
        if (entry == NULL || entry->version != run->acknowledged[i] ||
            !slice_equal(entry->record, record_of(arena, i, 'a')))
            die(run, "an acknowledged entry is not where its receipt says");
    }
    return true;
}

static void check(Run *run, bool is_whole)
{
    VerifyReport report;
    run->store = store_open(&run->options, &run->faults);
    if (run->store == NULL || !arena_run(0, check_clients, run, &run->faults))
        die(run, "the store cannot be opened after the crash");
    if (is_whole && !store_verify(run->store, &(VerifyOptions){0}, &report, &run->faults))
        die(run, "the journal is not valid after the crash");
    if (is_whole)
        printf("%llu entries, %llu receipts, all there; the chain is valid\n",
               (unsigned long long)report.entries, (unsigned long long)run->words);
    store_close(run->store);
    run->store = NULL;
}

static void run_round(Run *run, int number)
{
    int pipes[2];
    const char *restart = getenv("MADO_POSTGRES_RESTART");
    if (pipe(pipes) != 0)
        die(run, "no pipe");
    pid_t child = fork();
    if (child == 0) {
        close(pipes[0]);
        be_the_child(run, pipes[1]);
    }
    close(pipes[1]);
    kill_child(run, child, pipes[0]);
    close(pipes[0]);
    bool is_postgres = run->options.postgres != NULL;
    if (is_postgres && restart != NULL && number % SERVER_EVERY == 0 && system(restart) != 0)
        die(run, "the server does not start again");
    check(run, number % VERIFY_EVERY == 0);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

int main(int argc, char **argv)
{
    static Run run;
    char folder[] = "/tmp/mado-crash-XXXXXX";
    bool is_postgres = argc > 1 && strcmp(argv[1], "postgres") == 0;
    int rounds = argc > 2 ? atoi(argv[2]) : 20;
    run.seed = argc > 3 ? (unsigned)atoi(argv[3]) : (unsigned)getpid();
    if (is_postgres && getenv("MADO_POSTGRES") == NULL) {
        puts("skipped: there is no PostgreSQL to crash");
        return 77;
    }
    if (mkdtemp(folder) == NULL)
        die(&run, "no temporary folder");
    run.options = (StoreOptions){.folder = folder,
                                 .postgres = is_postgres ? getenv("MADO_POSTGRES") : NULL,
                                 .origin = "crash.example/journal"};
    signal(SIGPIPE, SIG_IGN);
    printf("%s, %d rounds, seed %u\n", is_postgres ? "postgres" : "sqlite", rounds, run.seed);
    for (int i = 1; i <= rounds; i++)
        run_round(&run, i);
    check(&run, true);
    printf("killed %d times: nothing lost\n", rounds);
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    return 0;
}
