// SPDX-License-Identifier: Apache-2.0
import { Card } from "antd";
import type { ReactNode } from "react";

// What stands alone on a screen before one is let in.
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card style={{ maxWidth: 420, margin: "48px auto" }} title={<h1 style={{ fontSize: 20, margin: 0, whiteSpace: "normal" }}>{title}</h1>}>
      {children}
    </Card>
  );
}
