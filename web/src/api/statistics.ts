// SPDX-License-Identifier: Apache-2.0
// Cubes: what the records of a register add up to.
import { get } from "./http";

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

export const askCube = (register: string, cube: string, by: string[], language: string) =>
  get<CubeAnswer>(`/api/statistics/${encodeURIComponent(register)}/${encodeURIComponent(cube)}`, { by: by.join(","), language });
