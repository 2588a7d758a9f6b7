// SPDX-License-Identifier: Apache-2.0
// A register in figures: each chart of its declaration.
import { Col, Empty, Row } from "antd";
import { useTranslation } from "react-i18next";

import type { RegisterPages } from "../api/registers";
import { listCubes } from "../api/statistics";
import { Answered, useAnswer } from "../app/answer";
import { useSession } from "../session/Session";
import { FigureView } from "./FigureView";

// What there is to be seen follows from who looks.
export function Charts({ form }: { form: RegisterPages }) {
  const { t, i18n } = useTranslation();
  const { person } = useSession();
  const cubes = useAnswer(() => listCubes(i18n.language, form.name), [form.name, i18n.language, person?.id]);
  return (
    <Answered answer={cubes}>
      {(seen) => {
        const charts = (form.declared.views?.charts ?? []).flatMap((chart, index) => seen.filter(({ id }) => id === chart.cube).map((cube) => ({ chart, cube, index })));
        if (charts.length === 0) return <Empty description={t(person ? "registers.noFigures" : "registers.figuresOfMembers")} />;
        return (
          <Row gutter={[16, 16]}>
            {charts.map(({ chart, cube, index }) => (
              <Col key={index} xs={24} xl={12}>
                <FigureView form={form} chart={chart} cube={cube} index={index} />
              </Col>
            ))}
          </Row>
        );
      }}
    </Answered>
  );
}
