// SPDX-License-Identifier: Apache-2.0
// Moments and days as the reader's language writes them.
import { useTranslation } from "react-i18next";

export function showMoment(moment: string, language: string): string {
  return new Date(moment).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}

// A moment that may not have come, as a column of a table shows it.
export function useMoments() {
  const { i18n } = useTranslation();
  return (moment?: string) => moment && showMoment(moment, i18n.language);
}

// "2026-09-11" is a day on the calendar, wherever the reader is.
export function showDay(day: string, language: string): string {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`).toLocaleDateString(language, { dateStyle: "medium", timeZone: "UTC" });
}
