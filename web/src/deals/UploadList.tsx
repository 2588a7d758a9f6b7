// SPDX-License-Identifier: Apache-2.0
// What became of each file that was put into the deal. It stands until somebody has read it.
import { Button, Flex, Progress, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { useKinds } from "../app/names";
import { Section } from "../app/Section";
import { isOver, type Upload, type Uploads } from "./useUploads";

// Told by sign and word, not by colour alone.
const signs: Record<Upload["state"], string> = { waiting: "…", sending: "↑", kept: "✓", refused: "✗" };
const tones = { waiting: undefined, sending: undefined, kept: "success", refused: "danger" } as const;

function Row({ deal, upload: { file, state, percent, kept, why } }: { deal: string; upload: Upload }) {
  const { t } = useTranslation();
  const kindOf = useKinds();
  return (
    <li>
      <Flex wrap justify="space-between" gap={8}>
        <strong style={{ overflowWrap: "anywhere" }}>{file}</strong>
        <span>
          {kept && <Link to={`/deals/${encodeURIComponent(deal)}/documents/${kept.register}/${kept.record}`}>{kindOf(kept.register)}</Link>}{" "}
          <Typography.Text type={tones[state]}>
            {signs[state]} {t(`deals.upload.${state}`)}
          </Typography.Text>
        </span>
      </Flex>
      {state === "sending" && <Progress percent={percent} size="small" aria-label={t("deals.upload.sending")} />}
      {why && <p className="quiet">{why}</p>}
    </li>
  );
}

export function UploadList({ deal, uploads: { all, dismiss } }: { deal: string; uploads: Uploads }) {
  const { t } = useTranslation();
  if (all.length === 0) return null;
  const done = all.filter(isOver).length;
  const extra = (
    <Button size="small" disabled={done === 0} onClick={dismiss}>
      {t("deals.upload.dismiss")}
    </Button>
  );
  return (
    <div role="status" style={{ marginBottom: 16 }}>
      <Section title={t("deals.upload.title", { done, of: all.length })} extra={extra}>
        <ul className="plain">
          {all.map((upload) => (
            <Row key={upload.key} deal={deal} upload={upload} />
          ))}
        </ul>
      </Section>
    </div>
  );
}
