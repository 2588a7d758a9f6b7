// SPDX-License-Identifier: Apache-2.0
// Words that are sought, in any spelling; while one types, how they may go on.
import { AutoComplete, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { suggestWords } from "../api/search";
import { useAnswer } from "../app/answer";
import { useSettled } from "../app/settled";

// One can search without: what cannot be had is no suggestion.
function useSuggestions(register: string | undefined, typed: string): string[] {
  const settled = useSettled(typed);
  const found = useAnswer(async () => (settled.trim() ? suggestWords(register, settled) : []), [register, settled]);
  return [...new Set((found.value ?? []).map(({ text }) => text))];
}

export function SearchBox({ register, text, onSearch }: { register?: string; text: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation();
  const label = t(register ? "registers.search" : "registers.searchAll");
  const [typed, setTyped] = useState(text);
  const suggestions = useSuggestions(register, typed === text ? "" : typed);
  return (
    <AutoComplete
      value={typed}
      onChange={setTyped}
      onSelect={onSearch}
      options={suggestions.map((value) => ({ value }))}
      aria-label={label}
      style={{ width: "100%", maxWidth: 640 }}
    >
      <Input.Search allowClear enterButton={t("registers.seek")} placeholder={label} aria-label={label} onSearch={onSearch} />
    </AutoComplete>
  );
}
