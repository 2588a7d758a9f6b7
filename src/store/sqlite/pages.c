// SPDX-License-Identifier: Apache-2.0
// A layer between SQLite and the files of the system, by SQLite's interface for such layers
// (sqlite.org/vfs.html).
//
//     SQLite ─► pager ─► [checksum of a page │ pieces of the log gathered] ─► unix files
//
// In a store at work pages come to the database by checkpoints only; the log has checksums of
// SQLite's own. Reading is not checked: who reads what was edited is told by the hashes of the
// journal, and who wants every byte proven asks for `madoguchi verify`.

#include "store/sqlite/pages.h"

#include "base/memory.h"

#include <endian.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

enum {
    PAGE_MAX = 65536,
    HEADER_SIZE = 100, // of the database; the numbers below are SQLite's file format
    HEADER_PAGE = 16,  // two bytes: the size of pages; 1 for 65536
    HEADER_RESERVED = 20,
    LOG_HEADER = 32,
    LOG_SALT = 16, // in the log's header, eight bytes; in a frame's at half the place
    FRAME_HEADER = 24,
    GATHER_ROOM = 128 << 10, // a document that comes alone is ten pages
    TOLD_MAX = 3,            // pages that a fault names
    MISREAD_MS = 50,         // until a page that is being written is whole
};

typedef struct PageFile {
    sqlite3_file base;
    bool is_checked; // a database with room for checksums
    bool is_log;
    // Of a log: what is not written yet.
    char *gathered;
    sqlite3_int64 at;
    int len;
} PageFile; // the system's own follows

static sqlite3_file *below(sqlite3_file *file)
{
    return (sqlite3_file *)((PageFile *)file + 1);
}

// ---- Checksums ----

// One changed word changes the sum for certain, since each step can be undone; else it is as good
// as chance. What is proven against people who would forge it is proven by the journal's SHA-256.
static uint64_t check_of(const char *page, size_t size, sqlite3_int64 offset)
{
    uint64_t sum = (uint64_t)offset + 1;
    for (size_t i = 0; i + PAGE_CHECK_SIZE < size; i += sizeof sum) {
        uint64_t word;
        memcpy(&word, page + i, sizeof word);
        sum = (sum ^ le64toh(word)) * UINT64_C(0x9E3779B97F4A7C15);
        sum ^= sum >> 29;
    }
    return htole64(sum);
}

// A page that was never written is a hole in the file.
static bool is_empty(const char *page, size_t size)
{
    return page[0] == 0 && memcmp(page, page + 1, size - 1) == 0;
}

static bool is_whole(const char *page, size_t size, sqlite3_int64 offset)
{
    uint64_t sum = check_of(page, size, offset);
    return memcmp(page + size - PAGE_CHECK_SIZE, &sum, PAGE_CHECK_SIZE) == 0 ||
           is_empty(page, size);
}

static bool is_page(int size, sqlite3_int64 offset)
{
    return size >= 512 && size <= PAGE_MAX && (size & (size - 1)) == 0 && offset % size == 0;
}

static int write_page(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    char page[PAGE_MAX];
    memcpy(page, bytes, (size_t)size);
    uint64_t sum = check_of(page, (size_t)size, offset);
    memcpy(page + size - PAGE_CHECK_SIZE, &sum, PAGE_CHECK_SIZE);
    return below(file)->pMethods->xWrite(below(file), page, size, offset);
}

// ---- The log ----

// SQLite writes a commit in twenty pieces, one behind the other, and then asks for them to be
// durable: before that no one else is told of them.
static int flush(sqlite3_file *file)
{
    PageFile *it = (PageFile *)file;
    int len = it->len;
    it->len = 0;
    return len == 0 ? SQLITE_OK
                    : below(file)->pMethods->xWrite(below(file), it->gathered, len, it->at);
}

static int gather(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    PageFile *it = (PageFile *)file;
    bool follows = it->len > 0 && offset == it->at + it->len && size <= GATHER_ROOM - it->len;
    if (!follows) {
        int code = flush(file);
        if (code != SQLITE_OK)
            return code;
        it->at = offset;
    }
    if (it->gathered == NULL)
        it->gathered = memory_take(GATHER_ROOM);
    if (it->gathered == NULL || size > GATHER_ROOM)
        return below(file)->pMethods->xWrite(below(file), bytes, size, offset);
    memcpy(it->gathered + it->len, bytes, (size_t)size);
    it->len += size;
    return SQLITE_OK;
}

// ---- What SQLite calls ----

static int close_file(sqlite3_file *file)
{
    int flushed = flush(file), closed = below(file)->pMethods->xClose(below(file));
    memory_free(((PageFile *)file)->gathered);
    return flushed != SQLITE_OK ? flushed : closed;
}

static int read_file(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    int code = flush(file);
    return code != SQLITE_OK ? code
                             : below(file)->pMethods->xRead(below(file), bytes, size, offset);
}

static int write_file(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    const PageFile *it = (const PageFile *)file;
    if (it->is_log)
        return gather(file, bytes, size, offset);
    return it->is_checked && is_page(size, offset)
               ? write_page(file, bytes, size, offset)
               : below(file)->pMethods->xWrite(below(file), bytes, size, offset);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
    int code = flush(file);
    return code != SQLITE_OK ? code : below(file)->pMethods->xTruncate(below(file), size);
}

static int sync_file(sqlite3_file *file, int flags)
{
    int code = flush(file);
    return code != SQLITE_OK ? code : below(file)->pMethods->xSync(below(file), flags);
}

static int size_of_file(sqlite3_file *file, sqlite3_int64 *size)
{
    int code = flush(file);
    return code != SQLITE_OK ? code : below(file)->pMethods->xFileSize(below(file), size);
}

static int lock_file(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xLock(below(file), level);
}

static int unlock_file(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xUnlock(below(file), level);
}

static int ask_lock(sqlite3_file *file, int *is_reserved)
{
    return below(file)->pMethods->xCheckReservedLock(below(file), is_reserved);
}

static int control_file(sqlite3_file *file, int what, void *argument)
{
    return below(file)->pMethods->xFileControl(below(file), what, argument);
}

static int sector_of_file(sqlite3_file *file)
{
    return below(file)->pMethods->xSectorSize(below(file));
}

static int nature_of_file(sqlite3_file *file)
{
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int map_shared(sqlite3_file *file, int region, int size, int extend, void volatile **at)
{
    return below(file)->pMethods->xShmMap(below(file), region, size, extend, at);
}

static int lock_shared(sqlite3_file *file, int offset, int count, int flags)
{
    return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}

static void bar_shared(sqlite3_file *file)
{
    below(file)->pMethods->xShmBarrier(below(file));
}

static int unmap_shared(sqlite3_file *file, int is_over)
{
    return below(file)->pMethods->xShmUnmap(below(file), is_over);
}

// Version 2: without xFetch, so that no page is written but by xWrite.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = ask_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_of_file,
    .xDeviceCharacteristics = nature_of_file,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = bar_shared,
    .xShmUnmap = unmap_shared,
};

// ---- Opening ----

// One that is made now will have the room; of one that is there the header says it. It stays so as
// long as the file is open: a VACUUM that brings the room is rolled back page by page if it fails.
static bool finds_room(sqlite3_file *real)
{
    unsigned char header[HEADER_SIZE];
    sqlite3_int64 size = 0;
    if (real->pMethods->xFileSize(real, &size) == SQLITE_OK && size == 0)
        return true;
    return real->pMethods->xRead(real, header, sizeof header, 0) == SQLITE_OK &&
           header[HEADER_RESERVED] == PAGE_CHECK_SIZE;
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given)
{
    sqlite3_vfs *system = sqlite3_vfs_find(NULL); // at each time: tests put one that fails below
    (void)vfs;
    if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
        return system->xOpen(system, name, file, flags, given);
    PageFile *it = (PageFile *)file;
    *it = (PageFile){0};
    int code = system->xOpen(system, name, below(file), flags, given);
    if (below(file)->pMethods == NULL)
        return code;
    it->base.pMethods = &methods;
    it->is_log = (flags & SQLITE_OPEN_WAL) != 0;
    it->is_checked = !it->is_log && code == SQLITE_OK && finds_room(below(file));
    return code;
}

// All but opening is the system's. SQLite keeps what is registered as long as the process runs.
static sqlite3_vfs layer;

static void register_once(void)
{
    sqlite3_vfs *system = sqlite3_vfs_find(NULL);
    if (system == NULL)
        return;
    layer = *system;
    layer.zName = PAGES_VFS;
    layer.szOsFile = (int)sizeof(PageFile) + system->szOsFile;
    layer.xOpen = open_file;
    sqlite3_vfs_register(&layer, 0);
}

bool pages_register(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
    return layer.zName != NULL;
}

// ---- All pages ----

typedef struct Pages {
    sqlite3_file *file, *log; // the log may be NULL
    sqlite3_int64 size, log_size;
    int page_size;
    char page[PAGE_MAX];
    unsigned char salt[8]; // of the frames that count
} Pages;

static bool find_log(Pages *it, sqlite3 *database)
{
    unsigned char header[LOG_HEADER];
    sqlite3_file *log = NULL;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log == NULL || log->pMethods != &methods || !((PageFile *)log)->is_log ||
        log->pMethods->xFileSize(log, &it->log_size) != SQLITE_OK || it->log_size < LOG_HEADER ||
        log->pMethods->xRead(log, header, sizeof header, 0) != SQLITE_OK)
        return false;
    memcpy(it->salt, header + LOG_SALT, sizeof it->salt);
    it->log = log;
    return true;
}

static bool begin(Pages *it, sqlite3 *database)
{
    unsigned char header[HEADER_SIZE];
    it->log = NULL;
    it->file = NULL;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &it->file);
    if (it->file == NULL || it->file->pMethods != &methods ||
        it->file->pMethods->xFileSize(it->file, &it->size) != SQLITE_OK ||
        it->file->pMethods->xRead(it->file, header, sizeof header, 0) != SQLITE_OK)
        return false;
    it->page_size = header[HEADER_PAGE] << 8 | header[HEADER_PAGE + 1];
    if (it->page_size == 1)
        it->page_size = PAGE_MAX;
    find_log(it, database);
    return is_page(it->page_size, 0);
}

// Each frame: four bytes of page number, four more, the salt, the frame's own checksum; the page.
static bool is_in_log(const Pages *it, uint32_t number)
{
    unsigned char frame[FRAME_HEADER];
    for (sqlite3_int64 at = LOG_HEADER; it->log != NULL && at + FRAME_HEADER <= it->log_size;
         at += FRAME_HEADER + it->page_size) {
        uint32_t page;
        if (it->log->pMethods->xRead(it->log, frame, sizeof frame, at) != SQLITE_OK ||
            memcmp(frame + LOG_SALT / 2, it->salt, sizeof it->salt) != 0)
            return false;
        memcpy(&page, frame, sizeof page);
        if (be32toh(page) == number)
            return true;
    }
    return false;
}

static bool read_page(Pages *it, sqlite3_int64 at)
{
    return it->file->pMethods->xRead(it->file, it->page, it->page_size, at) == SQLITE_OK;
}

// What a checkpoint is just writing is whole a moment later.
static bool page_is_good(Pages *it, sqlite3_int64 at)
{
    size_t size = (size_t)it->page_size;
    if (read_page(it, at) && is_whole(it->page, size, at))
        return true;
    nanosleep(&(struct timespec){0, MISREAD_MS * 1000000L}, NULL);
    return (read_page(it, at) && is_whole(it->page, size, at)) ||
           is_in_log(it, (uint32_t)(at / it->page_size) + 1);
}

bool pages_are_checked(sqlite3 *database)
{
    sqlite3_file *file = NULL;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    return file != NULL && file->pMethods == &methods && ((PageFile *)file)->is_checked;
}

bool pages_seal(sqlite3 *database)
{
    Pages it;
    if (!pages_are_checked(database) || !begin(&it, database))
        return false;
    sqlite3_file *real = below(it.file);
    for (sqlite3_int64 at = 0; at < it.size; at += it.page_size) {
        // Only the eight bytes: what is content is not touched.
        uint64_t sum = read_page(&it, at) ? check_of(it.page, (size_t)it.page_size, at) : 0;
        if (sum == 0 || real->pMethods->xWrite(real, &sum, PAGE_CHECK_SIZE,
                                               at + it.page_size - PAGE_CHECK_SIZE) != SQLITE_OK)
            return false;
    }
    return real->pMethods->xSync(real, SQLITE_SYNC_FULL) == SQLITE_OK;
}

bool pages_inspect(sqlite3 *database, Faults *faults)
{
    Pages it;
    unsigned count = 0;
    if (!begin(&it, database))
        return fault_add(faults, FAULT_IO, 0, 0, "the pages of SQLite's file cannot be read");
    for (sqlite3_int64 at = 0; at < it.size && count < TOLD_MAX; at += it.page_size) {
        if (page_is_good(&it, at))
            continue;
        count++;
        fault_add(faults, FAULT_IO, 0, 0,
                  "page %lld of SQLite's file was touched: its checksum is another",
                  (long long)(at / it.page_size) + 1);
    }
    return count == 0;
}
