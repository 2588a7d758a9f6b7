// SPDX-License-Identifier: Apache-2.0
// Looks whether the log of SQLite's file is whole.
//
//     header ─► frame ─► frame ─► [a sum that is wrong] ─► are there commits from here on?
//
// A log ends with a frame whose salts or sums are wrong, always: behind the last commit lies what
// an earlier round of the log left, or what was being written. Only where a commit of this round
// follows was something changed that had been acknowledged. The last commit is a case of doubt: a
// machine that loses power may leave its end on the disk without its beginning. It is told too.

#include "store/sqlite/log.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

enum {
    HEADER_WORDS = 8, // magic, version, size of pages, round, salts, sums
    MAGIC_WORD = 0,
    PAGE_SIZE_WORD = 2,
    SALT_WORD = 4,
    SUM_WORD = 6,
    FRAME_WORDS = 6, // page number, size of the database behind a commit, salts, sums
    COMMIT_WORD = 1,
    FRAME_SALT_WORD = 2,
    FRAME_SUM_WORD = 4,
    SUMMED_WORDS = 2, // of a frame's header
    PAGE_MIN = 512,
    PAGE_MAX = 65536,
    TRIES = 4, // a writer may be at it, or begin a new round
    PAUSE_MS = 50,
};

#define MAGIC UINT32_C(0x377f0682) // with the lowest bit set, sums are of words in network order

typedef struct Log {
    sqlite3_file *file;
    sqlite3_int64 size;
    uint32_t header[HEADER_WORDS]; // as they lie there, in network order
    uint32_t sums[2];
    uint32_t frame[FRAME_WORDS + PAGE_MAX / sizeof(uint32_t)];
    size_t page_words;
} Log;

static bool read_at(const Log *it, sqlite3_int64 at, uint32_t *words, size_t count)
{
    return it->file->pMethods->xRead(it->file, words, (int)(count * sizeof *words), at) ==
           SQLITE_OK;
}

// Goes on with the sums over so many words, which are even in number.
static void add_sums(Log *it, const uint32_t *words, size_t count)
{
    bool is_network = (be32toh(it->header[MAGIC_WORD]) & 1) != 0;
    for (size_t i = 0; i < count; i += 2) {
        uint32_t first = is_network ? be32toh(words[i]) : le32toh(words[i]);
        uint32_t second = is_network ? be32toh(words[i + 1]) : le32toh(words[i + 1]);
        it->sums[0] += first + it->sums[1];
        it->sums[1] += second + it->sums[0];
    }
}

static bool sums_are(const Log *it, const uint32_t words[2])
{
    return it->sums[0] == be32toh(words[0]) && it->sums[1] == be32toh(words[1]);
}

static bool begin(Log *it)
{
    if (!read_at(it, 0, it->header, HEADER_WORDS) ||
        (be32toh(it->header[MAGIC_WORD]) & ~UINT32_C(1)) != MAGIC)
        return false;
    uint32_t size = be32toh(it->header[PAGE_SIZE_WORD]);
    it->sums[0] = it->sums[1] = 0;
    add_sums(it, it->header, SUM_WORD);
    it->page_words = size / sizeof(uint32_t);
    return size >= PAGE_MIN && size <= PAGE_MAX && sums_are(it, it->header + SUM_WORD);
}

static bool is_of_this_round(const Log *it)
{
    return memcmp(it->frame + FRAME_SALT_WORD, it->header + SALT_WORD, 2 * sizeof(uint32_t)) == 0;
}

static bool is_whole(Log *it)
{
    add_sums(it, it->frame, SUMMED_WORDS);
    add_sums(it, it->frame + FRAME_WORDS, it->page_words);
    return is_of_this_round(it) && sums_are(it, it->frame + FRAME_SUM_WORD);
}

typedef struct Break {
    uint64_t frame;   // the first that is not whole, from 1; 0: the header
    uint64_t commits; // of this round, there and behind it
} Break;

static Break find_break(Log *it)
{
    Break found = {0};
    size_t words = FRAME_WORDS + it->page_words;
    sqlite3_int64 at = HEADER_WORDS * sizeof(uint32_t), step = (sqlite3_int64)words * 4;
    for (uint64_t i = 1; at + step <= it->size && read_at(it, at, it->frame, words);
         i++, at += step) {
        if (found.frame == 0 && is_whole(it))
            continue;
        if (found.frame == 0)
            found.frame = i;
        found.commits += is_of_this_round(it) && it->frame[COMMIT_WORD] != 0;
    }
    return found;
}

static bool has_begun_anew(const Log *it)
{
    uint32_t header[HEADER_WORDS];
    return !read_at(it, 0, header, HEADER_WORDS) || memcmp(header, it->header, sizeof header) != 0;
}

static bool look(Log *it, Break *found)
{
    *found = (Break){0};
    if (it->file->pMethods->xFileSize(it->file, &it->size) != SQLITE_OK || it->size == 0)
        return true;
    if (!begin(it))
        return false;
    *found = find_break(it);
    return found->commits == 0;
}

bool log_inspect(sqlite3 *database, Faults *faults)
{
    Log it = {0};
    Break found;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &it.file);
    if (it.file == NULL || it.file->pMethods == NULL)
        return true; // it has none: all is in the file
    for (int i = 0; i < TRIES; i++) {
        if (look(&it, &found))
            return true;
        if (!has_begun_anew(&it) && i > 0)
            break;
        nanosleep(&(struct timespec){0, PAUSE_MS * 1000000L}, NULL);
    }
    if (found.frame == 0)
        return fault_add(faults, FAULT_IO, 0, 0,
                         "the header of SQLite's log was touched: the commits in it are not read; "
                         "put back journal.db-wal from a copy, or restore a backup");
    return fault_add(faults, FAULT_IO, 0, 0,
                     "frame %llu of SQLite's log was touched: %s from there on are lost by a "
                     "crash; stop the server properly if it runs, else put back journal.db-wal "
                     "from a copy, or restore a backup",
                     (unsigned long long)found.frame,
                     found.commits > 1 ? "all commits"
                                       : "a commit (or, if the machine lost power, what is left "
                                         "of one that nobody was told of)");
}
