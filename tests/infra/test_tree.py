"""The log's tree and its proofs, against another implementation of RFC 6962 and against its definitions.

The other implementation's consistency proofs are of another form, so for them it gives the roots alone.
"""

from functools import cache
from random import Random

import pymerkle
import pytest

from infra.tree_proofs import Hashes, consistency_proof, grow, inclusion_proof, root
from infra.verify import EMPTY_ROOT, Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion

SMALL = 130
LARGE = 70_000  # more than 256 ** 2


@cache
def leaves(size: int) -> list[bytes]:
    return [leaf_hash(b"leaf %d" % number) for number in range(size)]


@cache
def foreign_tree(size: int) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    tree.append_entries([b"leaf %d" % number for number in range(size)])
    return tree


@cache
def stored(size: int) -> Hashes:
    """The hashes that the log stores of its first leaves."""
    hashes = {(0, number): leaf for number, leaf in enumerate(leaves(size))}
    return hashes | {(level, number): node for level, number, node in grow(Tree(), leaves(size))}


def tiles(size: int, *indexes: int) -> Hashes:
    """Only what the caller of a proof has to give: the tiles in which these leaves lie."""
    wanted = {(level, index >> 8 * (level + 1)) for index in indexes for level in range(8)}
    return {
        (level, number): node
        for (level, number), node in stored(LARGE).items()
        if (level, number >> 8) in wanted and (number + 1) << 8 * level <= size
    }


@cache
def defined_root(start: int, end: int) -> bytes:
    """RFC 6962, 2.1: MTH(D[start:end])."""
    if end - start == 1:
        return leaf_hash(b"leaf %d" % start)
    middle = start + split(end - start)
    return node_hash(defined_root(start, middle), defined_root(middle, end))


def defined_proof(old: int, start: int, end: int, known: bool) -> list[bytes]:
    """RFC 6962, 2.1.2: SUBPROOF(old, D[start:end], known)."""
    if old == end - start:
        return [] if known else [defined_root(start, end)]
    half = split(end - start)
    middle = start + half
    if old <= half:
        return [*defined_proof(old, start, middle, known), defined_root(middle, end)]
    return [*defined_proof(old - half, middle, end, False), defined_root(start, middle)]


def split(size: int) -> int:
    return max(1 << power for power in range(20) if 1 << power < size)


def random_sizes(count: int) -> list[int]:
    return [Random(6962).randrange(1, LARGE + 1) for _ in range(count)] + [256, 65_535, 65_536, 65_537, LARGE]


def test_the_root_of_an_empty_tree_is_the_hash_of_nothing() -> None:
    assert Tree().root() == EMPTY_ROOT == root(0, {})
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots_are_those_of_another_implementation() -> None:
    foreign, tree, hashes = foreign_tree(SMALL), Tree(), stored(SMALL)
    for size, leaf in enumerate(leaves(SMALL), 1):
        tree.append(leaf)
        assert tree.size == size
        assert tree.root() == root(size, hashes) == foreign.get_root(size)


def test_roots_of_large_trees_are_those_of_another_implementation() -> None:
    foreign = foreign_tree(LARGE)
    tree = Tree()
    sizes = sorted({*random_sizes(40)})
    for size in sizes:
        for leaf in leaves(LARGE)[tree.size : size]:
            tree.append(leaf)
        assert tree.root() == root(size, tiles(size, size - 1)) == foreign.get_root(size)


def test_a_tree_goes_on_from_its_peaks() -> None:
    tree = Tree()
    for size, leaf in enumerate(leaves(SMALL)):
        tree.append(leaf)
        again = Tree(tree.size, tuple(tree.peaks))
        assert again.root() == tree.root()
        again.append(leaf)
        assert again.size == size + 2
        assert tree.size == size + 1


def test_a_tree_with_more_or_fewer_peaks_than_its_size_has_is_refused() -> None:
    for size, peaks in ((0, [b""]), (3, [b""]), (4, [b"", b""])):
        with pytest.raises(ValueError, match="peaks"):
            Tree(size, peaks)


def test_growing_tells_every_subtree_that_became_complete() -> None:
    told = grow(Tree(), leaves(LARGE))
    assert [(level, number) for level, number, _ in told if level == 1] == [(1, n) for n in range(LARGE >> 8)]
    assert [(level, number) for level, number, _ in told if level > 1] == [(2, 0)]
    for level, number, node in told[::50] + told[255:258]:
        subtree = Tree()
        grow(subtree, leaves(LARGE)[number << 8 * level : (number + 1) << 8 * level])
        assert subtree.peaks == [node]


def test_growing_in_pieces_tells_the_same() -> None:
    random, pieces, tree, at = Random(9162), [], Tree(), 0
    while at < LARGE:
        end = min(LARGE, at + random.choice((0, 1, 2, 255, 256, 257, 1000, random.randrange(20_000))))
        tree = Tree(tree.size, tree.peaks)
        pieces += grow(tree, leaves(LARGE)[at:end])
        at = end
    whole = Tree()
    assert pieces == grow(whole, leaves(LARGE))
    assert tree.peaks == whole.peaks


def test_every_inclusion_proof_is_that_of_another_implementation_and_holds() -> None:
    foreign, hashes = foreign_tree(SMALL), stored(SMALL)
    for size in range(1, SMALL + 1):
        for index in range(size):
            path = inclusion_proof(index, size, hashes)
            assert path == foreign.prove_inclusion(index + 1, size).path[1:]
            assert verify_inclusion(index, size, hashes[0, index], path, foreign.get_root(size))


def test_every_consistency_proof_is_the_one_defined_and_holds() -> None:
    foreign, hashes = foreign_tree(SMALL), stored(SMALL)
    roots = [EMPTY_ROOT, *(foreign.get_root(size) for size in range(1, SMALL + 1))]
    for new in range(1, SMALL + 1):
        for old in range(new + 1):
            proof = consistency_proof(old, new, hashes)
            assert proof == (defined_proof(old, 0, new, True) if old else [])
            assert verify_consistency(old, new, roots[old], roots[new], proof)


def test_proofs_of_large_trees_need_only_the_tiles_of_their_leaves() -> None:
    foreign, random = foreign_tree(LARGE), Random(6962)
    for size in random_sizes(15):
        index = random.randrange(size)
        path = inclusion_proof(index, size, tiles(size, index, size - 1))
        assert path == foreign.prove_inclusion(index + 1, size).path[1:]
        assert verify_inclusion(index, size, leaves(index + 1)[index], path, foreign.get_root(size))
        old = random.randrange(1, size + 1)
        proof = consistency_proof(old, size, tiles(size, old - 1, size - 1))
        assert proof == defined_proof(old, 0, size, True)
        assert verify_consistency(old, size, foreign.get_root(old), foreign.get_root(size), proof)


def test_an_inclusion_proof_that_is_changed_does_not_hold() -> None:
    hashes = stored(300)
    other = leaf_hash(b"another")
    for size in (1, 2, 3, 7, 8, 100, 256, 299):
        for index in {0, size // 2, size - 1}:
            leaf, path, top = hashes[0, index], inclusion_proof(index, size, hashes), root(size, hashes)
            assert not verify_inclusion(index, size, other, path, top)
            assert not verify_inclusion(index, size, leaf, path, other)
            assert not verify_inclusion(index, size, leaf, [*path, other], top)
            assert not verify_inclusion(size, size, leaf, path, top)
            assert not verify_inclusion(-1, size, leaf, path, top)
            for at in range(len(path)):
                assert not verify_inclusion(index, size, leaf, path[:at] + path[at + 1 :], top)
                assert not verify_inclusion(index, size, leaf, [*path[:at], other, *path[at + 1 :]], top)


def test_a_proof_that_leads_below_or_beyond_the_root_does_not_hold() -> None:
    one, two, three, four = leaves(4)
    left, right = node_hash(one, two), node_hash(three, four)
    assert not verify_inclusion(0, 4, one, [two], left)
    for beyond in (node_hash(left, right), node_hash(right, left)):
        assert not verify_inclusion(0, 2, one, [two, right], beyond)
        assert not verify_consistency(1, 2, one, beyond, [two, right])
    assert not verify_consistency(1, 4, one, left, [two])


def test_a_consistency_proof_that_is_changed_does_not_hold() -> None:
    hashes = stored(300)
    other = leaf_hash(b"another")
    for old, new in ((1, 2), (2, 4), (3, 4), (3, 7), (4, 7), (6, 8), (100, 299), (128, 256), (255, 256)):
        proof, one, two = consistency_proof(old, new, hashes), root(old, hashes), root(new, hashes)
        assert not verify_consistency(old, new, other, two, proof)
        assert not verify_consistency(old, new, one, other, proof)
        assert not verify_consistency(old, new, one, two, [*proof, other])
        assert not verify_consistency(old, new, one, two, [])
        assert not verify_consistency(new, old, two, one, proof)
        for at in range(len(proof)):
            assert not verify_consistency(old, new, one, two, proof[:at] + proof[at + 1 :])
            assert not verify_consistency(old, new, one, two, [*proof[:at], other, *proof[at + 1 :]])


def test_no_tree_and_the_same_tree_need_no_proof() -> None:
    one, other = leaf_hash(b"one"), leaf_hash(b"other")
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert verify_consistency(0, 5, EMPTY_ROOT, one, [])
    assert verify_consistency(5, 5, one, one, [])
    for old, new, old_root, new_root, proof in (
        (0, 0, EMPTY_ROOT, one, []),
        (0, 5, one, one, []),
        (0, 5, EMPTY_ROOT, one, [one]),
        (5, 5, one, other, []),
        (5, 5, one, one, [one]),
        (-1, 5, one, one, []),
        (-1, -1, one, one, []),
        (0, -1, EMPTY_ROOT, one, []),
    ):
        assert not verify_consistency(old, new, old_root, new_root, proof)


def test_there_is_no_proof_of_what_is_not_in_the_tree() -> None:
    for index, size in ((0, 0), (5, 5), (-1, 5)):
        with pytest.raises(ValueError, match="has no leaf"):
            inclusion_proof(index, size, stored(SMALL))
    for old, new in ((6, 5), (-1, 5)):
        with pytest.raises(ValueError, match="does not begin"):
            consistency_proof(old, new, stored(SMALL))
