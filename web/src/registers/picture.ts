// SPDX-License-Identifier: Apache-2.0
// A chart as a file: on white, as paper is, with its title above it.
//
//     ECharts ─► SVG ─► canvas ─► PNG
import type { EChartsType } from "echarts/core";

const SCALE = 2; // pixels of the file for one on the page: it is printed, too
const TITLE = 40; // pixels above the chart
const MARGIN = 16;

function load(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = address;
  });
}

export async function pictureOf(chart: EChartsType, title: string): Promise<Blob> {
  const [width, height] = [chart.getWidth(), chart.getHeight()];
  const image = await load(chart.getDataURL({ type: "svg" }));
  const canvas = document.createElement("canvas");
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + TITLE + 2 * MARGIN) * SCALE;
  const pen = canvas.getContext("2d")!;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width + 2 * MARGIN, height + TITLE + 2 * MARGIN);
  pen.fillStyle = "#000";
  pen.font = "600 16px sans-serif";
  pen.fillText(title, MARGIN, MARGIN + 16, width);
  pen.drawImage(image, MARGIN, MARGIN + TITLE, width, height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}
