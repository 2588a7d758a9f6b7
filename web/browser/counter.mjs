// SPDX-License-Identifier: Apache-2.0
// Counters of the tests' own: a server on a fresh folder with people and a deal in it, and what `make run` opens.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const password = "correct horse 電池";
export const people = {
  member: "li@gear.example",
  buyer: "kato@osaka.example",
  administrator: "admin@window.example",
  auditor: "audit@window.example",
  officer: "desk@window.example",
  company: "li@gear.example", // a member, as walks call it
  partner: "mori@works.example",
  reviewer: "panel@window.example",
  chief: "chief@window.example",
  second: "second@window.example",
};

// Stored script must never run: it stands in every text that people can write.
export const hostile = `"'><img src=x onerror="window.wasHere=1"><script>window.wasHere=1</script>{{x}}`;

function runner(program, data) {
  return (words, input) => execFileSync(program, [...words, "--data", data], { input, cwd: root, encoding: "utf-8" });
}

// Those of the window: role, name.
const ofWindow = {
  administrator: ["administrator", "Abe 安部"],
  auditor: ["auditor", "Uno 宇野"],
  officer: ["officer", "Kato Jun 加藤"],
  reviewer: ["officer", "Ono Yuki 小野"],
  chief: ["officer", "Sun Mei 孙梅"],
  second: ["officer", "He Min 何敏"],
};

function addPeople(run, mark) {
  run(["org", "add", "dalian-gear", `大连齿轮 ${mark}`.trim()]);
  run(["user", "add", people.member, `Li Na ${mark}`.trim().slice(0, 90), "--org", "dalian-gear"], password);
  run(["org", "add", "kitakyu-works", "北九州メカトロ"]);
  run(["user", "add", people.partner, "Mori Ken 森健", "--org", "kitakyu-works"], password);
  run(["org", "add", "osaka-seimitsu", "大阪精密"]);
  run(["user", "add", people.buyer, "Kato", "--org", "osaka-seimitsu"], password);
  for (const [who, [role, name]] of Object.entries(ofWindow)) run(["user", "add", people[who], name, "--org", "window", "--role", role], password);
  return run(["key", "add", "dalian-gear", `the test ${mark}`.slice(0, 90), "--scopes", "write"]).trim().split("\n")[0];
}

export async function send(address, path, key, body) {
  const type = typeof body === "string" && body.startsWith("{") ? "application/json" : "application/octet-stream";
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": type };
  const answer = await fetch(address + path, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}

// The deal of examples/, in which three things are wrong. Its id.
async function addDeal(address, key) {
  const dossier = readFileSync(join(root, "registers/deal/examples/dalian-osaka-deal.json"), "utf-8");
  const { id } = await send(address, "/api/records/deal", key, dossier.replace('"haichen"', '"dalian-gear"'));
  const folder = join(root, "examples/deal-dalian-osaka");
  for (const name of readdirSync(folder).sort())
    await send(address, `/api/deals/${id}/documents?name=${encodeURIComponent(name)}`, key, readFileSync(join(folder, name)));
  return id;
}

function listening(server) {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (text) => {
      said += text;
      const address = /listens at (\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

// `mark` stands in the names of people and organisations.
export async function openCounter(build, mark = hostile) {
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-browser-"));
  const program = join(root, build, "src/cli/madoguchi");
  const library = join(folder, "rules");
  const key = addPeople(runner(program, join(folder, "data")), mark);
  execFileSync(program, ["rules", "add", "examples/rules/trade-documents.sch", "--library", library], { cwd: root });
  const options = ["--data", join(folder, "data"), "--library", library, "--listen", "127.0.0.1:0", "--quiet"];
  const server = spawn(program, ["serve", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await listening(server);
  return { address, key, deal: await addDeal(address, key), close: () => server.kill() };
}

// Where people look at all pages, and names are as names are.
export const openPlainCounter = (build) => openCounter(build, "");

// The demo, whose people and passwords it prints.
export async function openDemo(build) {
  const data = join(mkdtempSync(join(tmpdir(), "madoguchi-browser-")), "demo");
  const options = { cwd: root, detached: true, env: { ...process.env, DATA: data, LISTEN: "127.0.0.1:0" }, stdio: ["ignore", "pipe", "inherit"] };
  const run = spawn(join(root, "scripts/run"), [build], options);
  let said = "";
  for await (const text of run.stdout) if ((said += text).includes("Ctrl-C")) break;
  const address = `http://127.0.0.1:${/localhost:(\d+)/.exec(said)[1]}`;
  const passwords = Object.fromEntries([...said.matchAll(/^ {2}(\S+@\S+) +(\S+)$/gm)].map(([, email, secret]) => [email, secret]));
  const deal = readFileSync(join(data, "deal"), "utf-8").trim();
  return { address, passwords, deal, close: () => process.kill(-run.pid, "SIGTERM") };
}
