// SPDX-License-Identifier: Apache-2.0
// What the cross-check says, kept apart by how certain it is: a discrepancy, a banker's question, or
// something that no one asked for.
import { Card, Descriptions, Empty, Tabs, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { certainties, type DealDocument, type DealFinding } from "../api/deals";
import { Section } from "../app/Section";

const colours = { certain: "error", judgement: "warning", unasked: "processing" } as const;

function Discrepancy({ finding, title }: { finding: DealFinding; title?: string }) {
  const { t } = useTranslation();
  const rows = [
    { key: "remedy", label: t("check.remedy"), children: finding.remedy },
    {
      key: "document",
      label: t("records.document"),
      children: finding.record && (
        <Link to={`documents/${finding.register}/${finding.record}`}>
          {title} {finding.number}
        </Link>
      ),
    },
    { key: "article", label: t("deals.article"), children: finding.article },
    { key: "rule", label: t("check.rule"), children: finding.rule },
  ].filter((row) => row.children);
  return (
    <Card size="small" style={{ marginBottom: 8 }}>
      <Typography.Text strong>
        <Tag color={colours[finding.certainty]}>{t(`deals.certainty.${finding.certainty}`)}</Tag>
        {finding.message}
      </Typography.Text>
      <Descriptions size="small" column={1} items={rows} style={{ marginTop: 8 }} />
    </Card>
  );
}

export function Discrepancies({ findings, documents }: { findings: DealFinding[]; documents: DealDocument[] }) {
  const { t } = useTranslation();
  const titles = new Map(documents.map(({ register, title }) => [register, title]));
  const items = certainties.map((certainty) => {
    const own = findings.filter((finding) => finding.certainty === certainty);
    return {
      key: certainty,
      label: `${t(`deals.certainty.${certainty}`)} (${own.length})`,
      children: (
        <>
          <p>{t(`deals.certaintyHelp.${certainty}`)}</p>
          {own.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("deals.agreed")} />}
          {own.map((finding, index) => (
            <Discrepancy key={index} finding={finding} title={titles.get(finding.register ?? "")} />
          ))}
        </>
      ),
    };
  });
  return (
    <Section title={t("deals.discrepancies")}>
      <Tabs items={items} />
    </Section>
  );
}
