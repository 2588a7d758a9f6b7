// SPDX-License-Identifier: Apache-2.0
// Which passwords are good enough (ASVS 2.1, NIST SP 800-63B 5.1.1.2): long ones, whatever they are
// made of, but none that are tried first.
//
// Lists of leaked passwords are long and mostly of short ones. From twelve characters on nearly all
// of them are made by few habits: a word that everybody takes, written twice or with digits around
// it; a run of the keyboard; the same again and again. So the habits are refused, not a list.

#include "identity/secrets.h"

#include "base/utf8.h"

enum { DIFFERENT_MIN = 5, LETTERS_MIN = 4, PART_MIN = 3 };

// Words in Latin letters that stand at the head of every list of leaked passwords, as people in
// English, Japanese and Chinese choose them, and those that this place suggests.
static const char *const words[] = {
    "password", "passwort",   "passw",    "pass",          "qwerty",  "letmein",  "welcome",
    "iloveyou", "love",       "admin",    "administrator", "root",    "test",     "guest",
    "user",     "login",      "secret",   "master",        "monkey",  "dragon",   "sunshine",
    "princess", "football",   "baseball", "superman",      "batman",  "shadow",   "michael",
    "jordan",   "charlie",    "abc",      "changeme",      "default", "trustno",  "hello",
    "woaini",   "wobuaini",   "nihao",    "sakura",        "naruto",  "doraemon", "pokemon",
    "arigato",  "konnichiwa", "tokyo",    "osaka",         "nippon",  "japan",    "china",
    "beijing",  "shanghai",   "dalian",   "madoguchi",     "window",  "trade",    "company",
    "office",   "spring",     "summer",   "autumn",        "winter",
};

static const char *const runs[] = {
    "abcdefghijklmnopqrstuvwxyz",           "1234567890o123456789",
    "qwertyuiopasdfghjklzxcvbnm",           "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p",
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c & 0x80) != 0;
}

// Small letters; what people write for a letter is read as it.
static Slice fold(Slice password, char out[static PASSWORD_BYTES_MAX])
{
    for (size_t i = 0; i < password.len; i++) {
        char c = password.at[i];
        bool is_large = c >= 'A' && c <= 'Z';
        out[i] = is_large ? (char)(c | 0x20) : c == '@' ? 'a' : c == '0' ? 'o' : c == '$' ? 's' : c;
    }
    return (Slice){out, password.len};
}

// Whether it has few different characters.
static bool is_monotonous(Slice text)
{
    bool seen[256] = {false};
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        count += !seen[c];
        seen[c] = true;
    }
    return count < DIFFERENT_MIN;
}

static bool are_neighbours(char a, char b)
{
    char forth[] = {a, b}, back[] = {b, a};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (slice_find(slice_of(runs[i]), (Slice){forth, 2}) != SIZE_MAX ||
            slice_find(slice_of(runs[i]), (Slice){back, 2}) != SIZE_MAX)
            return true;
    return a == b;
}

// "qwertyuiop12", "1q2w3e4r5t6y": from most characters the next is one step away.
static bool is_run(Slice text)
{
    size_t steps = 0;
    for (size_t i = 1; i < text.len; i++)
        steps += are_neighbours(text.at[i - 1], text.at[i]);
    return steps * 4 >= (text.len - 1) * 3;
}

// Cuts "gear" off "gear.example".
static Slice cut_part(Slice *address)
{
    size_t len = 0;
    while (len < address->len && is_letter(address->at[len]))
        len++;
    Slice part = slice_part(*address, 0, len);
    *address = slice_part(*address, len + 1, address->len);
    return part;
}

static size_t longest_word(Slice text, Slice address)
{
    size_t longest = 0;
    while (address.len > 0) {
        Slice part = cut_part(&address);
        if (part.len >= PART_MIN && slice_starts(text, part))
            longest = part.len;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        Slice word = slice_of(words[i]);
        if (word.len > longest && slice_starts(text, word))
            longest = word.len;
    }
    return longest;
}

// "dragon1234567", "IloveYou-Osaka": hardly a letter is left when these words are taken away.
static bool is_of_common_words(Slice text, Slice address)
{
    size_t found = 0, left = 0;
    for (size_t i = 0; i < text.len;) {
        size_t len = longest_word(slice_part(text, i, text.len), address);
        found += len > 0;
        left += len == 0 && is_letter(text.at[i]);
        i += len > 0 ? len : 1;
    }
    return found > 0 && left < LETTERS_MIN;
}

bool password_is_good(Slice password, Slice email, Faults *faults)
{
    char folded[PASSWORD_BYTES_MAX];
    if (password.len > PASSWORD_BYTES_MAX || utf8_valid(password) != password.len ||
        utf8_count(password) > PASSWORD_MAX)
        return fault_add(faults, FAULT_USAGE, 0, 0, "the password is longer than %d characters",
                         PASSWORD_MAX);
    if (utf8_count(password) < PASSWORD_MIN)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "the password is shorter than %d characters; several words will do",
                         PASSWORD_MIN);
    Slice text = fold(password, folded);
    return !(is_monotonous(text) || is_run(text) || is_of_common_words(text, email)) ||
           fault_add(faults, FAULT_USAGE, 0, 0,
                     "the password is one of those that are tried first; several words that do not "
                     "belong together will do");
}
