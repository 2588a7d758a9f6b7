// SPDX-License-Identifier: Apache-2.0
// Notices as they come in: a notice is a record of the window's own, so that it comes as an event.
import { useTranslation } from "react-i18next";

import { listNotices, type Notice } from "../api/notices";
import { useAnswer, type Answer } from "../app/answer";
import { useEvents } from "../app/events";
import { useSession } from "../session/Session";

export function useNotices(state?: Notice["state"]): Answer<Notice[]> {
  const { person } = useSession();
  const { i18n } = useTranslation();
  const none = async (): Promise<Notice[]> => [];
  const answer = useAnswer(person ? () => listNotices(i18n.language, state) : none, [person?.id, person?.organisation, state, i18n.language]);
  useEvents(() => true, answer.again, Boolean(person));
  return answer;
}
