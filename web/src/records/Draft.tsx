// SPDX-License-Identifier: Apache-2.0
// A document while it is written: the form, and beside it what the check says of it so far.
import { Alert, Col, Row, Typography } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Content, RegisterForm } from "../api/records";
import { Findings } from "../check/Findings";
import { Discrepancy } from "../deals/Discrepancy";
import { ContentForm } from "./form/ContentForm";
import { errorsAt, fieldOfDeal } from "./form/errors";
import { reachField } from "./form/reach";
import { useReadable } from "./readable";
import { useLiveCheck, type Belonging } from "./useLiveCheck";

interface Properties {
  form: RegisterForm;
  content: Content;
  belonging?: Belonging;
  onChange: (content: Content) => void;
}

export function Draft({ form, content, belonging = {}, onChange }: Properties) {
  const { t } = useTranslation();
  const { report, findings } = useLiveCheck(form, content, belonging);
  const { readable, messages } = useReadable(form.schema, report, content);
  const own = belonging.record ?? "draft";
  const errors = useMemo(() => {
    const ofDeal = findings.filter(({ record, place }) => record === own && place).map((finding) => ({ path: fieldOfDeal(finding), message: finding.message }));
    return errorsAt([...messages, ...ofDeal]);
  }, [messages, findings, own]);
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={16}>
        <ContentForm form={form} content={content} errors={errors} onChange={onChange} />
      </Col>
      <Col xs={24} xl={8} aria-live="polite">
        <div className="beside" tabIndex={0} role="region" aria-label={t("form.soFar")}>
          <Typography.Title level={2} style={{ fontSize: 18, marginTop: 0 }}>
            {t("form.soFar")}
          </Typography.Title>
          {readable ? <Findings report={readable} onField={({ field = [] }) => reachField(field)} /> : <Alert message={t("app.waiting")} />}
          {findings.length > 0 && (
            <>
              <Typography.Title level={2} style={{ fontSize: 18 }}>
                {t("form.inDeal")}
              </Typography.Title>
              {findings.map((finding, index) => (
                <Discrepancy key={index} finding={finding} />
              ))}
            </>
          )}
        </div>
      </Col>
    </Row>
  );
}
