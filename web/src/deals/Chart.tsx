// SPDX-License-Identifier: Apache-2.0
// A picture by ECharts, of which only what we draw is loaded. It follows the size of its place, the light,
// and is told in words to those who do not see it.
import { GraphChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

import { useLight } from "../app/light";

use([GraphChart, TooltipComponent, SVGRenderer]);

export function Chart({ option, height, label }: { option: EChartsCoreOption; height: number; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const { isDark } = useLight();
  useEffect(() => {
    const chart = init(place.current!, isDark ? "dark" : undefined, { renderer: "svg" });
    chart.setOption({ backgroundColor: "transparent", ...option });
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(place.current!);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [option, isDark]);
  return <div ref={place} role="img" aria-label={label} style={{ height }} />;
}
