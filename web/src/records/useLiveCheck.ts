// SPDX-License-Identifier: Apache-2.0
// What the server says of a document while it is being written, a moment after the last key.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { documentOf, type Content, type RegisterForm } from "../api/records";
import { checkFile, type Report } from "../api/report";

const PAUSE_MS = 500; // shorter than one waits for, longer than between two keys

export function useLiveCheck(form: RegisterForm, content: Content): Report | undefined {
  const { i18n } = useTranslation();
  const [report, setReport] = useState<Report>();
  useEffect(() => {
    let isWanted = true;
    const wait = setTimeout(() => {
      const name = `${form.name}.json`;
      checkFile(documentOf(form, content), name, i18n.language).then(
        ([first]) => isWanted && setReport(first),
        () => {}, // the next key asks again, and what is kept is checked when it is sent
      );
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(wait);
    };
  }, [form, content, i18n.language]);
  return report;
}
