// SPDX-License-Identifier: Apache-2.0
// What records and organisations are called that a register's records name: figures and facets know their numbers alone.
import { listSeen, type RegisterPages } from "../api/registers";
import { useAnswer } from "../app/answer";
import { useSession } from "../session/Session";

const KNOWN_MAX = 500; // the newest records; what older ones name keeps its number
const KEPT_MS = 60_000;

type Names = Map<string, string>; // "park PRK-0001"
const asked = new Map<string, { at: number; names: Promise<Names> }>(); // by register and reader

async function ask(register: string): Promise<Names> {
  const { records } = await listSeen(register, { limit: KNOWN_MAX });
  return new Map(records.flatMap(({ named = [] }) => named.flatMap((one) => (one.headline ? [[`${one.register} ${one.number}`, one.headline] as const] : []))));
}

function namesIn(register: string, reader: string): Promise<Names> {
  const key = `${register} ${reader}`;
  const kept = asked.get(key);
  if (kept && kept.at > Date.now() - KEPT_MS) return kept.names;
  const names = ask(register);
  names.catch(() => asked.delete(key));
  asked.set(key, { at: Date.now(), names });
  return names;
}

// By a field's path and value; nothing where it names nothing, or what one may not see.
export function useNames({ name, declared }: RegisterPages): (path: string, value: string) => string | undefined {
  const { person } = useSession();
  const fields = declared.fields ?? {};
  const refers = Object.values(fields).some((field) => field.refers);
  const names = useAnswer(async () => (refers ? namesIn(name, person?.id ?? "") : undefined), [name, person?.id]).value;
  return (path, value) => names?.get(`${fields[path]?.refers} ${value}`);
}
