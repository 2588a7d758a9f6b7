// SPDX-License-Identifier: Apache-2.0
// Cubes: what the records of a register add up to.
import { ask, get } from "./http";

export interface Cell {
  codes: string[]; // by dimension
  labels: string[];
  values: number[] | null; // by measure; too few records to be shown
  records: number;
}

interface Part {
  id: string;
  label: string;
  unit?: string;
}

export interface CubeAnswer {
  dimensions: Part[];
  measures: Part[];
  cells: Cell[];
  total: { values: number[] | null; records: number };
  recount?: { looked: number; records: number }; // while the register is counted anew
}

export interface CubeForm {
  register: string;
  id: string;
  label: string;
  dimensions: Part[];
}

// Those that one may see.
export const listCubes = (language: string, register?: string) => get<CubeForm[]>("/api/statistics", { register, language });

export const tableFormats = ["csv", "xlsx"] as const;
export type TableFormat = (typeof tableFormats)[number];

export async function saveCube(register: string, cube: string, by: string[], format: TableFormat, language: string): Promise<Blob> {
  return (await ask(`/api/statistics/${encodeURIComponent(register)}/${encodeURIComponent(cube)}`, { by: by.join(","), format, language })).blob();
}

export const askCube = (register: string, cube: string, by: string[], language: string) =>
  get<CubeAnswer>(`/api/statistics/${encodeURIComponent(register)}/${encodeURIComponent(cube)}`, { by: by.join(","), language });
