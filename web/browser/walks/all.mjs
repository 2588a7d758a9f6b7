// SPDX-License-Identifier: Apache-2.0
// Each system of the window, walked through by those who have a part in it.
import { arbitration } from "./arbitration.mjs";
import { exporters } from "./exporters.mjs";
import { industry } from "./industry.mjs";
import { information } from "./information.mjs";
import { investment } from "./investment.mjs";
import { measures } from "./measures.mjs";
import { outsourcing } from "./outsourcing.mjs";
import { parks } from "./parks.mjs";
import { projects } from "./projects.mjs";
import { rights } from "./rights.mjs";
import { supervision } from "./supervision.mjs";
import { talent } from "./talent.mjs";

export const walks = [information, projects, measures, exporters, talent, rights, arbitration, outsourcing, industry, supervision, parks, investment];
