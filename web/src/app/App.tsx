// SPDX-License-Identifier: Apache-2.0
// The frame around every screen: what there is to go to, the language, the light, who is signed in.
import { App as AntApp, ConfigProvider, Layout, Menu, theme } from "antd";
import enUS from "antd/locale/en_US";
import jaJP from "antd/locale/ja_JP";
import zhCN from "antd/locale/zh_CN";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router-dom";

import type { Language } from "../i18n";
import { SessionProvider, useSession } from "../session/Session";
import { SessionMenu } from "../session/SessionMenu";
import { LanguageMenu } from "./LanguageMenu";
import { LightProvider, LightSwitch, useLight } from "./light";
import { Screens, screens } from "./screens";

const locales = { en: enUS, ja: jaJP, zh: zhCN } as const;

function Navigation() {
  const { t } = useTranslation();
  const { person } = useSession();
  const here = useLocation().pathname.split("/")[1] || "check";
  const shown = screens.filter((screen) => screen.label && (screen.open || person));
  return (
    <Menu
      theme="dark"
      mode="horizontal"
      selectedKeys={[here]}
      style={{ flex: 1, minWidth: 0 }}
      items={shown.map(({ path, label }) => ({
        key: path,
        label: <Link to={`/${path}`}>{t(label!)}</Link>,
      }))}
    />
  );
}

function Frame() {
  const { t } = useTranslation();
  return (
    <Layout style={{ minHeight: "100%" }}>
      <a className="skip-link" href="#content">
        {t("app.skip")}
      </a>
      <Layout.Header style={{ display: "flex", gap: 12, alignItems: "center", paddingInline: 16 }}>
        <Link to="/" aria-label="Madoguchi" style={{ color: "#fff", fontSize: 18, fontWeight: 600 }}>
          窓口
        </Link>
        <Navigation />
        <LanguageMenu />
        <LightSwitch />
        <SessionMenu />
      </Layout.Header>
      <Layout.Content id="content" role="main" style={{ padding: 16 }}>
        <Screens />
      </Layout.Content>
    </Layout>
  );
}

function Themed() {
  const { i18n } = useTranslation();
  const { isDark } = useLight();
  return (
    <ConfigProvider
      locale={locales[i18n.language as Language]}
      theme={{
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: { colorPrimary: "#0b5cad", fontSize: 15 },
      }}
    >
      <AntApp style={{ height: "100%" }}>
        <SessionProvider>
          <Frame />
        </SessionProvider>
      </AntApp>
    </ConfigProvider>
  );
}

export function App() {
  return (
    <LightProvider>
      <Themed />
    </LightProvider>
  );
}
