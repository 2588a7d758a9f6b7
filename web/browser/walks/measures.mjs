// SPDX-License-Identifier: Apache-2.0
// Support measures: who fits is told and why; an application from its first fault to its audit.
import { walk } from "../walk.mjs";

const weak = { conditions: 2, effect: 1, costs: 2, capability: 2 };
const good = { conditions: 5, effect: 4, costs: 4, capability: 5 };

export const measures = walk({
  sentence: "measures: a company learns what is missing, applies, is returned, refused, heard on appeal, paid and audited",
  languages: { officer: "zh", company: "ja", reviewer: "en", chief: "ja", second: "zh", partner: "en", public: "en" },
  steps: [
    ["company", "has", "firm", "company/liaoyuan-robotics", {}, "register"],

    // Conditions are rules over the company, which the officer writes in three languages.
    ["officer", "writes", "grant", "measure/first-export", {}],
    ["officer", "looks", "measure-draft"],
    ["public", "isShutOut", "grant"],
    ["officer", "makes", "grant", "announce"],
    ["officer", "makes", "grant", "open"],
    ["public", "lists", "grant"],
    ["public", "reads", "grant", "首次出口企业市场开拓补贴", "Open for applications"],
    ["public", "counts", "measure", /Subsidy/],
    ["officer", "isDue", "grant", "apply-by"],
    ["company", "fits", "grant", 2, 3, "輸出実績がないこと。"],
    ["company", "looks", "measure-fits"],
    ["company", "applies", "grant", 1],
    ["company", "changes", "firm", { exports: false }],
    ["company", "fits", "grant", 3, 3],
    ["company", "applies", "grant", 0],
    ["company", "looks", "measure-applies"],

    // What is asked for stays below the costs and what the measure gives at most.
    ["company", "begins", "plea", "grant", "support-application/exhibition", { measure: undefined, company: "@firm", requested: 300000 }],
    ["officer", "isShutOut", "plea"],
    ["company", "cannot", "plea", "submit", 2, 3],
    ["company", "looks", "application-draft"],
    ["company", "changes", "plea", { requested: 100000 }],
    ["company", "makes", "plea", "submit"],
    ["partner", "isShutOut", "plea"],
    ["public", "isShutOut", "plea"],
    ["officer", "hears", "plea"],
    ["officer", "isDue", "plea", "decision"],
    ["officer", "makes", "plea", "accept"],
    ["officer", "cannotYet", "plea", "approve", 0, 2],
    ["officer", "names", "plea", "Ono Yuki"],
    ["officer", "looks", "application-review"],
    ["reviewer", "hears", "plea"],
    ["reviewer", "makes", "plea", "return", "Please split the costs of certification."],
    ["company", "hears", "plea"],
    ["company", "reads", "plea", "Please split the costs of certification."],
    ["company", "looks", "application-returned"],
    ["company", "isDue", "plea", "correction"],
    ["company", "changes", "plea", { costs: [{ item: "展位费", amount: 86000 }, { item: "认证费", amount: 60000 }, { item: "检测费", amount: 60000 }] }],
    ["company", "makes", "plea", "submit"],
    ["officer", "makes", "plea", "accept"],
    ["officer", "opines", "plea", weak, "预算依据不足。"],
    ["reviewer", "opines", "plea", weak, "The effect is not shown."],
    ["company", "finds", "plea", "rejected"],
    ["company", "reads", "plea", "The effect is not shown."],

    // On appeal others judge than those who judged before.
    ["company", "makes", "plea", "appeal", "受注書を添えます。"],
    ["officer", "cannotOpine", "plea"],
    ["chief", "opines", "plea", good, "効果が確認できました。"],
    ["chief", "cannotYet", "plea", "approve", 1, 2],
    ["second", "opines", "plea", good, "受理条件均已核实。"],
    ["company", "hears", "plea"],
    ["company", "reads", "plea", "100,000"],
    ["officer", "cannot", "plea", "pay", "payments"],
    ["officer", "cannotKeep", "plea", { payments: [{ date: "2027-03-01", amount: 120000 }] }, "拨付金额超过批准金额"],
    ["officer", "changes", "plea", { payments: [{ date: "2027-03-01", amount: 100000 }] }],
    ["officer", "makes", "plea", "pay"],
    ["company", "isDue", "plea", "report"],
    ["company", "changes", "plea", { report: "展示会に出展し、三社と契約。" }],
    ["officer", "changes", "plea", { auditFindings: "凭证齐全。" }],
    ["officer", "makes", "plea", "audit"],
    ["officer", "onBoard", "plea"],
    ["officer", "counts", "support-application", /已审计/],
    ["officer", "looks", "application-figures"],
  ],
});
