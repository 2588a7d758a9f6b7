// SPDX-License-Identifier: Apache-2.0
// What fits a record, how well, and why; whether that was of use.
import { Empty, Flex, Progress, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { Named } from "../api/registers";
import { findMatches, type Match, type MatchReason } from "../api/search";
import { Answered, useAnswer } from "../app/answer";
import { Section } from "../app/Section";
import { addressOf } from "./words";

const percent = (share: number) => Math.round(share * 100);

function Reason({ reason: { label, by, similarity, evidence } }: { reason: MatchReason }) {
  const { t } = useTranslation();
  return (
    <li>
      {label ?? t(`registers.by.${by}`)} {percent(similarity)}%{evidence && <Typography.Text type="secondary"> · {evidence}</Typography.Text>}
    </li>
  );
}

function Fitting({ match }: { match: Match }) {
  const { t } = useTranslation();
  return (
    <div>
      <Flex gap={12} align="center" wrap>
        <Link to={addressOf(match)}>{match.title || match.id}</Link>
        <Tag>{match.organisation}</Tag>
        <Progress percent={percent(match.score)} size={[120, 8]} aria-label={t("registers.score")} />
      </Flex>
      <ul className="reasons">
        {match.reasons.map((reason, index) => (
          <Reason key={index} reason={reason} />
        ))}
      </ul>
    </div>
  );
}

export function Matches({ named }: { named: Named }) {
  const { t, i18n } = useTranslation();
  const answer = useAnswer(() => findMatches(named, i18n.language), [named.register, named.organisation, named.record, i18n.language]);
  return (
    <Answered answer={answer}>
      {(pairs) => (
        <Flex vertical gap={16}>
          {pairs.length === 0 && <Empty description={t("registers.noMatches")} />}
          {pairs.map(({ pair, label, matches }) => (
            <Section key={pair} title={label || t(`registers.pair.${pair}`, { defaultValue: pair })}>
              {matches.length === 0 ? t("registers.noMatches") : matches.map((match) => <Fitting key={`${match.organisation} ${match.id}`} match={match} />)}
            </Section>
          ))}
        </Flex>
      )}
    </Answered>
  );
}
