// SPDX-License-Identifier: Apache-2.0
import { Flex, Typography } from "antd";
import { useEffect, type ReactNode } from "react";

// The one first heading of a screen, and what can be done with all of it. Under it, what one knows it by. The window's title follows.
export function ScreenTitle({ text, note, children }: { text: string; note?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${text} · Madoguchi 窓口`;
  }, [text]);
  return (
    <Flex wrap gap={12} align="center" justify="space-between" style={{ marginBottom: 16 }}>
      <div style={{ minWidth: 0, overflowWrap: "anywhere" }}>
        <Typography.Title level={1} style={{ fontSize: 24, margin: 0 }}>
          {text}
        </Typography.Title>
        {note && <p className="quiet">{note}</p>}
      </div>
      {children && (
        <Flex wrap gap={8} align="center" className="no-print">
          {children}
        </Flex>
      )}
    </Flex>
  );
}
