// SPDX-License-Identifier: Apache-2.0
// What several tests do.
import { createHmac } from "node:crypto";

import { password, people } from "./counter.mjs";

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

export async function signInAs(page, address, email, secret) {
  await page.goto(`${address}/sign-in`);
  await page.locator("#email").fill(email);
  await page.locator("#password").fill(secret);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

export const signIn = (page, address, role) => signInAs(page, address, people[role], password);

// What an authenticator shows now (RFC 6238): the secret is base32.
export function codeOf(secret) {
  const bits = [...secret.trim()].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const digest = createHmac("sha1", key).update(counter).digest();
  return String((digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

export const heading = (page, text) => page.getByRole("heading", { level: 1, name: text });
export const heading2 = (page, name) => page.getByRole("heading", { level: 2, name: new RegExp(name) });
