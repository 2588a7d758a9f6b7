// SPDX-License-Identifier: Apache-2.0
// Leads to a field of the form on the screen: it comes into sight and has the keyboard.
import type { Path } from "./errors";

// What has no field of its own (it may be added by name) is reached at the group that it belongs to.
export function reachField(path: Path): void {
  for (let length = path.length; length > 0; length--) {
    const found = document.getElementById(["root", ...path.slice(0, length)].join("_"));
    if (!found) continue;
    if (found.tabIndex < 0) found.tabIndex = -1; // a group is no stop of the keyboard, yet one may be led there
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "center" });
    return;
  }
}
