#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads a workbook and a CSV file that LibreOffice writes: office.py PROGRAM FILE.fods

LibreOffice is no part of what the tests install (it is large); where it is absent, that is said, and nothing is judged.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

BOOK_CASES = {
    "string-join(/sheet/@name, ' ')": "Lines Totals",
    "string-join(//heading/*/concat(name(), '@', @cell, '=', .), ' ')": "A@A1=Packing list 装箱单",
    "string-join(/sheet[1]/row[1]/*/name(), ' ')": "Order 品名 Quantity_PCS Shipped At Checked",
    "string-join(/sheet[1]/row[1]/*, ' ')": "KS-PO-5512 深沟球轴承 60000.1 2026-05-10 09:15:00 true",
    "string-join(/sheet[1]/row[2]/*, ' ')": "KS-PO-5512 ベアリング\\nシール付き 120000.2  ab",
    "string-join(/sheet[1]/row[2]/*/concat(@cell, @error), ' ')": "A4 B5 C5 D5#DIV/0! F5",
    "string(/sheet[@name = 'Totals']/row/A)": "7",
}
CSV_CASES = {
    "concat(count(/row), ' ', (//*[. = '深沟球轴承'])[1]/name())": "4 B",
}
# Shift_JIS cannot hold the Chinese of the file: GB18030 can hold all of it.
CSV_FILTER = "csv:Text - txt - csv (StarCalc):59,34,85"


def xpath(program, expression, path):
    """What madoguchi makes of the expression, for a single text: without its quotes."""
    done = subprocess.run([program, "xpath", expression, path], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode().strip().strip('"')


def convert(office, source, kind, folder):
    subprocess.run([office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
                    "--outdir", folder, source], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=240)
    return pathlib.Path(folder) / (pathlib.Path(source).stem + "." + kind.split(":")[0])


def main():
    program, source = sys.argv[1:]
    office = shutil.which("soffice")
    if office is None:
        print("skipped: all cases, for LibreOffice (soffice) is absent; apt-get install libreoffice-calc-nogui brings it")
        print("0 passed, 0 failed")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        book = convert(office, source, "xlsx", folder)
        table = convert(office, source, CSV_FILTER, folder)
        cases = [(book, *case) for case in BOOK_CASES.items()] + [(table, *case) for case in CSV_CASES.items()]
        for path, expression, expected in cases:
            found = xpath(program, expression, path)
            if found != expected:
                failed += 1
                print(f"{path.name}: {expression}\nexpected\n    {expected}\nfound\n    {found}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
