// SPDX-License-Identifier: Apache-2.0
// Requests to the program's API. What goes wrong is a Problem (RFC 9457), which pages show as it is.
import i18next from "i18next";

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly kind: string, // "code" of urn:madoguchi:problem:code
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail ? `${title}: ${detail}` : title);
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

// The server sends a token that proves that a request comes from its own pages; it is kept in memory.
// Who is quick may send something before the page has been told it: what is sent waits for that.
let csrf = "";
let tell = () => {};
const isTold = new Promise<void>((resolve) => (tell = resolve));

export function rememberCsrf(token: string) {
  csrf = token;
  tell();
}

function address(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return `${path}${text && `?${text}`}`;
}

export function problemOf(status: number, statusText: string, text: string): Problem {
  let body: { type?: string; title?: string; detail?: string } = {};
  try {
    body = JSON.parse(text);
  } catch {
    // What stands between us and the server answers as it likes.
  }
  const kind = String(body.type ?? "").replace("urn:madoguchi:problem:", "");
  return new Problem(status, kind, body.title ?? statusText, body.detail ?? "");
}

// What every request that changes something carries.
export function marks(): Record<string, string> {
  return { "Accept-Language": i18next.language, ...(csrf && { "X-CSRF-Token": csrf }) };
}

async function request(path: string, query: Query, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (init.method !== "GET") await isTold;
  const own = init.method === "GET" ? { "Accept-Language": i18next.language } : marks();
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  const response = await fetch(address(path, query), { ...init, headers });
  if (!response.ok) throw problemOf(response.status, response.statusText, await response.text());
  return response;
}

export async function ask(path: string, query: Query = {}): Promise<Response> {
  return request(path, query, { method: "GET" });
}

export async function get<T>(path: string, query: Query = {}): Promise<T> {
  return (await ask(path, query)).json();
}

// A value goes as JSON, a file as its bytes.
export async function send(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  query: Query = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const isFile = body instanceof Blob;
  return request(path, query, {
    method,
    headers: isFile ? { "Content-Type": "application/octet-stream", ...headers } : { "Content-Type": "application/json", ...headers },
    body: body === undefined ? undefined : isFile ? body : JSON.stringify(body),
  });
}
