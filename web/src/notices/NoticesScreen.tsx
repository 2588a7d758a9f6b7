// SPDX-License-Identifier: Apache-2.0
// What the window told one's organisation, and oneself of saved searches. A notice that is opened has been seen.
import { Button, Empty, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { Notice } from "../api/notices";
import { Answered, useDeed } from "../app/answer";
import { showMoment } from "../app/moment";
import { useKinds } from "../app/names";
import { ScreenTitle } from "../app/ScreenTitle";
import { addressOf } from "../registers/words";
import { SavedSearches } from "./SavedSearches";
import { seeAll, useNotices } from "./useNotices";

function One({ notice, onSeen }: { notice: Notice; onSeen: () => void }) {
  const { t, i18n } = useTranslation();
  const kindOf = useKinds();
  const { id, register, organisation, record, number, text, time } = notice;
  const isNew = notice.state === "new";
  return (
    <li>
      <Link to={addressOf({ register, organisation, id: record })} onClick={() => isNew && onSeen()} style={isNew ? { fontWeight: 600 } : undefined}>
        {text}
      </Link>
      <div>
        {showMoment(time, i18n.language)} · {kindOf(register)} {number} {isNew && <Tag color="blue">{t("notices.new")}</Tag>}
        {isNew && (
          <Button size="small" onClick={onSeen} aria-label={`${t("notices.seen")}: ${text} ${id}`}>
            {t("notices.seen")}
          </Button>
        )}
      </div>
    </li>
  );
}

export function NoticesScreen() {
  const { t } = useTranslation();
  const deed = useDeed();
  const notices = useNotices();
  const see = (all: Notice[]) => deed(() => seeAll(all));
  const unseen = (notices.value ?? []).filter(({ state }) => state === "new");
  return (
    <>
      <ScreenTitle text={t("notices.title")}>{unseen.length > 1 && <Button onClick={() => void see(unseen)}>{t("notices.seeAll")}</Button>}</ScreenTitle>
      <Answered answer={notices}>
        {(all) =>
          all.length === 0 ? (
            <Empty description={t("notices.none")} />
          ) : (
            <ul className="notices">
              {all.map((notice) => (
                <One key={notice.id} notice={notice} onSeen={() => void see([notice])} />
              ))}
            </ul>
          )
        }
      </Answered>
      <SavedSearches />
    </>
  );
}
