// SPDX-License-Identifier: Apache-2.0
// Outsourcing: a firm is certified, its contracts are registered, verified and executed month by month.
import { walk } from "../walk.mjs";

const good = { conditions: 5, staff: 4, security: 4 };

export const outsourcing = walk({
  sentence: "outsourcing: a firm is certified, a contract returned, verified, executed by month and counted",
  languages: { company: "ja", officer: "zh", reviewer: "ja", partner: "en", public: "zh" },
  steps: [
    ["company", "has", "seat", "company/harbour-soft", {}, "register"],
    ["company", "writes", "firm", "outsourcing-firm/harbour", { company: "@seat", graduates: 200, share: 20 }],

    // What is missing for the certificate is told one by one.
    ["company", "fits", "firm", 1, 3],
    ["company", "looks", "outsourcing-fits"],
    ["company", "cannot", "firm", "submit", 0],
    ["company", "changes", "firm", { graduates: 540, share: 82 }],
    ["company", "fits", "firm", 3, 3],
    ["company", "makes", "firm", "submit"],
    ["public", "isShutOut", "firm"],
    ["partner", "isShutOut", "firm"],
    ["officer", "cannotYet", "firm", "certify", 0, 2],
    ["officer", "opines", "firm", good, "材料齐全。"],
    ["reviewer", "opines", "firm", good, "教育体制も整っています。"],
    ["company", "finds", "firm", "certified"],
    ["company", "hears", "firm"],
    ["company", "isDue", "firm", "monthly"],
    ["public", "lists", "firm"],
    ["public", "searches", "Harbour Soft", "firm"],
    ["public", "looks", "outsourcing-public"],

    ["company", "writes", "contract", "service-contract/insurance-system", { firm: "@firm", execution: undefined, text: undefined }],
    ["company", "makes", "contract", "register"],
    ["public", "isShutOut", "contract"],
    ["partner", "isShutOut", "contract"],
    ["officer", "hears", "contract"],
    ["officer", "isDue", "contract", "verification"],
    ["officer", "makes", "contract", "return", "请核对美元金额。"],
    ["company", "reads", "contract", "请核对美元金额。"],
    ["company", "changes", "contract", { amountUsd: 642000 }],
    ["company", "makes", "contract", "register"],
    ["officer", "makes", "contract", "verify"],
    ["company", "isDue", "contract", "month"],
    ["company", "isNotOffered", "contract", "verify", "return"],
    ["company", "cannot", "contract", "complete", 0],
    ["company", "changes", "contract", { execution: [{ month: "2027-02-01", amountUsd: 50000 }, { month: "2027-03-01", amountUsd: 53000 }] }],
    ["company", "reads", "contract", "103,000"],
    ["company", "looks", "outsourcing-contract"],
    ["company", "makes", "contract", "complete"],
    ["officer", "lists", "contract"],
    ["officer", "onBoard", "contract"],
    ["officer", "counts", "service-contract", /2027-02.*50,000/, /日本.*103,000/],
    ["officer", "looks", "outsourcing-figures"],
    ["officer", "takes", "service-contract", "CSV"],
    ["officer", "takes", "service-contract", "XLSX"],
    ["officer", "takes", "service-contract", "PNG"],
    ["public", "cannotSeeFigures", "service-contract"],
  ],
});
