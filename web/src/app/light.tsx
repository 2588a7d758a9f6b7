// SPDX-License-Identifier: Apache-2.0
// Light or dark: as the reader's system has it, until the reader chooses. Paper is always light.
import { MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";

interface Light {
  isDark: boolean;
  choose: (isDark: boolean) => void;
}

const Context = createContext<Light>({ isDark: false, choose: () => {} });
export const useLight = () => useContext(Context);

function atFirst(): boolean {
  const remembered = localStorage.getItem("light");
  return remembered ? remembered === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

// The page is laid out for paper as soon as the browser has told so: there is no later.
function usePaper(): boolean {
  const [isPaper, setPaper] = useState(false);
  useEffect(() => {
    const paper = matchMedia("print");
    const follow = () => flushSync(() => setPaper(paper.matches));
    paper.addEventListener("change", follow);
    return () => paper.removeEventListener("change", follow);
  }, []);
  return isPaper;
}

export function LightProvider({ children }: { children: ReactNode }) {
  const [wantsDark, setDark] = useState(atFirst);
  const isPaper = usePaper();
  const isDark = wantsDark && !isPaper;
  const light = useMemo(
    () => ({
      isDark,
      choose: (dark: boolean) => {
        localStorage.setItem("light", dark ? "dark" : "light");
        setDark(dark);
      },
    }),
    [isDark],
  );
  return <Context.Provider value={light}>{children}</Context.Provider>;
}

export function LightSwitch() {
  const { t } = useTranslation();
  const { isDark, choose } = useLight();
  return (
    <Button
      ghost
      type="text"
      style={{ color: "#fff" }}
      aria-label={t(isDark ? "app.light" : "app.dark")}
      icon={isDark ? <SunOutlined /> : <MoonOutlined />}
      onClick={() => choose(!isDark)}
    />
  );
}
