#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns data files into one C source: embed.py [--as HEADER ARRAY] [--tree|--all FOLDER DEPFILE] OUT.c ROOT FILE…

Names are relative to ROOT, or to the folder that it is in. HEADER declares ARRAY, rows of a name and a slice: "DataFile data_files" of
rules/data.h where nothing else is said.
--tree adds all .json, .map, .part and .sch files below a folder, and writes down for the build what it looked at: a new file is a new register
or map, and none should have to be listed twice. --all does so with all files of a folder, which need not be there.
The program carries its own data, so that it is one file to copy and never looks for a folder.
"""
import pathlib
import sys

arguments = sys.argv[1:]
header, array = "rules/data.h", "DataFile data_files"
if arguments[0] == "--as":
    header, array, *arguments = arguments[1:]
tree, depfile = None, None
takes_all = arguments[0] == "--all"
if takes_all or arguments[0] == "--tree":
    tree, depfile, *arguments = arguments[1:]
out, root, *files = arguments
if tree:
    folder = pathlib.Path(tree).resolve()
    below = sorted(folder.rglob("*"))
    found = [path for path in below if path.is_file() and (takes_all or path.suffix in (".json", ".map", ".part", ".sch"))]
    files += [str(path) for path in found]
    seen = [folder if folder.is_dir() else folder.parent, *(path for path in below if path.is_dir()), *found]
    pathlib.Path(depfile).write_text(f"{out}: " + " ".join(str(path).replace(" ", "\\ ") for path in seen) + "\n", "utf-8")
lines = [f'#include "{header}"', ""]
rows = []
for number, file in enumerate(files):
    data = pathlib.Path(file).read_bytes()
    path, base = pathlib.Path(file).resolve(), pathlib.Path(root).resolve()
    name = path.relative_to(base if path.is_relative_to(base) else base.parent).as_posix()
    lines.append(f"static const _Alignas(8) unsigned char file_{number}[] = {{")  # tables are read where they lie
    for at in range(0, len(data), 24):
        lines.append("    " + ", ".join(str(byte) for byte in data[at:at + 24]) + ",")
    lines.append("};")
    rows.append(f'    {{"{name}", {{(const char *)file_{number}, sizeof file_{number}}}}},')
lines += ["", f"const {array}[] = {{", *rows, "    {0},", "};", ""]
pathlib.Path(out).write_text("\n".join(lines), encoding="utf-8")
