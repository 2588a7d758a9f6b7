// SPDX-License-Identifier: Apache-2.0
// Ant Design's colours, where its own are too faint to be read by everybody (WCAG 2.1, 1.4.3: 4.5 to 1).
import { theme, type ThemeConfig } from "antd";

const light: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    colorPrimary: "#0b5cad",
    colorInfo: "#0b5cad",
    colorLink: "#0b5cad",
    colorError: "#b3121f",
    colorWarning: "#874d00",
    colorSuccess: "#237804",
    // Of dark colours Ant Design would make grey grounds.
    colorErrorBg: "#fff2f0",
    colorErrorBorder: "#ffccc7",
    colorWarningBg: "#fffbe6",
    colorWarningBorder: "#ffe58f",
    colorSuccessBg: "#f6ffed",
    colorSuccessBorder: "#b7eb8f",
    colorInfoBg: "#e6f4ff",
    colorInfoBorder: "#91caff",
    colorTextDescription: "#555",
    colorTextTertiary: "#555",
    colorTextPlaceholder: "#666",
    fontSize: 15,
  },
};

const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    colorPrimary: "#1668dc",
    colorLink: "#7ab8ff",
    colorError: "#ff7875",
    colorTextDescription: "#aaa",
    colorTextTertiary: "#aaa",
    colorTextPlaceholder: "#999",
    fontSize: 15,
  },
  components: { Tabs: { itemSelectedColor: "#7ab8ff", itemHoverColor: "#7ab8ff", inkBarColor: "#7ab8ff" } },
};

export const coloursOf = (isDark: boolean) => (isDark ? dark : light);
