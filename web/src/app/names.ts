// SPDX-License-Identifier: Apache-2.0
// What people call what the server names by words of its own: kinds of records, states, deeds, doers.
import { useTranslation } from "react-i18next";

import { listRegisters, type Entry, type Register, type RegisterForm } from "../api/records";
import { useAnswer } from "./answer";
import type { Language } from "../i18n";

const asked = new Map<string, Promise<Register[]>>(); // by language: registers do not change while one looks

function registersIn(language: string): Promise<Register[]> {
  let answer = asked.get(language);
  if (!answer) {
    answer = listRegisters();
    answer.catch(() => asked.delete(language));
    asked.set(language, answer);
  }
  return answer;
}

// A register by its name; none until they are known.
export function useRegister(): (register: string) => Register | undefined {
  const { i18n } = useTranslation();
  const registers = useAnswer(() => registersIn(i18n.language), [i18n.language]);
  return (register) => registers.value?.find(({ name }) => name === register);
}

// "Packing list" for packing-list, and for what parties say to one; "Comment" for @comment.
export function useKinds(): (register: string) => string {
  const { t } = useTranslation();
  const find = useRegister();
  return (named) => {
    const register = named.replace(/^@reply\./, "");
    return find(register)?.title ?? t(`kind.${register.replace("@", "")}`, { defaultValue: register });
  };
}

// By the register's own declaration.
export function useStates(form: RegisterForm): (state: string) => string {
  const { i18n } = useTranslation();
  return (state) => form.declared.states?.[state]?.label?.[i18n.language as Language] ?? state;
}

export function useDeeds(): (entry: Entry) => string {
  const { t } = useTranslation();
  // Documents are received, accounts are made.
  return ({ action, register }) =>
    t(`records.action.${action === "create" && register.startsWith("@") ? "make" : action}`, { defaultValue: action });
}

// An organisation by its name. The window's own has none: each language has its word for it.
export function useOrganisations(): (named: { organisation: string; organisationName?: string }) => string {
  const { t } = useTranslation();
  return ({ organisation, organisationName }) => (organisation === "window" ? t("access.window") : organisationName ?? organisation);
}

// Who did it: the person or key where one may know it, else the organisation.
export function useDoers(): (entry: Entry) => string {
  const { t } = useTranslation();
  const organisationOf = useOrganisations();
  return ({ actor, actorName, organisation, organisationName }) => {
    if (actor === "system") return t("records.bySystem");
    if (!actorName) return organisationOf({ organisation, organisationName });
    return actor.startsWith("key:") ? t("records.byKey", { name: actorName }) : actorName;
  };
}
