// SPDX-License-Identifier: Apache-2.0
// Documents × how far they have come, and who brings them to whom.
import { Empty, Flex, Grid, Table, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { steps, type Deal, type DealDocument, type Step } from "../api/deals";
import { showDay } from "../app/moment";
import { Section } from "../app/Section";
import { partyName } from "./parties";

// Told by sign and word, not by colour alone.
const signs: Record<Step, string> = { expected: "○", received: "●", checked: "✓", discrepant: "✗", accepted: "★", refused: "⊘" };
const tones: Partial<Record<Step, "danger" | "success">> = { discrepant: "danger", checked: "success", accepted: "success", refused: "danger" };

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

function Sign({ step }: { step: Step }) {
  const { t } = useTranslation();
  return (
    <Typography.Text strong type={tones[step]} role="img" aria-label={t(`deals.step.${step}`)}>
      {signs[step]}
    </Typography.Text>
  );
}

function Number({ deal, document }: { deal: Deal; document: DealDocument }) {
  const { t } = useTranslation();
  const { register, record, number, mayWrite } = document;
  if (record) return <Link to={`documents/${register}/${record}`}>{number || record}</Link>;
  if (!mayWrite) return null;
  return <Link className="no-print" to={`/records/${register}/new?deal=${encodeURIComponent(deal.deal.id)}`}>{t("deals.write")}</Link>;
}

const keyOf = ({ register, record }: DealDocument) => `${register} ${record ?? "expected"}`;

// On a telephone: one below the other, how far it is in words.
function Column({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  return (
    <ul className="plain">
      {deal.documents.map((document) => (
        <li key={keyOf(document)}>
          <Flex justify="space-between" gap={8}>
            <strong>{document.title}</strong>
            <Typography.Text type={tones[document.state]} style={{ whiteSpace: "nowrap" }}>
              {signs[document.state]} {t(`deals.step.${document.state}`)}
            </Typography.Text>
          </Flex>
          <div className="quiet">
            <Number deal={deal} document={document} /> <Way deal={deal} document={document} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Wide({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  return (
    <Table<DealDocument>
      rowKey={keyOf}
      size="small"
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={deal.documents}
      columns={[
        { title: t("deals.kind"), dataIndex: "title" },
        { title: t("records.number"), render: (_, document) => <Number deal={deal} document={document} /> },
        { title: t("deals.way"), render: (_, document) => <Way deal={deal} document={document} /> },
        ...steps.map((step) => ({
          title: t(`deals.step.${step}`),
          align: "center" as const,
          render: (_: unknown, document: DealDocument) => document.state === step && <Sign step={step} />,
        })),
      ]}
    />
  );
}

export function Matrix({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const { md: isWide = true } = Grid.useBreakpoint();
  return (
    <Section title={t("deals.matrix")}>
      {deal.documents.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("deals.noDocuments")} />}
      {deal.documents.length > 0 && (isWide ? <Wide deal={deal} /> : <Column deal={deal} />)}
    </Section>
  );
}
