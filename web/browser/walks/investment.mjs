// SPDX-License-Identifier: Apache-2.0
// Investment catalogues: what is open to whom, what a supplier must show, and who judges it.
import { walk } from "../walk.mjs";

const weak = { conditions: 2, evidence: 2, quality: 3 };
const good = { conditions: 5, evidence: 4, quality: 4 };

export const investment = walk({
  sentence: "investment: a catalogue tells each company what fits it, a supplier is refused, heard on appeal and admitted",
  languages: { officer: "zh", company: "ja", reviewer: "en", chief: "zh", partner: "zh", public: "ja" },
  steps: [
    ["company", "has", "firm", "company/liaoyuan-robotics", {}, "register"],
    ["partner", "has", "works", "company/kitakyu-gear", { foreignShare: 100 }, "register"],
    ["officer", "writes", "entry", "catalogue-entry/seeds", {}],
    ["public", "isShutOut", "entry"],
    ["officer", "makes", "entry", "publish"],
    ["officer", "has", "hydrogen", "catalogue-entry/hydrogen", {}, "publish"],
    ["public", "lists", "entry"],
    ["public", "searches", "wheat", "entry"],
    ["public", "reads", "entry", "Breeding of wheat and maize", "66"],
    ["public", "looks", "investment-entry"],
    ["public", "counts", "catalogue-entry", /ネガティブリスト/],
    ["company", "fits", "entry", 2, 3],
    ["partner", "fits", "entry", 1, 3],
    ["partner", "looks", "investment-fits"],
    ["company", "fits", "hydrogen", 3, 3],
    ["company", "applies", "hydrogen", 0],
    ["company", "looks", "investment-applies"],

    // Six conditions, each explained, what is missing and how to get it.
    ["officer", "writes", "item", "procurement-item/ct-scanner", {}],
    ["officer", "makes", "item", "list"],
    ["public", "lists", "item"],
    ["company", "writes", "plea", "procurement-application/scanner", { item: "@item", company: "@firm", ownTesting: false, localValue: 40 }],
    ["company", "fits", "plea", 4, 6, "自社で試験できること。"],
    ["company", "looks", "investment-missing"],
    ["company", "changes", "plea", { ownTesting: true, localValue: 71 }],
    ["company", "fits", "plea", 6, 6],
    ["company", "makes", "plea", "submit"],
    ["partner", "isShutOut", "plea"],
    ["public", "isShutOut", "plea"],
    ["officer", "hears", "plea"],
    ["officer", "isDue", "plea", "decision"],
    ["company", "cannotOpine", "plea"],
    ["officer", "cannotYet", "plea", "refuse", 0, 2],
    ["officer", "opines", "plea", weak, "证据不足。"],
    ["reviewer", "opines", "plea", weak, "The drawings are missing."],
    ["company", "finds", "plea", "refused"],
    ["company", "reads", "plea", "The drawings are missing."],
    ["company", "looks", "investment-refused"],
    ["company", "makes", "plea", "appeal", "図面を提出しました。"],
    ["reviewer", "opines", "plea", good, "Complete now."],
    ["chief", "opines", "plea", good, "已补齐。"],
    ["company", "hears", "plea"],
    ["company", "finds", "plea", "admitted"],
    ["company", "isDue", "plea", "admission"],
    ["officer", "counts", "procurement-application", /X射线/],
    ["officer", "looks", "investment-figures"],
  ],
});
