// SPDX-License-Identifier: Apache-2.0
import { Progress } from "antd";

// A share of a whole, 0 to 1, as a bar with its number: also where it is all of it, which would be a tick alone.
export function Percent({ share, label }: { share: number; label: string }) {
  return <Progress percent={Math.round(100 * share)} size={[120, 8]} style={{ width: "auto" }} format={(percent) => `${percent}%`} aria-label={label} />;
}
