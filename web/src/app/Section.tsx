// SPDX-License-Identifier: Apache-2.0
import { Card } from "antd";
import type { ReactNode } from "react";

// A part of a screen with a heading of its own.
export function Section({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <Card size="small" className="section" extra={extra} title={<h2 style={{ fontSize: 16, margin: 0, whiteSpace: "normal" }}>{title}</h2>}>
      {children}
    </Card>
  );
}
