// SPDX-License-Identifier: Apache-2.0
// A picture by ECharts, of which only what we draw is loaded. It follows the size of its place, the light,
// and is told in words to those who do not see it.
import { GraphChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef, type MutableRefObject } from "react";

import { useLight } from "../app/light";

use([GraphChart, TooltipComponent, SVGRenderer]);

interface Properties {
  option: EChartsCoreOption;
  height: number;
  label: string;
  drawn?: MutableRefObject<EChartsType | undefined>; // for who takes the picture along
  onChoose?: (item: number, series: number) => void; // what is drawn was clicked on
}

export function Chart({ option, height, label, drawn, onChoose }: Properties) {
  const place = useRef<HTMLDivElement>(null);
  const { isDark } = useLight();
  const choose = useRef(onChoose);
  choose.current = onChoose;
  useEffect(() => {
    const chart = init(place.current!, isDark ? "dark" : undefined, { renderer: "svg" });
    chart.setOption({ backgroundColor: "transparent", ...option });
    if (drawn) drawn.current = chart;
    chart.on("click", ({ dataIndex, seriesIndex }) => choose.current?.(dataIndex, seriesIndex ?? 0));
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(place.current!);
    return () => {
      watcher.disconnect();
      chart.dispose();
      if (drawn) drawn.current = undefined;
    };
  }, [option, isDark, drawn]);
  return <div ref={place} role="img" aria-label={label} style={{ height }} />;
}
