// SPDX-License-Identifier: Apache-2.0
// What there is to go to: in a row where there is room, else behind one button.
import { MenuOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router-dom";

import { useSession } from "../session/Session";
import { screens } from "./screens";

export function Navigation() {
  const { t } = useTranslation();
  const { person } = useSession();
  const shown = screens.filter(({ label, open, roles }) => label && (open || person) && (!roles || (person && roles.includes(person.role))));
  const items = shown.map(({ path, label }) => ({ key: path, label: <NavLink to={`/${path}`}>{t(label!)}</NavLink> }));
  return (
    <nav className="screens" aria-label={t("app.menu")}>
      <ul className="wide-only">
        {items.map(({ key, label }) => (
          <li key={key}>{label}</li>
        ))}
      </ul>
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button className="phone-only" type="text" style={{ color: "#fff" }} icon={<MenuOutlined />} aria-label={t("app.menu")} />
      </Dropdown>
    </nav>
  );
}
