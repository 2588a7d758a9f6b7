// SPDX-License-Identifier: Apache-2.0
// What several tests do.
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

export const heading = (page, text) => page.getByRole("heading", { level: 1, name: text });
export const heading2 = (page, name) => page.getByRole("heading", { level: 2, name: new RegExp(name) });
