// SPDX-License-Identifier: Apache-2.0
// Requests to the program's API. What goes wrong is a Problem (RFC 9457), which pages show as it is.

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
  }
}

type Query = Record<string, string | number | undefined>;

// The server sends a token that proves that a request comes from its own pages; it is kept in memory.
let csrf = "";

export function rememberCsrf(token: string) {
  csrf = token;
}

export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return `/api${path}${text && `?${text}`}`;
}

async function problemOf(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => ({}));
  return new Problem(response.status, body.title ?? response.statusText, body.detail ?? "");
}

async function request(path: string, query: Query, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (csrf && init.method !== "GET") headers.set("X-CSRF-Token", csrf);
  const response = await fetch(address(path, query), { ...init, headers });
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function get<T>(path: string, query: Query = {}): Promise<T> {
  return (await request(path, query, { method: "GET" })).json();
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
    headers: isFile ? headers : { "Content-Type": "application/json", ...headers },
    body: body === undefined ? undefined : isFile ? body : JSON.stringify(body),
  });
}
