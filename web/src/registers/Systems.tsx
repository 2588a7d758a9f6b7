// SPDX-License-Identifier: Apache-2.0
// The window's systems, and the registers of each.
import { Col, Flex, Input, Row } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { listRegisters, type Register } from "../api/records";
import { Answered, useAnswer } from "../app/answer";
import { ScreenTitle } from "../app/ScreenTitle";
import { Section } from "../app/Section";

interface System {
  id: string;
  title: string;
  registers: Register[];
}

// Those without a system are documents of trade, which have pages of their own.
export function systemsOf(registers: Register[]): System[] {
  const systems = new Map<string, System>();
  for (const register of registers) {
    if (!register.system) continue;
    const system = systems.get(register.system) ?? { id: register.system, title: register.systemTitle ?? register.system, registers: [] };
    system.registers.push(register);
    systems.set(system.id, system);
  }
  return [...systems.values()].sort((a, b) => a.title.localeCompare(b.title));
}

const has = (text: string, wanted: string) => text.toLocaleLowerCase().includes(wanted.toLocaleLowerCase());

function narrowed(systems: System[], wanted: string): System[] {
  return systems
    .map((system) => ({ ...system, registers: has(system.title, wanted) ? system.registers : system.registers.filter(({ title }) => has(title, wanted)) }))
    .filter(({ registers }) => registers.length > 0);
}

export function Systems() {
  const { t, i18n } = useTranslation();
  const [wanted, setWanted] = useState("");
  const registers = useAnswer(listRegisters, [i18n.language]);
  return (
    <>
      <ScreenTitle text={t("registers.title")}>
        <Input.Search allowClear value={wanted} onChange={({ target }) => setWanted(target.value)} aria-label={t("registers.narrow")} placeholder={t("registers.narrow")} />
      </ScreenTitle>
      <Answered answer={registers}>
        {(all) => (
          <Row gutter={[16, 16]}>
            {narrowed(systemsOf(all), wanted).map((system) => (
              <Col key={system.id} xs={24} md={12} xl={8}>
                <Section title={system.title}>
                  <Flex vertical gap={8} component="ul" style={{ margin: 0, paddingInlineStart: 20 }}>
                    {system.registers.map((register) => (
                      <li key={register.name}>
                        <Link to={register.name}>{register.title}</Link>
                      </li>
                    ))}
                  </Flex>
                </Section>
              </Col>
            ))}
          </Row>
        )}
      </Answered>
    </>
  );
}
