// SPDX-License-Identifier: Apache-2.0
// One finding of the cross-check: what does not agree, how it is mended, and where.
import { Card, Flex, Typography } from "antd";
import { useTranslation } from "react-i18next";

import type { DealFinding } from "../api/deals";
import { LinkButton } from "../app/LinkButton";
import { useKinds } from "../app/names";
import { useSession } from "../session/Session";

interface Properties {
  finding: DealFinding;
  deal?: string; // none: the document is on the screen already
}

// One's own is mended where it is kept; those of others are read.
function addressOf(finding: DealFinding, deal: string, isOwn: boolean): string {
  const document = `${finding.register}/${finding.record}`;
  return isOwn ? `/records/${document}?view=mend` : `/deals/${encodeURIComponent(deal)}/documents/${document}`;
}

export function Discrepancy({ finding, deal }: Properties) {
  const { t } = useTranslation();
  const { person } = useSession();
  const kindOf = useKinds();
  const isOwn = finding.organisation !== undefined && finding.organisation === person?.organisation;
  const where = deal && finding.record && finding.record !== "draft" ? addressOf(finding, deal, isOwn) : undefined;
  return (
    <Card size="small" className={`finding finding-${finding.certainty}`}>
      <Flex gap={12} align="start" justify="space-between">
        <Typography.Text strong>{finding.message}</Typography.Text>
        {where && (
          <LinkButton to={where} size="small" type={isOwn ? "primary" : "default"} className="no-print">
            {t(isOwn ? "deals.mend" : "deals.look")}
          </LinkButton>
        )}
      </Flex>
      {finding.remedy && <p className="remedy">{finding.remedy}</p>}
      <p className="quiet">
        {finding.register && `${kindOf(finding.register)} ${finding.number ?? ""}`}
        {(finding.comparedWith ?? []).map(({ register, number }) => ` ↔ ${kindOf(register)} ${number ?? ""}`)}
        {finding.article && ` · ${finding.article === "arithmetic" ? t("deals.arithmetic") : finding.article}`}
        {` · ${finding.rule}`}
      </p>
    </Card>
  );
}
