// SPDX-License-Identifier: Apache-2.0
// Where the link leads that an administrator makes for who has forgotten the password.
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router-dom";

import { getRecovery, recover } from "../api/access";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { Entrance } from "./Entrance";

export function RecoveryScreen() {
  const { t } = useTranslation();
  const token = useLocation().pathname.split("/")[2] ?? "";
  const navigate = useNavigate();
  const deed = useDeed();
  const recovery = useAnswer(() => getRecovery(token), [token]);
  const set = ({ password }: { password: string }) =>
    deed(async () => {
      await recover(token, password);
      navigate("/sign-in");
    }, t("access.passwordChanged"));
  return (
    <Answered answer={recovery}>
      {({ forgetsFactor }) => (
        <Entrance title={t("access.recovery")}>
          {forgetsFactor && <Alert type="info" message={t("access.factorGoes")} style={{ marginBottom: 16 }} />}
          <Form layout="vertical" requiredMark={false} onFinish={(fields) => void set(fields)}>
            <Form.Item name="password" label={t("access.next")} extra={t("access.passwordHelp")} rules={[{ required: true }]}>
              <Input.Password autoComplete="new-password" autoFocus />
            </Form.Item>
            <Button type="primary" htmlType="submit" block>
              {t("access.setPassword")}
            </Button>
          </Form>
        </Entrance>
      )}
    </Answered>
  );
}
