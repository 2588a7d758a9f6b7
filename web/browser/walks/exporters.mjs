// SPDX-License-Identifier: Apache-2.0
// New exporters, from the questionnaire to a company that stands on its own.
import { walk } from "../walk.mjs";

const { commitment, ...seven } = { product: "2", capacity: "3", price: "1", staff: "1", documents: "1", finance: "2", marketing: "2", commitment: "3" };
const month = (date, amount) => ({ month: date, countryId: "JP", commodityCode: "8483", amount, currencyCode: "JPY" });
const counselling = [{ date: "2027-01-15", counsellor: "井上", topic: "standards", text: "PSE认证的流程和标签要求。" }];
const plan = [{ step: "PSE认证", by: "2027-04-30", responsible: "井上" }];

export const exporters = walk({
  sentence: "new exporters: a company is diagnosed, counselled along its plan, and exports in three months",
  languages: { company: "ja", officer: "zh", partner: "en", public: "en" },
  steps: [
    ["company", "has", "firm", "company/kitakyu-gear", {}, "register"],
    ["officer", "has", "grant", "measure/first-export", {}, "open"],
    ["company", "writes", "entry", "exporter/castings", { company: "@firm", diagnosis: seven }],
    ["company", "looks", "exporter-registered"],
    ["company", "cannot", "entry", "diagnose", 0],
    ["officer", "isDue", "entry", "diagnosis"],
    ["company", "changes", "entry", { diagnosis: { commitment } }],
    ["company", "makes", "entry", "diagnose"],
    ["company", "reads", "entry", "15"],
    ["officer", "hears", "entry"],
    ["partner", "isShutOut", "entry"],
    ["public", "isShutOut", "entry"],
    ["officer", "cannot", "entry", "plan", "plan"],
    ["officer", "changes", "entry", { plan, measures: [{ measure: "@grant" }] }],
    ["officer", "looks", "exporter-diagnosed"],
    ["officer", "makes", "entry", "plan"],
    ["company", "hears", "entry"],
    ["company", "reads", "entry", "首次出口企业市场开拓补贴"],
    ["company", "isDue", "entry", "step"],
    ["company", "looks", "exporter-calendar"],
    ["company", "isNotOffered", "entry", "begin"],
    ["officer", "makes", "entry", "begin"],
    ["officer", "changes", "entry", { counselling }],
    ["company", "reads", "entry", "PSE认证的流程和标签要求。"],
    ["company", "cannot", "entry", "contract", "firstContract"],
    ["company", "changes", "entry", { firstContract: "2027-02-20" }],
    ["company", "makes", "entry", "contract"],
    ["company", "changes", "entry", { exports: [month("2027-03-01", 480000), month("2027-04-01", 520000)] }],
    ["company", "makes", "entry", "export"],
    ["officer", "cannot", "entry", "graduate", 0],
    ["company", "changes", "entry", { exports: [month("2027-03-01", 480000), month("2027-04-01", 520000), month("2027-05-01", 610000)] }],
    ["officer", "makes", "entry", "graduate"],
    ["officer", "onBoard", "entry"],
    ["officer", "looks", "exporter-board"],
    ["officer", "counts", "exporter", /可独立出口|独立/],
    ["officer", "looks", "exporter-figures"],
  ],
});
