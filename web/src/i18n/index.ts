// SPDX-License-Identifier: Apache-2.0
// Texts of the window in three languages. A test holds the three files to the same keys.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import en from "./en.json";
import ja from "./ja.json";
import zh from "./zh.json";

export const languages = { en: "English", ja: "日本語", zh: "中文" } as const;
export type Language = keyof typeof languages;

const remembered = localStorage.getItem("language");
const preferred = [remembered, ...navigator.languages.map((tag) => tag.slice(0, 2))];
const first = preferred.find((tag): tag is Language => tag !== null && tag in languages) ?? "en";

void i18next.use(initReactI18next).init({
  lng: first,
  fallbackLng: "en",
  resources: { en: { translation: en }, ja: { translation: ja }, zh: { translation: zh } },
  interpolation: { escapeValue: false }, // React escapes
});
document.documentElement.lang = first;

export function chooseLanguage(language: Language) {
  localStorage.setItem("language", language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
