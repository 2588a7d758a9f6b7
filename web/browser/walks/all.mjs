// SPDX-License-Identifier: Apache-2.0
// Each system of the window, walked through by those who have a part in it.
import { projects } from "./projects.mjs";

export const walks = [projects];
