// SPDX-License-Identifier: Apache-2.0
// The data bank of projects, from a plan to its partner.
import { walk } from "../walk.mjs";

const weak = { fit: 2, economy: 1, technology: 2, environment: 2, readiness: 1 };
const good = { fit: 5, economy: 4, technology: 4, environment: 5, readiness: 3 };
const title = "大连港氢燃料港口机械示范项目";

export const projects = walk({
  sentence: "projects: a plan is returned, refused on appeal's eve, admitted, and finds its partner",
  languages: { company: "zh", officer: "ja", reviewer: "en", partner: "ja", public: "en" },
  steps: [
    ["company", "has", "port", "company/liaoyuan-robotics", {}, "register"],
    ["partner", "has", "maker", "company/kitakyu-gear", {}, "register"],
    ["partner", "has", "interest", "partner-interest/fuel-cells", { company: "@maker" }, "publish"],

    // Written whole by the form; what stands in the way is told and mended.
    ["company", "writes", "plan", "project/hydrogen-port", { company: "@port", raised: 520000000 }],
    ["company", "looks", "project-draft"],
    ["company", "cannot", "plan", "submit", "businessPlan", 0],
    ["company", "changes", "plan", { raised: 120000000 }],
    ["company", "attaches", "plan", "businessPlan", "plan.pdf"],
    ["public", "isShutOut", "plan"],
    ["partner", "isShutOut", "plan"],
    ["company", "makes", "plan", "submit"],
    ["officer", "hears", "plan"],
    ["officer", "isDue", "plan", "examination"],
    ["officer", "makes", "plan", "return", "加氢站の用地をご確認ください。"],
    ["company", "hears", "plan"],
    ["company", "changes", "plan", { landArea: 4.5 }],
    ["company", "makes", "plan", "submit"],

    // Two opinions end a round; the owner is told without names, and appeals.
    ["company", "cannotOpine", "plan"],
    ["officer", "cannotYet", "plan", "admit", 0, 2],
    ["officer", "opines", "plan", weak, "用地が未定です。"],
    ["officer", "cannotYet", "plan", "reject", 1, 2],
    ["reviewer", "opines", "plan", weak, "The financing is open."],
    ["reviewer", "finds", "plan", "rejected"],
    ["company", "reads", "plan", "The financing is open."],
    ["company", "looks", "project-rejected"],
    ["public", "isShutOut", "plan"],
    ["company", "makes", "plan", "appeal", "融资已落实。"],
    ["officer", "opines", "plan", good, "資金の目途が立ちました。"],
    ["officer", "looks", "project-review"],
    ["reviewer", "opines", "plan", good, "Now it is whole."],
    ["company", "hears", "plan"],
    ["company", "finds", "plan", "published"],

    // All see it, without what is for examiners alone; the partner finds it.
    ["public", "lists", "plan"],
    ["public", "reads", "plan", title, "Published"],
    ["public", "misses", "plan", "sun@port.example", "120,000,000", "Now it is whole."],
    ["public", "looks", "project-public"],
    ["partner", "misses", "plan", "sun@port.example"],
    ["company", "consents", "plan", "contact"],
    ["partner", "reads", "plan", "sun@port.example"],
    ["company", "consents", "plan", "contact", false],
    ["partner", "misses", "plan", "sun@port.example"],
    ["company", "matches", "plan", "interest"],
    ["company", "looks", "project-matches"],
    ["public", "counts", "project", /Energy.*320,?000,?000/],
    ["company", "makes", "plan", "match"],
    ["company", "isDue", "plan", "milestone"],
    ["officer", "onBoard", "plan"],
    ["officer", "looks", "project-board"],
    ["company", "makes", "plan", "begin"],
    ["officer", "cannot", "plan", "complete", 0],
  ],
});
