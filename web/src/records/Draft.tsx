// SPDX-License-Identifier: Apache-2.0
// A document while it is written: the form, and beside it what the check says of it so far.
import { Alert, Col, Row, Typography } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Content, RegisterForm } from "../api/records";
import { findingsOf } from "../api/report";
import { Findings } from "../check/Findings";
import { ContentForm } from "./form/ContentForm";
import { errorsOf } from "./form/errors";
import { useLiveCheck } from "./useLiveCheck";

interface Properties {
  form: RegisterForm;
  content: Content;
  onChange: (content: Content) => void;
}

export function Draft({ form, content, onChange }: Properties) {
  const { t } = useTranslation();
  const report = useLiveCheck(form, content);
  const errors = useMemo(() => report && errorsOf(findingsOf(report), content), [report]);
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={15}>
        <ContentForm form={form} content={content} errors={errors} onChange={onChange} />
      </Col>
      <Col xs={24} xl={9} aria-live="polite">
        <Typography.Title level={2} style={{ fontSize: 18, marginTop: 0 }}>
          {t("form.soFar")}
        </Typography.Title>
        {report ? <Findings report={report} /> : <Alert message={t("app.waiting")} />}
      </Col>
    </Row>
  );
}
