// SPDX-License-Identifier: Apache-2.0
// A figure is taken along just as it is shown: as a table, in SDMX, as a picture.
import { DownloadOutlined } from "@ant-design/icons";
import type { EChartsType } from "echarts/core";
import { Button, Flex } from "antd";
import type { MutableRefObject } from "react";
import { useTranslation } from "react-i18next";

import { saveAs } from "../api/documents";
import { cubeFormats, saveCube, type CubeFormat, type CubeQuestion } from "../api/statistics";
import { useDeed } from "../app/answer";
import { pictureOf } from "./picture";

export type Drawing = MutableRefObject<EChartsType | undefined>;

const endings: Record<CubeFormat, string> = { csv: "csv", xlsx: "xlsx", "sdmx-json": "sdmx.json", "sdmx-ml": "sdmx.xml" };

interface Properties {
  question: CubeQuestion;
  title: string;
  drawing: Drawing;
  isDrawn: boolean;
}

export function Taking({ question, title, drawing, isDrawn }: Properties) {
  const { t, i18n } = useTranslation();
  const deed = useDeed();
  const { register, cube, by, where } = question;
  const name = [register, cube, by, where].filter(Boolean).join("-").replace(/[^\p{L}\p{N}_-]+/gu, "-");
  const take = (format: CubeFormat) => deed(async () => saveAs(await saveCube(question, format, i18n.language), `${name}.${endings[format]}`));
  const paint = () => deed(async () => drawing.current && saveAs(await pictureOf(drawing.current, title), `${name}.png`));
  // Data in SDMX have a time.
  const hasTime = by.split(",").some((axis) => axis.split(":")[0] === "time");
  const isRefused = (format: CubeFormat) => format.startsWith("sdmx") && !hasTime;
  return (
    <Flex gap={4} wrap className="no-print">
      {[...cubeFormats, ...(isDrawn ? (["png"] as const) : [])].map((format) => {
        const refused = format !== "png" && isRefused(format);
        const told = t("registers.takeAs", { title, format: format.toUpperCase() });
        return (
          <Button key={format} size="small" icon={<DownloadOutlined aria-hidden />} disabled={refused} title={refused ? t("registers.sdmxWantsTime") : undefined} aria-label={told} onClick={() => void (format === "png" ? paint() : take(format))}>
            {format.toUpperCase()}
          </Button>
        );
      })}
    </Flex>
  );
}
