// SPDX-License-Identifier: Apache-2.0
// One deal: what there is, what does not agree, who is in it, what happened when.
import { Card, Col, Flex, Row, Statistic } from "antd";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";

import { checkDeal, documentsOf, formsOf } from "../api/deals";
import { Answered, useAnswer } from "../app/answer";
import { ScreenTitle } from "../app/ScreenTitle";
import { AddDocument } from "./AddDocument";
import { Discrepancies } from "./Discrepancies";
import { DocumentMatrix } from "./DocumentMatrix";
import { Milestones } from "./Milestones";
import { Parties } from "./Parties";
import { copiesSaved, partiesOf } from "./parties";

export function DealView() {
  const { t, i18n } = useTranslation();
  const { deal = "" } = useParams();
  const answer = useAnswer(async () => {
    const [documents, findings] = await Promise.all([documentsOf(deal), checkDeal(deal)]);
    return { documents, findings, forms: await formsOf(documents, i18n.language) };
  }, [deal, i18n.language]);
  return (
    <>
      <ScreenTitle text={t("deals.of", { deal })}>
        <AddDocument deal={deal} />
      </ScreenTitle>
      <Answered answer={answer}>
        {({ documents, findings, forms }) => (
          <Flex vertical gap={16}>
            <Row gutter={[16, 16]}>
              <Figure title={t("deals.documents")} value={documents.length} />
              <Figure title={t("deals.parties")} value={partiesOf(documents).length} />
              {findings && <Figure title={t("deals.certainty.certain")} value={findings.filter(({ certainty }) => certainty === "certain").length} />}
              <Figure title={t("deals.saved")} value={copiesSaved(documents)} />
            </Row>
            <Row gutter={[16, 16]}>
              <Col xs={24} xl={14}>
                <Flex vertical gap={16}>
                  <Discrepancies findings={findings} documents={documents} />
                  <DocumentMatrix deal={deal} documents={documents} findings={findings} />
                </Flex>
              </Col>
              <Col xs={24} xl={10}>
                <Flex vertical gap={16}>
                  <Parties documents={documents} />
                  <Milestones documents={documents} forms={forms} />
                </Flex>
              </Col>
            </Row>
          </Flex>
        )}
      </Answered>
    </>
  );
}

function Figure({ title, value }: { title: string; value: number }) {
  return (
    <Col xs={12} md={6}>
      <Card size="small">
        <Statistic title={title} value={value} />
      </Card>
    </Col>
  );
}
