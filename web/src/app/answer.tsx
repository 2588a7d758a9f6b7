// SPDX-License-Identifier: Apache-2.0
// What a screen asks the server for: awaited, there, or not to be had and why.
import { Alert, App, Spin } from "antd";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "../api/http";
import { proven } from "../session/proof";

export interface Answer<T> {
  value?: T;
  problem?: string;
  again: () => void;
}

// Asks anew when a key changes; an answer that comes after the next question is dropped. What was
// answered before stays until then, so that a page does not flicker; and beside the problem where the
// same is asked again and cannot be had: what somebody was writing must not go with it.
export function useAnswer<T>(question: () => Promise<T>, keys: unknown[]): Answer<T> {
  const { t } = useTranslation();
  const [state, setState] = useState<{ value?: T; problem?: string }>({});
  const [round, setRound] = useState(0);
  const lastRound = useRef(0);
  useEffect(() => {
    let isWanted = true;
    const isAgain = round !== lastRound.current;
    lastRound.current = round;
    question().then(
      (value) => isWanted && setState({ value }),
      (error) => {
        const problem = error instanceof Problem ? error.message : t("app.unreachable");
        if (isWanted) setState((before) => ({ problem, value: isAgain ? before.value : undefined }));
      },
    );
    return () => {
      isWanted = false;
    };
    // The question is a new function each time; what it depends on is in the keys.
  }, [round, ...keys]);
  return { ...state, again: useCallback(() => setRound((before) => before + 1), []) };
}

export function Answered<T>({ answer, children }: { answer: Answer<T>; children: (value: T) => ReactNode }) {
  const { t } = useTranslation();
  const problem = answer.problem && <Alert type="error" showIcon role="alert" message={answer.problem} />;
  if (answer.value === undefined && problem) return problem;
  if (answer.value === undefined) return <Spin aria-label={t("app.waiting")} style={{ display: "block", margin: 32 }} />;
  return (
    <>
      {problem}
      {children(answer.value)}
    </>
  );
}

// Does what a button says, and tells when it cannot be done. True when it was.
export function useDeed() {
  const { message, modal } = App.useApp();
  const { t } = useTranslation();
  return useCallback(
    async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
      try {
        if (!(await proven(work, modal.confirm, t))) return false;
        if (done) void message.success(done);
        return true;
      } catch (error) {
        void message.error(error instanceof Problem ? error.message : t("app.unreachable"));
        return false;
      }
    },
    [message, modal, t],
  );
}
