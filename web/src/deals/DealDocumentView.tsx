// SPDX-License-Identifier: Apache-2.0
// A document of a deal, whoever keeps it, as far as one's part sees it: it is read here and replied to, not changed.
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";

import { getDeal, getDealDocument, getDealOriginal } from "../api/deals";
import { getForm } from "../api/records";
import { Answered, useAnswer } from "../app/answer";
import { ScreenTitle } from "../app/ScreenTitle";
import { DocumentPane } from "../check/DocumentPane";
import { useSession } from "../session/Session";
import { ContentForm } from "../records/form/ContentForm";
import { Replies } from "./Replies";

export function DealDocumentView() {
  const { t, i18n } = useTranslation();
  const { person } = useSession();
  const { deal = "", register = "", record = "" } = useParams();
  const answer = useAnswer(async () => {
    const [whole, form, content, original] = await Promise.all([
      getDeal(deal, i18n.language),
      getForm(register, i18n.language),
      getDealDocument(deal, register, record),
      getDealOriginal(deal, register, record),
    ]);
    const document = whole.documents.find((one) => one.register === register && one.record === record);
    return { whole, form, content, document, isOwn: document?.organisation === person?.organisation, file: new File([original], `${register}-${record}`) };
  }, [deal, register, record, i18n.language]);
  return (
    <Answered answer={answer}>
      {({ whole, document, form, content, file, isOwn }) => (
        <>
          <ScreenTitle text={`${form.title} ${typeof content.id === "string" ? content.id : ""}`}>
            <Link to={`/deals/${encodeURIComponent(deal)}`}>{t("deals.back")}</Link>
            {isOwn && <Link to={`/records/${register}/${record}`}>{t("deals.own")}</Link>}
          </ScreenTitle>
          {document && <Replies deal={whole} document={document} again={answer.again} />}
          <Tabs
            destroyInactiveTabPane
            items={[
              { key: "drawn", label: t("records.document"), children: <DocumentPane file={file} /> },
              { key: "form", label: t("records.form"), children: <ContentForm form={form} content={content} /> },
            ]}
          />
        </>
      )}
    </Answered>
  );
}
