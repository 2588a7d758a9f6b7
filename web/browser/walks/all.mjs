// SPDX-License-Identifier: Apache-2.0
// Each system of the window, walked through by those who have a part in it.
import { exporters } from "./exporters.mjs";
import { information } from "./information.mjs";
import { measures } from "./measures.mjs";
import { projects } from "./projects.mjs";
import { rights } from "./rights.mjs";
import { talent } from "./talent.mjs";

export const walks = [information, projects, measures, exporters, talent, rights];
