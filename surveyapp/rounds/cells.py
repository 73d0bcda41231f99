"""Cells by number: what a sealed response and a receipt carry instead of names."""

from __future__ import annotations

from analysis.parameters import Parameters


def cell_number(parameters: Parameters, cluster: str, group: str) -> int:
    """Return the number of a cell in the parameters' order of clusters and groups."""
    row = parameters.cluster_ids.index(cluster)
    return row * len(parameters.groups) + parameters.group_ids.index(group)


def cell_at(parameters: Parameters, number: int) -> tuple[str, str]:
    """Return the (cluster, group) of a number; raise ``IndexError`` where there is none."""
    row, column = divmod(number, len(parameters.groups))
    return parameters.cluster_ids[row], parameters.group_ids[column]
