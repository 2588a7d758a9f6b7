// SPDX-License-Identifier: Apache-2.0
// The frame around every screen: what there is to go to, the language, the light, who is signed in.
import { App as AntApp, ConfigProvider, Layout } from "antd";
import enUS from "antd/locale/en_US";
import jaJP from "antd/locale/ja_JP";
import zhCN from "antd/locale/zh_CN";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { Language } from "../i18n";
import { NoticeBell } from "../notices/NoticeBell";
import { SessionProvider } from "../session/Session";
import { SessionMenu } from "../session/SessionMenu";
import { coloursOf } from "./colours";
import { LanguageMenu } from "./LanguageMenu";
import { LightProvider, LightSwitch, useLight } from "./light";
import { Navigation } from "./Navigation";
import { Screens } from "./screens";

const locales = { en: enUS, ja: jaJP, zh: zhCN } as const;

function Frame() {
  const { t } = useTranslation();
  return (
    <Layout style={{ minHeight: "100%" }}>
      <a className="skip-link" href="#content">
        {t("app.skip")}
      </a>
      <Layout.Header style={{ display: "flex", gap: 12, alignItems: "center", paddingInline: 16 }}>
        <Link to="/" className="brand">
          窓口 <span className="wide-only">Madoguchi</span>
        </Link>
        <Navigation />
        <NoticeBell />
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
      theme={coloursOf(isDark)}
      button={{ autoInsertSpace: false }}
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
