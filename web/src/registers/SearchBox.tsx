// SPDX-License-Identifier: Apache-2.0
// Words that are sought, in any spelling; while one types, how they may go on.
import { AutoComplete, Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { suggestWords } from "../api/search";

const PAUSE_MS = 200; // between two keys one asks nothing

function useSuggestions(register: string | undefined, typed: string): string[] {
  const [suggestions, setSuggestions] = useState<string[]>([]);
  useEffect(() => {
    let isWanted = true;
    const wait = setTimeout(() => {
      if (!typed.trim()) return setSuggestions([]);
      suggestWords(register, typed).then(
        (all) => isWanted && setSuggestions([...new Set(all.map(({ text }) => text))]),
        () => {}, // one can search without
      );
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(wait);
    };
  }, [register, typed]);
  return suggestions;
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
