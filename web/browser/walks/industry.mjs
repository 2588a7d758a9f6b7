// SPDX-License-Identifier: Apache-2.0
// Industry and its support: companies are confirmed, what they received is noted, double support is found.
import { walk } from "../walk.mjs";

export const industry = walk({
  sentence: "industry: a company is returned and confirmed, support is noted twice for the same costs, doubted and reclaimed",
  languages: { company: "zh", officer: "ja", partner: "en", public: "en" },
  steps: [
    ["company", "writes", "firm", "company/liaoyuan-robotics", { registrations: undefined }],
    ["company", "cannot", "firm", "register", "registrations"],
    ["company", "changes", "firm", { registrations: [{ kind: "uscc", id: "91210200MA0XQ7HJ5C" }] }],
    ["partner", "isShutOut", "firm"],
    ["company", "makes", "firm", "register"],
    ["public", "isShutOut", "firm"],
    ["officer", "hears", "firm"],
    ["officer", "isDue", "firm", "confirmation"],
    ["officer", "makes", "firm", "return", "業種をご確認ください。"],
    ["company", "reads", "firm", "業種をご確認ください。"],
    ["company", "changes", "firm", { employees: 245 }],
    ["company", "makes", "firm", "register"],
    ["officer", "makes", "firm", "confirm"],
    ["officer", "looks", "industry-company"],

    // Members see the company, without what is its own; its contact while it consents.
    ["partner", "reads", "firm", "大连辽源机器人有限公司", "Registered"],
    ["partner", "misses", "firm", "186,000,000", "91210200MA0XQ7HJ5C", "zhou@liaoyuan.example"],
    ["company", "consents", "firm", "contact"],
    ["partner", "reads", "firm", "zhou@liaoyuan.example"],
    ["partner", "looks", "industry-company-seen"],

    ["officer", "has", "fund", "guidance-fund/equipment-fund", { raised: [{ date: "2025-05-01", source: "市财政", kind: "public", amount: 200000000 }], commitments: undefined }],
    ["officer", "cannot", "fund", "invest", 0],
    ["officer", "changes", "fund", { raised: [{ amount: 400000000 }] }],
    ["officer", "makes", "fund", "invest"],
    ["partner", "reads", "fund", "高端装备产业引导基金", "400,000,000"],

    // What pays for the same costs twice is told as it is noted, and kept for the officer to judge.
    ["officer", "has", "first", "support-record/line", { company: "@firm" }],
    ["officer", "writes", "second", "support-record/line", { company: "@firm", source: "市科技局", amount: 16000000 }],
    ["officer", "isWarned", "二重支援となります"],
    ["officer", "looks", "industry-support"],
    ["officer", "makes", "second", "doubt", "設備費が重複しています。"],
    ["officer", "isDue", "second", "clearing"],
    ["company", "isShutOut", "second"],
    ["partner", "isShutOut", "second"],
    ["officer", "makes", "second", "reclaim", "返還済み。"],
    ["officer", "counts", "support-record", /ハイエンド装備|高端装備|装備/],
    ["officer", "looks", "industry-figures"],
    ["officer", "counts", "guidance-fund", /400,000,000/],
    ["officer", "looks", "industry-fund-figures"],
    ["officer", "counts", "company", /製造業/],
    ["officer", "looks", "industry-companies"],
    ["partner", "counts", "company", /×/],
    ["public", "cannotSeeFigures", "company"],
  ],
});
