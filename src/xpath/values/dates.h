// Dates, times and durations: what the other files of values/ and the functions ask of dates.c.
#pragma once

#include "xpath/internal.h"

// Reads the lexical form of the type (XSD 1.0 part 2). False where `text` is none, with *code
// FORG0001, or where the value is too far away: FODT0001, FODT0002.
bool date_read(Eval *eval, Slice text, Type type, Item *item, const char **code);
Slice date_write(Eval *eval, Item item); // canonical form, in scratch

// Between date, time and duration types (F&O 17.1.4–17.1.5); false where the table has no such
// cast.
bool date_cast(Eval *eval, Item from, Type target, Item *item);

// + - * div with dates, times and durations (F&O 10.6–10.8); false where the types have no such
// operation.
bool date_arithmetic(Eval *eval, Operation operation, Item a, Item b, Item *result);

// Order of two values; false where they can't be compared (for = only, where `is_equality`).
bool date_compare(Eval *eval, Item a, Item b, bool is_equality, int *order);
uint64_t date_hash(Eval *eval, Item item); // equal values, equal hashes

// Seconds from 0001-01-01T00:00:00Z, with the implicit timezone where there is none; and back.
int64_t date_seconds(const DateTime *date, int implicit_zone);
DateTime date_from_seconds(int64_t seconds, int32_t nanosecond);
int days_of_month(int64_t year, int month);

Item item_date(Arena *arena, Type type, DateTime date);
Item item_duration(Arena *arena, Type type, Duration duration);
