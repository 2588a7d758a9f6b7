// SPDX-License-Identifier: Apache-2.0
// That an entry is in the journal: the way from its hash to the signed root, gone by the browser itself.
import { Alert, Typography } from "antd";
import { useTranslation } from "react-i18next";

import { getCheckpoint, getLeaf, proveInclusion } from "../api/journal";
import { Answered, useAnswer } from "../app/answer";
import { base64Of, rootOf } from "./proof";

type Outcome = "proved" | "broken" | "cannot"; // browsers compute hashes on secure pages only

async function prove(index: number) {
  const head = await getCheckpoint();
  const [leaf, proof] = await Promise.all([getLeaf(index, head.size), proveInclusion(index, head.size)]);
  let outcome: Outcome = "cannot";
  if (globalThis.crypto?.subtle) {
    const root = await rootOf(leaf, index, head.size, proof.hashes);
    outcome = root && base64Of(root) === head.root ? "proved" : "broken";
  }
  return { head, proof, outcome };
}

const colours = { proved: "success", broken: "error", cannot: "info" } as const;

export function InclusionProof({ index }: { index: number }) {
  const { t } = useTranslation();
  const answer = useAnswer(() => prove(index), [index]);
  return (
    <Answered answer={answer}>
      {({ head, proof, outcome }) => (
        <Alert
          showIcon
          type={colours[outcome]}
          message={t(`journal.${outcome}`, { index, size: head.size })}
          description={
            <details>
              <summary>{t("journal.way", { count: proof.hashes.length })}</summary>
              <ol style={{ overflowWrap: "anywhere", fontFamily: "monospace", fontSize: 12, paddingLeft: 24 }}>
                {proof.hashes.map((hash) => (
                  <li key={hash}>{hash}</li>
                ))}
              </ol>
              <Typography.Text type="secondary">{t("journal.root")}</Typography.Text>
              <div style={{ overflowWrap: "anywhere", fontFamily: "monospace", fontSize: 12 }}>{head.root}</div>
            </details>
          }
        />
      )}
    </Answered>
  );
}
