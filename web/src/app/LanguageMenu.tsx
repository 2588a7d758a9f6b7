// SPDX-License-Identifier: Apache-2.0
import { GlobalOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import { chooseLanguage, languages, type Language } from "../i18n";

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const items = Object.entries(languages).map(([key, label]) => ({ key, label, lang: key }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        selectedKeys: [i18n.language],
        onClick: ({ key }) => chooseLanguage(key as Language),
      }}
    >
      <Button type="text" style={{ color: "#fff" }} icon={<GlobalOutlined />} aria-label={`${t("app.language")}: ${languages[i18n.language as Language]}`}>
        <span className="wide-only">{languages[i18n.language as Language]}</span>
      </Button>
    </Dropdown>
  );
}
