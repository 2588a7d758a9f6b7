// SPDX-License-Identifier: Apache-2.0
// Documents × how far they have come, and who brings them to whom.
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { steps, type Deal, type DealDocument, type Step } from "../api/deals";
import { showDay } from "../app/moment";
import { Section } from "../app/Section";
import { partyName } from "./parties";

// Told by sign and word, not by colour alone.
const signs: Record<Step, string> = { expected: "○", received: "●", checked: "✓", discrepant: "✗", accepted: "★" };

function Way({ deal, document }: { deal: Deal; document: DealDocument }) {
  const { t, i18n } = useTranslation();
  const part = (code?: string) => (code ? t(`deals.part.${code}`) : "");
  return (
    <>
      {document.organisation ? partyName(deal.content, document.organisation) : [part(document.from), part(document.for)].filter(Boolean).join(" → ")}
      {!document.record && document.due && ` · ${t("deals.due", { day: showDay(document.due, i18n.language) })}`}
    </>
  );
}

export function Matrix({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const write = (document: DealDocument) => `/records/${document.register}/new?deal=${encodeURIComponent(deal.deal.id)}`;
  return (
    <Section title={t("deals.matrix")}>
      <Table<DealDocument>
        rowKey={(document) => `${document.register} ${document.record ?? "expected"}`}
        size="small"
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={deal.documents}
        columns={[
          { title: t("deals.kind"), dataIndex: "title" },
          {
            title: t("records.number"),
            render: (_, document) =>
              document.record ? (
                <Link to={`documents/${document.register}/${document.record}`}>{document.number || document.record}</Link>
              ) : (
                <Link to={write(document)}>{t("deals.write")}</Link>
              ),
          },
          { title: t("deals.way"), render: (_, document) => <Way deal={deal} document={document} /> },
          ...steps.map((step) => ({
            title: t(`deals.step.${step}`),
            align: "center" as const,
            render: (_: unknown, document: DealDocument) =>
              document.state === step && (
                <span role="img" aria-label={t(`deals.step.${step}`)} className={`step step-${step}`}>
                  {signs[step]}
                </span>
              ),
          })),
        ]}
      />
    </Section>
  );
}
