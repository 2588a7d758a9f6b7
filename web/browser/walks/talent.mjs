// SPDX-License-Identifier: Apache-2.0
// Talent: a person shows what he consents to, applies for a post, is hired, and is forgotten when he wants it.
import { walk } from "../walk.mjs";

export const talent = walk({
  sentence: "talent: a person is seen as far as he consents, applies for a post that fits, is hired, and is erased",
  languages: { company: "zh", partner: "ja", officer: "en", public: "zh" },
  steps: [
    ["partner", "has", "maker", "company/kitakyu-gear", {}, "register"],
    ["company", "writes", "person", "talent/robot-engineer", {}],
    ["company", "looks", "talent-draft"],
    ["officer", "isShutOut", "person"],
    ["company", "cannot", "person", "open", 0],
    ["company", "consents", "person", "profile"],
    ["company", "makes", "person", "open"],
    ["company", "isDue", "person", "renewal"],
    ["partner", "reads", "person", "机器人控制工程师", "EtherCAT"],
    ["partner", "misses", "person", "李 卓", "li.zhuo@example.org", "280,000"],
    ["partner", "looks", "talent-seen"],
    ["public", "isShutOut", "person"],

    // A post, which fits.
    ["partner", "writes", "post", "post/control-engineer", { company: "@maker" }],
    ["public", "isShutOut", "post"],
    ["partner", "makes", "post", "open"],
    ["public", "lists", "post"],
    ["public", "reads", "post", "ロボット制御エンジニア", "5,500,000"],
    ["public", "looks", "post-public"],
    ["company", "matches", "person", "post"],
    ["company", "looks", "talent-matches"],

    // The application is between the two, and the window's officers.
    ["company", "begins", "letter", "post", "job-application/li", { post: undefined, talent: "@person" }],
    ["partner", "isShutOut", "letter"],
    ["company", "makes", "letter", "send"],
    ["partner", "hears", "letter"],
    ["partner", "isDue", "letter", "answer"],
    ["company", "consents", "person", "contact"],
    ["partner", "reads", "person", "李 卓", "li.zhuo@example.org"],
    ["partner", "makes", "letter", "invite"],
    ["company", "hears", "letter"],
    ["partner", "changes", "letter", { interviews: [{ date: "2027-03-12", form: "online" }], assessment: "経験十分。" }],
    ["partner", "looks", "job-application"],
    ["company", "isNotOffered", "letter", "offer", "refuse"],
    ["partner", "makes", "letter", "offer"],
    ["company", "makes", "letter", "accept"],
    ["partner", "hears", "letter"],
    ["partner", "cannot", "post", "fill", "filled"],
    ["partner", "changes", "post", { filled: 1 }],
    ["partner", "makes", "post", "fill"],
    ["public", "isShutOut", "post"],

    // Consent withdrawn hides at once; what is erased is gone for all.
    ["company", "consents", "person", "contact", false],
    ["partner", "misses", "person", "李 卓", "li.zhuo@example.org"],
    ["company", "makes", "person", "end"],
    ["partner", "isShutOut", "person"],
    ["company", "misses", "person", "李 卓", "EtherCAT"],
    ["company", "looks", "talent-erased"],

    // Courses, and what came of them.
    ["officer", "writes", "course", "training-course/lc-practice", {}],
    ["officer", "makes", "course", "announce"],
    ["officer", "isDue", "course", "begin"],
    ["public", "lists", "course"],
    ["officer", "cannot", "course", "hold", "participants"],
    ["officer", "changes", "course", { participants: 38, certified: 35 }],
    ["officer", "makes", "course", "hold"],
    ["public", "counts", "training-course", /2027.*38/],
    ["public", "looks", "training-figures"],
  ],
});
