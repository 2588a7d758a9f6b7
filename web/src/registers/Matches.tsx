// SPDX-License-Identifier: Apache-2.0
// What fits a record, how well, and why; whether that was of use.
import { Button, Empty, Flex, Tag, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { Named } from "../api/registers";
import { findMatches, tellMatch, type Match, type MatchReason, type PairMatches } from "../api/search";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { useOrganisations } from "../app/names";
import { Percent } from "../app/Percent";
import { Section } from "../app/Section";
import { Code } from "../records/Value";
import { useSession } from "../session/Session";
import { addressOf } from "./words";

const percent = (share: number) => Math.round(share * 100);

// What of a code is evidence has a name; what of choices is would say no more than that they agree.
const lists: Partial<Record<string, string>> = { region: "subdivisions", industry: "industries", hs: "hs" };

function Evidence({ reason: { by, evidence } }: { reason: MatchReason }) {
  const list = lists[by];
  if (!evidence || by === "codes") return null;
  return <Typography.Text type="secondary"> · {list ? <Code list={list} code={evidence} /> : evidence}</Typography.Text>;
}

function Reason({ reason }: { reason: MatchReason }) {
  const { t } = useTranslation();
  const { label, by, similarity } = reason;
  return (
    <li>
      {label ?? t(`registers.by.${by}`)} {percent(similarity)}%
      <Evidence reason={reason} />
    </li>
  );
}

export function Reasons({ reasons }: { reasons: MatchReason[] }) {
  return (
    <ul className="reasons">
      {reasons.map((reason, index) => (
        <Reason key={index} reason={reason} />
      ))}
    </ul>
  );
}

// Without which nothing is a match, however alike it is.
function MustHold({ conditions }: { conditions: string[] }) {
  const { t } = useTranslation();
  return (
    <>
      <Typography.Text type="secondary">{t("registers.mustHold")}</Typography.Text>
      <ul className="reasons">
        {conditions.map((condition) => (
          <li key={condition}>{condition}</li>
        ))}
      </ul>
    </>
  );
}

// Asked of the record's own organisation.
function UseAsked({ onTell }: { onTell: (useful: boolean) => Promise<boolean> }) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<boolean>();
  const tell = async (useful: boolean) => {
    if (await onTell(useful)) setSaid(useful);
  };
  return (
    <Flex gap={8} role="group" aria-label={t("registers.wasOfUse")}>
      {[true, false].map((useful) => (
        <Button key={String(useful)} size="small" aria-pressed={said === useful} type={said === useful ? "primary" : "default"} onClick={() => void tell(useful)}>
          {t(useful ? "registers.useful" : "registers.useless")}
        </Button>
      ))}
    </Flex>
  );
}

function Fitting({ match, onTell }: { match: Match; onTell?: (useful: boolean) => Promise<boolean> }) {
  const { t } = useTranslation();
  const organisationOf = useOrganisations();
  return (
    <div>
      <Flex gap={12} align="center" wrap>
        <Link to={addressOf(match)}>{match.title || match.id}</Link>
        <Tag className="owner">{organisationOf(match)}</Tag>
        <Percent share={match.score} label={t("registers.score")} />
      </Flex>
      <Reasons reasons={match.reasons} />
      {onTell && <UseAsked onTell={onTell} />}
    </div>
  );
}

// That nothing is there twice needs no telling.
const isTold = ({ pair, matches }: PairMatches) => pair !== "similar" || matches.length > 0;

export function Matches({ named }: { named: Named }) {
  const { t, i18n } = useTranslation();
  const { person } = useSession();
  const deed = useDeed();
  const isOwn = person?.organisation === named.organisation;
  const answer = useAnswer(() => findMatches(named), [named.register, named.organisation, named.record, i18n.language]);
  return (
    <Answered answer={answer}>
      {(pairs) => (
        <Flex vertical gap={16}>
          {!pairs.some(isTold) && <Empty description={t("registers.noMatches")} />}
          {pairs.filter(isTold).map(({ pair, label, conditions, matches }) => (
            <Section key={pair} title={label || t(`registers.pair.${pair}`, { defaultValue: pair })}>
              {conditions.length > 0 && <MustHold conditions={conditions} />}
              {matches.length === 0 ? t("registers.noMatches") : matches.map((match) => (
                <Fitting
                  key={`${match.organisation} ${match.id}`}
                  match={match}
                  onTell={isOwn ? (useful) => deed(() => tellMatch(named, pair, match.id, useful), t("form.kept")) : undefined}
                />
              ))}
            </Section>
          ))}
        </Flex>
      )}
    </Answered>
  );
}
