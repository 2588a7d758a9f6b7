// SPDX-License-Identifier: Apache-2.0
// What was dropped as one file and is many: a ZIP archive's members become files of their own, so that each has
// its verdict, its drawing and its source.
//
//     demo.zip ─► 01-order.xml, 02-invoice.edi, …
//
// What is one document stays whole: a workbook, and a form in CSV, which is an archive of its tables. So does what
// cannot be unpacked here: the server says why, or reads it as a whole.
export interface Member {
  file: File;
  name: string; // as people are shown it: of an archive's member with its folders
}

const PARTS_MAX = 500; // each document is a request; a workbook has some dozens
const BYTES_MAX = 50e6; // of all of them, unpacked: it is held in memory, and the page stands still meanwhile

// Layout of the system that packed it, which its owner never saw.
const isOfSystem = (name: string) => name.endsWith("/") || /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(name);

const isOneDocument = (names: string[]) =>
  names.includes("[Content_Types].xml") || names.every((name) => name.toLowerCase().endsWith(".csv"));

async function isArchive(file: Blob): Promise<boolean> {
  return (await file.slice(0, 4).text()) === "PK\x03\x04";
}

// Names without the mark for UTF-8 come as Latin-1; what packs them writes UTF-8 or the reader's own encoding.
export function nameOf(given: string, language: string): string {
  if (!/[\x80-\xff]/.test(given) || /[^\x00-\xff]/.test(given)) return given;
  const bytes = Uint8Array.from(given, (letter) => letter.charCodeAt(0));
  for (const encoding of ["utf-8", { ja: "shift_jis", zh: "gb18030" }[language]]) {
    try {
      if (encoding) return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // It was the other one.
    }
  }
  return given;
}

// Parts of an archive by their names, in its order; none where they are too many or too much. Its directory is read
// before anything is unpacked: a bomb says there what it would become, and gets no more room than it said.
export async function partsOf(bytes: Uint8Array, isWanted: (name: string) => boolean): Promise<Record<string, Uint8Array> | undefined> {
  const { unzipSync } = await import("fflate"); // without its workers, which the policy of the pages forbids
  let count = 0;
  let size = 0;
  const weigh = ({ name, originalSize }: { name: string; originalSize: number }) => {
    count += isWanted(name) ? 1 : 0;
    size += isWanted(name) ? originalSize : 0;
    return false;
  };
  unzipSync(bytes, { filter: weigh });
  if (count === 0 || count > PARTS_MAX || size > BYTES_MAX) return undefined;
  return unzipSync(bytes, { filter: ({ name }) => isWanted(name) });
}

// The documents of an archive; none where it stays whole.
export async function documentsIn(bytes: Uint8Array): Promise<[string, Uint8Array][] | undefined> {
  const parts = await partsOf(bytes, (name) => !isOfSystem(name));
  return parts && !isOneDocument(Object.keys(parts)) ? Object.entries(parts) : undefined;
}

// The members of an archive, or the file itself.
export async function membersOf(file: File, language: string): Promise<Member[]> {
  const whole = [{ file, name: file.name }];
  if (!(await isArchive(file)) || file.size > BYTES_MAX) return whole;
  try {
    const members = await documentsIn(new Uint8Array(await file.arrayBuffer()));
    return members?.map(([given, bytes]) => memberOf(file.name, nameOf(given, language), bytes)) ?? whole;
  } catch {
    return whole; // damaged, or with a password
  }
}

function memberOf(archive: string, name: string, bytes: Uint8Array): Member {
  return { file: new File([bytes as BlobPart], name.split("/").pop()!), name: `${archive} › ${name}` };
}
