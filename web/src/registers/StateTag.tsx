// SPDX-License-Identifier: Apache-2.0
// A state by its name, in the colour of its tone: the name says it, the colour helps.
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { Declaration, Tone } from "../api/registers";
import { wordsIn } from "./words";

const colours: Record<Tone, string | undefined> = { neutral: undefined, progress: "blue", good: "success", bad: "error", done: "purple" };

export function StateTag({ declared, state }: { declared: Declaration; state: string }) {
  const { i18n } = useTranslation();
  const said = declared.states?.[state];
  return <Tag color={colours[said?.tone ?? "neutral"]}>{wordsIn(said?.label, i18n.language) ?? state}</Tag>;
}
