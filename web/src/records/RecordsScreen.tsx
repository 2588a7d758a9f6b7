// SPDX-License-Identifier: Apache-2.0
// Records: the registers, what one of them has, one document, a new one.
import { Card, Col, Row } from "antd";
import { useTranslation } from "react-i18next";
import { Link, Route, Routes } from "react-router-dom";

import { listRegisters } from "../api/records";
import { Answered, useAnswer } from "../app/answer";
import { ScreenTitle } from "../app/ScreenTitle";
import { BulkScreen } from "./BulkScreen";
import { NewRecord } from "./NewRecord";
import { RecordList } from "./RecordList";
import { RecordView } from "./RecordView";

function RegisterList() {
  const { t, i18n } = useTranslation();
  const registers = useAnswer(listRegisters, [i18n.language]);
  return (
    <>
      <ScreenTitle text={t("records.title")} />
      <Answered answer={registers}>
        {(all) => (
          <Row gutter={[12, 12]}>
            {all.filter(({ system }) => !system).map((register) => (
              <Col key={register.name} xs={24} sm={12} lg={8} xl={6}>
                <Card size="small">
                  <Link to={register.name} style={{ display: "block", padding: 4 }}>
                    {register.title}
                  </Link>
                </Card>
              </Col>
            ))}
          </Row>
        )}
      </Answered>
    </>
  );
}

export function RecordsScreen() {
  return (
    <Routes>
      <Route index element={<RegisterList />} />
      <Route path=":register" element={<RecordList />} />
      <Route path=":register/new" element={<NewRecord />} />
      <Route path=":register/many" element={<BulkScreen home="records" />} />
      <Route path=":register/:record" element={<RecordView />} />
    </Routes>
  );
}
