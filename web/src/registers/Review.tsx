// SPDX-License-Identifier: Apache-2.0
// The review under way: what was said so far, and one's own opinion where one may give it.
import { Button, Flex, Input, InputNumber, Progress, Select, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { giveOpinion, nameReviewers, type Named, type Opinion, type ReviewRound } from "../api/registers";
import { useDeed } from "../app/answer";
import { showMoment } from "../app/moment";
import { Section } from "../app/Section";
import type { Shown } from "./MatterView";

interface Properties {
  named: Named;
  review: ReviewRound;
  again: () => void;
}

// By an officer, from those of the window; who is named is told.
function Reviewers({ named, review: { panel = [], reviewers }, again }: Properties) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [chosen, setChosen] = useState(reviewers);
  const name = async () => {
    if (await deed(() => nameReviewers(named, chosen), t("form.kept"))) again();
  };
  return (
    <Flex vertical gap={8} align="start">
      <label htmlFor="reviewers">{t("registers.reviewers")}</label>
      <Select
        id="reviewers"
        mode="multiple"
        style={{ width: "100%" }}
        optionFilterProp="label"
        value={chosen}
        onChange={setChosen}
        options={panel.map(({ id, name: label }) => ({ value: id, label }))}
      />
      <Button onClick={() => void name()}>{t("registers.nameReviewers")}</Button>
    </Flex>
  );
}

function OpinionForm({ named, review, again }: Properties) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [scores, setScores] = useState<Record<string, number>>({});
  const [text, setText] = useState("");
  const isWhole = review.criteria.every(({ id }) => scores[id] !== undefined);
  const give = async () => {
    if (await deed(() => giveOpinion(named, scores, text.trim()), t("form.kept"))) again();
  };
  return (
    <Flex vertical gap={8}>
      {review.criteria.map(({ id, label, max }) => (
        <Flex key={id} gap={8} align="center" justify="space-between">
          <label htmlFor={`score-${id}`}>{t("registers.points", { label, max })}</label>
          <InputNumber id={`score-${id}`} min={0} max={max} value={scores[id]} onChange={(points) => setScores(({ [id]: _, ...others }) => (points === null ? others : { ...others, [id]: points }))} />
        </Flex>
      ))}
      <label htmlFor="opinion">{t("registers.opinion")}</label>
      <Input.TextArea id="opinion" rows={3} maxLength={10000} value={text} onChange={({ target }) => setText(target.value)} />
      <Button type="primary" disabled={!isWhole} onClick={() => void give()}>
        {t("registers.giveOpinion")}
      </Button>
    </Flex>
  );
}

function Given({ opinion, criteria }: { opinion: Opinion; criteria: ReviewRound["criteria"] }) {
  const { i18n } = useTranslation();
  return (
    <li>
      <div>
        {showMoment(opinion.time, i18n.language)} {opinion.reviewer && `· ${opinion.reviewerName ?? opinion.reviewer}`}
      </div>
      <div>{criteria.map(({ id, label, max }) => `${label} ${opinion.scores[id] ?? "–"}/${max}`).join(" · ")}</div>
      {opinion.text && <Typography.Paragraph style={{ marginBottom: 0 }}>{opinion.text}</Typography.Paragraph>}
    </li>
  );
}

export function Review({ form, matter: { review, state }, named, again }: Shown) {
  const { t } = useTranslation();
  const isOn = state === form.declared.review?.in;
  if (!review || (!isOn && review.opinions.length === 0)) return null;
  const { given, wanted, score, opinions, criteria, mayOpine, whyNot } = review;
  return (
    <Section title={t("registers.review")}>
      <Flex vertical gap={12}>
        <Typography.Text>{t("registers.opinions", { given, wanted })}</Typography.Text>
        {score !== undefined && <Progress percent={Math.round(score * 100)} aria-label={t("registers.score")} />}
        {opinions.length > 0 && (
          <ul className="conditions">
            {opinions.map((opinion, index) => (
              <Given key={index} opinion={opinion} criteria={criteria} />
            ))}
          </ul>
        )}
        {review.panel && <Reviewers key={review.reviewers.join()} named={named} review={review} again={again} />}
        {mayOpine ? <OpinionForm named={named} review={review} again={again} /> : isOn && whyNot && <Typography.Text>{whyNot}</Typography.Text>}
      </Flex>
    </Section>
  );
}
