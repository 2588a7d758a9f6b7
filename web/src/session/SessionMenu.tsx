// SPDX-License-Identifier: Apache-2.0
// Who one is, in which organisation; who belongs to several goes from one to the other here.
import { UserOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router-dom";

import { useDeed } from "../app/answer";
import { useSession } from "./Session";
import { signInFrom } from "./wanted";

export function SessionMenu() {
  const { t } = useTranslation();
  const { person, signOut, change } = useSession();
  const navigate = useNavigate();
  const location = useLocation();
  const deed = useDeed();
  if (!person)
    return (
      <Link to={signInFrom(location)}>
        <Button>{t("session.signIn")}</Button>
      </Link>
    );
  const others = person.memberships.filter(({ organisation }) => organisation !== person.organisation);
  const go = (organisation: string) => deed(async () => (await change(organisation), navigate("/")));
  const items: MenuProps["items"] = [
    { key: "organisation", label: person.organisation, onClick: () => navigate("/organisation") },
    ...others.map(({ organisation, name }) => ({
      key: `to ${organisation}`,
      label: t("session.change", { organisation: name ?? organisation }),
      onClick: () => void go(organisation),
    })),
    { type: "divider" },
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
