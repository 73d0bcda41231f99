"""``reliability``: alpha and omega of scales; with groups also ICC and agreement."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from analysis.commands import Refused
from analysis.csv_files import Cell, csv_bytes, missing_columns, read_sheet, write
from analysis.dif import row_means
from analysis.faults import Faulty
from analysis.keys import Floats, Keys, item_columns, read_keys, turned
from analysis.reliability import one_way, reliability, within_agreement


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV: a column an item")
    parser.add_argument("--keys", type=Path, required=True, help="YAML: range, scales, …")
    parser.add_argument("--out", type=Path, required=True, help="folder that is written")


def run(options: argparse.Namespace) -> None:
    keys = read_keys(options.keys)
    sheet = read_sheet(options.input)
    if not (keys.scales or keys.variables):
        raise Refused(f"{options.keys}: names neither scales nor variables")
    names = [item for scale in keys.scales.values() for item in scale.items]
    columns = item_columns(sheet, list(dict.fromkeys([*names, *keys.variables])), keys)
    scales = {name: turned(columns, scale, keys) for name, scale in keys.scales.items()}
    files = {"reliability.csv": _reliability(scales)}
    if keys.group is not None:
        faults = missing_columns(sheet, [keys.group])
        if faults:
            raise Faulty(faults)
        groups = [text.strip() for text in sheet.columns[keys.group]]
        files |= _by_group(keys, columns, scales, groups)
    write(options.out, files)


def _reliability(scales: Mapping[str, Sequence[Floats]]) -> bytes:
    header = ("scale", "n", "alpha", "alpha_complete", "alpha_std", "omega")
    rows: list[Sequence[Cell]] = []
    for name, items in scales.items():
        found = reliability(items)
        rows.append(
            [name, found.n, found.alpha, found.alpha_complete, found.alpha_std, found.omega]
        )
    return csv_bytes(header, rows)


def _by_group(
    keys: Keys,
    columns: Mapping[str, Floats],
    scales: Mapping[str, Sequence[Floats]],
    groups: Sequence[str],
) -> dict[str, bytes]:
    variables = {name: columns[name] for name in keys.variables} or {
        name: row_means(items) for name, items in scales.items()
    }
    rows: list[Sequence[Cell]] = []
    for name, values in variables.items():
        found = one_way(values, groups)
        if found is None:
            rows.append([name, None, None, len(set(groups)), int(np.sum(~np.isnan(values)))])
        else:
            rows.append([name, found.icc1, found.icc2, found.groups, found.n])
    files = {"icc.csv": csv_bytes(("variable", "icc1", "icc2", "groups", "n"), rows)}
    if scales:
        files["agreement.csv"] = _agreement(keys, scales, groups)
    return files


def _agreement(keys: Keys, scales: Mapping[str, Sequence[Floats]], groups: Sequence[str]) -> bytes:
    if keys.range is None:
        raise Refused("agreement within groups needs the 'range' of the items in the keys")
    points = round(keys.range[1] - keys.range[0]) + 1
    rows: list[Sequence[Cell]] = []
    names = np.array(groups)
    for group in sorted(set(groups), key=_natural):
        for scale, items in scales.items():
            found = within_agreement([item[names == group] for item in items], points)
            rows.append([group, scale, found.n, found.rwg, found.rwg_star])
    return csv_bytes(("group", "scale", "n", "rwg", "rwg_star"), rows)


def _natural(text: str) -> tuple[int, int, str]:
    """Sort whole numbers by value, before other names."""
    return (0, int(text), text) if text.isdecimal() else (1, 0, text)
