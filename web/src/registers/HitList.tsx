// SPDX-License-Identifier: Apache-2.0
// What was found, with the words in their places.
import { Alert, Flex, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { Hit, Hits, Piece } from "../api/search";
import { Answered, type Answer } from "../app/answer";
import { useRegister } from "../app/names";
import { addressOf } from "./words";

function Pieces({ pieces }: { pieces: Piece[] }) {
  return (
    <>
      {pieces.map(({ text, found }, index) => (found ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>))}
    </>
  );
}

// `isMixed`: hits are of several registers, and say of which.
export function HitList({ answer, isMixed }: { answer: Answer<Hits>; isMixed?: boolean }) {
  const { t } = useTranslation();
  const register = useRegister();
  // Documents of trade have pages of their own.
  const address = (hit: Hit) => (register(hit.register)?.system ? addressOf(hit) : `/records/${hit.register}/${encodeURIComponent(hit.id)}`);
  return (
    <Answered answer={answer}>
      {(hits) => (
        <Flex vertical gap={12}>
          <Typography.Text role="status">{t("registers.found", { count: hits.total })}</Typography.Text>
          {hits.loose && <Alert type="info" showIcon message={t("registers.loose")} />}
          {hits.hits.map((hit) => (
            <div key={`${hit.organisation} ${hit.id}`}>
              <Link to={isMixed ? address(hit) : addressOf(hit)}>
                <Pieces pieces={hit.title.length > 0 ? hit.title : [{ text: hit.id, found: false }]} />
              </Link>{" "}
              {isMixed && <Tag>{register(hit.register)?.title ?? hit.register}</Tag>}
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
