// SPDX-License-Identifier: Apache-2.0
// The window's systems, the registers of each, and a search in all of them. Who is not signed in sees those that publish
// something.
import { Col, Empty, Flex, Input, Row } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router-dom";

import { listRegisters, type Register } from "../api/records";
import { searchRecords } from "../api/search";
import { listCubes } from "../api/statistics";
import { Answered, useAnswer } from "../app/answer";
import { ScreenTitle } from "../app/ScreenTitle";
import { Section } from "../app/Section";
import { useSession } from "../session/Session";
import { HitList } from "./HitList";
import { SearchBox } from "./SearchBox";

const LIMIT = 50; // hits

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

// Records or figures of it are for everybody.
async function listShown(language: string, isSignedIn: boolean): Promise<Register[]> {
  const [registers, cubes] = await Promise.all([listRegisters(), isSignedIn ? [] : listCubes(language)]);
  return isSignedIn ? registers : registers.filter(({ name, isPublished }) => isPublished || cubes.some(({ register }) => register === name));
}

// How many one may see, by register.
function useCounts() {
  const { person } = useSession();
  const hits = useAnswer(() => searchRecords({ count: "register", limit: 1 }), [person?.id]);
  return (register: string) => hits.value?.counts.find(({ value }) => value === register)?.count;
}

function All({ wanted }: { wanted: string }) {
  const { t, i18n } = useTranslation();
  const { person } = useSession();
  const registers = useAnswer(() => listShown(i18n.language, Boolean(person)), [i18n.language, person?.id]);
  const countOf = useCounts();
  return (
    <Answered answer={registers}>
      {(all) => (
        <Row gutter={[16, 16]}>
          {all.length === 0 && <Empty description={t("registers.nothingPublic")} />}
          {narrowed(systemsOf(all), wanted).map((system) => (
            <Col key={system.id} xs={24} md={12} xl={8}>
              <Section title={system.title}>
                <Flex vertical gap={8} component="ul" style={{ margin: 0, paddingInlineStart: 20 }}>
                  {system.registers.map((register) => (
                    <li key={register.name}>
                      <Link to={register.name}>{register.title}</Link>
                      {countOf(register.name) !== undefined && (
                        <span className="quiet" title={t("registers.kept", { count: countOf(register.name) })}>
                          {" "}
                          {countOf(register.name)}
                        </span>
                      )}
                    </li>
                  ))}
                </Flex>
              </Section>
            </Col>
          ))}
        </Row>
      )}
    </Answered>
  );
}

// Documents of trade are found, too, and have pages of their own.
function Found({ q }: { q: string }) {
  const { i18n } = useTranslation();
  const { person } = useSession();
  const hits = useAnswer(() => searchRecords({ q, limit: LIMIT }), [q, person?.id, i18n.language]);
  return <HitList answer={hits} isMixed />;
}

export function Systems() {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const [query, setQuery] = useSearchParams();
  const q = query.get("q") ?? "";
  return (
    <>
      <ScreenTitle text={t("registers.title")}>
        <Input.Search allowClear value={wanted} onChange={({ target }) => setWanted(target.value)} aria-label={t("registers.narrow")} placeholder={t("registers.narrow")} />
      </ScreenTitle>
      <Flex vertical gap={16}>
        <SearchBox key={q} text={q} onSearch={(text) => setQuery(text ? { q: text } : {})} />
        {q ? <Found q={q} /> : <All wanted={wanted} />}
      </Flex>
    </>
  );
}
