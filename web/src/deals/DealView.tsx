// SPDX-License-Identifier: Apache-2.0
// One deal: what does not agree, what there is and who waits for it, who is in it, what happened when.
import { Card, Col, Flex, Row, Statistic } from "antd";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";

import { checkDeal, getDeal, type Deal, type DealFinding, type DealHead } from "../api/deals";
import { Answered, useAnswer } from "../app/answer";
import { useEvents } from "../app/events";
import { ScreenTitle } from "../app/ScreenTitle";
import { AddDocument } from "./AddDocument";
import { Comments } from "./Comments";
import { Discrepancies } from "./Discrepancies";
import { Matrix } from "./Matrix";
import { Milestones } from "./Milestones";
import { Parties } from "./Parties";
import { Proposals } from "./Proposals";
import { Proposed } from "./Proposed";
import { UploadList } from "./UploadList";
import { useUploads } from "./useUploads";
import { Waiting } from "./Waiting";

function Figures({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const figures = [
    { title: t("deals.documents"), value: deal.documents.filter(({ record }) => record).length },
    { title: t("deals.certainty.certain"), value: deal.findings.certain },
    { title: t("deals.waiting"), value: deal.waiting.length },
    { title: t("deals.saved"), value: deal.copiesSaved },
  ];
  return (
    <Row gutter={[16, 16]}>
      {figures.map(({ title, value }) => (
        <Col key={title} xs={12} md={6}>
          <Card size="small">
            <Statistic title={title} value={value} />
          </Card>
        </Col>
      ))}
    </Row>
  );
}

function Dossier({ deal, findings, again }: { deal: Deal; findings: DealFinding[]; again: () => void }) {
  const { id } = deal.deal;
  return (
    <Flex vertical gap={16}>
      <Proposed deal={deal.deal} again={again} />
      <Figures deal={deal} />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={14}>
          <Discrepancies findings={findings} deal={deal} />
        </Col>
        <Col xs={24} xl={10}>
          <Flex vertical gap={16}>
            <Waiting waiting={deal.waiting} />
            {deal.mayAdd && <Proposals deal={id} onJoined={again} />}
            <Parties content={deal.content} />
          </Flex>
        </Col>
      </Row>
      <Matrix deal={deal} />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={12}>
          <Milestones deal={deal} />
        </Col>
        <Col xs={24} xl={12}>
          <Comments deal={deal} />
        </Col>
      </Row>
    </Flex>
  );
}

// Number, stage, and as what one takes part.
function Knowing({ head: { number, stage, state, parts = [] } }: { head: DealHead }) {
  const { t } = useTranslation();
  const own = parts.map((part) => t(`deals.part.${part}`)).join(", ");
  const known = [
    number,
    t(`deals.state.${state}`, { defaultValue: state }),
    stage && t(`deals.stageIs.${stage}`, { defaultValue: stage }),
    own && `${t("deals.ownPart")}: ${own}`,
  ];
  return <>{known.filter(Boolean).join(" · ")}</>;
}

function OneDeal({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const answer = useAnswer(() => Promise.all([getDeal(id, i18n.language), checkDeal(id, i18n.language)]), [id, i18n.language]);
  const uploads = useUploads(id, answer.again);
  useEvents((entry) => entry.deal === id && entry.register !== "@comment", answer.again);
  return (
    <Answered answer={answer}>
      {([deal, findings]) => (
        <>
          <ScreenTitle text={deal.deal.title || t("deals.of", { deal: deal.deal.number })} note={<Knowing head={deal.deal} />}>
            {deal.mayAdd && <AddDocument deal={id} onFiles={uploads.add} />}
          </ScreenTitle>
          <UploadList deal={id} uploads={uploads} />
          <Dossier deal={deal} findings={findings} again={answer.again} />
        </>
      )}
    </Answered>
  );
}

// What is on its way into one deal has no place in another.
export function DealView() {
  const { deal = "" } = useParams();
  return <OneDeal key={deal} id={deal} />;
}
