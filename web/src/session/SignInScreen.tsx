// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Divider, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router-dom";

import { Problem } from "../api/http";
import { Entrance } from "./Entrance";
import { useSession } from "./Session";
import { forgetWanted, storedWanted, storeWanted, wantedPath } from "./wanted";

interface Fields {
  email: string;
  password: string;
  code?: string;
}

// What the server adds to this screen's address when a sign-in by the provider came to nothing.
const refusals = ["refused", "unknown", "unreachable", "standby"] as const;

export function SignInScreen() {
  const { t } = useTranslation();
  const { signIn, provider } = useSession();
  const [parameters] = useSearchParams();
  const refusal = refusals.find((one) => one === parameters.get("provider"));
  const wanted = refusal ? storedWanted() : wantedPath(parameters.get("to"), window.location.origin);
  const navigate = useNavigate();
  const [asksCode, setAsksCode] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function submit({ email, password, code }: Fields) {
    setBusy(true);
    setProblem(undefined);
    try {
      const state = await signIn(email, password, code);
      if (state === "wants code") setAsksCode(true);
      else {
        forgetWanted();
        navigate(wanted, { replace: true });
      }
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : t("app.unreachable"));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Entrance title={t("session.signIn")}>
      {refusal && !problem && (
        <Alert type="error" message={t(`session.provider.${refusal}`)} role="alert" style={{ marginBottom: 16 }} />
      )}
      {problem && <Alert type="error" message={problem} role="alert" style={{ marginBottom: 16 }} />}
      <Form<Fields> layout="vertical" onFinish={(fields) => void submit(fields)} requiredMark={false}>
        <Form.Item name="email" label={t("session.email")} rules={[{ required: true }]}>
          <Input type="email" autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t("session.password")} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {asksCode && (
          <Form.Item name="code" label={t("session.code")} extra={t("session.codeHelp")} rules={[{ required: true }]}>
            <Input inputMode="numeric" autoComplete="one-time-code" autoFocus />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block loading={isBusy}>
          {t("session.signIn")}
        </Button>
      </Form>
      {provider && (
        <>
          <Divider plain>{t("session.provider.or")}</Divider>
          {/* The server answers it, not a screen: the browser goes there. */}
          <Button href="/sign-in/provider" onClick={() => storeWanted(wanted)} block>
            {t("session.provider.signIn", { name: provider })}
          </Button>
        </>
      )}
    </Entrance>
  );
}
