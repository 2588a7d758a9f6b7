#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns data files into one C source: embed.py [--as HEADER ARRAY] OUT.c ROOT FILE…

Names are relative to ROOT, or to the folder that it is in. HEADER declares ARRAY, rows of a name and a slice: "DataFile data_files" of
rules/data.h where nothing else is said.
The program carries its own data, so that it is one file to copy and never looks for a folder.
"""
import pathlib
import sys

arguments = sys.argv[1:]
header, array = "rules/data.h", "DataFile data_files"
if arguments[0] == "--as":
    header, array, *arguments = arguments[1:]
out, root, *files = arguments
lines = [f'#include "{header}"', ""]
rows = []
for number, file in enumerate(files):
    data = pathlib.Path(file).read_bytes()
    path, base = pathlib.Path(file).resolve(), pathlib.Path(root).resolve()
    name = path.relative_to(base if path.is_relative_to(base) else base.parent).as_posix()
    lines.append(f"static const unsigned char file_{number}[] = {{")
    for at in range(0, len(data), 24):
        lines.append("    " + ", ".join(str(byte) for byte in data[at:at + 24]) + ",")
    lines.append("};")
    rows.append(f'    {{"{name}", {{(const char *)file_{number}, sizeof file_{number}}}}},')
lines += ["", f"const {array}[] = {{", *rows, "    {0},", "};", ""]
pathlib.Path(out).write_text("\n".join(lines), encoding="utf-8")
