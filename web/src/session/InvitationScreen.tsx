// SPDX-License-Identifier: Apache-2.0
// Where the link of an invitation leads: name and password make the account. Who has one already, and is signed in, joins with it.
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router-dom";

import { acceptInvitation, getInvitation, joinByInvitation, type Invitation } from "../api/access";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { Entrance } from "./Entrance";
import { useSession } from "./Session";

interface Fields {
  name: string;
  email: string;
  password: string;
}

function Joining({ token, invitation }: { token: string; invitation: Invitation }) {
  const { t } = useTranslation();
  const { person, change } = useSession();
  const navigate = useNavigate();
  const deed = useDeed();
  const join = () =>
    deed(async () => {
      await joinByInvitation(token);
      await change(invitation.organisation);
      navigate("/");
    });
  return (
    <Entrance title={t("access.welcome", { organisation: invitation.organisation })}>
      <Button type="primary" block onClick={() => void join()}>
        {t("access.join", { name: person?.name })}
      </Button>
    </Entrance>
  );
}

function Accepting({ token, invitation }: { token: string; invitation: Invitation }) {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const navigate = useNavigate();
  const deed = useDeed();
  const accept = (fields: Fields) =>
    deed(async () => {
      const email = invitation.email || fields.email;
      await acceptInvitation(token, { ...fields, email });
      await signIn(email, fields.password);
      navigate("/");
    });
  return (
    <Entrance title={t("access.welcome", { organisation: invitation.organisation })}>
      <Form<Fields> layout="vertical" requiredMark={false} initialValues={{ email: invitation.email }} onFinish={(fields) => void accept(fields)}>
        <Form.Item name="name" label={t("access.name")} rules={[{ required: true }]}>
          <Input autoComplete="name" autoFocus />
        </Form.Item>
        <Form.Item name="email" label={t("session.email")} rules={[{ required: true, type: "email" }]}>
          <Input type="email" autoComplete="username" readOnly={Boolean(invitation.email)} />
        </Form.Item>
        <Form.Item name="password" label={t("session.password")} extra={t("access.passwordHelp")} rules={[{ required: true }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block>
          {t("access.accept")}
        </Button>
      </Form>
    </Entrance>
  );
}

export function InvitationScreen() {
  const token = useLocation().pathname.split("/")[2] ?? "";
  const { person } = useSession();
  const invitation = useAnswer(() => getInvitation(token), [token]);
  const Answering = person ? Joining : Accepting;
  return <Answered answer={invitation}>{(known) => <Answering token={token} invitation={known} />}</Answered>;
}
