// SPDX-License-Identifier: Apache-2.0
// Notices as they come in: what is done to a record may bring one, so that each event is a reason to look.
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { listNotices, seeNotice, type Notice } from "../api/notices";
import { useAnswer, type Answer } from "../app/answer";
import { useEvents } from "../app/events";
import { useSession, type Person } from "../session/Session";

// Administrators read nothing of anybody's, and so are told nothing.
export const mayHaveNotices = (person?: Person): boolean => person !== undefined && !person.wantsFactor && person.role !== "administrator";

// The bell and the page show the same.
const lookers = new Set<() => void>();

export async function seeAll(notices: Notice[]): Promise<void> {
  for (const { id } of notices) await seeNotice(id);
  for (const look of lookers) look();
}

export function useNotices(state?: Notice["state"]): Answer<Notice[]> {
  const { person } = useSession();
  const { i18n } = useTranslation();
  const none = async (): Promise<Notice[]> => [];
  const mayAsk = mayHaveNotices(person);
  const answer = useAnswer(mayAsk ? () => listNotices(i18n.language, state) : none, [mayAsk, person?.id, person?.organisation, state, i18n.language]);
  const { again } = answer;
  useEvents(() => true, again, mayAsk);
  useEffect(() => {
    lookers.add(again);
    return () => void lookers.delete(again);
  }, [again]);
  return answer;
}
