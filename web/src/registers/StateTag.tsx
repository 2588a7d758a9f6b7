// SPDX-License-Identifier: Apache-2.0
// A state by its name, in the colour of its tone: the name says it, the colour helps.
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { Declaration, Tone } from "../api/registers";
import { useLight } from "../app/light";
import { wordsIn } from "./words";

const colours: Record<Tone, string | undefined> = { neutral: undefined, progress: "blue", good: "success", bad: "error", done: "purple" };
const doneInTheDark = "cyan"; // where purple is too faint to be read

export function StateTag({ declared, state }: { declared: Declaration; state: string }) {
  const { i18n } = useTranslation();
  const { isDark } = useLight();
  const said = declared.states?.[state];
  const tone = said?.tone ?? "neutral";
  return <Tag color={isDark && tone === "done" ? doneInTheDark : colours[tone]}>{wordsIn(said?.label, i18n.language) ?? state}</Tag>;
}
