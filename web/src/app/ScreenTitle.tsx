// SPDX-License-Identifier: Apache-2.0
import { Flex, Typography } from "antd";
import { useEffect, type ReactNode } from "react";

// The one first heading of a screen, and what can be done with all of it. The window's title follows.
export function ScreenTitle({ text, children }: { text: string; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${text} · Madoguchi 窓口`;
  }, [text]);
  return (
    <Flex wrap gap={12} align="center" justify="space-between" style={{ marginBottom: 16 }}>
      <Typography.Title level={1} style={{ fontSize: 24, margin: 0 }}>
        {text}
      </Typography.Title>
      {children && (
        <Flex wrap gap={8} align="center" className="no-print">
          {children}
        </Flex>
      )}
    </Flex>
  );
}
