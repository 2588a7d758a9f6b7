// SPDX-License-Identifier: Apache-2.0
// What records that others name by number are called, as far as one may see them.
import { useTranslation } from "react-i18next";

import { getRegister, listSeen, type RegisterPages } from "../api/registers";
import { useAnswer } from "../app/answer";
import { useSession } from "../session/Session";
import { nameOf } from "./words";

const KNOWN_MAX = 500; // the newest; others are called by their numbers
const KEPT_MS = 60_000;

type Names = Map<string, string>;
const asked = new Map<string, { at: number; names: Promise<Names> }>(); // by register, language and reader

// "organisation of policy-task": those that its records name.
const OF = "organisation of ";

// Where the names come from that a field's values stand for; nothing where they stand for themselves.
export function referredBy({ name, declared }: RegisterPages, path: string): string | undefined {
  const refers = declared.fields?.[path]?.refers;
  return refers === "organisation" ? OF + name : refers;
}

async function ask(register: string, language: string): Promise<Names> {
  if (register.startsWith(OF)) {
    const page = await listSeen(register.slice(OF.length), { limit: KNOWN_MAX });
    const named = page.records.flatMap((record) => record.named ?? []);
    return new Map(named.filter((one) => one.register === "organisation").map(({ number, headline }) => [number, headline ?? number]));
  }
  const [form, page] = await Promise.all([getRegister(register, language), listSeen(register, { limit: KNOWN_MAX })]);
  return new Map(page.records.flatMap((record) => (record.number ? [[record.number, nameOf(form, record)]] : [])));
}

function namesIn(register: string, language: string, reader: string): Promise<Names> {
  const key = `${register} ${language} ${reader}`;
  const kept = asked.get(key);
  if (kept && kept.at > Date.now() - KEPT_MS) return kept.names;
  const names = ask(register, language);
  names.catch(() => asked.delete(key));
  asked.set(key, { at: Date.now(), names });
  return names;
}

// By register, of those that are given.
export function useNames(registers: string[]): (register: string, number: string) => string | undefined {
  const { i18n } = useTranslation();
  const { person } = useSession();
  const question = async () => new Map(await Promise.all(registers.map(async (one) => [one, await namesIn(one, i18n.language, person?.id ?? "")] as const)));
  const names = useAnswer(question, [registers.join(), i18n.language, person?.id]).value;
  return (register, number) => names?.get(register)?.get(number);
}
