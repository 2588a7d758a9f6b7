// Reading segments into a tree: what the reader of a whole file and the stream share.
#pragma once

#include "tree/edifact/shape.h"
#include "tree/edifact/text.h"

typedef struct Reading {
    EdifactReader *reader;
    TreeBuilder *builder;
    EdifactScanner *scanner;
    const EdifactText *text;
    size_t package_next, packages_read;
    PathId outer;     // what units stand in
    bool has_service; // the interchange began with UNA
    bool keeps_facts; // layout, and segments that are not canonical, for the writer
    size_t kept;      // all text before it is in the tree
    EdifactSegment segment;
    Shape scratch;   // of a segment whose shape is not kept
    bool is_pending; // the segment was met, not read yet
    size_t segment_count;
    EdifactNote *notes;
    size_t note_count, note_room;
    EdifactFound found; // of the last message
    bool has_ended;     // the last message has its UNT
    bool is_regular;    // the last message stands as its structure has it
    EdifactSuspect *suspects;
    size_t suspect_count, suspect_room;
    const EdifactMessage *message;
    bool has_counted;      // the sections of the last message, which only a segment astray asks for
    size_t sections_ahead; // UNS that are to come
} Reading;

// Looks at the next segment. False at the end of the text.
bool reading_peek(Reading *it);
// Reads the unit that begins with it.
void reading_unit(Reading *it);
void reading_note(Reading *it, EdifactNoteKind kind, NodeId node);

// Each reads the segment that was looked at, and all that belongs to it.
void reading_message(Reading *it); // from UNH or UIH on
void reading_package(Reading *it); // from UNO on
void reading_service(Reading *it); // one segment
// The white space up to there, as a text.
void reading_layout(Reading *it, size_t end);
