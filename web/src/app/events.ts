// SPDX-License-Identifier: Apache-2.0
// What happens at the window while one looks: one stream for all that a page shows.
//
//     GET /api/events ─► entries ─► who follows them: a deal, a list, the journal
//
// A browser opens few connections to one host, so a page that nobody sees closes the stream. When it is
// opened again, followers are told that they may have missed something; where the network fails, the
// browser itself comes again behind the last event it had (Last-Event-ID).
import { useEffect, useRef } from "react";

import type { Entry } from "../api/records";

type Follower = (entry?: Entry) => void; // none: something may have been missed

const RETRY_MS = 5000; // where the server refuses, which the browser takes for its last word:
const RETRY_MAX_MS = 10 * 60 * 1000; // each time twice as long, up to this
const PAUSE_MS = 300; // what comes in a burst is looked at once

const followers = new Set<Follower>();
let source: EventSource | undefined;
let retryMs = RETRY_MS;

function tell(entry?: Entry) {
  for (const follower of followers) follower(entry);
}

function close() {
  source?.close();
  source = undefined;
}

function open() {
  if (source || followers.size === 0 || document.hidden) return;
  const stream = (source = new EventSource("/api/events"));
  let isOpen = false;
  stream.onopen = () => {
    if (!isOpen) tell(); // between what the page asked for and now
    isOpen = true;
    retryMs = RETRY_MS;
  };
  stream.addEventListener("entry", ({ data }) => tell(JSON.parse(data)));
  stream.onerror = () => {
    if (stream.readyState !== EventSource.CLOSED || source !== stream) return;
    close();
    setTimeout(open, retryMs);
    retryMs = Math.min(2 * retryMs, RETRY_MAX_MS);
  };
}

document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));

function follow(follower: Follower): () => void {
  followers.add(follower);
  open();
  return () => {
    followers.delete(follower);
    if (followers.size === 0) close();
  };
}

// Calls `again` when something happened that is `wanted`, a moment later. Not `isOn`: nobody listens.
export function useEvents(wanted: (entry: Entry) => boolean, again: () => void, isOn = true) {
  const latest = useRef({ wanted, again });
  latest.current = { wanted, again };
  useEffect(() => {
    if (!isOn) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = follow((entry) => {
      if (timer !== undefined || (entry && !latest.current.wanted(entry))) return;
      timer = setTimeout(() => {
        timer = undefined;
        latest.current.again();
      }, PAUSE_MS);
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [isOn]);
}
