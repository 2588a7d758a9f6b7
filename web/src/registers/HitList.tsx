// SPDX-License-Identifier: Apache-2.0
// What was found, with the words in their places.
import { Alert, Flex, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { Hits, Piece } from "../api/search";
import { Answered, type Answer } from "../app/answer";
import { addressOf } from "./words";

function Pieces({ pieces }: { pieces: Piece[] }) {
  return (
    <>
      {pieces.map(({ text, found }, index) => (found ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>))}
    </>
  );
}

export function HitList({ answer }: { answer: Answer<Hits | undefined> }) {
  const { t } = useTranslation();
  return (
    <Answered answer={answer}>
      {(hits) => (
        <Flex vertical gap={12}>
          <Typography.Text role="status">{t("registers.found", { count: hits?.total ?? 0 })}</Typography.Text>
          {hits?.loose && <Alert type="info" showIcon message={t("registers.loose")} />}
          {hits?.hits.map((hit) => (
            <div key={`${hit.organisation} ${hit.id}`}>
              <Link to={addressOf(hit)}>
                <Pieces pieces={hit.title.length > 0 ? hit.title : [{ text: hit.id, found: false }]} />
              </Link>
              {hit.snippet && (
                <div>
                  <Pieces pieces={hit.snippet} />
                </div>
              )}
            </div>
          ))}
        </Flex>
      )}
    </Answered>
  );
}
