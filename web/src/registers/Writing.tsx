// SPDX-License-Identifier: Apache-2.0
// A record while it is written: the form of its register, and all that the server refuses, until it is mended.
import { Alert, Button, Flex } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "../api/http";
import { documentOf, type Content } from "../api/records";
import type { Named, RegisterPages } from "../api/registers";
import { useUnsaved } from "../app/unsaved";
import { isSame } from "../records/compare";
import { ContentForm } from "../records/form/ContentForm";
import { useSession } from "../session/Session";
import { FileWidget, Written } from "./FileWidget";
import { ReferenceWidget } from "./ReferenceWidget";
import { Similar } from "./Similar";
import { writable } from "./writable";

const widgets = { reference: ReferenceWidget, file: FileWidget };

interface Properties {
  form: RegisterPages;
  named?: Named; // none: it is new
  start: Content;
  onKeep: (file: Blob) => Promise<void>;
  onLeave: () => void;
}

export function Writing({ form, named, start, onKeep, onLeave }: Properties) {
  const { t } = useTranslation();
  const { person } = useSession();
  const [content, setContent] = useState(start);
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const role = person?.acts ?? "public";
  const shown = useMemo(() => writable(form, role), [form, role]);
  const keeping = useUnsaved(useMemo(() => !isSame(start, content), [start, content]));
  const keep = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await keeping(() => onKeep(documentOf(shown, content)));
    } catch (error) {
      setRefusal(error instanceof Problem ? error.message : t("app.unreachable"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Flex vertical gap={12}>
      <Written.Provider value={named}>
        <ContentForm form={shown} content={content} onChange={setContent} widgets={widgets} />
      </Written.Provider>
      <Similar form={shown} content={content} record={named?.record} />
      {/* Where the writer is who pressed the button: forms are long. */}
      {refusal && <Alert type="error" showIcon role="alert" message={<span style={{ whiteSpace: "pre-line" }}>{refusal}</span>} />}
      <Flex gap={8} className="keep-bar">
        <Button type="primary" loading={isBusy} onClick={() => void keep()}>
          {t("form.keep")}
        </Button>
        <Button onClick={onLeave}>{t("records.cancel")}</Button>
      </Flex>
    </Flex>
  );
}
