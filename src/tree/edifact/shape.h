// The shape of a segment: which nodes it becomes. Segments of one plan with the same marks and the
// same empty tokens become the same nodes, so that this is worked out once for all of them.
//
//     NAD+BY+5412345000013::9'    of S_NAD:  D_3035 and its text from token 1,
//                                            C_C082, in it D_3039 and its text from token 2,
//                                            D_3055 and its text from token 4
#pragma once

#include "tree/edifact/internal.h"

typedef enum Screen { // what a value is looked at for
    SCREEN_NONE,
    SCREEN_LENGTH,
    SCREEN_CODE,
    SCREEN_NUMBER,  // and its length
    SCREEN_CLOSELY, // by the validator: no digits, or so many without the mark between them
} Screen;

// A data element with its text, or a composite, whose text the first of its components overwrites.
// Nodes are counted from the segment's own, which is 0; what is told by the place in the text is
// added to them. A message in order needs three dozen shapes: they are to stay in the nearest cache
// with the nodes that they become.
typedef struct Put {
    uint32_t path, parent;   // of the node, with its kind
    uint32_t text_path, own; // of its text with its kind, 0: a composite; the node itself
    uint32_t end;            // its last
    uint32_t token;          // never the tag
    uint16_t least, span;    // bytes, and how many more there may be
    Screen screen;
    const CodeSet *codes;
    uint64_t usual; // the code that was met last, as a number
} Put;

typedef struct Shape {
    struct Shape *next; // of the same hash
    uint64_t key;       // EdifactSegment.shape
    size_t count, room; // of puts
    uint32_t nodes;     // with the segment's own
    bool is_suspect;    // whatever the values are: something is missing, or has no place in the
                        // directory
    bool is_told; // the nodes tell the segment as it stands: nothing could be left out, and each
                  // place has a name
    Put *puts;
} Shape;

// The shape of a segment. One that is new and not to be kept, because it is too long or there are
// too many of them, is made in `scratch`, which grows in the scanner's arena.
Shape *shape_find(EdifactReader *reader, SegmentPlan *plan, const EdifactScanner *scanner,
                  const EdifactSegment *segment, Shape *scratch);
