// SPDX-License-Identifier: Apache-2.0
// Arbitration: the public lists, a clause, and a case that nobody sees but its parties.
import { walk } from "../walk.mjs";

const text = "退还货款并赔偿损失共计1,200,000元。";

export const arbitration = walk({
  sentence: "arbitration: a clause is built, a case is filed, answered, its tribunal challenged, heard and awarded, unseen by others",
  languages: { officer: "zh", company: "ja", partner: "en", buyer: "ja", public: "en" },
  steps: [
    ["officer", "writes", "house", "arbitral-institution/bohai", {}],
    ["officer", "has", "wang", "arbitrator/wang", { institutions: [{ institution: "@house" }], email: "wang@law.example" }],
    ["officer", "has", "mori", "arbitrator/mori", { institutions: [{ institution: "@house" }] }],
    ["officer", "has", "model", "arbitration-clause/sales", { institution: "@house" }, "publish"],

    // The public has institutions, arbitrators and model clauses, in three languages, without what is personal.
    ["public", "lists", "house"],
    ["public", "searches", "仲裁院", "house"],
    ["public", "looks", "arbitration-search"],
    ["public", "reads", "wang", "王 静雯", "国际贸易、技术许可"],
    ["public", "misses", "wang", "wang@law.example", "律师，日本法学博士"],
    ["public", "reads", "model", "Any dispute arising out of or in connection with this contract", "本契約に関して生ずる全ての紛争は"],
    ["public", "looks", "arbitration-clause"],

    // A clause follows from what one chooses.
    ["company", "writes", "clause", "arbitration-clause/licence", { institution: "@house" }],
    ["company", "reads", "clause", "The language of the arbitration is Japanese"],
    ["company", "makes", "clause", "finish"],

    // The case is the parties' alone.
    ["company", "writes", "case", "arbitration-case/reducers", { institution: "@house", respondent: "kitakyu-works" }],
    ["officer", "isShutOut", "case"],
    ["partner", "isShutOut", "case"],
    ["company", "makes", "case", "file"],
    ["company", "looks", "arbitration-filed"],
    ["buyer", "isShutOut", "case"],
    ["public", "isShutOut", "case"],
    ["public", "searchesInVain", "减速器质量争议", "case"],
    ["buyer", "searchesInVain", "减速器质量争议", "case"],
    ["partner", "hears", "case"],
    ["partner", "reads", "case", text],
    ["partner", "isDue", "case", "answer"],
    ["partner", "cannot", "case", "answer", "answer"],
    ["partner", "changes", "case", { answer: "The goods were within the agreed tolerance." }],
    ["partner", "makes", "case", "answer"],
    ["company", "reads", "case", "The goods were within the agreed tolerance."],
    ["partner", "isNotOffered", "case", "constitute", "withdraw"],

    // A tribunal of two, an open challenge and an arbitrator who has not accepted stand in the way.
    ["officer", "cannot", "case", "constitute", "tribunal"],
    ["officer", "changes", "case", { tribunal: [{ arbitrator: "@wang", role: "sole" }] }],
    ["officer", "cannot", "case", "constitute", 2],
    ["company", "changes", "case", { challenges: [{ arbitrator: "@wang", by: "大连齿轮", date: "2026-12-01", reason: "過去に相手方の代理人を務めた。" }] }],
    ["officer", "cannot", "case", "constitute", 1],
    ["officer", "looks", "arbitration-challenged"],
    ["officer", "changes", "case", { challenges: [{ decision: "rejected" }], tribunal: [{ accepted: "2026-12-10" }] }],
    ["officer", "changes", "case", { calendar: [{ date: "2027-04-15", step: "hearing", text: "大连开庭" }] }],
    ["officer", "makes", "case", "constitute"],
    ["partner", "isDue", "case", "step"],
    ["partner", "leafs", "case", "2027-04-15"],
    ["partner", "looks", "arbitration-month"],
    ["company", "leafs", "case", "2027-04-15"],
    ["company", "looks", "arbitration-month"],

    ["officer", "makes", "case", "close"],
    ["officer", "cannot", "case", "award", "award", "awardDate"],
    ["officer", "changes", "case", { award: "被申请人支付八十万元。", awarded: 800000, awardDate: "2027-05-20" }],
    ["officer", "makes", "case", "award"],
    ["company", "hears", "case", "仲裁判断"],
    ["partner", "isDue", "case", "setting-aside"],
    ["company", "cannot", "case", "enforce", "enforcement"],
    ["officer", "changes", "case", { enforcement: "voluntary", enforcementCountry: "CN" }],
    ["company", "makes", "case", "enforce"],
    ["company", "looks", "arbitration-awarded"],
    ["officer", "onBoard", "case"],
    ["officer", "looks", "arbitration-board"],
    ["officer", "counts", "arbitration-case", /渤海国际仲裁院/],
    ["officer", "looks", "arbitration-figures"],
    ["public", "counts", "arbitration-case", /2026.*×/],
    ["public", "looks", "arbitration-figures-public"],
  ],
});
