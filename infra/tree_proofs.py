"""Proofs from the log's stored hashes: those of all leaves, and of each perfect subtree of 256**k leaves.

A proof is computed from the tiles of 256 hashes, one at each level k, in which its leaf lies, and from
those in which the tree's last leaf lies. `Hashes` must hold these: for an inclusion proof the tiles of the
index and of size - 1, for a consistency proof those of old - 1 and new - 1, for a root those of size - 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from infra.verify import EMPTY_ROOT, Tree, node_hash

Hashes = Mapping[tuple[int, int], bytes]
"""(k, number) -> root of the subtree of 256**k leaves with this number, from 0; k = 0 are the leaves."""

TILE_DOUBLINGS = 8
TILE = 1 << TILE_DOUBLINGS


def root(size: int, hashes: Hashes) -> bytes:
    return _subtree(0, size, hashes) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """The siblings on the way from the leaf to the root (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        middle = start + _left(end - start)
        if index < middle:
            path.append(_subtree(middle, end, hashes))
            end = middle
        else:
            path.append(_subtree(start, middle, hashes))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, hashes: Hashes) -> list[bytes]:
    """That the tree of the new size begins with all of the old one (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not begin with one of {old}")
    if old in (0, new):
        return []
    start, end, path = 0, new, list[bytes]()
    while old != end:
        middle = start + _left(end - start)
        if old <= middle:
            path.append(_subtree(middle, end, hashes))
            end = middle
        else:
            path.append(_subtree(start, middle, hashes))
            start = middle
    if start:  # else the old tree is this whole subtree, and its root is known
        path.append(_subtree(start, end, hashes))
    return path[::-1]


def grow(tree: Tree, hashes: Iterable[bytes]) -> list[tuple[int, int, bytes]]:
    """Appends leaves; the (k, number, root) of each subtree of 256**k leaves, k >= 1, that they complete."""
    complete = []
    for leaf in hashes:
        if tree.size % TILE == TILE - 1:
            complete += _completed(tree, leaf)
        tree.append(leaf)
    return complete


def _completed(tree: Tree, leaf: bytes) -> list[tuple[int, int, bytes]]:
    """What this leaf completes. The tree itself may merge further at once, so it is computed aside."""
    complete = []
    level, number, node = 0, tree.size, leaf
    peaks = reversed(tree.peaks)
    while number % TILE == TILE - 1:
        for _ in range(TILE_DOUBLINGS):
            node = node_hash(next(peaks), node)
        level, number = level + 1, number // TILE
        complete.append((level, number, node))
    return complete


def _subtree(start: int, end: int, hashes: Hashes) -> bytes:
    """The root over these leaves, which are a subtree of some tree."""
    width = end - start
    if width.bit_count() > 1:
        middle = start + _left(width)
        return node_hash(_subtree(start, middle, hashes), _subtree(middle, end, hashes))
    level = (width.bit_length() - 1) // TILE_DOUBLINGS
    doublings = level * TILE_DOUBLINGS
    nodes = [hashes[level, number] for number in range(start >> doublings, end >> doublings)]
    while len(nodes) > 1:
        nodes = [node_hash(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes[0]


def _left(width: int) -> int:
    """How many leaves stand to the left: the largest power of two that is less than all."""
    return 1 << ((width - 1).bit_length() - 1)
