// SPDX-License-Identifier: Apache-2.0
// Where one stands in a cube: the way back up, the level, and along which dimensions.
import { Breadcrumb, Button, Flex, Segmented, Select, Typography } from "antd";
import { useTranslation } from "react-i18next";

import type { RegisterPages } from "../api/registers";
import type { CubeAnswer, CubeForm, Filter } from "../api/statistics";
import { along, atDepth, upTo, type View } from "./drill";

export type NameOf = (dimension: string, code: string) => string | undefined;

interface Properties {
  form: RegisterPages;
  cube: CubeForm;
  answer: CubeAnswer;
  view: View;
  nameOf: NameOf;
  onTurn: (view: View) => void;
}

// Levels that people have words for; of others they are counted.
function useLevelName({ declared }: RegisterPages, cube: CubeForm) {
  const { t } = useTranslation();
  return (dimension: string, level: number) => {
    const codes = declared.cubes?.[cube.id]?.dimensions?.[dimension]?.codes;
    const kind = dimension === "time" ? "time" : [codes ?? ""].flat().join("-");
    return t([`registers.levels.${kind}.${level}`, "registers.level"], { level });
  };
}

function Path({ filter: { id, label, codes }, view, nameOf, onTurn }: { filter: Filter } & Pick<Properties, "view" | "nameOf" | "onTurn">) {
  const { t } = useTranslation();
  const path = codes[0] ?? [];
  const names = path.map((step) => nameOf(id, step.code) ?? step.label);
  const up = (steps: number, name: string) => (
    <Button type="link" size="small" className="figure" onClick={() => onTurn(upTo(view, id, path.slice(0, steps).map(({ code }) => code)))}>
      {name}
    </Button>
  );
  return (
    <nav aria-label={t("registers.within", { label })}>
      <Breadcrumb
        items={[
          { title: up(0, t("registers.allOf", { label })) },
          ...names.map((name, index) => ({ title: index < names.length - 1 ? up(index + 1, name) : <span aria-current="location">{name}</span> })),
        ]}
      />
    </nav>
  );
}

function Levels({ form, cube, answer, view, axis, onTurn }: Omit<Properties, "nameOf"> & { axis: number }) {
  const { t } = useTranslation();
  const name = useLevelName(form, cube);
  const { dimension, depth } = view.by[axis]!;
  const part = answer.dimensions[axis];
  const above = answer.where.find(({ id }) => id === dimension)?.codes[0]?.length ?? 0;
  const levels = Array.from({ length: part?.levels ?? 0 }, (_, index) => index + 1).filter((level) => level > above);
  if (levels.length < 2) return null;
  return (
    <Segmented
      size="small"
      aria-label={t("registers.levelOf", { label: part!.label })}
      value={Math.min(depth ?? part!.levels!, part!.levels!)}
      options={levels.map((level) => ({ value: level, label: name(dimension, level) }))}
      onChange={(level) => onTurn(atDepth(view, axis, level))}
    />
  );
}

// Codes that one is within are not told apart; so nothing goes along them, unless there are others below.
function Along({ axis, cube, answer, view, onTurn }: Omit<Properties, "nameOf" | "form"> & { axis: number }) {
  const { t } = useTranslation();
  const other = view.by[1 - axis]?.dimension;
  const options = cube.dimensions.filter(({ id }) => id !== other).map(({ id, label }) => ({ value: id, label }));
  return (
    <Select
      size="small"
      aria-label={t(axis === 0 ? "registers.by1" : "registers.by2")}
      placeholder={t("registers.by2")}
      popupMatchSelectWidth={false}
      allowClear={axis === 1}
      value={view.by[axis]?.dimension}
      options={options}
      onChange={(dimension?: string) => onTurn(along(view, axis, dimension, answer.where))}
    />
  );
}

export function Trail(properties: Properties) {
  const { t } = useTranslation();
  const { answer, view, nameOf, onTurn } = properties;
  const filters = answer.where.filter(({ codes }) => codes.length > 0);
  return (
    <Flex vertical gap={4} className="no-print">
      <Flex gap={8} align="center" wrap>
        <Typography.Text type="secondary">{t("registers.by1")}</Typography.Text>
        {[0, 1].map((axis) => (
          <Flex key={axis} gap={4} align="center">
            <Along axis={axis} {...properties} />
            {view.by[axis] && <Levels axis={axis} {...properties} />}
          </Flex>
        ))}
      </Flex>
      {filters.map((filter) => (
        <Path key={filter.id} filter={filter} view={view} nameOf={nameOf} onTurn={onTurn} />
      ))}
    </Flex>
  );
}
