// SPDX-License-Identifier: Apache-2.0
// What was written and is not kept yet does not go without a question: by the menu, the browser's way back, or
// when the window is closed.
import { App } from "antd";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router-dom";

// Answers how to keep it: what then leads on is not asked about, unless it could not be kept.
export function useUnsaved(isChanged: boolean): <T>(work: () => Promise<T>) => Promise<T> {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const isKept = useRef(false);
  const blocker = useBlocker(({ currentLocation: here, nextLocation: there }) => {
    const leads = here.pathname !== there.pathname || here.search !== there.search;
    return isChanged && !isKept.current && leads;
  });
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    modal.confirm({
      title: t("form.unsaved"),
      content: t("form.unsavedHelp"),
      okText: t("form.leave"),
      cancelText: t("form.stay"),
      autoFocusButton: "cancel",
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    });
  }, [blocker.state]);
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => isKept.current || event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isChanged]);
  return useCallback(async (work) => {
    isKept.current = true;
    try {
      return await work();
    } catch (error) {
      isKept.current = false;
      throw error;
    }
  }, []);
}
