// SPDX-License-Identifier: Apache-2.0
// A file sent, and how much of it is: fetch tells nothing of what was sent so far.
import i18next from "i18next";

import { marks, problemOf, Problem } from "./http";

export function upload<T>(path: string, file: File, tell: (percent: number) => void): Promise<T> {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => tell(Math.floor((100 * loaded) / total));
    request.onerror = () => reject(new Problem(0, "unreachable", i18next.t("app.unreachable"), ""));
    request.onload = () => {
      const isDone = request.status >= 200 && request.status < 300;
      if (isDone) resolve(JSON.parse(request.responseText));
      else reject(problemOf(request.status, request.statusText, request.responseText));
    };
    request.open("POST", `${path}?name=${encodeURIComponent(file.name)}`);
    for (const [name, value] of Object.entries(marks())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  });
}
