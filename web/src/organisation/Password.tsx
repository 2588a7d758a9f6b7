// SPDX-License-Identifier: Apache-2.0
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import { changePassword } from "../api/access";
import { useDeed } from "../app/answer";
import { useSession } from "../session/Session";

interface Fields {
  present: string;
  next: string;
}

export function Password() {
  const { t } = useTranslation();
  const { forget } = useSession();
  const deed = useDeed();
  const change = ({ present, next }: Fields) =>
    deed(async () => {
      await changePassword(present, next);
      forget(); // the server closes all sessions
    }, t("access.passwordChanged"));
  return (
    <Form<Fields> layout="vertical" requiredMark={false} style={{ maxWidth: 420 }} onFinish={(fields) => void change(fields)}>
      <Form.Item name="present" label={t("access.present")} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="next" label={t("access.next")} rules={[{ required: true }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <p>{t("access.passwordHelp")}</p>
      <Button type="primary" htmlType="submit">
        {t("access.changePassword")}
      </Button>
    </Form>
  );
}
