// SPDX-License-Identifier: Apache-2.0
// The second factor: a secret for an authenticator, set with a code of it; recovery codes are shown once.
import { Alert, Button, Flex, Form, Input, QRCode, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { newFactor, removeFactor, setFactor, type NewFactor } from "../api/access";
import { useDeed } from "../app/answer";

function RecoveryCodes({ codes }: { codes: string[] }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="success"
      message={t("access.factorSet")}
      description={
        <Typography.Paragraph copyable={{ text: codes.join("\n") }} style={{ whiteSpace: "pre", fontFamily: "monospace" }}>
          {codes.join("\n")}
        </Typography.Paragraph>
      }
    />
  );
}

function Proving({ factor, onSet }: { factor: NewFactor; onSet: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const set = ({ code, password }: { code: string; password: string }) =>
    deed(async () => onSet(await setFactor(factor.secret, code, password)));
  return (
    <Flex wrap gap={24}>
      <div>
        <p>{t("access.scan")}</p>
        <div role="img" aria-label={t("access.qr")}>
          <div aria-hidden>
            <QRCode value={factor.uri} type="svg" bgColor="#fff" color="#000" />
          </div>
        </div>
        <Typography.Text copyable style={{ fontFamily: "monospace", overflowWrap: "anywhere" }}>
          {factor.secret}
        </Typography.Text>
      </div>
      <Form layout="vertical" requiredMark={false} style={{ minWidth: 260 }} onFinish={(fields) => void set(fields)}>
        <Form.Item name="code" label={t("session.code")} rules={[{ required: true }]}>
          <Input inputMode="numeric" autoComplete="one-time-code" />
        </Form.Item>
        <Form.Item name="password" label={t("access.present")} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t("access.setFactor")}
        </Button>
      </Form>
    </Flex>
  );
}

function Removing() {
  const { t } = useTranslation();
  const deed = useDeed();
  const remove = ({ password }: { password: string }) => deed(() => removeFactor(password), t("access.factorRemoved"));
  return (
    <Form layout="inline" style={{ rowGap: 8 }} onFinish={(fields) => void remove(fields)}>
      <Form.Item name="password" label={t("access.present")} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button danger htmlType="submit">
        {t("access.removeFactor")}
      </Button>
    </Form>
  );
}

// `onDone`: where it must be set up before anything else, and what follows.
export function SecondFactor({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [factor, setNew] = useState<NewFactor>();
  const [codes, setCodes] = useState<string[]>();
  if (codes)
    return (
      <Flex vertical gap={16} align="start">
        <RecoveryCodes codes={codes} />
        {onDone && (
          <Button type="primary" onClick={onDone}>
            {t("access.goOn")}
          </Button>
        )}
      </Flex>
    );
  if (factor) return <Proving factor={factor} onSet={setCodes} />;
  return (
    <Flex vertical gap={16} align="start">
      <p>{t("access.factorHelp")}</p>
      <Button type="primary" onClick={() => void deed(async () => setNew(await newFactor()))}>
        {t("access.newFactor")}
      </Button>
      {!onDone && <Removing />}
    </Flex>
  );
}
