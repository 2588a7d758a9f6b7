// SPDX-License-Identifier: Apache-2.0
// Where one wanted to go before one was asked who one is: /sign-in?to=%2Fdeals%2F4711
//
// Anybody can write such a link, so what it says is followed within these pages only.

const HOME = "/";
const entrances = /^\/(sign-in|invitation|recovery)(\/|$)/; // nobody is to be led in a circle
const STORED = "wanted";

function resolved(path: string, origin: string): URL | undefined {
  try {
    return new URL(path, origin);
  } catch {
    return undefined; // "/\\:" and the like
  }
}

// A path of these pages; home for anything else.
export function wantedPath(given: string | null, origin: string): string {
  const url = given?.startsWith("/") ? resolved(given, origin) : undefined;
  if (!url) return HOME;
  const { origin: asked, pathname, search, hash } = url;
  // Browsers read //host as another site, and so may what was resolved: "/.//host".
  const isOwn = asked === origin && !pathname.startsWith("//") && !entrances.test(pathname);
  return isOwn ? pathname + search + hash : HOME;
}

interface Place {
  pathname: string;
  search: string;
  hash: string;
}

// Strangers come to the check by themselves: from there one goes on to what one's role has first.
export function signInFrom({ pathname, search, hash }: Place): string {
  const isOnTheWay = pathname === HOME || pathname.startsWith("/check") || entrances.test(pathname);
  return isOnTheWay ? "/sign-in" : `/sign-in?to=${encodeURIComponent(pathname + search + hash)}`;
}

// Who signs in by a provider leaves the pages meanwhile, and comes back to their home.
export const storeWanted = (path: string) => sessionStorage.setItem(STORED, path);
export const storedWanted = () => wantedPath(sessionStorage.getItem(STORED), window.location.origin);
export const forgetWanted = () => sessionStorage.removeItem(STORED);
