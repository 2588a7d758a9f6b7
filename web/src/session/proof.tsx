// SPDX-License-Identifier: Apache-2.0
// What is sensitive wants the password again where it was shown a while ago: asked for here, and the deed is done after all.
import { Input, type ModalFuncProps } from "antd";
import type { TFunction } from "i18next";

import { prove } from "../api/access";
import { Problem } from "../api/http";

type Confirm = (options: ModalFuncProps) => unknown;

function askPassword(confirm: Confirm, t: TFunction): Promise<string | undefined> {
  let password = "";
  return new Promise((resolve) => {
    confirm({
      title: t("session.prove"),
      content: (
        <Input.Password
          autoFocus
          autoComplete="current-password"
          aria-label={t("session.password")}
          onChange={(event) => (password = event.target.value)}
        />
      ),
      onOk: () => resolve(password),
      onCancel: () => resolve(undefined),
    });
  });
}

// Nothing is thrown where the person would rather not: false.
export async function proven(work: () => Promise<unknown>, confirm: Confirm, t: TFunction): Promise<boolean> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== "proof") throw error;
    const password = await askPassword(confirm, t);
    if (password === undefined) return false;
    await prove(password);
    await work();
  }
  return true;
}
