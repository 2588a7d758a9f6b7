// SPDX-License-Identifier: Apache-2.0
// What is due when, as lists and months of it.
export interface Due {
  date: string; // 2026-11-21
  label: string;
  record: { register: string; organisation: string; id: string };
  name: string;
  state: string;
  isMet?: boolean;
  unannounced?: number; // reckoned without that year's public holidays
}

export const today = () => new Date().toLocaleDateString("sv"); // where the reader is

export const isOver = ({ isMet, date }: Due) => isMet === false && date < today();

export const monthOf = (date: string) => date.slice(0, 7);

export function byMonth(all: Due[]): [string, Due[]][] {
  const months = new Map<string, Due[]>();
  for (const due of [...all].sort((a, b) => a.date.localeCompare(b.date))) {
    const month = monthOf(due.date);
    months.set(month, [...(months.get(month) ?? []), due]);
  }
  return [...months];
}

const utc = (year: number, month: number, day: number) => new Date(Date.UTC(year, month - 1, day));
const written = (day: Date) => day.toISOString().slice(0, 10);

// "2026-11" and -1 ─► "2026-10".
export function monthFrom(month: string, step: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return monthOf(written(utc(year, number + step, 1)));
}

// The weeks that a month touches, whole. `first`: the day that a week begins with, 0 is Sunday.
export function weeksOf(month: string, first: number): string[][] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const before = (utc(year, number, 1).getUTCDay() - first + 7) % 7;
  const last = utc(year, number + 1, 0).getUTCDate();
  const count = Math.ceil((before + last) / 7);
  return Array.from({ length: count }, (_, week) => Array.from({ length: 7 }, (_, day) => written(utc(year, number, 1 - before + week * 7 + day))));
}
