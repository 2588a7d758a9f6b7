// SPDX-License-Identifier: Apache-2.0
// A report on what is written in a form, in the form's own words: fields by their titles, not by paths.
import type { RJSFSchema } from "@rjsf/utils";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Content } from "../api/records";
import type { Finding, Report } from "../api/report";
import { fieldOf, missing, type Path } from "./form/errors";
import { titleOf } from "./form/terms";

export interface Message {
  path: Path;
  message: string;
}

// "Lines 2: Quantity"
function placeOf(schema: RJSFSchema, path: Path): string | undefined {
  const names = path.filter((step): step is string => typeof step === "string");
  const number = path.find((step): step is number => typeof step === "number");
  if (names.length === 0) return undefined;
  return titleOf(schema, names.join(".")) + (number === undefined ? "" : ` (${number + 1})`);
}

const none: Message[] = [];

export function useReadable(schema: RJSFSchema, report: Report | undefined, content: Content) {
  const { t } = useTranslation();
  return useMemo(() => {
    if (!report) return { messages: none };
    const messages: Message[] = [];
    const tell = (finding: Finding): Finding => {
      const path = fieldOf(finding, content);
      const place = placeOf(schema, path);
      const message = missing(finding) ? t("form.required", { title: place }) : finding.message;
      messages.push({ path, message: missing(finding) ? t("form.requiredHere") : message });
      return { ...finding, message, location: place, field: path };
    };
    const rulesets = report.rulesets.map((set) => ({ ...set, findings: set.findings.map(tell) }));
    return { readable: { ...report, rulesets }, messages };
  }, [report, t]); // the content is the one that the report is of, but for the last half second
}
