// SPDX-License-Identifier: Apache-2.0
import { UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router-dom";

import { useSession } from "./Session";

export function SessionMenu() {
  const { t } = useTranslation();
  const { person, signOut } = useSession();
  const navigate = useNavigate();
  if (!person)
    return (
      <Link to="/sign-in">
        <Button>{t("session.signIn")}</Button>
      </Link>
    );
  const items = [
    { key: "organisation", label: person.organisation, onClick: () => navigate("/organisation") },
    { key: "out", label: t("session.signOut"), onClick: () => void signOut().then(() => navigate("/")) },
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button type="text" style={{ color: "#fff" }} icon={<UserOutlined />} aria-label={person.name}>
        <span className="person-name wide-only">{person.name}</span>
      </Button>
    </Dropdown>
  );
}
