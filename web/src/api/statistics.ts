// SPDX-License-Identifier: Apache-2.0
// Cubes: what the records of a register add up to.
import { ask, get } from "./http";

export interface Cell {
  codes: string[]; // by dimension
  labels: string[];
  below: boolean[]; // whether others stand below that code
  values: number[] | null; // by measure; too few records to be shown
  records: number;
}

interface Part {
  id: string;
  label: string;
  unit?: string;
  levels?: number; // of a dimension in an answer: how deep its codes go
}

// What an answer is within: of each code those above it, the top first.
export interface Filter {
  id: string; // of the dimension
  label: string;
  codes: { code: string; label: string }[][];
}

export interface CubeAnswer {
  dimensions: Part[];
  measures: Part[];
  cells: Cell[];
  total: { values: number[] | null; records: number };
  reserved?: boolean; // what is too few looks as if it were nothing
  where: Filter[];
  recount?: { looked: number; records: number }; // while the register is counted anew
}

export interface CubeForm {
  register: string;
  id: string;
  label: string;
  dimensions: Part[];
  suppress: number; // figures of fewer are not shown; 0: all are
  ofRecords: boolean; // fewer records, each of a person; else fewer organisations
}

// Those that one may see.
export const listCubes = (language: string, register?: string) => get<CubeForm[]>("/api/statistics", { register, language });

// What is asked of a cube: "industry:2,kind:1", "region:CN".
export interface CubeQuestion {
  register: string;
  cube: string;
  by: string;
  where: string;
}

export const cubeFormats = ["csv", "xlsx", "sdmx-json", "sdmx-ml"] as const;
export type CubeFormat = (typeof cubeFormats)[number];

const addressOf = ({ register, cube }: Pick<CubeQuestion, "register" | "cube">) => `/api/statistics/${encodeURIComponent(register)}/${encodeURIComponent(cube)}`;

export async function saveCube({ by, where, ...cube }: CubeQuestion, format: CubeFormat, language: string): Promise<Blob> {
  return (await ask(addressOf(cube), { by, where, format, language })).blob();
}

export const askCube = ({ by, where, ...cube }: CubeQuestion, language: string) => get<CubeAnswer>(addressOf(cube), { by, where, language });
